"""Attacks on standing: each is worth no more than one honest endorsement for each pair of people, and is on the list.

An honest endorsement is the strongest there is, an accepted answer, within the period in which
praise decays: what one person could give another by meaning it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.standing.world import day, person, said, standing

from candor.model.standing import EventKind, Rules
from candor.standing.assess import Standings
from candor.standing.events import READERS, Event
from candor.standing.points import Why, list_set_aside

RULES = Rules()
HONEST = round(100 * RULES.points.accepted)


def worth(found: Standings, events: list[Event]) -> tuple[int, int]:
    """What the attack earned in all, and what honest praise between the same people would: one a pair and period."""
    earned = sum(one.points for one in found.members.values())
    first = min(event.at for event in events)
    periods = {
        (event.actor, event.member, (event.at - first) // timedelta(days=RULES.endorsing.pair_days)) for event in events
    }
    return earned, HONEST * len(periods)


def named(found: Standings, member: str) -> set[Why]:
    return {
        entry.why
        for entry in list_set_aside({slug: one.awards for slug, one in found.members.items()})
        if entry.member == member
    }


def ring(size: int) -> list[Event]:
    """Everybody accepts an answer of everybody else, eight times, a week apart."""
    crew = [f"r{n}" for n in range(size)]
    return [
        said(a, b, week * 7 + number / 1000, EventKind.ACCEPTED, f"p-{a}-{b}-{week}")
        for week in range(8)
        for number, (a, b) in enumerate((a, b) for a in crew for b in crew if a != b)
    ]


@pytest.mark.parametrize("size", range(2, 11))
def test_rings_of_two_to_ten(size: int) -> None:
    """Up to three, a ring is set aside as a whole; in a larger one all praise after the first of each pair is."""
    events = ring(size)
    found = standing(events)
    earned, honest = worth(found, events)
    assert earned <= honest
    if size <= 3:
        assert earned == 0
        assert {one.member for one in found.rings} == {f"r{n}" for n in range(size)}
    for n in range(size):
        assert named(found, f"r{n}") & {Why.RING, Why.CAPPED}


def aliases_joined() -> tuple[list[Event], Standings, str]:
    one = person("otto", accounts=["x:1", "x:2"])
    events = [said("x:1", "x:2", n, EventKind.ACCEPTED) for n in range(50)]
    return events, standing(events, people={"x:1": one, "x:2": one}), "otto"


def aliases_hidden() -> tuple[list[Event], Standings, str]:
    events = [said(f"alias{n % 3}", "otto", n, EventKind.ACCEPTED) for n in range(80)]
    return events, standing(events), "otto"


def late_night_burst() -> tuple[list[Event], Standings, str]:
    events = [said("ann", "otto", 3 + n / 1440, post=f"old-{n}") for n in range(60)]
    return events, standing(events), "otto"


def bursts_by_night() -> tuple[list[Event], Standings, str]:
    events = [said("ann", "otto", night + n / 2880, post=f"p{night}-{n}") for night in range(30) for n in range(20)]
    return events, standing(events), "otto"


def delete_and_answer_again() -> tuple[list[Event], Standings, str]:
    events = [said("ann", "otto", n, EventKind.REACTION, "one-question", f"github/1/{n}") for n in range(40)] + [
        said("ann", "otto", 41, EventKind.ACCEPTED, "one-question", "github/1/41")
    ]
    return events, standing(events), "otto"


def ghosts() -> tuple[list[Event], Standings, str]:
    events = [said(f"x:9{n}", "otto", n) for n in range(50)]
    return events, standing(events, strangers=[f"x:9{n}" for n in range(50)]), "otto"


def fresh_accounts() -> tuple[list[Event], Standings, str]:
    events = [said(f"fresh{n}", "otto", n, EventKind.ACCEPTED) for n in range(50)]
    return events, standing(events, young={f"fresh{n}": day(n - 1) for n in range(50)}), "otto"


def renamed() -> tuple[list[Event], Standings, str]:
    """A login may change every day: who praises is an account's number, and that stays."""
    events = [said("x:7", "otto", n, EventKind.ACCEPTED) for n in range(60)]
    return events, standing(events), "otto"


def bought_upvotes() -> tuple[list[Event], Standings, str]:
    events = [
        Event(day(n / 4), EventKind.UPVOTES, "otto", READERS, f"p{n}", f"github/{n}/1", "", 10_000) for n in range(300)
    ]
    return events, standing(events), "otto"


def sharing_praise_out_over_kinds() -> tuple[list[Event], Standings, str]:
    kinds = [EventKind.ACCEPTED, EventKind.VERIFIED, EventKind.REACTION, EventKind.MERGED, EventKind.HELPED]
    events = [said("ann", "otto", n, kinds[n % 5]) for n in range(80)]
    return events, standing(events), "otto"


def chain() -> tuple[list[Event], Standings, str]:
    """Ten who praise in a circle, so that nobody gets anything back from whom they praised."""
    events = [
        said(f"c{n}", f"c{(n + 1) % 10}", week * 7, EventKind.ACCEPTED, f"p{n}-{week}")
        for n in range(10)
        for week in range(8)
    ]
    return events, standing(events), "c1"


@pytest.mark.parametrize(
    "attack",
    [
        aliases_joined,
        aliases_hidden,
        late_night_burst,
        bursts_by_night,
        delete_and_answer_again,
        ghosts,
        fresh_accounts,
        renamed,
        bought_upvotes,
        sharing_praise_out_over_kinds,
        chain,
    ],
)
def test_an_attack_gains_nothing_and_is_named(attack: Callable[[], tuple[list[Event], Standings, str]]) -> None:
    """No more than honest praise between the same people, and the public list says that it was tried."""
    events, found, member = attack()
    earned, honest = worth(found, events)
    assert earned <= honest
    assert named(found, member)
