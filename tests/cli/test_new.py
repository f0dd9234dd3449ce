"""``candor new`` writes a valid file in its right place, never over another, and says what comes next."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree

from candor.cli import main, new
from candor.cli.new import write_yaml
from candor.sources.frontmatter import parse_yaml
from candor.sources.tree import SLUG, slugify

WORLD = {
    "mkdocs.yml": "site_name: F\n",
    "content/community.yml": "name: F\ntopics: {hub: {title: Hub}}\nroles: {staff: [mara]}\n",
    "content/members/mara.yml": "name: Mara\naccounts: [github:12]\n",
    "content/questions/2026/move-hub/index.md": "---\ntitle: Move?\nauthor: mara\n---\nHow?\n",
}


@pytest.fixture
def world(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tree(WORLD)
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    return root


def run(*arguments: str, entered: str = "") -> Result:
    return CliRunner().invoke(main, ["new", *arguments], input=entered)


def test_a_question_is_written_from_its_title_and_checked(world: Path) -> None:
    result = run("question", "--title", "Why is it “slow”: a Größe?", "--topic", "hub", "--author", "mara")
    assert result.exit_code == 0, result.output
    path = world / "content/questions/2026/why-is-it-slow-a-groesse/index.md"
    assert path.read_text() == (
        '---\ntitle: "Why is it “slow”: a Größe?"\nkind: question\nauthor: mara\ntopics: [hub]\n---\n'
        "Write your question here: what you want to do, what you tried, what happened instead.\n"
    )
    assert "Wrote content/questions/2026/why-is-it-slow-a-groesse/index.md.\n" in result.output
    assert "Next: look at it with `candor serve`" in result.output


def test_every_field_has_a_flag(world: Path) -> None:
    result = run(
        *[
            "question",
            "--kind",
            "ask",
            "--title",
            "Which?",
            "--author",
            "mara",
            "--at",
            "2025-03-01T00:00:00Z",
            "--topic",
            "hub",
        ],
        *[
            "--thread",
            "github/1",
            "--discussion",
            "2",
            "--review-by",
            "2027-01-01",
            "--alias",
            "old",
            "--alias",
            "older",
        ],
        *["--duplicate-of", "move-hub", "--until", "2026-05-01T00:00:00Z", "--option", "Welsh", "--option", "Polish"],
        *("--outcome", "Polish: by far", "--slug", "which", "--body", "Hello."),
    )
    assert result.exit_code == 0, result.output
    assert (world / "content/questions/2025/which/index.md").read_text() == (
        "---\ntitle: Which?\nkind: ask\nauthor: mara\nat: 2025-03-01T00:00:00Z\ntopics: [hub]\nthreads: [github/1]\n"
        "discussion: 2\nreview_by: 2027-01-01\naliases: [old, older]\nduplicate_of: move-hub\nask:\n"
        '  until: 2026-05-01T00:00:00Z\n  options: [Welsh, Polish]\n  outcome: "Polish: by far"\n---\nHello.\n'
    )


def test_an_idea_carries_its_status(world: Path) -> None:
    assert run("question", "--kind", "idea", "--title", "Dark mode", "--because", "soon").exit_code == 0
    text = (world / "content/questions/2026/dark-mode/index.md").read_text()
    assert "kind: idea\nidea:\n  status: open\n  because: soon\n---" in text


def test_the_body_may_come_from_standard_input(world: Path) -> None:
    assert run("question", "--title", "T", "--body", "-", entered="From a pipe.\n").exit_code == 0
    assert (world / "content/questions/2026/t/index.md").read_text().endswith("---\nFrom a pipe.\n")


def test_an_answer_goes_beside_its_post(world: Path) -> None:
    result = run(
        *[
            "answer",
            "move-hub",
            "--author",
            "github:77",
            "--verified-by",
            "mara",
            "--verified-at",
            "2026-04-03T00:00:00Z",
        ]
    )
    assert result.exit_code == 0, result.output
    assert (
        (world / "content/questions/2026/move-hub/answers/github-77.md")
        .read_text()
        .startswith(
            "---\nauthor: github:77\nverified:\n  by: mara\n  at: 2026-04-03T00:00:00Z\n---\nWrite your answer here."
        )
    )


def test_a_member_is_named_by_slug_or_name(world: Path) -> None:
    assert (
        run("member", "--name", "Otto Brandt", "--account", "github:583231", "--unlisted", "--hide-name").exit_code == 0
    )
    assert (world / "content/members/otto-brandt.yml").read_text() == (
        "name: Otto Brandt\naccounts: [github:583231]\nlisted: false\nname_shown: false\n"
    )
    assert run("member", "wang", "--name", "王芳").exit_code == 0
    assert (world / "content/members/wang.yml").read_text() == 'name: "王芳"\n'


@pytest.mark.parametrize(
    "arguments",
    [
        ("question", "--title", "Move hub"),
        ("question", "--title", "x", "--slug", "move-hub", "--year", "2020"),
        ("member", "mara", "--name", "Mara"),
    ],
)
def test_nothing_is_ever_overwritten(arguments: tuple[str, ...], world: Path) -> None:
    before = {path: path.read_bytes() for path in world.rglob("*") if path.is_file()}
    result = run(*arguments)
    assert result.exit_code == 2
    assert "exists already" in result.output
    assert {path: path.read_bytes() for path in world.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("question",), "Give --title."),
        (("question", "--kind", "ask", "--title", "x"), "Give --until."),
        (("answer",), "Give SLUG"),
        (("answer", "move-hub"), "Give --author."),
        (("answer", "gone", "--author", "mara"), "There is no post gone"),
        (("member", "x"), "Give --name."),
        (("question", "--title", "王芳"), "give --slug"),
        (("question", "--title", "x", "--slug", "Bad Slug"), "for example bad-slug"),
        (("question", "--title", "x", "--slug", "page"), "--slug"),
        (("question", "--title", "CON"), "No slug can be made of this title – give --slug"),
        (("member", "--name", "王芳"), "No slug can be made of this name – give SLUG"),
        (("question", "--title", "x", "--shipped", "https://x.example"), "--shipped is for --kind idea, not question"),
        (("question", "--title", "x", "--at", "yesterday"), 'at: "yesterday" is no time'),
        (("question", "--title", "x", "--author", "Mara L"), "an account (github:583231) or a member's slug"),
        (("question", "--title", "x", "--year", "99"), "--year"),
        (("answer", "move-hub", "--author", "mara", "--verified-by", "mara"), "belong together"),
        (("member", "../evil", "--name", "x"), "cannot be used as a slug"),
    ],
)
def test_what_is_missing_or_wrong_is_a_usage_error_that_names_the_flag(
    arguments: tuple[str, ...], message: str, world: Path
) -> None:
    before = sorted(world.rglob("*"))
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert sorted(world.rglob("*")) == before


def test_on_a_terminal_what_is_missing_is_asked_for_and_the_editor_opens(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[str] = []
    monkeypatch.setattr(new, "on_terminal", lambda: True)
    monkeypatch.setattr("click.edit", lambda filename: edited.append(filename))
    result = run("question", entered="How to ask?\n")
    assert result.exit_code == 0, result.output
    assert [Path(name).relative_to(world).as_posix() for name in edited] == [
        "content/questions/2026/how-to-ask/index.md"
    ]
    assert run("question", "--title", "No editor", "--no-edit").exit_code == 0
    assert len(edited) == 1


def test_a_title_that_makes_no_slug_is_asked_for_one_on_a_terminal(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "on_terminal", lambda: True)
    assert run("question", "--no-edit", entered="王芳\nwang-fang\n").exit_code == 0
    assert "title: " in (world / "content/questions/2026/wang-fang/index.md").read_text()


def test_what_was_written_stands_where_no_editor_opens(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "on_terminal", lambda: True)
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    result = run("question", "--title", "Kept")
    assert result.exit_code == 0, result.output
    assert "note: no editor opened" in result.output
    assert "Next: look at it" in result.output
    assert (world / "content/questions/2026/kept/index.md").exists()


def test_a_fault_in_the_new_file_exits_1_and_says_where(world: Path) -> None:
    result = run("question", "--title", "x", "--topic", "hob", "--author", "mara")
    assert result.exit_code == 1
    assert 'content/questions/2026/x/index.md:5: topics[0]: unknown topic "hob" – did you mean "hub"?' in result.output
    assert "Next: mend content/questions/2026/x/index.md" in result.output


@given(st.text())
def test_a_slug_is_valid_or_empty(title: str) -> None:
    slug = slugify(title)
    assert slug == "" or (SLUG.fullmatch(slug) and len(slug) <= 80)


VALUES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(st.text("abc1-_", min_size=1), VALUES | st.lists(VALUES, max_size=3), max_size=4))
def test_what_is_written_as_yaml_is_read_back(value: dict[str, object]) -> None:
    assert parse_yaml(write_yaml(value)) == (value or None, [])
