"""What mirrored discussions look like on disk: one JSON value a line, one file a thread.

``content/.discussions/<source>/<number // 1000>/<number>.jsonl`` holds a `ThreadHeader`, then
`Comment` lines by (created, id), then `Reaction` lines by (on, by, kind); keys sorted, LF.
`encode_thread` is that form: equal threads make equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final, Literal

import msgspec

VERSION = 1
"""The highest schema version this reader understands; a newer thread is a fault, not a guess."""


class CommentState(StrEnum):
    LIVE = "live"
    MINIMIZED = "minimized"
    WIPED = "wiped"
    TOMBSTONE = "tombstone"


UNWANTED: Final = frozenset({"SPAM", "ABUSE"})
"""Why a comment was minimised whose words are neither kept nor printed."""


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, tag_field="t"):
    """One line of a thread's file; ``t`` says which."""


class PollOption(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One choice of a poll, in its author's order, and how many chose it."""

    text: str
    votes: int = 0


class Poll(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A thread's poll. Who chose what is known to nobody."""

    question: str
    votes: int = 0
    options: list[PollOption] = []


GHOST: Final = "github:10137"
"""GitHub's own account for those who are no longer there; it stands for whoever reacted and left."""

GONE: Final = "tombstone"
"""The ``state`` of a thread that its source no longer has; others are ``open``, ``closed`` or why it was closed."""


class ThreadHeader(Line, frozen=True, tag="thread", kw_only=True):
    v: int
    source: str
    number: int
    id: str
    url: str | None = None
    title: str = ""
    author: str | None = None
    created: datetime
    edited: datetime | None = None
    category: str | None = None
    labels: list[str] = []
    state: str = "open"
    locked: bool = False
    answer: str | None = None
    answer_at: datetime | None = None
    answer_by: str | None = None
    body: str = ""
    votes: dict[str, int] = {}
    against: dict[str, int] | msgspec.UnsetType = msgspec.UNSET
    poll: Poll | None = None
    comments: int = 0
    updated: datetime | None = None
    print: str = ""


class Comment(Line, frozen=True, tag="comment", kw_only=True):
    id: str
    num: int
    parent: str | None = None
    author: str | None = None
    created: datetime
    edited: datetime | None = None
    state: CommentState = CommentState.LIVE
    reason: str | None = None
    body: str = ""


class Reaction(Line, frozen=True, tag="reaction", kw_only=True):
    on: str
    by: str
    kind: str
    at: datetime


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread as read: its header, and its lines in file order."""

    header: ThreadHeader
    comments: list[Comment]
    reactions: list[Reaction] = []

    @property
    def key(self) -> str:
        return f"{self.header.source}/{self.header.number}"


class AccountLine(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One line of ``<source>/accounts.jsonl``, the only place a login stands."""

    id: str
    login: str
    type: str = "User"
    created: datetime | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One line of ``<source>/reviews/<pull>.jsonl``: a mirrored review of a pull request that is merged or, where
    ``open`` says so, may still be."""

    reviewer: str
    state: str
    at: datetime
    files: list[str] = []
    open: Literal[True] | msgspec.UnsetType = msgspec.UNSET


class Alias(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One line of ``<source>/aliases.jsonl``: a thread that was moved.

    ``number`` and ``id`` are what it was called here; ``to`` is what it is called now: a number
    where it is mirrored here, else ``owner/name#number``.
    """

    number: int
    id: str
    to: str


class Mirror(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``<source>/mirror.json``: how far the last sync that came to its end had got.

    Everything that moved ``updated`` until ``seen`` has been read; ``swept`` is when every thread's
    fingerprint was last compared, ``completed`` when the last run ended. ``seen`` and ``reviewed`` (the same for
    pull requests) are by the source's clock, the others by ours. ``threads`` counts those that the source still
    had, ``vanished`` those that it no longer had; None where an older Candor wrote the file.
    """

    completed: datetime
    swept: datetime
    seen: datetime | None = None
    reviewed: datetime | None = None
    threads: int | None = None
    vanished: int | None = None


SWEEP_EVERY: Final = timedelta(hours=24)
"""A sync compares every thread with its source once within this time."""


ENCODER: Final = msgspec.json.Encoder(order="sorted")


def encode_line(line: msgspec.Struct) -> bytes:
    """A line of any archive file in its one form: sorted keys, UTF-8, LF."""
    return ENCODER.encode(line) + b"\n"


def encode_thread(thread: Thread) -> bytes:
    """A thread's file in its one form, whatever order its lines had."""
    comments = sorted(thread.comments, key=lambda comment: (comment.created, comment.id))
    reactions = sorted(thread.reactions, key=lambda each: (each.on, each.by, each.kind, each.at))
    return b"".join(map(encode_line, (thread.header, *comments, *reactions)))


def seal_thread(thread: Thread, head: str) -> bytes:
    """`encode_thread` with ``print`` set: `head`, what the source's own list says of the thread, then a full stop,
    then six hexadecimal digits for each line. By these a line that was damaged later is found."""
    bare = msgspec.structs.replace(thread.header, print=head)
    lines = encode_thread(Thread(header=bare, comments=thread.comments, reactions=thread.reactions)).split(b"\n")[:-1]
    digits = "".join(map(digest_line, lines))
    sealed = msgspec.structs.replace(bare, print=f"{head}.{digits}{digest_line(digits.encode())}")
    return b"\n".join((ENCODER.encode(sealed), *lines[1:], b""))


def digest_line(line: bytes) -> str:
    return blake2b(line, digest_size=3).hexdigest()


def broken_seals(header: ThreadHeader, lines: Sequence[bytes]) -> list[int]:
    """The numbers, from 1, of those lines of a sealed thread that are not as they were written.

    Empty for a thread that bears no seals, as one written by hand or by an importer.
    """
    head, sealed, digits = header.print.partition(".")
    if not sealed:
        return [] if head.isalnum() or not head else [1]
    if digest_line(digits[:-6].encode()) != digits[-6:]:
        return [1]
    bare = ENCODER.encode(msgspec.structs.replace(header, print=head))
    found = [digest_line(line) for line in (bare, *lines[1:])]
    wanted = [digits[at : at + 6] for at in range(0, len(digits) - 6, 6)]
    broken = [n for n, (is_, should) in enumerate(zip(found, wanted, strict=False), 1) if is_ != should]
    if len(found) != len(wanted) and not broken:
        broken.append(min(len(found), len(wanted)))
    return broken
