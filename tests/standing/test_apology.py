"""The apology linter: what it finds in sentences and letters, and what it does with records, waivers and places."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.apologies import (
    SENTENCES,
    TOLD_IN_PART,
    failing_rules,
    read_cases,
    read_letters,
    score_rule,
    sources_digest,
    wilson,
)
from hypothesis import given
from hypothesis import strategies as st

from candor.errors import Severity
from candor.standing.apology import Facts, Part, Rule, assess_apology
from candor.standing.apology.grammar import read_clauses, read_words
from candor.standing.apology.scales import load_scales, telling_words
from candor.standing.apology.sentences import read_sentences

STRAIGHT = SENTENCES / "straight"
FROM_RECORDS = {Rule.REPAIR, Rule.CHANGE, Rule.LISTENED, Rule.SPEAKER}
FROM_WORDS = [rule for rule in Rule if rule not in FROM_RECORDS and rule is not Rule.FORGIVENESS]
COMPLETE = Facts(repair=True, change=True, listened=True, speaker=True)
GOOD = (
    "On 8 July 2026 we deleted the readings of 51 homes, because we had not tested the job. "
    "We are sorry that we did it."
)


@pytest.mark.parametrize("rule", FROM_WORDS)
def test_a_rule_has_twenty_sentences_each_way_and_judges_them(rule: Rule) -> None:
    """Precision of at least 0.9 and recall of at least 0.85."""
    expected = [positive for _, positive in read_cases(SENTENCES, rule)]
    assert expected.count(True) >= 20
    assert expected.count(False) >= 20
    score, wrong = score_rule(SENTENCES, rule)
    assert score.precision >= 0.9, wrong
    assert score.recall >= 0.85, wrong


@pytest.mark.parametrize("rule", [*FROM_WORDS, TOLD_IN_PART])
def test_a_rule_holds_over_all_the_sets_together(rule: Rule | str) -> None:
    """Precision of at least 0.95 and recall of at least 0.95, over hundreds of sentences it has learned from.

    What it makes of others is measured by ``make scales ARGS=--cross``, which takes minutes.
    """
    scores = [score_rule(folder, rule)[0] for folder in SENTENCES.iterdir() if folder.name.endswith("-unseen")]
    assert len(scores) == 16
    hits = sum(score.hits for score in scores)
    assert hits / (hits + sum(score.false for score in scores)) >= 0.95
    assert hits / (hits + sum(score.missed for score in scores)) >= 0.95


def test_the_weights_are_those_of_the_sentences_word_lists_and_grammar_as_they_are() -> None:
    """To repair: ``make scales``."""
    assert load_scales().learned_from == sources_digest()


def test_a_weight_says_which_words_tipped_the_scale() -> None:
    """A finding is never a bare number."""
    assert "inconvenience" in telling_words("shrinking", "We regret the inconvenience this caused.")
    [finding] = [each for each in assess_apology("Mistakes were made.").findings if each.rule is Rule.AGENTLESS]
    assert "mistakes" in finding.because


@pytest.mark.parametrize(
    ("text", "subject", "voice", "negated"),
    [
        ("We lost your parcel.", "WE", "active", False),
        ("Our engineers did not lock the gate.", "OUR STAFF", "active", True),
        ("Your parcel was lost by our courier.", "YOUR", "passive", False),
        ("The supplier sent the wrong flour.", "OTHER", "active", False),
        ("Mistakes were made.", "FAULT", "passive", False),
        ("Nobody checked.", "NOBODY", "active", False),
    ],
)
def test_a_clause_says_who_does_what(text: str, subject: str, voice: str, negated: bool) -> None:
    """Subject, voice and whether it is denied."""
    clause = next(read_clauses(read_words(text)))
    assert (clause.subject, clause.voice, clause.negated) == (subject, voice, negated)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Mistakes were made during a migration, but our team worked around the clock.", Rule.AGENTLESS),
        ("We pride ourselves on reliability and we thank you for your patience.", Rule.SELF_PRAISE),
        ("We pride ourselves on reliability and we thank you for your patience.", Rule.THANKS),
    ],
)
def test_what_is_joined_to_it_hides_no_anti_pattern(text: str, rule: Rule) -> None:
    """A sentence is weighed as a whole, and each part that could stand alone."""
    assert rule in {finding.rule for finding in assess_apology(text).findings}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("The outage was caused by an expired certificate.", "without its day"),
        ("On 14 March 2024 the payment system went down.", "without its cause"),
        ("We know how much you looked forward to it.", "when and why is not told"),
    ],
)
def test_what_is_missing_of_what_happened_is_named(text: str, problem: str) -> None:
    """Its day, its cause, or both."""
    [finding] = [each for each in assess_apology(text).findings if each.rule is Rule.WHAT_HAPPENED]
    assert problem in finding.problem


@pytest.mark.parametrize("letter", list(read_letters(SENTENCES)), ids=lambda letter: letter[0])
def test_a_whole_apology_fails_by_exactly_the_expected_rules(letter: tuple[str, str, Facts, list[str]]) -> None:
    """Ten are good and have no error, ten are bad in ways that are named."""
    _, text, facts, expected = letter
    assert failing_rules(text, facts) == expected


@pytest.mark.parametrize("letter", sorted(STRAIGHT.glob("*.md")), ids=lambda path: path.stem)
def test_a_letter_that_tells_it_straight_is_left_alone(letter: Path) -> None:
    """Whoever names what others did as well, and what has been put right, is accused of nothing."""
    assessed = assess_apology(letter.read_text(encoding="utf-8"))
    assert assessed.findings == []
    assert assessed.elements[Rule.RESPONSIBILITY]


def test_half_of_the_whole_apologies_are_good() -> None:
    """A linter that finds fault with everything could not pass."""
    expected = [rules for _, _, _, rules in read_letters(SENTENCES)]
    assert len(expected) >= 20
    assert sum(not rules for rules in expected) == len(expected) / 2


def test_a_complete_apology_has_no_findings_and_knows_the_line_of_each_element() -> None:
    """Elements that stand in records have line 0."""
    assessed = assess_apology(f"## What happened\n\n{GOOD}\n", COMPLETE)
    assert assessed.findings == []
    assert assessed.elements[Rule.RESPONSIBILITY] == 3
    assert assessed.elements[Rule.REPAIR] == 0
    assert assessed.elements[Rule.FORGIVENESS] is None
    assert not assessed.failed


def test_listening_is_required_where_integrity_was_violated_and_advised_elsewhere() -> None:
    """An error after a violation of integrity, else a warning."""
    deaf = Facts(repair=True, change=True, listened=False, speaker=True)
    [advice] = assess_apology(GOOD, deaf).findings
    assert (advice.rule, advice.severity) == (Rule.LISTENED, Severity.WARNING)
    strict = Facts(repair=True, change=True, listened=False, speaker=True, integrity=True)
    [fault] = assess_apology(GOOD, strict).findings
    assert fault.severity is Severity.ERROR


def test_text_without_a_record_is_judged_by_its_words_alone() -> None:
    """Where records are unknown nothing is said about them."""
    assert {finding.rule for finding in assess_apology("Hello.").findings} == {
        Rule.RESPONSIBILITY,
        Rule.WHAT_HAPPENED,
        Rule.REGRET,
        Rule.HARM,
    }


def test_a_finding_names_its_line_its_sentence_and_the_way_out() -> None:
    """Lines count in the text as written."""
    text = f"{GOOD}\n\nSecond paragraph.\nMistakes were\nmade.\n"
    [finding] = assess_apology(text, COMPLETE).findings
    assert (finding.rule, finding.line, finding.excerpt) == (Rule.AGENTLESS, 4, "Mistakes were made.")
    assert finding.hint


def test_a_waiver_keeps_the_finding_and_its_reason_but_fails_nothing() -> None:
    """A waiver that waives nothing is noted."""
    waived = assess_apology(f"{GOOD}\n\nMistakes were made.", msgspec_replace(waive={"agentless": "a quotation"}))
    assert [(finding.rule, finding.waived) for finding in waived.findings] == [(Rule.AGENTLESS, "a quotation")]
    assert not waived.failed
    idle = assess_apology(GOOD, msgspec_replace(waive={"but": "never mind"}))
    assert [(finding.rule, finding.severity) for finding in idle.findings] == [(Rule.BUT, Severity.NOTE)]


def msgspec_replace(**changes: dict[str, str]) -> Facts:
    return Facts(repair=True, change=True, listened=True, speaker=True, **changes)  # type: ignore[arg-type]


def test_an_element_must_stand_under_the_heading_that_is_said_to_hold_it() -> None:
    """A heading that does not exist is named, with those that do."""
    text = f"## What we did\n\n{GOOD}\n\n## Who was hit\n\nIt was cold.\n"
    missing = assess_apology(text, msgspec_replace(anchors={"harm": "#damage"})).findings
    assert [(finding.rule, finding.severity) for finding in missing] == [(Rule.HARM, Severity.WARNING)]
    assert "#who-was-hit" in missing[0].hint
    [elsewhere] = assess_apology(text, msgspec_replace(anchors={"harm": "#who-was-hit"})).findings
    assert "line 3" in elsewhere.hint
    assert assess_apology(text, msgspec_replace(anchors={"harm": "#what-we-did"})).findings == []


@pytest.mark.parametrize(
    "text",
    [
        "> Mistakes were made.",
        "<!-- Say who. Mistakes were made. -->",
        "<!--\nMistakes were made.\n\nStill. -->",
        "```\nMistakes were made.\n```",
        "# Mistakes were made",
        "We wrote “mistakes were made”.",
    ],
)
def test_what_others_say_is_not_held_against_the_speaker(text: str) -> None:
    """Block quotes, comments, code, headings and quoted speech."""
    assert not any(finding.rule is Rule.AGENTLESS for finding in assess_apology(text).findings)


def test_a_comment_takes_its_lines_with_it() -> None:
    """What stands below is found where it stands."""
    assert [(each.text, each.line) for each in read_sentences("<!-- We lied.\n\nNo. -->\nWe hid it.")] == [
        ("We hid it.", 4)
    ]


def test_marks_links_and_abbreviations_do_not_break_sentences() -> None:
    """Markdown is read as it sounds."""
    text = "Mrs. Ahmed wrote to **us** on [Sunday](https://example.org/a.b). We *did not* answer."
    assert [sentence.text for sentence in read_sentences(text)] == [
        "Mrs. Ahmed wrote to us on Sunday.",
        "We did not answer.",
    ]


@given(st.text(max_size=400))
def test_no_text_makes_the_linter_fail(text: str) -> None:
    """Every finding's line lies within the text."""
    lines = len(text.splitlines()) or 1
    for finding in assess_apology(text).findings:
        assert 0 <= finding.line <= lines
        assert finding.rule.part in Part


def test_a_sentence_of_64_kib_is_judged() -> None:
    """No pattern runs wild on long input: this would take hours if one did."""
    for word in ("we ", "sorry for the ", "a few customers may ", "our own "):
        assess_apology(word * (65536 // len(word)))


def test_wilsons_interval_is_the_published_one() -> None:
    """The value for 9 of 10 is (0.596, 0.982)."""
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert wilson(0, 0) == (0.0, 1.0)
