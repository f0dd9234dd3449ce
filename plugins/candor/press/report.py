"""What one build did, as data; the command line decides how it looks."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

from candor.errors import Diagnostic, Severity


class Progress(Protocol):
    """Told of each step: its name, and how many of how many things are done."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def no_progress(step: str, done: int, total: int) -> None:
    """Shows nothing."""


class Slow(msgspec.Struct, frozen=True, order=True):
    """Something that took long, in seconds."""

    seconds: float
    what: str


class Report(msgspec.Struct, kw_only=True):
    """Sizes in bytes, times in seconds.

    ``host`` says whether the host ran, and why; ``stubs`` are the URLs whose words could not be
    shown; ``unknown`` what could not be known, in plain sentences; ``verified`` the URLs that
    were compared with the host's own rendering, ``differences`` what differed, in plain sentences.
    """

    printed: int = 0
    kept: int = 0
    removed: int = 0
    posts: int = 0
    posts_read: int = 0
    stubs: list[str] = []
    problems: list[Diagnostic] = []
    unknown: list[str] = []
    slowest: list[Slow] = []
    size: int = 0
    largest: list[tuple[int, str]] = []
    host: str = ""
    verified: list[str] = []
    differences: list[str] = []
    steps: dict[str, float] = {}
    next_change: datetime | None = None
    site: str = ""

    def count(self, severity: Severity) -> int:
        return sum(problem.severity is severity for problem in self.problems)

    @property
    def errors(self) -> int:
        return self.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        return self.count(Severity.WARNING)
