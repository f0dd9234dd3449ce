"""What each trait of a sentence weighs for and against a rule, and the words that tipped the scale.

A scale is a logistic regression over `traits`: the weights of the traits a sentence has are summed, shared out over
how many it has, and a sum above nought is a finding. Nothing is hidden in it: ``scales.json`` is a table of traits and
weights, and every finding names the words that weighed most. It is learned by ``python -m bench.learn_apologies`` from
the sentences in ``tests/standing/apologies`` and says from which state of them.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

import msgspec

from candor.standing.apology.lexicon import closed_class
from candor.standing.apology.traits import BEGINNING, END, read_traits


class Scale(msgspec.Struct, frozen=True):
    """``weights`` by trait; ``bias`` is the sum that a sentence without any known trait starts from."""

    bias: float
    weights: dict[str, float]


class Scales(msgspec.Struct, frozen=True):
    """``learned_from`` is the digest of the sentences, word lists and grammar that the weights come from."""

    learned_from: str
    scales: dict[str, Scale]


TELLING = 3
"""So many runs of words a finding names."""


@cache
def load_scales() -> Scales:
    return msgspec.json.decode((files(__package__) / "scales.json").read_bytes(), type=Scales)


def weigh(name: str, text: str) -> float:
    """The text on the scale `name`, a rule's or one that a rule is made of: above nought it finds what it looks for."""
    scale, traits = load_scales().scales[name], read_traits(text)
    known = scale.weights.keys() & traits
    return scale.bias + math.fsum(map(scale.weights.__getitem__, known)) / math.sqrt(len(traits))


def telling_words(name: str, text: str) -> tuple[str, ...]:
    """The runs of words that say most that the rule is right, none of them within another, none of particles alone."""
    weights, told = load_scales().scales[name].weights, list[str]()
    known = weights.keys() & read_traits(text)
    for trait in sorted(known, key=lambda trait: (-weights[trait], -len(trait), trait)):
        words = trait.strip('"').removeprefix(BEGINNING).removesuffix(END).strip(" .,;:!?")
        if weights[trait] <= 0 or len(told) == TELLING:
            break
        if trait.startswith('"') and says_something(words) and not any(words in run or run in words for run in told):
            told.append(words)
    return tuple(told)


def says_something(words: str) -> bool:
    return any(word.isalpha() and word not in closed_class("ITSELF") and len(word) > 3 for word in words.split())
