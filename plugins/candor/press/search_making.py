"""An index on its way from pages to finished files.

A few pages are `made_aside`: a process of its own writes them, waits for Pagefind and packs what that made, while the
build plans and prints. Many are `made_in_parts`, since they keep every processor busy: workers write them, several of
Pagefind index a part each while the workers print, and in the end workers pack what those made.

What only Pagefind reads, and what it writes, lies in memory where the system has such a place: a disk takes longer to
make thousands of small files than Pagefind to fill them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import msgspec

from candor.errors import PressError
from candor.pages.plan import Searchable
from candor.press import tasks
from candor.press.pool import Failure, Pool, workers
from candor.press.search_pagefind import end_pagefind, start_pagefind
from candor.press.search_pages import compose_page
from candor.press.search_words import Vocabulary
from candor.press.state import Location
from candor.press.tasks import write_new

FEW = 400
"""As many pages are made aside; with more, both processors have enough to do."""

PART = 1_000
"""So many pages are worth a Pagefind of their own, as far as there are processors."""

ASIDE_SECONDS = 120.0
"""After as long as this, a few pages are given up."""

MEMORY = Path("/dev/shm")
"""A file system in memory, on Linux."""

SPARE_BYTES = 32 << 20
"""More room than this must be left there."""

WRITE = f"{__name__}:write_page"
MAKE = f"{__name__}:make_aside"


class Source(msgspec.Struct, frozen=True, array_like=True):
    """A page to be indexed, and where its words lie."""

    page: Searchable
    words: Location | None

    @property
    def size(self) -> int:
        """About as many bytes as it has to search through, or more."""
        return self.words.length if self.words else len(self.page.text)


class WriteItem(msgspec.Struct, frozen=True, array_like=True):
    """A page on its way into a file."""

    path: str
    source: Source


class Order(msgspec.Struct, frozen=True, array_like=True):
    """What is to become an index: the pages, with words in the folder ``packs``. It becomes the folder ``packed``;
    ``scratch`` is for what is not kept. The file ``vocabulary`` is read for a fresh index, and written for a base.
    """

    sources: list[Source]
    packs: str
    scratch: str
    packed: str
    vocabulary: str
    fresh: bool
    language: str
    pagefind: str

    @property
    def urls(self) -> list[str]:
        return [source.page.url for source in self.sources]


class Made(msgspec.Struct, frozen=True, array_like=True):
    """A finished index: a digest of each of its files by its path, and its pages' ids in the order they were given. Of
    a fresh one also beginnings of words that the base lacks, and where its files of words begin."""

    files: dict[str, bytes]
    ids: list[str]
    new_words: list[str] = []
    starts: list[str] = []


class Making(Protocol):
    """An index that is being made."""

    order: Order

    def finish(self) -> Made:
        """Waits for it. Raises PressError where it cannot be made."""

    def close(self) -> None:
        """Ends what is still at work."""


class MadeAside:
    """An index that another process makes."""

    def __init__(self, order: Order, aside: Pool) -> None:
        self.order = order
        encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Made).decode
        self.run = aside.start(MAKE, [order], encode=encode, decode=decode, seconds=ASIDE_SECONDS)

    def finish(self) -> Made:
        ((_, made),) = self.run.results()
        if isinstance(made, Failure):
            raise PressError(made.reason)
        return made

    def close(self) -> None:
        """The pool ends its process."""


class MadeInParts:
    """An index of many pages, made with the help of `pool`, whose workers are free until it is finished."""

    def __init__(self, order: Order, pool: Pool) -> None:
        self.order, self.pool = order, pool
        self.folders = part_folders(order, max(1, min(workers(), len(order.sources) // PART)))
        items = write_items(order, self.folders)
        setup, encode = order.packs.encode(), msgspec.msgpack.Encoder().encode
        run = pool.start(WRITE, items, encode=encode, decode=bytes, setup=setup)
        for item, result in run.results():
            if isinstance(result, Failure):  # it is found by its title at least
                write_page(setup, encode(WriteItem(item.path, Source(item.source.page, None))))
        self.processes: list[subprocess.Popen[bytes]] = []
        try:
            for pages, index in self.folders:
                self.processes.append(start_pagefind(order.pagefind, pages, index, order.language))
        except BaseException:
            self.close()
            raise

    def finish(self) -> Made:
        count, parts = len(self.order.sources), len(self.folders)
        for number, (process, (_, index)) in enumerate(zip(self.processes, self.folders, strict=True)):
            end_pagefind(process, index, len(range(number, count, parts)))
        return pack(self.order, [index for _, index in self.folders], self.pool)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def make_aside(setup: bytes, item: bytes) -> bytes:
    """A task: makes an index of an `Order`."""
    order = msgspec.msgpack.decode(item, type=Order)
    ((pages, index),) = folders = part_folders(order, 1)
    for each in write_items(order, folders):
        write(order.packs, each)
    process = start_pagefind(order.pagefind, pages, index, order.language)
    try:
        end_pagefind(process, index, len(order.sources), seconds=ASIDE_SECONDS / 2)
    finally:
        process.kill()
        process.wait()
    return msgspec.msgpack.encode(pack(order, [index], None))


def pack(order: Order, indexes: Sequence[Path], pool: Pool | None) -> Made:
    """Packs what Pagefind made, with the help of `pool` if there is one."""
    from candor.press.search_packing import pack_base, pack_fresh  # loaded where it is needed

    kept = Path(order.vocabulary)
    if order.fresh:
        return pack_fresh(indexes[0], order.urls, Path(order.packed), decode_vocabulary(kept.read_bytes()))
    made, vocabulary = pack_base(indexes, order.urls, Path(order.packed), pool)
    kept.write_bytes(msgspec.msgpack.encode(vocabulary))
    return made


def part_folders(order: Order, parts: int) -> list[tuple[Path, Path]]:
    """For each part, a folder for its pages, and where its index is to be."""
    folders = [(Path(order.scratch, f"pages-{part}"), Path(order.scratch, f"index-{part}")) for part in range(parts)]
    for pages, _ in folders:
        pages.mkdir(parents=True)
    return folders


def write_items(order: Order, folders: Sequence[tuple[Path, Path]]) -> list[WriteItem]:
    """Each page is called by its number, and none has a folder of its own, which would cost more than the page."""
    return [
        WriteItem(f"{folders[number % len(folders)][0]}/{number}.html", source)
        for number, source in enumerate(order.sources)
    ]


def write_page(setup: bytes, item: bytes) -> bytes:
    """A task: writes one page as Pagefind reads it."""
    write(setup.decode(), ITEM.decode(item))
    return b""


def write(packs: str, item: WriteItem) -> None:
    source = item.source
    words = tasks.read_words(packs, source.words) if source.words else None
    write_new(item.path, compose_page(source.page, words).encode("utf-8", "replace"))


def open_scratch(owner: Path, work: Path, size: int) -> Path:
    """A folder for what is made of `size` bytes of text and not kept: a new one in memory if there is room, or `work`
    on the disk. What a killed build leaves there is found by `owner`, the folder of all builds."""
    if has_room(MEMORY, 3 * size + SPARE_BYTES):
        return Path(tempfile.mkdtemp(prefix=f"{scratch_name(owner)}-", dir=MEMORY))
    return work


def has_room(folder: Path, size: int) -> bool:
    """Whether `folder` can be written and has room for so many bytes."""
    if sys.platform != "linux" or not os.access(folder, os.W_OK | os.X_OK):
        return False
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize >= size


def scratch_name(owner: Path) -> str:
    """What folders in memory that belong to `owner` begin with."""
    return f"candor-{blake2b(os.fsencode(owner.absolute()), digest_size=8).hexdigest()}"


def clear_scratch(owner: Path) -> None:
    """Removes what a build left that was killed, whose Pagefind may still be writing."""
    for left in (*owner.glob("work-*"), *MEMORY.glob(f"{scratch_name(owner)}-*")):
        shutil.rmtree(left, ignore_errors=True)


ITEM = msgspec.msgpack.Decoder(WriteItem)
decode_vocabulary = msgspec.msgpack.Decoder(Vocabulary).decode
