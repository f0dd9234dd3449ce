"""What the templates of the status pages are given: one struct a template, as in `candor.pages.contexts`.

These pages have a layout of their own, ``status/base.jinja``, and use nothing of the theme: on the worst day they must
load on a train and survive a theme that is broken. Words are looked up while planning, so that templates print them.
"""

# ruff: noqa: RUF012 - msgspec copies a mutable default for each context
from __future__ import annotations

from datetime import datetime

from candor.model.html import Fragment
from candor.model.incidents import ComponentStatus, Impact, PromiseState
from candor.pages.contexts import AnyFeed, Author, Context, Link
from candor.standing.clocks import Indicator


class Frame(Context, frozen=True, kw_only=True):
    """What surrounds every page. ``root`` leads to the site's root; ``place`` names the page's own part of the
    navigation; ``drill`` marks what is only played; ``feed`` is the folder with the page's feeds,
    ``plan`` says that there is a crisis plan to link to."""

    site: str
    language: str
    root: str
    title: str
    description: str
    canonical: str
    place: str
    demo: bool
    drill: bool = False
    feed: str = ""
    noindex: bool = False
    script: bool = False
    plan: bool = False


class SilenceClock(Context, frozen=True, kw_only=True):
    """The silence clock of something open: when the last word was, when the next one was promised.

    ``made`` is the build's own time, for readers whose browser cannot count.
    """

    last: datetime | None
    promised: datetime | None
    missed: bool
    reason: str
    made: datetime


class ComponentLine(Context, frozen=True, kw_only=True):
    title: str
    group: str
    status: ComponentStatus
    words: str
    feed: str = ""


class IncidentCard(Context, frozen=True, kw_only=True):
    """An incident or drill in a list. ``url`` is below the site's root; ``clock`` is None once it is over."""

    url: str
    title: str
    impact: Impact
    impact_words: str
    state: str
    began: datetime | None
    ended: datetime | None
    duration: str
    components: list[str]
    say: str
    clock: SilenceClock | None = None
    last_words: Fragment = Fragment(())
    last_author: Author | None = None
    links: dict[str, str] = {}
    updates: int = 0
    apology: str = ""


class MaintenanceCard(Context, frozen=True, kw_only=True):
    url: str
    title: str
    state: str
    active: bool
    starts_at: datetime
    ends_at: datetime
    components: list[str]


class PromiseCard(Context, frozen=True, kw_only=True):
    """A promise in the ledger. ``original_due`` differs from ``due_at`` where it was amended."""

    slug: str
    text: str
    state: PromiseState
    state_words: str
    owner: Author | None
    due_at: datetime
    original_due: datetime
    settled_at: datetime | None
    made: datetime | None
    amendments: int


class RemedyCard(Context, frozen=True, kw_only=True):
    slug: str
    title: str
    state: str
    who: str
    how: str
    by_when: datetime | None
    reached: str


class Bar(Context, frozen=True, kw_only=True):
    """One value of a figure; ``width`` in per cent of the largest, ``share`` of the figure's n where that tells."""

    title: str
    words: str
    share: str = ""
    width: int = 0
    url: str = ""


class Strip(Context, frozen=True, kw_only=True):
    """A component's days, one unit wide each: ``runs`` of affected ones as (first day, how many, height of ten)."""

    title: str
    words: str
    runs: list[tuple[int, int, int]] = []


class DaysChart(Context, frozen=True, kw_only=True):
    """On which of ``days`` days, from ``since`` to ``until``, each component was affected."""

    since: datetime
    until: datetime
    days: int
    strips: list[Strip]


class StatusPage(Context, frozen=True, kw_only=True):
    """``status/status.jinja``: the one state, what is open, every component."""

    frame: Frame
    indicator: Indicator
    words: str
    groups: list[ComponentGroup]
    open: list[IncidentCard]
    active: list[MaintenanceCard]
    upcoming: list[MaintenanceCard]
    recent: list[IncidentCard]
    overdue: list[PromiseCard]
    changed: datetime | None
    chart: DaysChart


class ComponentGroup(Context, frozen=True, kw_only=True):
    title: str
    components: list[ComponentLine]


class TimelineEntry(Context, frozen=True, kw_only=True):
    """One update. ``late`` says in words how long after the fact it was posted, or is empty. ``corrected_by`` and
    ``corrects`` are anchors of other entries. ``old`` is what it once said where it was changed."""

    anchor: str
    at: datetime
    state: str
    author: Author | None
    body: Fragment
    late: str = ""
    next_due: datetime | None = None
    no_more: str = ""
    changes: list[str] = []
    corrected_by: str = ""
    corrects: str = ""
    old: str = ""
    new: str = ""
    altered_at: datetime | None = None
    removed: bool = False


class PostmortemPart(Context, frozen=True, kw_only=True):
    at: datetime
    author: Author | None
    body: Fragment
    late: str
    corrects: bool
    approved_by: Author | None
    old: str = ""


class ElementLine(Context, frozen=True, kw_only=True):
    """One element of an apology; ``anchor`` is empty where it is not there, ``waived`` says why not."""

    words: str
    anchor: str
    waived: str = ""


class ApologyPart(Context, frozen=True, kw_only=True):
    at: datetime
    speaker: Author | None
    role: str
    approved_by: Author | None
    body: Fragment
    late: str
    checklist: list[ElementLine]
    fulfilled: bool
    promises: list[PromiseCard]
    waiting: int
    waived: list[tuple[str, str]]
    listened: list[Link]


class Fact(Context, frozen=True, kw_only=True):
    """A line of facts: ``words``, with a moment or a person where there is one."""

    label: str
    words: str = ""
    at: datetime | None = None
    note: str = ""
    person: Author | None = None


class IncidentPage(Context, frozen=True, kw_only=True):
    """``status/incident.jinja``: an incident or a drill from its first word to its apology."""

    frame: Frame
    title: str
    state: str
    open: bool
    impact: Impact
    impact_words: str
    clock: SilenceClock | None
    ended: datetime | None
    say: str
    intro: Fragment
    links: dict[str, str]
    facts: list[Fact]
    components: list[ComponentLine]
    timeline: list[TimelineEntry]
    apology: ApologyPart | None
    postmortems: list[PostmortemPart]
    remedies: list[RemedyCard]
    discussions: list[Link]
    imported: str
    untimed: str
    score: Score | None = None
    scenario: str = ""


class Score(Context, frozen=True, kw_only=True):
    """How a drill went: measured from its updates, and as people judged it."""

    measured: list[Fact]
    went_well: list[str]
    to_improve: list[str]
    body: Fragment


class HistoryPage(Context, frozen=True, kw_only=True):
    """``status/history.jinja``: the incidents of one year by month, or drills."""

    frame: Frame
    title: str
    years: list[Link]
    months: list[HistoryMonth]
    imported: int
    data: str
    chart: DaysChart | None = None
    silences: list[Bar] = []
    feeds: list[Link] = []


class HistoryMonth(Context, frozen=True, kw_only=True):
    title: str
    incidents: list[IncidentCard]


class KnownIssuesPage(Context, frozen=True, kw_only=True):
    """``status/known.jinja``: what is known to be wrong and not mended yet."""

    frame: Frame
    issues: list[IncidentCard]


class CalendarPage(Context, frozen=True, kw_only=True):
    """``status/calendar.jinja``: maintenance, what is to come first."""

    frame: Frame
    coming: list[MaintenanceCard]
    past: list[MaintenanceCard]
    calendar: str


class MaintenancePage(Context, frozen=True, kw_only=True):
    frame: Frame
    card: MaintenanceCard
    intro: Fragment
    say: str
    links: dict[str, str]
    timeline: list[TimelineEntry]
    owner: Author | None
    discussions: list[Link]
    imported: str


class PromisesPage(Context, frozen=True, kw_only=True):
    """``status/promises.jinja``: the ledger in its fixed order."""

    frame: Frame
    promises: list[PromiseCard]
    counts: list[Bar]
    removed: list[TimelineEntry]


class AmendmentLine(Context, frozen=True, kw_only=True):
    at: datetime
    due_at: datetime | None
    text: str
    because: str
    in_time: bool
    author: Author | None


class PromisePage(Context, frozen=True, kw_only=True):
    frame: Frame
    card: PromiseCard
    first_text: str
    measure: str
    source: Link | None
    evidence: list[str]
    because: str
    amendments: list[AmendmentLine]
    body: Fragment
    steps: list[TimelineEntry]
    links: dict[str, str]
    late: str
    old: str
    new: str
    imported: str


class ApologiesPage(Context, frozen=True, kw_only=True):
    """``status/apologies.jinja``: every apology, and whether it is fulfilled."""

    frame: Frame
    apologies: list[ApologyLine]


class ApologyLine(Context, frozen=True, kw_only=True):
    url: str
    title: str
    at: datetime
    speaker: Author | None
    role: str
    state: str
    fulfilled: bool
    elements: int


class RemediesPage(Context, frozen=True, kw_only=True):
    frame: Frame
    remedies: list[RemedyCard]


class OptionLine(Context, frozen=True, kw_only=True):
    text: str
    proposed_by: Author | None
    votes: int | None
    share: int
    chosen: bool


class RemedyPage(Context, frozen=True, kw_only=True):
    """``status/remedy.jinja``: one remedy; ``phase`` says in words where its ballot stands."""

    frame: Frame
    card: RemedyCard
    kind: str
    about: Link | None
    options: list[OptionLine]
    phase: str
    opens: datetime | None
    closes: datetime | None
    turnout: int | None
    excluded: list[tuple[str, int]]
    because: str
    withdrawn: str
    delivered_at: datetime | None
    owner: Author | None
    approved_by: Author | None
    body: Fragment
    links: dict[str, str]
    discussion: str


class StatementLine(Context, frozen=True, kw_only=True):
    url: str
    title: str
    at: datetime
    speaker: Author | None
    role: str


class StatementsPage(Context, frozen=True, kw_only=True):
    frame: Frame
    statements: list[StatementLine]


class StatementPage(Context, frozen=True, kw_only=True):
    frame: Frame
    line: StatementLine
    body: Fragment
    links: dict[str, str]
    late: str
    about: list[Link]
    imported: str


class ModerationLine(Context, frozen=True, kw_only=True):
    at: datetime
    what: str
    reason: str
    url: str
    title: str
    because: str = ""
    by: Author | None = None
    done: datetime | None = None


class ModerationPage(Context, frozen=True, kw_only=True):
    """``status/moderation.jinja``: ``total`` comments lie in the archive's ``threads``, ``attached`` of them in threads
    that a page shows; ``shown`` and ``counts`` add up to the total."""

    frame: Frame
    total: int
    attached: int
    threads: int
    shown: int
    counts: list[tuple[str, str, int]]
    lines: list[ModerationLine]
    more: int


class PlanRoleLine(Context, frozen=True, kw_only=True):
    role: str
    does: str
    people: list[Author]


class PlanPage(Context, frozen=True, kw_only=True):
    """``status/plan.jinja``: the public part of the crisis plan; never contacts, webhooks or the internal note."""

    frame: Frame
    reviewed: datetime
    due: datetime
    overdue: bool
    roles: list[PlanRoleLine]
    permissions: list[tuple[str, Author | None]]
    steps: list[tuple[str, list[Author], str]]
    clocks: list[tuple[str, str]]
    note: str


class StatusFeedEntry(Context, frozen=True, kw_only=True):
    """An entry of a feed, its addresses absolute. ``body`` is resolved with ``links``."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    author: str
    category: str
    summary: str
    body: Fragment
    links: dict[str, str]


class StatusFeed(AnyFeed, frozen=True, kw_only=True):
    entries: list[StatusFeedEntry]


class RawText(Context, frozen=True, kw_only=True):
    """``raw``: a file printed exactly as it is (JSON, calendar, image, style sheet, script)."""

    text: str


class YearLink(Context, frozen=True, kw_only=True):
    """A period's page, below the site's root."""

    url: str
    title: str


class WitnessLine(Context, frozen=True, kw_only=True):
    """An event that a figure counts."""

    url: str
    title: str
    at: datetime
    words: str


class FigurePart(Context, frozen=True, kw_only=True):
    """A figure of the trust report. ``charted`` figures are drawn as well; one with `columns` is a table with a
    title and a count for each column in every row."""

    key: str
    title: str
    definition: str
    n: int
    unknown: int
    bars: list[Bar]
    columns: list[str] = []
    rows: list[tuple[str, list[str]]] = []
    charted: bool
    witnesses: list[WitnessLine]
    more: int


class TrustRuleLine(Context, frozen=True, kw_only=True):
    title: str
    amount: str


class AccountLine(Context, frozen=True, kw_only=True):
    at: datetime
    title: str
    url: str
    rule: str
    amount: str
    deposit: bool


class AccountPart(Context, frozen=True, kw_only=True):
    """The trust account: its balance as of a day, its rules, and its latest entries."""

    as_of: datetime
    balance: str
    half_life: str
    rules: list[TrustRuleLine]
    lines: list[AccountLine]
    more: int


class TrustPage(Context, frozen=True, kw_only=True):
    """``status/trust.jinja``: the figures of a period; ``account`` only on the one for all time. ``until`` is the day
    up to which a running period is counted, ``data`` the address of the same as JSON and CSV, without the ending."""

    frame: Frame
    title: str
    running: bool
    until: datetime | None
    figures: list[FigurePart]
    imported: list[FigurePart]
    account: AccountPart | None
    quarters: list[YearLink]
    data: str


STATUS_CONTEXTS: dict[str, type[Context]] = {
    "raw": RawText,
    "status/status.jinja": StatusPage,
    "status/incident.jinja": IncidentPage,
    "status/history.jinja": HistoryPage,
    "status/known.jinja": KnownIssuesPage,
    "status/calendar.jinja": CalendarPage,
    "status/maintenance.jinja": MaintenancePage,
    "status/promises.jinja": PromisesPage,
    "status/promise.jinja": PromisePage,
    "status/apologies.jinja": ApologiesPage,
    "status/remedies.jinja": RemediesPage,
    "status/remedy.jinja": RemedyPage,
    "status/statements.jinja": StatementsPage,
    "status/statement.jinja": StatementPage,
    "status/moderation.jinja": ModerationPage,
    "status/plan.jinja": PlanPage,
    "status/trust.jinja": TrustPage,
    "status/feed.jinja": StatusFeed,
    "status/feed.json": StatusFeed,
}
