"""On which days a part of the service was affected, and how long each incident was silent: what the charts draw.

A day is a calendar day in UTC, as its ordinal. It counts for a component from the beginning to the end of every
incident that names it, and as the worst impact of those.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from candor.model.incidents import Impact
from candor.model.transparency import Incident
from candor.sources.ledger_check import incident_began
from candor.standing.clocks import in_force, incident_ended, incident_told

RANK = {impact: rank for rank, impact in enumerate(Impact)}


def components_of(incident: Incident) -> set[str]:
    """Every component that the incident or one of its updates names."""
    names = {each.id for each in incident.record.components}
    return names | {change.id for update in incident.updates for change in update.record.components}


def days_of(incident: Incident, until: datetime) -> range:
    """The incident's days up to `until`; none where nothing tells when it began."""
    began = incident_began(incident) or incident_told(incident)
    if began is None:
        return range(0)
    ended = incident_ended(incident) or until
    return range(began.toordinal(), max(began, min(ended, until)).toordinal() + 1)


def days_by_component(incidents: Iterable[Incident], until: datetime) -> dict[str, dict[int, Impact]]:
    """The affected days of each component that was named, each with the worst impact of that day."""
    days: dict[str, dict[int, Impact]] = {}
    for incident in incidents:
        impact = incident.record.impact
        for name in components_of(incident):
            own = days.setdefault(name, {})
            for day in days_of(incident, until):
                own[day] = max(own.get(day, impact), impact, key=RANK.__getitem__)
    return days


def longest_silence(incident: Incident) -> tuple[timedelta, datetime] | None:
    """The longest time between two updates, and when it ended; None for an incident with fewer than two."""
    times = [update.record.at for update in in_force(incident.updates)]
    return max(((later - earlier, later) for earlier, later in pairwise(times)), default=None)
