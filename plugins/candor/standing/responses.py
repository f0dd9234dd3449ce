"""What staff are known for: how soon they answer, and whether they keep their promises. They earn no points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import median

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Person, Post
from candor.model.incidents import PromiseTurn
from candor.standing.wanted import due_of, is_settled


class StaffRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One staff member's record.

    ``first_replies`` counts posts by members on which they were the first of the staff to speak,
    ``median_hours`` how long that took, ``in_time`` how many were within the community's own clock.
    Promises are those they own; at ``next_due`` an open one becomes overdue.
    """

    first_replies: int = 0
    median_hours: float = 0.0
    in_time: int = 0
    kept: int = 0
    broken: int = 0
    withdrawn: int = 0
    overdue: int = 0
    open: int = 0
    next_due: datetime | None = None


def assess_staff(corpus: Corpus, now: datetime) -> dict[str, StaffRecord]:
    """The record of every staff member, by slug."""
    staff = {person.slug: person for person in corpus.people.values() if person.staff}
    if not staff:
        return {}
    clock = span_of(corpus.community.clocks.reply)
    waits: dict[str, list[timedelta]] = {slug: [] for slug in staff}
    for post in corpus.posts:
        found = first_reply(post, corpus.people)
        if found:
            waits[found[0]].append(found[1])
    return {slug: record_of(corpus, person, waits[slug], clock, now) for slug, person in sorted(staff.items())}


def record_of(corpus: Corpus, person: Person, waits: list[timedelta], clock: timedelta, now: datetime) -> StaffRecord:
    own = {person.slug, *person.accounts}
    promises = [promise for promise in corpus.transparency.promises if promise.record.owner in own]
    turns = [step.record.turn for promise in promises for step in promise.steps[-1:]]
    unsettled = [promise for promise in promises if not is_settled(promise)]
    return StaffRecord(
        first_replies=len(waits),
        median_hours=round(median(wait.total_seconds() for wait in waits) / 3600, 1) if waits else 0.0,
        in_time=sum(wait <= clock for wait in waits),
        kept=turns.count(PromiseTurn.KEPT),
        broken=turns.count(PromiseTurn.BROKEN),
        withdrawn=turns.count(PromiseTurn.WITHDRAWN),
        overdue=sum(due_of(promise) <= now for promise in unsettled),
        open=sum(due_of(promise) > now for promise in unsettled),
        next_due=min((due_of(promise) for promise in unsettled if due_of(promise) > now), default=None),
    )


def first_reply(post: Post, people: Mapping[str, Person]) -> tuple[str, timedelta] | None:
    """Who of the staff first spoke on a member's post, and how long after it; None where none has."""
    author = people.get(post.author or "")
    if post.created is None or (author and author.staff):
        return None
    spoken = [(at, person.slug) for at, person in voices(post, people) if person.staff and at >= post.created]
    if not spoken:
        return None
    at, slug = min(spoken)
    return slug, at - post.created


def voices(post: Post, people: Mapping[str, Person]) -> Iterable[tuple[datetime, Person]]:
    """Everybody known who answered or commented, and when."""
    for answer in post.answers:
        if answer.at and (person := people.get(answer.author or "")):
            yield answer.at, person
    for thread in post.threads:
        for comment in thread.comments:
            if comment.state is CommentState.LIVE and (person := people.get(comment.author or "")):
                yield comment.at, person


def span_of(text: str) -> timedelta:
    """``30m``, ``24h`` or ``2d`` as a span of time."""
    unit = {"m": "minutes", "h": "hours", "d": "days"}[text[-1]]
    return timedelta(**{unit: int(text[:-1])})
