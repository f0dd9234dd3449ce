"""What two indexes must know of each other's words, so that together they find what one would.

Where no word of an index begins with a term, Pagefind takes the longest word that the term begins with, or forgets the
term. A small index lacks most words: asked for "vulkan shader" it would show whatever has "shader". So the fresh index
gets `dead_ends`: words on no page, which are then the longest that a missing word begins with. And the manifest names
`new_beginnings` of words that only the fresh index has, since nobody may touch the base.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

FIRST, LAST = "\0", "\U0010ffff"
"""Before and behind these no word sorts."""

MOST_NEW_WORDS = 600
"""How many new words the manifest names; it must stay small."""

MOST_STAND_INS = 1_000
"""A larger site is stood in for by this many pages; Pagefind's time grows with their square."""


class Vocabulary(msgspec.Struct, frozen=True, array_like=True):
    """What a fresh index must know of the base: its words, sorted, and on how many pages each stands; how many pages
    there are, and how many words one has on average."""

    words: list[str]
    counts: list[int]
    pages: int
    length: int

    def pages_with(self, word: str) -> int:
        """On how many pages of the base the word stands."""
        at = bisect_left(self.words, word)
        return self.counts[at] if at < len(self.words) and self.words[at] == word else 0


def dead_ends(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """What must be added to `words` for each of `others` that is not the beginning of one of them to begin, at the
    longest, with something added. Both are sorted, and so is what comes out.
    """
    ends = set()
    for word in ("", *words):
        number = bisect_left(others, word + FIRST)
        while number < len(others) and others[number].startswith(word):
            end = others[number][: len(word) + 1]
            ends.add(end)
            number = bisect_left(others, end + LAST, number)
    return sorted(ends.difference(words))


def new_beginnings(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """For each word of `others`, the shortest beginning that no word of `words` shares; none where all of it is shared.

    Both are sorted, and so is what comes out; one beginning serves all words that have it.
    """
    beginnings: list[str] = []
    last = LAST
    for word in others:
        if word.startswith(last):
            continue
        at = bisect_left(words, word)
        after = words[at] if at < len(words) else ""
        if not after.startswith(word):
            before = words[at - 1] if at else ""
            last = word[: 1 + max(shared_beginning(word, before), shared_beginning(word, after))]
            beginnings.append(last)
    return beginnings


def shared_beginning(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
