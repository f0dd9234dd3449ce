"""The little grammar that the linter needs: the words of a sentence with their classes, and its clauses.

Nothing here decides anything, and no sentence is beyond it: a word that no list holds is classed by its ending, a
clause whose subject is not understood has the subject ``THING``. What the classes mean for an apology is learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import msgspec

from candor.standing.apology.lexicon import closed_class, kinds, lemmas, participles, pasts, tones

TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[£$€]|\d[\d,.:/]*\d|\d|[^\w\s]")
CONTRACTED = re.compile(r"(.+?)(n't|'(?:ve|d|ll|re|m))", re.IGNORECASE)
SHORTENED = {"ca": "can", "wo": "will"}
AUXILIARIES = ("BE", "HAVE", "DO", "WILL", "WOULD", "MAY", "GOT")
CLOSED = ("WE", "OUR", "US", "YOU", "THEY", "IT", "NOBODY", "ANY", "NOT", *AUXILIARIES, "SORRY", "FAULT")
PAST_AUXILIARIES = frozenset({"was", "were", "had", "did", "'d"})
PERFECT = frozenset({"have", "has", "'ve"})
WITHIN_VERB = closed_class("WITHIN_VERB")
DETERMINERS = closed_class("DETERMINERS")
WHO_ACTS = ("NOBODY", "FAULT", "OTHER", "PEOPLE", "FORCE", "STAFF", "AGENT", "THEY")
"""Classes of a clause's subject other than ourselves, the most telling first."""
DEMONSTRATIVES = frozenset({"this", "that", "there", "these", "those"})
LOOK_FOR_BY = 8
"""So many words behind a passive its doer is looked for."""


class Word(msgspec.Struct, frozen=True):
    """A word in lower case, its class (``WE``, ``HARM``, ``PAST`` …, or itself where it is a particle), its tone
    (``SMALL``, ``GOOD`` …, or empty)."""

    text: str
    kind: str
    tone: str

    @property
    def sense(self) -> str:
        return self.tone or self.kind


class Clause(msgspec.Struct, frozen=True):
    """Who did what. ``opened`` is the conjunction before it or empty, ``voice`` active, passive or being,
    ``tense`` past, perfect or present, or the class of its modal verb, ``doer`` who stands behind a passive's "by"."""

    opened: str
    subject: str
    voice: str
    negated: bool
    tense: str
    kind: str
    verb: str
    doer: str


@cache
def closed_classes() -> dict[str, str]:
    return {word: name for name in reversed(CLOSED) for word in closed_class(name)}


def read_words(text: str) -> list[Word]:
    """The text's words and marks, in order; contractions count as two: ``did`` ``n't``."""
    pieces = [piece for found in TOKEN.finditer(text.replace("’", "'")) for piece in split_contraction(found[0])]
    return [
        Word(piece.lower(), class_of(piece, first=not number), tones().get(piece.lower(), ""))
        for number, piece in enumerate(pieces)
    ]


def split_contraction(word: str) -> tuple[str, ...]:
    if found := CONTRACTED.fullmatch(word):
        return SHORTENED.get(found[1].lower(), found[1]), found[2].lower()
    return (word,)


def class_of(piece: str, *, first: bool = False) -> str:
    """A word's class: of a closed one, of a list, or by its ending."""
    word = piece.lower()
    if word in closed_classes():
        return closed_classes()[word]
    if word[0].isdigit() or word in closed_class("NUMBER"):
        return "NUMBER"
    if word in closed_class("ITSELF") or not word[0].isalpha():
        return word
    if word in closed_class("MONTH") and piece[0].isupper():
        return "MONTH"
    if word in closed_class("UNIT"):
        return "UNIT"
    if (kind := kinds().get(word)) and kind != "THING":
        return kind
    if (tone := tones().get(word)) in ("GOOD", "BAD"):
        return tone
    if word in pasts() or word in participles() or re.fullmatch(r"..+[^e]ed", word):
        return "PAST"
    for kind, ending in ENDINGS.items():
        if ending.fullmatch(word):
            return kind
    return "NAME" if piece[0].isupper() and not first else "WORD"


ENDINGS = {
    "DOING": re.compile(r"...+ing"),
    "ADVERB": re.compile(r"...+ly"),
    "AGENT": re.compile(r"(?=.{6}).*(?:ers?|ors?|ists?|ees?|men|man)"),
}


def read_clauses(words: list[Word]) -> Iterator[Clause]:
    """The clauses that have a verb, in order. One without a subject of its own takes that of the one before."""
    subject = ""
    for opened, piece in split_clauses(words):
        start = find_verb(opened, piece)
        if start is not None:
            clause = read_clause(opened, piece, start, subject)
            subject = clause.subject
            yield clause


def split_clauses(words: list[Word]) -> Iterator[tuple[str, list[Word]]]:
    """The words between conjunctions and marks, each with what stands before them; "we" and "they" begin a new one."""
    opened, piece = "", list[Word]()
    for word in words:
        opens = word.text in closed_class("OPENS") or not (word.text[0].isalnum() or word.text[0] in "£$€'")
        if piece and (opens or word.text in ("we", "i", "they", "he", "she")):
            yield opened, piece
            opened, piece = "", []
        if opens:
            opened = word.text
        else:
            piece.append(word)
    if piece:
        yield opened, piece


def find_verb(opened: str, piece: list[Word]) -> int | None:
    for number, word in enumerate(piece):
        if word.kind in AUXILIARIES:
            return number
        if number == 0:
            if opened in ("and", "but", "or", "who", "which", "that", ",") and word.kind in ("HARM", "MEND", "PAST"):
                return number
        elif (word.kind in ("HARM", "MEND", "PAST") or word.text in lemmas()) and (
            piece[number - 1].text not in DETERMINERS
        ):
            return number
    return None


def read_clause(opened: str, piece: list[Word], start: int, before: str) -> Clause:
    negated, being, tense, end = False, False, "present", start
    while end < len(piece) and (piece[end].kind in (*AUXILIARIES, "NOT", "ADVERB") or piece[end].text in WITHIN_VERB):
        word = piece[end]
        negated |= word.kind == "NOT"
        being |= word.kind in ("BE", "GOT")
        if word.text in PAST_AUXILIARIES:
            tense = "past"
        elif word.text in PERFECT and tense == "present":
            tense = "perfect"
        elif word.kind in ("WILL", "WOULD", "MAY"):
            tense = word.kind
        end += 1
    verb = piece[end] if end < len(piece) else Word("", "", "")
    if end == start and (verb.text in pasts() or verb.text.endswith("ed")):
        tense = "past"
    passive = (
        being and verb.kind in ("HARM", "MEND", "PAST") and (verb.text.endswith("ed") or verb.text in participles())
    )
    return Clause(
        opened=opened if opened in closed_class("OPENS") else "",
        subject=subject_of(opened, piece[:start], before),
        voice="passive" if passive else "being" if being else "active",
        negated=negated,
        tense=tense,
        kind=verb.kind if verb.kind in ("HARM", "MEND", "BAD", "GOOD", "SORRY", "FAULT", "NUMBER") else "",
        verb=lemmas().get(verb.text, verb.text),
        doer=doer_of(piece[end + 1 :]) if passive else "",
    )


def subject_of(opened: str, words: list[Word], before: str) -> str:
    if not words:
        return (before if opened in ("and", "but", "or", ",") else "") or ("WHO" if opened else "NONE")
    found = {word.kind for word in words}
    if "WE" in found:
        return "WE"
    if "OUR" in found:
        return next((f"OUR {kind}" for kind in ("STAFF", "OTHER", "AGENT", "PEOPLE") if kind in found), "OUR")
    if words[-1].text == "you":
        return "YOU"
    if words[0].text == "no":
        return "NOBODY"
    for kind in WHO_ACTS:
        if kind in found:
            return kind
    if "YOU" in found:
        return "YOUR"
    if "IT" in found:
        return "IT"
    if words[-1].text in DEMONSTRATIVES:
        return words[-1].text
    return "NAME" if "NAME" in found else "THING"


def doer_of(words: list[Word]) -> str:
    for word, following in pairwise(words[:LOOK_FOR_BY]):
        if word.text == "by":
            return following.kind if following.kind in ("OUR", "US", "OTHER", "NAME") else "SOMEBODY"
    return ""
