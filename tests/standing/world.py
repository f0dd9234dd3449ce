"""A community in a few lines: people, posts and what they said of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from candor.model.corpus import Person, Post
from candor.model.records import PostRecord
from candor.model.standing import EventKind, RuleBook, Rules
from candor.standing.assess import Standings, assess_events
from candor.standing.events import Event

START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OLD = datetime(2020, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def said(
    actor: str, member: str, on: float = 0, kind: EventKind = EventKind.REACTION, post: str = "", object: str = ""
) -> Event:
    """`actor` praises `member` on that day; each day's praise is on a post of its own unless one is named."""
    return Event(day(on), kind, member, actor, post or f"post-{on}", object)


def person(slug: str, *, staff: bool = False, accounts: Iterable[str] = (), listed: bool = True) -> Person:
    return Person(slug=slug, name=slug.title(), accounts=list(accounts), staff=staff, listed=listed)


def post(slug: str, topics: Iterable[str] = ()) -> Post:
    record = PostRecord(title=slug.title(), topics=list(topics))
    return Post(slug=slug, path=f"questions/2025/{slug}", key=slug, record=record, created=START)


def standing(
    events: Iterable[Event],
    *,
    staff: Iterable[str] = (),
    young: Mapping[str, datetime] = {},
    strangers: Iterable[str] = (),
    rules: Iterable[Rules] = (Rules(),),
    reversed_ids: Iterable[str] = (),
    now: datetime = NOW,
    people: Mapping[str, Person] = {},
    until: datetime | None = None,
) -> Standings:
    """Everybody's standing from these events; all accounts are old but those that are `young`, and `strangers` have
    none."""
    events = list(events)
    names = {name for event in events for name in (event.actor, event.member)} - set(strangers)
    everybody = {name: person(name, staff=name in staff, accounts=[f"x:{name}"]) for name in sorted(names)}
    everybody |= people
    return assess_events(
        events,
        everybody,
        {event.post: post(event.post) for event in events},
        {},
        RuleBook(versions=list(rules)),
        now,
        until=until,
        since={f"x:{name}": young.get(name, OLD) for name in names} | {"x:1": OLD, "x:2": OLD},
        reversed_ids=frozenset(reversed_ids),
    )


def points(events: Iterable[Event], member: str, **settings: object) -> float:
    """The member's points."""
    found = standing(events, **settings).members.get(member)  # type: ignore[arg-type]
    return found.points / 100 if found else 0.0
