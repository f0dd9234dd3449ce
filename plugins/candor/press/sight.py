"""The first look at the content: what lies there, and where Git's history stands.

It takes a third of the time that loading the press does, so a build looks ahead, in a copy of its process, while it
loads: this module loads little itself.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from candor.sources.history import read_head
from candor.sources.pages import withhold_pages
from candor.sources.tree import Tree, scan_content


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """The content as one look found it: when the look began, in nanoseconds since the epoch, where Git's history stood,
    and every file."""

    began_ns: int
    head: str
    tree: Tree


SIGHT = msgspec.msgpack.Decoder(Sight)


def look_at(content: Path) -> Sight:
    """What lies in `content` now, and where its history stands."""
    began_ns = time.time_ns()
    return Sight(began_ns, read_head(content), withhold_pages(content, scan_content(content)))


def look_ahead(content: Path) -> Callable[[], Sight]:
    """Begins `look_at` in a copy of this process, and gives a function that waits for what it saw; to be called once.

    Where no copy can be made, or it says nothing, that function looks for itself.
    """
    if not may_fork():
        return lambda: look_at(content)
    seen, told = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            with open(told, "wb") as pipe:
                pipe.write(msgspec.msgpack.encode(look_at(content)))
        finally:
            os._exit(0)
    os.close(told)

    def finish() -> Sight:
        with open(seen, "rb") as pipe:
            sight = pipe.read()
        os.waitpid(pid, 0)
        try:
            return SIGHT.decode(sight)
        except msgspec.DecodeError:
            return look_at(content)

    return finish


def may_fork() -> bool:
    """Whether a copy of this process would be whole: a second thread may hold locks that nobody would release."""
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
