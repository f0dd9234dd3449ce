"""The traits of a sentence: what it says, how it is built, and who does what in it, as short strings.

A trait is read as it is written: ``we failed`` (words), ``WE HARM`` (classes), ``~ mislai`` (how a word begins),
``WE active HARM`` (a clause), ``sorry: our`` (what stands behind "sorry"). `scales` knows what each weighs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from candor.standing.apology.grammar import Clause, Word, read_clauses, read_words
from candor.standing.apology.lexicon import closed_class

BEGINNING, END = "^", "$"
LONGEST_RUN = 3
"""So many words beside each other are one trait."""
LONGEST_TURN = 5
"""So many words "at the same time" and its like have at most."""


@lru_cache(maxsize=1024)
def read_traits(text: str) -> frozenset[str]:
    """All traits of one sentence, or of a few that are judged together. Never raises, whatever the text."""
    words = read_words(text)
    return frozenset(
        (
            *runs([word.text if not word.text[0].isdigit() else "0" for word in words], LONGEST_RUN, '"'),
            *runs([word.kind for word in words], 4, ""),
            *runs([word.sense for word in words], 3, ""),
            *(word.tone for word in words if word.tone),
            *beginnings_and_ends(words),
            *behind_turns(words),
            *(trait for clause in read_clauses(words) for trait in traits_of(clause)),
        )
    )


def runs(items: Sequence[str], longest: int, quote: str) -> Iterator[str]:
    """Every run of one to `longest` items, with the text's beginning and end."""
    bounded = [BEGINNING, *items, END]
    for length in range(1, longest + 1):
        for start in range(len(bounded) - length + 1):
            yield f"{quote}{' '.join(bounded[start : start + length])}{quote}"


def beginnings_and_ends(words: Sequence[Word]) -> Iterator[str]:
    """Four to six letters at the start of longer words and three or four at their end: relatives that no list knows."""
    for word in words:
        if len(word.text) > 4:
            yield from (f"{word.text[:length]}~" for length in (4, 5, 6))
            yield from (f"~{word.text[-length:]}" for length in (3, 4))


def behind_turns(words: Sequence[Word]) -> Iterator[str]:
    """What stands behind "sorry", "but", "if" and "thanks", up to the next of them or the end of the sentence."""
    turn, passed = "", list[str]()
    for number, word in enumerate(words):
        if opened := turn_of(words[number:], turn, first=number == 0):
            turn, passed = opened, []
        elif turn:
            passed.append(word.sense)
            yield f"{turn}: {word.text}"
            yield f"{turn}: {word.sense}"
            if len(passed) > 1:
                yield f"{turn}: {passed[-2]} {passed[-1]}"
            if len(passed) in (2, 3):
                yield f"{turn}: {BEGINNING} {' '.join(passed)}"
            if word.text in ".!?;" and turn != "but":
                turn = ""


def turn_of(words: Sequence[Word], turn: str, *, first: bool) -> str:
    """Which turn the first of the words opens, after the turn before it; empty for none."""
    word = words[0]
    if word.kind == "SORRY":
        return "sorry"
    if opens_turn(words):
        return "but" if turn in ("sorry", "but") else "yet"
    if word.text in ("if", "unless") or (first and word.text == "should"):
        return "if"
    return "thanks" if word.text in ("thank", "thanks") else ""


def opens_turn(words: Sequence[Word]) -> bool:
    """Whether the words begin with "but", "that said" or the like."""
    said = " ".join(word.text for word in words[:LONGEST_TURN])
    return any(said == turn or said.startswith(f"{turn} ") for turn in turns())


@cache
def turns() -> tuple[str, ...]:
    return tuple(turn.replace("_", " ") for turn in sorted(closed_class("TAKES_BACK")))


def traits_of(clause: Clause) -> Iterator[str]:
    """A clause at several depths, so that one that was never met is still met in part."""
    subject, voice, tense = clause.subject, clause.voice, clause.tense
    said = f"{'not ' if clause.negated else ''}{clause.kind or '·'}"
    yield f"{subject} {voice}"
    yield f"{subject} {voice} {said}"
    yield f"{subject} {voice} {tense} {said}"
    yield f"{voice} {said} by {clause.doer or '·'}"
    yield f"{voice} {tense} by {clause.doer or '·'}"
    yield f"{clause.opened} {subject} {said}"
    yield f"{clause.opened} {voice}"
    yield f"{subject} {tense}"
    yield f"{subject} + {clause.verb}"
    yield f"{voice} + {clause.verb}"
