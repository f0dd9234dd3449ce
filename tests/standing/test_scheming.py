"""Attacks that nobody thought of: strategies put together at random find no way to more than honest people earn.

``make torture`` tries twenty-five for each of ``CANDOR_TORTURE_ROUNDS``; here a few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.standing.scheming import judge, search

from candor.model.archive import CommentState
from candor.model.corpus import Post, ThreadSummary, pack_comments
from candor.model.standing import Endorsing, RuleBook, Rules
from candor.standing import assess, events, points
from candor.standing.points import Endorser, Why

ROUNDS = int(os.environ.get("CANDOR_TORTURE_ROUNDS", "200"))
SEED = int(os.environ.get("CANDOR_TORTURE_SEED") or random.SystemRandom().randrange(10**6))

Patch = pytest.MonkeyPatch


def test_no_strategy_wins() -> None:
    """Under the rules that Candor brings, from one seed."""
    assert search(1, 60) is None


@pytest.mark.torture
def test_no_strategy_wins_however_long_one_looks() -> None:
    assert search(SEED, 25 * ROUNDS) is None, f"seed {SEED}"


def rules(**endorsing: Any) -> Callable[[Patch], RuleBook]:
    book = RuleBook(versions=[Rules(endorsing=msgspec.structs.replace(Endorsing(), **endorsing))])
    return lambda _: book


def hear(why: Why) -> Callable[[Patch], None]:
    """Rules by which this is no reason to be deaf to somebody."""
    judged = points.judge_endorser

    def weaken(patch: Patch) -> None:
        def deaf(*known: Any) -> Why | None:
            found = judged(*known)
            return None if found is why else found

        patch.setattr(points, "judge_endorser", deaf)

    return weaken


def count_the_hidden(patch: Patch) -> None:
    """Praise of a comment counts on when it is deleted or hidden."""
    seen = events.opinions

    def opinions(post: Post, thread: ThreadSummary, **known: Any) -> Any:
        assert thread.marks is not None
        live = [msgspec.structs.replace(comment, state=CommentState.LIVE) for comment in thread.comments]
        marks = msgspec.structs.replace(thread.marks, minimized={})
        return seen(post, msgspec.structs.replace(thread, marks=marks, packed=pack_comments(live)), **known)

    patch.setattr(events, "opinions", opinions)


def count_their_own(patch: Patch) -> None:
    """The upvote that GitHub gives everybody for their own words counts."""
    seen = events.opinions

    def opinions(post: Post, thread: ThreadSummary, **known: Any) -> Any:
        assert thread.marks is not None
        more = {num: count + 1 for num, count in thread.marks.upvotes.items()}
        marks = msgspec.structs.replace(thread.marks, upvotes=more)
        return seen(post, msgspec.structs.replace(thread, marks=marks), **known)

    patch.setattr(events, "opinions", opinions)


def take_accounts_for_people(patch: Patch) -> None:
    """Whoever joins two accounts is two people."""
    weigh = points.weigh_events

    def weigh_events(said: Any, endorser_of: Callable[[str], Endorser], *more: Any) -> Any:
        return weigh(said, lambda name: msgspec.structs.replace(endorser_of(name), slug=name), *more)

    patch.setattr(assess, "weigh_events", weigh_events)


def trust_the_crowd(patch: Patch) -> None:
    """All readers together, and whoever merges, may give as much as they like."""
    careful = points.decay

    def decay(said: Any, timetable: Any, actor: str) -> Any:
        if actor not in events.NOBODY:
            return careful(said, timetable, actor)
        return [points.Award(one, points.worth(one, timetable.at(one.at), actor), Why.FULL) for one in said]

    patch.setattr(points, "decay", decay)
    patch.setattr(
        points, "first_award", lambda one, terms, actor: points.Award(one, points.worth(one, terms, actor), Why.FULL)
    )


def tell_nobody(patch: Patch) -> None:
    """The public list stays empty."""
    from tests.standing import scheming

    patch.setattr(scheming, "list_set_aside", lambda _: [])


WEAKENED: dict[str, Callable[[Patch], RuleBook | None]] = {
    "own praise": hear(Why.SELF),
    "young accounts": hear(Why.YOUNG),
    "unknown accounts": hear(Why.UNKNOWN),
    "no least age": rules(account_days=0),
    "no limit for one person": rules(pair_points=1000),
    "a limit of two accepted answers": rules(pair_points=30),
    "a period of a month": rules(pair_days=30),
    "a day less than the period": rules(pair_days=89),
    "all votes count": rules(votes_per_post=10_000),
    "own votes count": count_their_own,
    "hidden comments count": count_the_hidden,
    "accounts are people": take_accounts_for_people,
    "the crowd has no limit": trust_the_crowd,
    "nobody is told": tell_nobody,
}


@pytest.mark.parametrize("weakness", WEAKENED)
def test_the_search_finds_a_hole_where_there_is_one(weakness: str, monkeypatch: Patch) -> None:
    """Each rule that is taken away is missed: the search can fail, and cuts down what it finds to what matters."""
    book = WEAKENED[weakness](monkeypatch)
    found = search(1, 300, book)
    assert found is not None
    strategy, verdict = found
    assert len(strategy) <= 2
    monkeypatch.undo()
    assert verdict.wrong
    assert not judge(strategy).wrong
