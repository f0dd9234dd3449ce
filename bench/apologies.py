"""How well the apology linter finds what it looks for: precision and recall for each rule, with Wilson intervals.

``python -m bench.apologies`` prints the tables for the sentences and letters in
``tests/standing/apologies``, and for its sets by people who had not seen the rules.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import msgspec
from ruamel.yaml import YAML

from candor.errors import Severity
from candor.standing.apology import Facts, Part, Rule, assess_apology

SENTENCES = Path(__file__).parents[1] / "tests" / "standing" / "apologies"


class Score(msgspec.Struct):
    """Counts of sentences: rightly found, wrongly found, missed, rightly passed over."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    passed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0


def wilson(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a proportion, at 95 % unless told otherwise (Wilson 1927)."""
    if trials == 0:
        return 0.0, 1.0
    share = hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def read_cases(folder: Path, rule: Rule) -> Iterator[tuple[str, bool]]:
    """The sentences of a rule's file, and whether the rule must find something in each."""
    path = folder / f"{rule}.txt"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line[:2] in ("+ ", "- "):
            yield line[2:], line[0] == "+"


def finds(rule: Rule, sentence: str) -> bool:
    """Whether the linter, given this sentence as a whole text, finds what `rule` looks for."""
    assessed = assess_apology(sentence)
    if rule.part is Part.ELEMENT:
        return assessed.elements[rule] is not None
    return any(finding.rule is rule for finding in assessed.findings)


def score_rule(folder: Path, rule: Rule) -> tuple[Score, list[str]]:
    """The rule's score, and the sentences it gets wrong."""
    score, wrong = Score(), []
    for sentence, expected in read_cases(folder, rule):
        found = finds(rule, sentence)
        name = {(True, True): "hits", (False, True): "false", (True, False): "missed", (False, False): "passed"}
        field = name[expected, found]
        setattr(score, field, getattr(score, field) + 1)
        if expected != found:
            wrong.append(f"{field}: {sentence}")
    return score, wrong


def read_letters(folder: Path) -> Iterator[tuple[str, str, Facts, list[str]]]:
    """The whole apologies: name, text, facts, and the rules that must be found wanting."""
    expected = folder / "whole" / "expected.json"
    for name, case in json.loads(expected.read_text(encoding="utf-8")).items() if expected.exists() else ():
        _, matter, text = (folder / "whole" / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
        record = YAML(typ="safe").load(matter)
        facts = Facts(
            repair=bool(record.get("remedies")),
            change=bool(record.get("promises")),
            listened=bool(record.get("listened_to")),
            speaker="speaker" in record,
            integrity=case["violation"] in ("integrity", "both"),
            anchors=record.get("elements", {}),
        )
        yield name, text, facts, case["findings"]


def failing_rules(text: str, facts: Facts) -> list[str]:
    return sorted(
        {finding.rule for finding in assess_apology(text, facts).findings if finding.severity is Severity.ERROR}
    )


def table(folder: Path) -> str:
    """Precision and recall of every rule that has sentences in `folder`, as Markdown."""
    lines = ["| rule | + | − | precision | 95 % | recall | 95 % |", "|---|---|---|---|---|---|---|"]
    for rule in Rule:
        score, _ = score_rule(folder, rule)
        if not (positive := score.hits + score.missed):
            continue
        found = score.hits + score.false
        precision, recall = wilson(score.hits, found), wilson(score.hits, positive)
        lines.append(
            f"| {rule} | {positive} | {score.false + score.passed} "
            f"| {score.precision:.2f} | {precision[0]:.2f}–{precision[1]:.2f} "
            f"| {score.recall:.2f} | {recall[0]:.2f}–{recall[1]:.2f} |"
        )
    letters = list(read_letters(folder))
    right = sum(failing_rules(text, facts) == expected for _, text, facts, expected in letters)
    return "\n".join([*lines, "", f"Whole apologies judged exactly as expected: {right} of {len(letters)}."])


HEAD = """# How well the apology linter judges

Written by `python -m bench.apologies`. Each row: sentences in which the rule must find something (+) and must not (−),
then precision and recall with their 95 % Wilson intervals. The rules were made with the first set, committed before
them (f368c2d), and widened with nine more, each judged as it came, before the rules learned from it: below each title
stands what it told then. **Those are the figures to expect on words that no set holds; the tables tell how much the
rules have learned.** The first four of the nine are by people who had not seen the rules, the last five by their
author, written first and judged after: the fifth (2bb1f37) without having looked at the rules at all, the sixth to
ninth (b793d51) between one widening and the next.

What changed with the fifth: rules that only knew phrases missed up to half of what they had not met. Responsibility,
blame and the fault without a doer are now told by the clause: who stands first, in which tense, active or passive, and
whether the verb is among those that do no harm. Where the ninth set came it found precision 0.77 to 1.00 and recall
0.80 to 1.00, praise aside.
"""
SETS = {
    "": (
        "The sentences that the rules were made with",
        "Looked at while the rules were written: these figures say that the rules do what they were meant to.",
    ),
    "first-unseen": (
        "First set by somebody who had not seen the rules",
        "When it came, precision was 0.70 to 1.00 and recall 0.28 (blame) to 0.88. "
        "The rules have learned from it since.",
    ),
    "second-unseen": (
        "Second set",
        "When it came, precision was 0.88 to 1.00 and recall 0.40 (blame), else 0.72 to 1.00. "
        "The rules have learned from it since.",
    ),
    "third-unseen": (
        "Third set",
        "When it came, precision was 0.93 to 1.00 and recall 0.60 (what_happened), 0.68 (blame), 0.80 (agentless), "
        "else 0.88 to 1.00. The rules have learned from it since.",
    ),
    "fourth-unseen": (
        "Fourth set",
        "When it came, precision was 0.83 (but), else 0.92 to 1.00, and recall 0.72 (blame), else 0.88 to 1.00. "
        "The rules have learned from it since.",
    ),
    "fifth-unseen": (
        "Fifth set, by somebody who came to the rules afterwards",
        "When it came, precision was 0.85 (shrinking) to 1.00 and recall 0.48 (self_praise), 0.56 (blame), 0.60 "
        "(agentless), "
        "0.64 (responsibility), 0.68 (what_happened, feelings, shrinking), 0.76 (thanks), else 0.88 to 0.92.",
    ),
    "sixth-unseen": (
        "Sixth set, after a first widening",
        "When it came, precision was 0.77 (but) to 1.00 and recall 0.45 (self_praise, blame), 0.55 (responsibility), "
        "0.60 (agentless), 0.65 (shrinking), 0.75 (harm, feelings), else 0.80 to 1.00.",
    ),
    "seventh-unseen": (
        "Seventh set, after the second",
        "When it came, precision was 0.79 (agentless) to 1.00 and recall 0.50 (blame), 0.55 (harm), 0.60 "
        "(self_praise), "
        "0.65 (responsibility), 0.75 (agentless), 0.80 (shrinking), else 0.90 to 1.00.",
    ),
    "eighth-unseen": (
        "Eighth set, after the third",
        "When it came, precision was 0.88 to 1.00 and recall 0.55 (self_praise), 0.70 (shrinking), 0.80 (feelings), "
        "0.85 (blame), else 0.87 to 1.00.",
    ),
    "ninth-unseen": (
        "Ninth set, after the fourth",
        "When it came, precision was 0.77 (harm), 0.82 (responsibility), 0.83 (but), 0.85 (shrinking), else 0.91 to "
        "1.00, "
        "and recall 0.42 (self_praise), 0.80 (regret), 0.83 (harm, agentless, blame), else 0.90 to 1.00. One more "
        "widening "
        "followed.",
    ),
}


def main() -> None:
    """Prints the report, and writes it to ``bench/APOLOGIES.md``."""
    parts = [HEAD]
    for name, (title, words) in SETS.items():
        folder = SENTENCES / name
        if folder.is_dir():
            wrong = [f"- {rule}, {sentence}" for rule in Rule for sentence in score_rule(folder, rule)[1]]
            parts.append(
                "\n\n".join([f"## {title}", words, table(folder), *(["\n".join(wrong)] if wrong else [])]) + "\n"
            )
    report = "\n".join(parts)
    (Path(__file__).parent / "APOLOGIES.md").write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
