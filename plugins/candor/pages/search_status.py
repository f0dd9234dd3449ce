"""What a search finds of what the brand says about itself: incidents, maintenance, promises, remedies, statements.

Drills are left out: nobody who searches for a failure should find one that was made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from candor.model.transparency import Incident, Prose
from candor.pages.catalogue import mark
from candor.pages.directory import Directory
from candor.pages.plan import Searchable
from candor.pages.words import MAINTENANCE_WORDS, PROMISE_WORDS, REMEDY_WORDS, STATE_WORDS
from candor.standing.clocks import incident_state, judge_promises, maintenance_state, remedy_state

KINDS = {
    "incident": mark("Incident"),
    "maintenance": mark("Maintenance"),
    "promise": mark("Promise"),
    "remedy": mark("Remedy"),
    "statement": mark("Statement"),
}

WORDS: dict[str, Iterable[tuple[StrEnum, str]]] = {
    "incident": STATE_WORDS.items(),
    "maintenance": MAINTENANCE_WORDS.items(),
    "promise": PROMISE_WORDS.items(),
    "remedy": REMEDY_WORDS.items(),
}


def name_state(kind: str, state: StrEnum) -> str:
    return f"{kind}-{state.value.replace('_', '-')}"


STATES = {name_state(kind, state): words for kind, table in WORDS.items() for state, words in table}
"""The words for each kind's states, which one word may mean something else for another."""


def plan_searchable_status(directory: Directory) -> Iterator[Searchable]:
    """Every page on which the brand gives an account of itself."""
    said, now = directory.corpus.transparency, directory.now
    for incident in said.incidents:
        yield found(
            "incident", "incidents", incident.slug, incident.record.title, incident_state(incident), told(incident)
        )
    for work in said.maintenance:
        texts = [work.body, *(update.body for update in work.updates)]
        yield found("maintenance", "maintenance", work.slug, work.record.title, maintenance_state(work, now), texts)
    for judged in judge_promises(said.promises, now):
        promise = judged.promise
        texts = [promise.body, *(step.body for step in promise.steps)]
        yield found("promise", "promises", promise.slug, judged.text, judged.state, texts, promise.record.measure)
    for remedy in said.remedies:
        record = remedy.record
        state = remedy_state(record, now)
        words = " ".join(option.text for option in record.options)
        yield found("remedy", "remedies", remedy.slug, record.title, state, [remedy.body], words)
    for statement in said.statements:
        yield found("statement", "statements", statement.slug, statement.record.title, None, [statement.body])


def found(
    kind: str, place: str, slug: str, title: str, state: StrEnum | None, texts: Iterable[Prose], words: str = ""
) -> Searchable:
    """A page below ``/<place>/`` as a search finds it, with `words` that stand beside its texts."""
    return Searchable(
        url=f"{place}/{slug}/",
        title=title,
        kind=kind,
        state=name_state(kind, state) if state else "",
        text=words,
        prose=tuple(text.html for text in texts if text.source),
    )


def told(incident: Incident) -> list[Prose]:
    """All that was written about an incident, the newest update first: what is so now."""
    texts = [incident.body, *(update.body for update in reversed(incident.updates))]
    texts += [each.body for each in incident.postmortems]
    return [*texts, incident.apology.body] if incident.apology else texts
