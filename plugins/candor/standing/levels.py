"""Which level a member has reached: points, a smoothed ratio of good to bad, and breadth, with patience.

A level is entered at its bar and lost only after its holder has been below a share of that bar for
a grace period, so nobody loses one over a bad day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from candor.model.standing import EventKind, Level, Rules
from candor.standing.events import NOBODY
from candor.standing.points import Award, Timetable, Why

GOOD = frozenset({EventKind.ACCEPTED, EventKind.MERGED, EventKind.REACTION})
ENDORSEMENTS = frozenset({EventKind.ACCEPTED, EventKind.REACTION, EventKind.VERIFIED, EventKind.MERGED})
COUNTED = frozenset({Why.FULL, Why.REPEATED, Why.CAPPED})


class Tally(msgspec.Struct, gc=False):
    """What a level is judged by: hundredths of points, good and bad events, and how broad the praise is."""

    points: int = 0
    good: int = 0
    bad: int = 0
    endorsements: int = 0
    endorsers: int = 0
    days: int = 0

    @property
    def ratio(self) -> float:
        """The share of good, smoothed by two good and two bad ones that everybody starts with (Laplace)."""
        return (self.good + 2) / (self.good + self.bad + 4)


class Step(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A level reached or lost: 0 is none, 1 the first of the rules."""

    at: datetime
    level: int


class Climb(msgspec.Struct, frozen=True, gc=False):
    """A member's level now, how it came about, what it rests on, and when time alone would take it away."""

    level: int
    steps: list[Step]
    tally: Tally
    lost_at: datetime | None = None

    def level_at(self, moment: datetime) -> int:
        """The level held at a moment."""
        level = 0
        for step in self.steps:
            if step.at <= moment:
                level = step.level
        return level


def climb(awards: Sequence[Award], timetable: Timetable, now: datetime, slug_of: dict[str, str]) -> Climb:
    """The level at `now` of whoever earned `awards`, from the oldest; `slug_of` names endorsers as people."""
    tally = Tally()
    people: set[str] = set()
    days: set[int] = set()
    steps: list[Step] = []
    level = 0
    below: datetime | None = None
    for award in awards:
        at = award.event.at
        rules = timetable.at(at).rules
        if below is not None and at - below >= timedelta(days=rules.keeping.grace_days):
            level = fall(level, tally, rules)
            steps.append(Step(below + timedelta(days=rules.keeping.grace_days), level))
            below = None
        count_award(award, tally, people, days, slug_of)
        while level < len(rules.levels) and reaches(tally, rules.levels[level], rules):
            level += 1
            steps.append(Step(at, level))
        if level:
            level = min(level, len(rules.levels))
            below = None if keeps(tally, level, rules) else below or at
    lost_at = None
    if below is not None:
        rules = timetable.at(now).rules
        lost_at = below + timedelta(days=rules.keeping.grace_days)
        if now >= lost_at:
            level = fall(min(level, len(rules.levels)), tally, rules)
            steps.append(Step(lost_at, level))
            lost_at = None
    return Climb(level, steps, tally, lost_at)


def count_award(award: Award, tally: Tally, people: set[str], days: set[int], slug_of: dict[str, str]) -> None:
    """Adds one award to the tally."""
    event, why = award.event, award.why
    if why is Why.AGAINST or why is Why.REVERSED:
        tally.bad += 1
        return
    if why not in COUNTED:
        return
    tally.points += award.points
    kind = event.kind
    if kind in GOOD:
        tally.good += 1
    if kind in ENDORSEMENTS and event.actor not in NOBODY:
        tally.endorsements += 1
        people.add(slug_of.get(event.actor, event.actor))
        days.add(event.at.toordinal())
        tally.endorsers, tally.days = len(people), len(days)


def reaches(tally: Tally, level: Level, rules: Rules) -> bool:
    """Whether the tally is at the level's bar or above, breadth included."""
    return (
        tally.points >= 100 * level.points
        and tally.ratio >= level.ratio
        and tally.endorsers >= level.endorsers
        and tally.endorsers >= rules.breadth.endorsers * tally.endorsements
        and tally.days >= rules.breadth.days * tally.endorsements
    )


def keeps(tally: Tally, level: int, rules: Rules) -> bool:
    """Whether the tally is high enough for a level that was reached before, 0 being none.

    Breadth was asked for when it was reached. Were it asked for again, a single account could take the level
    away by praising its holder day after day.
    """
    if not level:
        return True
    bar, share = rules.levels[level - 1], rules.keeping.share
    return (
        tally.points >= 100 * bar.points * share
        and tally.ratio >= bar.ratio * share
        and tally.endorsers >= bar.endorsers * share
    )


def fall(level: int, tally: Tally, rules: Rules) -> int:
    """The highest level up to `level` that the tally still holds."""
    while not keeps(tally, level, rules):
        level -= 1
    return level
