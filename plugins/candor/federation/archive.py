"""The one writer of the discussion archive, for one source at a time.

A file is written beside its place and renamed: at every moment it is the old one or the new one,
never a part. A file that cannot be read as it was written is *damaged*: it is named and left alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.errors import Diagnostic, SourceError
from candor.locks import locked
from candor.model import limits
from candor.model.archive import (
    GONE,
    AccountLine,
    Alias,
    Mirror,
    Review,
    Thread,
    broken_seals,
    encode_line,
)
from candor.sources.archive import load_lines, read_bytes, read_thread, thread_path

T = TypeVar("T", bound=msgspec.Struct)


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="thread", tag_field="t"):
    """What a sync needs to know of a thread it has, from its header. ``print`` is the source's part of it."""

    source: str
    number: int
    id: str
    state: str = "open"
    print: str = ""
    updated: datetime | None = None
    comments: int = 0

    @property
    def live(self) -> bool:
        """Whether its source still had it when it was last read."""
        return self.state != GONE


ENTRY = msgspec.json.Decoder(Entry)
PART = ".part"
"""How the name of a file ends that is not finished; what a crash leaves is removed by the next run."""

Step = Callable[[str], None]


def no_step(name: str) -> None:
    """Nothing happens between two steps."""


class Archive:
    """One source's part of the archive below ``content/``, held by this process.

    ``step`` is called with a name before everything that changes the disk; tests stop there.
    """

    def __init__(self, content: Path, source: str, step: Step = no_step) -> None:
        self.content, self.source = content, source
        self.folder = content / ".discussions" / source
        self.problems: list[Diagnostic] = []
        self.damaged: set[int] = set()
        self._step = step

    # threads

    def entries(self) -> dict[int, Entry]:
        """Every thread by number. One whose header cannot be read is noted as a problem, and its number as damaged."""
        found: dict[int, Entry] = {}
        for number in sorted(self.numbers()):
            path = self.folder / str(number // 1000) / f"{number}.jsonl"
            try:
                entry = ENTRY.decode(read_first_line(path))
            except (msgspec.MsgspecError, UnicodeDecodeError, OSError):
                entry = None
            if entry is not None and (entry.number, entry.source) == (number, self.source):
                found[number] = msgspec.structs.replace(entry, print=entry.print.partition(".")[0])
            else:
                with suppress(SourceError):
                    self.load(number)
                self.damaged.add(number)
        return found

    def numbers(self) -> Iterator[int]:
        """The number of every thread that has a file in its place."""
        for shelf in listed(self.folder):
            if shelf.isdecimal():
                for name in listed(self.folder / shelf):
                    stem, dot, suffix = name.partition(".")
                    if stem.isdecimal() and dot + suffix == ".jsonl" and str(int(stem) // 1000) == shelf:
                        yield int(stem)

    def load(self, number: int, salvage: bool = False) -> Thread | None:
        """The thread as it lies there, None where there is none.

        Raises SourceError where it is damaged, after noting what is wrong with it as problems; with
        `salvage` it gives what can still be read instead.
        """
        key = f"{self.source}/{number}"
        path = f"{self.content.name}/{thread_path(key)}"
        try:
            raw = read_bytes(str(self.content / thread_path(key)), limits.ARCHIVE_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            problems = [Diagnostic(path=path, problem=f"cannot be read: {error.strerror}", hint="check the file")]
            thread = None
        else:
            thread, problems = read_thread(raw, key, path)
            if thread and not problems:
                problems = [damaged(path, line) for line in broken_seals(thread.header, raw.split(b"\n")[:-1])]
        if problems:
            self.damaged.add(number)
        if problems and not salvage:
            self.problems += [problem for problem in problems if problem not in self.problems]
            raise SourceError(f"{path} is damaged")
        return thread

    def save(self, number: int, data: bytes) -> bool:
        """Brings the thread's file to `data`; says whether that changed anything. What was wrong with it is over."""
        done = self.replace(self.folder / str(number // 1000) / f"{number}.jsonl", data)
        if number in self.damaged:
            path = f"{self.content.name}/{thread_path(f'{self.source}/{number}')}"
            self.problems = [problem for problem in self.problems if problem.path != path]
            self.damaged.remove(number)
        return done

    # the rest

    def accounts(self) -> dict[str, AccountLine]:
        """Every account by id."""
        return {line.id: line for line in self.lines("accounts.jsonl", AccountLine)}

    def save_accounts(self, accounts: Iterable[AccountLine]) -> bool:
        ordered = sorted(accounts, key=lambda line: line.id)
        return self.save_lines("accounts.jsonl", ordered)

    def aliases(self) -> dict[int, Alias]:
        """Every thread that was moved, by the number it had."""
        return {line.number: line for line in self.lines("aliases.jsonl", Alias)}

    def save_aliases(self, aliases: Iterable[Alias]) -> bool:
        ordered = sorted(aliases, key=lambda line: line.number)
        return self.save_lines("aliases.jsonl", ordered)

    def save_reviews(self, pull: int, reviews: Iterable[Review]) -> bool:
        ordered = sorted(reviews, key=lambda line: (line.at, line.reviewer, line.state))
        return self.save_lines(f"reviews/{pull}.jsonl", ordered)

    def all_reviews(self) -> Iterator[Review]:
        """Every mirrored review of every pull request."""
        for path in sorted((self.folder / "reviews").glob("*.jsonl")):
            yield from self.all_reviews_of(path.name)

    def all_reviews_of(self, name: str) -> list[Review]:
        """The reviews in one of the files of the folder ``reviews``."""
        return self.lines(f"reviews/{name}", Review)

    def mirror(self) -> Mirror | None:
        """How far the last sync had got; None before the first, or where that cannot be read."""
        try:
            return msgspec.json.decode((self.folder / "mirror.json").read_bytes(), type=Mirror)
        except (FileNotFoundError, NotADirectoryError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def save_mirror(self, mirror: Mirror) -> bool:
        return self.replace(self.folder / "mirror.json", encode_line(mirror))

    def lines(self, name: str, kind: type[T]) -> list[T]:
        """All lines of a file of this source. Raises SourceError where one cannot be read."""
        path = f".discussions/{self.source}/{name}"
        if not os.path.lexists(self.content / path):
            return []
        problems: list[Diagnostic] = []
        read = [line for _, line in load_lines(self.content, path, kind, problems)]
        if problems:
            self.problems += problems
            raise SourceError(f"{problems[0]}")
        return read

    def save_lines(self, name: str, lines: Iterable[msgspec.Struct]) -> bool:
        data = b"".join(map(encode_line, lines))
        return self.replace(self.folder / name, data)

    # disk

    def replace(self, path: Path, data: bytes) -> bool:
        """Brings a file to `data`, whole or not at all; empty data is no file. Says whether that changed anything."""
        try:
            there = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            there = b""
        if there == data:
            return False
        name = path.relative_to(self.folder).as_posix()
        if not data:
            self._step(f"remove {name}")
            path.unlink()
            return True
        part = path.with_name(f".{path.name}{PART}")
        self._step(f"write {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            self._step(f"rename {name}")
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise
        return True

    def remove_parts(self) -> None:
        """Removes what a crash left half-written."""
        for path in self.folder.rglob(f".*{PART}"):
            self._step(f"remove {path.name}")
            path.unlink(missing_ok=True)


def damaged(path: str, line: int) -> Diagnostic:
    return Diagnostic(
        path=path,
        line=line,
        problem="is not as the sync wrote it",
        hint="restore the file from the archive's history, or let `candor sync --thread` read it anew",
    )


def listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 – names, not paths
    except (FileNotFoundError, NotADirectoryError):
        return []


def read_first_line(path: Path) -> bytes:
    with open(path, "rb", buffering=8192) as stream:
        return stream.readline(limits.ARCHIVE_BYTES)


@contextmanager
def open_archive(content: Path, source: str, state: Path, step: Step = no_step) -> Iterator[Archive]:
    """The archive of one source, which no other process holds; `state` is where the lock lies.

    Raises BusyError while another process holds it.
    """
    with locked(state / "archive.lock", "the archive is being written"):
        archive = Archive(content, source, step)
        archive.remove_parts()
        yield archive
