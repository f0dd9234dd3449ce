"""The trust report, quarter by quarter, and the trust account: figures in words, with the events that they count.

Printed on the status pages' own layout; the same figures stand beside as JSON and CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from candor.model.incidents import PromiseState
from candor.model.records import TrustRules
from candor.pages.catalogue import mark
from candor.pages.directory import Directory
from candor.pages.interfaces import instant, optional, print_json
from candor.pages.plan import Document
from candor.pages.status import Ledger, has_status
from candor.pages.status_contexts import (
    AccountLine,
    AccountPart,
    Bar,
    FigurePart,
    RawText,
    TrustPage,
    TrustRuleLine,
    WitnessLine,
    YearLink,
)
from candor.pages.words import PROMISE_WORDS, duration
from candor.standing.clocks import span
from candor.standing.trust import (
    MIXED,
    Account,
    Figure,
    Quarter,
    Rule,
    TrustReport,
    Unit,
    Witness,
    assess_account,
    assess_trust,
    report_quarters,
)

SHOWN = 60
"""How many events stand below a figure, and how many entries below the account; all of them are in the data."""

TITLES = {
    "acknowledged": mark("Until we said the first word"),
    "gaps": mark("Between one update and the next"),
    "silences": mark("Incidents with a long silence"),
    "updates_on_time": mark("Updates by the time promised"),
    "days_affected": mark("Days on which something was affected"),
    "backfilled": mark("Updates posted after the fact"),
    "reported_first": mark("Who noticed first"),
    "first_reply": mark("Until staff first replied to a question or complaint"),
    "complaints_unanswered": mark("Complaints without a reply"),
    "promises": mark("Promises"),
    "remedies": mark("People reached by remedies"),
    "mix": mark("What was written, by month"),
}
DEFINITIONS = {
    "acknowledged": mark(
        "From when we knew of an incident to its first update. Unknown: the record does not say when we knew."
    ),
    "gaps": mark("All pairs of updates of one incident. Below stands the longest gap of each."),
    "silences": mark(
        "Incidents with at least two updates in which more than an hour, or more than two, passed between two of them. "
        "Not counted: incidents with a single update."
    ),
    "updates_on_time": mark(
        "An update names when the next one will come. On time: the next word came by then. Not due yet: left out."
    ),
    "days_affected": mark("Calendar days, in UTC, from the beginning to the end of the incidents that name the part."),
    "backfilled": mark(
        "Updates recorded in the repository more than ten minutes after the time they claim. "
        "Unknown: the history is not there."
    ),
    "reported_first": mark("Ourselves: monitoring or staff. Others: customers, press, researchers."),
    "first_reply": mark("From the post to the first answer or comment by staff. Unknown: no reply yet, or no time."),
    "complaints_unanswered": mark("Complaints of the period to which no staff had replied at its end, with their age."),
    "promises": mark("Promises that were due or settled in the period, by what became of them."),
    "remedies": mark("Of remedies counted in the period. Unknown: remedies that were due and have not been counted."),
    "mix": mark("Questions, complaints, ideas and praise, whatever the ratio says about us."),
}
VALUE_WORDS = {
    "median": mark("Median"),
    "p90": mark("Nine in ten within"),
    "worst": mark("Longest"),
    "over_60_minutes": mark("Silent for more than an hour"),
    "over_120_minutes": mark("Silent for more than two hours"),
    "on_time": mark("On time"),
    "missed": mark("Missed"),
    "late": mark("Late"),
    "ours": mark("Ourselves"),
    "others": mark("Others"),
    "unanswered": mark("Without a reply"),
    "reached": mark("Reached"),
    "question": mark("Question"),
    "complaint": mark("Complaint"),
    "idea": mark("Idea"),
    "praise": mark("Praise"),
}
RULE_WORDS = {
    Rule.PROMISE_KEPT: mark("A promise kept"),
    Rule.PROMISE_KEPT_LATE: mark("A promise kept late"),
    Rule.PROMPT_REPLY: mark("A reply within the reply clock"),
    Rule.UPDATE_ON_TIME: mark("An update by the time promised"),
    Rule.APOLOGY_FULFILLED: mark("An apology whose promises are all kept"),
    Rule.INCIDENT: mark("An incident"),
    Rule.UPDATE_MISSED: mark("An update that did not come when promised"),
    Rule.PROMISE_BROKEN: mark("A promise broken"),
    Rule.UNLOGGED_EDIT: mark("A record changed with no correction"),
    Rule.UNEXPLAINED_HIDING: mark("A comment hidden without a reason"),
}
IMPACTS = (
    ("minor", mark("An incident of minor impact")),
    ("major", mark("An incident of major impact")),
    ("critical", mark("A critical incident")),
)
CHARTED = frozenset({"days_affected", "promises", "silences", "updates_on_time"})
"""Figures that are drawn as bars above their table."""


def plan_trust(directory: Directory) -> Iterator[Document]:
    """The report's pages and data; none where there is no status page."""
    if has_status(directory):
        yield from TrustPages(directory).documents()


class TrustPages:
    """The trust report in words, at the build's moment."""

    def __init__(self, directory: Directory) -> None:
        self.directory, self.now = directory, directory.now
        self.ledger = Ledger(directory)
        self.catalogue = directory.site.catalogue
        self.word = directory.site.catalogue.gettext
        self.corpus = directory.corpus
        self.quarters = report_quarters(self.corpus, self.now)

    def documents(self) -> Iterator[Document]:
        yield from self.period("trust/", None)
        for quarter in self.quarters:
            yield from self.period(f"trust/{quarter}/", quarter)

    def period(self, url: str, quarter: Quarter | None) -> Iterator[Document]:
        """A period's page, and its figures as JSON and CSV beside it."""
        running = quarter is None or quarter.ends > self.now
        until = self.today() if running else self.now
        report = assess_trust(self.corpus, self.now if not running else until, quarter)
        account = assess_account(self.corpus, self.now) if quarter is None else None
        title = self.word("Trust report") if quarter is None else self.quarter_title(quarter)
        context = TrustPage(
            frame=self.ledger.frame(url, title, "trust"),
            title=title,
            running=running,
            until=until if running else None,
            figures=[self.figure(each) for each in report.figures],
            imported=[self.figure(each) for each in report.imported],
            account=self.account(account) if account else None,
            quarters=[YearLink(url=f"trust/{each}/", title=self.quarter_title(each)) for each in self.quarters],
            data=f"{url}report",
        )
        moments = [self.tomorrow()] if running else []
        if account:
            moments.append(account.changes_at)
        yield self.ledger.draft(url, "status/trust.jinja", context, min(moments, default=None))
        changes = min(moments, default=None)
        yield self.raw(f"{url}report.json", print_json(self.as_json(report, account)), changes)
        yield self.raw(f"{url}report.csv", print_csv(report), changes)

    def raw(self, url: str, text: str, changes: datetime | None) -> Document:
        return self.ledger.draft(url, "raw", RawText(text=text), changes)

    def today(self) -> datetime:
        """The day's beginning: figures of a running period change once a day, not at every build."""
        return self.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def tomorrow(self) -> datetime:
        return self.today() + timedelta(days=1)

    def quarter_title(self, quarter: Quarter) -> str:
        return self.word("Trust report, quarter %(number)s of %(year)s") % {
            "number": quarter.number,
            "year": quarter.year,
        }

    # words

    def figure(self, figure: Figure) -> FigurePart:
        by_month = figure.key == "mix"
        bars = [] if by_month else [self.bar(figure, name, value) for name, value in figure.values.items()]
        newest = sorted(figure.witnesses, reverse=True)
        return FigurePart(
            key=figure.key,
            title=self.word(TITLES[figure.key]),
            definition=self.word(DEFINITIONS[figure.key]),
            n=figure.n,
            unknown=figure.unknown,
            bars=bars,
            columns=[self.word(VALUE_WORDS[kind]) for kind in MIXED] if by_month else [],
            rows=list(self.month_rows(figure)) if by_month else [],
            charted=figure.key in CHARTED and any(bar.width for bar in bars),
            witnesses=[self.witness(figure, each) for each in newest[:SHOWN]],
            more=max(0, len(newest) - SHOWN),
        )

    def bar(self, figure: Figure, name: str, value: int) -> Bar:
        most = max(figure.values.values(), default=0)
        counted = figure.n and figure.unit is Unit.COUNT and figure.key != "days_affected"
        part = value / figure.n if counted else None
        return Bar(
            title=self.value_title(figure, name),
            words=self.amount(figure, value),
            share=f"{100 * part:.0f} %" if part is not None else "",
            width=round(100 * value / most) if most else 0,
        )

    def month_rows(self, figure: Figure) -> Iterator[tuple[str, list[str]]]:
        """Each month, newest first, with what came in of each kind."""
        for month in sorted({name.split(" ")[0] for name in figure.values}, reverse=True):
            year, number = map(int, month.split("-"))
            counts = [figure.values[f"{month} {kind}"] for kind in MIXED]
            yield self.ledger.month_words(year, number), [f"{count:,}" for count in counts]

    def value_title(self, figure: Figure, name: str) -> str:
        if figure.key == "days_affected":
            component = self.ledger.community.components.get(name)
            return component.title if component else name
        if figure.key == "promises":
            return self.word(PROMISE_WORDS[PromiseState(name)])
        return self.word(VALUE_WORDS[name])

    def amount(self, figure: Figure, value: int) -> str:
        if figure.unit is Unit.SECONDS:
            return duration(self.catalogue, timedelta(seconds=value))
        if figure.key == "days_affected":
            return self.catalogue.ngettext("%(num)s day", "%(num)s days", value)
        return f"{value:,}"

    def witness(self, figure: Figure, each: Witness) -> WitnessLine:
        timed = figure.unit is Unit.SECONDS or figure.key in (
            "silences",
            "updates_on_time",
            "backfilled",
            "complaints_unanswered",
        )
        words = ""
        if each.value is not None:
            words = (
                duration(self.catalogue, timedelta(seconds=each.value)) if timed else self.amount(figure, each.value)
            )
        if each.part in VALUE_WORDS or figure.key in ("days_affected", "promises"):
            part = self.value_title(figure, each.part)
            words = f"{part}, {words}" if words else part
        return WitnessLine(url=each.url, title=each.title, at=each.at, words=words)

    def account(self, account: Account) -> AccountPart:
        rules = self.corpus.community.trust
        newest = account.entries[::-1]
        return AccountPart(
            as_of=account.as_of,
            balance=f"{account.balance / 100:+.2f}",
            half_life=duration(self.catalogue, span(rules.half_life)),
            rules=list(self.rule_lines(rules)),
            lines=[
                AccountLine(
                    at=entry.at,
                    title=entry.title,
                    url=entry.url,
                    rule=self.word(RULE_WORDS[entry.rule]),
                    amount=f"{entry.amount:+d}",
                    deposit=entry.amount > 0,
                )
                for entry in newest[:SHOWN]
            ],
            more=max(0, len(newest) - SHOWN),
        )

    def rule_lines(self, rules: TrustRules) -> Iterator[TrustRuleLine]:
        """The rules in force, deposits first."""
        for rule in (
            Rule.PROMISE_KEPT,
            Rule.PROMISE_KEPT_LATE,
            Rule.PROMPT_REPLY,
            Rule.UPDATE_ON_TIME,
            Rule.APOLOGY_FULFILLED,
        ):
            yield TrustRuleLine(title=self.word(RULE_WORDS[rule]), amount=f"+{getattr(rules, rule.value)}")
        for name, words in IMPACTS:
            yield TrustRuleLine(title=self.word(words), amount=f"-{getattr(rules.incident, name)}")
        for rule in (Rule.UPDATE_MISSED, Rule.PROMISE_BROKEN, Rule.UNLOGGED_EDIT, Rule.UNEXPLAINED_HIDING):
            yield TrustRuleLine(title=self.word(RULE_WORDS[rule]), amount=f"-{getattr(rules, rule.value)}")

    # data

    def as_json(self, report: TrustReport, account: Account | None) -> dict[str, Any]:
        body: dict[str, Any] = {
            "period": str(report.quarter) if report.quarter else "all",
            "figures": self.figures_json(report.figures),
            "imported": self.figures_json(report.imported),
        }
        if account:
            body["account"] = {
                "as_of": instant(account.as_of),
                "balance": account.balance / 100,
                "half_life": self.corpus.community.trust.half_life,
                "entries": [
                    {
                        "at": instant(entry.at),
                        "rule": entry.rule.value,
                        "amount": entry.amount,
                        "title": entry.title,
                        "url": self.absolute(entry.url),
                    }
                    for entry in account.entries
                ],
            }
        return body

    def figures_json(self, figures: Sequence[Figure]) -> dict[str, Any]:
        return {
            figure.key: {
                "definition": DEFINITIONS[figure.key],
                "unit": figure.unit.value,
                "n": figure.n,
                "unknown": figure.unknown,
                "values": figure.values,
                "events": [self.witness_json(each) for each in figure.witnesses],
            }
            for figure in figures
        }

    def witness_json(self, each: Witness) -> Mapping[str, Any]:
        body = {"at": optional(each.at), "url": self.absolute(each.url), "title": each.title}
        return {**body, "value": each.value, "part": each.part or None}

    def absolute(self, url: str) -> str:
        return f"{self.directory.site.url}{url}"


def print_csv(report: TrustReport) -> str:
    """One line a value: ``scope, figure, value, amount, unit, n, unknown``."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["scope", "figure", "value", "amount", "unit", "n", "unknown"])
    for scope, figures in (("own", report.figures), ("imported", report.imported)):
        for figure in figures:
            for name, amount in figure.values.items():
                rows.writerow([scope, figure.key, name, amount, figure.unit.value, figure.n, figure.unknown])
    return text.getvalue()
