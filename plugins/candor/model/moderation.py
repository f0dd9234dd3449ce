"""What moderators did to comments: the hand-edited overlay, and the count of a whole archive."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from candor.model import limits
from candor.model.archive import CommentState
from candor.model.records import Author, Moment, Record


class Deed(StrEnum):
    """What is done to a comment: its words are taken off the page, or folded away below a line that says why."""

    HIDE = "hide"
    FOLD = "fold"


class Reason(StrEnum):
    """Why; the words are those of a forum that minimises comments, and ``private`` for somebody's private data."""

    ABUSE = "abuse"
    SPAM = "spam"
    PRIVATE = "private"
    OFF_TOPIC = "off_topic"
    OUTDATED = "outdated"
    DUPLICATE = "duplicate"
    RESOLVED = "resolved"


class Moderated(Record, frozen=True, kw_only=True):
    """One comment, by its number within the thread. ``because`` is for readers of the moderation log."""

    comment: Annotated[int, Meta(ge=1)]
    do: Deed
    reason: Reason
    because: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    by: Author | None = None
    at: Moment | None = None


class ModerationRecord(Record, frozen=True, kw_only=True):
    """``content/moderation/<source>-<number>.yml``: what staff hid or folded of one thread; no sync touches it."""

    comments: Annotated[list[Moderated], Meta(min_length=1)]


class Intervention(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A comment that is not shown as it was written; ``num`` within its thread, ``at`` when it was written."""

    num: int
    at: datetime
    state: CommentState
    reason: str = ""


class LooseThread(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An archived thread that belongs to no post: how many comments it holds, and those that are not shown."""

    key: str
    title: str
    comments: int
    interventions: list[Intervention] = []


class Moderation(msgspec.Struct, frozen=True, kw_only=True):
    """``overlay`` maps a thread's key and a comment's number to what staff did to it here; ``loose`` are the archive's
    threads that no post names, so that the log can count every comment of the archive."""

    overlay: dict[str, dict[int, Moderated]] = {}
    loose: list[LooseThread] = []
