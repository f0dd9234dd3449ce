"""Feeds of what happens to the service: by site, component and kind, each in two forms.

``feed`` has one entry an incident, whose ``updated`` moves with every update; ``updates`` has one entry an update,
which never changes. Each is printed as Atom and as JSON Feed. Drills have feeds of their own and stand in no other.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from candor.model.html import Fragment
from candor.model.incidents import Category, PromiseTurn
from candor.model.limits import FEED_ENTRIES
from candor.model.transparency import Drill, Incident, Maintenance, MaintenanceUpdate, Update
from candor.pages.directory import LONG_AGO, Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document
from candor.pages.status import TURN_WORDS, Ledger, has_status
from candor.pages.status_contexts import StatusFeed, StatusFeedEntry
from candor.pages.words import CATEGORY_WORDS, MAINTENANCE_WORDS, PROMISE_WORDS, STATE_WORDS
from candor.standing.clocks import component_history, incident_state


def plan_status_feeds(directory: Directory) -> Iterator[Document]:
    """All feeds of the kind; none where there is no status page or the site's address is unknown."""
    if has_status(directory) and directory.site.url:
        yield from StatusFeeds(directory).documents()


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What one pair of feeds is about: entries that move, and entries that stay."""

    folder: str
    title: str
    home: str
    moving: Sequence[StatusFeedEntry]
    fixed: Sequence[StatusFeedEntry]


class StatusFeeds:
    """The feeds while they are planned."""

    def __init__(self, directory: Directory) -> None:
        self.directory, self.base = directory, directory.site.url
        self.ledger = Ledger(directory)
        self.word = self.ledger.word

    def documents(self) -> Iterator[Document]:
        for scope in self.scopes():
            for name, entries in (("feed", scope.moving), ("updates", scope.fixed)):
                latest = sorted(entries, key=lambda each: (each.updated, each.id), reverse=True)[:FEED_ENTRIES]
                for suffix, template in ((".xml", "status/feed.jinja"), (".json", "status/feed.json")):
                    context = StatusFeed(
                        title=scope.title,
                        home=f"{self.base}{scope.home}",
                        self_url=f"{self.base}{scope.folder}{name}{suffix}",
                        language=self.directory.site.language,
                        updated=max((each.updated for each in latest), default=LONG_AGO),
                        entries=latest,
                    )
                    url = f"{scope.folder}{name}{suffix}"
                    yield draft_document(
                        self.directory.stamp, url=url, template=template, context=context, title=scope.title
                    )

    def scopes(self) -> Iterator[Scope]:
        said, name = self.ledger.said, self.ledger.community.name
        incidents, maintenance = said.incidents, said.maintenance
        yield self.scope("status/", f"{self.word('Status')} · {name}", "status/", [*incidents, *maintenance])
        for slug, component in self.ledger.community.components.items():
            concerned: list[Incident | Maintenance] = [
                incident for incident in incidents if any(each.id == slug for each in component_history(incident))
            ]
            concerned += [each for each in maintenance if slug in each.record.components]
            yield self.scope(f"status/components/{slug}/", f"{component.title} · {name}", "status/", concerned)
        for (
            kind
        ) in Category:  # every one from the start: whoever follows a kind must not be told that it does not exist
            title = f"{self.word(CATEGORY_WORDS[kind])} · {name}"
            of_kind = [incident for incident in incidents if incident.record.category is kind]
            yield self.scope(f"status/kind-{kind}/", title, "incidents/", of_kind)
        yield self.scope("status/incidents/", f"{self.word('Incidents')} · {name}", "incidents/", incidents)
        yield self.scope("status/maintenance/", f"{self.word('Maintenance')} · {name}", "maintenance/", maintenance)
        yield self.scope("status/drills/", f"{self.word('DRILL')} · {name}", "drills/", said.drills)
        yield self.promises(name)
        yield self.apologies(name)
        yield self.statements(name)

    def scope(self, folder: str, title: str, home: str, told: Iterable[Incident | Drill | Maintenance]) -> Scope:
        """Only what a feed has room for becomes an entry: an import may bring thousands of updates."""
        told = list(told)
        said = [(each, update) for each in told for update in each.updates]
        newest = heapq.nlargest(FEED_ENTRIES, told, key=lambda each: (self.moved(each), each.slug))
        latest = heapq.nlargest(FEED_ENTRIES, said, key=lambda pair: (pair[1].record.at, pair[0].slug, pair[1].name))
        return Scope(
            folder=folder,
            title=title,
            home=home,
            moving=[self.moving(each) for each in newest],
            fixed=[self.fixed(each, update) for each, update in latest],
        )

    def moved(self, told: Incident | Drill | Maintenance) -> datetime:
        """When it last said something."""
        if told.updates:
            return told.updates[-1].record.at
        return told.record.starts_at if isinstance(told, Maintenance) else self.ledger.told(told)

    def moving(self, told: Incident | Drill | Maintenance) -> StatusFeedEntry:
        """The whole as it stands: its latest words, and as new as they are."""
        last = told.updates[-1] if told.updates else None
        if isinstance(told, Maintenance):
            state = self.ledger.window(told).state
            first = told.updates[0].record.at if told.updates else told.record.starts_at
        else:
            state = self.word(STATE_WORDS[incident_state(told)])
            first = self.ledger.told(told)
        return self.entry(
            self.address(told),
            self.address(told),
            f"{self.title(told)}: {state}",
            first,
            last.record.at if last else first,
            last.body.html if last else told.body.html,
            last.record.author if last else None,
            state,
        )

    def fixed(self, told: Incident | Drill | Maintenance, update: Update | MaintenanceUpdate) -> StatusFeedEntry:
        """One update, as it was said."""
        if isinstance(update, Update):
            state = self.word(STATE_WORDS[update.record.state])
        else:
            state = self.word(MAINTENANCE_WORDS[update.record.state])
        address, number = self.address(told), told.updates.index(update) + 1  # type: ignore[arg-type]
        at = update.record.at
        return self.entry(
            f"{address}#{update.name.removesuffix('.md')}",
            f"{address}#update-{number}",
            f"{self.title(told)}: {state}",
            at,
            at,
            update.body.html,
            update.record.author,
            state,
        )

    def promises(self, name: str) -> Scope:
        moving, fixed = [], []
        for judged in self.ledger.judged.values():
            promise = judged.promise
            address = f"{self.base}promises/{promise.slug}/"
            made = promise.made or LONG_AGO
            last = promise.steps[-1].record.at if promise.steps else made
            words = self.word(PROMISE_WORDS[judged.state])
            body = promise.body.html
            owner = promise.record.owner
            moving.append(self.entry(address, address, f"{words}: {judged.text}", made, last, body, owner, words))
            said = self.word("Promised")
            text = promise.record.text
            fixed.append(self.entry(f"{address}#made", address, f"{said}: {text}", made, made, body, owner, said))
            for number, step in enumerate(promise.steps, 1):
                turn, at = step.record, step.record.at
                said = self.word(TURN_WORDS[turn.turn.value])
                text = turn.text if turn.turn is PromiseTurn.AMENDED and turn.text else promise.record.text
                mark = f"{address}#{step.name.removesuffix('.md')}"
                url, author = f"{address}#step-{number}", turn.author
                fixed.append(self.entry(mark, url, f"{said}: {text}", at, at, step.body.html, author, said))
        return Scope(
            folder="status/promises/",
            title=f"{self.word('Promises')} · {name}",
            home="promises/",
            moving=moving,
            fixed=fixed,
        )

    def apologies(self, name: str) -> Scope:
        entries = []
        for incident in self.ledger.said.incidents:
            if apology := incident.apology:
                address = f"{self.base}incidents/{incident.slug}/#apology"
                at, speaker = apology.record.at, apology.record.speaker.member
                title = f"{self.word('Our apology')}: {incident.record.title}"
                words = self.word("apology")
                entries.append(self.entry(address, address, title, at, at, apology.body.html, speaker, words))
        return Scope(
            folder="status/apologies/",
            title=f"{self.word('Apologies')} · {name}",
            home="apologies/",
            moving=entries,
            fixed=entries,
        )

    def statements(self, name: str) -> Scope:
        entries = []
        for statement in self.ledger.said.statements:
            address = f"{self.base}statements/{statement.slug}/"
            at, speaker = statement.record.at, statement.record.speaker.member
            words = self.word("statement")
            title = statement.record.title
            entries.append(self.entry(address, address, title, at, at, statement.body.html, speaker, words))
        return Scope(
            folder="status/statements/",
            title=f"{self.word('Statements')} · {name}",
            home="statements/",
            moving=entries,
            fixed=entries,
        )

    # one entry

    def entry(
        self,
        mark: str,
        url: str,
        title: str,
        published: datetime,
        updated: datetime,
        body: Fragment,
        author: str | None,
        category: str,
    ) -> StatusFeedEntry:
        person = self.ledger.author(author)
        return StatusFeedEntry(
            id=mark,
            url=url,
            title=title,
            published=published,
            updated=updated,
            author=person.name if person else self.ledger.community.name,
            category=category,
            summary="",
            body=body,
            links=self.directory.resolve(body.refs, self.base),
        )

    def address(self, told: Incident | Drill | Maintenance) -> str:
        folder = (
            "drills" if isinstance(told, Drill) else "maintenance" if isinstance(told, Maintenance) else "incidents"
        )
        return f"{self.base}{folder}/{told.slug}/"

    def title(self, told: Incident | Drill | Maintenance) -> str:
        return f"{self.word('DRILL')}: {told.record.title}" if isinstance(told, Drill) else told.record.title
