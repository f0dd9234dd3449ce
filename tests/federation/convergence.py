"""The property that the mirror converges, as something that can be run with any sync and any history."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from tests.github.forum import START, Forum
from tests.github.histories import Event, History, draw_event
from tests.github.server import FAULTS, GitHub
from tests.github.wire import wired_forum

from candor.errors import CandorError
from candor.federation.archive import Archive, Step, open_archive
from candor.federation.ledger import Ledger
from candor.federation.sync import Options, sync_source
from candor.federation.verify import verify_archive
from candor.model.archive import CommentState, Thread, encode_line

MANY = Options(vanished=1000)
WEEK = timedelta(days=7)


class Crash(BaseException):
    """The process is killed here; nothing in it may catch this."""


class Sync(NamedTuple):
    """A run: how long after the last, where it is killed (a step that changes the disk or a request, counted from
    0), what GitHub does wrong, and what happens on the forum while it reads."""

    minutes: int
    kill: int | None = None
    faults: tuple[str, ...] = ()
    meanwhile: tuple[Event, ...] = ()


class World:
    """A forum, a mirror of it, and all that the mirror ever held."""

    def __init__(
        self, root: Path, sync: Callable[..., object] = sync_source, shifting: bool = False, page: int = 100
    ) -> None:
        self.root, self.sync, self.page = root, sync, page
        shutil.rmtree(root, ignore_errors=True)
        self.github = GitHub(Forum(), shifting=shifting)
        self.history = History(self.github.forum, self.github.forum.repository("fernhill/community"))
        self.ledger = Ledger((), b"key")
        self.now = START
        self.held: set[tuple[int, str]] = set()
        self.numbers: set[int] = set()

    def run(self, run: Sync) -> bool:
        """One run of the sync; False if it was killed or stopped on the way."""
        self.now += timedelta(minutes=run.minutes)
        meanwhile = list(run.meanwhile)
        steps = 0

        def step(name: str) -> None:
            nonlocal steps
            steps += 1
            if run.kill is not None and steps > run.kill:
                raise Crash(name)

        def between() -> None:
            step("request")
            if meanwhile:
                self.history.happen(meanwhile.pop())

        self.github.between = between
        self.github.faults.extend(run.faults)
        try:
            self.mirror(self.root / "mirror", step)
        except (Crash, CandorError):
            return False
        finally:
            self.github.between = None
            self.github.faults.clear()
            for event in meanwhile:
                self.history.happen(event)
            self.remember()
        return True

    def mirror(self, folder: Path, step: Step = lambda name: None) -> object:
        with open_archive(folder / "content", "github", folder / "state", step) as archive:
            return self.sync(wired_forum(self.github, self.page), archive, self.ledger, self.now, MANY)

    def remember(self) -> None:
        for number, thread in threads(self.root / "mirror").items():
            self.numbers.add(number)
            self.held |= {(number, comment.id) for comment in thread.comments}

    def rest(self) -> None:
        """Upstream rests, and the audit comes round: whatever it takes is one run a week later, and one more after
        that for what only the first brought to light."""
        for _ in range(2):
            assert self.run(Sync(minutes=int(WEEK.total_seconds() / 60)))

    def check(self) -> None:
        """The mirror equals a fresh full import, and nothing else is in it but what was once there."""
        fresh_folder = self.root / "fresh"
        shutil.rmtree(fresh_folder, ignore_errors=True)
        with open_archive(fresh_folder / "content", "github", fresh_folder / "state") as archive:
            sync_source(wired_forum(self.github), archive, self.ledger, self.now, MANY)
        mirror, fresh = threads(self.root / "mirror"), threads(fresh_folder)
        living = {number: thread for number, thread in mirror.items() if thread.header.state != "tombstone"}
        assert living.keys() == fresh.keys()
        for number, thread in living.items():
            assert live_lines(thread) == live_lines(fresh[number]), number
        assert read(self.root / "mirror", "accounts.jsonl") == read(fresh_folder, "accounts.jsonl")
        assert reviews(self.root / "mirror") == reviews(fresh_folder)
        for thread in mirror.values():
            assert thread.header.id in self.history.ever
            for comment in thread.comments:
                assert comment.id in self.history.ever
                if comment.state is CommentState.TOMBSTONE and not self.ledger.lines:
                    assert comment.id not in self.history.forum.nodes
        here = {(number, comment.id) for number, thread in mirror.items() for comment in thread.comments}
        assert self.held <= here, "a comment that was mirrored left no trace"
        assert self.numbers <= mirror.keys()
        archive = Archive(self.root / "mirror" / "content", "github")
        for alias in archive.aliases().values():
            assert (alias.number, alias.id) in self.history.numbers
            assert alias.number not in living
        assert verify_archive(self.root / "mirror" / "content") == []


def threads(folder: Path) -> dict[int, Thread]:
    archive = Archive(folder / "content", "github")
    return {number: thread for number in archive.numbers() if (thread := archive.load(number))}


def reviews(folder: Path) -> dict[str, bytes]:
    path = folder / "content" / ".discussions" / "github" / "reviews"
    return {each.name: each.read_bytes() for each in path.glob("*")}


def read(folder: Path, name: str) -> bytes:
    path = folder / "content" / ".discussions" / "github" / name
    return path.read_bytes() if path.exists() else b""


def live_lines(thread: Thread) -> list[bytes]:
    """Every line but the tombstones', as bytes; of ``print`` the part that does not seal lines."""
    head = thread.header.print.partition(".")[0]
    lines: list[msgspec.Struct] = [msgspec.structs.replace(thread.header, print=head)]
    lines += [comment for comment in thread.comments if comment.state is not CommentState.TOMBSTONE]
    return [encode_line(line) for line in (*lines, *thread.reactions)]


def play(world: World, history: list[Event | Sync]) -> None:
    """Everything in its order, then rest."""
    for each in history:
        if isinstance(each, Sync):
            world.run(each)
        else:
            world.history.happen(each)
    world.rest()
    world.check()


def draw_history(chance: random.Random, length: int) -> list[Event | Sync]:
    """A history by chance: about one run for every six events, most of them disturbed somehow."""
    found: list[Event | Sync] = []
    for _ in range(length):
        if chance.random() < 0.15:
            kill = chance.randrange(40) if chance.random() < 0.4 else None
            faults = tuple(chance.choice(("", *FAULTS)) for _ in range(chance.randrange(4)))
            meanwhile = tuple(draw_event(chance) for _ in range(chance.choice((0, 0, 1, 5))))
            found.append(Sync(chance.choice((1, 30, 30, 600, 2000)), kill, faults, meanwhile))
        else:
            found.append(draw_event(chance))
    return found
