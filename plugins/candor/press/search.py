"""The search index: one base that stands for long, one small fresh one for what changed since, one manifest.

``search/base-<hash>/`` holds every page as it was when the base was made. No later build touches it; its name tells
its content, so browsers may keep it for ever. ``search/fresh-<hash>/`` holds every page that is new or has changed
since, and counts words as if it held the others too. ``search/manifest.json``, the only file that changes under its
name, says which results of the base are superseded or gone, by Pagefind's result id, and what they add to each
filter's counts.

The base is made anew where it is missing or damaged, where more than `MOST_CHANGED` pages have changed, where the
settings have (language, versions, limits), where it holds words that were taken away since (of somebody who was erased,
of a comment that was deleted or hidden), and at every change of a site of no more than `SMALL_SITE` pages, which needs
no second index.

`Search` is one build's part in it: `begin` decides and sets Pagefind to work, `finish` gives the files to publish.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import msgspec

from candor.errors import Diagnostic, PressError, Severity
from candor.pages.plan import Searchable
from candor.pages.search import name_values
from candor.pages.site import Site
from candor.press import search_pages, tasks
from candor.press.pool import Failure, Pool, workers
from candor.press.search_pagefind import end_pagefind, pagefind_version, start_pagefind
from candor.press.search_pages import compose_page
from candor.press.search_words import MOST_STAND_INS, Vocabulary
from candor.press.state import Location
from candor.press.tasks import write_new
from candor.press.trees import Edition

if TYPE_CHECKING:  # loaded where an index is packed
    from candor.press.search_packing import Index

T = TypeVar("T")

FOLDER = "search"
MANIFEST = f"{FOLDER}/manifest.json"

MOST_CHANGED = 350
"""With more pages changed or gone than this, the base is made anew."""

SMALL_SITE = 350

FEW = 400
"""As many pages are written sooner than workers could be asked."""

PART = 1_000
"""So many pages are worth a Pagefind of their own, as far as there are processors."""

MOST_NEW_WORDS = 600
"""How many new words the manifest names; it must stay small."""

STOP_WORDS = {
    "en": "a an and are as at be but by can do does for from has have how i if in is it me my not of on or so that the "
    "then there this to was what when where which why will with you your",
    "de": "aber als am an auch auf aus bei das dass dem den der des die ein eine einen einer es für hat ich im in ist "
    "man mein mit nicht oder sich sie sind so und von was wenn wie wo zu zum zur",
}
"""Words that say nothing about what is looked for; left out of a query that has others."""

WRITE = f"{__name__}:write_page"

WORDS = "words.msgpack"
"""The base's `Vocabulary`."""


class Facets(msgspec.Struct, frozen=True, array_like=True):
    """What a page adds to the counts of each filter."""

    kind: str
    topics: tuple[str, ...]
    answered: str


class Indexed(msgspec.Struct, frozen=True, array_like=True):
    """A page as an index holds it: a digest of what it was made from, the result's id, what it adds to counts, and
    which of its comments had no words then."""

    digest: bytes
    id: str
    facets: Facets
    withdrawn: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True):
    """A published index: its folder below ``search/``, the digest of each file in it, its pages by URL."""

    folder: str
    files: dict[str, bytes]
    pages: dict[str, Indexed]


class SearchState(msgspec.Struct, frozen=True):
    """What the last build published, and a digest of the settings it was made with."""

    settings: bytes
    base: Part
    fresh: Part | None = None
    new_words: list[str] = []
    starts: list[str] = []


class WriteItem(msgspec.Struct, frozen=True, array_like=True):
    """A page on its way into a file: ``words`` says where its words lie."""

    path: str
    page: Searchable
    words: Location | None


class Making(msgspec.Struct):
    """An index that Pagefind is at work on, in parts: the process and the folder of each."""

    pages: dict[str, Searchable]
    parts: list[tuple[subprocess.Popen[bytes], Path]]
    base: Vocabulary | None
    """What it must know of the base, where it is a fresh one."""


class Search:
    """One build's part in the search index.

    `folder` is its own, below the cache; `packs` is where the words of posts lie; `edition` is what is published now;
    `erased` changes with the accounts that are left out.
    Where Pagefind fails, ``problems`` says so, and the search of the edition before stays.
    """

    def __init__(self, folder: Path, packs: Path, site: Site, edition: Edition, erased: str = "") -> None:
        self.folder, self.packs, self.site, self.erased = folder, packs, site, erased
        self.published = {
            dest: entry.fingerprint
            for dest, entry in edition.printed.items()
            if dest.startswith((f"{FOLDER}/base-", f"{FOLDER}/fresh-", MANIFEST))
        }
        self.problems: list[Diagnostic] = []
        self.work = folder / f"work-{os.getpid()}-{time.time_ns():x}"
        self.making: Making | None = None
        self.base: Part | None = None
        self.fresh: Part | None = None
        self.new_words: list[str] = []
        self.starts: list[str] = []

    def __enter__(self) -> Self:
        if self.folder.is_dir():
            for left in self.folder.glob("work-*"):  # by a build that was killed, whose Pagefind may still be writing
                shutil.rmtree(left, ignore_errors=True)
        return self

    def __exit__(self, *error: object) -> None:
        for process, _ in self.making.parts if self.making is not None else ():
            process.kill()
            process.wait()
        shutil.rmtree(self.work, ignore_errors=True)

    def begin(self, pages: Iterable[Searchable], locations: Mapping[str, Location], pool: Pool) -> None:
        """Decides what is to be indexed and sets Pagefind to work; without `pages` there is no search.

        `locations` finds the words of posts by key. The workers of `pool` are free again afterwards.
        """
        self.pages = {page.url: page for page in pages}
        if not self.pages:
            return
        encode = msgspec.msgpack.Encoder().encode
        self.digests = {url: digest(encode(page)) for url, page in self.pages.items()}
        self.locations, self.pool = locations, pool
        with self._troubled():
            self.settings = make_settings(self.site.language, self.erased)
            self._decide()

    def finish(self) -> Iterator[tuple[str, bytes, str | bytes]]:
        """Every file of the search index: its place on the site, its fingerprint, its content or where that lies."""
        if not self.pages:
            return
        with self._troubled():
            self._complete()
        if self.problems or self.base is None:
            yield from ((dest, fingerprint, b"") for dest, fingerprint in self.published.items())
            return
        for part in filter(None, (self.base, self.fresh)):
            for name, fingerprint in part.files.items():
                yield f"{FOLDER}/{part.folder}/{name}", fingerprint, f"{self.work}/{part.folder}/{name}"
        state = SearchState(self.settings, self.base, self.fresh, self.new_words, self.starts)
        manifest = compose_manifest(self.site, state, self.digests)
        yield MANIFEST, digest(manifest), manifest

    def remember(self) -> None:
        """Keeps for the next build what this one published."""
        if self.base is not None and not self.problems:
            new = self.folder / "state.msgpack.new"
            state = SearchState(self.settings, self.base, self.fresh, self.new_words, self.starts)
            new.write_bytes(msgspec.msgpack.encode(state))
            new.replace(self.folder / "state.msgpack")

    @contextmanager
    def _troubled(self) -> Iterator[None]:
        """What goes wrong in the block costs the search its news, not the site."""
        try:
            yield
        except (PressError, OSError) as error:
            self.problems.append(
                Diagnostic(
                    path=MANIFEST,
                    problem=f"the search could not be brought up to date: {error}",
                    hint="all else is published; the next build tries again",
                    severity=Severity.WARNING,
                )
            )

    def _decide(self) -> None:
        state, words = self._load("state.msgpack", SearchState), self._load(WORDS, Vocabulary)
        if state and words and state.settings == self.settings and self._stands(state.base):
            changed, gone = self._compare(state.base)
            may_stand = not any(self._withdrawn_since(state.base, url) for url in changed)
            if may_stand and len(changed) + len(gone) <= (MOST_CHANGED if len(self.pages) > SMALL_SITE else 0):
                self.base = state.base
                if state.fresh and self._stands(state.fresh) and self._holds_just(state.fresh, changed):
                    self.fresh, self.new_words, self.starts = state.fresh, state.new_words, state.starts
                elif changed:
                    self._make({url: self.pages[url] for url in changed}, words)
                return
        self._make(self.pages, None)

    def _complete(self) -> None:
        """Waits for Pagefind, and packs what it made once that has been checked."""
        if (making := self.making) is None:
            return
        from candor.press.search_packing import pack_base, pack_fresh

        for number, (process, folder) in enumerate(making.parts):
            end_pagefind(process, folder, len(range(number, len(making.pages), len(making.parts))))
        self.making = None
        indexes, urls, packed = [folder for _, folder in making.parts], list(making.pages), self.work / "packed"
        if making.base is None:
            index, words = pack_base(indexes, urls, packed, self.pool)
            (self.folder / WORDS).write_bytes(msgspec.msgpack.encode(words))
            self.base = self._publish("base", making, index, packed)
        else:
            index, new_words, self.starts = pack_fresh(indexes[0], urls, packed, making.base)
            self.new_words = new_words[:MOST_NEW_WORDS]
            self.fresh = self._publish("fresh", making, index, packed)

    def _load(self, name: str, kind: type[T]) -> T | None:
        try:
            return msgspec.msgpack.decode((self.folder / name).read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError):
            return None

    def _stands(self, part: Part) -> bool:
        """Whether the published site still holds every file of the index."""
        return all(self.published.get(f"{FOLDER}/{part.folder}/{name}") == held for name, held in part.files.items())

    def _compare(self, base: Part) -> tuple[list[str], list[str]]:
        """The URLs that the base does not have as they are now, and those of it that are gone."""
        pages, digests = base.pages, self.digests
        changed = [url for url, print_ in digests.items() if url not in pages or pages[url].digest != print_]
        return changed, [url for url in pages if url not in digests]

    def _withdrawn_since(self, base: Part, url: str) -> bool:
        """Whether the base holds words of the page that were taken away since."""
        return url in base.pages and not {*self.pages[url].withdrawn} <= {*base.pages[url].withdrawn}

    def _holds_just(self, fresh: Part, members: list[str]) -> bool:
        return {url: page.digest for url, page in fresh.pages.items()} == {url: self.digests[url] for url in members}

    def _make(self, pages: dict[str, Searchable], base: Vocabulary | None) -> None:
        """Writes `pages` for Pagefind, with the workers' help where there are many, and starts it.

        Each page is called by its number, and none has a folder of its own, which would cost more than the page.
        """
        parts = 1 if base else max(1, min(workers(), len(pages) // PART))
        folders = [self.work / f"pages-{part}" for part in range(parts)]
        for folder in folders:
            folder.mkdir(parents=True)
        items = [
            WriteItem(f"{folders[number % parts]}/{number}.html", page, self.locations.get(page.words))
            for number, page in enumerate(pages.values())
        ]
        encode = msgspec.msgpack.Encoder().encode
        setup = str(self.packs).encode()
        if len(items) <= FEW:
            for item in items:
                write_page(setup, encode(item))
        else:
            run = self.pool.start(WRITE, items, encode=encode, decode=bytes, setup=setup)
            for item, result in run.results():
                if isinstance(result, Failure):  # it is found by its title at least
                    write_page(setup, encode(WriteItem(item.path, item.page, None)))
        self.making = Making(pages, [], base)
        for number, folder in enumerate(folders):
            index = self.work / f"index-{number}"
            self.making.parts.append((start_pagefind(folder, index, self.site.language), index))

    def _publish(self, kind: str, making: Making, index: Index, packed: Path) -> Part:
        """The finished index under the name that tells its content."""
        pages = {
            url: Indexed(self.digests[url], id_, facets_of(page), page.withdrawn)
            for (url, page), id_ in zip(making.pages.items(), index.ids, strict=True)
        }
        content = digest(msgspec.msgpack.encode(index.files, order="sorted")).hex()[:12]
        part = Part(f"{kind}-{content}", index.files, pages)
        packed.rename(self.work / part.folder)
        return part


def write_page(setup: bytes, item: bytes) -> bytes:
    """A task: writes one page as Pagefind reads it."""
    written = ITEM.decode(item)
    words = tasks.read_words(setup.decode(), written.words) if written.words else None
    write_new(written.path, compose_page(written.page, words).encode("utf-8", "replace"))
    return b""


def place_file(path: str, content: str | bytes) -> None:
    """Puts a file of the index into the new tree."""
    if isinstance(content, bytes):
        write_new(path, content)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - a path object costs more than the call
    try:
        os.replace(content, path)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_new(path, Path(content).read_bytes())


def compose_manifest(site: Site, state: SearchState, digests: Mapping[str, bytes]) -> bytes:
    """What the client must know to show both indexes as one.

    ``base`` and ``fresh`` are folders. A row of ``pages`` is a page that is in the fresh index or gone: the id of its
    result in the base, which must not be shown; the id of the one in the fresh index; and the numbers in ``facets`` of
    what each adds to counts. ``new`` are beginnings of words that the base does not know, ``starts`` where the fresh
    index's files of words begin, ``stop`` words too common to look for; ``labels`` what the values of filters are
    called; ``weight`` makes scores of the fresh index comparable.
    """
    base, fresh = state.base, state.fresh
    manifest: dict[str, object] = {"base": base.folder, "stop": STOP_WORDS.get(site.language, "").split()}
    manifest["labels"] = name_values(site.catalogue)
    fresh_pages = fresh.pages if fresh else {}
    numbers: dict[Facets, int] = {}

    def row(old: Indexed | None, new: Indexed | None) -> list[object]:
        return [
            part
            for page in (old, new)
            for part in ((page.id, numbers.setdefault(page.facets, len(numbers))) if page else ("", 0))
        ]

    gone = [url for url in base.pages if url not in digests]
    manifest["pages"] = sorted(row(base.pages.get(url), fresh_pages.get(url)) for url in (*fresh_pages, *gone))
    manifest["facets"] = [
        {"kind": [each.kind], "topic": each.topics, "answered": [each.answered] if each.answered else []}
        for each in numbers
    ]
    if fresh:
        count = len(fresh.pages) + min(len(base.pages), MOST_STAND_INS)
        manifest |= {"fresh": fresh.folder, "new": state.new_words, "starts": state.starts}
        manifest |= {"weight": round(math.log(len(base.pages)) / math.log(count), 3)}
    return json_bytes(manifest)


def make_settings(language: str, erased: str) -> bytes:
    """A digest of everything but the pages that an index depends on. Raises PressError where Pagefind is missing."""
    code = [
        Path(search_pages.__file__).with_stem(f"search_{name}").read_bytes() for name in ("pages", "format", "packing")
    ]
    return digest(msgspec.msgpack.encode((language, erased, pagefind_version(), code)))


def facets_of(page: Searchable) -> Facets:
    return Facets(page.kind, page.topics, page.answered)


def json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


ITEM = msgspec.msgpack.Decoder(WriteItem)
