"""What staff write on the worst day and afterwards, one struct a record; field names are the keys of the files.

Updates, post-mortems and promises are append-only: what was said stays, and a correction is a new file that names the
old one with ``corrects``. Derived facts (state, lateness, counts) are never authored.
"""

# ruff: noqa: RUF012 - msgspec copies a mutable default for each record
from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from candor.model import limits
from candor.model.records import Author, Minutes, Moment, Name, Record, Slug, ThreadKey, Title, Url

Sentence = Annotated[str, Meta(min_length=1, max_length=limits.SENTENCE_CHARACTERS)]
FileName = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.md$", description="the name of a file in the same folder")
]
Count = Annotated[int, Meta(ge=0)]
Variable = Annotated[
    str, Meta(pattern=r"^[A-Z][A-Z0-9_]*$", description="the name of an environment variable, as in SLACK_WEBHOOK")
]


class Category(StrEnum):
    AVAILABILITY = "availability"
    DEGRADATION = "degradation"
    DATA_LOSS = "data_loss"
    SECURITY = "security"
    PRODUCT_QUALITY = "product_quality"
    SAFETY_RECALL = "safety_recall"
    BILLING = "billing"
    DELIVERY = "delivery"
    SUPPORT_CONDUCT = "support_conduct"
    COMMUNICATION = "communication"
    POLICY_CHANGE = "policy_change"


class Impact(StrEnum):
    """How much it hurts, from the least."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Violation(StrEnum):
    """Which kind of trust was hurt: that we can do it, or that we mean it."""

    COMPETENCE = "competence"
    INTEGRITY = "integrity"
    BOTH = "both"
    UNKNOWN = "unknown"


class ReportedBy(StrEnum):
    MONITORING = "monitoring"
    STAFF = "staff"
    CUSTOMER = "customer"
    PRESS = "press"
    RESEARCHER = "researcher"


class Precision(StrEnum):
    EXACT = "exact"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class UpdateState(StrEnum):
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    FALSE_ALARM = "false_alarm"


CLOSED = frozenset({UpdateState.RESOLVED, UpdateState.FALSE_ALARM})
"""After these an incident is over until an update says otherwise."""


class ComponentStatus(StrEnum):
    """How a part of the service is, from the best; the words of the Statuspage interface."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


class MaintenanceState(StrEnum):
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    OVERRUN = "overrun"


class RemedyState(StrEnum):
    """Where a remedy stands; derived from its record, never authored."""

    PROPOSED = "proposed"
    CONSULTING = "consulting"
    COMMITTED = "committed"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class PromiseState(StrEnum):
    """Where a promise stands, in the order of the public ledger; ``overdue`` is derived, never authored."""

    BROKEN = "broken"
    OVERDUE = "overdue"
    OPEN = "open"
    KEPT_LATE = "kept_late"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class PromiseTurn(StrEnum):
    """What a later file says of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"


class Element(StrEnum):
    """The nine elements of an apology."""

    RESPONSIBILITY = "responsibility"
    REPAIR = "repair"
    WHAT_HAPPENED = "what_happened"
    REGRET = "regret"
    CHANGE = "change"
    FORGIVENESS = "forgiveness"
    HARM = "harm"
    LISTENED = "listened"
    SPEAKER = "speaker"


class Imported(Record, frozen=True, kw_only=True):
    """Where a record came from, if not from here: its times are that source's, labelled, and count apart.

    ``recorded`` is when the source itself published it. ``original`` keeps what has no place here, by the source's
    names, so that it can be given back unchanged.
    """

    source: Name
    id: Annotated[str, Meta(max_length=200)] = ""
    recorded: Moment | None = None
    url: Url | None = None
    original: dict[str, str | int | bool | None] = {}


class Began(Record, frozen=True, kw_only=True):
    """When trouble began, how well that is known, and from what."""

    at: Moment
    precision: Precision = Precision.EXACT
    source: Annotated[str, Meta(max_length=200)] = ""


class AffectedComponent(Record, frozen=True, kw_only=True):
    id: Slug
    status: ComponentStatus


class ComponentChange(Record, frozen=True, kw_only=True):
    """A component's status from this update on; ``old`` is what it was before."""

    id: Slug
    new: ComponentStatus
    old: ComponentStatus | None = None


class Affected(Record, frozen=True, kw_only=True):
    """Who is hurt. Without a ``count`` it is unknown, and the page says so."""

    who: Sentence
    count: Count | None = None
    basis: Annotated[str, Meta(max_length=200)] = ""


class IncidentRoles(Record, frozen=True, kw_only=True):
    commander: Slug | None = None
    liaison: Slug | None = None
    approver: Slug | None = None


class IncidentRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/incidents/<year>/<date>-<slug>/index.md``."""

    title: Title
    category: Category
    impact: Impact
    violation: Violation = Violation.UNKNOWN
    began_at: Began | None = None
    detected_at: Moment | None = None
    reported_by: ReportedBy | None = None
    components: list[AffectedComponent] = []
    affected: Affected | None = None
    roles: IncidentRoles = IncidentRoles()
    threads: list[ThreadKey] = []
    say: Sentence | None = None
    imported: Imported | None = None


class UpdateRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``updates/<UTC stamp>-<state>.md`` beside an incident or a drill; never modified.

    While an incident is open an update says when the next one is due, or why there will be none.
    """

    at: Moment
    state: UpdateState
    next_update_due: Moment | None = None
    no_further_updates: Sentence | None = None
    components: list[ComponentChange] = []
    author: Author | None = None
    template: str | None = None
    corrects: FileName | None = None
    imported: Imported | None = None


class PostmortemRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``postmortem.md`` (a correction: ``postmortem-2.md``) beside an incident; never modified."""

    at: Moment
    author: Author | None = None
    approved_by: Slug | None = None
    promises: list[Slug] = []
    corrects: FileName | None = None
    imported: Imported | None = None


class Speaker(Record, frozen=True, kw_only=True):
    """Who apologises, by name and role."""

    member: Slug
    role: Name


class ApologyRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``apology.md`` beside an incident. ``elements`` point at the headings that hold them."""

    at: Moment
    speaker: Speaker
    elements: dict[
        Element, Annotated[str, Meta(pattern=r"^#", description="a heading's anchor, as in #what-we-do")]
    ] = {}
    remedies: list[Slug] = []
    promises: list[Slug] = []
    listened_to: list[ThreadKey] = []
    waive: dict[str, Sentence] = {}
    approved_by: Slug | None = None
    imported: Imported | None = None


class MaintenanceRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/maintenance/<year>/<slug>/index.md``."""

    title: Title
    starts_at: Moment
    ends_at: Moment
    impact: Impact = Impact.MINOR
    components: list[Slug] = []
    owner: Author | None = None
    threads: list[ThreadKey] = []
    say: Sentence | None = None
    imported: Imported | None = None


class MaintenanceUpdateRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``updates/<UTC stamp>-<state>.md`` beside a maintenance; never modified."""

    at: Moment
    state: MaintenanceState
    components: list[ComponentChange] = []
    author: Author | None = None
    corrects: FileName | None = None
    imported: Imported | None = None


class DrillRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/drills/<year>/<slug>/index.md``: an incident that is only played."""

    title: Title
    scenario: Sentence
    category: Category = Category.AVAILABILITY
    impact: Impact = Impact.MAJOR
    began_at: Began
    components: list[AffectedComponent] = []
    roles: IncidentRoles = IncidentRoles()
    imported: Imported | None = None


class DrillScoreRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``score.md`` beside a drill: what people judge; times are computed from the updates."""

    at: Moment
    author: Author | None = None
    went_well: list[Sentence] = []
    to_improve: list[Sentence] = []
    promises: list[Slug] = []


class PromiseRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/promises/<year>/<slug>.md``: a promise as it was made; never modified.

    What became of it stands in files of its own (`PromiseTurnRecord`). ``at`` is when it was made, else the first
    commit; ``source`` is where (an incident, a post, an address), ``measure`` how anybody can tell that it is kept.
    """

    text: Sentence
    owner: Author
    due_at: Moment
    at: Moment | None = None
    source: Annotated[str, Meta(max_length=2000)] = ""
    measure: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    evidence: list[Url] = []
    state_note: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    corrects: FileName | None = None
    imported: Imported | None = None


class PromiseTurnRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/promises/<year>/<slug>/<UTC stamp>-<turn>.md``; never modified."""

    at: Moment
    turn: PromiseTurn
    due_at: Moment | None = None
    text: Sentence | None = None
    because: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    evidence: list[Url] = []
    author: Author | None = None
    corrects: FileName | None = None


class RemedyKind(StrEnum):
    REFUND = "refund"
    CREDIT = "credit"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    RESTORATION = "restoration"
    CHANGE = "change"
    OTHER = "other"


class RemedyOption(Record, frozen=True, kw_only=True):
    """One way to put it right; ``comment`` is the number of the comment in the ballot's thread that stands for it."""

    id: Slug
    text: Sentence
    proposed_by: Author | None = None
    comment: Annotated[int, Meta(ge=1)] | None = None


class Ballot(Record, frozen=True, kw_only=True):
    """When and where people may choose: a thumbs up on an option's comment is a vote."""

    opens: Moment
    closes: Moment
    thread: ThreadKey


class Delivered(Record, frozen=True, kw_only=True):
    """How many of those concerned have been reached, and when that was counted."""

    n: Count
    of: Annotated[int, Meta(ge=1)]
    at: Moment


class RemedyRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/remedies/<year>/<slug>.md``.

    ``for`` names what it puts right: an incident's or a post's slug.
    """

    for_: Slug = msgspec.field(name="for")
    kind: RemedyKind
    title: Title
    at: Moment | None = None
    who: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    how: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    by_when: Moment | None = None
    owner: Author | None = None
    approved_by: Slug | None = None
    options: list[RemedyOption] = []
    ballot: Ballot | None = None
    chosen: Slug | None = None
    because: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""
    delivered: Delivered | None = None
    withdrawn: Sentence | None = None
    imported: Imported | None = None

    @property
    def committed(self) -> bool:
        """Whether it says who gets it, how and by when, and nothing is left to be chosen."""
        return bool(self.who and self.how and self.by_when and (self.chosen or not self.options))


class StatementRecord(Record, frozen=True, kw_only=True):
    """Front matter of ``content/statements/<slug>.md``: what the brand says about itself, under somebody's name."""

    title: Title
    at: Moment
    speaker: Speaker
    about: list[Slug] = []
    threads: list[ThreadKey] = []
    imported: Imported | None = None


class AcknowledgementRecord(Record, frozen=True, kw_only=True):
    """``content/acknowledgements/<post slug>.yml``: seen, and by when somebody answers."""

    at: Moment
    by: Author
    answer_by: Moment
    note: Annotated[str, Meta(max_length=limits.SENTENCE_CHARACTERS)] = ""


class Act(StrEnum):
    """What the permission matrix of a crisis plan speaks of."""

    ACKNOWLEDGE = "acknowledge"
    UPDATE = "update"
    RESOLVE = "resolve"
    APOLOGY = "apology"
    REMEDY = "remedy"
    POSTMORTEM = "postmortem"


FREE_ACTS = frozenset({Act.ACKNOWLEDGE, Act.UPDATE})
"""Nobody's approval is ever needed for these: waiting for one is how silence begins."""


class PlanRole(Record, frozen=True, kw_only=True):
    members: Annotated[list[Slug], Meta(min_length=1)]
    does: Sentence


class EscalationStep(Record, frozen=True, kw_only=True):
    """Who is called once a clock has run out for ``after``."""

    after: Minutes
    call: Annotated[list[Slug], Meta(min_length=1)]
    how: Annotated[str, Meta(max_length=200)] = ""


class WebhookForm(StrEnum):
    JSON = "json"
    SLACK = "slack"
    DISCORD = "discord"


class Webhook(Record, frozen=True, kw_only=True):
    """Where ``candor escalate`` posts. Address and signing key are secrets, so only their variables are named."""

    form: WebhookForm
    url_env: Variable
    secret_env: Variable | None = None


class CrisisPlan(Record, frozen=True, kw_only=True):
    """``content/crisis-plan.yml``. ``contacts``, ``webhooks`` and ``internal_note`` are read and never published.

    ``permissions`` name the one member who approves an act; acts that it does not name need nobody's approval.
    ``templates`` hold a text for each state by category; ``declare_thread`` is the pinned thread in which ``/ack``
    declares an incident.
    """

    reviewed: date
    review_every: Minutes = "90d"
    roles: dict[str, PlanRole] = {}
    permissions: dict[Act, Slug | None] = {}
    escalation: list[EscalationStep] = []
    templates: dict[Category, dict[UpdateState, str]] = {}
    declare_thread: ThreadKey | None = None
    public_note: str = ""
    internal_note: str = ""
    contacts: dict[Slug, dict[str, str]] = {}
    webhooks: list[Webhook] = []
