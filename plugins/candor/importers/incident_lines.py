"""Incidents as JSON lines, one a line: ``id, title, url, started_at, resolved_at, impact, components, updates[]``.

The form in which public histories of status pages are collected; ``updates`` holds ``at, status, message``.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from candor.errors import SourceError
from candor.importers.incidents import (
    PartOfService,
    Progress,
    Report,
    Story,
    Turn,
    Wart,
    carry_state,
    name_components,
    write_stories,
)
from candor.model.incidents import ComponentStatus, Impact, MaintenanceState, UpdateState

SOURCE = "incidents"
LINE_BYTES = 16 << 20

STATES = {state.value: state for state in UpdateState}
WINDOW_STATES = {
    "scheduled": MaintenanceState.SCHEDULED,
    "in progress": MaintenanceState.IN_PROGRESS,
    "verifying": MaintenanceState.VERIFYING,
    "completed": MaintenanceState.COMPLETED,
}
BY_IMPACT = {
    Impact.NONE: ComponentStatus.OPERATIONAL,
    Impact.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Impact.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}


class UpdateIn(msgspec.Struct, kw_only=True):
    at: datetime
    status: str = "Update"
    message: str = ""


class IncidentIn(msgspec.Struct, kw_only=True):
    id: str
    title: str = ""
    url: str = ""
    published_at: datetime | None = None
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    impact: str = "minor"
    components: list[str] = []
    updates: list[UpdateIn] = []


def import_lines(
    file: Path,
    content: Path,
    *,
    progress: Progress = lambda done, total: None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Report:
    """Every incident and maintenance of the file, plain or gzip-compressed, as records below `content`.

    A line that cannot be read is reported and costs no other. Raises SourceError where the file is no text.
    """
    report = Report()
    read: list[IncidentIn] = []
    for number, line in lines_of(file):
        try:
            read.append(msgspec.json.decode(line, type=IncidentIn, strict=False))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            report.found(Wart.UNREADABLE, f"line {number}", str(error))
    slugs = name_components(name for incident in read for name in incident.components)
    stories = [story for incident in read if (story := tell(incident, slugs, report))]
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


def tell(incident: IncidentIn, slugs: dict[str, str], report: Report) -> Story | None:
    """The incident as a story, or None where no time is known."""
    updates = sorted(incident.updates, key=lambda update: update.at)
    began = incident.started_at or (updates[0].at if updates else incident.published_at)
    if began is None:
        report.found(Wart.UNREADABLE, incident.id, "it has no time at all")
        return None
    if incident.started_at is None:
        report.found(Wart.NO_START, incident.id)
    if incident.resolved_at and incident.resolved_at < began:
        report.found(Wart.END_BEFORE_START, incident.id)
    if len(updates) == 1:
        report.found(Wart.SINGLE_UPDATE, incident.id)
    if not updates:
        report.found(Wart.NO_UPDATES, incident.id)
    if not incident.components:
        report.found(Wart.NO_COMPONENTS, incident.id)
    if incident.impact == "maintenance":
        return tell_maintenance(incident, updates, began, slugs, report)
    impact = known_impact(incident, report)
    states = carry_state([known_state(update, incident.id, report) for update in updates], UpdateState.INVESTIGATING)
    return Story(
        id=incident.id,
        title=incident.title,
        began=began,
        turns=[turn(update, state) for update, state in zip(updates, states, strict=True)],
        impact=impact,
        components={slugs[name]: BY_IMPACT[impact] for name in incident.components},
        recorded=incident.published_at,
        url=incident.url,
    )


def tell_maintenance(
    incident: IncidentIn, updates: list[UpdateIn], began: datetime, slugs: dict[str, str], report: Report
) -> Story:
    """A maintenance: its window is what its updates say came true, for the source states none."""
    states, current = [], MaintenanceState.SCHEDULED
    for update in updates:
        current = WINDOW_STATES.get(update.status.lower(), current)
        states.append(current)
    working = [
        update.at for update, state in zip(updates, states, strict=True) if state is MaintenanceState.IN_PROGRESS
    ]
    ended = incident.resolved_at or (updates[-1].at if updates else began)
    return Story(
        id=incident.id,
        title=incident.title,
        began=began,
        turns=[turn(update, state) for update, state in zip(updates, states, strict=True)],
        window=(working[0] if working else began, ended),
        components={slugs[name]: ComponentStatus.UNDER_MAINTENANCE for name in incident.components},
        recorded=incident.published_at,
        url=incident.url,
    )


def turn(update: UpdateIn, state: UpdateState | MaintenanceState) -> Turn:
    """The update as a turn; the source's own word is kept where it is another."""
    original = {} if update.status.lower().replace(" ", "_") == state.value else {"status": update.status}
    return Turn(at=update.at, state=state, body=f"{update.message}\n", original=dict(original))


def known_state(update: UpdateIn, place: str, report: Report) -> UpdateState | None:
    """The update's state, or None where it carries the one before it."""
    state = STATES.get(update.status.lower())
    if state is None:
        bare = update.status.lower() == "update"
        report.found(Wart.BARE_UPDATE if bare else Wart.UNKNOWN_STATE, place, "" if bare else update.status)
    if not update.message.strip():
        report.found(Wart.EMPTY_BODY, place)
    return state


def known_impact(incident: IncidentIn, report: Report) -> Impact:
    try:
        return Impact(incident.impact)
    except ValueError:
        report.found(Wart.UNKNOWN_IMPACT, incident.id, incident.impact)
        return Impact.MINOR


def lines_of(file: Path) -> Iterator[tuple[int, bytes]]:
    """The file's lines that hold anything, with their numbers from 1."""
    try:
        with open_plain(file) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError) as error:
        raise SourceError(f"{file} cannot be read: {error}") from None


def open_plain(file: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is a gzip."""
    stream = file.open("rb")
    if stream.read(2) == b"\x1f\x8b":
        stream.close()
        return io.BufferedReader(gzip.GzipFile(file))
    stream.seek(0)
    return stream
