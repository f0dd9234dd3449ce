"""A seeded history of what members did for each other: reactions, accepted answers, reviews, merges, and rings.

Fictional throughout. Praise is as unequal as in real communities (few answer much, most a little), and
the same seed gives the same history.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from candor.model.corpus import Person, Post
from candor.model.records import PostRecord
from candor.model.standing import EventKind, RuleBook
from candor.standing.assess import Standings, assess_events
from candor.standing.events import READERS, REPOSITORY, Event

START = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 1800
TOPICS = ("hub", "solar", "heating", "billing", "app")
KINDS = (EventKind.REACTION,) * 12 + (EventKind.UPVOTES,) * 3 + (EventKind.ACCEPTED,) * 3 + (
    EventKind.MERGED,
    EventKind.VERIFIED,
    EventKind.REVIEWED,
    EventKind.OBJECTION,
)  # fmt: skip


class History(msgspec.Struct, frozen=True, kw_only=True):
    """A community's events, its people by slug, its posts by slug, and when each account was made."""

    events: list[Event]
    people: dict[str, Person]
    posts: dict[str, Post]
    since: dict[str, datetime]
    rings: list[tuple[str, ...]]

    def assess(self, book: RuleBook | None = None) -> Standings:
        """Everybody's standing at the end of the history."""
        return assess_events(
            self.events, self.people, self.posts, {}, book or RuleBook(), START + timedelta(days=DAYS), since=self.since
        )


def draw_history(seed: int, *, members: int = 200, events: int = 5_000, rings: int = 3) -> History:
    """About `events` events among `members`, the last of whom form `rings` rings of two to four."""
    dice = random.Random(seed)
    slugs = [f"m{number}" for number in range(members)]
    people = {slug: Person(slug=slug, name=slug, accounts=[f"x:{number}"]) for number, slug in enumerate(slugs)}
    since = {f"x:{number}": START + timedelta(days=dice.randrange(-900, DAYS // 2)) for number in range(members)}
    count = max(10, events // 8)
    posts = {f"p{number}": draw_post(dice, number) for number in range(count)}
    crews = list(draw_rings(dice, slugs, rings))
    found = list(draw_events(dice, slugs, list(posts), events))
    for crew in crews:
        found += ring_events(dice, crew, list(posts))
    return History(events=found, people=people, posts=posts, since=since, rings=crews)


def draw_post(dice: random.Random, number: int) -> Post:
    slug = f"p{number}"
    record = PostRecord(title=f"Post {number}", topics=[TOPICS[number % len(TOPICS)]])
    created = START + timedelta(minutes=dice.randrange(DAYS * 1440))
    return Post(slug=slug, path=f"questions/2020/{slug}", key=slug, record=record, created=created)


def draw_events(dice: random.Random, slugs: list[str], posts: list[str], count: int) -> Iterator[Event]:
    """Praise among everybody: whom it goes to is as unequal as the square of chance."""
    total = len(slugs)
    for number in range(count):
        kind = KINDS[int(dice.random() * len(KINDS))]
        member = slugs[int(total * dice.random() ** 2)]
        actor = slugs[int(total * dice.random())]
        if kind is EventKind.UPVOTES:
            actor = READERS
        elif kind is EventKind.MERGED or kind is EventKind.REVIEWED:
            actor = REPOSITORY
        post = posts[int(len(posts) * dice.random())]
        at = START + timedelta(minutes=int(dice.random() * DAYS * 1440))
        yield Event(at, kind, member, actor, post, f"github/{number}/1", "", 1 + number % 7)


def draw_rings(dice: random.Random, slugs: list[str], count: int) -> Iterator[tuple[str, ...]]:
    """Crews of two to four from the end of the list, who get little from anybody else."""
    rest = slugs[::-1]
    for _ in range(count):
        size = dice.randrange(2, 5)
        yield tuple(rest[:size])
        rest = rest[size:]


def ring_events(dice: random.Random, crew: tuple[str, ...], posts: list[str]) -> Iterator[Event]:
    """Everybody in the crew accepts everybody else's answers, thirty times."""
    for number in range(30):
        at = START + timedelta(days=DAYS - 60 * 30 + 60 * number, minutes=dice.randrange(1440))
        for actor in crew:
            for member in crew:
                if actor != member:
                    yield Event(at, EventKind.ACCEPTED, member, actor, dice.choice(posts), f"ring/{number}/{actor[1:]}")
