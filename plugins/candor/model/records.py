"""What people write by hand, one struct a record; front matter converts to these and to nothing else.

Field names are the keys of the files. Unknown keys are faults. Times carry a zone. An account is
``source:numeric-id``; logins and names are labels that may change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from candor.model import limits

Account = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9-]*:[0-9]+$", description="source:numeric-id, as in github:583231")
]
Slug = Annotated[
    str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100, description="lower-case words joined by -")
]
Author = Annotated[
    str,
    Meta(
        pattern=r"^([a-z][a-z0-9-]*:[0-9]+|[a-z0-9]+(-[a-z0-9]+)*)$",
        description="an account (github:583231) or a member's slug (otto)",
    ),
]
ThreadKey = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9-]*/[1-9][0-9]*$", description="source/number, as in github/128")
]
CommentKey = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9-]*/[1-9][0-9]*/[1-9][0-9]*$", description="source/thread/comment, as in github/128/9911"
    ),
]
Accepted = Annotated[
    str,
    Meta(
        pattern=r"^(answers/[^/]+\.md|[a-z][a-z0-9-]*/[1-9][0-9]*/[1-9][0-9]*)$",
        description="an answer (answers/otto.md) or a comment (github/128/9911)",
    ),
]
SourceName = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9-]*$", max_length=40, description="a lower-case word, as in journal")
]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with Z or an offset")]
Title = Annotated[str, Meta(min_length=1, max_length=limits.TITLE_CHARACTERS)]
Name = Annotated[str, Meta(min_length=1, max_length=limits.NAME_CHARACTERS)]
Url = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s<>\"]+$", max_length=2000, description="a web address, as in https://example.org/page"
    ),
]
LOOKUP = r"^https?://[^\s<>\"]*\{comment\}[^\s<>\"]*$"


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """The form that all authored records share: frozen, keyword-only, closed to unknown keys."""


def stamp(at: datetime) -> str:
    """A `Moment` as records write it: RFC 3339 in UTC, to the second."""
    return f"{at.astimezone(UTC).isoformat()[:19]}Z"


class Kind(StrEnum):
    """What a post is. Members write the first five, staff also the last two."""

    QUESTION = "question"
    IDEA = "idea"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    STORY = "story"
    INSIDE = "inside"
    ASK = "ask"


STAFF_KINDS = frozenset({Kind.INSIDE, Kind.ASK})


class IdeaStatus(StrEnum):
    OPEN = "open"
    CONSIDERING = "considering"
    PLANNED = "planned"
    STARTED = "started"
    SHIPPED = "shipped"
    DECLINED = "declined"


class ComplaintStatus(StrEnum):
    OPEN = "open"
    INVESTIGATING = "investigating"
    REMEDIED = "remedied"
    DECLINED = "declined"


class IdeaState(Record, frozen=True, kw_only=True):
    status: IdeaStatus
    because: str = ""
    shipped: Url | None = None


class ComplaintState(Record, frozen=True, kw_only=True):
    status: ComplaintStatus
    because: str = ""
    remedy: str | None = None


class AskState(Record, frozen=True, kw_only=True):
    until: Moment
    options: Annotated[list[str], Meta(min_length=2)]
    outcome: str = ""


class PostRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/questions/<year>/<slug>/index.md``."""

    title: Title
    kind: Kind = Kind.QUESTION
    author: Author | None = None
    at: Moment | None = None
    topics: Annotated[list[Slug], Meta(max_length=limits.TOPICS_PER_POST)] = []
    threads: list[ThreadKey] = []
    discussion: Annotated[int, Meta(ge=1)] | None = None
    accepted: Accepted | None = None
    review_by: date | None = None
    aliases: Annotated[list[Slug], Meta(max_length=limits.ALIASES_PER_POST)] = []
    duplicate_of: Slug | None = None
    idea: IdeaState | None = None
    complaint: ComplaintState | None = None
    ask: AskState | None = None
    video: str | None = None
    audio: str | None = None
    transcript: str | None = None


class Verified(Record, frozen=True, kw_only=True):
    by: Author
    at: Moment


class AnswerRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``answers/<name>.md`` beside a post."""

    author: Author | None = None
    at: Moment | None = None
    from_: CommentKey | None = msgspec.field(default=None, name="from")
    verified: Verified | None = None


class MemberRecord(Record, frozen=True, kw_only=True):
    """``content/members/<slug>.yml``. Anyone who contributed has a page without one.

    ``left`` makes its holder a former member: what they wrote and earned stays, without the name. ``circle`` says
    that they want to be named among superfans and ambassadors, ``credentials`` that they want signed badges.
    ``proofs`` name, for each account elsewhere than on GitHub, the comment in which that account says whose it is.
    """

    name: Name
    accounts: list[Account] = []
    proofs: dict[Account, CommentKey] = {}
    role_text: Annotated[str, Meta(max_length=200)] = ""
    listed: bool = True
    name_shown: bool = True
    left: bool = False
    circle: bool = False
    credentials: bool = False


class Repository(Record, frozen=True, kw_only=True):
    host: str = "github.com"
    owner: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]+$", description="an account's name, as in fernhill")]
    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+$", description="a repository's name, as in community")]
    branch: str = "main"


class Topic(Record, frozen=True, kw_only=True):
    title: Name
    description: str = ""
    curators: list[Slug] = []


Original = dict[str, str | int | bool | None]
"""What an imported thing was by its source's names, as far as it has no place here: given back unchanged."""


class Component(Record, frozen=True, kw_only=True):
    """A part of the service. A ``retired`` one is gone: only what was once said of it still names it."""

    title: Name
    group: str = ""
    retired: bool = False
    original: Original = {}


class StatusPage(Record, frozen=True, kw_only=True):
    """What an imported status page said of itself, and of its groups of components by their titles."""

    original: Original = {}
    groups: dict[str, Original] = {}


Host = Annotated[
    str, Meta(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", description="a host's name, as in img.example.org")
]


class Images(Record, frozen=True, kw_only=True):
    hosts: list[Host] = []


Phrase = Annotated[str, Meta(min_length=2, max_length=60)]


class Policy(Record, frozen=True, kw_only=True):
    """What folds a comment. Links to ``own_hosts`` do not count; ``promotion`` are phrases that sell something, beside
    the usual ones; ``looked_at`` are comments that somebody found fine, whatever the rules say."""

    links_for_new_members: Annotated[int, Meta(ge=0)] = 1
    own_hosts: Annotated[list[Host], Meta(max_length=100)] = []
    minimum_words: Annotated[int, Meta(ge=0, le=50)] = 3
    no_promotion: bool = True
    promotion: Annotated[list[Phrase], Meta(max_length=200)] = []
    second_look: Annotated[list[Phrase], Meta(max_length=200)] = []
    looked_at: list[CommentKey] = []


class Reviewing(Record, frozen=True, kw_only=True):
    """When a text counts as verified: by how many people who may verify it, and how many readers can say otherwise."""

    approvals: Annotated[int, Meta(ge=1, le=20)] = 1
    readers: Annotated[int, Meta(ge=1, le=1000)] = 3


Minutes = Annotated[str, Meta(pattern=r"^[1-9][0-9]*[mhd]$", description="a number and m, h or d, as in 30m")]


class Clocks(Record, frozen=True, kw_only=True):
    acknowledge: Minutes = "60m"
    next_update: dict[str, Minutes] = {}
    reply: Minutes = "24h"


Weight = Annotated[int, Meta(ge=0, le=1000)]


class IncidentCosts(Record, frozen=True, kw_only=True):
    """What an incident takes out of the trust account, by its impact."""

    none: Weight = 0
    minor: Weight = 2
    major: Weight = 5
    critical: Weight = 10


class TrustRules(Record, frozen=True, kw_only=True):
    """What puts something into the trust account, or takes it out; after ``half_life`` it weighs half."""

    half_life: Minutes = "180d"
    promise_kept: Weight = 5
    promise_kept_late: Weight = 1
    prompt_reply: Weight = 1
    update_on_time: Weight = 1
    apology_fulfilled: Weight = 5
    incident: IncidentCosts = IncidentCosts()
    update_missed: Weight = 3
    promise_broken: Weight = 10
    unlogged_edit: Weight = 10
    unexplained_hiding: Weight = 2


class FeedSource(Record, frozen=True, kw_only=True):
    """Conversations elsewhere that are read as Atom feeds, one a thread.

    ``lookup`` is where one comment can be asked for, with ``{comment}`` for its number: 404 means that it is gone.
    ``registered`` says that nobody but its holder can write under a name there. ``votes`` says whose interface tells
    how many like and dislike a comment, which no feed does.
    """

    threads: dict[ThreadKey, Url] = {}
    lookup: Annotated[str, Meta(pattern=LOOKUP, description="a web address with {comment} in it")] | None = None
    registered: bool = False
    votes: Literal["isso"] | None = None


class Community(Record, frozen=True, kw_only=True):
    """``content/community.yml``: what the community means."""

    name: Name
    description: str = ""
    demo: bool = False
    repository: Repository | None = None
    sources: dict[SourceName, FeedSource] = {}
    categories: dict[str, str] = {}
    topics: dict[Slug, Topic] = {}
    components: dict[Slug, Component] = {}
    status_page: StatusPage = StatusPage()
    roles: dict[Slug, list[Slug]] = {}
    images: Images = Images()
    cname: Host | None = None
    clocks: Clocks = Clocks()
    policy: Policy | None = None
    review: Reviewing = Reviewing()
    trust: TrustRules = TrustRules()
