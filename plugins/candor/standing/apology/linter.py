"""The finished judgement of one apology: which elements it has, which anti-patterns, what is missing, with places.

Elements that live in records (repair, change, listened, speaker) are told by `Facts`; what a sentence says is weighed
by `scales`, and seen here with the sentences beside it. A finding can be waived with a reason, which is shown; the
whole is never weighed into a grade.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec

from candor.errors import Severity
from candor.model.incidents import ApologyRecord, Element, PromiseTurn, Violation
from candor.model.transparency import Incident, Transparency
from candor.standing.apology.grammar import read_clauses, read_words
from candor.standing.apology.lexicon import closed_class
from candor.standing.apology.scales import telling_words, weigh
from candor.standing.apology.sentences import Sentence, read_anchors, read_sentences
from candor.standing.apology.traits import opens_turn


class Part(StrEnum):
    """Whether a rule looks for something that should be there or for something that should not."""

    ELEMENT = "element"
    ANTI_PATTERN = "anti-pattern"


class Rule(StrEnum):
    """The nine elements, then the eight anti-patterns. These are the names that ``elements`` and ``waive`` use."""

    RESPONSIBILITY = Element.RESPONSIBILITY.value
    REPAIR = Element.REPAIR.value
    WHAT_HAPPENED = Element.WHAT_HAPPENED.value
    REGRET = Element.REGRET.value
    CHANGE = Element.CHANGE.value
    FORGIVENESS = Element.FORGIVENESS.value
    HARM = Element.HARM.value
    LISTENED = Element.LISTENED.value
    SPEAKER = Element.SPEAKER.value
    CONDITIONAL = "conditional"
    FEELINGS = "feelings"
    BUT = "but"
    AGENTLESS = "agentless"
    SHRINKING = "shrinking"
    SELF_PRAISE = "self_praise"
    BLAME = "blame"
    THANKS = "thanks"

    @property
    def part(self) -> Part:
        return Part.ELEMENT if self.value in ELEMENTS else Part.ANTI_PATTERN


ELEMENTS = frozenset(element.value for element in Element)


MISSING = {
    Rule.RESPONSIBILITY: (
        "nobody takes responsibility",
        'say "we" and what we did or failed to do, with no "if" before it',
    ),
    Rule.REPAIR: ("no remedy is committed", "name one under remedies, with who gets it, how, and by when"),
    Rule.WHAT_HAPPENED: ("what happened, when and why is not told", "give the day, and the cause"),
    Rule.REGRET: ("no regret for something that we did", 'say "sorry that we …", not sorry for a feeling or an event'),
    Rule.CHANGE: ("no promise to change anything", "name one under promises, with a due date and an owner"),
    Rule.HARM: ("the harm has no number", 'say how many were hit, or that it is unknown: "we do not know how many"'),
    Rule.LISTENED: ("no conversation with those concerned is linked", "name the thread under listened_to"),
    Rule.SPEAKER: ("nobody signs", "name speaker: {member: …, role: …}"),
}
"""What an element's absence is called, and the way out. Forgiveness may be asked for and need not."""
TOLD_IN_PART = {
    True: ("what happened is told without its cause", "say why it happened, and whose doing it was"),
    False: ("what happened is told without its day", 'give the day: "on 14 March", not "last Tuesday"'),
}
"""What is missing where the day is told, and where it is not."""

FOUND: dict[Rule, tuple[str, str]] = {
    Rule.CONDITIONAL: ("the apology hangs on a condition", "people were hit: say who, without if, may or might"),
    Rule.FEELINGS: ("the regret is about how somebody feels", "regret what we did, not how it is taken"),
    Rule.BUT: ("an excuse follows the apology", "end the sentence after the regret; explain in a paragraph of its own"),
    Rule.AGENTLESS: ("the fault has no doer", "say who did it: we"),
    Rule.SHRINKING: ("the harm is made small", "give the number, or say what it meant for those concerned"),
    Rule.SELF_PRAISE: ("praise for ourselves", "leave it out"),
    Rule.BLAME: ("somebody else is blamed, and nothing of ours is owned beside it", "say what was ours to prevent"),
    Rule.THANKS: ("thanks stand where regret should", "say sorry first"),
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found or missed. ``line`` counts from 1 in the text, 0 where something is missing from the whole;
    ``excerpt`` is the sentence, ``because`` the words in it that said so most; ``waived`` is the reason for which it
    stands all the same, or empty."""

    rule: Rule
    severity: Severity
    line: int
    problem: str
    hint: str
    excerpt: str = ""
    because: str = ""
    waived: str = ""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What records say about an apology. None means that nothing can be said: bare text, without its record.

    ``repair``: a linked remedy is committed, with who, how and by when. ``change``: a linked promise has a due date and
    an owner. ``listened``: a discussion with those concerned is linked. ``speaker``: a named human signs, with a role.
    ``integrity``: the incident violated integrity (or both), so that listening first is required. ``anchors`` maps an
    element to the ``#heading`` under which the author says it stands; ``waive`` a rule to the reason for waiving it.
    """

    repair: bool | None = None
    change: bool | None = None
    listened: bool | None = None
    speaker: bool | None = None
    integrity: bool = False
    anchors: Mapping[str, str] = {}
    waive: Mapping[str, str] = {}


def gather_facts(apology: ApologyRecord, incident: Incident, transparency: Transparency) -> Facts:
    """What the apology's own record, and those it links, say: only a remedy with who, how and by when is committed,
    and only a promise that was not withdrawn changes anything."""
    remedies = [remedy.record for remedy in transparency.remedies if remedy.slug in apology.remedies]
    promises = [promise for promise in transparency.promises if promise.slug in apology.promises]
    return Facts(
        repair=any(remedy.who and remedy.how and remedy.by_when and not remedy.withdrawn for remedy in remedies),
        change=any(
            all(step.record.turn is not PromiseTurn.WITHDRAWN for step in promise.steps) for promise in promises
        ),
        listened=bool(apology.listened_to),
        speaker=True,
        integrity=incident.record.violation in (Violation.INTEGRITY, Violation.BOTH),
        anchors={element.value: anchor for element, anchor in apology.elements.items()},
        waive=apology.waive,
    )


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """``elements`` maps each element that was looked for to its line, 0 where a record has it, None where it is
    missing."""

    elements: dict[Rule, int | None]
    findings: list[Finding]

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR and not finding.waived for finding in self.findings)


def assess_apology(text: str, facts: Facts = Facts()) -> Assessment:  # noqa: B008 - frozen
    """All findings, those about the whole first, then by line. Never raises, whatever the text."""
    letter = Letter(read_sentences(text))
    elements: dict[Rule, int | None] = {rule: letter.first(rule) for rule in TESTS if rule.part is Part.ELEMENT}
    elements[Rule.WHAT_HAPPENED] = letter.what_happened()
    for rule in (Rule.REPAIR, Rule.CHANGE, Rule.LISTENED, Rule.SPEAKER):
        if (known := getattr(facts, rule.value)) is not None:
            elements[rule] = 0 if known else None
    findings = [*missing_elements(letter, elements, facts), *misplaced_elements(letter, elements, text, facts)]
    for rule in FOUND:
        if rule is Rule.THANKS and elements[Rule.REGRET] is not None:
            continue
        problem, hint = FOUND[rule]
        findings += [
            note(
                rule,
                facts,
                line=sentence.line,
                problem=problem,
                hint=hint,
                excerpt=sentence.text,
                because=telling_words(rule, sentence.text),
            )
            for sentence in letter.all(rule)
        ]
    findings += [
        note(Rule(name), facts, severity=Severity.NOTE, problem=f'"{name}" is waived without cause: nothing was found')
        for name in facts.waive
        if name in list(Rule) and not any(finding.rule == name for finding in findings)
    ]
    ordered = {rule: elements[rule] for rule in Rule if rule in elements}
    return Assessment(elements=ordered, findings=sorted(findings, key=lambda finding: (finding.line, finding.rule)))


def note(
    rule: Rule, facts: Facts, *, problem: str, hint: str = "", line: int = 0, excerpt: str = "",
    because: str = "", severity: Severity = Severity.ERROR,
) -> Finding:  # fmt: skip
    waived = facts.waive.get(rule, "")
    return Finding(
        rule=rule, severity=severity, line=line, problem=problem, hint=hint, excerpt=excerpt, because=because,
        waived=waived,
    )  # fmt: skip


def missing_elements(letter: Letter, elements: Mapping[Rule, int | None], facts: Facts) -> list[Finding]:
    """An error for each element that is not there; for listening a warning, unless integrity was violated
    (Frantz & Bennigson: an apology holds once people have been heard)."""
    findings = []
    for rule, (problem, hint) in MISSING.items():
        if elements.get(rule, 0) is None:
            if rule is Rule.WHAT_HAPPENED and letter.tells_in_part():
                problem, hint = TOLD_IN_PART[letter.tells_when() is not None]
            lenient = rule is Rule.LISTENED and not facts.integrity
            severity = Severity.WARNING if lenient else Severity.ERROR
            findings.append(note(rule, facts, problem=problem, hint=hint, severity=severity))
    return findings


def misplaced_elements(letter: Letter, elements: Mapping[Rule, int | None], text: str, facts: Facts) -> list[Finding]:
    """A warning for each element that is not where the author says it stands."""
    anchors, findings = read_anchors(text), []
    for name, anchor in facts.anchors.items():
        heading = anchor.removeprefix("#")
        if name not in list(Rule) or Rule(name).part is not Part.ELEMENT:
            continue
        rule = Rule(name)
        if heading not in anchors:
            hint = (
                f"the headings are: {', '.join(f'#{known}' for known in anchors)}"
                if anchors
                else "there are no headings"
            )
            problem = f'there is no heading "{anchor}" for {name}'
        elif elements.get(rule) and not letter.under(heading).has(rule):
            problem, hint = f"{name} is not found under {anchor}", f"it stands in line {elements.get(rule)}"
        else:
            continue
        findings.append(note(rule, facts, problem=problem, hint=hint, severity=Severity.WARNING))
    return findings


class Letter:
    """The sentences of an apology, each seen with those beside it."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences

    def under(self, heading: str) -> Letter:
        return Letter([sentence for sentence in self.sentences if sentence.heading == heading])

    def has(self, rule: Rule) -> bool:
        return self.what_happened() is not None if rule is Rule.WHAT_HAPPENED else bool(self.all(rule))

    def all(self, rule: Rule) -> list[Sentence]:
        """The sentences in which `rule` finds what it looks for."""
        return [sentence for number, sentence in enumerate(self.sentences) if TESTS[rule](self, number)]

    def first(self, rule: Rule) -> int | None:
        return next((sentence.line for sentence in self.all(rule)), None)

    def tells_when(self) -> int | None:
        """The line of the first day that is given."""
        return next(
            (each.line for each in self.sentences if DAY.search(each.text) and not AHEAD.search(each.text)), None
        )

    def tells_why(self) -> bool:
        """Whether a sentence would tell what happened and why, were it given its day."""
        return any(finds("what_happened", dated(sentence.text)) for sentence in self.sentences)

    def tells_in_part(self) -> bool:
        return any(finds("told_in_part", sentence.text) for sentence in self.sentences)

    def what_happened(self) -> int | None:
        """The line of the first day, if the letter tells a cause as well, there or elsewhere."""
        return self.tells_when() if self.tells_why() else None

    def beside(self, number: int, step: int) -> str:
        """The sentence before (-1) or after (1) in the same paragraph, or nothing."""
        other = number + step
        if not 0 <= other < len(self.sentences):
            return ""
        same = self.sentences[other].paragraph == self.sentences[number].paragraph
        return self.sentences[other].text if same else ""

    def owned_beside(self, number: int) -> bool:
        """Whether the sentence before or after takes responsibility."""
        return any(finds("responsibility", self.beside(number, step)) for step in (-1, 1))

    def counts_harm(self, number: int) -> bool:
        """Whether the sentence's paragraph names the harm with its number."""
        here = self.sentences[number].paragraph
        return any(finds("harm", each.text) for each in self.sentences if each.paragraph == here)

    def owned_around(self, number: int) -> bool:
        """Whether any other sentence of the same paragraph takes responsibility."""
        here = self.sentences[number]
        return any(
            finds("responsibility", each.text)
            for each in self.sentences
            if each.paragraph == here.paragraph and each is not here
        )


MONTHS = "|".join(closed_class("MONTH") - {"may", "march"})
DAY = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS}|May|March)\b|\b(?:{MONTHS}|May|March)\.? \d{{1,2}}(?!\d)",
    re.IGNORECASE,
)
"""A day with its month; the record that an apology stands in has the year."""
AHEAD = re.compile(
    r"\b(?:will|shall|'ll|going to|plan to|intend to)\b|\b(?:by|no later than) (?:the )?\d", re.IGNORECASE
)
FORGIVENESS = re.compile(
    r"\b(?:forgive(?:ness)?|pardon|second chance|make it up to you"
    r"|(?:earn|win|regain|rebuild|restore) (?:back )?(?:your|their) trust)\b",
    re.IGNORECASE,
)
BARE_SORRY = re.compile(r"\b(?:sorry|apologi[sz]e|ashamed)\b[^,;:]{0,25}[.!]?$", re.IGNORECASE)
JOINT = re.compile(
    r"[;:–—]\s|,?\s(?:and|but|yet|while|though|although)\s(?=(?:we|our|i|my|it|they|the|this|there|thank)\b)",
    re.IGNORECASE,
)
"""What joins two parts of a sentence that have each a subject, or thank somebody."""
CLEAR = 4.0
"""What a part must weigh: it says less than a sentence."""
LONGEST_SORRY = 8
"""So many words a sentence has that says sorry and nothing else."""
DOUBTFUL = -0.5
"""A sentence of its own that begins with "but" behind an apology is an excuse unless it clearly is not."""


def finds(name: str, text: str) -> bool:
    return bool(text) and weigh(name, text) > 0


def finds_within(name: str, text: str) -> bool:
    """Whether the sentence, or clearly one of its parts, holds what is looked for: nothing that is joined to "Mistakes
    were made" undoes it."""
    return finds(name, text) or any(weigh(name, part) > CLEAR for part in read_parts(text))


def read_parts(text: str) -> list[str]:
    """The parts of a sentence that could stand alone, as sentences; none where there is only one."""
    parts = [part.strip(" .!?") for part in JOINT.split(text)]
    return [f"{part[:1].upper()}{part[1:]}." for part in parts if len(parts) > 1 and len(part.split()) > 2]


def dated(text: str) -> str:
    return text if DAY.search(text) else f"On 3 August 2024, {text[:1].lower()}{text[1:]}"


Test = Callable[[Letter, int], bool]


def alone(rule: Rule) -> Test:
    """A rule that looks at one sentence and nothing beside it."""
    return lambda letter, number: finds(rule, letter.sentences[number].text)


def within(rule: Rule) -> Test:
    """A rule that looks at one sentence, and at those parts of it that could stand alone."""
    return lambda letter, number: finds_within(rule, letter.sentences[number].text)


def regrets(letter: Letter, number: int) -> bool:
    """Regret whose object is something that we did, here or in the sentence beside a bare "We are sorry."."""
    text = letter.sentences[number].text
    bare = BARE_SORRY.search(text) is not None and len(text.split()) <= LONGEST_SORRY
    return letter.owned_beside(number) if bare and not finds("regret", text) else finds("regret", text)


def takes_back(letter: Letter, number: int) -> bool:
    """An apology and its excuse, in one sentence or at the start of the next."""
    text, following = letter.sentences[number].text, letter.beside(number, 1)
    if finds("but", text):
        return True
    sorry = any(word.kind == "SORRY" for word in read_words(text))
    return sorry and opens_turn(read_words(following)) and weigh("but", f"{text} {following}") > DOUBTFUL


def hides_doer(letter: Letter, number: int) -> bool:
    """A fault without a doer. "We did it" beside it lends it one, or anywhere if its paragraph counts the harm; but
    neither where mistakes make themselves."""
    text = letter.sentences[number].text
    if not finds_within("agentless", text):
        return False
    owned = letter.owned_beside(number) or (letter.counts_harm(number) and bool(letter.all(Rule.RESPONSIBILITY)))
    return not owned or any(clause.subject == "FAULT" for clause in read_clauses(read_words(text)))


TESTS: dict[Rule, Test] = {
    Rule.RESPONSIBILITY: alone(Rule.RESPONSIBILITY),
    Rule.REGRET: regrets,
    Rule.FORGIVENESS: lambda letter, number: FORGIVENESS.search(letter.sentences[number].text) is not None,
    Rule.HARM: alone(Rule.HARM),
    Rule.CONDITIONAL: within(Rule.CONDITIONAL),
    Rule.FEELINGS: within(Rule.FEELINGS),
    Rule.BUT: takes_back,
    Rule.AGENTLESS: hides_doer,
    Rule.SHRINKING: within(Rule.SHRINKING),
    Rule.SELF_PRAISE: within(Rule.SELF_PRAISE),
    Rule.BLAME: lambda letter, number: (
        finds("blame", letter.sentences[number].text) and not letter.owned_around(number)
    ),
    Rule.THANKS: within(Rule.THANKS),
}
