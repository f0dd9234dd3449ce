"""The whole build on small communities: what is printed, what is kept, and that both are right."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import Tree

from candor.cli.build import run_press
from candor.press.report import Report, no_progress
from candor.press.state import RACY_NS

SETTINGS = """\
site_name: Fernhill
site_url: https://community.fernhill.example/
docs_dir: content
theme: {name: material, font: false}
plugins: [candor/questions: {search: false}]
markdown_extensions: [candor.markdown]
"""

COMMUNITY = """\
name: Fernhill Energy
topics: {hub: {title: The hub}, billing: {title: Billing}}
"""


def post(title: str, day: int = 1, more: str = "", body: str = "Words enough to read.") -> str:
    return f"---\ntitle: {title}\nauthor: github:7\nat: 2026-04-{day:02}T09:00:00Z\n{more}---\n{body}\n"


WORLD = {
    "mkdocs.yml": SETTINGS,
    "content/community.yml": COMMUNITY,
    "content/index.md": "# Welcome\n\n::: candor newest\n    count: 3\n:::\n",
    "content/questions/2026/move-hub/index.md": post("Move the hub", 1, "topics: [hub]\nthreads: [github/128]\n"),
    "content/questions/2026/pay-late/index.md": post("Pay late", 2, "topics: [billing]\n"),
    "content/questions/2026/pay-late/answers/otto.md": "---\nauthor: github:9\nat: 2026-04-03T09:00:00Z\n---\nAsk.\n",
    "content/.discussions/github/0/128.jsonl": (
        '{"answer":null,"author":"github:7","comments":1,"created":"2026-04-01T09:00:00Z","id":"D_1","number":128,'
        '"source":"github","t":"thread","v":1}\n'
        '{"author":"github:9","body":"Unplug it first.","created":"2026-04-01T10:00:00Z","id":"DC_1","num":11,'
        '"t":"comment"}\n'
    ),
    "content/.discussions/github/accounts.jsonl": '{"id":"github:9","login":"priya","type":"User"}\n',
}


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


def build(root: Path, **options: bool) -> Report:
    settings = {"verify": False, "clean": False, **options}
    return run_press(root / "mkdocs.yml", settings["verify"], settings["clean"], no_progress)


def files(folder: Path) -> dict[str, bytes]:
    """Everything below `folder`, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def built_afresh(root: Path, place: Path) -> dict[str, bytes]:
    """What a first build of the same sources prints elsewhere."""
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("site", ".cache", ".site.*"))
    build(place)
    return files(place / "site")


def test_a_build_prints_posts_with_answers_and_threads(tree: Tree) -> None:
    root = tree(WORLD)
    report = build(root)
    assert report.problems == []
    assert "Unplug it first." in (root / "site/questions/move-hub/index.html").read_text()
    assert "Ask." in (root / "site/questions/pay-late/index.html").read_text()
    assert "Pay late" in (root / "site/index.html").read_text(), "the live block names the newest post"


def test_a_second_build_prints_nothing_and_needs_no_host(tree: Tree) -> None:
    root = tree(WORLD)
    wait_out_the_clock()
    first = build(root)
    second = build(root)
    assert (second.printed, second.kept, second.host) == (0, first.printed, "not needed")


@pytest.mark.parametrize("damage", ["cut", "flipped", "half", "empty"])
def test_a_damaged_thread_costs_no_other_page_and_is_left_alone(tree: Tree, damage: str) -> None:
    """File and line are named by the build; every other page is printed; nothing is repaired unasked."""
    thread = "content/.discussions/github/0/128.jsonl"
    whole = WORLD[thread]
    damaged = {
        "cut": whole[:-20],
        "flipped": whole.replace('"t":"comment"', '"t":"komment"'),
        "half": whole[: len(whole) // 3],
        "empty": "",
    }[damage]
    root = tree(WORLD | {thread: damaged})
    report = build(root)
    [problem, *_] = [each for each in report.problems if each.path == thread]
    assert problem.line == (2 if damage in ("cut", "flipped") else 0 if damage == "empty" else 1)
    assert "Ask." in (root / "site/questions/pay-late/index.html").read_text()
    assert "Words enough to read." in (root / "site/questions/move-hub/index.html").read_text()
    assert (root / thread).read_text() == damaged


def wait_out_the_clock() -> None:
    """Lets every file be older than what the file system's clock can tell apart."""
    time.sleep(2 * RACY_NS / 1e9)


def test_what_the_host_warned_of_is_said_by_every_build_until_it_is_mended(tree: Tree) -> None:
    """Also by those that need no host, so that strictness does not depend on what ran before."""
    root = tree(WORLD | {"content/guide.md": "# Guide\n\n[Gone](gone.md)\n", "content/odd.md": "---\nicon: x/y\n---\n"})
    said = [sorted(map(str, build(root).problems))]
    time.sleep(2 * RACY_NS / 1e9)
    said.append(sorted(map(str, build(root).problems)))
    tree({"content/questions/2026/pay-late/index.md": post("Pay later", 2)})
    said.append(sorted(map(str, build(root).problems)))
    assert said[0] == said[1] == said[2]
    guide, odd = said[0]
    assert guide.startswith("content/guide.md: Doc file 'guide.md' contains a link 'gone.md'")
    assert odd == 'content/odd.md: icon: there is no icon "x/y" – correct the name, or remove the key'
    tree({"content/guide.md": "# Guide\n", "content/odd.md": "# Odd\n"})
    assert build(root).problems == []


def test_a_page_whose_template_does_not_exist_is_printed_with_the_themes_own(tree: Tree) -> None:
    root = tree(WORLD | {"content/odd.md": "---\ntemplate: nothere.html\n---\n# Odd\n"})
    assert [problem.field for problem in build(root).problems] == ["template"]
    assert "<h1" in (root / "site/odd/index.html").read_text(encoding="utf-8")


def test_the_report_of_a_build_that_did_nothing_holds_no_times_of_the_last(tree: Tree) -> None:
    root = tree(WORLD)
    time.sleep(2 * RACY_NS / 1e9)
    assert build(root).steps
    again = build(root)
    assert (again.steps, again.site) == ({}, str(root / "site"))


def test_an_edited_title_is_printed_wherever_it_stands_and_nothing_else_is(tree: Tree) -> None:
    root = tree(WORLD)
    wait_out_the_clock()
    build(root)
    before = files(root / "site")
    tree(
        {
            "content/questions/2026/move-hub/index.md": post(
                "Move the hub again", 1, "topics: [hub]\nthreads: [github/128]\n"
            )
        }
    )
    report = build(root)
    after = files(root / "site")
    changed = {name for name in after if after[name] != before.get(name)}
    assert report.posts_read == 1
    assert {"index.html", "questions/index.html", "questions/move-hub/index.html", "topics/hub/index.html"} <= changed
    assert report.printed == len(changed)
    assert not any(b"Move the hub again" in before[name] for name in before)


def test_a_commit_alone_tells_the_dates_that_were_not_known(tree: Tree) -> None:
    """No file changes when it is committed; what Git then knows is printed all the same."""
    undated = "---\ntitle: Undated\nauthor: github:7\n---\nWords enough to read.\n"
    root = tree(WORLD | {"content/questions/2026/undated/index.md": undated})
    wait_out_the_clock()
    page = root / "site/questions/undated/index.html"
    build(root)
    assert "date unknown" in page.read_text()
    when = {"GIT_AUTHOR_DATE": "2026-04-05T10:00:00Z", "GIT_COMMITTER_DATE": "2026-04-05T10:00:00Z"}
    git = ["git", "-c", "user.name=Otto", "-c", "user.email=otto@fernhill.example", "-C", str(root)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "content"], check=True)
    subprocess.run([*git, "commit", "-qm", "First"], check=True, env=os.environ | when)
    build(root)
    assert "5 April 2026" in page.read_text()
    assert build(root).host == "not needed"


def test_the_page_of_a_vanished_record_is_removed(tree: Tree) -> None:
    root = tree(WORLD)
    build(root)
    shutil.rmtree(root / "content/questions/2026/pay-late")
    report = build(root)
    assert report.removed >= 1
    assert not (root / "site/questions/pay-late").exists()
    assert "Pay late" not in (root / "site/index.html").read_text()


def test_a_page_that_somebody_deleted_or_altered_is_printed_again(tree: Tree) -> None:
    root = tree(WORLD)
    build(root)
    good = files(root / "site")
    (root / "site/questions/pay-late/index.html").unlink()
    (root / "site/questions/move-hub/index.html").write_text("altered")
    (root / "site/stray.html").write_text("stray")
    build(root)
    assert files(root / "site") == good


def test_a_brands_template_that_fails_on_one_post_leaves_the_others_alone(tree: Tree) -> None:
    """The failing page becomes a stub and a fault; no other page is affected."""
    root = tree(
        WORLD
        | {
            "mkdocs.yml": SETTINGS.replace("font: false", "font: false, custom_dir: brand"),
            "brand/candor/post.jinja": "{% if post.slug == 'pay-late' and not post.stub %}{{ post.nothing }}{% endif %}"
            "<h1>{{ post.record.title }}</h1>{{ post.stub }}",
        }
    )
    report = build(root)
    assert report.stubs == ["questions/pay-late/"]
    assert "content/questions/2026/pay-late/index.md" in {problem.path for problem in report.problems}
    assert "Move the hub" in (root / "site/questions/move-hub/index.html").read_text()
    assert "nothing" in (root / "site/questions/pay-late/index.html").read_text()


def test_two_builds_of_the_same_sources_are_byte_identical(
    tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tree(WORLD)
    build(root)
    assert files(root / "site") == built_afresh(root, tmp_path_factory.mktemp("other") / "project")


def test_the_printed_pages_agree_with_what_the_host_renders(tree: Tree) -> None:
    report = build(tree(WORLD), verify=True)
    assert len(report.verified) >= 8
    assert "\n".join(report.differences) == ""


def edits(seed: int) -> Iterator[Callable[[Path], None]]:
    """A seeded walk of edits as people make them."""
    rng = random.Random(seed)
    for step in range(6):
        choice = rng.randrange(6)
        slug = f"post-{rng.randrange(3)}"
        path = f"content/questions/2026/{slug}/index.md"

        def edit(root: Path, choice: int = choice, path: str = path, step: int = step) -> None:
            target = root / path
            match choice:
                case 0 | 1 | 2:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(
                        post(f"Post of step {step}", step + 1, "topics: [hub]\n", f"Words @priya #128 {step}.")
                    )
                case 3:
                    shutil.rmtree(target.parent, ignore_errors=True)
                case 4:
                    (root / "content/members").mkdir(exist_ok=True)
                    (root / "content/members/priya.yml").write_text(f"name: Priya {step}\naccounts: [github:9]\n")
                case 5:
                    with (root / "content/.discussions/github/0/128.jsonl").open("a") as thread:
                        thread.write(
                            f'{{"author":"github:9","body":"More {step}","created":"2026-04-0{step + 2}T10:00:00Z",'
                            f'"id":"DC_{step + 2}","num":{step + 12},"t":"comment"}}\n'
                        )

        yield edit


@pytest.mark.parametrize("seed", range(3))
def test_building_after_each_edit_ends_as_a_first_build_would(
    tree: Tree, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    root = tree(WORLD)
    build(root)
    for number, edit in enumerate(edits(seed)):
        edit(root)
        build(root)
        if number % 3 == 2:
            assert files(root / "site") == built_afresh(root, tmp_path_factory.mktemp("other") / "project")
