"""Standing by quarter and topic, who stands out for a year, and how evenly points are spread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

import msgspec

from candor.model.corpus import Person
from candor.model.standing import Circle, EventKind
from candor.standing.assess import Standing, Standings
from candor.standing.events import LONG_AGO, NOBODY
from candor.standing.levels import COUNTED
from candor.standing.points import Award

TOP = 0.1
"""The share of members whose share of points is told."""

PEOPLE_KINDS = frozenset({EventKind.ACCEPTED, EventKind.VERIFIED, EventKind.REACTION})


class Quarter(msgspec.Struct, frozen=True, order=True, gc=False):
    """Three months of a year; ``number`` from 1 to 4."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As addresses write it: ``2026-q2``."""
        return f"{self.year}-q{self.number}"

    @property
    def start(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        return self.next.start

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), self.number - 1 or 4)


def quarter_of(at: datetime) -> Quarter:
    """The quarter that a moment lies in, in UTC."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return Quarter(at.year, (at.month + 2) // 3)


class Place(msgspec.Struct, frozen=True, gc=False):
    """Somebody on a board: hundredths of points earned, and how many different people they helped."""

    slug: str
    points: int
    people: int


class Board(msgspec.Struct, frozen=True):
    """Everybody who earned points, most first; ``top_share`` is the part that the top tenth of them holds."""

    places: list[Place]
    top_share: float


def draw_boards(standings: Standings, people: Mapping[str, Person]) -> dict[Quarter, dict[str, Board]]:
    """A board for each quarter, overall (by the name ``""``) and by topic. Staff and whoever asked not to be ranked
    are on none. What happened at an unknown time is in no quarter."""
    earned: dict[Quarter, dict[str, dict[str, list[Award]]]] = {}
    for slug, standing in standings.members.items():
        person = people.get(slug)
        if person is None or not person.listed or person.staff:
            continue
        for quarter, awards in split_quarters(standing.awards).items():
            topics = earned.setdefault(quarter, {})
            topics.setdefault("", {})[slug] = awards
            for award in awards:
                post = standings.posts.get(award.event.post)
                for topic in post.record.topics if post else ():
                    topics.setdefault(topic, {}).setdefault(slug, []).append(award)
    return {
        quarter: {topic: draw_board(by_slug, standings) for topic, by_slug in sorted(topics.items())}
        for quarter, topics in sorted(earned.items())
    }


def split_quarters(awards: Sequence[Award]) -> dict[Quarter, list[Award]]:
    """Those of the awards, from the oldest, that gave points at a known time, by quarter from the first."""
    found: dict[Quarter, list[Award]] = {}
    ends = LONG_AGO
    for award in awards:
        at = award.event.at
        if award.points and at > LONG_AGO:
            if at >= ends:
                quarter = quarter_of(at)
                ends, mine = quarter.end, found.setdefault(quarter, [])
            mine.append(award)
    return found


def draw_board(by_slug: Mapping[str, list[Award]], standings: Standings) -> Board:
    places = [
        Place(slug, sum(award.points for award in awards), count_people(awards, standings.slug_of))
        for slug, awards in by_slug.items()
    ]
    places.sort(key=lambda place: (-place.points, place.slug))
    return Board(places, share_of_top(place.points for place in places))


def count_people(awards: Iterable[Award], slug_of: Mapping[str, str]) -> int:
    """How many different people's thanks are among the awards."""
    return len(
        {
            slug_of.get(award.event.actor, award.event.actor)
            for award in awards
            if award.why in COUNTED and award.event.actor not in NOBODY and award.event.kind in PEOPLE_KINDS
        }
    )


def share_of_top(points: Iterable[int]) -> float:
    """The part of all points that the top tenth holds, at least one of them; 0 where there are none."""
    ordered = sorted(points, reverse=True)
    total = sum(ordered)
    return sum(ordered[: ceil(len(ordered) * TOP)]) / total if total else 0.0


def by_quarter(standing: Standing) -> dict[Quarter, int]:
    """Hundredths of points that a member earned in each quarter, from the first to the last without a gap."""
    quarters = split_quarters(standing.awards)
    if not quarters:
        return {}
    whole, quarter, last = {}, min(quarters), max(quarters)
    while quarter <= last:
        whole[quarter] = sum(award.points for award in quarters.get(quarter, ()))
        quarter = quarter.next
    return whole


def by_topic(standing: Standing, standings: Standings) -> dict[str, Place]:
    """What a member earned in each topic, most first."""
    awards: dict[str, list[Award]] = {}
    for award in standing.awards:
        if award.points and (post := standings.posts.get(award.event.post)):
            for topic in post.record.topics:
                awards.setdefault(topic, []).append(award)
    places = {
        topic: Place(standing.slug, sum(award.points for award in found), count_people(found, standings.slug_of))
        for topic, found in awards.items()
    }
    return dict(sorted(places.items(), key=lambda pair: (-pair[1].points, pair[0])))


def judge_circle(standings: Standings, people: Mapping[str, Person], circle: Circle, now: datetime) -> list[str]:
    """Who belongs to a circle this quarter: whoever asked for it and met the criteria on the quarter's first day.

    Whoever belonged to it the quarter before stays while they meet nine tenths of the criteria, so
    nobody is in and out.
    """
    quarter = quarter_of(now)
    days = [quarter]
    for _ in range(7):
        days.append(days[-1].before)
    chosen = []
    for slug, standing in standings.members.items():
        person = people.get(slug)
        if person is None or not person.circle or person.staff:
            continue
        belongs = False
        for day in reversed(days):
            share = standings.rules.keeping.share if belongs else 1.0
            belongs = meets(standing, circle, day.start, share, standings.slug_of)
        if belongs:
            chosen.append(slug)
    return chosen


def meets(standing: Standing, circle: Circle, on: datetime, share: float, slug_of: Mapping[str, str]) -> bool:
    """Whether somebody met `share` of the criteria on that day."""
    recent = [award for award in standing.awards if on - timedelta(days=circle.days) <= award.event.at < on]
    level = standing.climb.level_at(on)
    return (
        sum(award.points for award in recent) >= 100 * circle.points * share
        and count_people(recent, slug_of) >= circle.people * share
        and level >= circle.level
    )


def rank(places: Sequence[Place]) -> list[tuple[int, Place]]:
    """Places with their ranks; equals share one."""
    ranked: list[tuple[int, Place]] = []
    for number, place in enumerate(places, 1):
        same = ranked and ranked[-1][1].points == place.points
        ranked.append((ranked[-1][0] if same else number, place))
    return ranked
