"""Where help is wanted: what anybody can do next, and when that changes with nothing but time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from candor.model.corpus import Corpus, Post
from candor.model.incidents import PromiseTurn
from candor.model.records import Kind
from candor.model.transparency import Drill, Promise, Remedy
from candor.standing.contributions import Contributions
from candor.standing.events import LONG_AGO
from candor.standing.review import UNREVIEWED, Judgement, ReviewState, review_due


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done, each list from the most urgent.

    ``unanswered`` are questions without an answer, ``reviews`` posts that are out of date or need work,
    ``promises`` those that are due and of which nobody has said what became, ``remedies`` those that
    members can choose now, ``drills`` those that nobody has judged yet.
    """

    unanswered: list[Post] = []
    reviews: list[Post] = []
    promises: list[Promise] = []
    remedies: list[Remedy] = []
    drills: list[Drill] = []
    next_change: datetime | None = None


def find_wanted(
    corpus: Corpus,
    accepted: Mapping[str, str],
    now: datetime,
    judged: Mapping[str, Judgement],
    topics: Sequence[str] = (),
    own: frozenset[str] = frozenset(),
) -> Wanted:
    """Where help is wanted at `now`; with `topics`, of the posts only those about one of them.

    `judged` says where the review of each post stands, by slug. Questions by one of the authors `own` are left out.
    """
    wanted = set(topics)
    posts = [post for post in corpus.posts if not wanted or wanted & set(post.record.topics)]
    found = [(judged.get(post.slug, UNREVIEWED), post) for post in posts]
    reviews = [(since_of(judgement), post) for judgement, post in found if judgement.state in DUE]
    promises = [promise for promise in corpus.transparency.promises if not is_settled(promise)]
    ballots = [(one.record.ballot, one) for one in corpus.transparency.remedies if not one.record.chosen]
    moments = [judgement.next_change for judgement, _ in found if judgement.next_change]
    moments += [due_of(promise) for promise in promises]
    moments += [moment for ballot, _ in ballots if ballot for moment in (ballot.opens, ballot.closes)]
    open_questions = [post for post in posts if waits_for_answer(post, accepted[post.slug]) and post.author not in own]
    return Wanted(
        unanswered=sorted(open_questions, key=lambda post: (post.created or now, post.slug)),
        reviews=[post for _, post in sorted(reviews, key=lambda pair: (pair[0], pair[1].slug))],
        promises=sorted((p for p in promises if due_of(p) <= now), key=lambda p: (due_of(p), p.slug)),
        remedies=[remedy for ballot, remedy in ballots if ballot and ballot.opens <= now < ballot.closes],
        drills=[drill for drill in corpus.transparency.drills if drill.score is None],
        next_change=min((moment for moment in moments if moment > now), default=None),
    )


def waits_for_answer(post: Post, accepted: str) -> bool:
    """A question that nobody has answered; duplicates are answered elsewhere."""
    return post.record.kind is Kind.QUESTION and not (accepted or post.answers or post.record.duplicate_of or post.stub)


DUE = frozenset({ReviewState.OUTDATED, ReviewState.NEEDS_WORK})
"""What somebody should look at again."""


def since_of(judgement: Judgement) -> datetime:
    """Since when a post waits to be looked at again; from the beginning where readers say so, who have no one time."""
    if judgement.due:
        return review_due(judgement.due)
    return judgement.verdict.at if judgement.verdict else LONG_AGO


def due_of(promise: Promise) -> datetime:
    """When a promise is due, as last amended."""
    return next((step.record.due_at for step in reversed(promise.steps) if step.record.due_at), promise.record.due_at)


def is_settled(promise: Promise) -> bool:
    """Whether somebody has said what became of it."""
    return any(step.record.turn is not PromiseTurn.AMENDED for step in promise.steps)


def topics_of(mine: Contributions | None, count: int = 3) -> list[str]:
    """The topics that somebody answers most about, else asks most about; at most `count`."""
    if mine is None:
        return []
    answered = [topic for post, _ in mine.answers for topic in post.record.topics]
    answered += [topic for post in mine.commented for topic in post.record.topics]
    asked = [topic for post in mine.posts for topic in post.record.topics]
    found = answered or asked
    return sorted(set(found), key=lambda topic: (-found.count(topic), topic))[:count]
