"""Pagefind's files of words: zipped CBOR, of which only the heads are read where that will do.

A file holds one list in a list: words in order, each with the pages it stands on and with its other spellings (``é``
for ``e``), which have pages of their own. A page is three things: how far its number is from that of the page before,
where the word stands in its text, and where in its title and in what else is said of it (a negative number is a field's
place in the list of fields, counted from minus one downwards).
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import cbor2

from candor.errors import PressError
from candor.press.search_pagefind import SIGNATURE, unzip

NUMBER, TEXT, LIST = 0x00, 0x60, 0x80
"""Kinds of values in CBOR."""

Pages = list[Any]


class Entry(NamedTuple):
    """A word: the bytes it takes in an index, the pages it stands on, its other spellings (``[spelling, pages]``)."""

    word: str
    raw: bytes
    pages: Pages
    spellings: list[Any]

    @property
    def page_count(self) -> int:
        """On how many pages it stands."""
        if not self.spellings:
            return len(self.pages)
        lists = [self.pages, *(pages for _, pages in self.spellings)]
        return len({number for pages in lists for number in accumulate(page[0] for page in pages)})


class Meta(NamedTuple):
    """What an index says of itself: each page's id and length in words; each file of words with the first and the last
    there and its name; each filter with its file's name; by what pages can be put in order; fields."""

    version: str
    pages: list[Any]
    chunks: list[Any]
    filters: list[Any]
    orders: list[Any]
    fields: list[str]


class Part(NamedTuple):
    """One of several indexes that become one: ``first`` is the number of its first page, ``fields`` where each of its
    fields stands in the list of all."""

    first: int
    fields: list[int]


def read_entries(content: bytes, name: str) -> Iterator[Entry]:
    """The words in an unzipped file. Raises PressError where it has another form."""
    stream = io.BytesIO(content)
    decoder = cbor2.CBORDecoder(stream)
    count, head = read_head(content[1:])
    stream.seek(1 + head)
    try:
        for _ in range(count):
            start = stream.tell()
            word, pages, spellings = decoder.decode()
            yield Entry(word, content[start : stream.tell()], pages, spellings)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as error:
        raise unknown_form(name) from error
    if content[:1] != b"\x81" or stream.tell() != len(content):
        raise unknown_form(name)


def read_meta(index: Path) -> Meta:
    """Raises PressError where it has another form."""
    (path,) = index.glob("pagefind.*.pf_meta")
    return Meta(*read_list(path, len(Meta._fields)))


def read_filter(path: Path) -> list[Any]:
    """Each value of a filter with the numbers of its pages. Raises PressError where it has another form."""
    values: list[Any] = read_list(path, 2)[1]
    return values


def read_list(path: Path, length: int) -> list[Any]:
    try:
        values = cbor2.loads(unzip(path.read_bytes(), path.name))
    except (cbor2.CBORDecodeError, ValueError) as error:
        raise unknown_form(path.name) from error
    if not isinstance(values, list) or len(values) != length:
        raise unknown_form(path.name)
    return values


def unknown_form(name: str) -> PressError:
    return PressError(f"Pagefind wrote {name} in a form that is not known – install the version in pyproject.toml")


def join_entries(word: str, found: Sequence[tuple[Part, Entry]]) -> Entry:
    """A word of several indexes, in the order of their pages, as in one that has the pages of all.

    Its ``pages`` are none: nobody needs them decoded.
    """
    if len(found) == 1 and not found[0][0].first:
        return found[0][1]
    spelled: dict[str, list[tuple[Part, Pages, bytes]]] = {}
    plain = []
    for part, entry in found:
        end = len(entry.raw) - (len(cbor2.dumps(entry.spellings)) if entry.spellings else 1)
        plain.append((part, entry.pages, entry.raw[1 + text_length(word) : end]))
        for spelling, pages in entry.spellings:
            spelled.setdefault(spelling, []).append((part, pages, cbor2.dumps(pages)))
    spellings = [b"\x82" + cbor2.dumps(spelling) + join_pages(each) for spelling, each in spelled.items()]
    raw = b"\x83" + cbor2.dumps(word) + join_pages(plain) + write_head(LIST, len(spellings)) + b"".join(spellings)
    return Entry(word, raw, [], [])


def join_pages(found: Iterable[tuple[Part, Pages, bytes]]) -> bytes:
    """Lists of pages, each also as CBOR, as one list."""
    last, count = 0, 0
    raw = []
    for part, pages, content in found:
        if not pages:
            continue
        if any(place != field for place, field in enumerate(part.fields)):
            pages = [[number, places, name_fields(others, part.fields)] for number, places, others in pages]
            content = cbor2.dumps(pages)
        first = pages[0][0]
        head = len(write_head(LIST, len(pages))) + 1 + len(write_head(NUMBER, first))
        raw += [b"\x83", write_head(NUMBER, part.first + first - last), content[head:]]
        last = part.first + sum(page[0] for page in pages)
        count += len(pages)
    return write_head(LIST, count) + b"".join(raw)


def name_fields(places: Iterable[int], fields: Sequence[int]) -> list[int]:
    """Places outside a page's text, the fields numbered as in the list of all."""
    return [-1 - fields[-1 - place] if place < 0 else place for place in places]


def write_file(path: Path, content: bytes) -> bytes:
    """A digest of the file written."""
    zipped = gzip.compress(SIGNATURE + content, compresslevel=6, mtime=0)
    path.write_bytes(zipped)
    return hash_file(zipped)


def hash_file(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def read_head(content: bytes) -> tuple[int, int]:
    """The number, or the length of the text or list, that begins here in CBOR, and how many bytes say so."""
    size = content[0] & 0x1F
    if size < 24:
        return size, 1
    more = 1 << (size - 24)
    return int.from_bytes(content[1 : 1 + more]), 1 + more


def write_head(kind: int, size: int) -> bytes:
    """A number, or how a text or list of this length begins, in CBOR."""
    if size < 24:
        return bytes([kind | size])
    if size < 1 << 8:
        return bytes([kind | 24, size])
    return bytes([kind | 25]) + size.to_bytes(2) if size < 1 << 16 else bytes([kind | 26]) + size.to_bytes(4)


def text_length(text: str) -> int:
    """How many bytes it takes in CBOR."""
    size = len(text.encode())
    return len(write_head(TEXT, size)) + size
