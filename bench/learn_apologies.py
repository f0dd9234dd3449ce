"""Learns what the traits of sentences weigh for the apology linter, and writes ``scales.json``.

``python -m bench.learn_apologies`` (or ``make scales``) fits one logistic regression a rule to every sentence in
``tests/standing/apologies``. ``--cross`` instead leaves out one set after the other, learns from those that remain,
judges the one left out, and writes precision and recall to ``APOLOGIES-CROSSED.md``: what to expect on words that no
set holds. Needs the dependency group ``learn``; the linter itself needs nothing but the table of weights.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import msgspec
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.apologies import (
    PACKAGE,
    SENTENCES,
    TOLD_IN_PART,
    Score,
    as_table,
    read_cases,
    score_rule,
    sets_of_sentences,
    sources_digest,
)
from candor.standing.apology import Part, Rule
from candor.standing.apology.scales import Scale, Scales
from candor.standing.apology.sentences import plain, read_sentences
from candor.standing.apology.traits import read_traits

RULES = (
    "responsibility", "what_happened", TOLD_IN_PART, "regret", "harm", "conditional", "feelings", "but",
    "agentless", "shrinking", "self_praise", "blame", "thanks",
)  # fmt: skip
TAUGHT = SENTENCES / "taught"
"""Sentences written for learning alone, with the errors of cross-validation in view: so it goes without them."""
SEEN_AT_LEAST = 3
"""A trait of fewer sentences says nothing."""
KEPT = 2500
"""So many weights a scale keeps, the heaviest; the others change no figure in the second place."""
STRENGTH = 100.0
"""The inverse of the regularisation; a third or three times as much changes nothing."""
WEIGHT_ELSEWHERE = 0.25
"""What a sentence counts for that was written for another rule and merely should not be found by this one."""
ELSEWHERE = {
    "responsibility": "conditional feelings agentless thanks self_praise shrinking blame",
    "what_happened": "conditional feelings thanks self_praise shrinking",
    TOLD_IN_PART: "conditional feelings thanks self_praise",
    "regret": "responsibility what_happened harm conditional feelings agentless thanks self_praise blame",
    "harm": "conditional feelings thanks self_praise shrinking",
    "conditional": "responsibility what_happened regret harm agentless self_praise blame thanks",
    "feelings": "responsibility what_happened regret harm agentless self_praise blame thanks",
    "but": "responsibility what_happened regret harm agentless self_praise thanks",
    "agentless": "responsibility regret feelings self_praise blame thanks",
    "shrinking": "responsibility what_happened harm self_praise blame thanks",
    "self_praise": "responsibility what_happened regret harm conditional feelings agentless shrinking blame thanks",
    "blame": "responsibility regret harm conditional feelings agentless shrinking self_praise thanks",
    "thanks": "responsibility what_happened regret harm conditional feelings agentless shrinking self_praise blame",
}
"""Whose positive sentences are negative ones of another rule: a regret is no thanks, harm may well be agentless."""


ALSO_PASSED_OVER = {
    "self_praise": "responsibility what_happened regret harm conditional feelings but agentless shrinking blame thanks",
    "shrinking": "responsibility what_happened agentless self_praise blame",
    "blame": "regret conditional feelings but shrinking self_praise thanks",
    "agentless": "conditional feelings shrinking self_praise thanks",
    "feelings": "responsibility what_happened harm agentless shrinking self_praise blame thanks",
    "thanks": "responsibility what_happened regret harm conditional agentless shrinking self_praise blame",
}
"""Whose negative sentences, ordinary ones and near misses of something else, are negative ones of this rule too."""


class Case(NamedTuple):
    """A sentence as the linter will see it, whether the rule must find something, and what it counts for."""

    text: str
    found: bool
    weight: float = 1.0


def cases_of(rule: str, folders: Sequence[Path]) -> list[Case]:
    """The sentences that a scale learns from: the rule's own, and what other rules' sentences and good letters add."""
    own = [Case(plain(text), found) for folder in folders for text, found in read_cases(folder, rule)]
    if rule == TOLD_IN_PART:
        own += [
            Case(plain(text), True)
            for folder in folders
            for text, found in read_cases(folder, "what_happened")
            if found
        ]
    others = [
        plain(text)
        for folder in folders
        for other in ELSEWHERE[rule].split()
        for text, found in read_cases(folder, other)
        if found
    ]
    others += [
        plain(text)
        for folder in folders
        for other in ALSO_PASSED_OVER.get(rule, "").split()
        for text, found in read_cases(folder, other)
        if not found
    ]
    if rule not in (TOLD_IN_PART, *(rule for rule in Rule if rule.part is Part.ELEMENT)):
        others += [*straight_sentences(folders), *(plain(text) for text, _ in ordinary(folders))]
    known = {case.text for case in own}
    return own + [Case(text, False, WEIGHT_ELSEWHERE) for text in others if text not in known]


def ordinary(folders: Sequence[Path]) -> Iterator[tuple[str, bool]]:
    """Sentences of letters in which no anti-pattern may be found."""
    for folder in folders:
        yield from read_cases(folder, "ordinary")


def straight_sentences(folders: Sequence[Path]) -> Iterator[str]:
    """What good letters say: no anti-pattern is in it."""
    letters = [path for folder in folders for path in folder.glob("whole/good-*.md")]
    for path in sorted([*SENTENCES.glob("straight/*.md"), *letters]):
        body = path.read_text(encoding="utf-8").split("---\n", 2)[-1]
        yield from (sentence.text for sentence in read_sentences(body))


@cache
def sorted_traits(text: str) -> list[str]:
    """The traits of a sentence, read once however many scales learn from it."""
    return sorted(read_traits(text))


def learn_scale(cases: Sequence[Case]) -> Scale:
    """The scale on which these sentences lie on the right side; one that finds nothing where there is nothing to find
    or nothing to pass over."""
    if len({case.found for case in cases}) < 2:
        return Scale(bias=-1.0, weights={})
    traits = [sorted_traits(case.text) for case in cases]
    counted = Counter(trait for each in traits for trait in each)
    known = {trait: place for place, trait in enumerate(sorted(t for t, n in counted.items() if n >= SEEN_AT_LEAST))}
    places = [[known[trait] for trait in each if trait in known] for each in traits]
    shares = [
        share for each, kept in zip(traits, places, strict=True) for share in [1 / math.sqrt(len(each))] * len(kept)
    ]
    ends = np.cumsum([0, *map(len, places)])
    matrix = csr_matrix((shares, [place for each in places for place in each], ends), shape=(len(cases), len(known)))
    positive = sum(case.weight for case in cases if case.found)
    balance = sum(case.weight for case in cases if not case.found) / positive
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=1000)
    fitted.fit(
        matrix,
        [case.found for case in cases],
        sample_weight=[case.weight * (balance if case.found else 1) for case in cases],
    )
    weights = dict(zip(known, fitted.coef_[0], strict=True))
    heaviest = sorted(weights, key=lambda trait: (-abs(weights[trait]), trait))[:KEPT]
    return Scale(
        bias=round(float(fitted.intercept_[0]), 3),
        weights={trait: weight for trait in sorted(heaviest) if (weight := round(float(weights[trait]), 2))},
    )


def learn_scales(folders: Sequence[Path]) -> Scales:
    scales = {rule: learn_scale(cases_of(rule, folders)) for rule in RULES}
    return Scales(learned_from=sources_digest(), scales=scales)


def cross_validate(folders: Sequence[Path]) -> Iterator[tuple[Path, str, Score, list[str]]]:
    """Each set judged by the linter with scales that have learned from the other sets only."""
    for held in folders:
        learned = learn_scales([folder for folder in folders if folder != held])
        with patch("candor.standing.apology.scales.load_scales", return_value=learned):
            for rule in RULES:
                score, wrong = score_rule(held, rule)
                yield held, rule, score, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cross", action="store_true", help="judge each set by what the others teach")
    options = parser.parse_args()
    if not options.cross:
        learned = msgspec.json.encode(learn_scales([*sets_of_sentences(), TAUGHT]))
        (PACKAGE / "scales.json").write_bytes(msgspec.json.format(learned, indent=1) + b"\n")
        return
    totals, errors = {rule: Score() for rule in RULES}, []
    for held, rule, score, wrong in cross_validate(sets_of_sentences()):
        totals[rule] += score
        errors += [f"- {held.name}: {rule}, {each}" for each in wrong]
    report = "\n\n".join([CROSSED, as_table(totals), "\n".join(errors)])
    (Path(__file__).parent / "APOLOGIES-CROSSED.md").write_text(f"{report}\n", encoding="utf-8")
    print(as_table(totals))


CROSSED = """# How well the apology linter judges sentences that it has not learned from

Written by `python -m bench.learn_apologies --cross`. Each set of sentences is judged by a linter that has learned from
the other sets only; the sentences in `taught/` are left out altogether, because they were written with these errors in
view. Below the table stands every sentence that was judged wrongly, under the set that holds it."""


if __name__ == "__main__":
    main()
