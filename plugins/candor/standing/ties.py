"""What staff may know of the community as a whole: what rises, what keeps coming back, and how members are tied.

Everything is read from what people wrote in public. Ties between two people are only ever counted,
never named; there is no measure of reading, visiting or presence, because none is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Post
from candor.model.records import Kind
from candor.standing.assess import Standings
from candor.standing.events import NOBODY
from candor.standing.levels import COUNTED

PERIOD = timedelta(days=90)
ACTIVE = 3
"""How many contributions in a period make somebody active."""

INTENSE = 5
MARKS = ("time", "intensity", "trust", "reciprocity")
"""What makes a tie strong (Granovetter 1973): a period's length, `INTENSE` contacts, praise, and both directions."""

STRONG = 3
"""How many of the `MARKS` it takes."""


class TopicTrend(msgspec.Struct, frozen=True, kw_only=True):
    """Posts about a topic in the last period and in the one before."""

    topic: str
    now: int
    before: int


class Recurring(msgspec.Struct, frozen=True, kw_only=True):
    """A post that others were marked as duplicates of."""

    slug: str
    title: str
    duplicates: int


class Insights(msgspec.Struct, frozen=True, kw_only=True):
    """What a community's records say about it at one moment.

    A period is 90 days. ``deflected`` counts questions answered by a link to an earlier one.
    ``rising`` and ``silent`` name members by slug: active now and at least twice as much as before;
    active before and not seen since. ``reply_in_kind`` is the share of people helped by somebody who
    later helped that same person, ``give_back`` the share who later helped somebody else; None where
    nobody was helped. Ties join two members who answered or praised each other's posts; ``tie_marks`` says how many
    bear each mark of a strong one.
    """

    at: datetime
    posts: int
    posts_before: int
    questions: int
    answered_share: float | None
    topics: list[TopicTrend]
    recurring: list[Recurring]
    deflected: int
    rising: list[str]
    silent: list[str]
    reply_in_kind: float | None
    give_back: float | None
    helped: int
    ties: int
    strong_ties: int
    weak_ties: int
    tie_marks: dict[str, int]


class Contact(msgspec.Struct, frozen=True, order=True):
    """One person turned to another in public: answered, commented on their post, or praised them (then ``trust``)."""

    at: datetime
    by: str
    to: str
    post: str
    trust: bool = False


def assess_insights(corpus: Corpus, standings: Standings, accepted: Mapping[str, str], now: datetime) -> Insights:
    """The insights at `now`, from what was written and said until then; `accepted` holds each post's accepted answer by
    slug."""
    posts = [post for post in corpus.posts if post.created and post.created <= now]
    recent, before = split_periods(posts, now)
    questions = [post for post in posts if post.record.kind is Kind.QUESTION]
    answered = sum(bool(accepted[post.slug] or post.answers or post.record.duplicate_of) for post in questions)
    contacts = sorted(contact for contact in gather_contacts(corpus, standings) if contact.at <= now)
    active_now = count_activity(corpus, now - PERIOD, now)
    active_before = count_activity(corpus, now - 2 * PERIOD, now - PERIOD)
    in_kind, back, helped = assess_giving(standings, now)
    ties = count_ties(contacts)
    strong = sum(count for bears, count in ties.items() if len(bears) >= STRONG)
    return Insights(
        at=now,
        posts=len(recent),
        posts_before=len(before),
        questions=len(questions),
        answered_share=round(answered / len(questions), 3) if questions else None,
        topics=rank_topics(recent, before),
        recurring=find_recurring(posts),
        deflected=sum(1 for post in questions if post.record.duplicate_of),
        rising=sorted(
            slug for slug, count in active_now.items() if count >= ACTIVE and count >= 2 * active_before.get(slug, 0)
        ),
        silent=sorted(slug for slug, count in active_before.items() if count >= ACTIVE and slug not in active_now),
        reply_in_kind=in_kind,
        give_back=back,
        helped=helped,
        ties=ties.total(),
        strong_ties=strong,
        weak_ties=ties.total() - strong,
        tie_marks={mark: sum(count for bears, count in ties.items() if mark in bears) for mark in MARKS},
    )


def split_periods(posts: Iterable[Post], now: datetime) -> tuple[list[Post], list[Post]]:
    """The posts of the last period and of the one before."""
    recent, before = [], []
    for post in posts:
        if post.created and now - PERIOD < post.created <= now:
            recent.append(post)
        elif post.created and now - 2 * PERIOD < post.created <= now - PERIOD:
            before.append(post)
    return recent, before


def rank_topics(recent: Iterable[Post], before: Iterable[Post]) -> list[TopicTrend]:
    """All topics that occur in either period, those first that gained most."""
    now = Counter(topic for post in recent for topic in set(post.record.topics))
    then = Counter(topic for post in before for topic in set(post.record.topics))
    trends = [TopicTrend(topic=topic, now=now[topic], before=then[topic]) for topic in {*now, *then}]
    return sorted(trends, key=lambda trend: (trend.before - trend.now, -trend.now, trend.topic))


def find_recurring(posts: list[Post], most: int = 10) -> list[Recurring]:
    """The posts that most others are duplicates of, whatever is a duplicate of a duplicate counted at its end."""
    following = {post.slug: post.record.duplicate_of for post in posts if post.record.duplicate_of}
    counts: Counter[str] = Counter()
    for slug in following:
        end = slug
        while end in following:
            end = following[end]
        counts[end] += 1
    titles = {post.slug: post.record.title for post in posts}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return [Recurring(slug=slug, title=titles.get(slug, slug), duplicates=count) for slug, count in ranked]


def count_activity(corpus: Corpus, after: datetime, until: datetime) -> Counter[str]:
    """How much every member, staff aside, wrote in a span of time."""
    people = corpus.people
    counts: Counter[str] = Counter()
    for at, author, _ in writings(corpus.posts):
        if author and after < at <= until and (person := people.get(author)) and not person.staff:
            counts[person.slug] += 1
    return counts


def writings(posts: Iterable[Post]) -> Iterable[tuple[datetime, str | None, Post]]:
    """Everything that was written at a known time: when, by whom, on which post."""
    for post in posts:
        if post.created:
            yield post.created, post.author, post
        for answer in post.answers:
            if answer.at:
                yield answer.at, answer.author, post
        for thread in post.threads:
            for comment in thread.comments:
                if comment.state is CommentState.LIVE:
                    yield comment.at, comment.author, post


def gather_contacts(corpus: Corpus, standings: Standings) -> Iterable[Contact]:
    """Every time a member turned to another one; staff are no part of it."""
    members = {key: person.slug for key, person in corpus.people.items() if not person.staff}
    for at, author, post in writings(corpus.posts):
        by, to = members.get(author or ""), members.get(post.author or "")
        if by and to and by != to:
            yield Contact(at, by, to, post.slug)
    for slug, standing in standings.members.items():
        for award in standing.awards:
            by = members.get(award.event.actor)
            if award.points and by and by != slug:
                yield Contact(award.event.at, by, slug, award.event.post, trust=True)


def count_ties(contacts: Iterable[Contact]) -> Counter[frozenset[str]]:
    """How many ties bear which of the `MARKS`. Whose they are is told to nobody."""
    pairs: dict[tuple[str, str], list[Contact]] = {}
    for contact in contacts:
        pairs.setdefault((min(contact.by, contact.to), max(contact.by, contact.to)), []).append(contact)
    return Counter(marks_of(between) for between in pairs.values())


def marks_of(between: list[Contact]) -> frozenset[str]:
    """The marks of a strong tie that all contacts of two people bear."""
    times = [contact.at for contact in between]
    found = (
        max(times) - min(times) >= PERIOD,
        len(between) >= INTENSE,
        any(contact.trust for contact in between),
        len({contact.by for contact in between}) == 2,
    )
    return frozenset(mark for mark, is_there in zip(MARKS, found, strict=True) if is_there)


def assess_giving(standings: Standings, now: datetime) -> tuple[float | None, float | None, int]:
    """Of all who thanked somebody until `now`: the share who later earned that person's thanks, the share who later
    earned somebody else's, and how many they are."""
    thanked: dict[str, dict[str, datetime]] = {}
    for slug, standing in standings.members.items():
        for award in standing.awards:
            if award.why in COUNTED and award.event.actor not in NOBODY and award.event.at <= now:
                actor = standings.slug_of.get(award.event.actor, award.event.actor)
                first = thanked.setdefault(actor, {})
                first[slug] = min(award.event.at, first.get(slug, award.event.at))
    if not thanked:
        return None, None, 0
    in_kind = back = 0
    for slug, helpers in thanked.items():
        began = min(helpers.values())
        earned = standings.members[slug].awards if slug in standings.members else []
        later = [
            (standings.slug_of.get(award.event.actor, award.event.actor), award.event.at)
            for award in earned
            if award.why in COUNTED and award.event.actor not in NOBODY and award.event.at <= now
        ]
        in_kind += any(actor in helpers and at > helpers[actor] for actor, at in later)
        back += any(actor not in helpers and at > began for actor, at in later)
    return round(in_kind / len(thanked), 3), round(back / len(thanked), 3), len(thanked)
