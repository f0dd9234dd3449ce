"""``candor review``: what waits for whom, from files to the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import Tree

from candor.cli import main
from candor.model.archive import Comment, CommentState, Thread, ThreadHeader, encode_thread

AT = datetime(2026, 4, 2, 9, 12, tzinfo=UTC)
MOVE = """\
---
title: How do I move the hub?
author: github:77
at: 2026-04-02T09:12:00Z
discussion: 128
accepted: answers/helen.md
review_by: 2027-04-01
---
How?
"""
ANSWER = "---\nauthor: github:77\nat: 2026-04-02T10:00:00Z\n---\nUnplug it.\n"


def thread(*said: tuple[str, str]) -> bytes:
    """A discussion in which each account says something, an hour apart."""
    comments = [
        Comment(id=f"DC_{n}", num=n, author=author, created=AT.replace(hour=10 + n), body=body)
        for n, (author, body) in enumerate(said, 1)
    ]
    hidden = Comment(id="DC_0", num=90, author="github:5", created=AT, body="/outdated", state=CommentState.MINIMIZED)
    header = ThreadHeader(v=1, source="github", number=128, id="D_1", created=AT, updated=AT, comments=len(comments))
    return encode_thread(Thread(header=header, comments=[*comments, hidden]))


@pytest.fixture
def project(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One answered question, a reviewer, and a member whom nothing allows to review."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")  # September 2026
    return tree(
        {
            "mkdocs.yml": "site_name: F\ndocs_dir: content\n",
            "content/community.yml": "name: F\nroles: {reviewer: [otto]}\n",
            "content/members/otto.yml": "name: Otto\naccounts: [github:5]\n",
            "content/questions/2026/move/index.md": MOVE,
            "content/questions/2026/move/answers/helen.md": ANSWER,
            "content/.discussions/github/0/128.jsonl": thread(),
        }
    )


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["review", *arguments, "-f", str(project / "mkdocs.yml")])


def say(project: Path, *said: tuple[str, str]) -> str:
    (project / "content/.discussions/github/0/128.jsonl").write_bytes(thread(*said))
    result = run(project)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_was_never_reviewed_waits_for_the_reviewers(project: Path) -> None:
    output = run(project).output
    assert "Not reviewed yet (1)\n  2026-04-02  How do I move the hub?\n" in output
    assert "/questions/move/ waits for otto\n" in output
    assert output.endswith("1 post waits; 0 of 1 post verified.\n")


def test_a_comment_that_begins_with_a_command_decides(project: Path) -> None:
    """Only as the first word, of a live comment; the account is told by the member's name."""
    assert say(project, ("github:5", "/verify\n\nTried it.")) == "Nothing waits; 1 of 1 post verified.\n"
    assert "Not reviewed yet" in say(project, ("github:5", "I cannot /verify this"), ("github:5", "/verifying"))
    output = say(project, ("github:5", "/needs-work The cable."))
    assert "says otto in github/128/1, waits for github-77" in output


def test_a_word_that_counts_for_nothing_is_named_with_the_reason(project: Path) -> None:
    output = say(project, ("github:9", "/verify"), ("github:77", "/verify"))
    assert "Count for nothing (2)" in output
    assert "github-9: verifies, in github/128/1: neither a role nor their level allows it" in output
    assert "github-77: verifies, in github/128/2: it is their own text" in output


def test_an_approved_proposal_waits_to_be_merged(project: Path, tree: Tree) -> None:
    review = {"at": "2026-04-03T10:00:00Z", "reviewer": "github:5", "state": "APPROVED", "open": True}
    review["files"] = ["content/questions/2026/move/answers/helen.md"]
    tree({"content/.discussions/github/reviews/7.jsonl": f"{json.dumps(review)}\n"})
    assert "says otto in proposal github/7, waits for the proposal to be merged" in run(project).output


def test_time_makes_it_due(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say(project, ("github:5", "/verify"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1810000000")
    output = run(project).output
    assert "May be out of date (1)\n  2027-04-02  How do I move the hub?" in output
    assert "was due for review on 2027-04-01, waits for otto" in output


def test_programs_get_the_same(project: Path) -> None:
    """By member and state too."""
    say(project, ("github:5", "/review"))
    (found,) = json.loads(run(project, "--format", "json").output)
    assert (found["slug"], found["state"], found["waits_for"]) == ("move", "in-review", ["otto"])
    assert found["verdict"] == {
        "at": "2026-04-02T11:12:00Z",
        "word": "looks",
        "by": "github:5",
        "source": "github/128/1",
    }
    assert json.loads(run(project, "--member", "github:77", "--format", "json").output) == []
    assert json.loads(run(project, "--state", "outdated", "--format", "json").output) == []
    assert "There is nobody called nobody" in run(project, "--member", "nobody").output
