"""Incidents of a cState status page: its Markdown files as they are, or with their history, version by version.

A cState issue is one file that is edited as things go on. As files, it gives its beginning and its end; from its
history every version that said something new becomes an update at the time of its commit.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import yaml

from candor.importers.incident_lines import lines_of
from candor.importers.incidents import (
    Change,
    PartOfService,
    Progress,
    Report,
    Story,
    Turn,
    Wart,
    name_components,
    write_stories,
)
from candor.model.incidents import ComponentStatus, Impact, MaintenanceState, UpdateState

SOURCE = "cstate"

SEVERITIES = {
    "down": (Impact.MAJOR, ComponentStatus.MAJOR_OUTAGE),
    "disrupted": (Impact.MINOR, ComponentStatus.PARTIAL_OUTAGE),
    "notice": (Impact.NONE, ComponentStatus.OPERATIONAL),
}
KNOWN = {"title", "date", "resolved", "resolvedWhen", "severity", "affected", "section", "informational", "pin", "toc"}

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.MULTILINE | re.DOTALL)
TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+0?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
WELL_FORMED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?( ?(Z|[+-]\d{2}:\d{2}))?")
SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}")
LIST_MARKS = "*-+_ \t"


class Version(msgspec.Struct, kw_only=True):
    """One version of a file, as its Git history has it; ``status`` is A, M or D."""

    path: str
    committed_at: datetime
    status: str = "M"
    text: str | None = None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says."""

    title: str
    began: datetime | None
    resolved: bool
    ended: datetime | None
    severity: str
    affected: list[str]
    body: str


def import_cstate(
    files: Sequence[Path],
    content: Path,
    *,
    history: Path | None = None,
    maintenance: str = "",
    progress: Progress = lambda done, total: None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Report:
    """Every live issue in the files and folders, or in `history` (JSON lines of `Version`), as records.

    Files whose name matches the expression `maintenance` become maintenance: cState makes no difference.
    """
    report = Report()
    versions = read_history(history, report) if history else read_files(files)
    planned = re.compile(maintenance, re.IGNORECASE) if maintenance else None
    told: list[tuple[str, list[tuple[Version, Issue]]]] = []
    for path, of_file in versions.items():
        if of_file[-1].status == "D":
            report.found(Wart.NEVER_LIVE, path)
            continue
        if read := [(version, issue) for version in of_file if (issue := read_version(version, of_file[-1], report))]:
            told.append((path, read))
    slugs = name_components(name for _, read in told for _, issue in read for name in issue.affected)
    stories = [
        tell(path, read, slugs, report, planned=bool(planned and planned.search(Path(path).stem)))
        for path, read in told
    ]
    return write_stories(
        stories,
        content,
        report,
        source=SOURCE,
        components={slug: PartOfService(title=name) for name, slug in slugs.items()},
        overwrite=overwrite,
        dry_run=dry_run,
        progress=progress,
    )


# versions


def read_history(history: Path, report: Report) -> dict[str, list[Version]]:
    """The versions of each file, oldest first."""
    versions: dict[str, list[Version]] = {}
    for number, line in lines_of(history):
        try:
            version = msgspec.json.decode(line, type=Version, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            report.found(Wart.UNREADABLE, f"line {number}", str(error))
            continue
        versions.setdefault(version.path, []).append(version)
    return versions


def read_files(files: Sequence[Path]) -> dict[str, list[Version]]:
    """The one version that each file has. Its time of commit is not known, so the issue's own times are used."""
    paths = [path for file in files for path in (sorted(file.rglob("*.md")) if file.is_dir() else [file])]
    return {
        path.name: [
            Version(
                path=path.name,
                committed_at=datetime.min.replace(tzinfo=UTC),
                text=path.read_bytes().decode("utf-8", "replace"),
            )
        ]
        for path in paths
        if not path.name.startswith("_")
    }


def read_version(version: Version, last: Version, report: Report) -> Issue | None:
    """What the version says, or None; only the last one's oddities are worth telling, and its loss is a loss."""
    if version.status == "D" or version.text is None:
        return None
    quiet = Report() if version is not last else report
    if (found := FRONT_MATTER.match(version.text)) is None:
        lose(version, last, "it has no front matter", report)
        return None
    try:
        fields = yaml.load(found[1], Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError) as error:
        lose(version, last, " ".join(str(error).split()), report)
        return None
    if not isinstance(fields, dict):
        lose(version, last, "its front matter holds no keys", report)
        return None
    place = version.path
    if extra := sorted(set(fields) - KNOWN):
        quiet.found(Wart.EXTRA_KEYS, place, ", ".join(map(str, extra)))
    severity = text_of(fields.get("severity")).strip()
    if severity not in SEVERITIES:
        quiet.found(Wart.UNKNOWN_IMPACT, place, severity)
    affected = fields.get("affected")
    return Issue(
        title=text_of(fields.get("title")),
        began=read_time(text_of(fields.get("date")), place, quiet),
        resolved=text_of(fields.get("resolved")).strip().lower() == "true",
        ended=read_time(text_of(fields.get("resolvedWhen")), place, quiet),
        severity=severity if severity in SEVERITIES else "disrupted",
        affected=[text_of(name).strip() for name in affected if text_of(name).strip()]
        if isinstance(affected, list)
        else [],
        body=SHORTCODE.sub("", version.text[found.end() :]).strip(),
    )


def lose(version: Version, last: Version, reason: str, report: Report) -> None:
    lost = version is last
    report.found(Wart.UNREADABLE if lost else Wart.BAD_VERSION, f"{version.path} at {version.committed_at}", reason)


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def read_time(text: str, place: str, report: Report) -> datetime | None:
    """The moment, in UTC where no zone is named; ``T8:00`` and ``T011:00`` are mended. ``-00:00`` is UTC (RFC 3339)."""
    text = text.strip()
    if not text:
        return None
    found = TIME.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day, hour, minute, second, zone = found.groups(default="0")
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=zone_of(zone))
    except ValueError:
        report.found(Wart.BAD_TIME, place, text)
        return None
    if not WELL_FORMED.fullmatch(text):
        report.found(Wart.BAD_TIME, place, text)
    if zone == "0":
        report.found(Wart.NAIVE_TIME, place, text)
    return at.astimezone(UTC)


def zone_of(zone: str) -> timezone:
    if zone in ("0", "Z"):
        return UTC
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


# stories


def tell(
    path: str, versions: list[tuple[Version, Issue]], slugs: Mapping[str, str], report: Report, *, planned: bool
) -> Story:
    """A file's versions as a story: what was said first, each addition, and the end."""
    issue = versions[-1][1]
    began = issue.began or day_in(path) or versions[0][0].committed_at
    if issue.began is None:
        report.found(Wart.NO_START, path)
    if issue.ended and issue.ended < began:
        report.found(Wart.END_BEFORE_START, path, f"{began} … {issue.ended}")
    if not issue.affected:
        report.found(Wart.NO_COMPONENTS, path)
    turns = list(say(path, versions, began, slugs, report, planned=planned))
    if len(turns) == 1:
        report.found(Wart.SINGLE_UPDATE, path)
    impact, status = SEVERITIES[versions[0][1].severity]
    worst = max((SEVERITIES[each.severity][0] for _, each in versions), key=list(Impact).index)
    ends = issue.ended or turns[-1].at
    return Story(
        id=Path(path).stem,
        title=issue.title,
        began=began,
        turns=turns,
        impact=worst if not planned else impact,
        window=(began, max(ends, began)) if planned else None,
        components={slugs[name]: status for name in versions[0][1].affected},
        recorded=versions[0][0].committed_at if versions[0][0].committed_at.year > 1 else began,
    )


def say(
    path: str,
    versions: list[tuple[Version, Issue]],
    began: datetime,
    slugs: Mapping[str, str],
    report: Report,
    *,
    planned: bool,
) -> Iterator[Turn]:
    """The updates in their order. One that closes stands at the time the issue names, unless more was said later."""
    open_, closed = (
        (MaintenanceState.SCHEDULED, MaintenanceState.COMPLETED)
        if planned
        else (UpdateState.INVESTIGATING, UpdateState.RESOLVED)
    )
    state: UpdateState | MaintenanceState = open_
    before: Issue | None = None
    last = datetime.min.replace(tzinfo=UTC)
    for version, issue in versions:
        alone = version.committed_at.year == 1
        at = max(began if alone else version.committed_at.astimezone(UTC), last)
        news = issue.body if before is None else added(before.body, issue.body)
        ends = issue.resolved and state is not closed
        reopened = not issue.resolved and state is closed
        changes = component_changes(before, issue, slugs) if before else []
        if before is None or news or changes or reopened:
            state = open_ if reopened or before is None else state
            last = at
            yield Turn(at=at, state=state, body=f"{news}\n" if news else "", components=changes)
            if not news:
                report.found(Wart.EMPTY_BODY, path)
        elif not ends:
            report.found(Wart.SAID_NOTHING, f"{path} at {version.committed_at}")
        if ends:
            if issue.ended is None:
                report.found(Wart.NOT_CLOSED, path)
            state, last = closed, max(issue.ended or at, last)
            over = [
                Change(id=slugs[name], old=SEVERITIES[issue.severity][1], new=ComponentStatus.OPERATIONAL)
                for name in dict.fromkeys(issue.affected)
                if SEVERITIES[issue.severity][1] is not ComponentStatus.OPERATIONAL
            ]
            yield Turn(at=last, state=state, body="", components=over)
        before = issue


def component_changes(before: Issue, issue: Issue, slugs: Mapping[str, str]) -> list[Change]:
    """What became better or worse from one version to the next."""
    old = dict.fromkeys(before.affected, SEVERITIES[before.severity][1])
    new = dict.fromkeys(issue.affected, SEVERITIES[issue.severity][1])
    names = dict.fromkeys([*old, *new])
    operational = ComponentStatus.OPERATIONAL
    return [
        Change(id=slugs[name], old=old.get(name, operational), new=new.get(name, operational))
        for name in names
        if old.get(name, operational) is not new.get(name, operational)
    ]


def added(old: str, new: str) -> str:
    """The lines of `new` that say something which no line of `old` does; a mended word makes no news."""
    known = {line.strip(LIST_MARKS) for line in old.splitlines()}
    lines = [line for line in new.splitlines() if line.strip(LIST_MARKS) not in known]
    fresh = [
        line
        for line in lines
        if line.strip(LIST_MARKS) and not difflib.get_close_matches(line.strip(LIST_MARKS), known, 1, 0.85)
    ]
    return "\n".join(line for line in new.splitlines() if line in fresh).strip()


def day_in(path: str) -> datetime | None:
    """The day that a file's name begins with, as cState names them."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", Path(path).name)
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC) if found else None
    except ValueError:
        return None
