"""What each event is worth under the rules, and why it is worth no more.

Endorsements are weighed pair by pair: what one person says of another depends on nothing but what
the same person said of them before. Rings are looked for afterwards, over all pairs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter

import msgspec

from candor.model.standing import EventKind, RingRule, Rules
from candor.standing.events import NOBODY, READERS, Event

WORTHLESS = frozenset({EventKind.OBJECTION, EventKind.MINIMIZED, EventKind.REVERTED})


class Why(StrEnum):
    """Why an event gives what it gives."""

    FULL = "full"
    REPEATED = "repeated"  # the same person's k-th within the period weighs 1/k
    CAPPED = "capped"  # the same person has given all that one person can give within the period
    SAME_POST = "same-post"  # the same person's strongest endorsement on one post counts
    BURST = "burst"  # many within minutes: the first counts
    SELF = "self"
    STAFF = "staff"  # staff praising staff
    YOUNG = "young"  # the endorser's account is too young
    UNKNOWN = "unknown"  # nothing tells how old the endorser's account is, or whose it is
    RING = "ring"
    REVERSED = "reversed"
    AGAINST = "against"  # gives no points; counts against the ratio
    ECHO = "echo"  # the same person's objection again within the period
    NOTHING = "nothing"  # the rules give nothing for it


SUSPICIOUS = frozenset(
    {
        Why.BURST,
        Why.SELF,
        Why.YOUNG,
        Why.UNKNOWN,
        Why.RING,
        Why.CAPPED,
        Why.REPEATED,
        Why.SAME_POST,
        Why.ECHO,
        Why.REVERSED,
    }
)
"""What the public list names."""


class Award(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An event with what it gives, in hundredths of a point. ``nth`` is k where it weighs 1/k; ``pending`` what it
    would give were it not set aside."""

    event: Event
    points: int
    why: Why
    nth: int = 1
    pending: int = 0


class Endorser(msgspec.Struct, frozen=True, gc=False):
    """A person as the rules see them: their slug, whether they are staff, and when their oldest account was made."""

    slug: str
    staff: bool = False
    since: datetime | None = None


class Ring(msgspec.Struct, frozen=True, order=True, gc=False):
    """Points of ``member`` set aside, because ``others`` and they endorsed mostly each other. In hundredths."""

    member: str
    others: tuple[str, ...]
    pending: int


class Terms(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One version of the rules as the arithmetic wants it: points in hundredths, spans of time ready to be added."""

    rules: Rules
    weights: dict[EventKind, int]
    age: timedelta
    period: timedelta
    limit: int
    votes: int
    burst: int
    pause: timedelta

    @classmethod
    def of(cls, rules: Rules) -> Terms:
        endorsing = rules.endorsing
        return cls(
            rules=rules,
            weights=weights_of(rules),
            age=timedelta(days=endorsing.account_days),
            period=timedelta(days=endorsing.pair_days),
            limit=round(100 * endorsing.pair_points),
            votes=endorsing.votes_per_post,
            burst=endorsing.burst,
            pause=timedelta(minutes=endorsing.burst_minutes),
        )


class Timetable:
    """The versions of the rules by the moment from which they hold."""

    def __init__(self, versions: Sequence[Rules]) -> None:
        self.versions = sorted(versions, key=lambda rules: rules.since)
        self.starts = [datetime(r.since.year, r.since.month, r.since.day, tzinfo=UTC) for r in self.versions]
        self.terms = [Terms.of(rules) for rules in self.versions]
        self.later = self.starts[1:]

    def at(self, moment: datetime) -> Terms:
        """The terms that hold at a moment; the first version also holds for all that came before it."""
        return self.terms[bisect_right(self.later, moment) if self.later else 0]


def weights_of(rules: Rules) -> dict[EventKind, int]:
    """Hundredths of a point for an event of each kind."""
    return {
        kind: 0 if kind in WORTHLESS else round(100 * float(getattr(rules.points, kind.value))) for kind in EventKind
    }


def weigh_events(
    events: Iterable[Event],
    endorser_of: Callable[[str], Endorser],
    versions: Sequence[Rules],
    reversed_ids: frozenset[str] = frozenset(),
) -> tuple[dict[str, list[Award]], list[Ring]]:
    """What every member earned, by slug, each list from the oldest event; and the rings that were set aside.

    `endorser_of` gives whoever an account or slug belongs to. Staff earn no points. A pure function
    of the set of events: their order and repetitions change nothing.
    """
    timetable = Timetable(versions)
    known: dict[str, Endorser] = {}
    said_of: dict[str, list[Event]] = {}
    for event in events:
        member = known.get(event.member)
        if member is None:
            member = known[event.member] = endorser_of(event.member)
        if event.actor not in known:
            known[event.actor] = endorser_of(event.actor)
        if (said := said_of.get(member.slug)) is None:
            said_of[member.slug] = [event]
        else:
            said.append(event)
    people = {person.slug: person for person in known.values()}
    rule = timetable.versions[-1].ring
    earned: dict[str, list[Award]] = {}
    suspects: dict[str, list[Source]] = {}
    for slug, said in said_of.items():
        person = people[slug]
        if person.staff:
            continue
        by_actor: dict[str, list[Event]] = {}
        for event in said:
            actor = known[event.actor].slug
            if (theirs := by_actor.get(actor)) is None:
                by_actor[actor] = [event]
            else:
                theirs.append(event)
        awards: list[Award] = []
        sources: list[Source] = []
        for actor, theirs in by_actor.items():
            weighed = weigh_pair(people[actor], person, theirs, timetable, reversed_ids)
            awards += weighed
            if len(weighed) >= rule.endorsements and actor not in NOBODY:
                sources.append(Source(sum(award.points for award in weighed), actor, count_heard(weighed)))
        awards.sort(key=by_time)
        earned[slug] = awards
        if sources and (top := find_patrons(sources, sum(award.points for award in awards), rule)):
            suspects[slug] = top
    rings = find_rings(suspects, earned, known, rule)
    for ring in rings:
        others = set(ring.others)
        earned[ring.member] = [
            msgspec.structs.replace(award, points=0, why=Why.RING, pending=award.points)
            if award.points and known[award.event.actor].slug in others
            else award
            for award in earned[ring.member]
        ]
    return earned, rings


by_time = attrgetter("event")
"""Awards from the oldest event; at one moment in the order of what the events are."""


def weigh_pair(
    actor: Endorser, member: Endorser, said: list[Event], timetable: Timetable, reversed_ids: frozenset[str]
) -> list[Award]:
    """All that one person said of another, weighed."""
    if len(said) > 1:
        said = sorted(set(said))
    alone = len(said) == 1
    kept: list[Event] = []
    awards: list[Award] = []
    against: datetime | None = None
    for event in said:
        terms = timetable.at(event.at)
        why = bar_event(actor, member, event, terms, reversed_ids)
        if why is None:
            if alone:
                return [first_award(event, terms, actor.slug)]
            kept.append(event)
            continue
        if why is Why.AGAINST and actor.slug not in NOBODY:
            if against is not None and event.at - against < terms.period:
                why = Why.ECHO
            else:
                against = event.at
        awards.append(Award(event, 0, why))
    if len(kept) > 1 and actor.slug not in NOBODY:
        kept = drop_bursts(kept, timetable, awards)
        kept = keep_strongest(kept, timetable, awards)
    awards += decay(kept, timetable, actor.slug)
    return awards


def bar_event(
    actor: Endorser, member: Endorser, event: Event, terms: Terms, reversed_ids: frozenset[str]
) -> Why | None:
    """Why an event gives nothing whatever else was said, or None."""
    if reversed_ids and event.id in reversed_ids:
        return Why.REVERSED
    if event.kind in WORTHLESS:
        unheard = actor.slug not in NOBODY and judge_endorser(actor, member, event, terms)
        return unheard or Why.AGAINST
    if not terms.weights[event.kind]:
        return Why.NOTHING
    if actor.slug in NOBODY:
        return None
    return judge_endorser(actor, member, event, terms)


def judge_endorser(actor: Endorser, member: Endorser, event: Event, terms: Terms) -> Why | None:
    """Why nobody has to listen to this endorser, or None."""
    if actor.slug == member.slug:
        return Why.SELF
    if actor.staff:
        return Why.STAFF if member.staff else None
    if not actor.slug or actor.since is None:
        return Why.UNKNOWN
    if event.at - actor.since < terms.age:
        return Why.YOUNG
    return None


def drop_bursts(events: list[Event], timetable: Timetable, awards: list[Award]) -> list[Event]:
    """The events without what followed the first of a burst; those are added to `awards`."""
    kept: list[Event] = []
    run: list[Event] = []
    for event in [*events, None]:
        if event is not None and run and event.at - run[-1].at <= timetable.at(run[0].at).pause:
            run.append(event)
            continue
        if run:
            burst = len(run) > timetable.at(run[0].at).burst
            kept += run[:1] if burst else run
            if burst:
                awards += [Award(late, 0, Why.BURST) for late in run[1:]]
        run = [event] if event is not None else []
    return kept


def keep_strongest(events: list[Event], timetable: Timetable, awards: list[Award]) -> list[Event]:
    """One event a post: the one that gives most, of equals the first. The others are added to `awards`."""
    best: dict[str, Event] = {}
    for event in events:
        name = event.post or event.object
        other = best.get(name)
        if other is None or weight(event, timetable) > weight(other, timetable):
            best[name] = event
    if len(best) == len(events):
        return events
    chosen = set(best.values())
    awards += [Award(event, 0, Why.SAME_POST) for event in events if event not in chosen]
    return [event for event in events if event in chosen]


def weight(event: Event, timetable: Timetable) -> int:
    return timetable.at(event.at).weights[event.kind]


def worth(event: Event, terms: Terms, actor: str) -> int:
    """What an event would give were it the only one: each anonymous upvote counts, up to the rules' limit."""
    full = terms.weights[event.kind]
    return full * min(event.count, terms.votes) if actor == READERS else full


def first_award(event: Event, terms: Terms, actor: str) -> Award:
    """`decay` for an event that is alone, as most are."""
    full = worth(event, terms, actor)
    return Award(event, full, Why.FULL) if full <= terms.limit else Award(event, terms.limit, Why.CAPPED)


def decay(events: list[Event], timetable: Timetable, actor: str) -> list[Award]:
    """The k-th endorsement within the period weighs 1/k, and all within it give no more than the rules' limit."""
    awards: list[Award] = []
    given: list[tuple[datetime, int]] = []
    start = total = 0
    for event in events:
        terms = timetable.at(event.at)
        horizon = event.at - terms.period
        while start < len(given) and given[start][0] <= horizon:
            total -= given[start][1]
            start += 1
        nth = len(given) - start + 1
        share = worth(event, terms, actor) // nth
        points = min(share, max(0, terms.limit - total))
        why = Why.CAPPED if points < share else Why.FULL if nth == 1 else Why.REPEATED
        awards.append(Award(event, points, why, nth))
        given.append((event.at, points))
        total += points
    return awards


class Source(msgspec.Struct, frozen=True, gc=False):
    """What one person gave another in all: hundredths of points, and in how many endorsements."""

    points: int
    actor: str
    times: int


UNHEARD = frozenset({Why.AGAINST, Why.ECHO, Why.NOTHING})


def count_heard(awards: Iterable[Award]) -> int:
    return sum(1 for award in awards if award.why not in UNHEARD)


def find_patrons(sources: list[Source], total: int, rule: RingRule) -> list[Source]:
    """The fewest people who gave more than the rule's share of a member's points, or nobody."""
    named = [source for source in sources if source.times >= rule.endorsements and source.points]
    named.sort(key=lambda source: (-source.points, source.actor))
    for count in range(1, min(rule.accounts, len(named)) + 1):
        if sum(source.points for source in named[:count]) > rule.share * total:
            return named[: rule.accounts]
    return []


def find_rings(
    suspects: Mapping[str, list[Source]],
    earned: Mapping[str, list[Award]],
    known: Mapping[str, Endorser],
    rule: RingRule,
) -> list[Ring]:
    """Members most of whose points come from very few, who got much of theirs back. Judged by the newest rules."""

    def given(actor: str, member: str) -> int:
        return sum(award.points for award in earned.get(member, ()) if known[award.event.actor].slug == actor)

    rings = []
    for member, patrons in suspects.items():
        total = sum(award.points for award in earned[member])
        returned = {source.actor: min(source.points, given(member, source.actor)) for source in patrons}
        for count in range(len(patrons), 0, -1):
            top = patrons[:count]
            theirs = sum(source.points for source in top)
            back = sum(returned[source.actor] for source in top)
            if theirs > rule.share * total and back >= rule.mutual * theirs and back > 0:
                crew = [source for source in top if returned[source.actor]]  # who got nothing back is no part of it
                rings.append(Ring(member, tuple(sorted(s.actor for s in crew)), sum(s.points for s in crew)))
                break
    return sorted(rings)


class SetAside(msgspec.Struct, frozen=True, order=True, gc=False):
    """Endorsements of one member that give nothing, or less than in full, for one reason: how many, and the hundredths
    of a point that would be theirs if the matter were settled in their favour."""

    member: str
    why: Why
    events: int
    pending: int


def list_set_aside(earned: Mapping[str, Sequence[Award]]) -> list[SetAside]:
    """The public list of what did not count in full, by member and reason.

    That somebody praises the same person now and then is no news: repetition is listed from the
    third time on that it made a difference.
    """
    counts: dict[tuple[str, Why], list[int]] = {}
    for slug, awards in earned.items():
        for award in awards:
            if award.why in SUSPICIOUS and (award.why is not Why.REPEATED or award.nth >= bar_of_news(award)):
                found = counts.setdefault((slug, award.why), [0, 0])
                found[0] += 1
                found[1] += award.pending
    return sorted(
        SetAside(slug, why, events, pending)
        for (slug, why), (events, pending) in counts.items()
        if why not in HARMLESS_WHEN_RARE or events >= FREQUENT
    )


def bar_of_news(award: Award) -> int:
    """From which repetition on it is told: many different readers stand behind anonymous upvotes."""
    return MANY if award.event.actor in NOBODY else FREQUENT


FREQUENT, MANY = 3, 10
HARMLESS_WHEN_RARE = frozenset({Why.SAME_POST, Why.CAPPED, Why.REPEATED, Why.ECHO})
