"""What the brand's record says about it, quarter by quarter, and the trust account: figures that link what they count.

Every figure has its n, and says apart what is unknown. Imported records carry their source's own times, so they are
counted apart. Nothing here knows words: names of figures are keys, put into sentences by `candor.pages.trust`.

Definitions: *acknowledged* runs from when we knew (``detected_at``, else an exactly known ``began_at``) to the first
update; a *gap* lies between two updates of one incident; an update is *on time* if the next word came by the moment
that the one before it promised; *backfilled* is what Git recorded more than ten minutes after the time it claims; the
*first reply* is the first answer or comment by staff. Percentiles are nearest-rank.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Post
from candor.model.incidents import (
    CLOSED,
    Impact,
    Precision,
    PromiseState,
    ReportedBy,
)
from candor.model.records import Kind, TrustRules
from candor.model.transparency import Incident
from candor.sources.ledger_check import incident_began
from candor.standing.clocks import (
    assess_apology,
    first_staff_reply,
    in_force,
    incident_told,
    judge_promises,
    lateness,
    span,
)
from candor.standing.days import components_of, days_by_component, days_of, longest_silence

LONG_SILENCES = (timedelta(minutes=60), timedelta(minutes=120))
OURS = frozenset({ReportedBy.MONITORING, ReportedBy.STAFF})
MIXED = (Kind.QUESTION, Kind.COMPLAINT, Kind.IDEA, Kind.PRAISE)
COUNTED_PROMISES = (
    PromiseState.KEPT,
    PromiseState.KEPT_LATE,
    PromiseState.OVERDUE,
    PromiseState.BROKEN,
    PromiseState.WITHDRAWN,
    PromiseState.OPEN,
)


class Quarter(msgspec.Struct, frozen=True, order=True):
    """Three months of a year; ``number`` counts from 1. ``2026-q1`` in addresses."""

    year: int
    number: int

    @classmethod
    def of(cls, at: datetime) -> Quarter:
        at = at.astimezone(UTC)
        return cls(at.year, (at.month + 2) // 3)

    @property
    def starts(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        following = Quarter(self.year + self.number // 4, self.number % 4 + 1)
        return following.starts

    def __str__(self) -> str:
        return f"{self.year}-q{self.number}"


class Unit(StrEnum):
    """What a figure's values are: seconds, or how many of ``n``."""

    SECONDS = "seconds"
    COUNT = "count"


class Witness(msgspec.Struct, frozen=True, order=True, kw_only=True, gc=False):
    """An event behind a figure: where it can be read (below the site's root), and its own value in the unit."""

    at: datetime
    url: str
    title: str
    value: int | None = None
    part: str = ""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. ``n`` is what it rests on, ``unknown`` what could not be counted; ``values`` go by name."""

    key: str
    unit: Unit
    n: int
    unknown: int = 0
    values: dict[str, int] = {}
    witnesses: list[Witness] = []


class TrustReport(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a period; those of ``imported`` rest on other sources' times. ``quarter`` is None for all time."""

    quarter: Quarter | None
    figures: list[Figure]
    imported: list[Figure]


def report_quarters(corpus: Corpus, now: datetime) -> list[Quarter]:
    """Every quarter in which something was said or asked, the latest first; the one of `now` always."""
    said = corpus.transparency
    times = [told for incident in said.incidents if (told := told_at(incident))]
    times += [promise.made or promise.record.due_at for promise in said.promises]
    times += [post.created for post in corpus.posts if post.created]
    first = min([*times, now])
    quarters = []
    quarter = Quarter.of(now)
    while quarter >= Quarter.of(first):
        quarters.append(quarter)
        quarter = Quarter.of(quarter.starts - timedelta(days=1))
    busy = {Quarter.of(at) for at in times} | {Quarter.of(now)}
    return [quarter for quarter in quarters if quarter in busy]


def assess_trust(corpus: Corpus, now: datetime, quarter: Quarter | None = None) -> TrustReport:
    """The report of a quarter, or of all time. What has not happened by `now` is not counted."""
    since = quarter.starts if quarter else datetime.min.replace(tzinfo=UTC)
    until = min(quarter.ends, now) if quarter else now

    def within(at: datetime | None) -> bool:
        return at is not None and since <= at < until

    said = corpus.transparency
    told = [incident for incident in said.incidents if within(told_at(incident))]
    own = [incident for incident in told if incident.record.imported is None]
    foreign = [incident for incident in told if incident.record.imported is not None]
    asked = [
        post
        for post in corpus.posts
        if within(post.created) and post.record.kind in (Kind.QUESTION, Kind.COMPLAINT) and not post.stub
    ]
    figures = [
        acknowledged(own),
        *source_figures(own, until),
        backfill(own, corpus),
        reporters(own),
        first_replies(asked, corpus, until),
        unanswered_complaints(asked, corpus, until),
        promise_outcomes(corpus, now, since, until),
        remedies_reached(corpus, since, until),
        mix_of_posts([post for post in corpus.posts if within(post.created)]),
    ]
    imported = source_figures(foreign, until) if foreign else []
    return TrustReport(quarter=quarter, figures=figures, imported=imported)


# incidents


def source_figures(incidents: Sequence[Incident], until: datetime) -> list[Figure]:
    """The figures that rest on the updates alone, which an import has too."""
    return [
        gaps(incidents),
        silences(incidents),
        updates_on_time(incidents, until),
        days_affected(incidents, until),
    ]


def told_at(incident: Incident) -> datetime | None:
    return incident_told(incident) or incident_began(incident)


def known_since(incident: Incident) -> datetime | None:
    """When we knew, as far as the record tells."""
    record = incident.record
    if record.detected_at:
        return record.detected_at
    began = record.began_at
    return began.at if began and began.precision is Precision.EXACT else None


def acknowledged(incidents: Sequence[Incident]) -> Figure:
    """How long it took to say the first word; the worst is the longest."""
    witnesses = [
        witness(incident, told, max(0, int((told - since).total_seconds())))
        for incident in incidents
        if (told := incident_told(incident)) and (since := known_since(incident))
    ]
    return durations("acknowledged", witnesses, unknown=len(incidents) - len(witnesses))


def gaps(incidents: Sequence[Incident]) -> Figure:
    """The time between one update and the next, over all pairs of updates of one incident."""
    found = [
        witness(incident, later, int((later - earlier).total_seconds()))
        for incident in incidents
        for earlier, later in pairwise(update.record.at for update in in_force(incident.updates))
    ]
    longest: dict[str, Witness] = {}
    for each in found:
        if each.url not in longest or (each.value or 0) > (longest[each.url].value or 0):
            longest[each.url] = each
    figure = durations("gaps", found)
    return msgspec.structs.replace(figure, witnesses=sorted(longest.values()))


def silences(incidents: Sequence[Incident]) -> Figure:
    """How many incidents with two or more updates hold a silence longer than one hour, and than two."""
    values = Counter(dict.fromkeys((name_of(limit) for limit in LONG_SILENCES), 0))
    witnesses, counted = [], 0
    for incident in incidents:
        if (silence := longest_silence(incident)) is None:
            continue
        counted += 1
        longest, at = silence
        for limit in LONG_SILENCES:
            values[name_of(limit)] += longest > limit
        if longest > LONG_SILENCES[0]:
            witnesses.append(witness(incident, at, int(longest.total_seconds())))
    return Figure(
        key="silences",
        unit=Unit.COUNT,
        n=counted,
        unknown=len(incidents) - counted,
        values=dict(values),
        witnesses=sorted(witnesses),
    )


def name_of(limit: timedelta) -> str:
    return f"over_{int(limit.total_seconds()) // 60}_minutes"


def updates_on_time(incidents: Sequence[Incident], until: datetime) -> Figure:
    """Of the updates that named the next one's time, how many were followed by then. One that is not due yet is left
    out."""
    kept, witnesses = 0, []
    for incident in incidents:
        for due, came in promised_updates(incident):
            if came is None and due > until:
                continue
            in_time = came is not None and came <= due
            kept += in_time
            late = None if came is None else max(0, int((came - due).total_seconds()))
            witnesses.append(witness(incident, due, late, "on_time" if in_time else "missed"))
    return Figure(
        key="updates_on_time",
        unit=Unit.COUNT,
        n=len(witnesses),
        values={"on_time": kept, "missed": len(witnesses) - kept},
        witnesses=sorted(witnesses),
    )


def promised_updates(incident: Incident) -> Iterator[tuple[datetime, datetime | None]]:
    """Each moment at which an update was due, and when the next word came (None: never)."""
    updates = in_force(incident.updates)
    for number, update in enumerate(updates):
        if update.record.next_update_due and update.record.state not in CLOSED:
            later = updates[number + 1].record.at if number + 1 < len(updates) else None
            yield update.record.next_update_due, later


def days_affected(incidents: Sequence[Incident], until: datetime) -> Figure:
    """For each component, on how many days an incident named it."""
    days = days_by_component(incidents, until)
    witnesses = [
        witness(incident, began, len(days_of(incident, until)), name)
        for incident in incidents
        if (began := incident_began(incident) or told_at(incident))
        for name in sorted(components_of(incident))
    ]
    return Figure(
        key="days_affected",
        unit=Unit.COUNT,
        n=len(incidents),
        unknown=sum(not each.record.components for each in incidents),
        values={name: len(found) for name, found in sorted(days.items(), key=lambda each: (-len(each[1]), each[0]))},
        witnesses=sorted(witnesses),
    )


def backfill(incidents: Sequence[Incident], corpus: Corpus) -> Figure:
    """Of the updates that Git has recorded, how many were published more than ten minutes after they claim."""
    trails = corpus.transparency.trails
    known, witnesses, unknown = 0, [], 0
    for incident in incidents:
        for update in incident.updates:
            if update.record.imported is not None:
                continue
            trail = trails.get(update.path)
            if trail is None:
                unknown += 1
                continue
            known += 1
            if late := lateness(update.record.at, trail, None):
                witnesses.append(witness(incident, update.record.at, int(late.total_seconds())))
    return Figure(
        key="backfilled",
        unit=Unit.COUNT,
        n=known,
        unknown=unknown,
        values={"late": len(witnesses)},
        witnesses=sorted(witnesses),
    )


def reporters(incidents: Sequence[Incident]) -> Figure:
    """Who noticed first: we ourselves, or others."""
    sides = Counter({"ours": 0, "others": 0})
    witnesses, unknown = [], 0
    for incident in incidents:
        by, at = incident.record.reported_by, told_at(incident)
        if by is None or at is None:
            unknown += 1
            continue
        side = "ours" if by in OURS else "others"
        sides[side] += 1
        witnesses.append(witness(incident, at, part=side))
    return Figure(
        key="reported_first",
        unit=Unit.COUNT,
        n=len(witnesses),
        unknown=unknown,
        values=dict(sides),
        witnesses=sorted(witnesses),
    )


# the community


def first_replies(posts: Sequence[Post], corpus: Corpus, until: datetime) -> Figure:
    """How long questions and complaints waited for the first reply by staff; those without one are told apart."""
    witnesses = [
        Witness(
            at=post.created,
            url=post_url(post),
            title=post.record.title,
            value=max(0, int((replied - post.created).total_seconds())),
            part=post.record.kind.value,
        )
        for post in posts
        if post.created and (replied := first_staff_reply(post, corpus)) and replied < until
    ]
    return durations("first_reply", witnesses, unknown=len(posts) - len(witnesses))


def unanswered_complaints(posts: Sequence[Post], corpus: Corpus, until: datetime) -> Figure:
    """The complaints of the period to which no staff had replied at its end, and how old they were then."""
    complaints = [post for post in posts if post.record.kind is Kind.COMPLAINT]
    waiting = []
    for post in complaints:
        replied = first_staff_reply(post, corpus)
        if post.created and (replied is None or replied >= until):
            age = int((until - post.created).total_seconds())
            waiting.append(Witness(at=post.created, url=post_url(post), title=post.record.title, value=age))
    return Figure(
        key="complaints_unanswered",
        unit=Unit.COUNT,
        n=len(complaints),
        values={"unanswered": len(waiting)},
        witnesses=sorted(waiting),
    )


def promise_outcomes(corpus: Corpus, now: datetime, since: datetime, until: datetime) -> Figure:
    """The promises that were due in the period, by what became of them."""
    values = Counter({state.value: 0 for state in COUNTED_PROMISES})
    witnesses = []
    for judged in judge_promises(corpus.transparency.promises, now):
        if since <= judged.due_at < max(until, since) or (judged.settled_at and since <= judged.settled_at < until):
            values[judged.state.value] += 1
            witnesses.append(
                Witness(
                    at=judged.due_at,
                    url=f"promises/{judged.promise.slug}/",
                    title=judged.text,
                    part=judged.state.value,
                )
            )
    return Figure(key="promises", unit=Unit.COUNT, n=len(witnesses), values=dict(values), witnesses=sorted(witnesses))


def remedies_reached(corpus: Corpus, since: datetime, until: datetime) -> Figure:
    """How many of those concerned remedies have reached, of remedies counted in the period."""
    reached = of = unknown = 0
    witnesses = []
    for remedy in corpus.transparency.remedies:
        record = remedy.record
        delivered = record.delivered
        if delivered is None:
            unknown += bool(record.by_when and since <= record.by_when < until and not record.withdrawn)
        elif since <= delivered.at < until:
            reached, of = reached + delivered.n, of + delivered.of
            witnesses.append(
                Witness(at=delivered.at, url=f"remedies/{remedy.slug}/", title=record.title, value=delivered.n)
            )
    return Figure(
        key="remedies",
        unit=Unit.COUNT,
        n=of,
        unknown=unknown,
        values={"reached": reached},
        witnesses=sorted(witnesses),
    )


def mix_of_posts(posts: Iterable[Post]) -> Figure:
    """How many questions, complaints, ideas and praise came in each month (``2026-03 complaint``)."""
    counted = Counter(
        (f"{post.created:%Y-%m}", post.record.kind)
        for post in posts
        if post.created and post.record.kind in MIXED and not post.stub
    )
    months = sorted({month for month, _ in counted})
    values = {f"{month} {kind}": counted[month, kind] for month in months for kind in MIXED}
    return Figure(key="mix", unit=Unit.COUNT, n=sum(counted.values()), values=values)


# arithmetic


def witness(incident: Incident, at: datetime, value: int | None = None, part: str = "") -> Witness:
    return Witness(at=at, url=f"incidents/{incident.slug}/", title=incident.record.title, value=value, part=part)


def post_url(post: Post) -> str:
    return f"questions/{post.slug}/"


def durations(key: str, witnesses: Sequence[Witness], unknown: int = 0) -> Figure:
    """Median, ninth decile and worst of what the witnesses lasted, in seconds; without any there are none."""
    lengths = sorted(each.value for each in witnesses if each.value is not None)
    values = {}
    if lengths:
        values = {"median": int(statistics.median(lengths)), "p90": percentile(lengths, 90), "worst": lengths[-1]}
    return Figure(
        key=key, unit=Unit.SECONDS, n=len(lengths), unknown=unknown, values=values, witnesses=sorted(witnesses)
    )


def percentile(ordered: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile: the smallest value that at least `percent` of all do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


# the trust account


class Rule(StrEnum):
    """What puts something into the account or takes it out; its weights stand in ``community.yml``."""

    PROMISE_KEPT = "promise_kept"
    PROMISE_KEPT_LATE = "promise_kept_late"
    PROMPT_REPLY = "prompt_reply"
    UPDATE_ON_TIME = "update_on_time"
    APOLOGY_FULFILLED = "apology_fulfilled"
    INCIDENT = "incident"
    UPDATE_MISSED = "update_missed"
    PROMISE_BROKEN = "promise_broken"
    UNLOGGED_EDIT = "unlogged_edit"
    UNEXPLAINED_HIDING = "unexplained_hiding"


class Entry(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """A deposit (above 0) or withdrawal (below) at its time, with the event it stands for."""

    at: datetime
    rule: Rule
    url: str
    title: str
    amount: int


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The account as of ``as_of``: a month's first day, or its latest entry if that came later.

    ``balance`` is in hundredths. ``changes_at`` is when time alone will change it.
    """

    as_of: datetime
    balance: int
    entries: list[Entry]
    changes_at: datetime


def assess_account(corpus: Corpus, now: datetime) -> Account:
    """Every deposit and withdrawal by the community's rules, and what they weigh today: half after ``half_life``.

    Imports take no part: their times are somebody else's.
    """
    rules = corpus.community.trust
    entries = sorted(entry for entry in account_entries(corpus, rules, now) if entry.at <= now and entry.amount)
    month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    as_of = max([month, *(entry.at for entry in entries)])
    half_life = span(rules.half_life)
    balance = sum(entry.amount * 0.5 ** ((as_of - entry.at) / half_life) for entry in entries)
    following = (month + timedelta(days=32)).replace(day=1)
    return Account(as_of=as_of, balance=round(100 * balance), entries=entries, changes_at=following)


def account_entries(corpus: Corpus, rules: TrustRules, now: datetime) -> Iterator[Entry]:
    yield from promise_entries(corpus, rules, now)
    yield from incident_entries(corpus, rules, now)
    yield from reply_entries(corpus, rules)
    yield from honesty_entries(corpus, rules)


def promise_entries(corpus: Corpus, rules: TrustRules, now: datetime) -> Iterator[Entry]:
    """Promises kept, kept late and broken, and apologies that are fulfilled."""
    judged = {each.promise.slug: each for each in judge_promises(corpus.transparency.promises, now)}
    weights = {
        PromiseState.KEPT: (Rule.PROMISE_KEPT, rules.promise_kept),
        PromiseState.KEPT_LATE: (Rule.PROMISE_KEPT_LATE, rules.promise_kept_late),
        PromiseState.BROKEN: (Rule.PROMISE_BROKEN, -rules.promise_broken),
    }
    for slug, each in judged.items():
        if each.state in weights and each.settled_at and each.promise.record.imported is None:
            rule, amount = weights[each.state]
            yield Entry(at=each.settled_at, rule=rule, url=f"promises/{slug}/", title=each.text, amount=amount)
    for incident in corpus.transparency.incidents:
        apology = incident.apology
        if apology and incident.record.imported is None and assess_apology(apology, judged).fulfilled:
            settled = [judged[slug].settled_at for slug in apology.record.promises]
            at = max([apology.record.at, *(moment for moment in settled if moment)])
            yield entry(incident, at, Rule.APOLOGY_FULFILLED, rules.apology_fulfilled)


def incident_entries(corpus: Corpus, rules: TrustRules, now: datetime) -> Iterator[Entry]:
    """Incidents by how much they hurt, and updates that came by the time promised, or did not."""
    costs = {
        Impact.NONE: rules.incident.none,
        Impact.MINOR: rules.incident.minor,
        Impact.MAJOR: rules.incident.major,
        Impact.CRITICAL: rules.incident.critical,
    }
    for incident in corpus.transparency.incidents:
        told = told_at(incident)
        if told is None or incident.record.imported is not None:
            continue
        yield entry(incident, told, Rule.INCIDENT, -costs[incident.record.impact])
        for due, came in promised_updates(incident):
            if came is not None and came <= due:
                yield entry(incident, came, Rule.UPDATE_ON_TIME, rules.update_on_time)
            elif due <= now:
                yield entry(incident, due, Rule.UPDATE_MISSED, -rules.update_missed)


def reply_entries(corpus: Corpus, rules: TrustRules) -> Iterator[Entry]:
    """Questions and complaints to which staff replied within the reply clock."""
    clock = span(corpus.community.clocks.reply)
    for post in corpus.posts:
        if post.created is None or post.record.kind not in (Kind.QUESTION, Kind.COMPLAINT):
            continue
        replied = first_staff_reply(post, corpus)
        if replied and replied - post.created <= clock:
            yield Entry(
                at=replied,
                rule=Rule.PROMPT_REPLY,
                url=post_url(post),
                title=post.record.title,
                amount=rules.prompt_reply,
            )


def honesty_entries(corpus: Corpus, rules: TrustRules) -> Iterator[Entry]:
    """What was changed after it was published with no correction, and comments hidden without a reason."""
    for altered in corpus.transparency.alterations:
        if not altered.corrected_by and altered.at:
            yield Entry(
                at=altered.at,
                rule=Rule.UNLOGGED_EDIT,
                url="integrity.json",
                title=altered.path,
                amount=-rules.unlogged_edit,
            )
    for post in corpus.posts:
        for thread in post.threads:
            for comment in thread.comments:
                if comment.state is CommentState.MINIMIZED and not comment.reason:
                    yield Entry(
                        at=comment.at,
                        rule=Rule.UNEXPLAINED_HIDING,
                        url=post_url(post),
                        title=post.record.title,
                        amount=-rules.unexplained_hiding,
                    )


def entry(incident: Incident, at: datetime, rule: Rule, amount: int) -> Entry:
    return Entry(at=at, rule=rule, url=f"incidents/{incident.slug}/", title=incident.record.title, amount=amount)
