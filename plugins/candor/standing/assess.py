"""The standing of everybody in a community, as one pure function of its events, its rules and the moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from candor.model.corpus import Corpus, Person, Post
from candor.model.records import Kind
from candor.model.standing import Allowance, Level, RuleBook, Rules
from candor.standing.badges import Case, Held, award_badges, events_that_stand
from candor.standing.contributions import Contributions
from candor.standing.events import LONG_AGO, Event, gather_events
from candor.standing.levels import Climb, climb
from candor.standing.points import Award, Endorser, Ring, Timetable, weigh_events

SHOWN_BADGES = 2


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What one member has earned. ``points`` in hundredths; ``awards`` from the oldest, with what gave nothing too."""

    slug: str
    points: int
    awards: list[Award]
    climb: Climb
    badges: list[Held]

    @property
    def level(self) -> int:
        return self.climb.level


class Standings(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody's standing by the slug of their page, the rings set aside, and the rules that hold at the moment.

    ``next_change`` is when time alone may change any of it.
    """

    rules: Rules
    timetable: Timetable
    members: dict[str, Standing]
    rings: list[Ring]
    slug_of: dict[str, str]
    posts: Mapping[str, Post]
    next_change: datetime | None = None

    @property
    def versions(self) -> list[Rules]:
        """All versions of the rules, by the day from which they hold."""
        return self.timetable.versions

    def level_of(self, slug: str) -> Level | None:
        """The member's level, or None below the first."""
        standing = self.members.get(slug)
        return self.rules.levels[standing.level - 1] if standing and standing.level else None

    def allowed(self, author: str, at: datetime) -> frozenset[Allowance]:
        """What the level that `author`, an account or a slug, held at a moment let them do, by the rules that held
        then. Staff have no level: what a role allows is for others to say."""
        standing = self.members.get(self.slug_of.get(author, author))
        level = standing.climb.level_at(at) if standing else 0
        levels = self.timetable.at(at).rules.levels
        return frozenset(levels[min(level, len(levels)) - 1].allows) if level and levels else frozenset()

    def holders(self, badge: str) -> list[str]:
        """Who holds a badge, by slug."""
        return [slug for slug, one in sorted(self.members.items()) if any(held.badge == badge for held in one.badges)]


def assess_standing(
    corpus: Corpus,
    accepted: Mapping[str, str],
    contributions: Mapping[str, Contributions],
    now: datetime,
    *,
    book: RuleBook | None = None,
    until: datetime | None = None,
) -> Standings:
    """The standing of everybody at `now`, under `book` or the community's own rules; of events `until` then if given.

    `accepted` holds each post's accepted answer by slug, `contributions` who wrote what.
    """
    return assess_events(
        gather_events(corpus, accepted),
        corpus.people,
        {post.slug: post for post in corpus.posts},
        contributions,
        book or corpus.witnesses.book,
        now,
        until=until,
        since=corpus.witnesses.since,
        reversed_ids=frozenset(one.event for one in corpus.witnesses.adjustments.values()),
    )


def assess_events(
    events: Iterable[Event],
    people: Mapping[str, Person],
    posts: Mapping[str, Post],
    contributions: Mapping[str, Contributions],
    book: RuleBook,
    now: datetime,
    *,
    since: Mapping[str, datetime],
    reversed_ids: frozenset[str] = frozenset(),
    until: datetime | None = None,
) -> Standings:
    """`assess_standing` for a set of events."""
    timetable = Timetable(book.versions)
    rules = timetable.at(now).rules
    everybody = {person.slug: person for person in people.values()}
    endorsers = {slug: describe_endorser(person, contributions, since) for slug, person in everybody.items()}

    def endorser_of(author: str) -> Endorser:
        person = people.get(author)
        return endorsers[person.slug] if person else Endorser(author, since=since.get(author))

    known = {key: person.slug for key, person in people.items()}
    past = events if until is None else (event for event in events if event.at <= until)
    earned, rings = weigh_events(past, endorser_of, book.versions, reversed_ids)
    asked = first_questions(contributions)
    members = {}
    for slug, awards in sorted(earned.items()):
        case = Case(slug=slug, events=events_that_stand(awards), posts=posts, asked=asked, slug_of=known)
        members[slug] = Standing(
            slug=slug,
            points=sum(award.points for award in awards),
            awards=awards,
            climb=climb(awards, timetable, now, known),
            badges=award_badges(case, rules),
        )
    moments = [*timetable.starts, *(one.climb.lost_at for one in members.values())]
    return Standings(
        rules=rules,
        timetable=timetable,
        members=members,
        rings=rings,
        slug_of=known,
        posts=posts,
        next_change=min((moment for moment in moments if moment and moment > now), default=None),
    )


def describe_endorser(
    person: Person, contributions: Mapping[str, Contributions], since: Mapping[str, datetime]
) -> Endorser:
    """A person as the rules see them: as old as their oldest account, or as their first known words here."""
    known = [since[account] for account in person.accounts if account in since]
    if not known and person.slug in contributions:
        first = contributions[person.slug].first
        known = [first] if first else []
    return Endorser(person.slug, person.staff, min(known, default=None))


def first_questions(contributions: Mapping[str, Contributions]) -> dict[str, tuple[datetime, str]]:
    """When everybody first asked, and on which post."""
    asked = {}
    for slug, mine in contributions.items():
        times = [(post.created or LONG_AGO, post.slug) for post in mine.posts if post.record.kind is Kind.QUESTION]
        if times:
            asked[slug] = min(times)
    return asked
