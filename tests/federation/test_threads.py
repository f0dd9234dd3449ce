"""A discussion for every post: started once, written down without touching anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree
from tests.github.server import GitHub, serve

from candor.cli import main
from candor.errors import SourceError
from candor.federation.threads import load_front, tie

COMMUNITY = """\
name: Fernhill
repository: {owner: fernhill, name: community}
categories: {questions: Q&A, ideas: General}
"""
MOVE = "content/questions/2026/move-hub/index.md"
IDEA = "content/questions/2026/quiet-hours/index.md"
POST = """\
---
# asked on the phone first
title: "How do I move the hub?"   # in her words
kind:   question
author: github:77
at: 2026-04-02T09:12:00Z
---
How?

---
discussion: not a key
"""


@pytest.fixture
def project(tree: Tree, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two posts without a discussion, and a GitHub on this machine."""
    github.admit("ghp_test", "candor")
    with serve(github) as base:
        monkeypatch.setenv("CANDOR_GITHUB_URL", base)
        monkeypatch.setenv("CANDOR_GITHUB_TOKEN", "ghp_test")
        yield tree(
            {
                "mkdocs.yml": "site_name: F\nsite_url: https://community.fernhill.example/\ndocs_dir: content\n",
                "content/community.yml": COMMUNITY,
                MOVE: POST,
                IDEA: "---\ntitle: Quiet hours\nkind: idea\nauthor: github:78\nidea: {status: open}\n---\nPlease.\n",
            }
        )


def run(project: Path, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, [*arguments, "-f", str(project / "mkdocs.yml")], input=answer)


def test_each_post_gets_its_discussion(project: Path, github: GitHub) -> None:
    """In the category of its kind, under its title, with its address; the file changes by one line."""
    result = run(project, "threads")
    assert result.exit_code == 0, result.output
    first, second = github.forum.repositories["fernhill/community"].discussions
    assert [(each.title, each.category.name) for each in (first, second)] == [
        ("How do I move the hub?", "Q&A"),
        ("Quiet hours", "General"),
    ]
    assert "<https://community.fernhill.example/questions/move-hub/>" in first.body
    assert ("it works for me" in first.body, "it works for me" in second.body) == (True, False)
    before = POST.splitlines()
    assert (project / MOVE).read_text().splitlines() == [*before[:6], "discussion: 1", *before[6:]]
    assert "discussion: 2\n" in (project / IDEA).read_text()
    assert "all of them with a discussion" in run(project, "threads").output
    assert len(github.forum.repositories["fernhill/community"].discussions) == 2


def test_a_run_that_was_stopped_starts_nothing_twice(project: Path, github: GitHub) -> None:
    """What was started and not written down is found by its mark, whether it is mirrored yet or not."""
    run(project, "threads")
    (project / MOVE).write_text(POST)
    assert "#1 would be written" in run(project, "threads", "--dry-run").output
    run(project, "sync")
    assert "move-hub: #1" in run(project, "threads").output
    assert len(github.forum.repositories["fernhill/community"].discussions) == 2


def test_a_mark_by_somebody_else_counts_for_nothing(project: Path, github: GitHub) -> None:
    """Nobody can tie a page to their own discussion by writing what Candor writes."""
    forum = github.forum
    forum.open(forum.repository("fernhill/community"), forum.account("eve"), "Mine", "<!-- candor: move-hub -->")
    run(project, "threads")
    assert "discussion: 2\n" in (project / MOVE).read_text()


def test_existing_discussions_are_proposed_and_asked_about(project: Path, github: GitHub) -> None:
    """A discussion of the same title is offered; only a yes ties it."""
    forum = github.forum
    forum.open(forum.repository("fernhill/community"), forum.account("otto"), "How do I move the  HUB?")
    run(project, "sync")
    assert "could adopt move-hub: #1" in run(project, "threads", "--adopt", "--dry-run").output
    run(project, "threads", "--adopt", answer="n\n")
    assert (project / MOVE).read_text() == POST
    run(project, "threads", "--adopt", answer="y\n")
    assert "discussion: 1\n" in (project / MOVE).read_text()


def test_shared_and_lost_numbers_are_faults(project: Path, github: GitHub) -> None:
    """Each is named with its file and a way out."""
    run(project, "threads")
    run(project, "sync")
    github.forum.delete(github.forum.repositories["fernhill/community"].discussions[0])
    run(project, "sync", "--full")
    text = (project / IDEA).read_text()
    (project / IDEA).write_text(text.replace("discussion: 2", "discussion: 1"))
    result = run(project, "threads")
    assert result.exit_code == 1
    assert f"{IDEA}: discussion: the discussion 1 belongs to move-hub too – " in result.output
    assert f"{MOVE}: discussion: the discussion 1 was deleted – write its new number" in result.output


def test_a_category_that_is_not_there_is_named(project: Path) -> None:
    (project / "content" / "community.yml").write_text(COMMUNITY.replace("Q&A", "Questions"))
    result = run(project, "threads")
    assert result.exit_code == 1
    assert "no discussion category 'Questions' – make it there" in result.output


@pytest.mark.parametrize(
    "front",
    [
        "title: A",
        "# only\ntitle: A # b",
        "{title: A, topics: [a, b]}",
        "title: |\n  A\n  b",
        "title: >-\n A\n\n",
        "a: &x 1\nb: *x",
    ],
)
def test_front_matter_keeps_what_it_says(front: str) -> None:
    """In every style of YAML the keys are the same and the number is one of them."""
    text = tie(f"---\n{front}\n---\nBody\n", 128)
    assert text.endswith("---\nBody\n")
    assert load_front(text[4:].partition("\n---\n")[0] + "\n") == {**load_front(front + "\n"), "discussion": 128}
    for comment in ("# only", "# b"):
        assert (comment in text) == (comment in front)


def test_windows_line_ends_stay() -> None:
    assert tie("---\r\ntitle: A\r\n---\r\nBody\r\n", 1) == "---\r\ntitle: A\r\ndiscussion: 1\r\n---\r\nBody\r\n"


@given(st.text(max_size=60))
def test_no_text_is_damaged(body: str) -> None:
    """A file without front matter is refused; one with it keeps its body to the letter."""
    assert tie(f"---\ntitle: A\n---\n{body}", 5).endswith(f"---\n{body}")
    if not body.startswith("---"):
        with pytest.raises(SourceError):
            tie(body, 5)
