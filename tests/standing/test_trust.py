"""The figures of the trust report and the entries of the trust account: definitions as examples, arithmetic as laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree
from tests.sources.ledger_world import LATE, LEDGER, NOW, load_world

from candor.model.records import TrustRules
from candor.standing.trust import (
    Figure,
    Quarter,
    Rule,
    assess_account,
    assess_trust,
    percentile,
    report_quarters,
)


@pytest.fixture
def figures(tree: Tree) -> dict[str, Figure]:
    report = assess_trust(load_world(tree(LEDGER))[0], NOW)
    return {figure.key: figure for figure in report.figures}


def test_silence_is_measured_between_updates(figures: dict[str, Figure]) -> None:
    """30 minutes, then six hours and five minutes."""
    assert figures["gaps"].values == {"median": (30 * 60 + 365 * 60) // 2, "p90": 365 * 60, "worst": 365 * 60}
    assert figures["silences"].values == {"over_60_minutes": 1, "over_120_minutes": 1}
    assert figures["silences"].n == 1


def test_an_update_is_on_time_or_missed(figures: dict[str, Figure]) -> None:
    """The second came at the very minute; the third five hours late."""
    assert figures["updates_on_time"].values == {"on_time": 1, "missed": 1}
    assert [each.value for each in figures["updates_on_time"].witnesses] == [0, 5 * 3600 + 300]


def test_what_nobody_can_know_is_counted_apart(figures: dict[str, Figure]) -> None:
    """No Git, so no update's recording is known; a complaint without a reply has no waiting time."""
    assert (figures["backfilled"].n, figures["backfilled"].unknown) == (0, 3)
    assert (figures["first_reply"].n, figures["first_reply"].unknown) == (0, 1)
    assert figures["complaints_unanswered"].values == {"unanswered": 1}


def test_promises_remedies_and_reporters(figures: dict[str, Figure]) -> None:
    """One kept, one overdue; 1,800 of 1,840 reached; a customer noticed first."""
    assert {name: number for name, number in figures["promises"].values.items() if number} == {"kept": 1, "overdue": 1}
    assert (figures["remedies"].values["reached"], figures["remedies"].n) == (1800, 1840)
    assert figures["reported_first"].values == {"ours": 0, "others": 1}


def test_a_quarter_counts_what_lies_in_it(tree: Tree) -> None:
    """The incident in the first, the promises in the second."""
    corpus = load_world(tree(LEDGER))[0]
    first = {each.key: each for each in assess_trust(corpus, NOW, Quarter(2026, 1)).figures}
    second = {each.key: each for each in assess_trust(corpus, NOW, Quarter(2026, 2)).figures}
    assert (first["silences"].n, second["silences"].n) == (1, 0)
    assert (first["promises"].n, second["promises"].n) == (0, 2)
    assert [str(quarter) for quarter in report_quarters(corpus, NOW)] == ["2026-q2", "2026-q1"]


def test_an_import_is_counted_apart(tree: Tree) -> None:
    """Its times are its source's."""
    imported = {**LEDGER}
    index = f"{LATE}/index.md"
    imported[index] = LEDGER[index].replace("category:", "imported: {source: cstate, id: a}\ncategory:")
    report = assess_trust(load_world(tree(imported))[0], NOW)
    assert {each.key: each.n for each in report.figures}["silences"] == 0
    assert {each.key: each.n for each in report.imported}["silences"] == 1
    assert not any(entry.rule is Rule.INCIDENT for entry in assess_account(load_world(tree(imported))[0], NOW).entries)


def test_the_account_halves_with_time(tree: Tree) -> None:
    """After one half-life, with nothing new, the balance is half of what it was."""
    corpus = load_world(tree(LEDGER))[0]
    then = assess_account(corpus, datetime(2026, 6, 1, tzinfo=UTC))
    later = assess_account(corpus, datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=182))
    assert later.entries == then.entries
    days = (later.as_of - then.as_of) / timedelta(days=1)
    assert later.balance == pytest.approx(then.balance * 0.5 ** (days / 180), abs=1)
    assert then.changes_at == datetime(2026, 7, 1, tzinfo=UTC)


def test_every_entry_follows_the_rules_of_the_community(tree: Tree) -> None:
    """A weight of nothing makes no entry; another weight changes the amount."""
    rules = "trust: {promise_kept: 7, incident: {major: 0}, half_life: 30d}\n"
    corpus = load_world(tree({**LEDGER, "content/community.yml": LEDGER["content/community.yml"] + rules}))[0]
    assert corpus.community.trust == TrustRules(
        promise_kept=7, incident=type(TrustRules().incident)(major=0), half_life="30d"
    )
    entries = assess_account(corpus, NOW).entries
    assert [entry.amount for entry in entries if entry.rule is Rule.PROMISE_KEPT] == [7]
    assert not any(entry.rule is Rule.INCIDENT for entry in entries)


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values: list[int], percent: int) -> None:
    """Nearest rank."""
    ordered = sorted(values)
    found = percentile(ordered, percent)
    assert sum(value <= found for value in ordered) * 100 >= percent * len(ordered)
    smaller = [value for value in ordered if value < found]
    assert len(smaller) * 100 < percent * len(ordered)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_every_moment_lies_in_its_quarter(moment: datetime) -> None:
    """And in no other."""
    at = moment.replace(tzinfo=UTC)
    quarter = Quarter.of(at)
    assert quarter.starts <= at < quarter.ends
    assert Quarter.of(quarter.ends) > quarter
