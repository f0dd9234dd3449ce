"""The Git history that the benchmark gives the forum."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.forum import load_forum
from bench.history import commit_history
from tests.bench.world import CONTENT
from tests.conftest import Tree


def log(project: Path, *arguments: str) -> list[str]:
    command = ["git", "-C", project, "log", "--reverse", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")


def test_each_post_is_a_commit_of_its_author_at_its_time(tree: Tree) -> None:
    """The ground first, then the question, then one commit a reply; the tree at the end is the imported one."""
    project = tree({f"content/{name}": text for name, text in CONTENT.items()})
    assert commit_history(project, load_forum(project / "content")) == 4
    lines = log(project, "--format=%ae %aI %s")
    assert lines[1:4] == [
        '7+ann@users.noreply.discourse.example 2016-01-02T03:04:05+00:00 Ask: Why "this"?',
        '7+ann@users.noreply.discourse.example 2016-01-02T03:04:05+00:00 Reply to: Why "this"?',
        '8+bob@users.noreply.discourse.example 2016-01-03T00:00:00+00:00 Reply to: Why "this"?',
    ]


def test_the_archive_grows_by_a_line_a_reply(tree: Tree) -> None:
    """A reply's commit adds its own line and nothing else."""
    project = tree({f"content/{name}": text for name, text in CONTENT.items()})
    commit_history(project, load_forum(project / "content"))
    changes = log(project, "--numstat", "--format=", "--", "content/.discussions/discourse/0")
    assert [line.split()[:2] for line in changes if line] == [["1", "0"], ["1", "0"], ["1", "0"]]
