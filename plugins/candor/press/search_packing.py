"""Packs what Pagefind wrote anew, as one index of which a reader loads little.

Pagefind writes a file at a time, on one processor; so several of it may have worked on a part of the pages each, and
their parts are joined here. It puts some 35 kB of words into one file, of which a query of three words needs three to
six. Here a file holds about 12 kB, and a common word has one of its own. Files end where neighbouring words have least
in common, so that words that begin alike are found together while somebody types, and the ranges of files meet: each
term leads to exactly one. ``starts.json`` lists where the base's files begin, and the manifest where those of a fresh
index do, for a client that wants every word that begins with a term. Pages bear their number for an id instead of a
digest, which no reader has to load five thousand of.

A fresh index counts as if it had all pages: how rare a word is decides what it weighs, and a few pages know nothing of
that. Stand-ins, pages without an id, follow its own; each word stands on as many of them as it does in the base. They
cost nothing: zipped, a hundred of them are as long as one. A term also finds, in the file it leads to, every word that
it begins with, since Pagefind falls back to the longest of them.
"""

from __future__ import annotations

import functools
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any, TypeVar

import cbor2
import msgspec

from candor.errors import PressError
from candor.press.pool import Failure, Pool
from candor.press.search_format import (
    LIST,
    NUMBER,
    Entry,
    Meta,
    Part,
    hash_file,
    join_entries,
    read_entries,
    read_filter,
    read_meta,
    unknown_form,
    write_file,
    write_head,
)
from candor.press.search_making import Made
from candor.press.search_pagefind import ENTRY, SCRIPTS, read_entry, unzip
from candor.press.search_words import (
    LAST,
    MOST_NEW_WORDS,
    MOST_STAND_INS,
    Vocabulary,
    dead_ends,
    new_beginnings,
    shared_beginning,
)

PIECE = 32_000
"""Bytes of words in one file, unzipped and stand-ins aside; a word with more has one of its own."""

FRESH_ID = "n"
"""What the ids of a fresh index begin with; those of the base are numbers."""

CHUNKS = 16
"""As many of Pagefind's files of words, of all parts together, are packed by one worker at a time."""

STARTS = "starts.json"
PACK = f"{__name__}:pack_words"
FINISH = f"{__name__}:finish_fragment"

ON_NO_PAGE = b"\x80\x80"
"""Two empty lists in CBOR: the pages of a word, and its other spellings."""

STAND_IN = b"\x83\x01\x80\x80"
"""The next page, with no place in its text or its title."""

SURROGATES = range(0xD800, 0xE000)

AFTER_ALL = LAST + LAST
"""Every word sorts before it."""

ADDRESS = re.compile(rb'\{"url":"/(\d+)\.html"')
"""How what a result shows begins, as Pagefind wrote it."""

T = TypeVar("T")


class Setup(msgspec.Struct, frozen=True, array_like=True):
    """What every task must know: where the parts lie, the addresses of pages, and the folder of the packed index."""

    indexes: list[str]
    parts: list[Part]
    urls: list[str]
    target: str


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """What a result shows: where Pagefind put it, and the id that its page is to have."""

    path: str
    id: str


class Finished(msgspec.Struct, frozen=True, array_like=True):
    """A fragment as published: its page's place among those given, its id, a digest."""

    page: int
    id: str
    digest: bytes


class Run(msgspec.Struct, frozen=True, array_like=True):
    """All words from ``start`` on and before ``end``, and the files they are in, each with its part's place."""

    number: int
    start: str
    end: str
    chunks: list[tuple[int, str]]


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A packed file of words: its name, its first and its last word, a digest."""

    name: str
    first: str
    last: str
    digest: bytes


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """What became of a run: files, words, and on how many pages each stands."""

    pieces: list[Piece]
    words: list[str]
    counts: list[int]


def pack_base(indexes: Sequence[Path], urls: Sequence[str], target: Path, pool: Pool | None) -> tuple[Made, Vocabulary]:
    """Packs a base index out of its parts into the folder `target`, with the help of `pool`. To Pagefind each page was
    the one with a place among `urls` for its name. Also what is to be kept for every fresh index to come.

    Raises PressError where a file is damaged or has another form, or a page is missing.
    """
    packing = Packing(indexes, urls, target, pool)
    ids = packing.finish_fragments("")
    runs = sorted(packing.run(PACK, packing.list_runs(), Packed), key=lambda run: run.words[0])
    starts = packing.list_pieces([piece for run in runs for piece in run.pieces])
    packing.write(STARTS, json.dumps(starts, ensure_ascii=False, separators=(",", ":")).encode())
    packing.take_scripts()
    return Made(packing.end(), ids), Vocabulary(
        words=[word for run in runs for word in run.words],
        counts=[count for run in runs for count in run.counts],
        pages=len(urls),
        length=round(sum(length for _, length in packing.meta.pages) / len(urls)),
    )


def pack_fresh(index: Path, urls: Sequence[str], target: Path, base: Vocabulary) -> Made:
    """Packs a fresh index likewise."""
    packing = Packing([index], urls, target)
    ids = packing.finish_fragments(FRESH_ID)
    stand_ins = min(base.pages, MOST_STAND_INS)
    entries = sorted(entry for path in (index / "index").iterdir() for entry in read_chunk(path))
    words = [entry.word for entry in entries]
    ends = [Entry(end, b"\x83" + cbor2.dumps(end) + ON_NO_PAGE, [], []) for end in dead_ends(words, base.words)]
    known = {entry.word: entry for entry in (*entries, *ends)}
    share = stand_ins / base.pages
    pieces = []
    for number, run in enumerate(cut_entries([known[word] for word in sorted(known)], PIECE)):
        first = run[0].word
        shorter = [known[first[:end]] for end in range(1, len(first)) if first[:end] in known]
        filled = [
            add_stand_ins(each, len(urls), round(base.pages_with(each.word) * share)) for each in (*run, *shorter)
        ]
        pieces.append(write_piece(target, f"0-{number}", run, filled))
    packing.meta.pages.extend([["", base.length]] * stand_ins)
    starts = packing.list_pieces(pieces)
    return Made(packing.end(), ids, new_beginnings(base.words, words)[:MOST_NEW_WORDS], starts)


class Packing:
    """An index on its way into the folder `target`, out of what Pagefind finished in `indexes`; workers help if there
    are any."""

    def __init__(self, indexes: Sequence[Path], urls: Sequence[str], target: Path, pool: Pool | None = None) -> None:
        self.indexes, self.urls, self.target, self.pool = indexes, urls, target, pool
        self.metas = [read_meta(index) for index in indexes]
        self.meta = join_metas(self.metas)
        firsts = accumulate((len(meta.pages) for meta in self.metas), initial=0)
        self.parts = [
            Part(first, [self.meta.fields.index(field) for field in meta.fields])
            for first, meta in zip(firsts, self.metas, strict=False)
        ]
        self.setup = Setup([str(index) for index in indexes], self.parts, list(urls), str(target))
        self.files: dict[str, bytes] = {}
        for folder in ("fragment", "index", "filter"):
            (target / folder).mkdir(parents=True)

    def run(self, task: str, items: Sequence[msgspec.Struct], kind: type[T]) -> list[T]:
        """The results of a task of this module, in any order. Raises PressError where one fails."""
        encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(kind).decode
        setup = encode(self.setup)
        if self.pool is None:
            function = globals()[task.partition(":")[2]]
            return [decode(function(setup, encode(item))) for item in items]
        results = []
        for _, result in self.pool.start(task, items, encode=encode, decode=decode, setup=setup).results():
            if isinstance(result, Failure):
                raise PressError(f"what Pagefind wrote cannot be packed: {result.reason}")
            results.append(result)
        return results

    def finish_fragments(self, beginning: str) -> list[str]:
        """Numbers the pages; their ids in the order of `urls`."""
        paths = [
            f"{index}/fragment/{page[0]}.pf_fragment"
            for index, meta in zip(self.indexes, self.metas, strict=True)
            for page in meta.pages
        ]
        items = [Fragment(path, f"{beginning}{number}") for number, path in enumerate(paths)]
        finished = self.run(FINISH, items, Finished)
        for page, item in zip(self.meta.pages, items, strict=True):
            page[0] = item.id
        ids = {each.page: each.id for each in finished}
        for number, url in enumerate(self.urls):
            if number not in ids:
                raise PressError(f"Pagefind left out /{url}")
        self.files |= {f"fragment/{each.id}.pf_fragment": each.digest for each in finished}
        return [ids[number] for number in range(len(self.urls))]

    def list_runs(self) -> list[Run]:
        """All words, some of Pagefind's files at a time."""
        files = [[(start, name) for start, _, name in sorted(meta.chunks)] for meta in self.metas]
        starts = sorted(start for each in files for start, _ in each)
        edges = ["", *sorted(set(starts[CHUNKS::CHUNKS])), AFTER_ALL]
        return [
            Run(
                number,
                start,
                end,
                [(part, name) for part, each in enumerate(files) for name in names_in(each, start, end)],
            )
            for number, (start, end) in enumerate(pairwise(edges))
        ]

    def list_pieces(self, pieces: Sequence[Piece]) -> list[str]:
        """Puts the files of words, in their order, into the index's list, with ranges that meet. Where each but the
        first begins."""
        starts = [""]
        starts += [after.first[: 1 + shared_beginning(before.last, after.first)] for before, after in pairwise(pieces)]
        ends = [*(just_before(start) for start in starts[1:]), LAST]
        self.meta.chunks[:] = [[start, end, piece.name] for start, end, piece in zip(starts, ends, pieces, strict=True)]
        self.files |= {f"index/{piece.name}.pf_index": piece.digest for piece in pieces}
        return starts[1:]

    def take_scripts(self) -> None:
        """What a browser runs; a fresh index does without, since the base brings it."""
        for name in SCRIPTS:
            self.write(name, (self.indexes[0] / name).read_bytes())
        for language in read_entry(self.indexes[0])["languages"].values():
            name = f"wasm.{language['wasm'] or 'unknown'}.pagefind"
            content = (self.indexes[0] / name).read_bytes()
            unzip(content, name)
            self.write(name, content)

    def end(self) -> dict[str, bytes]:
        """Writes what says what the others are; a digest of every file."""
        for name, digest in self.meta.filters:
            path = f"filter/{digest}.pf_filter"
            self.files[path] = write_file(self.target / path, cbor2.dumps([name, self._join_filter(name)]))
        entry = read_entry(self.indexes[0])
        for language in entry["languages"].values():
            language["page_count"] = len(self.urls)
            path = f"pagefind.{language['hash']}.pf_meta"
        self.files[path] = write_file(self.target / path, cbor2.dumps(list(self.meta)))
        self.write(ENTRY, json.dumps(entry, separators=(",", ":")).encode())
        return self.files

    def _join_filter(self, name: str) -> list[Any]:
        """Each value of a filter with the numbers of its pages."""
        values: dict[str, list[int]] = {}
        for index, meta, part in zip(self.indexes, self.metas, self.parts, strict=True):
            for digest in (digest for each, digest in meta.filters if each == name):
                for value, numbers in read_filter(index / "filter" / f"{digest}.pf_filter"):
                    values.setdefault(value, []).extend(part.first + number for number in numbers)
        return [[value, numbers] for value, numbers in values.items()]

    def write(self, path: str, content: bytes) -> None:
        (self.target / path).write_bytes(content)
        self.files[path] = hash_file(content)


def join_metas(metas: Sequence[Meta]) -> Meta:
    """What is said of several indexes, as of one with the pages of all; without files of words."""
    filters = {name: digest for meta in metas for name, digest in meta.filters}
    return Meta(
        version=metas[0].version,
        pages=[page for meta in metas for page in meta.pages],
        chunks=[],
        filters=[[name, digest] for name, digest in filters.items()],
        orders=[],
        fields=sorted({field for meta in metas for field in meta.fields}),
    )


def names_in(files: Sequence[tuple[str, str]], start: str, end: str) -> list[str]:
    """The files, each given with the beginning of its first word, that may hold words from `start` on before `end`."""
    first = max(0, bisect_right(files, (start, AFTER_ALL)) - 1)
    return [name for beginning, name in files[first:] if beginning < end]


def finish_fragment(setup: bytes, item: bytes) -> bytes:
    """A task: gives what a result shows the address that its page has on the site."""
    given = read_setup(setup)
    fragment = msgspec.msgpack.decode(item, type=Fragment)
    content = unzip(Path(fragment.path).read_bytes(), fragment.path)
    if (address := ADDRESS.match(content)) is None:
        raise unknown_form(fragment.path)
    page = int(address[1])
    content = b'{"url":' + json.dumps(f"/{given.urls[page]}", ensure_ascii=False).encode() + content[address.end() :]
    digest = write_file(Path(f"{given.target}/fragment/{fragment.id}.pf_fragment"), content)
    return msgspec.msgpack.encode(Finished(page, fragment.id, digest))


def pack_words(setup: bytes, item: bytes) -> bytes:
    """A task: packs the words of one run."""
    given = read_setup(setup)
    run = msgspec.msgpack.decode(item, type=Run)
    found: dict[str, list[tuple[Part, Entry]]] = {}
    for part, name in run.chunks:
        for entry in read_chunk(Path(given.indexes[part], "index", f"{name}.pf_index")):
            if run.start <= entry.word < run.end:
                found.setdefault(entry.word, []).append((given.parts[part], entry))
    words = sorted(found)
    entries = [join_entries(word, found[word]) for word in words]
    pieces = [
        write_piece(Path(given.target), f"{run.number}-{number}", piece, piece)
        for number, piece in enumerate(cut_entries(entries, PIECE))
    ]
    counts = [sum(entry.page_count for _, entry in found[word]) for word in words]
    return msgspec.msgpack.encode(Packed(pieces, words, counts))


@functools.lru_cache(maxsize=1)
def read_setup(setup: bytes) -> Setup:
    return msgspec.msgpack.decode(setup, type=Setup)


def read_chunk(path: Path) -> Iterator[Entry]:
    """The words in one of Pagefind's files. Raises PressError where it is damaged."""
    return read_entries(unzip(path.read_bytes(), path.name), path.name)


def cut_entries(entries: Sequence[Entry], most: int) -> Iterator[Sequence[Entry]]:
    """Runs of `entries` with at most that many bytes, and a bigger one alone; each run ends, past its middle, where
    neighbours have least in common."""
    start = 0
    while start < len(entries):
        sizes = list(fit(islice(entries, start, None), most))
        end = start + len(sizes)
        if end < len(entries) and len(sizes) > 1:
            middle = next((number for number, size in enumerate(sizes, 1) if size > most / 2), len(sizes))
            end = min(
                range(start + middle, end + 1),
                key=lambda at: (shared_beginning(entries[at - 1].word, entries[at].word), -at),
            )
        yield entries[start:end]
        start = end


def fit(entries: Iterable[Entry], most: int) -> Iterator[int]:
    """The bytes of the first entry, the first two, and so on, as far as they are no more than `most`."""
    for number, size in enumerate(accumulate(len(entry.raw) for entry in entries)):
        if number and size > most:
            return
        yield size


def write_piece(index: Path, name: str, run: Sequence[Entry], content: Sequence[Entry]) -> Piece:
    """A file of words for terms from the first of `run` to the last."""
    words = b"\x81" + write_head(LIST, len(content)) + b"".join(entry.raw for entry in content)
    return Piece(name, run[0].word, run[-1].word, write_file(index / "index" / f"{name}.pf_index", words))


def just_before(start: str) -> str:
    """No word lies between this and `start`."""
    before = ord(start[-1]) - 1
    return start[:-1] + (chr(SURROGATES.start - 1 if before in SURROGATES else before) + LAST if before >= 0 else "")


def add_stand_ins(entry: Entry, pages: int, count: int) -> Entry:
    """The word, standing also on the first `count` of the stand-ins that follow an index's `pages`."""
    if not count or not entry.pages:
        return entry
    first = pages - sum(page[0] for page in entry.pages)
    raw = [b"\x83", cbor2.dumps(entry.word), write_head(LIST, len(entry.pages) + count)]
    raw += [*map(cbor2.dumps, entry.pages), b"\x83", write_head(NUMBER, first), ON_NO_PAGE]
    raw += [STAND_IN * (count - 1), cbor2.dumps(entry.spellings)]
    return entry._replace(raw=b"".join(raw))
