"""What mirrored discussions look like on disk: one JSON value a line, one file a thread.

``content/.discussions/<source>/<number // 1000>/<number>.jsonl`` holds a `ThreadHeader`, then
`Comment` lines by (created, id), then `Reaction` lines by (on, by, kind); keys sorted, LF.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

VERSION = 1
"""The highest schema version this reader understands; a newer thread is a fault, not a guess."""


class CommentState(StrEnum):
    LIVE = "live"
    MINIMIZED = "minimized"
    WIPED = "wiped"
    TOMBSTONE = "tombstone"


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, tag_field="t"):
    """One line of a thread's file; ``t`` says which."""


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
    poll: msgspec.Raw | None = None
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
    """One line of ``<source>/reviews/<pull>.jsonl``: a mirrored pull-request review."""

    reviewer: str
    state: str
    at: datetime
    files: list[str] = []
