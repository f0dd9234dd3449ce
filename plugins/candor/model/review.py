"""What is said of a text under review, and the comments that say it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Word(StrEnum):
    """What somebody says of the text: they look at it, have verified it, or found it wanting or out of date."""

    LOOKS = "looks"
    VERIFIES = "verifies"
    NEEDS_WORK = "needs-work"
    OUTDATED = "outdated"


COMMANDS = {
    "/verify": Word.VERIFIES,
    "/review": Word.LOOKS,
    "/needs-work": Word.NEEDS_WORK,
    "/outdated": Word.OUTDATED,
}
"""What a comment in a post's discussion may begin with."""


class Command(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The comment ``num`` that says something of the post's review; ``at`` is when it last changed."""

    num: int
    by: str
    word: Word
    at: datetime
