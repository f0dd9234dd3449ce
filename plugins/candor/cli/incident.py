"""``candor incident``: declare it, say how it goes, end it, explain it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from candor.cli.compose import (
    BY_IMPACT,
    Desk,
    Draft,
    declare,
    pick,
    pick_all,
    pick_components,
    pick_incident,
    pick_member,
    record_text,
    update,
    when,
)
from candor.cli.new import on_terminal
from candor.cli.saying import Saying, ask, ask_approval, ask_for, says
from candor.errors import RefusedError
from candor.model.incidents import (
    Act,
    Category,
    ComponentStatus,
    Impact,
    PostmortemRecord,
    ReportedBy,
    UpdateState,
    Violation,
)
from candor.model.records import stamp
from candor.model.transparency import Incident
from candor.standing.clocks import incident_state, is_open

NEXT = click.option("--next", "next_due", help="When the next update comes: 30m, 14:30 (UTC) or a whole time.")
REASON = click.option("--no-further-updates", "reason", help="Why there will be none, instead of --next.")
COMPONENT = click.option(
    "--component", "components", multiple=True, help="A part and how it is: api or api=partial_outage; again for more."
)

POSTMORTEM = """\
## What happened

## Why it happened

## How we noticed, and why not sooner

## What we did

## What we change, by when, and who answers for it
"""


@click.group(short_help="Declare an incident, say how it goes, end it, explain it.")
def incident() -> None:
    """Say what is wrong, as it goes on. Nobody's approval is needed for a first word or an update."""


@incident.command("declare", short_help="Say that something is wrong.")
@click.argument("title", required=False)
@COMPONENT
@click.option("--impact", help="none, minor, major or critical.")
@click.option("--category", help=f"{', '.join(Category)}; availability unless you say otherwise.")
@NEXT
@click.option("--violation", type=click.Choice([each.value for each in Violation]), help="Which trust it hurts.")
@click.option("--reported-by", type=click.Choice([each.value for each in ReportedBy]), help="Who noticed first.")
@click.option("--began", help="When it began, if that is known.")
@click.option("--affected", help="Who is hurt, in a few words.")
@click.option("--count", type=click.IntRange(min=0), help="How many they are; left out, the page says unknown.")
@click.option("--say", help="What members who speak for you can say.")
@click.option("--commander", help="Who is in charge: a member's slug.")
@click.option("--liaison", help="Who speaks: a member's slug.")
@click.option("--thread", "threads", multiple=True, help="A discussion about it, as in github/140.")
@click.option("--slug", help="The folder's name; else date and title.")
@says
def declare_incident(
    title: str | None,
    components: tuple[str, ...],
    impact: str | None,
    category: str | None,
    next_due: str | None,
    slug: str | None,
    saying: Saying,
    **given: Any,
) -> None:
    """Declare an incident: TITLE says in one line what is wrong. Writes it with its first update."""
    desk = saying.desk
    title = ask(title, "title", "What is wrong, in one line")
    asked = ask_what(saying, components, impact, category, next_due)
    drafts = declare(
        desk,
        title,
        **asked,
        author=saying.author,
        at=saying.at,
        slug=slug or "",
        **more_fields(desk, given),
    )
    saying.write(drafts)


def ask_what(
    saying: Saying,
    components: tuple[str, ...],
    impact: str | None,
    category: str | None,
    next_due: str | None,
    usual: Impact = Impact.MINOR,
) -> dict[str, Any]:
    """Which part, how bad, of what kind, when the next word comes and what the first one is: as given, which is looked
    at in this order, and on a terminal asked for, where a slip is asked for again at once."""
    desk, terminal = saying.desk, on_terminal()
    components = ask_components(desk, components)
    bad: Impact = ask_for(
        partial(pick, Impact, what="impact"), impact, "impact", f"How bad ({', '.join(Impact)})",
        usual.value if terminal else None,
    )  # fmt: skip
    message = saying.message
    if terminal:
        kind = partial(pick, Category, what="category")
        category = ask_for(kind, category, "category", f"Of what kind ({', '.join(Category)})", "availability")
        usually = desk.corpus.community.clocks.next_update.get(bad, "30m")
        next_due = next_due or ask_for(partial(same_time, saying), None, "next", "Next update in", usually)
        message = message or click.prompt("What do you say (empty: the plan's words)", default="", show_default=False)
    return {"components": components, "impact": bad, "category": category, "next_due": next_due, "message": message}


def same_time(saying: Saying, text: str) -> str:
    """The text, if it is a time."""
    when(text, saying.moment)
    return text


def ask_components(desk: Desk, given: tuple[str, ...]) -> tuple[str, ...]:
    """The parts as given, each of which there is; without any, on a terminal, those that are asked for."""
    known = desk.corpus.community.components

    def parts(text: str) -> tuple[str, ...]:
        pick_components(desk, [text], BY_IMPACT[Impact.MINOR])
        return (text,) if text else ()

    if given or not known or not on_terminal():
        pick_components(desk, given, BY_IMPACT[Impact.MINOR])
        return given
    return ask_for(parts, None, "component", f"Which part ({', '.join(known)}; empty: none)", "")


def more_fields(desk: Desk, given: dict[str, Any]) -> dict[str, Any]:
    """The front matter of what is known already, without what was not given."""
    fields: dict[str, Any] = {}
    for key in ("violation", "reported_by", "say"):
        if given[key]:
            fields[key] = given[key]
    if given["began"]:
        fields["began_at"] = {"at": stamp(when(given["began"], desk.now))}
    if given["affected"]:
        fields["affected"] = {"who": given["affected"]}
        if given["count"] is not None:
            fields["affected"]["count"] = given["count"]
    roles = {role: pick_member(desk, given[role]) for role in ("commander", "liaison") if given[role]}
    if roles:
        fields["roles"] = roles
    if given["threads"]:
        fields["threads"] = list(given["threads"])
    return fields


@incident.command("update", short_help="Say how it goes.")
@click.argument("slug", required=False)
@click.option("--state", help="investigating, identified or monitoring; as before unless you say so.")
@NEXT
@REASON
@COMPONENT
@click.option("--corrects", help="The update that this one corrects: its number on the page, `last`, or its file.")
@says
def update_incident(
    slug: str | None,
    state: str | None,
    next_due: str | None,
    reason: str | None,
    components: tuple[str, ...],
    corrects: str | None,
    saying: Saying,
) -> None:
    """Write the next update of the incident or drill SLUG; without SLUG, of the only one that is open.

    It must say when the next one comes, or why there will be none.
    """
    told, message = pick_incident(saying.desk, slug), saying.message
    if on_terminal():
        stands = partial(pick, UpdateState, what="state")
        state = state or ask_for(stands, None, "state", "State", incident_state(told).value)
        if not next_due and not reason:
            next_due = ask_for(partial(same_time, saying), None, "next", "Next update in", "30m")
        message = message or click.prompt("What do you say (empty: the plan's words)", default="", show_default=False)
    draft = update(
        saying.desk, told, state=state, next_due=next_due, reason=reason, components=components, message=message,
        author=saying.author, at=saying.at, corrects=corrects,
    )  # fmt: skip
    saying.write([draft])


@incident.command(short_help="Say that it is over.")
@click.argument("slug", required=False)
@click.option("--false-alarm", is_flag=True, help="Nothing was broken.")
@COMPONENT
@says
def resolve(
    slug: str | None,
    false_alarm: bool,
    components: tuple[str, ...],
    saying: Saying,
) -> None:
    """End the incident or drill SLUG. Every part of it works again unless --component says otherwise."""
    told = pick_incident(saying.desk, slug)
    if not is_open(told):
        raise RefusedError(f"{told.slug} is over already – say more with `candor incident update {told.slug}`")
    state = UpdateState.FALSE_ALARM if false_alarm else UpdateState.RESOLVED
    given = [part if "=" in part else f"{part}={ComponentStatus.OPERATIONAL}" for part in components]
    draft = update(
        saying.desk, told, state=state, next_due=None, components=given, message=saying.message,
        author=saying.author, at=saying.at,
    )  # fmt: skip
    saying.write([draft])


@incident.command(short_help="Explain what happened and what changes.")
@click.argument("slug")
@click.option("--approved-by", help="Who approved it: the member whom the crisis plan names.")
@click.option("--promise", "promises", multiple=True, help="A promise it makes, by slug; again for more.")
@click.option("--corrects", help="The post-mortem that this one corrects: postmortem.md.")
@says
def postmortem(
    slug: str,
    approved_by: str | None,
    promises: Sequence[str],
    corrects: str | None,
    saying: Saying,
) -> None:
    """Write the post-mortem of the incident SLUG, with the headings it needs. A second one corrects the first."""
    told = pick_incident(saying.desk, slug)
    if not isinstance(told, Incident):
        raise RefusedError(f"{slug} is a drill – judge it with `candor drill score {slug}`")
    number = len(told.postmortems) + 1
    if number > 1 and not corrects:
        corrects = told.postmortems[-1].name
    promises = pick_all("promise", promises, (each.slug for each in saying.desk.corpus.transparency.promises))
    approved_by = ask_approval(saying.desk, Act.POSTMORTEM, approved_by)
    fields: dict[str, Any] = {"at": stamp(saying.moment), "author": saying.author, "approved_by": approved_by}
    fields |= {"promises": list(promises), "corrects": corrects}
    kept = {key: value for key, value in fields.items() if value}
    name = "postmortem.md" if number == 1 else f"postmortem-{number}.md"
    text = record_text(kept, PostmortemRecord, saying.message or POSTMORTEM)
    saying.write([Draft(f"{told.path}/{name}", text)])
