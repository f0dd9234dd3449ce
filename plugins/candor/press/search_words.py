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

from candor.press.search_pagefind import SIGNATURE, unzip

LAST = "\U0010ffff"
"""No word sorts behind it."""


def read_chunk(path: Path) -> Any:
    """An index file as plain lists. Raises PressError where it is damaged."""
    return cbor2.loads(unzip(path.read_bytes(), path.name))


def write_chunk(path: Path, value: object) -> None:
    path.write_bytes(gzip.compress(SIGNATURE + cbor2.dumps(value), compresslevel=5, mtime=0))


def read_words(chunk: Path) -> list[str]:
    """The words of one chunk, as Pagefind stems them."""
    return [entry[0] for entry in read_chunk(chunk)[0]]


def dead_ends(words: Sequence[str], others: Iterable[str]) -> list[str]:
    """For each word of `others`, the shortest beginning that no word of `words` shares; none where all of it is shared.

    Both are sorted, and so is what comes out; one dead end serves all words that begin with it.
    """
    beginnings = {word[:length] for word in words for length in range(1, len(word) + 1)}
    ends: list[str] = []
    last = LAST
    for word in others:
        if word.startswith(last) or word in beginnings:
            continue
        length = 1
        while word[:length] in beginnings:
            length += 1
        last = word[:length]
        ends.append(last)
    return ends


def add_words(index: Path, ends: list[str]) -> None:
    """Puts words that stand on no page into a finished index, and lets its chunks' ranges meet.

    `ends` are sorted and new to the index.
    """
    (meta_file,) = index.glob("pagefind.*.pf_meta")
    meta = read_chunk(meta_file)
    chunks = sorted(meta[2])
    contents = [read_chunk(index / "index" / f"{name}.pf_index") for _, _, name in chunks]
    starts = ["", *(content[0][0][0] for content in contents[1:])]
    bounds = [*(bisect_left(ends, start) for start in starts), len(ends)]
    for number, (chunk, content) in enumerate(zip(chunks, contents, strict=True)):
        chunk[0], chunk[1] = starts[number], starts[number + 1] if number + 1 < len(starts) else LAST
        content[0] = sorted([*content[0], *([end, [], []] for end in ends[bounds[number] : bounds[number + 1]])])
        write_chunk(index / "index" / f"{chunk[2]}.pf_index", content)
    meta[2] = chunks
    write_chunk(meta_file, meta)
