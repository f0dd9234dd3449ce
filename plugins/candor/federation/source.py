"""What a source is to the sync: whoever can list its threads, find one, and fetch them whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from candor.errors import Diagnostic
from candor.model.archive import AccountLine, Review, Thread


class Head(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a source's list says of a thread.

    ``print`` is a digest of all that, so that equal ones mean that the list sees no change. ``comments`` is how many
    comments to expect, for the size of the first page only.
    """

    number: int
    id: str
    updated: datetime | None = None
    print: str = ""
    comments: int = 0


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A thread as its source holds it, with the accounts that occur in it. ``thread.header.print`` is its head's.

    ``short`` where the source counts more than it shows, every time it is asked. ``partial`` where it never tells all:
    it shows what it likes of a thread, and may tell when each comment last changed, not when it was written.
    """

    thread: Thread
    accounts: list[AccountLine]
    short: bool = False
    partial: bool = False


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome for one thread: a snapshot; ``absent``, where its id leads nowhere now; or neither, where it
    changed while it was read, every time."""

    head: Head
    snapshot: Snapshot | None = None
    absent: bool = False


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A thread that is now called something else: another number here, or ``owner/name#number`` elsewhere."""

    to: str
    head: Head | None = None


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody can tell where a thread is now: it cannot be asked for, or the community no longer asks for it. What the
    archive holds of it stays as it is."""

    why: str


class PullReviews(msgspec.Struct, frozen=True, kw_only=True):
    """The reviews of a pull request, none where it was closed without being merged, and when anything about it last
    changed."""

    number: int
    updated: datetime
    reviews: list[Review]
    accounts: list[AccountLine]


class Source(Protocol):
    """Where conversations live. ``name`` is its folder in the archive and the first part of its accounts' ids;
    ``problems`` are what of it could not be read, while which no mirror is complete."""

    name: str
    problems: list[Diagnostic]

    def sweep(self, since: datetime | None) -> Iterator[Head]:
        """Threads by last change, newest first, down to `since`; all of them in no order where that is None."""

    def find(self, number: int, id: str) -> Head | Moved | Unknown | None:
        """Where the thread of that number and id is now: here, elsewhere, nobody knows, or nowhere (None)."""

    def fetch(self, heads: Sequence[Head]) -> Iterator[Fetched]:
        """Each of the threads, whole, in their order."""

    def locate(self, ids: Sequence[str], within: str) -> dict[str, str]:
        """The id of the thread each of these comments, last seen in the thread `within`, is in now; those that are
        nowhere are left out."""

    def reviews(self, since: datetime | None) -> Iterator[PullReviews]:
        """The pull requests that changed after `since`, newest change first; nothing where there are none."""


def is_loopback(address: str) -> bool:
    """Whether this is a server of this machine, the test GitHub for instance; no proxy is asked for those."""
    return urlsplit(address).hostname in {"127.0.0.1", "::1", "localhost"}
