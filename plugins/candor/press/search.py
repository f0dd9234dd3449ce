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

`Search` is one build's part in it: `begin` decides and has an index made (`search_making`), `finish` gives the files to
publish.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

from candor.errors import Diagnostic, PressError, Severity
from candor.pages.plan import Searchable
from candor.pages.search import name_values
from candor.pages.site import Site
from candor.press import search_pages
from candor.press.pool import Pool
from candor.press.search_making import (
    FEW,
    MadeAside,
    MadeInParts,
    Making,
    Order,
    Source,
    clear_scratch,
    open_scratch,
)
from candor.press.search_pagefind import find_pagefind, pagefind_version
from candor.press.search_words import MOST_STAND_INS
from candor.press.state import Location
from candor.press.tasks import write_new
from candor.press.trees import Edition

FOLDER = "search"
MANIFEST = f"{FOLDER}/manifest.json"

MOST_CHANGED = 350
"""With more pages changed or gone than this, the base is made anew."""

SMALL_SITE = 350

STOP_WORDS = {
    "en": "a an and are as at be but by can do does for from has have how i if in is it me my not of on or so that the "
    "then there this to was what when where which why will with you your",
    "de": "aber als am an auch auf aus bei das dass dem den der des die ein eine einen einer es für hat ich im in ist "
    "man mein mit nicht oder sich sie sind so und von was wenn wie wo zu zum zur",
}
"""Words that say nothing about what is looked for; left out of a query that has others."""

WORDS = "words.msgpack"
"""The base's `Vocabulary`."""

PACKED = "packed"
"""The folder of a finished index, below the build's own."""


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
    """What the last build published, and digests of the settings it was made with and of the base's vocabulary."""

    settings: bytes
    words: bytes
    base: Part
    fresh: Part | None = None
    new_words: list[str] = []
    starts: list[str] = []


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
        self.scratch = self.work
        self.making: Making | None = None
        self.state: SearchState | None = None

    def __enter__(self) -> Self:
        clear_scratch(self.folder)
        return self

    def __exit__(self, *error: object) -> None:
        if self.making is not None:
            self.making.close()
        for folder in {self.scratch, self.work}:
            shutil.rmtree(folder, ignore_errors=True)

    def begin(self, pages: Iterable[Searchable], locations: Mapping[str, Location], pool: Pool, aside: Pool) -> None:
        """Decides what is to be indexed and has it made; without `pages` there is no search.

        `locations` finds the words of posts by key. The workers of `pool` are free again afterwards; a few pages are
        left to `aside`, a pool of one worker, which is busy until `finish`.
        """
        self.pages = {page.url: page for page in pages}
        if not self.pages:
            return
        encode = msgspec.msgpack.Encoder().encode
        self.digests = {url: digest(encode(page)) for url, page in self.pages.items()}
        self.locations, self.pool, self.aside = locations, pool, aside
        with self._troubled():
            self.settings = make_settings(self.site.language, self.erased)
            self._decide()

    def finish(self) -> Iterator[tuple[str, bytes, str | bytes]]:
        """Every file of the search index: its place on the site, its fingerprint, its content or where that lies."""
        if not self.pages:
            return
        with self._troubled():
            if self.making is not None:
                self._complete(self.making)
        state = self.state
        if self.problems or state is None:
            yield from ((dest, fingerprint, b"") for dest, fingerprint in self.published.items())
            return
        for part in filter(None, (state.base, state.fresh)):
            for name, fingerprint in part.files.items():
                yield f"{FOLDER}/{part.folder}/{name}", fingerprint, f"{self.work}/{PACKED}/{name}"
        manifest = compose_manifest(self.site, state, self.digests)
        yield MANIFEST, digest(manifest), manifest

    def remember(self) -> None:
        """Keeps for the next build what this one published."""
        if self.state is not None and not self.problems:
            new = self.folder / "state.msgpack.new"
            new.write_bytes(msgspec.msgpack.encode(self.state))
            new.replace(self.folder / "state.msgpack")
            if self.making is not None and not self.making.order.fresh:
                Path(self.making.order.vocabulary).replace(self.folder / WORDS)

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
        state = self._load()
        if state and state.settings == self.settings and self._stands(state.base):
            changed, gone = self._compare(state.base)
            may_stand = not any(self._withdrawn_since(state.base, url) for url in changed)
            if may_stand and len(changed) + len(gone) <= (MOST_CHANGED if len(self.pages) > SMALL_SITE else 0):
                fresh = state.fresh
                if fresh and not (self._stands(fresh) and self._holds_just(fresh, changed)):
                    fresh = None
                self.state = msgspec.structs.replace(state, fresh=fresh)
                if changed and not fresh:
                    self._make({url: self.pages[url] for url in changed}, fresh=True)
                return
        self._make(self.pages, fresh=False)

    def _make(self, pages: dict[str, Searchable], *, fresh: bool) -> None:
        sources = [Source(page, self.locations.get(page.words)) for page in pages.values()]
        self.work.mkdir(parents=True)
        self.scratch = open_scratch(self.folder, self.work, sum(source.size for source in sources))
        order = Order(
            sources=sources,
            packs=str(self.packs),
            scratch=str(self.scratch),
            packed=str(self.work / PACKED),
            vocabulary=str(self.folder / (WORDS if fresh else f"{WORDS}.new")),
            fresh=fresh,
            language=self.site.language,
            pagefind=find_pagefind(),
        )
        few = len(sources) <= FEW
        self.making = MadeAside(order, self.aside) if few else MadeInParts(order, self.pool)

    def _complete(self, making: Making) -> None:
        """Waits for the index that is made."""
        order, made = making.order, making.finish()
        kind = "fresh" if order.fresh else "base"
        content = digest(msgspec.msgpack.encode(made.files, order="sorted")).hex()[:12]
        pages = {
            page.url: Indexed(self.digests[page.url], id_, facets_of(page), page.withdrawn)
            for page, id_ in zip((source.page for source in order.sources), made.ids, strict=True)
        }
        part = Part(f"{kind}-{content}", made.files, pages)
        if self.state is None:
            self.state = SearchState(self.settings, digest(Path(order.vocabulary).read_bytes()), part)
        else:
            self.state = msgspec.structs.replace(self.state, fresh=part, new_words=made.new_words, starts=made.starts)

    def _load(self) -> SearchState | None:
        """What the last build kept, if that is whole."""
        try:
            state = msgspec.msgpack.decode((self.folder / "state.msgpack").read_bytes(), type=SearchState)
            return state if state.words == digest((self.folder / WORDS).read_bytes()) else None
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
