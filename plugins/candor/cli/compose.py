"""What staff say, as files: the part of the worst-day commands that is the same from a terminal and from a comment.

Each function gives drafts, paths below the content folder with their texts, and refuses in a sentence with a way out
what nobody could publish. Nothing is written here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from candor.cli.new import write_yaml
from candor.errors import RefusedError
from candor.model.corpus import Corpus
from candor.model.incidents import (
    CLOSED,
    Category,
    ComponentStatus,
    DrillRecord,
    Impact,
    IncidentRecord,
    UpdateRecord,
    UpdateState,
)
from candor.model.records import MemberRecord, stamp
from candor.model.transparency import Drill, Incident
from candor.sources.archive import load_accounts
from candor.sources.corpus import assemble_corpus, load_community, load_members, load_settings
from candor.sources.frontmatter import Fault, parse_yaml, read_record
from candor.sources.history import History
from candor.sources.ledger import load_ledger
from candor.sources.posts import load_post
from candor.sources.tree import Tree, scan_content, show, slugify
from candor.standing.clocks import component_history, in_force, incident_state, is_open, span

EXAMPLE_NEXT = "--next 30m"

BY_IMPACT = {
    Impact.NONE: ComponentStatus.OPERATIONAL,
    Impact.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Impact.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}
VOICE = {
    UpdateState.INVESTIGATING: "We see that this does not work and are looking for the cause. We do not know it yet.",
    UpdateState.IDENTIFIED: "We know the cause and are mending it.",
    UpdateState.MONITORING: "It is mended. We are watching whether it holds.",
    UpdateState.RESOLVED: "It works again. Thank you for telling us what you saw.",
    UpdateState.FALSE_ALARM: "We were wrong to worry you: nothing was broken.",
}
"""What an update says where neither its author nor the crisis plan has words for it."""


class Draft(NamedTuple):
    """A file to be written: its path below the content folder, and its text."""

    path: str
    text: str


class Desk(NamedTuple):
    """The community as somebody sees it who is about to say something, at the moment `now`."""

    content: Path
    corpus: Corpus
    members: Mapping[str, MemberRecord]
    now: datetime


def open_desk(content: Path, now: datetime, *, posts: bool = False) -> Desk:
    """The community's records without its Git history; its posts only where asked for, since they take longest."""
    tree: Tree = scan_content(content)
    community, _ = load_community(content, tree)
    members, _ = load_members(content, tree)
    accounts, _ = load_accounts(content, tree)
    settings = load_settings(community, members)
    said, _ = load_ledger(content, tree, settings)
    read = [load_post(content, folder, settings)[0] for folder in tree.posts] if posts else []
    history = History(unknown="not asked")
    corpus = assemble_corpus(community, members, read, tree, accounts, history, now, said)
    if not posts:
        transparency = msgspec.structs.replace(corpus.transparency, acknowledgements=said.acknowledgements)
        corpus = msgspec.structs.replace(corpus, transparency=transparency)
    return Desk(content, corpus, members, now)


# what people type


def when(text: str, now: datetime) -> datetime:
    """``45m`` from now, ``14:30`` in UTC, the next one, or a whole time. Raises RefusedError for anything else."""
    text = text.strip()
    if re.fullmatch(r"[1-9][0-9]{0,4}[mhd]", text):
        return now + span(text)
    if found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text):
        at = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
        return at if at > now else at + timedelta(days=1)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(f'"{show(text)}" is no time – write 45m, 14:30 (UTC) or 2026-03-18T14:30:00Z') from None
    if at.tzinfo is None:
        raise RefusedError(f'the time "{show(text)}" has no time zone – add Z, as in {text}Z')
    return at.astimezone(UTC)


def pick_component(desk: Desk, name: str) -> str:
    """A component's slug. Raises RefusedError that names the three nearest."""
    known = desk.corpus.community.components
    name = name.strip()
    if name in known:
        return name
    titles = {component.title.casefold(): slug for slug, component in known.items()}
    if name.casefold() in titles:
        return titles[name.casefold()]
    if not known:
        raise RefusedError("This community names no components – add them to content/community.yml")
    raise unknown("component", name, known)


def pick_components(desk: Desk, given: Iterable[str], default: ComponentStatus) -> dict[str, ComponentStatus]:
    """``api`` or ``api=partial_outage``, several with commas between."""
    found = {}
    for part in (part for text in given for part in text.split(",") if part.strip()):
        name, _, status = part.partition("=")
        found[pick_component(desk, name)] = pick(ComponentStatus, status, "status") if status else default
    return found


def pick(kind: Any, value: str, what: str) -> Any:
    """The member of an enumeration that `value` names. Raises RefusedError that names the nearest."""
    try:
        return kind(value.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise unknown(what, value, [each.value for each in kind]) from None


def pick_member(desk: Desk, name: str) -> str:
    """A member's slug. Raises RefusedError that names the three nearest."""
    if name in desk.members:
        return name
    raise unknown("member", name, desk.members)


def pick_author(desk: Desk, name: str) -> str:
    """A member's slug, or an account as it stands: contributors need no file."""
    return name if ":" in name else pick_member(desk, name)


def pick_all(what: str, names: Iterable[str], known: Iterable[str]) -> list[str]:
    """The slugs, each of which is one of `known`. Raises RefusedError that names the three nearest."""
    slugs, there = list(names), list(known)
    for slug in slugs:
        if slug not in there:
            raise unknown(what, slug, there)
    return slugs


def pick_incident(desk: Desk, slug: str | None) -> Incident | Drill:
    """The incident or drill of that slug, of which a part will do where only one open one has it; without a slug, the
    only incident that is open, or else the only drill."""
    said = desk.corpus.transparency
    told: list[Incident | Drill] = [*said.incidents, *said.drills]
    if slug:
        found = [each for each in told if each.slug == slug]
        found = found or [each for each in told if is_open(each) and slug.lower() in each.slug]
        if len(found) == 1:
            return found[0]
        raise unknown("incident", slug, [each.slug for each in told])
    opened = [each for each in told if is_open(each)]
    opened = [each for each in opened if isinstance(each, Incident)] or opened
    if len(opened) == 1:
        return opened[0]
    if not opened:
        raise RefusedError("No incident is open – declare one with `candor incident declare`")
    raise RefusedError(f"{len(opened)} incidents are open – say which: {either([each.slug for each in opened])}")


def unknown(what: str, name: str, known: Iterable[str]) -> RefusedError:
    """Says that there is no such thing, and which three look most like it."""
    near = difflib.get_close_matches(name.lower(), list(known), 3, 0)
    return RefusedError(f'There is no {what} "{show(name)}"' + (f" – did you mean {either(near)}?" if near else ""))


def either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


# what becomes of it


def declare(
    desk: Desk,
    title: str,
    *,
    components: Iterable[str],
    impact: str,
    category: str | None,
    next_due: str | None,
    message: str = "",
    author: str | None = None,
    at: datetime | None = None,
    scenario: str = "",
    slug: str = "",
    **more: Any,
) -> list[Draft]:
    """An incident, or a drill where there is a `scenario`, and its first update."""
    title = one_line(title)
    severity: Impact = pick(Impact, impact, "impact")
    kind: Category = pick(Category, category, "category") if category else Category.AVAILABILITY
    affected = pick_components(desk, components, BY_IMPACT[severity])
    now = at or desk.now
    name = slug or slugify(title, 60)
    if not name:
        raise RefusedError("No slug can be made of this title – give --slug, lower-case words joined by -")
    folder = "drills" if scenario else "incidents"
    if not scenario and not slug:
        name = f"{now:%Y-%m-%d}-{name}"
    path = f"{folder}/{now.year}/{name}"
    refuse_taken(desk, path)
    parts = [{"id": each, "status": status.value} for each, status in affected.items()]
    fields: dict[str, Any] = {"title": title, "category": kind.value, "impact": severity.value}
    if scenario:
        fields = {"title": title, "scenario": one_line(scenario), **fields, "began_at": {"at": stamp(now)}}
    else:
        fields |= {"detected_at": stamp(now), **more}
    fields |= {"components": parts} if parts else {}
    index = Draft(f"{path}/index.md", record_text(fields, DrillRecord if scenario else IncidentRecord, ""))
    text = message or voice(desk, kind, UpdateState.INVESTIGATING)
    first = update_draft(desk, path, UpdateState.INVESTIGATING, now, next_due, None, text, [], author, None)
    return [index, first]


def update(
    desk: Desk,
    incident: Incident | Drill,
    *,
    state: str | None,
    next_due: str | None,
    reason: str | None = None,
    components: Iterable[str] = (),
    message: str = "",
    author: str | None = None,
    at: datetime | None = None,
    corrects: str | None = None,
) -> Draft:
    """The next update of an incident. Raises RefusedError where it leaves readers without a time to look again."""
    new: UpdateState = pick(UpdateState, state, "state") if state else incident_state(incident)
    before = {each.id: each.status for each in component_history(incident)}
    given = pick_components(desk, components, ComponentStatus.OPERATIONAL)
    if new in CLOSED:
        given = dict.fromkeys(before, ComponentStatus.OPERATIONAL) | given
    changes = [
        {"id": slug, "old": before.get(slug, ComponentStatus.OPERATIONAL).value, "new": status.value}
        for slug, status in given.items()
        if before.get(slug) is not status
    ]
    if corrects is not None:
        corrects = pick_update(incident, corrects)
    text = message or voice(desk, incident.record.category, new)
    return update_draft(desk, incident.path, new, at or desk.now, next_due, reason, text, changes, author, corrects)


def update_draft(
    desk: Desk,
    path: str,
    state: UpdateState,
    at: datetime,
    next_due: str | None,
    reason: str | None,
    message: str,
    changes: list[dict[str, str]],
    author: str | None,
    corrects: str | None,
) -> Draft:
    fields: dict[str, Any] = {"at": stamp(at), "state": state.value}
    if state not in CLOSED:
        if next_due:
            due = when(next_due, at)
            if due <= at:
                raise RefusedError(f"The next update cannot be due before this one – try {EXAMPLE_NEXT}")
            fields["next_update_due"] = stamp(due)
        elif reason:
            fields["no_further_updates"] = one_line(reason)
        else:
            due = at + span(desk.corpus.community.clocks.next_update.get("major", "30m"))
            raise RefusedError(
                "An update without a time for the next one is not published – add "
                f"`{EXAMPLE_NEXT}` (in the file: `next_update_due: {stamp(due)}`), or --no-further-updates REASON"
            )
    fields |= {"components": changes} if changes else {}
    fields |= {"author": author} if author else {}
    fields |= {"corrects": corrects} if corrects else {}
    name = free_name(desk, f"{path}/updates", f"{at.astimezone(UTC):%Y%m%dT%H%MZ}-{state.value}")
    return Draft(f"{path}/updates/{name}", record_text(fields, UpdateRecord, message))


def pick_update(incident: Incident | Drill, named: str) -> str:
    """The file of an update: ``last``, its number on the page, or its name."""
    names = [update.name for update in incident.updates]
    counted = in_force(incident.updates)
    if named == "last" and counted:
        return counted[-1].name
    if named.isdecimal() and 0 < int(named) <= len(names):
        return names[int(named) - 1]
    if named in names or f"{named}.md" in names:
        return named if named in names else f"{named}.md"
    raise RefusedError(
        f'There is no update "{show(named)}" – give its number (1 to {len(names)}), `last`, or its file name'
    )


def voice(desk: Desk, category: Category, state: UpdateState) -> str:
    """The words that the crisis plan keeps ready, else plain ones."""
    plan = desk.corpus.transparency.plan
    return (plan.templates.get(category, {}).get(state) if plan else None) or VOICE[state]


def record_text(fields: dict[str, Any], record: type[msgspec.Struct], body: str) -> str:
    """A Markdown file with front matter. Raises RefusedError where a value cannot be used."""
    front = write_yaml(fields)
    faults: list[Fault] = []
    value, found = parse_yaml(front)
    faults += found
    read_record(value, faults, record, front)
    if faults:
        told = "; ".join(f"{each.field}: {each.problem}{f' – {each.hint}' if each.hint else ''}" for each in faults)
        raise RefusedError(f"This cannot be written: {told}")
    text = body.strip().replace("\r\n", "\n").replace("\0", "")
    return f"---\n{front}---\n{text}\n" if text else f"---\n{front}---\n"


def free_name(desk: Desk, folder: str, stem: str) -> str:
    """A file name that nobody has yet: two updates may share a minute."""
    name, number = f"{stem}.md", 2
    while (desk.content / folder / name).exists():
        name, number = f"{stem}-{number}.md", number + 1
    return name


def refuse_taken(desk: Desk, path: str) -> None:
    """Raises RefusedError where a record of that kind has this slug already, in whatever year."""
    kind, _, slug = path.split("/")
    taken = (*desk.content.glob(f"{kind}/*/{slug}"), *desk.content.glob(f"{kind}/*/{slug}.md"))
    if taken:
        raise RefusedError(f"{desk.content.name}/{path} exists already – choose another --slug")


def one_line(text: str) -> str:
    """The text on one line. Raises RefusedError where nothing is left."""
    text = " ".join(text.split())
    if not text:
        raise RefusedError("The title is empty – say in one line what is wrong")
    return text
