"""What other programs ask: the Statuspage v2 interface as static files, our own history, calendar, badge, integrity.

Everything is told from the same computed state as the pages. In the v2 files every key is always present; what an
import brought along under the source's own names is given back as it came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from candor.model.incidents import (
    ComponentStatus,
    Imported,
    MaintenanceState,
    PromiseState,
    UpdateState,
)
from candor.model.transparency import Incident, Maintenance, MaintenanceUpdate, Trail, Update
from candor.pages.directory import LONG_AGO, Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document
from candor.pages.status import Ledger, earliest, has_status
from candor.pages.status_contexts import RawText
from candor.pages.words import INDICATOR_WORDS
from candor.sources.ledger_check import incident_began
from candor.standing.clocks import (
    Indicator,
    assess_silence,
    component_history,
    in_force,
    incident_ended,
    incident_state,
    incident_told,
    maintenance_changes,
    maintenance_state,
)

Json = dict[str, Any]

LATEST = 50
"""How many incidents ``incidents.json`` holds, as at Statuspage; all of them stand in ``history/<year>.json``."""

V2_STATE = {UpdateState.FALSE_ALARM: "resolved"}
V2_MAINTENANCE = {MaintenanceState.CANCELLED: "completed", MaintenanceState.OVERRUN: "in_progress"}
BADGE_COLOURS = {
    Indicator.NONE: ("#1e6b3a", "brightgreen"),
    Indicator.MAINTENANCE: ("#24558f", "blue"),
    Indicator.MINOR: ("#8a5300", "yellow"),
    Indicator.MAJOR: ("#a92a12", "orange"),
    Indicator.CRITICAL: ("#8c1c08", "red"),
}


def plan_interfaces(directory: Directory) -> Iterator[Document]:
    """Every file for other programs; none where there is no status page."""
    if has_status(directory):
        yield from Interfaces(directory).documents()


class Interfaces:
    """The community's status for programs, at the build's moment."""

    def __init__(self, directory: Directory) -> None:
        self.ledger = Ledger(directory)
        self.directory, self.site, self.now = directory, directory.site, directory.now
        self.said, self.community, self.status = self.ledger.said, self.ledger.community, self.ledger.status
        self.page_id = str(self.community.status_page.original.get("id") or self.community.cname or "status")
        self.changed = self.ledger.last_change() or LONG_AGO

    def documents(self) -> Iterator[Document]:
        status = self.status
        state = {"status": self.state()}
        components = {"components": list(self.components())}
        latest = self.ledger.latest(self.said.incidents)
        unresolved = [self.incident(incident) for incident in status.open]
        latest_first = sorted(self.said.maintenance, key=last_word, reverse=True)
        active = [self.maintenance(each) for each in status.active]
        upcoming = [self.maintenance(each) for each in status.upcoming]
        moments = [maintenance_changes(each, self.now) for each in self.said.maintenance]
        changes = earliest(moments, self.now)
        bodies: dict[str, Json] = {
            "status": state,
            "components": components,
            "incidents": {"incidents": [self.incident(incident) for incident in latest[:LATEST]]},
            "incidents/unresolved": {"incidents": unresolved},
            "scheduled-maintenances": {"scheduled_maintenances": [self.maintenance(each) for each in latest_first]},
            "scheduled-maintenances/active": {"scheduled_maintenances": active},
            "scheduled-maintenances/upcoming": {"scheduled_maintenances": upcoming},
            "summary": {**components, "incidents": unresolved, "scheduled_maintenances": [*active, *upcoming], **state},
        }
        for name, body in bodies.items():
            yield self.file(f"api/v2/{name}.json", print_json({"page": self.page(), **body}), changes)
        yield from self.history()
        yield self.file("status/badge.svg", self.badge(), changes)
        yield self.file("status/badge.json", print_json(self.shield()), changes)
        yield self.file("status/calendar.ics", self.calendar())
        yield self.file("integrity.json", print_json(self.integrity()))

    def file(self, url: str, text: str, changes_at: datetime | None = None) -> Document:
        return draft_document(
            self.directory.stamp, url=url, template="raw", context=RawText(text=text), changes_at=changes_at
        )

    # Statuspage v2

    def page(self) -> Json:
        body = {
            "id": self.page_id,
            "name": self.community.name,
            "url": f"{self.site.url}status/",
            "time_zone": "Etc/UTC",
            "updated_at": instant(self.changed),
        }
        return body | self.community.status_page.original

    def state(self) -> Json:
        indicator = self.status.indicator
        return {"indicator": indicator.value, "description": self.ledger.word(INDICATOR_WORDS[indicator])}

    def components(self) -> Iterator[Json]:
        """Every component, then every group, as Statuspage lists them."""
        known = {slug: self.community.components[slug] for slug in self.status.components}
        groups = list(dict.fromkeys(component.group for component in known.values() if component.group))
        for slug in known:
            yield self.component(slug)
        for position, group in enumerate(groups, 1):
            members = [slug for slug, component in known.items() if component.group == group]
            body = self.component_body(self.group_id(group), group, self.worst(members), position, None, True)
            yield {**body, **self.community.status_page.groups.get(group, {}), "components": members}

    def component(self, slug: str) -> Json:
        component = self.community.components[slug]
        beside = [other for other in self.status.components if self.group_of(other) == component.group]
        group = self.group_id(component.group) if component.group else None
        status, position = self.status.components[slug], beside.index(slug) + 1
        return self.component_body(slug, component.title, status, position, group, False) | component.original

    def group_of(self, slug: str) -> str:
        return self.community.components[slug].group

    def group_id(self, title: str) -> str:
        """The group's id: that of the page it was imported from, or one made of its title."""
        return str(self.community.status_page.groups.get(title, {}).get("id") or group_id(title))

    def component_body(
        self, slug: str, name: str, status: ComponentStatus, position: int, group_id: str | None, group: bool
    ) -> Json:
        return {
            "id": slug,
            "name": name,
            "status": status.value,
            "created_at": instant(self.first_word()),
            "updated_at": instant(self.component_changed(slug)),
            "position": position,
            "description": None,
            "showcase": not group,
            "start_date": None,
            "group_id": group_id,
            "page_id": self.page_id,
            "group": group,
            "only_show_if_degraded": False,
        }

    def incident(self, incident: Incident) -> Json:
        record = incident.record
        slug = own_id(record.imported, incident.slug)
        counted = in_force(incident.updates)
        began, told, ended = incident_began(incident), incident_told(incident), incident_ended(incident)
        monitoring = [each.record.at for each in counted if each.record.state is UpdateState.MONITORING]
        state = incident_state(incident)
        body = {
            "id": slug,
            "name": record.title,
            "status": V2_STATE.get(state, state.value),
            "created_at": instant(told or began or LONG_AGO),
            "updated_at": instant(counted[-1].record.at if counted else began or LONG_AGO),
            "monitoring_at": instant(monitoring[0]) if monitoring else None,
            "resolved_at": instant(ended) if ended else None,
            "impact": record.impact.value,
            "shortlink": f"{self.site.url}incidents/{incident.slug}/",
            "started_at": instant(began or LONG_AGO),
            "page_id": self.page_id,
            "incident_updates": [self.update(each, slug) for each in reversed(incident.updates)],
            "components": [
                self.component(each.id) for each in component_history(incident) if each.id in self.status.components
            ],
            "reminder_intervals": None,
        }
        return restored(body, record.imported)

    def update(self, update: Update | MaintenanceUpdate, incident: str) -> Json:
        state = update.record.state
        words = (
            V2_STATE.get(state, state.value)
            if isinstance(state, UpdateState)
            else V2_MAINTENANCE.get(state, state.value)
        )
        at = instant(update.record.at)
        affected = [
            {
                "code": change.id,
                "name": self.full_name(change.id),
                "old_status": (change.old or change.new).value,
                "new_status": change.new.value,
            }
            for change in update.record.components
            if change.id in self.community.components
        ]
        body = {
            "id": own_id(update.record.imported, update.name.removesuffix(".md")),
            "status": words,
            "body": update.body.source,
            "incident_id": incident,
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": affected or None,
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }
        return restored(body, update.record.imported)

    def maintenance(self, maintenance: Maintenance) -> Json:
        record = maintenance.record
        slug = own_id(record.imported, maintenance.slug)
        state = maintenance_state(maintenance, self.now)
        counted = in_force(maintenance.updates)
        over = (MaintenanceState.COMPLETED, MaintenanceState.CANCELLED)
        ended = [each.record.at for each in counted if each.record.state in over]
        verifying = [each.record.at for each in counted if each.record.state is MaintenanceState.VERIFYING]
        first = counted[0].record.at if counted else record.starts_at
        body = {
            "id": slug,
            "name": record.title,
            "status": V2_MAINTENANCE.get(state, state.value),
            "created_at": instant(first),
            "updated_at": instant(counted[-1].record.at if counted else first),
            "monitoring_at": instant(verifying[0]) if verifying else None,
            "resolved_at": instant(ended[-1]) if ended else None,
            "impact": "maintenance",
            "shortlink": f"{self.site.url}maintenance/{maintenance.slug}/",
            "started_at": instant(first),
            "page_id": self.page_id,
            "incident_updates": [self.update(each, slug) for each in reversed(maintenance.updates)],
            "components": [self.component(each) for each in record.components],
            "scheduled_for": instant(record.starts_at),
            "scheduled_until": instant(record.ends_at),
        }
        return restored(body, record.imported)

    def full_name(self, slug: str) -> str:
        component = self.community.components[slug]
        return f"{component.group} - {component.title}" if component.group else component.title

    def worst(self, slugs: Iterable[str]) -> ComponentStatus:
        order = list(ComponentStatus)
        return max((self.status.components[slug] for slug in slugs), key=order.index)

    def component_changed(self, slug: str) -> datetime:
        """When something was last said of the component, as far as records tell."""
        times = [
            update.record.at
            for incident in self.said.incidents
            for update in incident.updates
            if slug in {each.id for each in incident.record.components}
            or slug in {each.id for each in update.record.components}
        ]
        return max(times, default=self.first_word())

    def first_word(self) -> datetime:
        times = [update.record.at for incident in self.said.incidents for update in incident.updates]
        return min(times, default=LONG_AGO)

    # our own

    def history(self) -> Iterator[Document]:
        """Every year's incidents with all that is known, for whoever wants to check our figures."""
        by_year: dict[int, list[Json]] = {}
        for incident in sorted(self.said.incidents, key=lambda each: (self.ledger.told(each), each.slug)):
            by_year.setdefault(self.ledger.year(incident), []).append(self.native(incident))
        for year, incidents in sorted(by_year.items()):
            yield self.file(f"history/{year}.json", print_json({"year": year, "incidents": incidents}))

    def native(self, incident: Incident) -> Json:
        record = incident.record
        trails = self.said.trails
        silence = assess_silence(incident, self.changed)
        return {
            "slug": incident.slug,
            "url": f"{self.site.url}incidents/{incident.slug}/",
            "title": record.title,
            "category": record.category.value,
            "impact": record.impact.value,
            "violation": record.violation.value,
            "reported_by": record.reported_by.value if record.reported_by else None,
            "state": incident_state(incident).value,
            "began_at": optional(record.began_at.at if record.began_at else None),
            "detected_at": optional(record.detected_at),
            "told_at": optional(incident_told(incident)),
            "ended_at": optional(incident_ended(incident)),
            "last_update_at": optional(silence.last),
            "next_update_due": optional(silence.promised),
            "components": {each.id: each.status.value for each in component_history(incident)},
            "affected": record.affected.count if record.affected else None,
            "imported": record.imported.source if record.imported else None,
            "updates": [
                {
                    "name": update.name,
                    "at": instant(update.record.at),
                    "state": update.record.state.value,
                    "next_update_due": optional(update.record.next_update_due),
                    "corrects": update.record.corrects,
                    "authored_at": optional(trail.authored) if (trail := trails.get(update.path)) else None,
                    "recorded_at": instant(trail.recorded) if trail else None,
                    "text": update.body.source,
                }
                for update in incident.updates
            ],
        }

    def integrity(self) -> Json:
        """What Git witnesses of every record: anybody can compare it with a clone."""
        altered = {each.path: each for each in self.said.alterations}
        files, tombstones = [], []
        for path, trail in sorted(self.said.trails.items()):
            if trail.removed is not None:
                tombstones.append({**witness(path, trail), "removed_at": instant(trail.removed)})
            else:
                files.append(witness(path, trail))
        return {
            "hash": "git blob",
            "unknown": self.said.untimed or None,
            "files": files,
            "tombstones": tombstones,
            "altered": [
                {"path": path, "corrected_by": each.corrected_by or None} for path, each in sorted(altered.items())
            ],
        }

    def badge(self) -> str:
        """The state as a small picture that says it in words too."""
        label, words = self.ledger.word("status"), self.ledger.word(INDICATOR_WORDS[self.status.indicator])
        colour = BADGE_COLOURS[self.status.indicator][0]
        left, right = 12 + 7 * len(label), 14 + 7 * len(words)
        title = escape(f"{self.community.name}: {words}")
        size = f'width="{left + right}" height="22"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">'
            f"<title>{title}</title>"
            f'<rect {size} rx="4" fill="#3b4441"/>'
            f'<path d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H{left}z" fill="{colour}"/>'
            '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
            f'<text x="{left / 2:g}" y="15" textLength="{left - 12}">{escape(label)}</text>'
            f'<text x="{left + right / 2:g}" y="15" textLength="{right - 14}">{escape(words)}</text>'
            "</g></svg>\n"
        )

    def shield(self) -> Json:
        """The state for shields.io's endpoint badge."""
        return {
            "schemaVersion": 1,
            "label": self.ledger.word("status"),
            "message": self.ledger.word(INDICATOR_WORDS[self.status.indicator]),
            "color": BADGE_COLOURS[self.status.indicator][1],
        }

    def calendar(self) -> str:
        """Maintenance and the dates of promises as iCalendar (RFC 5545).

        A UID never changes; SEQUENCE counts what was said since, so that a calendar takes over what is new.
        """
        import icalendar  # costs a tenth of a second, and only communities with a status page need it

        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//Candor//mkdocs-candor//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", f"{self.community.name}: {self.ledger.word('maintenance and promises')}")
        host = self.community.cname or "candor"
        for each in sorted(self.said.maintenance, key=lambda each: each.slug):
            record, trail = each.record, self.said.trails.get(f"{each.path}/index.md")
            state = maintenance_state(each, self.now)
            event = icalendar.Event()
            event.add("uid", f"maintenance-{each.slug}@{host}")
            event.add("summary", record.title)
            event.add("dtstart", record.starts_at.astimezone(UTC))
            event.add("dtend", record.ends_at.astimezone(UTC))
            event.add("dtstamp", (each.updates[-1].record.at if each.updates else record.starts_at).astimezone(UTC))
            event.add("sequence", len(each.updates) + (len(trail.versions) - 1 if trail else 0))
            event.add("status", "CANCELLED" if state is MaintenanceState.CANCELLED else "CONFIRMED")
            event.add("categories", ["maintenance"])
            if each.body.plain:
                event.add("description", each.body.plain)
            if self.site.url:
                event.add("url", f"{self.site.url}maintenance/{each.slug}/")
            calendar.add_component(event)
        for judged in sorted(self.ledger.judged.values(), key=lambda each: each.promise.slug):
            promise = judged.promise
            steps = [step.record.at for step in promise.steps]
            event = icalendar.Event()
            event.add("uid", f"promise-{promise.slug}@{host}")
            event.add("summary", judged.text)
            event.add("dtstart", judged.due_at.astimezone(UTC))
            event.add("dtstamp", (max(steps, default=None) or promise.made or judged.due_at).astimezone(UTC))
            event.add("sequence", len(steps))
            event.add("status", "CANCELLED" if judged.state is PromiseState.WITHDRAWN else "CONFIRMED")
            event.add("categories", ["promise"])
            event.add("transp", "TRANSPARENT")
            if self.site.url:
                event.add("url", f"{self.site.url}promises/{promise.slug}/")
            calendar.add_component(event)
        text: str = calendar.to_ical().decode()
        return text


def witness(path: str, trail: Trail) -> Json:
    present = [version for version in trail.versions if version.blob]
    last = present[-1] if present else trail.versions[-1]
    return {
        "path": path,
        "blob": last.blob,
        "first": {"commit": trail.versions[0].commit, "at": instant(trail.versions[0].at)},
        "last": {"commit": trail.versions[-1].commit, "at": instant(trail.versions[-1].at)},
        "authored_at": optional(trail.authored),
        "edits": max(0, len(present) - 1),
    }


def restored(body: Json, imported: Imported | None) -> Json:
    """The body with what its source called by the same name, where it was imported from such an interface."""
    if imported is None:
        return body
    return {key: imported.original.get(key, value) for key, value in body.items()}


def own_id(imported: Imported | None, name: str) -> str:
    return imported.id if imported is not None and imported.id else name


def last_word(maintenance: Maintenance) -> datetime:
    """When something was last said of the maintenance."""
    return max((update.record.at for update in maintenance.updates), default=maintenance.record.starts_at)


def group_id(title: str) -> str:
    from candor.sources.tree import slugify

    return f"group-{slugify(title) or 'other'}"


def instant(at: datetime) -> str:
    """The time as Statuspage writes it: RFC 3339 to the millisecond, in UTC."""
    return f"{at.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"


def optional(at: datetime | None) -> str | None:
    return instant(at) if at is not None else None


def print_json(body: Json) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"
