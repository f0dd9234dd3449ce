"""Incidents and maintenance from elsewhere, as the records of this community.

A foreign format becomes `Story` values, one module a format; `write_stories` turns them into files and reports what
was odd. Times are the source's own and labelled as such (``imported``), so that no page says "posted years late".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from candor.importers.discourse import quoted, slug_of
from candor.importers.ledger import Ledger, Outcome, keys_below
from candor.model import limits
from candor.model.incidents import Category, ComponentStatus, Impact, MaintenanceState, UpdateState

Plain = str | int | bool | None
Progress = Callable[[int, int | None], None]

LONGEST_NAME = 60
"""Characters of a folder's name after its date."""


class Wart(StrEnum):
    """What an import may find odd; `BECAME` says what was done about it."""

    UNREADABLE = "cannot be read"
    NO_START = "no time of its own"
    NAIVE_TIME = "a time without a zone"
    BAD_TIME = "a time that is none"
    END_BEFORE_START = "ends before it starts"
    SHARED_MINUTE = "updates that share one moment"
    SINGLE_UPDATE = "a single update"
    NO_UPDATES = "no updates"
    BARE_UPDATE = 'an update called "Update"'
    NO_COMPONENTS = "no components"
    EMPTY_BODY = "an update without words"
    UNKNOWN_STATE = "a state that has no counterpart"
    UNKNOWN_IMPACT = "an impact that has no counterpart"
    TITLE_MENDED = "a title that is empty or too long"
    TEXT_CUT = "a text over the limit"
    NOT_CLOSED = "over, and no update says so"
    EXTRA_KEYS = "keys that are not known here"
    BAD_VERSION = "a version of a file that does not parse"
    SAID_NOTHING = "a version that says nothing new"
    NEVER_LIVE = "versions of a file that is gone at the end"
    KEPT = "a file edited here since"


BECAME = {
    Wart.UNREADABLE: "left out; its place is named",
    Wart.NO_START: "the time of its first update, or of its file's name",
    Wart.NAIVE_TIME: "read as UTC",
    Wart.BAD_TIME: "mended where one reading is possible, else left out",
    Wart.END_BEFORE_START: "both times kept; the end counts",
    Wart.SHARED_MINUTE: "numbered, in the source's order",
    Wart.SINGLE_UPDATE: "kept; no gap can be measured",
    Wart.NO_UPDATES: "its text is the only update",
    Wart.BARE_UPDATE: "carries the state before it",
    Wart.NO_COMPONENTS: "no component is named",
    Wart.EMPTY_BODY: "kept, empty",
    Wart.UNKNOWN_STATE: "carries the state before it; the source's word is kept beside",
    Wart.UNKNOWN_IMPACT: "counts as minor; the source's word is kept beside",
    Wart.TITLE_MENDED: "named after its id, or cut",
    Wart.TEXT_CUT: "cut, with a note",
    Wart.NOT_CLOSED: "closed at the time that the source names",
    Wart.EXTRA_KEYS: "left out",
    Wart.BAD_VERSION: "left out; the next one counts",
    Wart.SAID_NOTHING: "left out: a correction of spelling or form",
    Wart.NEVER_LIVE: "not imported",
    Wart.KEPT: "left as it is; --overwrite replaces it",
}


class Finding(msgspec.Struct, frozen=True, order=True):
    """One oddity: what, in which incident or line, and what exactly."""

    wart: Wart
    place: str
    note: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A component's status from an update on."""

    id: str
    new: ComponentStatus
    old: ComponentStatus | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One update. ``state`` is an `UpdateState` or, of a maintenance, a `MaintenanceState`; ``original`` what has no
    place in a record, by the source's names."""

    at: datetime
    state: UpdateState | MaintenanceState
    body: str
    id: str = ""
    components: list[Change] = []
    original: dict[str, Plain] = {}


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """An incident, or a maintenance where ``window`` says from when to when. ``components`` are ids with the status
    they had at first; ``recorded`` is when the source itself published the story."""

    id: str
    title: str
    began: datetime
    turns: list[Turn]
    impact: Impact = Impact.MINOR
    category: Category = Category.AVAILABILITY
    window: tuple[datetime, datetime] | None = None
    components: dict[str, ComponentStatus] = {}
    recorded: datetime | None = None
    url: str = ""
    body: str = ""
    original: dict[str, Plain] = {}


class PartOfService(msgspec.Struct, frozen=True, kw_only=True):
    """A component as ``community.yml`` knows it."""

    title: str
    group: str = ""
    retired: bool = False
    original: dict[str, Plain] = {}


class Report(msgspec.Struct, kw_only=True):
    """What an import did. ``whole`` is False where something could not be read."""

    incidents: int = 0
    maintenance: int = 0
    updates: int = 0
    outcomes: Counter[Outcome] = msgspec.field(default_factory=Counter)
    findings: list[Finding] = []
    community_written: bool = False
    missing_components: dict[str, PartOfService] = {}

    def found(self, wart: Wart, place: str, note: str = "") -> None:
        self.findings.append(Finding(wart, place, note))

    def counts(self) -> dict[Wart, int]:
        """How often each oddity was met, in the order of `Wart`."""
        counted = Counter(finding.wart for finding in self.findings)
        return {wart: counted[wart] for wart in Wart if counted[wart]}

    @property
    def whole(self) -> bool:
        return not any(finding.wart is Wart.UNREADABLE for finding in self.findings)


def write_stories(
    stories: Sequence[Story],
    content: Path,
    report: Report,
    *,
    source: str,
    components: Mapping[str, PartOfService] = {},
    community: Mapping[str, object] = {},
    overwrite: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Writes every story below `content`, oldest first, and completes `report`.

    `source` labels the times. It may be stopped and run again; a file edited since by hand is kept. `community` holds
    further keys of a first ``community.yml``; where there is one already the report names the components it lacks.
    """
    cache = content.parent / ".cache" / "candor" / "import"
    with Ledger(content, cache / f"{source}-files.txt", overwrite=overwrite, dry=dry_run) as ledger:
        taken: set[str] = set()
        ordered = sorted(stories, key=lambda story: (story.began, story.id))
        for done, story in enumerate(ordered, 1):
            progress(done, len(ordered))
            folder = folder_of(story, taken)
            for name, text in story_files(story, source, report):
                path = f"{folder}/{name}"
                outcome = ledger.write(path, text.encode("utf-8", "replace"))
                report.outcomes[outcome] += 1
                if outcome is Outcome.KEPT:
                    report.found(Wart.KEPT, path)
            report.updates += len(story.turns)
            if story.window:
                report.maintenance += 1
            else:
                report.incidents += 1
        offer_components(ledger, content, components, community, report)
    if not dry_run:
        (cache / f"{source}-report.md").write_text(in_full(report), encoding="utf-8")
    return report


def folder_of(story: Story, taken: set[str]) -> str:
    """Where the story lies: ``incidents/2022/2022-03-26-codespaces``; one name serves one story."""
    day = story.began.astimezone(UTC).date().isoformat()
    words = slug_of(story.title)[:LONGEST_NAME].strip("-") or slug_of(story.id) or "untitled"
    if story.window:
        kind, name = "maintenance", f"{day}-{words}"
    else:
        kind, name = "incidents", f"{day}-{words}"
    if f"{kind}/{name}" in taken:
        name = f"{name}-{slug_of(story.id) or len(taken)}"
    taken.add(f"{kind}/{name}")
    return f"{kind}/{day[:4]}/{name}"


def story_files(story: Story, source: str, report: Report) -> Iterator[tuple[str, str]]:
    """The story's files by name below its folder, ``index.md`` first."""
    imported = imported_by(source, story.id, story.recorded, story.url, story.original)
    title = mend_title(story, report)
    if story.window:
        starts, ends = story.window
        fields: dict[str, object] = {
            "title": title,
            "starts_at": starts,
            "ends_at": ends,
            "impact": story.impact.value,
            "components": list(story.components),
        }
    else:
        fields = {
            "title": title,
            "category": story.category.value,
            "impact": story.impact.value,
            "began_at": {"at": story.began},
            "components": [{"id": slug, "status": status.value} for slug, status in story.components.items()],
        }
    yield "index.md", document({**fields, "imported": imported}, cut(story.body, story.id, report))
    stamps = Counter(stamp(turn.at) for turn in story.turns)
    if any(count > 1 for count in stamps.values()):
        report.found(Wart.SHARED_MINUTE, story.id, ", ".join(name for name, count in stamps.items() if count > 1))
    seen: Counter[str] = Counter()
    for turn in story.turns:
        name = stamp(turn.at)
        seen[name] += 1
        number = f"{seen[name]:02}-" if stamps[name] > 1 else ""
        fields = {
            "at": turn.at,
            "state": turn.state.value,
            "components": [change_fields(change) for change in turn.components],
            "imported": imported_by(source, turn.id, None, "", turn.original),
        }
        yield f"updates/{name}-{number}{turn.state}.md", document(fields, cut(turn.body, story.id, report))


def stamp(at: datetime) -> str:
    """The moment in a file's name: ``20220326T0143Z``, with seconds where there are any."""
    at = at.astimezone(UTC)
    return at.strftime("%Y%m%dT%H%M%SZ" if at.second else "%Y%m%dT%H%MZ")


def change_fields(change: Change) -> dict[str, object]:
    old = {"old": change.old.value} if change.old else {}
    return {"id": change.id, **old, "new": change.new.value}


def imported_by(
    source: str, id: str, recorded: datetime | None, url: str, original: Mapping[str, Plain]
) -> dict[str, object]:
    fields = {"source": source, "id": id, "recorded": recorded or "", "url": url, "original": dict(original)}
    return {name: value for name, value in fields.items() if value not in ("", {})}


def mend_title(story: Story, report: Report) -> str:
    title = " ".join(story.title.split())
    mended = title[: limits.TITLE_CHARACTERS].rstrip() or f"Incident {story.id}"
    if mended != title:
        report.found(Wart.TITLE_MENDED, story.id, title[:80])
    return mended


def cut(body: str, place: str, report: Report) -> str:
    """The text within the limit of a post; the rest is said to be missing."""
    note = "\n\n*(This text was too long. It stands whole at its source.)*"
    room = limits.POST_BYTES - limits.FRONT_MATTER_BYTES
    if len(body.encode("utf-8", "replace")) <= room:
        return body
    report.found(Wart.TEXT_CUT, place)
    return body.encode("utf-8", "replace")[: room - len(note)].decode("utf-8", "ignore") + note


def document(fields: Mapping[str, object], body: str) -> str:
    """A record's file; keys without a value are left out."""
    lines = [f"{name}: {flow(value)}" for name, value in fields.items() if value not in ("", None, [], {})]
    return "\n".join(["---", *lines, "---", body])


def flow(value: object) -> str:
    """The value as YAML in one line, which any reader gives back as it was."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{flow(key)}: {flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) and value not in YAML_WORDS else quoted(value)
    return json.dumps(value)


PLAIN = re.compile(r"[a-z][a-z_-]*")
YAML_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, with a fraction only where there is one."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def offer_components(
    ledger: Ledger,
    content: Path,
    components: Mapping[str, PartOfService],
    community: Mapping[str, object],
    report: Report,
) -> None:
    """Writes a first community.yml, or tells which components the one that is there lacks."""
    path = content / "community.yml"
    if path.exists():
        known = keys_below(path, "components")
        report.missing_components = {slug: part for slug, part in components.items() if slug not in known}
        return
    lines = [f"{name}: {flow(value)}" for name, value in {"name": "Our community", **community}.items()]
    lines += ["components:" if components else "components: {}"]
    lines += [component_line(slug, part) for slug, part in components.items()]
    ledger.write("community.yml", "\n".join([*lines, ""]).encode())
    report.community_written = True


def component_line(slug: str, part: PartOfService) -> str:
    """The component as a line of ``community.yml``."""
    fields = {
        "title": quoted(part.title),
        "group": quoted(part.group) if part.group else "",
        "retired": "true" if part.retired else "",
    }
    said = [f"{name}: {value}" for name, value in fields.items() if value]
    original = [f"original: {flow(part.original)}"] if part.original else []
    return f"  {slug}: {{{', '.join([*said, *original])}}}"


def in_full(report: Report) -> str:
    """Every oddity at its place, as Markdown."""
    lines = ["# What the import found", ""]
    for wart in report.counts():
        lines += [f"## {wart.value.capitalize()}: {BECAME[wart]}", ""]
        lines += [
            f"- {found.place}{f': {found.note}' if found.note else ''}"
            for found in sorted(report.findings)
            if found.wart is wart
        ]
        lines.append("")
    return "\n".join(lines)


def name_components(names: Iterable[str]) -> dict[str, str]:
    """A slug for each component's name; two names that would share one get a number."""
    slugs: dict[str, str] = {}
    for name in names:
        if name not in slugs:
            slug = slug_of(name) or "part"
            while slug in slugs.values():
                slug = f"{slug}-2"
            slugs[name] = slug
    return slugs


def carry_state(states: Iterable[UpdateState | None], first: UpdateState) -> list[UpdateState]:
    """The state at each update: its own, else the one before it."""
    carried, current = [], first
    for state in states:
        current = state or current
        carried.append(current)
    return carried
