"""What two indexes must know of each other's words, so that together they find what one would.

Where no word of an index begins with a term, Pagefind takes the longest word that the term begins with, or forgets the
term. A small index lacks most words: asked for "vulkan shader" it would show whatever has "shader". So the fresh index
gets *dead ends*: for each word of the base that it lacks, the shortest beginning of it that no word of its own shares,
as a word on no page. And the manifest names the same of the base, which nobody may touch: beginnings of words that
only the fresh index has (`dead_ends` the other way round).

Pagefind also looks for a term in the one chunk of words whose range holds it, and between the ranges are gaps.
`add_words` closes those of the fresh index.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cbor2

from candor.errors import PressError
from candor.press.search_pagefind import SIGNATURE, unzip

LAST = "\U0010ffff"
"""No word sorts behind it."""

ON_NO_PAGE = b"\x80\x80"
"""Two empty lists in CBOR: the pages of a word, and its other spellings."""


def read_file(path: Path) -> Any:
    """An index file as plain lists. Raises PressError where it is damaged."""
    return cbor2.loads(unzip(path.read_bytes(), path.name))


def write_file(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(SIGNATURE + content, compresslevel=5, mtime=0))


def read_words(chunk: Path) -> list[str]:
    """The words of one chunk, as Pagefind stems them, sorted."""
    return [entry[0] for entry in read_file(chunk)[0]]


def dead_ends(words: Sequence[str], others: Iterable[str]) -> list[str]:
    """For each word of `others`, the shortest beginning that no word of `words` shares; none where all of it is shared.

    Both are sorted, and so is what comes out; one dead end serves all words that begin with it.
    """
    ends: list[str] = []
    last = LAST
    for word in others:
        if word.startswith(last):
            continue
        at = bisect_left(words, word)
        after = words[at] if at < len(words) else ""
        if not after.startswith(word):
            before = words[at - 1] if at else ""
            last = word[: 1 + max(shared_beginning(word, before), shared_beginning(word, after))]
            ends.append(last)
    return ends


def shared_beginning(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def add_words(index: Path, words: dict[str, list[str]], ends: list[str]) -> None:
    """Puts words that stand on no page into a finished index, and lets its chunks' ranges meet.

    `words` holds the words of each chunk by its name; `ends` are sorted and new to the index.
    """
    (meta_file,) = index.glob("pagefind.*.pf_meta")
    meta = read_file(meta_file)
    chunks = sorted(meta[2], key=lambda chunk: words[chunk[2]][0])
    starts = ["", *(words[name][0] for _, _, name in chunks[1:])]
    bounds = [*(bisect_left(ends, start) for start in starts), len(ends)]
    for number, chunk in enumerate(chunks):
        chunk[0], chunk[1] = starts[number], starts[number + 1] if number + 1 < len(starts) else LAST
        append_words(
            index / "index" / f"{chunk[2]}.pf_index", len(words[chunk[2]]), ends[bounds[number] : bounds[number + 1]]
        )
    meta[2] = chunks
    write_file(meta_file, cbor2.dumps(meta))


def append_words(chunk: Path, count: int, ends: list[str]) -> None:
    """Puts words on no page behind the `count` words of a chunk, whose content is one list in a list."""
    content = unzip(chunk.read_bytes(), chunk.name)
    head = b"\x81" + list_head(count)
    if not content.startswith(head):
        raise PressError(
            f"Pagefind wrote {chunk.name} in a form that is not known – install the version in pyproject.toml"
        )
    entries = [b"\x83" + cbor2.dumps(end) + ON_NO_PAGE for end in ends]
    write_file(chunk, b"".join([b"\x81" + list_head(count + len(ends)), content[len(head) :], *entries]))


def list_head(length: int) -> bytes:
    """How a list of this length begins in CBOR."""
    if length < 24:
        return bytes([0x80 | length])
    if length < 1 << 8:
        return bytes([0x98, length])
    return b"\x99" + length.to_bytes(2) if length < 1 << 16 else b"\x9a" + length.to_bytes(4)
