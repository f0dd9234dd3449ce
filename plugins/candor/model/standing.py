"""The rules of standing, what reverses a point, and what Git and reviews witness: all that points are made from.

``content/standing.yml`` holds `RuleBook`: versions of the rules, each with the day from which it
holds. An event is weighed by the version that held when it happened, so a new version never
rewrites what was earned before.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from candor.model.archive import Review
from candor.model.records import Author, Name, Record, Slug

Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=10_000)]
Weight = Annotated[float, Meta(ge=0, le=1000)]


class EventKind(StrEnum):
    """What happened. The first ten may give points, by the key of the same name under ``points``."""

    ACCEPTED = "accepted"
    VERIFIED = "verified"
    REACTION = "reaction"
    UPVOTES = "upvotes"
    MERGED = "merged"
    CO_AUTHORED = "co_authored"
    CORRECTED = "corrected"
    REVIEWED = "reviewed"
    SHIPPED = "shipped"
    HELPED = "helped"
    OBJECTION = "objection"
    MINIMIZED = "minimized"
    REVERTED = "reverted"


class Allowance(StrEnum):
    """What a level lets its holders do."""

    REVIEW = "review"
    VERIFY = "verify"
    MERGE = "merge"


class Weights(Record, frozen=True, kw_only=True):
    """Points for one event of each kind. An upvote has no voter and no time, so it weighs little."""

    accepted: Weight = 15
    verified: Weight = 5
    reaction: Weight = 2
    upvotes: Weight = 0.2
    merged: Weight = 5
    co_authored: Weight = 3
    corrected: Weight = 3
    reviewed: Weight = 2
    shipped: Weight = 5
    helped: Weight = 3


class Endorsing(Record, frozen=True, kw_only=True):
    """Whose praise counts, and how much of it.

    ``account_days`` is an endorser's least age. Within ``pair_days`` one person's k-th endorsement of
    another weighs 1/k, and all of them together give at most ``pair_points``. Of more than
    ``burst`` endorsements of one member by another, each within ``burst_minutes`` of the one before,
    the first counts. ``votes_per_post`` is how many anonymous upvotes of one text count.
    """

    account_days: Count = 30
    pair_days: Annotated[int, Meta(ge=1, le=3650)] = 90
    pair_points: Weight = 15
    burst: Annotated[int, Meta(ge=1)] = 4
    burst_minutes: Count = 60
    votes_per_post: Count = 10


class RingRule(Record, frozen=True, kw_only=True):
    """When points are set aside as a ring's: more than ``share`` of a member's points come from at most
    ``accounts`` others, who endorsed them ``endorsements`` times or more each, and at least ``mutual`` of that
    went back the other way."""

    share: Share = 0.5
    accounts: Annotated[int, Meta(ge=1, le=10)] = 2
    mutual: Share = 0.5
    endorsements: Annotated[int, Meta(ge=1)] = 3


class Level(Record, frozen=True, kw_only=True):
    """A level, its bar, and what it allows. ``ratio`` is the least share of good, ``endorsers`` the least number of
    different people."""

    id: Slug
    title: Name
    points: Weight
    ratio: Share = 0.6
    endorsers: Count = 1
    allows: list[Allowance] = msgspec.field(default_factory=list)


class Breadth(Record, frozen=True, kw_only=True):
    """How broad praise must be for a level: different endorsers and different days, as shares of the endorsements."""

    endorsers: Share = 0.25
    days: Share = 0.33


class Keeping(Record, frozen=True, kw_only=True):
    """A level stays until its holder has been below ``share`` of its bar for ``grace_days``."""

    share: Share = 0.9
    grace_days: Count = 30


class Circle(Record, frozen=True, kw_only=True):
    """Who may become a superfan or an ambassador, if they want to (``circle: true`` in their member file): the least
    points earned within ``days``, the least number of different people helped, and the least level by its number."""

    points: Weight
    people: Count
    level: Count = 0
    days: Annotated[int, Meta(ge=1)] = 365


LEVELS = [
    Level(id="helper", title="Helper", points=30, ratio=0.6, endorsers=2, allows=[Allowance.REVIEW]),
    Level(
        id="trusted", title="Trusted", points=150, ratio=0.7, endorsers=5, allows=[Allowance.REVIEW, Allowance.VERIFY]
    ),
    Level(
        id="steward",
        title="Steward",
        points=600,
        ratio=0.75,
        endorsers=12,
        allows=[Allowance.REVIEW, Allowance.VERIFY, Allowance.MERGE],
    ),
]


class Rules(Record, frozen=True, kw_only=True):
    """One version of the rules, holding from the beginning of the day ``since`` in UTC.

    ``badges`` gives each badge's bar, 0 switches it off; those left out keep their own bar.
    """

    since: date = date(1970, 1, 1)
    because: Annotated[str, Meta(max_length=500)] = ""
    points: Weights = Weights()
    endorsing: Endorsing = Endorsing()
    ring: RingRule = RingRule()
    levels: Annotated[list[Level], Meta(max_length=9)] = msgspec.field(default_factory=lambda: list(LEVELS))
    breadth: Breadth = Breadth()
    keeping: Keeping = Keeping()
    badges: dict[Slug, Count] = msgspec.field(default_factory=dict)
    superfan: Circle = Circle(points=60, people=3)
    ambassador: Circle = Circle(points=200, people=8, level=2)


class RuleBook(Record, frozen=True, kw_only=True):
    """``content/standing.yml``. Without the file, the rules that Candor brings hold from the beginning."""

    insights_page: bool = False
    versions: Annotated[list[Rules], Meta(min_length=1, max_length=200)] = msgspec.field(
        default_factory=lambda: [Rules()]
    )


class Adjustment(Record, frozen=True, kw_only=True):
    """Front matter of ``content/adjustments/<year>/<id>.md``: the points of one event, taken back openly.

    ``event`` is its id, as a member's page and ``candor standing explain`` print it.
    """

    member: Author
    event: Annotated[str, Meta(min_length=1, max_length=500)]
    because: Annotated[str, Meta(min_length=1, max_length=1000)]
    reviewer: Author


class Touch(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A commit that touched a record after it was made, or helped to make it: when, whose, and whose help it names."""

    at: datetime
    account: str | None
    helpers: tuple[str, ...] = ()


class Revert(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A commit that took work back: when, its name, whose work it was, when that was written, and the paths."""

    at: datetime
    commit: str
    account: str
    written: datetime
    paths: tuple[str, ...]


class Witnesses(msgspec.Struct, frozen=True, kw_only=True):
    """What the community's standing is made from beside its posts.

    ``reviews`` goes by pull request (``github/12``). ``touches`` goes by path below ``content/`` and
    holds each record's commits from the oldest, where there is more to tell than who made it; ``reverts``
    is what was merged and taken back.
    ``adjustments`` goes by path. ``since`` says when each account was made, where that is known;
    ``credentials`` are the paths of signed badges and what belongs to them, which are published as they are.
    """

    book: RuleBook = RuleBook()
    adjustments: dict[str, Adjustment] = {}
    reviews: dict[str, list[Review]] = {}
    touches: dict[str, list[Touch]] = {}
    reverts: list[Revert] = []
    since: dict[str, datetime] = {}
    credentials: list[str] = []
