"""Where things stand and which clock runs: pure functions of the records and of the moment they are asked for.

There is one computed state. Page, badge, feeds and interface all print what `assess_status` says, so they cannot
disagree. Rules, where somebody may wonder:

- An update that another one corrects no longer counts; the correction does, at its own time.
- Maintenance never makes the status worse before its window opens. Past its end and not completed, it has overrun.
- A promise is late when it was kept after the due date in force. An amendment moves that date only if it came before
  the date passed: afterwards the promise was overdue already.
- An apology is fulfilled when every promise it links is kept with evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Post
from candor.model.incidents import (
    CLOSED,
    AffectedComponent,
    ComponentStatus,
    CrisisPlan,
    Impact,
    Imported,
    MaintenanceState,
    PromiseState,
    PromiseTurn,
    RemedyRecord,
    RemedyState,
    UpdateState,
)
from candor.model.records import Community, ComplaintStatus, Kind
from candor.model.transparency import (
    Apology,
    Drill,
    Incident,
    Maintenance,
    MaintenanceUpdate,
    Promise,
    Remedy,
    Trail,
    Transparency,
    Update,
)
from candor.sources.ledger_check import incident_began

U = TypeVar("U", Update, MaintenanceUpdate)

GRACE = timedelta(minutes=10)
"""A record may be published this long after the time it claims before the page says that it came late."""

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def span(text: str) -> timedelta:
    """``45m``, ``24h`` or ``90d`` as a span of time."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def in_force(updates: Sequence[U]) -> list[U]:
    """The updates that no other one corrects, by time."""
    corrected = {update.record.corrects for update in updates if update.record.corrects}
    return [update for update in updates if update.name not in corrected]


def lateness(at: datetime, trail: Trail | None, imported: Imported | None) -> timedelta | None:
    """How long after the time it claims a record was published, where that is more than `GRACE`.

    None for what nobody has witnessed yet, and for imports, whose times are their source's.
    """
    if trail is None or imported is not None:
        return None
    late = trail.recorded - at
    return late if late > GRACE else None


# incidents


def incident_state(incident: Incident | Drill) -> UpdateState:
    """What the last update says; before the first one somebody is looking."""
    counted = in_force(incident.updates)
    return counted[-1].record.state if counted else UpdateState.INVESTIGATING


def is_open(incident: Incident | Drill) -> bool:
    return incident_state(incident) not in CLOSED


def incident_told(incident: Incident | Drill) -> datetime | None:
    """When the first word about it was said."""
    return min((update.record.at for update in incident.updates), default=None)


def incident_ended(incident: Incident | Drill) -> datetime | None:
    """When the update came that closed it, None while it is open."""
    ended = None
    for update in in_force(incident.updates):
        if update.record.state not in CLOSED:
            ended = None
        elif ended is None:
            ended = update.record.at
    return ended


def component_history(incident: Incident | Drill) -> list[AffectedComponent]:
    """How the components stand after the last update, in the order in which they were named."""
    now = {component.id: component.status for component in incident.record.components}
    for update in in_force(incident.updates):
        now |= {change.id: change.new for change in update.record.components}
    return [AffectedComponent(id=slug, status=status) for slug, status in now.items()]


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """How long nothing was said, and what was promised: ``missed`` means promised, and nothing since."""

    last: datetime | None
    promised: datetime | None
    missed: bool
    over: bool
    reason: str = ""


def assess_silence(incident: Incident | Drill, now: datetime) -> Silence:
    """The silence clock of an incident at `now`; it stands still once the incident is over."""
    counted = in_force(incident.updates)
    if not counted:
        return Silence(last=None, promised=None, missed=False, over=False)
    last = counted[-1].record
    if last.state in CLOSED:
        return Silence(last=last.at, promised=None, missed=False, over=True)
    due = last.next_update_due
    return Silence(
        last=last.at,
        promised=due,
        missed=due is not None and due <= now,
        over=False,
        reason="" if due else last.no_further_updates or "",
    )


# maintenance


def maintenance_state(maintenance: Maintenance, now: datetime) -> MaintenanceState:
    """What the last update says, moved on by the clock: an open window is under way, one that has passed overrun."""
    counted = in_force(maintenance.updates)
    said = counted[-1].record.state if counted else MaintenanceState.SCHEDULED
    record = maintenance.record
    if said in (MaintenanceState.COMPLETED, MaintenanceState.CANCELLED):
        return said
    if now >= record.ends_at:
        return MaintenanceState.OVERRUN
    if now < record.starts_at:
        return MaintenanceState.SCHEDULED
    return MaintenanceState.IN_PROGRESS if said is MaintenanceState.SCHEDULED else said


UNDER_WAY = frozenset({MaintenanceState.IN_PROGRESS, MaintenanceState.VERIFYING, MaintenanceState.OVERRUN})


def maintenance_changes(maintenance: Maintenance, now: datetime) -> datetime | None:
    """When time alone changes the maintenance's state."""
    if maintenance_state(maintenance, now) in (MaintenanceState.COMPLETED, MaintenanceState.CANCELLED):
        return None
    record = maintenance.record
    return min((at for at in (record.starts_at, record.ends_at) if at > now), default=None)


# the one state


class Indicator(StrEnum):
    """How the whole is, from the best; the words of the Statuspage interface."""

    NONE = "none"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


BY_IMPACT = {
    Impact.NONE: Indicator.NONE,
    Impact.MINOR: Indicator.MINOR,
    Impact.MAJOR: Indicator.MAJOR,
    Impact.CRITICAL: Indicator.CRITICAL,
}
BY_COMPONENT = {
    ComponentStatus.OPERATIONAL: Indicator.NONE,
    ComponentStatus.UNDER_MAINTENANCE: Indicator.MAINTENANCE,
    ComponentStatus.DEGRADED_PERFORMANCE: Indicator.MINOR,
    ComponentStatus.PARTIAL_OUTAGE: Indicator.MAJOR,
    ComponentStatus.MAJOR_OUTAGE: Indicator.CRITICAL,
}
WORSE = {status: rank for rank, status in enumerate(ComponentStatus)}
SEVERITY = {indicator: rank for rank, indicator in enumerate(Indicator)}


class SiteStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The one state at a moment. ``open`` are the open incidents, the latest first; ``active`` maintenance under way,
    ``upcoming`` what is scheduled, the next first; ``changes_at`` when time alone changes any of it."""

    indicator: Indicator
    components: dict[str, ComponentStatus]
    open: list[Incident]
    active: list[Maintenance]
    upcoming: list[Maintenance]
    changes_at: datetime | None


def assess_status(said: Transparency, community: Community, now: datetime) -> SiteStatus:
    """The one computed state of everything at `now`."""
    opened = sorted(
        (incident for incident in said.incidents if is_open(incident)),
        key=lambda incident: (incident_told(incident) or now, incident.slug),
        reverse=True,
    )
    components = {
        slug: ComponentStatus.OPERATIONAL for slug, component in community.components.items() if not component.retired
    }

    def worsen(slug: str, status: ComponentStatus) -> None:
        if slug in components and WORSE[status] > WORSE[components[slug]]:
            components[slug] = status

    for incident in opened:
        for component in component_history(incident):
            worsen(component.id, component.status)
    by_start = sorted(said.maintenance, key=lambda each: (each.record.starts_at, each.slug))
    states = {each.slug: maintenance_state(each, now) for each in by_start}
    active = [each for each in by_start if states[each.slug] in UNDER_WAY]
    for each in active:
        own = dict.fromkeys(each.record.components, ComponentStatus.UNDER_MAINTENANCE)
        for update in in_force(each.updates):
            own |= {change.id: change.new for change in update.record.components}
        for slug, status in own.items():
            worsen(slug, status)
    indicators = [
        *(BY_IMPACT[incident.record.impact] for incident in opened),
        *(BY_COMPONENT[status] for status in components.values()),
        *([Indicator.MAINTENANCE] if active else []),
    ]
    moments = [maintenance_changes(each, now) for each in by_start]
    moments += [due for incident in opened if (due := assess_silence(incident, now).promised) and due > now]
    return SiteStatus(
        indicator=max(indicators, key=SEVERITY.__getitem__, default=Indicator.NONE),
        components=components,
        open=opened,
        active=active,
        upcoming=[each for each in by_start if states[each.slug] is MaintenanceState.SCHEDULED],
        changes_at=min((moment for moment in moments if moment), default=None),
    )


# promises


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """A change to a promise, made in the open; ``in_time`` says that it came before the due date had passed."""

    at: datetime
    due_at: datetime | None
    text: str | None
    because: str
    in_time: bool
    path: str


class PromiseJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """Where a promise stands. ``due_at`` is the date in force, ``original_due`` the one it was made with."""

    promise: Promise
    state: PromiseState
    text: str
    due_at: datetime
    original_due: datetime
    amendments: list[Amendment]
    settled_at: datetime | None = None
    evidence: list[str] = []
    because: str = ""

    @property
    def changes_at(self) -> datetime | None:
        """When time alone makes it overdue."""
        return self.due_at if self.state is PromiseState.OPEN else None


def judge_promise(promise: Promise, now: datetime) -> PromiseJudgement:
    """Where the promise stands at `now`, told from its own files."""
    record = promise.record
    corrected = {step.record.corrects for step in promise.steps if step.record.corrects}
    text, due, enforced = record.text, record.due_at, record.due_at
    amendments: list[Amendment] = []
    state = PromiseState.OPEN
    settled_at: datetime | None = None
    evidence, because = list(record.evidence), record.state_note
    if evidence:
        state, settled_at = PromiseState.KEPT, promise.made
    for step in promise.steps:
        turn = step.record
        if step.name in corrected:
            continue
        if turn.turn is PromiseTurn.AMENDED:
            in_time = turn.at <= enforced
            amendments.append(
                Amendment(
                    at=turn.at,
                    due_at=turn.due_at,
                    text=turn.text,
                    because=turn.because,
                    in_time=in_time,
                    path=step.path,
                )
            )
            text, due = turn.text or text, turn.due_at or due
            if in_time and turn.due_at:
                enforced = turn.due_at
            continue
        settled_at, because, evidence = turn.at, turn.because, list(turn.evidence)
        if turn.turn is PromiseTurn.KEPT:
            state = PromiseState.KEPT if turn.at <= enforced else PromiseState.KEPT_LATE
        else:
            state = PromiseState(turn.turn.value)
    if state is PromiseState.OPEN and enforced <= now:
        state = PromiseState.OVERDUE
    return PromiseJudgement(
        promise=promise,
        state=state,
        text=text,
        due_at=due,
        original_due=record.due_at,
        amendments=amendments,
        settled_at=settled_at,
        evidence=evidence,
        because=because,
    )


ORDER = {state: rank for rank, state in enumerate(PromiseState)}


def judge_promises(promises: Iterable[Promise], now: datetime) -> list[PromiseJudgement]:
    """The public ledger: broken first, then overdue, open, kept late, kept, withdrawn; each by due date."""
    judged = [judge_promise(promise, now) for promise in promises]
    return sorted(judged, key=lambda each: (ORDER[each.state], each.due_at, each.promise.slug))


# remedies and apologies


def remedy_state(record: RemedyRecord, now: datetime) -> RemedyState:
    """Where a remedy stands: told by what its record holds, never by what it claims."""
    if record.withdrawn:
        return RemedyState.WITHDRAWN
    if record.delivered:
        return RemedyState.DELIVERED if record.delivered.n >= record.delivered.of else RemedyState.DELIVERING
    if record.committed:
        return RemedyState.COMMITTED
    if record.ballot and record.ballot.opens <= now:
        return RemedyState.CONSULTING
    return RemedyState.PROPOSED


def remedy_changes(record: RemedyRecord, now: datetime) -> datetime | None:
    """When time alone changes what a remedy's page says."""
    ballot = record.ballot
    moments = [ballot.opens, ballot.closes] if ballot else []
    return min((moment for moment in moments if moment > now), default=None)


class Fulfilment(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an apology is fulfilled; ``waiting`` names the promises that are not kept with evidence.

    One that promises nothing has nothing to fulfil, which ``promises`` tells.
    """

    fulfilled: bool
    promises: int
    waiting: list[str]


def assess_apology(apology: Apology, promises: Mapping[str, PromiseJudgement]) -> Fulfilment:
    """Whether every promise that the apology links is kept, with evidence."""
    linked = apology.record.promises
    waiting = [
        slug
        for slug in linked
        if (judged := promises.get(slug)) is None
        or judged.state not in (PromiseState.KEPT, PromiseState.KEPT_LATE)
        or not judged.evidence
    ]
    return Fulfilment(fulfilled=bool(linked) and not waiting, promises=len(linked), waiting=waiting)


# the inbox


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A question or complaint to which nobody of the staff has replied. ``due_at`` is when somebody should have:
    the time named when it was acknowledged, else by the reply clock."""

    slug: str
    title: str
    kind: Kind
    since: datetime
    due_at: datetime
    owner: str
    acknowledged: datetime | None


def assess_inbox(corpus: Corpus, posts: Iterable[Post] | None = None) -> list[Waiting]:
    """What waits for a reply, the oldest first. Posts of unknown age are left out: no clock runs for them."""
    clock = span(corpus.community.clocks.reply)
    waiting = []
    for post in corpus.posts if posts is None else posts:
        if post.created is None or not waits(post, corpus):
            continue
        seen = corpus.transparency.acknowledgements.get(post.slug)
        curators = [
            curator
            for topic in post.record.topics
            if topic in corpus.community.topics
            for curator in corpus.community.topics[topic].curators
        ]
        waiting.append(
            Waiting(
                slug=post.slug,
                title=post.record.title,
                kind=post.record.kind,
                since=post.created,
                due_at=seen.answer_by if seen else post.created + clock,
                owner=seen.by if seen else curators[0] if curators else "",
                acknowledged=seen.at if seen else None,
            )
        )
    return sorted(waiting, key=lambda each: (each.since, each.slug))


def waits(post: Post, corpus: Corpus) -> bool:
    """Whether the post is a question that nobody answered, or a complaint to which no staff replied."""
    record = post.record
    if post.stub or record.duplicate_of:
        return False
    if record.kind is Kind.QUESTION:
        return not record.accepted and not post.answers and not staff_replied(post, corpus)
    if record.kind is Kind.COMPLAINT:
        settled = record.complaint is not None and record.complaint.status in (
            ComplaintStatus.REMEDIED,
            ComplaintStatus.DECLINED,
        )
        return not settled and not staff_replied(post, corpus)
    return False


def staff_replied(post: Post, corpus: Corpus) -> bool:
    return first_staff_reply(post, corpus) is not None


def first_staff_reply(post: Post, corpus: Corpus) -> datetime | None:
    """When somebody of the staff first answered or commented."""
    times = [answer.at for answer in post.answers if answer.at and is_staff(answer.author, corpus)]
    for thread in post.threads:
        times += [
            comment.at
            for comment in thread.comments
            if comment.state is CommentState.LIVE and is_staff(comment.author, corpus)
        ]
    return min(times, default=None)


def is_staff(author: str | None, corpus: Corpus) -> bool:
    return author is not None and author in corpus.people and corpus.people[author].staff


# which clock runs out next


class ClockKind(StrEnum):
    UPDATE = "update"
    PROMISE = "promise"
    REMEDY = "remedy"
    MAINTENANCE = "maintenance"
    REPLY = "reply"


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that somebody set by what they said. ``url`` is below the site's root, ``who`` are member slugs or
    accounts that answer for it."""

    kind: ClockKind
    title: str
    url: str
    due_at: datetime
    who: list[str]
    critical: bool = False


def running_clocks(corpus: Corpus, now: datetime) -> list[Clock]:
    """Every clock that runs or has run out at `now`, the one that runs out first coming first."""
    said = corpus.transparency
    clocks = [*incident_clocks(said, corpus.community, now), *promise_clocks(said, now)]
    for each in said.maintenance:
        if maintenance_state(each, now) in UNDER_WAY:
            clocks.append(
                Clock(
                    kind=ClockKind.MAINTENANCE,
                    title=each.record.title,
                    url=f"maintenance/{each.slug}/",
                    due_at=each.record.ends_at,
                    who=[each.record.owner] if each.record.owner else [],
                )
            )
    clocks += [
        Clock(
            kind=ClockKind.REPLY,
            title=each.title,
            url=f"questions/{each.slug}/",
            due_at=each.due_at,
            who=[each.owner] if each.owner else [],
        )
        for each in assess_inbox(corpus)
    ]
    return sorted(clocks, key=lambda clock: (clock.due_at, clock.url))


def incident_clocks(said: Transparency, community: Community, now: datetime) -> Iterator[Clock]:
    """When the next word about each open incident is due: as promised, else by the clock for its impact."""
    for incident in said.incidents:
        silence = assess_silence(incident, now)
        if silence.over or silence.reason:
            continue
        due = silence.promised
        if due is None:
            since = silence.last or incident.record.detected_at or incident_began(incident)
            if since is None:
                continue
            due = since + update_clock(community, incident)
        roles = incident.record.roles
        yield Clock(
            kind=ClockKind.UPDATE,
            title=incident.record.title,
            url=f"incidents/{incident.slug}/",
            due_at=due,
            who=list(dict.fromkeys(who for who in (roles.liaison, roles.commander) if who)),
            critical=incident.record.impact is Impact.CRITICAL,
        )


def update_clock(community: Community, incident: Incident | Drill) -> timedelta:
    """How soon the next update is due where nobody said when: by state, else by impact, else an hour."""
    clocks = community.clocks.next_update
    if not incident.updates:
        return span(community.clocks.acknowledge)
    state = incident_state(incident)
    if state is UpdateState.MONITORING and state in clocks:
        return span(clocks[state])
    return span(clocks.get(incident.record.impact, "60m"))


def promise_clocks(said: Transparency, now: datetime) -> Iterator[Clock]:
    for judged in judge_promises(said.promises, now):
        if judged.state in (PromiseState.OPEN, PromiseState.OVERDUE):
            yield Clock(
                kind=ClockKind.PROMISE,
                title=judged.text,
                url=f"promises/{judged.promise.slug}/",
                due_at=judged.due_at,
                who=[judged.promise.record.owner],
            )
    for remedy in said.remedies:
        record = remedy.record
        if record.by_when and remedy_state(record, now) in (RemedyState.COMMITTED, RemedyState.DELIVERING):
            yield Clock(
                kind=ClockKind.REMEDY,
                title=record.title,
                url=f"remedies/{remedy.slug}/",
                due_at=record.by_when,
                who=[record.owner] if record.owner else [],
            )


def due_calls(plan: CrisisPlan | None, clock: Clock, now: datetime) -> list[str]:
    """Whom the crisis plan says to call for a clock that ran out: everybody of each step that is reached by now."""
    if plan is None or clock.due_at > now:
        return []
    called = [slug for step in plan.escalation if now - clock.due_at >= span(step.after) for slug in step.call]
    return list(dict.fromkeys(called))


def review_due(plan: CrisisPlan) -> datetime:
    """When the crisis plan should have been looked at again, in UTC."""
    from datetime import UTC, time

    return datetime.combine(plan.reviewed, time(), UTC) + span(plan.review_every)


def remedies_of(said: Transparency, slug: str) -> list[Remedy]:
    """The remedies for an incident or a post."""
    return [remedy for remedy in said.remedies if remedy.record.for_ == slug]
