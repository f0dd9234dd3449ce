"""A sync small enough to be killed a thousand times: its source is made of numbers, its archive and algorithm are real.

``python sync_driver.py CONTENT STATE EDITION``: its threads and their words follow from its number.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from candor.errors import Diagnostic
from candor.federation.archive import open_archive
from candor.federation.ledger import Ledger
from candor.federation.source import Fetched, Head, PullReviews, Snapshot
from candor.federation.sync import Options, sync_source
from candor.model.archive import AccountLine, Comment, Thread, ThreadHeader

START = datetime(2026, 5, 1, tzinfo=UTC)
THREADS = 12


def thread(number: int, edition: int) -> Thread:
    """A thread whose words changed with some of the editions."""
    age = edition - (edition + number) % 3
    header = ThreadHeader(
        v=1, source="github", number=number, id=f"D_{number}", author="github:1", created=START, comments=2,
        title=f"Edition {age}", updated=START + timedelta(minutes=max(age, 0)), print=f"{age % 65536:04x}",
    )  # fmt: skip
    comments = [
        Comment(id=f"DC_{number}_{n}", num=number * 10 + n, author=f"github:{n}", created=START, body=f"{age} " * 50)
        for n in (1, 2)
    ]
    return Thread(header=header, comments=comments)


class Numbers:
    """The source of one edition; each has most of the threads."""

    name = "github"

    def __init__(self, edition: int) -> None:
        chance = random.Random(edition)
        self.problems: list[Diagnostic] = []
        self.threads = {n: thread(n, edition) for n in range(1, THREADS + 1) if chance.random() < 0.9}

    def head(self, number: int) -> Head:
        header = self.threads[number].header
        return Head(number=number, id=header.id, updated=header.updated, print=header.print, comments=2)

    def sweep(self, since: datetime | None) -> Iterator[Head]:
        yield from sorted(map(self.head, self.threads), key=lambda head: (head.updated or START, head.id), reverse=True)

    def find(self, number: int, id: str) -> Head | None:
        return self.head(number) if number in self.threads else None

    def fetch(self, heads: Sequence[Head]) -> Iterator[Fetched]:
        people = [AccountLine(id=f"github:{n}", login=f"p{n}") for n in (1, 2)]
        for head in heads:
            found = self.threads.get(head.number)
            snapshot = Snapshot(thread=found, accounts=people) if found else None
            yield Fetched(head=head, snapshot=snapshot, absent=found is None)

    def locate(self, ids: Sequence[str], within: str) -> dict[str, str]:
        return {}

    def reviews(self, since: datetime | None) -> Iterator[PullReviews]:
        return iter(())


def main(content: Path, state: Path, edition: int) -> None:
    with open_archive(content, "github", state) as archive:
        now = START + timedelta(days=edition)
        sync_source(Numbers(edition), archive, Ledger(), now, Options(full=True, vanished=THREADS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
