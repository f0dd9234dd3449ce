"""Incidents and maintenance from a Statuspage v2 interface: its JSON files as they were fetched, unchanged.

What a record has no place for (times to the millisecond in the page's own zone, notification flags, positions) is kept
under the source's names, so that our own v2 files give it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from candor.errors import SourceError
from candor.importers.discourse import slug_of
from candor.importers.incidents import (
    Change,
    PartOfService,
    Plain,
    Progress,
    Report,
    Story,
    Turn,
    Wart,
    write_stories,
)
from candor.model.incidents import ComponentStatus, Impact, MaintenanceState, UpdateState

SOURCE = "statuspage"
NAMES = ("components", "summary", "incidents", "incidents-unresolved", "unresolved", "scheduled-maintenances")
"""The interface's files by their names, with ``/`` as ``-``; what stands in an earlier one wins."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Json = Mapping[str, Any]


class UpdateIn(msgspec.Struct, kw_only=True):
    id: str
    status: str
    body: str = ""
    created_at: datetime
    display_at: datetime | None = None
    affected_components: list[Json] | None = None


class IncidentIn(msgspec.Struct, kw_only=True):
    id: str
    name: str = ""
    status: str = ""
    impact: str = "minor"
    created_at: datetime
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    shortlink: str = ""
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None
    incident_updates: list[UpdateIn] = []
    components: list[Json] = []


def import_statuspage(
    files: Sequence[Path],
    content: Path,
    *,
    progress: Progress = lambda done, total: None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Report:
    """Every incident and maintenance in the files (or in the folders' ``*.json``) as records below `content`.

    Raises SourceError where nothing is a v2 body.
    """
    report = Report()
    bodies = [body for file in files for body in read_bodies(file, report)]
    if not bodies:
        raise SourceError(f"{files[0] if files else 'nothing'}: no file of a Statuspage v2 interface was found there")
    raw = {
        each["id"]: each
        for body in bodies
        for each in [*body.get("incidents", []), *body.get("scheduled_maintenances", [])]
    }
    listed = {each["id"]: each for body in bodies for each in body.get("components", [])}
    for each in raw.values():
        for component in each.get("components", []):
            listed.setdefault(component["id"], component)
    groups = {each["id"]: each for each in listed.values() if each.get("group")}
    slugs = name_slugs([each for each in listed.values() if not each.get("group")])
    gone = retired(raw.values(), slugs)
    slugs |= {id: id if SLUG.fullmatch(id) else slug_of(id) for id in gone}
    stories = [story for each in raw.values() if (story := read_story(each, slugs, report))]
    page: Json = next((body["page"] for body in bodies if body.get("page")), {})
    return write_stories(
        stories,
        content,
        report,
        source=SOURCE,
        components={slug: gone[id] if id in gone else part(listed[id], groups) for id, slug in slugs.items()},
        community={
            "name": page.get("name") or "Our community",
            "status_page": {
                "original": scalars(page, without={"name"}),
                "groups": {each["name"]: scalars(each, without={"name", "status"}) for each in groups.values()},
            },
        },
        overwrite=overwrite,
        dry_run=dry_run,
        progress=progress,
    )


def read_bodies(file: Path, report: Report) -> list[dict[str, Any]]:
    """The v2 bodies in a file, or in a folder's files, components first."""
    paths = [file] if file.is_file() else sorted(file.glob("**/*.json"), key=lambda path: (rank(path), path.name))
    bodies = []
    for path in paths:
        try:
            body = msgspec.json.decode(path.read_bytes())
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            report.found(Wart.UNREADABLE, path.name, str(error))
            continue
        if isinstance(body, dict) and "page" in body:
            bodies.append(body)
    return bodies


def rank(path: Path) -> int:
    return NAMES.index(path.stem) if path.stem in NAMES else len(NAMES)


def name_slugs(components: Sequence[Json]) -> dict[str, str]:
    """A slug for each component's id: the id itself where it may be one."""
    slugs: dict[str, str] = {}
    for each in components:
        slug = each["id"] if SLUG.fullmatch(each["id"]) else slug_of(each.get("name", "")) or "part"
        while slug in slugs.values():
            slug = f"{slug}-2"
        slugs[each["id"]] = slug
    return slugs


def part(component: Json, groups: Mapping[str, Json]) -> PartOfService:
    group = groups.get(component.get("group_id") or "", {})
    own = scalars(component, without={"id", "name", "status", "group"})
    return PartOfService(title=component.get("name") or component["id"], group=group.get("name", ""), original=own)


def retired(incidents: Iterable[Json], slugs: Mapping[str, str]) -> dict[str, PartOfService]:
    """The components that updates name and that the page no longer lists: "Group - Title" is all that is known."""
    gone = {}
    for incident in incidents:
        for update in incident.get("incident_updates", []):
            for each in update.get("affected_components") or []:
                if each["code"] not in slugs:
                    group, dash, title = each["name"].partition(" - ")
                    named = PartOfService(title=title, group=group, retired=True)
                    gone[each["code"]] = named if dash else PartOfService(title=group, retired=True)
    return gone


def read_story(raw: Json, slugs: Mapping[str, str], report: Report) -> Story | None:
    """The incident as a story, or None where it is not of the interface's form."""
    try:
        incident = msgspec.convert(raw, IncidentIn, strict=False)
    except msgspec.ValidationError as error:
        report.found(Wart.UNREADABLE, str(raw.get("id", "?")), str(error))
        return None
    window = window_of(incident, report)
    by_id = {each["id"]: each for each in raw.get("incident_updates", [])}
    oldest_first = incident.incident_updates[::-1]
    updates = sorted(oldest_first, key=lambda update: update.display_at or update.created_at)
    if len(updates) == 1:
        report.found(Wart.SINGLE_UPDATE, incident.id)
    if not updates:
        report.found(Wart.NO_UPDATES, incident.id)
    if not incident.components:
        report.found(Wart.NO_COMPONENTS, incident.id)
    impact = known_impact(incident, report)
    turns: list[Turn] = []
    state: UpdateState | MaintenanceState = MaintenanceState.SCHEDULED if window else UpdateState.INVESTIGATING
    for update in updates:
        state = known_state(update, state, incident.id, report)
        turns.append(read_turn(update, by_id[update.id], state, slugs))
    first = {change.id: change.new for turn in reversed(turns) for change in turn.components}
    concerned = [slugs[each["id"]] for each in incident.components if each["id"] in slugs]
    same = {"name"} if incident.name == " ".join(incident.name.split()) else set()
    same |= {"impact"} if impact == incident.impact else set()
    fallback = ComponentStatus.UNDER_MAINTENANCE if window else ComponentStatus.OPERATIONAL
    return Story(
        id=incident.id,
        title=incident.name,
        began=incident.started_at or incident.created_at,
        turns=turns,
        impact=impact,
        window=window,
        components={slug: first.get(slug, fallback) for slug in concerned},
        recorded=incident.created_at,
        url=incident.shortlink,
        original=scalars(raw, without={"id", *same}),
    )


def window_of(incident: IncidentIn, report: Report) -> tuple[datetime, datetime] | None:
    """From when to when a maintenance is planned; None for an incident."""
    if incident.scheduled_for is None:
        return None
    until = incident.scheduled_until or incident.resolved_at or incident.scheduled_for
    if until < incident.scheduled_for:
        report.found(Wart.END_BEFORE_START, incident.id)
    return incident.scheduled_for, until


def read_turn(update: UpdateIn, raw: Json, state: UpdateState | MaintenanceState, slugs: Mapping[str, str]) -> Turn:
    changes = [
        Change(
            id=slugs[each["code"]],
            old=ComponentStatus(each["old_status"]),
            new=ComponentStatus(each["new_status"]),
        )
        for each in update.affected_components or []
        if each.get("code") in slugs and {each.get("old_status"), each.get("new_status")} <= set(ComponentStatus)
    ]
    known = {"id", "body", "incident_id"} | ({"status"} if update.status == state.value else set())
    return Turn(
        id=update.id,
        at=update.display_at or update.created_at,
        state=state,
        body=update.body,
        components=changes,
        original=scalars(raw, without=known),
    )


def known_state(
    update: UpdateIn, before: UpdateState | MaintenanceState, place: str, report: Report
) -> UpdateState | MaintenanceState:
    """The update's state, or the one before it where it has no counterpart (a post-mortem, say)."""
    kind = type(before)
    if update.status in set(kind):
        return kind(update.status)
    report.found(Wart.UNKNOWN_STATE, place, update.status)
    return before


def known_impact(incident: IncidentIn, report: Report) -> Impact:
    if incident.impact in set(Impact):
        return Impact(incident.impact)
    if incident.impact != "maintenance":
        report.found(Wart.UNKNOWN_IMPACT, incident.id, incident.impact)
    return Impact.MINOR


def scalars(body: Json, without: set[str]) -> dict[str, Plain]:
    """What stands in the body itself, lists and objects aside."""
    return {
        key: value
        for key, value in body.items()
        if key not in without and (value is None or isinstance(value, str | int | bool))
    }
