"""What each trait of a sentence weighs for and against a rule, and the words that tipped the scale.

A scale is a logistic regression over `traits`: the weights of the traits a sentence has are summed, shared out over
how many it has, and a sum above nought is a finding. Nothing is hidden in it: ``scales.json`` is a table of traits and
weights, and every finding names the words that weighed most. It is learned by ``python -m bench.learn_apologies`` from
the sentences in ``tests/standing/apologies`` and says from which state of them.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files

import msgspec

from candor.standing.apology.grammar import read_words
from candor.standing.apology.traits import LONGEST_RUN, read_traits


class Scale(msgspec.Struct, frozen=True):
    """``weights`` by trait; ``bias`` is the sum that a sentence without any known trait starts from."""

    bias: float
    weights: dict[str, float]


class Scales(msgspec.Struct, frozen=True):
    """``learned_from`` is the digest of the sentences, word lists and grammar that the weights come from."""

    learned_from: str
    scales: dict[str, Scale]


MOST = 6
"""So many words a finding names at most."""


@cache
def load_scales() -> Scales:
    return msgspec.json.decode((files(__package__) / "scales.json").read_bytes(), type=Scales)


def weigh(name: str, text: str) -> float:
    """The text on the scale `name`, a rule's or one that a rule is made of: above nought it finds what it looks for."""
    scale, traits = load_scales().scales[name], read_traits(text)
    known = scale.weights.keys() & traits
    return scale.bias + math.fsum(map(scale.weights.__getitem__, known)) / math.sqrt(len(traits))


def telling_words(name: str, text: str) -> str:
    """The few words beside each other that say most that the rule is right; empty if no words do."""
    weights = load_scales().scales[name].weights
    words = [word.text for word in read_words(text)]
    says = [0.0] * len(words)
    for length in range(1, LONGEST_RUN + 1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            weight = weights.get(f'"{" ".join(run)}"', 0.0)
            for place in range(start, start + length):
                says[place] += weight / length
    spans = ((start, end) for start in range(len(words)) for end in range(start + 1, min(start + MOST, len(words)) + 1))
    start, end = max(spans, key=lambda span: math.fsum(says[span[0] : span[1]]), default=(0, 0))
    told = " ".join(words[start:end]).strip(" .,;:!?")
    return re.sub(r" (?=n't|['’,.;:!?])", "", told) if math.fsum(says[start:end]) > 0 else ""
