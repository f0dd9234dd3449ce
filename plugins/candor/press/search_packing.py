"""Packs an index that Pagefind wrote anew, so that a reader loads little of it.

Pagefind puts some 35 kB of words into one file, of which a query of three words needs three to six. Here a file holds
about 8 kB, and a common word has one of its own. Files end where neighbouring words have least in common, so that
words that begin alike are found together while somebody types, and the ranges of files meet: each term leads to
exactly one. ``starts.json`` lists where files begin, for a client that wants every word that begins with a term.
Pages bear their number for an id instead of a digest, which no reader has to load five thousand of.

A fresh index counts as if it had all pages: how rare a word is decides what it weighs, and a few pages know nothing of
that. Stand-ins, pages without an id, follow its own; each word stands on as many of them as it does in the base. They
cost nothing: zipped, a hundred of them are as long as one. A term also finds, in the file it leads to, every word that
it begins with, since Pagefind falls back to the longest of them.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import cbor2
import msgspec

from candor.errors import PressError
from candor.press.pool import Failure, Pool
from candor.press.search_pagefind import SIGNATURE, unzip
from candor.press.search_words import LAST, Vocabulary, dead_ends, new_beginnings, shared_beginning

PIECE = 16_000
"""Bytes of words in one file, unzipped; a word with more has one of its own."""

FRESH_PIECE = 32_000
"""Likewise in a fresh index, stand-ins aside."""

MOST_STAND_INS = 1_000
"""A larger site is stood in for by this many pages; Pagefind's time grows with their square."""

FRESH_ID = "n"
"""What the ids of a fresh index begin with; those of the base are numbers."""

STARTS = "starts.json"
PACK = f"{__name__}:pack_chunk"

ON_NO_PAGE = b"\x80\x80"
"""Two empty lists in CBOR: the pages of a word, and its other spellings."""

STAND_IN = b"\x83\x01\x80\x80"
"""The next page, with no place in its text or its title."""

SURROGATES = range(0xD800, 0xE000)


class Entry(NamedTuple):
    """A word: the bytes it takes in an index, and what they mean: ``[word, pages, other spellings]``."""

    word: str
    raw: bytes
    value: list[Any]

    @property
    def pages(self) -> int:
        """On how many pages it stands."""
        _, pages, spellings = self.value
        if not spellings:
            return len(pages)
        lists = [pages, *(others for _, others in spellings)]
        return len({number for each in lists for number in accumulate(page[0] for page in each)})


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A file of words: its name, its first and its last word."""

    name: str
    first: str
    last: str


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """What became of one of Pagefind's chunks."""

    pieces: list[Piece]
    words: list[str]
    counts: list[int]


def pack_base(index: Path, pool: Pool) -> tuple[dict[str, str], Vocabulary]:
    """Packs a finished base index with the help of `pool`; what became of each page's id, and what is to be kept for
    every fresh index to come. Raises PressError where the index cannot be read."""
    meta_file, meta = read_meta(index)
    items = [(str(index), name, number) for number, (_, _, name) in enumerate(sorted(meta[2]))]
    encode = msgspec.msgpack.Encoder().encode
    run = pool.start(PACK, items, encode=encode, decode=msgspec.msgpack.Decoder(Packed).decode)
    chunks: list[Packed] = []
    for _, packed in run.results():
        if isinstance(packed, Failure):
            raise PressError(f"the words of the index cannot be read: {packed.reason}")
        chunks.append(packed)
    chunks.sort(key=lambda chunk: chunk.words[0])
    ids = name_pages(index, meta, "")
    list_pieces(index, meta, [piece for chunk in chunks for piece in chunk.pieces])
    write_file(meta_file, cbor2.dumps(meta))
    return ids, Vocabulary(
        words=[word for chunk in chunks for word in chunk.words],
        counts=[count for chunk in chunks for count in chunk.counts],
        pages=len(meta[1]),
        length=round(sum(length for _, length in meta[1]) / len(meta[1])),
    )


def pack_fresh(index: Path, base: Vocabulary) -> tuple[dict[str, str], list[str]]:
    """Packs a finished fresh index; what became of each page's id, and beginnings of words that the base lacks.
    Raises PressError where the index cannot be read."""
    meta_file, meta = read_meta(index)
    pages, stand_ins = len(meta[1]), min(base.pages, MOST_STAND_INS)
    entries = sorted(entry for path in list_chunks(index) for entry in take_entries(path))
    words = [entry.word for entry in entries]
    ends = [Entry(end, b"\x83" + cbor2.dumps(end) + ON_NO_PAGE, [end, [], []]) for end in dead_ends(words, base.words)]
    known = {entry.word: entry for entry in (*entries, *ends)}
    share = stand_ins / base.pages
    pieces = []
    for number, run in enumerate(cut_entries([known[word] for word in sorted(known)], FRESH_PIECE)):
        first = run[0].word
        shorter = [known[first[:end]] for end in range(1, len(first)) if first[:end] in known]
        filled = [add_stand_ins(each, pages, round(base.pages_with(each.word) * share)) for each in (*run, *shorter)]
        pieces.append(write_piece(index, f"0-{number}", run, filled))
    ids = name_pages(index, meta, FRESH_ID)
    meta[1] += [["", base.length]] * stand_ins
    list_pieces(index, meta, pieces)
    write_file(meta_file, cbor2.dumps(meta))
    return ids, new_beginnings(base.words, words)


def pack_chunk(setup: bytes, item: bytes) -> bytes:
    """A task: cuts one of Pagefind's chunks into pieces."""
    index, name, number = msgspec.msgpack.decode(item, type=tuple[str, str, int])
    entries = list(take_entries(Path(index) / "index" / f"{name}.pf_index"))
    runs = cut_entries(entries, PIECE)
    pieces = [write_piece(Path(index), f"{number}-{piece}", run, run) for piece, run in enumerate(runs)]
    packed = Packed(pieces, [entry.word for entry in entries], [entry.pages for entry in entries])
    return msgspec.msgpack.encode(packed)


def read_meta(index: Path) -> tuple[Path, Any]:
    """The file that lists an index's pages and chunks, as plain lists."""
    (path,) = index.glob("pagefind.*.pf_meta")
    try:
        return path, cbor2.loads(unzip(path.read_bytes(), path.name))
    except (cbor2.CBORDecodeError, ValueError) as error:
        raise unknown_form(path.name) from error


def list_chunks(index: Path) -> list[Path]:
    return list((index / "index").iterdir())


def take_entries(chunk: Path) -> Iterator[Entry]:
    """The words of one chunk, whose file is removed. Raises PressError where it is damaged."""
    content = unzip(chunk.read_bytes(), chunk.name)
    yield from read_entries(content, chunk.name)
    chunk.unlink()


def read_entries(content: bytes, name: str) -> Iterator[Entry]:
    """The words in a chunk's content, which is one list in a list. Raises PressError where it is not."""
    stream = io.BytesIO(content)
    decoder = cbor2.CBORDecoder(stream)
    count, head = read_list_head(content[1:])
    stream.seek(1 + head)
    try:
        for _ in range(count):
            start = stream.tell()
            word, _, _ = value = decoder.decode()
            yield Entry(word, content[start : stream.tell()], value)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as error:
        raise unknown_form(name) from error
    if content[:1] != b"\x81" or stream.tell() != len(content):
        raise unknown_form(name)


def unknown_form(name: str) -> PressError:
    return PressError(f"Pagefind wrote {name} in a form that is not known – install the version in pyproject.toml")


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
    words = b"".join(entry.raw for entry in content)
    write_file(index / "index" / f"{name}.pf_index", b"\x81" + list_head(len(content)) + words)
    return Piece(name, run[0].word, run[-1].word)


def list_pieces(index: Path, meta: Any, pieces: Sequence[Piece]) -> None:
    """Puts the files of words, in their order, into the index's list, with ranges that meet."""
    starts = [""]
    starts += [after.first[: 1 + shared_beginning(before.last, after.first)] for before, after in pairwise(pieces)]
    ends = [*(just_before(start) for start in starts[1:]), LAST]
    meta[2] = [[start, end, piece.name] for start, end, piece in zip(starts, ends, pieces, strict=True)]
    (index / STARTS).write_text(json.dumps(starts[1:], ensure_ascii=False, separators=(",", ":")), "utf-8")


def just_before(start: str) -> str:
    """No word lies between this and `start`."""
    before = ord(start[-1]) - 1
    return start[:-1] + (chr(SURROGATES.start - 1 if before in SURROGATES else before) + LAST if before >= 0 else "")


def name_pages(index: Path, meta: Any, beginning: str) -> dict[str, str]:
    """Numbers the pages; what became of each id."""
    ids = {}
    for number, page in enumerate(meta[1]):
        ids[page[0]] = name = f"{beginning}{number}"
        (index / "fragment" / f"{page[0]}.pf_fragment").rename(index / "fragment" / f"{name}.pf_fragment")
        page[0] = name
    return ids


def add_stand_ins(entry: Entry, pages: int, count: int) -> Entry:
    """The word, standing also on the first `count` of the stand-ins that follow an index's `pages`."""
    word, found, spellings = entry.value
    if not count or not found:
        return entry
    first = pages - sum(page[0] for page in found)
    raw = [b"\x83", cbor2.dumps(word), list_head(len(found) + count), *map(cbor2.dumps, found)]
    raw += [b"\x83", cbor2.dumps(first), ON_NO_PAGE, STAND_IN * (count - 1), cbor2.dumps(spellings)]
    return Entry(word, b"".join(raw), entry.value)


def write_file(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(SIGNATURE + content, compresslevel=6, mtime=0))


def read_list_head(content: bytes) -> tuple[int, int]:
    """The length of the list that begins here in CBOR, and how many bytes say so."""
    size = content[0] & 0x1F
    if size < 24:
        return size, 1
    more = 1 << (size - 24)
    return int.from_bytes(content[1 : 1 + more]), 1 + more


def list_head(length: int) -> bytes:
    """How a list of this length begins in CBOR."""
    if length < 24:
        return bytes([0x80 | length])
    if length < 1 << 8:
        return bytes([0x98, length])
    return b"\x99" + length.to_bytes(2) if length < 1 << 16 else b"\x9a" + length.to_bytes(4)
