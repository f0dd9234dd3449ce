"""The status page and everything behind it: incidents, maintenance, promises, apologies, remedies, drills, statements.

These pages are printed without a plate, on a layout of their own, and no template of a brand's can take the silence
clock out of them. They exist once the community has components or has said anything of the kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.model.html import Fragment, Ref
from candor.model.incidents import (
    Act,
    Category,
    ComponentStatus,
    Element,
    Impact,
    PromiseState,
    RemedyState,
    UpdateState,
)
from candor.model.transparency import (
    Alteration,
    Apology,
    Drill,
    Incident,
    Maintenance,
    MaintenanceUpdate,
    Prose,
    Remedy,
    Statement,
    Update,
)
from candor.pages.catalogue import mark
from candor.pages.contexts import Author, Context, Link
from candor.pages.directory import Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document
from candor.pages.status_contexts import (
    AmendmentLine,
    ApologiesPage,
    ApologyLine,
    ApologyPart,
    Bar,
    CalendarPage,
    ComponentGroup,
    ComponentLine,
    DaysChart,
    ElementLine,
    Fact,
    Frame,
    HistoryMonth,
    HistoryPage,
    IncidentCard,
    IncidentPage,
    KnownIssuesPage,
    MaintenanceCard,
    MaintenancePage,
    OptionLine,
    PlanPage,
    PlanRoleLine,
    PostmortemPart,
    PromiseCard,
    PromisePage,
    PromisesPage,
    RawText,
    RemediesPage,
    RemedyCard,
    RemedyPage,
    Score,
    SilenceClock,
    StatementLine,
    StatementPage,
    StatementsPage,
    StatusPage,
    Strip,
    TimelineEntry,
)
from candor.pages.words import (
    ACT_WORDS,
    CATEGORY_WORDS,
    COMPONENT_WORDS,
    ELEMENT_WORDS,
    IMPACT_WORDS,
    INDICATOR_WORDS,
    MAINTENANCE_WORDS,
    PITFALL_WORDS,
    PROMISE_WORDS,
    REMEDY_KIND_WORDS,
    REMEDY_WORDS,
    REPORTER_WORDS,
    STATE_WORDS,
    VIOLATION_WORDS,
    duration,
    posted_late,
)
from candor.sources.ledger_check import incident_began
from candor.standing.clocks import (
    UNDER_WAY,
    PromiseJudgement,
    assess_apology,
    assess_silence,
    assess_status,
    component_history,
    in_force,
    incident_ended,
    incident_state,
    incident_told,
    is_open,
    judge_promises,
    lateness,
    maintenance_changes,
    maintenance_state,
    remedies_of,
    remedy_changes,
    remedy_state,
    review_due,
    span,
)
from candor.standing.days import components_of, days_by_component, longest_silence

ASSETS = Path(__file__).parent / "assets"
"""The style sheet and the script of these pages, published beside them as they are."""

T = TypeVar("T", Incident, Drill)

KNOWN = frozenset({UpdateState.IDENTIFIED, UpdateState.MONITORING})
TURN_WORDS = {
    "kept": mark("Kept"),
    "broken": mark("Broken"),
    "withdrawn": mark("Withdrawn"),
    "amended": mark("Amended"),
}
PRECISION_WORDS = {"exact": "", "estimated": mark("estimated"), "unknown": mark("not known exactly")}
ROLE_WORDS = {"commander": mark("In charge"), "liaison": mark("Speaks for us")}
CLOCK_WORDS = {
    "critical": mark("Next update while critical"),
    "major": mark("Next update while major"),
    "minor": mark("Next update while minor"),
    "monitoring": mark("Next update while watching the repair"),
}

RECENT = 5
WORST = 10
CHARTED = timedelta(days=90)
HEIGHTS = {Impact.NONE: 2, Impact.MINOR: 4, Impact.MAJOR: 7, Impact.CRITICAL: 10}
"""How high, of ten, a day stands in a chart, so that nobody needs its colour."""
BACKWARDS = timedelta(days=14)
"""How far back the status page shows what is over."""


def has_status(directory: Directory) -> bool:
    """Whether the community has anything to have a status of."""
    return bool(directory.corpus.community.components) or not directory.corpus.transparency.empty


def plan_status(directory: Directory) -> Iterator[Document]:
    """Every page of the kind; none for a community without components that has said nothing."""
    if has_status(directory):
        yield from Ledger(directory).documents()


class Ledger:
    """What the brand says about itself, judged at the build's moment and put into words."""

    def __init__(self, directory: Directory) -> None:
        self.directory, self.site, self.now = directory, directory.site, directory.now
        self.said = directory.corpus.transparency
        self.community = directory.corpus.community
        self.catalogue = directory.site.catalogue
        self.word = directory.site.catalogue.gettext
        self.status = assess_status(self.said, self.community, self.now)
        self.judged = {each.promise.slug: each for each in judge_promises(self.said.promises, self.now)}
        self.altered = {each.path: each for each in self.said.alterations}

    def documents(self) -> Iterator[Document]:
        yield self.status_page()
        for incident in self.said.incidents:
            yield self.incident_page(incident)
        for drill in self.said.drills:
            yield self.incident_page(drill)
        yield from self.history()
        yield self.known_issues()
        yield self.calendar()
        yield from map(self.maintenance_page, self.said.maintenance)
        yield self.promises()
        yield from map(self.promise_page, self.judged.values())
        yield self.apologies()
        yield self.remedies()
        yield from map(self.remedy_page, self.said.remedies)
        yield self.statements()
        yield from map(self.statement_page, self.said.statements)
        yield self.drills()
        if self.said.plan is not None:
            yield self.plan_page()
        for name in ("status.css", "clock.js"):
            yield self.draft(f"status/{name}", "raw", RawText(text=(ASSETS / name).read_text(encoding="utf-8")))

    # one page

    def draft(self, url: str, template: str, context: Context, changes_at: datetime | None = None) -> Document:
        title = getattr(getattr(context, "frame", None), "title", "")
        return draft_document(
            self.directory.stamp,
            url=url,
            template=template,
            context=context,
            title=title,
            changes_at=changes_at,
        )

    def frame(self, url: str, title: str, place: str, description: str = "", **more: object) -> Frame:
        return Frame(
            site=self.community.name,
            language=self.site.language,
            root="../" * url.count("/"),
            title=title,
            description=description or title,
            canonical=self.site.url + url if self.site.url else "",
            place=place,
            demo=self.directory.demo,
            plan=self.said.plan is not None,
            **more,  # type: ignore[arg-type]
        )

    def status_page(self) -> Document:
        status = self.status
        groups: dict[str, list[ComponentLine]] = {}
        for slug, standing in status.components.items():
            group = self.community.components[slug].group
            groups.setdefault(group, []).append(self.component(slug, standing))
        overdue = [each for each in self.judged.values() if each.state in (PromiseState.OVERDUE, PromiseState.BROKEN)]
        recent = [
            incident
            for incident in self.latest(self.said.incidents)
            if (ended := incident_ended(incident)) and self.now - ended <= BACKWARDS
        ][:RECENT]
        words = self.word(INDICATOR_WORDS[status.indicator])
        today = self.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        chart = self.days_chart(
            self.said.incidents, today - CHARTED + timedelta(days=1), today, list(status.components)
        )
        context = StatusPage(
            frame=self.frame(
                "status/", f"{self.word('Status')}: {words}", "status", feed="status/", script=bool(status.open)
            ),
            indicator=status.indicator,
            words=words,
            groups=[ComponentGroup(title=title, components=lines) for title, lines in groups.items()],
            open=[self.card(incident) for incident in status.open],
            active=[self.window(each) for each in status.active],
            upcoming=[self.window(each) for each in status.upcoming],
            recent=[self.card(incident) for incident in recent],
            overdue=[self.promise_card(each) for each in overdue],
            changed=self.last_change(),
            chart=chart,
        )
        moments = [
            status.changes_at,
            *(each.changes_at for each in self.judged.values()),
            *(ended + BACKWARDS for each in recent if (ended := incident_ended(each))),
            *([today + timedelta(days=1)] if any(strip.runs for strip in chart.strips) else []),
        ]
        return self.draft("status/", "status/status.jinja", context, earliest(moments, self.now))

    def incident_page(self, incident: Incident | Drill) -> Document:
        """An incident's page, or a drill's, which says DRILL wherever it can be seen."""
        record, drill = incident.record, isinstance(incident, Drill)
        url = f"{'drills' if drill else 'incidents'}/{incident.slug}/"
        opened, clock = is_open(incident), self.clock(incident)
        title = f"{self.word('DRILL')}: {record.title}" if drill else record.title
        state = self.word(STATE_WORDS[incident_state(incident)])
        refs: set[Ref] = set(incident.body.html.refs)
        for update in incident.updates:
            refs |= update.body.html.refs
        apology, postmortems, imported = None, [], ""
        score = None
        if isinstance(incident, Drill):
            refs |= incident.score_body.html.refs
            score = self.score(incident)
        else:
            if incident.apology:
                refs |= incident.apology.body.html.refs
                apology = self.apology(incident, incident.apology)
            for told in incident.postmortems:
                refs |= told.body.html.refs
                postmortems.append(
                    PostmortemPart(
                        at=told.record.at,
                        author=self.author(told.record.author),
                        body=told.body.html,
                        late=self.late(told.record.at, told.path, incident.record.imported or told.record.imported),
                        corrects=told.record.corrects is not None,
                        approved_by=self.author(told.record.approved_by),
                        old=self.old_text(told.path),
                    )
                )
            imported = incident.record.imported.source if incident.record.imported else ""
        context = IncidentPage(
            frame=self.frame(
                url,
                f"{title} – {state}",
                "drills" if drill else "incidents",
                description=f"{title}: {state}. {plain_start(incident)}".strip(),
                drill=drill,
                noindex=drill,
                script=clock is not None,
            ),
            title=title,
            state=state,
            open=opened,
            impact=record.impact,
            impact_words=self.word(IMPACT_WORDS[record.impact]),
            clock=clock,
            ended=incident_ended(incident),
            say=getattr(record, "say", None) or "",
            intro=incident.body.html,
            links=self.directory.resolve(refs, "../../"),
            facts=self.facts(incident),
            components=[
                self.component(each.id, each.status)
                for each in component_history(incident)
                if each.id in self.community.components
            ],
            timeline=self.timeline(incident),
            apology=apology,
            postmortems=postmortems,
            remedies=[] if drill else [self.remedy_card(each) for each in remedies_of(self.said, incident.slug)],
            discussions=self.discussions(getattr(record, "threads", [])),
            imported=imported,
            untimed=self.said.untimed,
            score=score,
            scenario=incident.record.scenario if isinstance(incident, Drill) else "",
        )
        silence = assess_silence(incident, self.now)
        moments = [silence.promised]
        if apology:
            moments += [self.judged[card.slug].changes_at for card in apology.promises]
        if not drill:
            moments += [remedy_changes(each.record, self.now) for each in remedies_of(self.said, incident.slug)]
        return self.draft(url, "status/incident.jinja", context, earliest(moments, self.now))

    def history(self) -> Iterator[Document]:
        """A page for every year; the latest one stands at ``/incidents/`` too."""
        by_year: dict[int, list[Incident]] = {}
        for incident in self.latest(self.said.incidents):
            by_year.setdefault(self.year(incident), []).append(incident)
        years = sorted(by_year, reverse=True) or [self.now.year]
        for year in years:
            yield self.year_page(f"incidents/{year}/", year, years, by_year.get(year, []))
        yield self.year_page("incidents/", years[0], years, by_year.get(years[0], []))

    def year_page(self, url: str, year: int, years: list[int], incidents: list[Incident]) -> Document:
        title, root = self.word("Incidents in %(year)s") % {"year": year}, "../" * url.count("/")
        months = [
            HistoryMonth(title=self.month_words(*month), incidents=[self.card(each, root) for each in group])
            for month, group in groupby(incidents, key=self.month)
        ]
        last = min(datetime(year, 12, 31, tzinfo=UTC), self.now)
        named = {name for incident in incidents for name in components_of(incident)}
        known = [slug for slug in self.community.components if slug in named]
        context = HistoryPage(
            frame=self.frame(url, title, "incidents", feed="status/"),
            title=title,
            years=[Link(url=f"incidents/{each}/", title=str(each)) for each in years],
            months=months,
            imported=sum(incident.record.imported is not None for incident in incidents),
            data=f"history/{year}.json" if incidents else "",
            chart=self.days_chart(incidents, datetime(year, 1, 1, tzinfo=UTC), last, known) if known else None,
            silences=self.silences(incidents),
            feeds=self.kind_feeds(),
        )
        moments = [assess_silence(incident, self.now).promised for incident in incidents]
        if known and any(map(is_open, incidents)):
            moments.append(last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1))
        return self.draft(url, "status/history.jinja", context, earliest(moments, self.now))

    def days_chart(
        self, incidents: Iterable[Incident], since: datetime, until: datetime, components: Iterable[str]
    ) -> DaysChart:
        """The days from `since` to `until`, both included, on which each of `components` was affected."""
        days, first, last = days_by_component(incidents, self.now), since.toordinal(), until.toordinal()
        strips = []
        for slug in components:
            own = {day - first: impact for day, impact in days.get(slug, {}).items() if first <= day <= last}
            count = self.catalogue.ngettext("%(num)s day", "%(num)s days", len(own))
            title = self.community.components[slug].title
            strips.append(Strip(title=title, words=count, runs=list(runs_of(own))))
        return DaysChart(since=since, until=until, days=last - first + 1, strips=strips)

    def silences(self, incidents: Iterable[Incident]) -> list[Bar]:
        """The longest silences between two updates, the worst first."""
        found = [(silence[0], each) for each in incidents if (silence := longest_silence(each))]
        worst = sorted(found, key=lambda pair: (-pair[0], pair[1].slug))[:WORST]
        most = max((silence for silence, _ in worst), default=timedelta())
        return [
            Bar(
                title=incident.record.title,
                words=duration(self.catalogue, silence),
                width=round(100 * (silence / most)),
                url=f"incidents/{incident.slug}/",
            )
            for silence, incident in worst
            if silence
        ]

    def kind_feeds(self) -> list[Link]:
        """The feed of each kind of incident, below the site's root."""
        if not self.site.url:
            return []
        return [Link(url=f"status/kind-{kind}/feed.xml", title=self.word(CATEGORY_WORDS[kind])) for kind in Category]

    def known_issues(self) -> Document:
        """What is open and whose cause is known: not mended yet, and no surprise any more."""
        known = [each for each in self.status.open if incident_state(each) in KNOWN]
        context = KnownIssuesPage(
            frame=self.frame("known-issues/", self.word("Known issues"), "known-issues", script=bool(known)),
            issues=[self.card(each) for each in known],
        )
        moments = [assess_silence(each, self.now).promised for each in known]
        return self.draft("known-issues/", "status/known.jinja", context, earliest(moments, self.now))

    def calendar(self) -> Document:
        by_start = sorted(self.said.maintenance, key=lambda each: (each.record.starts_at, each.slug))
        coming = [*self.status.active, *self.status.upcoming]
        slugs = {each.slug for each in coming}
        context = CalendarPage(
            frame=self.frame("maintenance/", self.word("Maintenance"), "maintenance", feed="status/maintenance/"),
            coming=[self.window(each) for each in coming],
            past=[self.window(each) for each in reversed(by_start) if each.slug not in slugs],
            calendar="status/calendar.ics",
        )
        moments = [maintenance_changes(each, self.now) for each in by_start]
        return self.draft("maintenance/", "status/calendar.jinja", context, earliest(moments, self.now))

    def maintenance_page(self, maintenance: Maintenance) -> Document:
        record, url = maintenance.record, f"maintenance/{maintenance.slug}/"
        card = self.window(maintenance)
        refs = set(maintenance.body.html.refs)
        for update in maintenance.updates:
            refs |= update.body.html.refs
        context = MaintenancePage(
            frame=self.frame(url, f"{record.title} – {card.state}", "maintenance"),
            card=card,
            intro=maintenance.body.html,
            say=record.say or "",
            links=self.directory.resolve(refs, "../../"),
            timeline=self.timeline(maintenance),
            owner=self.author(record.owner),
            discussions=self.discussions(record.threads),
            imported=record.imported.source if record.imported else "",
        )
        return self.draft(
            url, "status/maintenance.jinja", context, earliest([maintenance_changes(maintenance, self.now)], self.now)
        )

    def promises(self) -> Document:
        """The ledger. What was removed from it stays in it."""
        judged = list(self.judged.values())
        counts = Counter(each.state for each in judged)
        most = max(counts.values(), default=0)
        removed = [
            self.removed(each)
            for each in self.said.alterations
            if each.new is None and each.path.startswith("promises/")
        ]
        context = PromisesPage(
            frame=self.frame("promises/", self.word("Promises"), "promises", feed="status/promises/"),
            promises=[self.promise_card(each) for each in judged],
            counts=[
                Bar(
                    title=self.word(PROMISE_WORDS[state]),
                    words=self.catalogue.count(counts[state]),
                    width=round(100 * counts[state] / most),
                )
                for state in PromiseState
                if most
            ],
            removed=removed,
        )
        moments = [each.changes_at for each in judged]
        return self.draft("promises/", "status/promises.jinja", context, earliest(moments, self.now))

    def promise_page(self, judged: PromiseJudgement) -> Document:
        promise, record = judged.promise, judged.promise.record
        url = f"promises/{promise.slug}/"
        refs = set(promise.body.html.refs)
        for step in promise.steps:
            refs |= step.body.html.refs
        by_path = {step.path: step for step in promise.steps}
        altered = self.altered.get(promise.path)
        context = PromisePage(
            frame=self.frame(url, f"{judged.text} – {self.word(PROMISE_WORDS[judged.state])}", "promises"),
            card=self.promise_card(judged),
            first_text=record.text if record.text != judged.text else "",
            measure=record.measure,
            source=self.find_source(record.source),
            evidence=judged.evidence,
            because=judged.because,
            amendments=[
                AmendmentLine(
                    at=each.at,
                    due_at=each.due_at,
                    text=each.text or "",
                    because=each.because,
                    in_time=each.in_time,
                    author=self.author(by_path[each.path].record.author),
                )
                for each in judged.amendments
            ],
            body=promise.body.html,
            steps=[
                self.beside(
                    step.path,
                    TimelineEntry(
                        anchor=f"step-{number}",
                        at=step.record.at,
                        state=self.word(TURN_WORDS[step.record.turn.value]),
                        author=self.author(step.record.author),
                        body=step.body.html,
                        late=self.late(step.record.at, step.path, record.imported),
                        no_more=step.record.because,
                    ),
                )
                for number, step in enumerate(promise.steps, 1)
            ],
            links=self.directory.resolve(refs, "../../"),
            late=self.late(record.at, promise.path, record.imported) if record.at else "",
            old=altered.old if altered else "",
            new=(altered.new or "") if altered else "",
            imported=record.imported.source if record.imported else "",
        )
        return self.draft(url, "status/promise.jinja", context, earliest([judged.changes_at], self.now))

    def apologies(self) -> Document:
        lines = []
        said = [(incident, incident.apology) for incident in self.said.incidents if incident.apology]
        for incident, apology in sorted(said, key=lambda pair: pair[1].record.at, reverse=True):
            fulfilment = assess_apology(apology, self.judged)
            lines.append(
                ApologyLine(
                    url=f"incidents/{incident.slug}/#apology",
                    title=incident.record.title,
                    at=apology.record.at,
                    speaker=self.author(apology.record.speaker.member),
                    role=apology.record.speaker.role,
                    state=self.fulfilment_words(fulfilment.fulfilled, fulfilment.promises),
                    fulfilled=fulfilment.fulfilled,
                    elements=len(self.found_elements(incident, apology).keys() - {Element.FORGIVENESS}),
                )
            )
        context = ApologiesPage(
            frame=self.frame("apologies/", self.word("Apologies"), "apologies", feed="status/apologies/"),
            apologies=lines,
        )
        return self.draft("apologies/", "status/apologies.jinja", context)

    def remedies(self) -> Document:
        order = list(RemedyState)
        found = sorted(
            self.said.remedies, key=lambda each: (order.index(remedy_state(each.record, self.now)), each.slug)
        )
        context = RemediesPage(
            frame=self.frame("remedies/", self.word("Remedies"), "remedies"),
            remedies=[self.remedy_card(each) for each in found],
        )
        moments = [remedy_changes(each.record, self.now) for each in found]
        return self.draft("remedies/", "status/remedies.jinja", context, earliest(moments, self.now))

    def remedy_page(self, remedy: Remedy) -> Document:
        record, url = remedy.record, f"remedies/{remedy.slug}/"
        card, ballot, tally = self.remedy_card(remedy), remedy.record.ballot, remedy.tally
        known = tally is not None and tally.known
        votes = tally.votes if tally and known else {}
        most = max(votes.values(), default=0)
        started = ballot is not None and self.now >= ballot.opens
        context = RemedyPage(
            frame=self.frame(url, f"{record.title} – {card.state}", "remedies"),
            card=card,
            kind=self.word(REMEDY_KIND_WORDS[record.kind]),
            about=self.find_source(record.for_),
            options=[
                OptionLine(
                    text=option.text,
                    proposed_by=self.author(option.proposed_by),
                    votes=votes.get(option.id, 0) if known and started else None,
                    share=round(100 * votes.get(option.id, 0) / most) if most else 0,
                    chosen=option.id == record.chosen,
                )
                for option in record.options
            ],
            phase=self.ballot_phase(remedy),
            opens=ballot.opens if ballot else None,
            closes=ballot.closes if ballot else None,
            turnout=tally.turnout if tally and known and started else None,
            excluded=[(self.word(reason), number) for reason, number in tally.excluded.items()] if tally else [],
            because=record.because,
            withdrawn=record.withdrawn or "",
            delivered_at=record.delivered.at if record.delivered else None,
            owner=self.author(record.owner),
            approved_by=self.author(record.approved_by),
            body=remedy.body.html,
            links=self.directory.resolve(remedy.body.html.refs, "../../"),
            discussion="" if ballot is None else self.thread_url(ballot.thread),
        )
        return self.draft(url, "status/remedy.jinja", context, earliest([remedy_changes(record, self.now)], self.now))

    def statements(self) -> Document:
        latest = sorted(self.said.statements, key=lambda each: (each.record.at, each.slug), reverse=True)
        context = StatementsPage(
            frame=self.frame("statements/", self.word("Statements"), "statements", feed="status/statements/"),
            statements=[self.statement_line(each) for each in latest],
        )
        return self.draft("statements/", "status/statements.jinja", context)

    def statement_page(self, statement: Statement) -> Document:
        record, url = statement.record, f"statements/{statement.slug}/"
        context = StatementPage(
            frame=self.frame(url, record.title, "statements", description=statement.body.plain[:200]),
            line=self.statement_line(statement),
            body=statement.body.html,
            links=self.directory.resolve(statement.body.html.refs, "../../"),
            late=self.late(record.at, statement.path, record.imported),
            about=[link for slug in record.about if (link := self.find_source(slug))],
            imported=record.imported.source if record.imported else "",
        )
        return self.draft(url, "status/statement.jinja", context)

    def drills(self) -> Document:
        title = self.word("Drills")
        drills = self.latest(self.said.drills)
        context = HistoryPage(
            frame=self.frame("drills/", title, "drills", feed="status/drills/", drill=True, noindex=True),
            title=title,
            years=[],
            months=[
                HistoryMonth(title=self.month_words(*month), incidents=[self.card(each, "../") for each in group])
                for month, group in groupby(drills, key=self.month)
            ],
            imported=0,
            data="",
        )
        moments = [assess_silence(drill, self.now).promised for drill in drills]
        return self.draft("drills/", "status/history.jinja", context, earliest(moments, self.now))

    def plan_page(self) -> Document:
        """The public part of the crisis plan: who decides what, who is called, when it was last looked at."""
        plan = self.said.plan
        assert plan is not None
        due = review_due(plan)
        clocks = self.community.clocks
        context = PlanPage(
            frame=self.frame("crisis-plan/", self.word("What we do when things go wrong"), "crisis-plan"),
            reviewed=datetime.combine(plan.reviewed, datetime.min.time(), UTC),
            due=due,
            overdue=due <= self.now,
            roles=[
                PlanRoleLine(role=role, does=held.does, people=self.authors(held.members))
                for role, held in plan.roles.items()
            ],
            permissions=[(self.word(ACT_WORDS[act]), self.author(plan.permissions.get(act))) for act in Act],
            steps=[(self.limit(step.after), self.authors(step.call), step.how) for step in plan.escalation],
            clocks=[
                (self.word("First word"), self.limit(clocks.acknowledge)),
                *(
                    (self.word(CLOCK_WORDS.get(name, name)), self.limit(limit))
                    for name, limit in clocks.next_update.items()
                ),
                (self.word("Reply to a question or complaint"), self.limit(clocks.reply)),
            ],
            note=plan.public_note,
        )
        return self.draft("crisis-plan/", "status/plan.jinja", context, earliest([due], self.now))

    def limit(self, text: str) -> str:
        """``60m``, as settings have it, in words."""
        return duration(self.catalogue, span(text))

    # pieces

    def card(self, incident: Incident | Drill, root: str = "../") -> IncidentCard:
        record, drill = incident.record, isinstance(incident, Drill)
        began, ended = incident_began(incident), incident_ended(incident)
        last = in_force(incident.updates)[-1:] if is_open(incident) else []
        apology = ""
        if isinstance(incident, Incident) and incident.apology:
            fulfilment = assess_apology(incident.apology, self.judged)
            apology = self.fulfilment_words(fulfilment.fulfilled, fulfilment.promises)
        return IncidentCard(
            url=f"{'drills' if drill else 'incidents'}/{incident.slug}/",
            title=f"{self.word('DRILL')}: {record.title}" if drill else record.title,
            impact=record.impact,
            impact_words=self.word(IMPACT_WORDS[record.impact]),
            state=self.word(STATE_WORDS[incident_state(incident)]),
            began=began,
            ended=ended,
            duration=duration(self.catalogue, ended - began) if began and ended else "",
            components=self.titles(each.id for each in component_history(incident)),
            say=getattr(record, "say", None) or "",
            clock=self.clock(incident),
            last_words=last[0].body.html if last else Fragment(()),
            last_author=self.author(last[0].record.author) if last else None,
            links=self.directory.resolve(last[0].body.html.refs, root) if last else {},
            updates=len(incident.updates),
            apology=apology,
        )

    def clock(self, incident: Incident | Drill) -> SilenceClock | None:
        silence = assess_silence(incident, self.now)
        if silence.over:
            return None
        return SilenceClock(
            last=silence.last,
            promised=silence.promised,
            missed=silence.missed,
            reason=silence.reason,
            made=self.now,
        )

    def window(self, maintenance: Maintenance) -> MaintenanceCard:
        record = maintenance.record
        state = maintenance_state(maintenance, self.now)
        return MaintenanceCard(
            url=f"maintenance/{maintenance.slug}/",
            title=record.title,
            state=self.word(MAINTENANCE_WORDS[state]),
            active=state in UNDER_WAY,
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            components=self.titles(record.components),
        )

    def promise_card(self, judged: PromiseJudgement) -> PromiseCard:
        return PromiseCard(
            slug=judged.promise.slug,
            text=judged.text,
            state=judged.state,
            state_words=self.word(PROMISE_WORDS[judged.state]),
            owner=self.author(judged.promise.record.owner),
            due_at=judged.due_at,
            original_due=judged.original_due,
            settled_at=judged.settled_at,
            made=judged.promise.made,
            amendments=len(judged.amendments),
        )

    def remedy_card(self, remedy: Remedy) -> RemedyCard:
        record, delivered = remedy.record, remedy.record.delivered
        reached = ""
        if delivered:
            reached = self.word("%(n)s of %(of)s reached") % {
                "n": self.catalogue.count(delivered.n),
                "of": self.catalogue.count(delivered.of),
            }
        return RemedyCard(
            slug=remedy.slug,
            title=record.title,
            state=self.word(REMEDY_WORDS[remedy_state(record, self.now)]),
            who=record.who,
            how=record.how,
            by_when=record.by_when,
            reached=reached,
        )

    def ballot_phase(self, remedy: Remedy) -> str:
        ballot, tally = remedy.record.ballot, remedy.tally
        if ballot is None:
            return ""
        if self.now < ballot.opens:
            return self.word("The ballot has not opened yet.")
        if tally is None or not tally.known:
            return self.word("The ballot’s discussion is not in the archive, so no result can be shown.")
        if self.now < ballot.closes:
            return self.word("The ballot is open: a thumbs up on an option is a vote.")
        return self.word("The ballot is closed.")

    def apology(self, incident: Incident, apology: Apology) -> ApologyPart:
        record = apology.record
        fulfilment = assess_apology(apology, self.judged)
        found = self.found_elements(incident, apology)
        return ApologyPart(
            at=record.at,
            speaker=self.author(record.speaker.member),
            role=record.speaker.role,
            approved_by=self.author(record.approved_by),
            body=apology.body.html,
            late=self.late(record.at, apology.path, record.imported),
            checklist=[
                ElementLine(
                    words=self.word(ELEMENT_WORDS[element]),
                    anchor=found.get(element, ""),
                    waived=record.waive.get(element.value, ""),
                )
                for element in Element
            ],
            fulfilled=fulfilment.fulfilled,
            promises=[self.promise_card(self.judged[slug]) for slug in record.promises if slug in self.judged],
            waiting=len(fulfilment.waiting),
            waived=[
                (self.word(PITFALL_WORDS[rule]), why)
                for rule, why in sorted(record.waive.items())
                if rule in PITFALL_WORDS
            ],
            listened=self.discussions(record.listened_to),
        )

    def found_elements(self, incident: Incident, apology: Apology) -> dict[Element, str]:
        """Where each element stands on the incident's page. What the words must say, the words decide, not the author's
        list of headings; only in another language than English, which nobody here can read, that list is believed."""
        from candor.standing.apology import assess_apology as lint_apology  # its weights take long to read
        from candor.standing.apology import gather_facts

        record = apology.record
        named = {element: f"#a-{anchor[1:]}" for element, anchor in record.elements.items()}
        judged = lint_apology(apology.body.source, gather_facts(record, incident, self.said))
        found = {Element(rule.value): line for rule, line in judged.elements.items() if line is not None}
        if not self.site.language.startswith("en"):
            found |= dict.fromkeys(named, 0)
        places = {
            Element.SPEAKER: "#apology",
            Element.REPAIR: "#remedies",
            Element.CHANGE: "#apology-promises",
            Element.LISTENED: "#apology-listened",
        }
        return {element: named.get(element, places.get(element, "#apology")) for element in Element if element in found}

    def fulfilment_words(self, fulfilled: bool, promises: int) -> str:
        if fulfilled:
            return self.word("fulfilled")
        return self.word("not yet fulfilled") if promises else self.word("promises nothing")

    def score(self, drill: Drill) -> Score | None:
        if drill.score is None:
            return None
        told, ended = incident_told(drill), incident_ended(drill)
        began = drill.record.began_at.at
        counted = in_force(drill.updates)
        due = [(each.record.next_update_due, after) for each, after in pairwise(counted)]
        asked = [(promised, after.record.at) for promised, after in due if promised]
        measured = []
        if told:
            words = duration(self.catalogue, told - began)
            measured.append(Fact(label=self.word("First word after"), words=words))
        if asked:
            words = self.word("%(n)s of %(of)s") % {"n": sum(at <= due for due, at in asked), "of": len(asked)}
            measured.append(Fact(label=self.word("Updates by the time promised"), words=words))
        if ended:
            words = duration(self.catalogue, ended - began)
            measured.append(Fact(label=self.word("Resolved after"), words=words))
        return Score(
            measured=measured,
            went_well=drill.score.went_well,
            to_improve=drill.score.to_improve,
            body=drill.score_body.html,
        )

    def facts(self, incident: Incident | Drill) -> list[Fact]:
        """What is known, in the order in which readers ask."""
        record = incident.record
        began, ended = incident_began(incident), incident_ended(incident)
        facts = [Fact(label=self.word("Kind"), words=self.word(CATEGORY_WORDS[record.category]))]
        if record.began_at is not None:
            note = self.word(PRECISION_WORDS[record.began_at.precision.value])
            source = record.began_at.source
            note = ", ".join(part for part in (note, source) if part)
            facts.append(Fact(label=self.word("Began"), at=record.began_at.at, note=note))
        if isinstance(incident, Incident):
            own = incident.record
            if own.detected_at is not None:
                by = self.word(REPORTER_WORDS[own.reported_by]) if own.reported_by else ""
                note = self.word("first told by %(who)s") % {"who": by} if by else ""
                facts.append(Fact(label=self.word("Noticed"), at=own.detected_at, note=note))
            elif own.reported_by:
                facts.append(Fact(label=self.word("First told by"), words=self.word(REPORTER_WORDS[own.reported_by])))
        if ended is not None:
            note = duration(self.catalogue, ended - began) if began else ""
            facts.append(Fact(label=self.word("Ended"), at=ended, note=note))
        if isinstance(incident, Incident):
            own = incident.record
            if own.affected is not None:
                count = own.affected.count
                words = self.catalogue.count(count) if count is not None else self.word("number unknown")
                basis = self.word("source: %(basis)s") % {"basis": own.affected.basis} if own.affected.basis else ""
                facts.append(Fact(label=self.word("Affected"), words=f"{own.affected.who}: {words}", note=basis))
            else:
                facts.append(Fact(label=self.word("Affected"), words=self.word("not known yet")))
            facts.append(Fact(label=self.word("Trust hurt"), words=self.word(VIOLATION_WORDS[own.violation])))
        roles = record.roles
        for role, slug in (("commander", roles.commander), ("liaison", roles.liaison)):
            if person := self.author(slug):
                facts.append(Fact(label=self.word(ROLE_WORDS[role]), person=person))
        return facts

    def timeline(self, told: Incident | Drill | Maintenance) -> list[TimelineEntry]:
        """Every update, the newest first, with what became of those that were corrected, changed or removed."""
        imported = told.record.imported
        updates: list[Update | MaintenanceUpdate] = [*told.updates]
        anchors = {update.name: f"update-{number}" for number, update in enumerate(updates, 1)}
        corrected = {update.record.corrects: anchors[update.name] for update in updates if update.record.corrects}
        entries = []
        for update in updates:
            record = update.record
            changes = [
                f"{self.community.components[change.id].title}: {self.word(COMPONENT_WORDS[change.new])}"
                for change in record.components
                if change.id in self.community.components
            ]
            words = (
                STATE_WORDS[update.record.state]
                if isinstance(update, Update)
                else MAINTENANCE_WORDS[update.record.state]
            )
            entries.append(
                self.beside(
                    update.path,
                    TimelineEntry(
                        anchor=anchors[update.name],
                        at=record.at,
                        state=self.word(words),
                        author=self.author(record.author),
                        body=update.body.html,
                        late=self.late(record.at, update.path, imported or record.imported),
                        next_due=update.record.next_update_due if isinstance(update, Update) else None,
                        no_more=(update.record.no_further_updates or "") if isinstance(update, Update) else "",
                        changes=changes,
                        corrected_by=corrected.get(update.name, ""),
                        corrects=anchors.get(record.corrects or "", ""),
                    ),
                )
            )
        folder = f"{told.path}/updates/"
        entries += [
            self.removed(each) for each in self.said.alterations if each.new is None and each.path.startswith(folder)
        ]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    def beside(self, path: str, entry: TimelineEntry) -> TimelineEntry:
        """The entry with what it once said, where that was changed."""
        altered = self.altered.get(path)
        if altered is None:
            return entry
        return msgspec.structs.replace(entry, old=altered.old, new=altered.new or "", altered_at=altered.at)

    def removed(self, altered: Alteration) -> TimelineEntry:
        """The place of something that was published and is gone."""
        trail = self.said.trails.get(altered.path)
        return TimelineEntry(
            anchor=f"removed-{altered.path.rpartition('/')[2].removesuffix('.md')}",
            at=trail.recorded if trail else self.now,
            state=self.word("Removed"),
            author=None,
            body=Fragment(()),
            old=altered.old,
            altered_at=altered.at,
            removed=True,
        )

    def old_text(self, path: str) -> str:
        altered = self.altered.get(path)
        return altered.old if altered else ""

    def late(self, at: datetime, path: str, imported: object) -> str:
        trail = self.said.trails.get(path)
        return posted_late(self.catalogue, None if imported else lateness(at, trail, None))

    def component(self, slug: str, status: ComponentStatus) -> ComponentLine:
        component = self.community.components[slug]
        words = self.word(COMPONENT_WORDS[status])
        return ComponentLine(
            title=component.title,
            group=component.group,
            status=status,
            words=words,
            feed=f"status/components/{slug}/feed.xml" if self.site.url else "",
        )

    def statement_line(self, statement: Statement) -> StatementLine:
        record = statement.record
        return StatementLine(
            url=f"statements/{statement.slug}/",
            title=record.title,
            at=record.at,
            speaker=self.author(record.speaker.member),
            role=record.speaker.role,
        )

    def author(self, key: str | None) -> Author | None:
        return self.directory.authors.get(key) if key else None

    def authors(self, keys: Iterable[str]) -> list[Author]:
        return [author for key in keys if (author := self.author(key))]

    def titles(self, slugs: Iterable[str]) -> list[str]:
        known = self.community.components
        return [known[slug].title for slug in slugs if slug in known]

    def find_source(self, source: str) -> Link | None:
        """What a promise, remedy or statement is about: an incident, a post, or an address elsewhere."""
        if not source:
            return None
        for incident in self.said.incidents:
            if incident.slug == source:
                return Link(url=f"incidents/{source}/", title=incident.record.title)
        if source in self.directory.entries:
            return Link(url=f"questions/{source}/", title=self.directory.entries[source].title)
        return Link(url=source if source.startswith(("https://", "http://")) else "", title=source)

    def discussions(self, keys: Iterable[str]) -> list[Link]:
        return [
            Link(
                url=self.thread_url(key), title=self.word("Discussion %(number)s") % {"number": key.rpartition("/")[2]}
            )
            for key in keys
        ]

    def thread_url(self, key: str) -> str:
        """Where a discussion can be read: on this site, else on GitHub, else nowhere (a demonstration)."""
        if (inside := self.directory.links.get(f"number:{key}", "")).startswith("questions/"):
            return inside
        source, _, number = key.partition("/")
        repository = self.community.repository
        if source != "github" or repository is None or self.directory.demo:
            return ""
        return f"https://{repository.host}/{repository.owner}/{repository.name}/discussions/{number}"

    def latest(self, incidents: Iterable[T]) -> list[T]:
        return sorted(incidents, key=lambda each: (self.told(each), each.slug), reverse=True)

    def told(self, incident: Incident | Drill) -> datetime:
        return incident_told(incident) or incident_began(incident) or datetime(1970, 1, 1, tzinfo=UTC)

    def year(self, incident: Incident | Drill) -> int:
        return self.told(incident).astimezone(UTC).year

    def month(self, incident: Incident | Drill) -> tuple[int, int]:
        at = self.told(incident).astimezone(UTC)
        return at.year, at.month

    def month_words(self, year: int, month: int) -> str:
        """``March 2026``: the language's own way to write a day, without the day."""
        return self.catalogue.days[month - 1].replace("{d}", "").replace("{d:02}", "").format(y=year).strip(" .,")

    def last_change(self) -> datetime | None:
        """When anything here was last said."""
        times = [update.record.at for incident in self.said.incidents for update in incident.updates]
        times += [update.record.at for each in self.said.maintenance for update in each.updates]
        return max((at for at in times if at <= self.now), default=None)


def is_status_page(document: Document) -> bool:
    """Whether it is a page of this kind that search engines should know; drills are none of their business."""
    return (
        document.template.startswith("status/")
        and document.url.endswith("/")
        and not document.url.startswith("drills/")
    )


def runs_of(days: Mapping[int, Impact]) -> Iterator[tuple[int, int, int]]:
    """Neighbouring days of equal impact put together: first day, how many, height."""
    ordered = sorted((day, HEIGHTS[impact]) for day, impact in days.items())
    for (_, height), run in groupby(enumerate(ordered), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        members = [day for _, (day, _) in run]
        yield members[0], len(members), height


def plain_start(incident: Incident | Drill) -> str:
    bodies: list[Prose] = [incident.body, *(update.body for update in reversed(incident.updates))]
    return next((body.plain[:160] for body in bodies if body.plain), "")


def earliest(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The first of `moments` that is still to come."""
    return min((moment for moment in moments if moment and moment > now), default=None)
