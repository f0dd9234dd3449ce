"""What one person's praise of another is worth, and when it is worth nothing."""

from __future__ import annotations

from datetime import date

import pytest
from tests.standing.world import day, person, points, said, standing

from candor.model.standing import Endorsing, EventKind, Rules, Weights
from candor.standing.events import READERS, REPOSITORY, Event
from candor.standing.points import Ring, Why


def whys(events: list[Event], member: str = "otto", **settings: object) -> list[Why]:
    return [award.why for award in standing(events, **settings).members[member].awards]  # type: ignore[arg-type]


def test_a_reaction_gives_two_points() -> None:
    assert points([said("ann", "otto")], "otto") == 2


def test_an_accepted_answer_gives_fifteen() -> None:
    assert points([said("ann", "otto", kind=EventKind.ACCEPTED)], "otto") == 15


def test_the_kth_endorsement_weighs_one_kth() -> None:
    """2 + 2/2 + 2/3, in hundredths rounded down."""
    assert points([said("ann", "otto", n) for n in (1, 10, 20)], "otto") == 2 + 1 + 0.66


def test_after_ninety_days_praise_is_new_again() -> None:
    assert points([said("ann", "otto", n) for n in (0, 90, 180)], "otto") == 6


def test_two_people_do_not_share_a_decay() -> None:
    assert points([said("ann", "otto", 1), said("bea", "otto", 2)], "otto") == 4


def test_one_person_gives_at_most_one_accepted_answer_within_the_period() -> None:
    events = [said("ann", "otto", n, EventKind.ACCEPTED) for n in range(5)]
    assert points(events, "otto") == 15
    assert whys(events) == [Why.FULL, Why.CAPPED, Why.CAPPED, Why.CAPPED, Why.CAPPED]


def test_on_one_post_the_strongest_praise_of_one_person_counts() -> None:
    events = [said("ann", "otto", 1, post="p"), said("ann", "otto", 2, EventKind.ACCEPTED, "p")]
    assert points(events, "otto") == 15
    assert whys(events) == [Why.SAME_POST, Why.FULL]


def test_nobody_praises_themself() -> None:
    assert points([said("otto", "otto", kind=EventKind.ACCEPTED)], "otto") == 0


def test_two_accounts_of_one_member_are_one_person() -> None:
    both = person("otto", accounts=["x:1", "x:2"])
    events = [said("x:1", "x:2", kind=EventKind.ACCEPTED)]
    assert whys(events, people={"x:1": both, "x:2": both}) == [Why.SELF]


def test_staff_earn_no_points() -> None:
    events = [said("mara", "devi"), said("ann", "devi")]
    assert "devi" not in standing(events, staff=["mara", "devi"]).members


def test_staff_may_praise_members() -> None:
    assert points([said("mara", "otto")], "otto", staff=["mara"]) == 2


def test_a_young_account_does_not_endorse() -> None:
    events = [said("new", "otto", 29), said("new", "otto", 31)]
    assert whys(events, young={"new": day(0)}) == [Why.YOUNG, Why.FULL]


def test_an_account_nobody_knows_does_not_endorse() -> None:
    assert whys([said("x:99", "otto")], strangers=["x:99"]) == [Why.UNKNOWN]


def test_of_a_burst_the_first_counts() -> None:
    events = [said("ann", "otto", 1 + n / 1440) for n in range(5)]
    assert whys(events) == [Why.FULL] + [Why.BURST] * 4
    assert Why.BURST not in whys(events[:4])


def test_anonymous_upvotes_are_one_endorser_with_a_limit_for_each_text() -> None:
    def voted(on: float, count: int) -> Event:
        return Event(day(on), EventKind.UPVOTES, "otto", READERS, f"p{on}", count=count)

    assert points([voted(1, 4)], "otto") == 0.8
    assert points([voted(1, 4000)], "otto") == 2
    assert points([voted(n / 10, 4000) for n in range(2000)], "otto") <= 15 * (200 / 90 + 1)


def test_merges_by_the_repository_decay_too() -> None:
    assert points([said(REPOSITORY, "otto", n, EventKind.MERGED) for n in (1, 2)], "otto") == 7.5


def test_a_reversed_event_gives_nothing_and_counts_as_bad() -> None:
    event = said("ann", "otto", kind=EventKind.ACCEPTED)
    before, after = standing([event]).members["otto"], standing([event], reversed_ids=[event.id]).members["otto"]
    assert (before.points, after.points) == (1500, 0)
    assert (before.climb.tally.bad, after.climb.tally.bad) == (0, 1)


def test_an_event_is_weighed_by_the_rules_of_its_day() -> None:
    rules = [Rules(), Rules(since=date(2025, 2, 1), points=Weights(reaction=4))]
    assert points([said("ann", "otto", 1), said("bea", "otto", 40)], "otto", rules=rules) == 6


def test_what_the_rules_give_nothing_for_is_said() -> None:
    rules = [Rules(points=Weights(reaction=0))]
    assert whys([said("ann", "otto")], rules=rules) == [Why.NOTHING]


def test_objections_are_no_points_but_are_kept() -> None:
    found = standing([said("ann", "otto", kind=EventKind.OBJECTION)]).members["otto"]
    assert (found.points, found.climb.tally.bad) == (0, 1)


def test_objections_of_young_accounts_are_not_heard() -> None:
    events = [said("new", "otto", 5, EventKind.OBJECTION)]
    assert standing(events, young={"new": day(0)}).members["otto"].climb.tally.bad == 0


def test_two_who_mostly_praise_each_other_are_a_ring() -> None:
    events = [said(a, b, n * 10) for n in range(3) for a, b in (("ann", "bea"), ("bea", "ann"))]
    found = standing(events)
    assert found.rings == [Ring("ann", ("bea",), 366), Ring("bea", ("ann",), 366)]
    assert found.members["ann"].points == 0
    assert {award.why for award in found.members["ann"].awards} == {Why.RING}


@pytest.mark.parametrize("one_sided", [True, False])
def test_praise_that_goes_one_way_is_no_ring(one_sided: bool) -> None:
    """Thanks come back now and then; a ring gets back at least half of what it gives."""
    events = [said("ann", "bea", n * 10) for n in range(8)]
    events += [] if one_sided else [said("bea", "ann")]
    assert standing(events).rings == []


def test_praise_from_many_dissolves_a_ring() -> None:
    events = [said(a, b, n * 10) for n in range(3) for a, b in (("ann", "bea"), ("bea", "ann"))]
    events += [said(f"m{n}", who, n) for n in range(4) for who in ("ann", "bea")]
    assert standing(events).rings == []


def test_the_limits_can_be_set() -> None:
    rules = [Rules(endorsing=Endorsing(account_days=0, pair_points=1))]
    assert points([said("ann", "otto")], "otto", rules=rules) == 1


def test_what_is_to_come_has_not_happened() -> None:
    assert points([said("ann", "otto", 5000)], "otto", until=day(10)) == 0
