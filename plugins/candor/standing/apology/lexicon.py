"""Which words belong together: the word lists in ``lexicon/``, each in every form that English gives its words.

A list holds verbs, nouns or words as they stand, as `VERBS`, `NOUNS` and `TONES` say. Lists are broad on purpose: what
a word weighs is learned (`scales`), the lists only say which words are alike, so that what was learned from one of
them holds for the others, and for those that no set of sentences has held yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from types import MappingProxyType

VERBS = MappingProxyType({"HARM": "fault_verbs", "MEND": "good_verbs"})
"""What is mostly done badly, and what is mostly done well."""
NOUNS = MappingProxyType(
    {"PEOPLE": "people", "OTHER": "third_parties", "FORCE": "forces", "STAFF": "staff", "THING": "things_hit"}
)
"""Whom harm hits, who else may have done it, what nobody did, who does things for us, what people have and lose."""
TONES = MappingProxyType(
    {
        "GOOD": "positive_words",
        "BAD": "negative_adjectives",
        "SMALL": "shrinking_words",
        "FEELING": "feeling_words",
        "KIND": "kind_nouns",
        "HURT": "harm_words",
    }
)
"""What a word sounds like, whichever part of speech it is."""


def read_list(name: str) -> str:
    return (files(__package__) / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")


@cache
def closed_class(name: str) -> frozenset[str]:
    """The words of a class of which English has no others, such as ``WE``."""
    return next(
        frozenset(words.split())
        for label, words in (line.split(": ", 1) for line in read_list("closed").splitlines())
        if label == name
    )


@cache
def irregular_verbs() -> dict[str, tuple[str, ...]]:
    """Each irregular verb with its past and, where that differs, its participle."""
    lines = [line.split() for line in read_list("irregular").splitlines()]
    return {forms[0]: tuple(forms[1:]) for forms in lines}


@cache
def lemmas() -> dict[str, str]:
    """Forms of irregular verbs, and the verb that each belongs to."""
    return {form: verb for verb, forms in reversed(irregular_verbs().items()) for form in (*forms, verb)}


@cache
def pasts() -> frozenset[str]:
    return frozenset(forms[0] for forms in irregular_verbs().values())


@cache
def participles() -> frozenset[str]:
    return frozenset(forms[-1] for forms in irregular_verbs().values())


def plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|z|ch|sh)$", word) else f"{word}s"


def verb_forms(verb: str) -> Iterator[str]:
    """A verb as it stands, with -s and -ing, and in the past."""
    stem = verb[:-1] if re.search(r"[^e]e$", verb) else verb
    doubled = f"{verb}{verb[-1]}" if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb) else stem
    yield from (verb, plural(verb), f"{stem}ing", f"{doubled}ing")
    if verb in irregular_verbs():
        yield from irregular_verbs()[verb]
    elif re.search(r"[^aeiou]y$", verb):
        yield f"{verb[:-1]}ied"
    else:
        yield from (f"{stem}ed", f"{doubled}ed")


@cache
def kinds() -> dict[str, str]:
    """What kind of verb or noun a form is; the lists named first win."""
    found: dict[str, str] = {}
    for kind, name in VERBS.items():
        for word in read_list(name).split():
            found |= {form: kind for form in verb_forms(word) if form not in found}
    for kind, name in NOUNS.items():
        for word in read_list(name).split():
            found |= {form: kind for form in (word, plural(word)) if form not in found}
    return found


@cache
def tones() -> dict[str, str]:
    """What a word sounds like; the lists named first win."""
    found: dict[str, str] = {}
    for tone, name in TONES.items():
        found |= {word: tone for word in read_list(name).split() if word not in found}
    return found
