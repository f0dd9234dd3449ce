"""What only shows between the brand's records and everything else: names that lead nowhere, approvals, ballots.

What is wrong is reported and left out, so that pages never meet a component, promise or member that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model.archive import AccountLine, CommentState, Thread
from candor.model.corpus import Person
from candor.model.incidents import Act, AffectedComponent, ComponentChange, CrisisPlan, RemedyRecord
from candor.model.records import Community
from candor.model.transparency import Drill, Incident, Prose, Remedy, Tally, Transparency
from candor.sources.archive import load_thread
from candor.sources.frontmatter import quote, suggest

T = TypeVar("T", AffectedComponent, ComponentChange)
Report = Callable[[str, str, str, str, Severity], None]
"""A fault by path below the content folder, field, problem, way out and severity."""


def authors_in(transparency: Transparency) -> Iterator[str]:
    """Every account and slug that the ledger names as somebody who wrote or answers for something."""
    for incident in transparency.incidents:
        yield from (update.record.author or "" for update in incident.updates)
        yield from (told.record.author or "" for told in incident.postmortems)
    for maintenance in transparency.maintenance:
        yield maintenance.record.owner or ""
        yield from (told.record.author or "" for told in maintenance.updates)
    for drill in transparency.drills:
        yield from (update.record.author or "" for update in drill.updates)
    for promise in transparency.promises:
        yield promise.record.owner
        yield from (step.record.author or "" for step in promise.steps)
    for remedy in transparency.remedies:
        yield remedy.record.owner or ""
        yield from (option.proposed_by or "" for option in remedy.record.options)
    yield from (acknowledgement.by for acknowledgement in transparency.acknowledgements.values())


def bodies_in(transparency: Transparency) -> Iterator[tuple[str, Prose]]:
    """Every text of the ledger with the path of its file."""
    for incident in transparency.incidents:
        yield f"{incident.path}/index.md", incident.body
        yield from ((update.path, update.body) for update in incident.updates)
        yield from ((told.path, told.body) for told in incident.postmortems)
        if incident.apology:
            yield incident.apology.path, incident.apology.body
    for maintenance in transparency.maintenance:
        yield f"{maintenance.path}/index.md", maintenance.body
        yield from ((told.path, told.body) for told in maintenance.updates)
    for drill in transparency.drills:
        yield f"{drill.path}/index.md", drill.body
        yield f"{drill.path}/score.md", drill.score_body
        yield from ((told.path, told.body) for told in drill.updates)
    for promise in transparency.promises:
        yield promise.path, promise.body
        yield from ((step.path, step.body) for step in promise.steps)
    yield from ((remedy.path, remedy.body) for remedy in transparency.remedies)
    yield from ((statement.path, statement.body) for statement in transparency.statements)


class LedgerCheck:
    """The ledger beside the rest of the community."""

    def __init__(
        self,
        transparency: Transparency,
        community: Community,
        members: Collection[str],
        posts: Mapping[str, datetime | None],
        report: Report,
        latest: datetime | None,
    ) -> None:
        self.transparency, self.community, self.members = transparency, community, members
        self.posts, self.report, self.latest = posts, report, latest
        self.promises = {promise.slug for promise in transparency.promises}
        self.remedies = {remedy.slug for remedy in transparency.remedies}
        self.incidents = {incident.slug for incident in transparency.incidents}

    def checked(self) -> Transparency:
        """The ledger without what leads nowhere."""
        seen = self.transparency
        plan = seen.plan
        if plan is not None:
            self.plan(plan)
        for drill in seen.drills:
            for role, slug in msgspec.structs.asdict(drill.record.roles).items():
                self.member(slug, f"{drill.path}/index.md", f"roles.{role}")
        for maintenance in seen.maintenance:
            index = f"{maintenance.path}/index.md"
            self.author(maintenance.record.owner, index, "owner")
            for number, component in enumerate(maintenance.record.components):
                self.component(component, index, f"components[{number}]")
            for told in maintenance.updates:
                self.author(told.record.author, told.path, "author")
                self.time(told.record.at, told.path)
        for promise in seen.promises:
            self.author(promise.record.owner, promise.path, "owner")
            for step in promise.steps:
                self.author(step.record.author, step.path, "author")
                self.time(step.record.at, step.path)
        for remedy in seen.remedies:
            self.remedy(remedy.record, remedy.path, plan)
        for statement in seen.statements:
            self.member(statement.record.speaker.member, statement.path, "speaker.member")
        kept = {}
        for slug, acknowledgement in seen.acknowledgements.items():
            path = f"acknowledgements/{slug}.yml"
            self.author(acknowledgement.by, path, "by")
            if slug in self.posts:
                kept[slug] = acknowledgement
            else:
                self.fault(
                    path, "", f"there is no post {quote(slug)}", suggest(slug, self.posts) or "name a post's slug"
                )
        return msgspec.structs.replace(
            seen,
            incidents=[self.incident(incident, plan) for incident in seen.incidents],
            maintenance=[
                msgspec.structs.replace(
                    each, record=msgspec.structs.replace(each.record, components=self.existing(each.record.components))
                )
                for each in seen.maintenance
            ],
            acknowledgements=kept,
        )

    # one record of each kind

    def incident(self, incident: Incident, plan: CrisisPlan | None) -> Incident:
        index = f"{incident.path}/index.md"
        record = incident.record
        for role, slug in msgspec.structs.asdict(record.roles).items():
            self.member(slug, index, f"roles.{role}")
        if not incident.updates:
            hint = "`candor incident update` writes the first one"
            self.fault(index, "", "has no update, so readers learn nothing of how it stands", hint, Severity.WARNING)
        names = {update.name for update in incident.updates} | self.gone(f"{incident.path}/updates/")
        for update in incident.updates:
            self.author(update.record.author, update.path, "author")
            self.time(update.record.at, update.path)
            self.corrects(update.record.corrects, update.name, names, update.path)
        files = {told.name for told in incident.postmortems} | self.gone(f"{incident.path}/")
        for told in incident.postmortems:
            self.author(told.record.author, told.path, "author")
            self.time(told.record.at, told.path)
            self.corrects(told.record.corrects, told.name, files, told.path)
            self.named(told.record.promises, self.promises, "promise", told.path, "promises")
            self.approved(told.record.approved_by, Act.POSTMORTEM, plan, told.path)
        if (apology := incident.apology) is not None:
            self.member(apology.record.speaker.member, apology.path, "speaker.member")
            self.time(apology.record.at, apology.path)
            self.named(apology.record.promises, self.promises, "promise", apology.path, "promises")
            self.named(apology.record.remedies, self.remedies, "remedy", apology.path, "remedies")
            self.approved(apology.record.approved_by, Act.APOLOGY, plan, apology.path)
        return msgspec.structs.replace(
            incident,
            record=msgspec.structs.replace(record, components=self.known(record.components, index)),
            updates=[
                msgspec.structs.replace(
                    update,
                    record=msgspec.structs.replace(
                        update.record, components=self.known(update.record.components, update.path)
                    ),
                )
                if update.record.components
                else update
                for update in incident.updates
            ],
        )

    def remedy(self, record: RemedyRecord, path: str, plan: CrisisPlan | None) -> None:
        if record.for_ not in self.incidents and record.for_ not in self.posts:
            hint = suggest(record.for_, [*self.incidents, *self.posts]) or "name an incident's or a post's slug"
            self.fault(path, "for", f"there is no incident or post {quote(record.for_)}", hint)
        self.author(record.owner, path, "owner")
        if record.committed and not record.withdrawn:
            self.approved(record.approved_by, Act.REMEDY, plan, path)
        for number, option in enumerate(record.options):
            self.author(option.proposed_by, path, f"options[{number}].proposed_by")

    def plan(self, plan: CrisisPlan) -> None:
        for role, held in plan.roles.items():
            for number, slug in enumerate(held.members):
                self.member(slug, "crisis-plan.yml", f"roles.{role}.members[{number}]")
        for act, approver in plan.permissions.items():
            self.member(approver, "crisis-plan.yml", f"permissions.{act}")
        for number, step in enumerate(plan.escalation):
            for place, slug in enumerate(step.call):
                self.member(slug, "crisis-plan.yml", f"escalation[{number}].call[{place}]")

    # one field

    def known(self, components: list[T], path: str) -> list[T]:
        """Those of `components` that the community has."""
        return [
            component
            for number, component in enumerate(components)
            if self.component(component.id, path, f"components[{number}].id")
        ]

    def existing(self, components: list[str]) -> list[str]:
        return [slug for slug in components if slug in self.community.components]

    def component(self, slug: str, path: str, field: str) -> bool:
        known = self.community.components
        if slug not in known:
            hint = suggest(slug, known) or "add it to `components` in community.yml"
            self.fault(path, field, f"unknown component {quote(slug)}", hint)
        return slug in known

    def named(self, slugs: list[str], known: Collection[str], what: str, path: str, field: str) -> None:
        for number, slug in enumerate(slugs):
            if slug not in known:
                hint = suggest(slug, known) or f"write the {what} first"
                self.fault(path, f"{field}[{number}]", f"there is no {what} {quote(slug)}", hint)

    def approved(self, by: str | None, act: Act, plan: CrisisPlan | None, path: str) -> None:
        """The one person whom the crisis plan names has approved it."""
        approver = plan.permissions.get(act) if plan else None
        if by is not None:
            self.member(by, path, "approved_by")
        if approver and by != approver:
            problem = f"is approved by {by}" if by else "is approved by nobody"
            self.fault(path, "approved_by", problem, f"the crisis plan asks for `approved_by: {approver}`")

    def corrects(self, target: str | None, own: str, names: Collection[str], path: str) -> None:
        if target is not None and (target not in names or target == own):
            hint = suggest(target, [name for name in names if name != own]) or "name a file in the same folder"
            self.fault(path, "corrects", f"there is no file {quote(target)} to correct", hint)

    def gone(self, folder: str) -> set[str]:
        """Names of files that once stood in `folder`."""
        return {
            path[len(folder) :]
            for path in self.transparency.trails
            if path.startswith(folder) and "/" not in path[len(folder) :]
        }

    def member(self, slug: str | None, path: str, field: str) -> None:
        if slug is not None and slug not in self.members:
            hint = suggest(slug, self.members) or "add members/<slug>.yml"
            self.fault(path, field, f"unknown member {quote(slug)}", hint)

    def author(self, author: str | None, path: str, field: str) -> None:
        if author is not None and ":" not in author:
            self.member(author, path, field)

    def time(self, at: datetime, path: str) -> None:
        if self.latest is not None and at > self.latest:
            self.fault(path, "at", f"{at:%Y-%m-%dT%H:%M:%SZ} lies in the future", "check the year and the month")

    def fault(self, path: str, field: str, problem: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.report(path, field, problem, hint, severity)


# ballots


def tally_ballots(
    content: Path,
    transparency: Transparency,
    posts: Mapping[str, datetime | None],
    accounts: Mapping[str, AccountLine],
    people: Mapping[str, Person],
) -> tuple[list[Remedy], list[Diagnostic]]:
    """The remedies, those with a ballot counted from the archive, and what is wrong with their threads."""
    began: dict[str, datetime | None] = dict(posts)
    for incident in transparency.incidents:
        began[incident.slug] = incident_began(incident)
    remedies, problems = [], []
    for remedy in transparency.remedies:
        if (ballot := remedy.record.ballot) is not None:
            thread, faults = load_thread(content, ballot.thread)
            problems += faults
            tally = count_votes(remedy.record, thread, began.get(remedy.record.for_), accounts, people)
            remedy = msgspec.structs.replace(remedy, tally=tally)
        remedies.append(remedy)
    return remedies, problems


def incident_began(incident: Incident | Drill) -> datetime | None:
    """When trouble began, as far as the record tells; else the first word about it."""
    began = incident.record.began_at
    times = [began.at if began else None]
    if isinstance(incident, Incident):
        times.append(incident.record.detected_at)
    times += [update.record.at for update in incident.updates]
    return min((at for at in times if at is not None), default=None)


def count_votes(
    record: RemedyRecord,
    thread: Thread | None,
    began: datetime | None,
    accounts: Mapping[str, AccountLine],
    people: Mapping[str, Person],
) -> Tally:
    """The ballot's result: a thumbs up on an option's comment, inside the window, by an account from before.

    Somebody with several accounts votes once; somebody may be for several options (approval voting). A vote whose
    account has no known age does not count, because nobody could check it.
    """
    ballot = record.ballot
    if ballot is None or thread is None:
        return Tally()
    live = {comment.num: comment.id for comment in thread.comments if comment.state is CommentState.LIVE}
    option_of = {live[option.comment]: option.id for option in record.options if option.comment in live}
    voters: dict[str, set[str]] = {option.id: set() for option in record.options}
    excluded: dict[str, int] = {}
    for reaction in thread.reactions:
        option = option_of.get(reaction.on)
        if option is None or reaction.kind != "THUMBS_UP":
            continue
        account = accounts.get(reaction.by)
        if not ballot.opens <= reaction.at <= ballot.closes:
            reason = "outside the time of the ballot"
        elif account is None or account.created is None:
            reason = "from an account whose age is not known"
        elif account.type != "User":
            reason = "from an account that is not a person's"
        elif began is not None and account.created >= began:
            reason = "from an account made after it happened"
        else:
            voters[option].add(people[reaction.by].slug if reaction.by in people else reaction.by)
            continue
        excluded[reason] = excluded.get(reason, 0) + 1
    return Tally(
        votes={option: len(voted) for option, voted in voters.items()},
        turnout=len(set().union(*voters.values())) if voters else 0,
        excluded=dict(sorted(excluded.items())),
        known=True,
    )
