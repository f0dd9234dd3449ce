"""What was merged and taken back: commits that say ``This reverts commit …``, as Git and GitHub write them.

A message alone proves nothing, so only what both commits touched counts. Where a revert was reverted
itself, nothing was taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

MARK = b"This reverts commit "
"""Stands in the message of every commit that undoes another."""

SHOW = (
    "log",
    "-z",
    "--no-walk=unsorted",
    "--ignore-missing",
    "--no-decorate",
    "--format=%x01%H %at %ae%x02%P",
    "--name-only",
    "--no-renames",
    "--no-ext-diff",
    "--no-mailmap",
    "--diff-merges=first-parent",
    "--relative",
)
"""Asks for commits by name; a merge with all that it brought."""

UNDOES = re.compile(r"^This reverts commit ([0-9a-f]{40})", re.MULTILINE)


class Shown(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A commit as `git log` prints it: its name, its author's time in UTC and address, what was asked for
    beside them, and the paths below ``content/`` that it touched."""

    sha: str
    at: datetime
    mail: str
    rest: str
    paths: tuple[str, ...]


class Undoing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One commit undoes another: when, which, who wrote either (an account or None), when the other was written, and
    the paths that both touched."""

    sha: str
    at: datetime
    by: str | None
    undone: str
    author: str | None
    written: datetime
    paths: tuple[str, ...]


def parse_shown(log: bytes) -> list[Shown]:
    """The commits that Git printed; one with a time that cannot be is left out."""
    found: list[tuple[bytes, list[str]]] = []
    for token in log.split(b"\0"):
        if token[:1] == b"\x01":
            found.append((token[1:], []))
        elif found and (name := token.lstrip(b"\n")):
            found[-1][1].append(name.decode("utf-8", "replace"))
    return [commit for told, paths in found if (commit := read_commit(told, paths))]


def read_commit(told: bytes, paths: list[str]) -> Shown | None:
    """The commit as Git told it, with what it touched; None where its time cannot be."""
    head, _, rest = told.decode("utf-8", "replace").partition("\x02")
    try:
        sha, seconds, mail = head.split(" ", 2)
        return Shown(sha, datetime.fromtimestamp(int(seconds), UTC), mail, rest, tuple(sorted(paths)))
    except (ValueError, OverflowError, OSError):
        return None


def names_undone(commit: Shown) -> list[str]:
    """The commits that a message says are undone."""
    return list(dict.fromkeys(UNDOES.findall(commit.rest)))


def second_parent(commit: Shown) -> str | None:
    """For a merge, the newest commit of what it brought: whose work that is."""
    parents = commit.rest.split()
    return parents[1] if len(parents) > 1 else None


def standing_reverts(undoings: Iterable[Undoing]) -> list[Undoing]:
    """Those that still hold: neither undone in their turn, nor undoing another, nor anybody's second thought."""
    known = list(undoings)
    undone, undoing = {one.undone for one in known}, {one.sha for one in known}
    return [
        one
        for one in known
        if one.sha not in undone and one.undone not in undoing and one.author is not None and one.author != one.by
    ]
