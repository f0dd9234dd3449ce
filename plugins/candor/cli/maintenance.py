"""``candor maintenance``: announce it, say how it goes."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from candor.cli.compose import (
    Draft,
    free_name,
    one_line,
    pick,
    pick_author,
    pick_components,
    record_text,
    refuse_taken,
    unknown,
    when,
)
from candor.cli.incident import ask_components
from candor.cli.saying import Saying, ask, ask_for, says
from candor.model.incidents import (
    ComponentStatus,
    MaintenanceRecord,
    MaintenanceState,
    MaintenanceUpdateRecord,
)
from candor.model.records import stamp
from candor.sources.tree import slugify

WORDS = {
    MaintenanceState.SCHEDULED: "We have planned this and will say when it begins.",
    MaintenanceState.IN_PROGRESS: "It has begun.",
    MaintenanceState.VERIFYING: "The work is done. We are checking that everything is as it was.",
    MaintenanceState.COMPLETED: "It is done.",
    MaintenanceState.CANCELLED: "We will not do this.",
    MaintenanceState.OVERRUN: "It takes longer than we said.",
}


@click.group(short_help="Announce maintenance, and say how it goes.")
def maintenance() -> None:
    """Maintenance never makes the status worse before its window opens; past its end it has overrun."""


@maintenance.command(short_help="Announce maintenance.")
@click.argument("title", required=False)
@click.option("--starts", help="When it begins: 7d, or a whole time.")
@click.option("--ends", help="When it ends, counted from the beginning: 2h, or a whole time.")
@click.option("--component", "components", multiple=True, help="A part that it concerns; again for more.")
@click.option("--say", help="What members who speak for you can say.")
@click.option("--slug", help="The folder's name; else from the title.")
@click.option("--owner", help="Who answers for it: a member's slug.")
@says
def plan(
    title: str | None,
    starts: str | None,
    ends: str | None,
    components: tuple[str, ...],
    say: str | None,
    slug: str | None,
    owner: str | None,
    saying: Saying,
) -> None:
    """Announce the maintenance TITLE."""
    title = one_line(ask(title, "title", "What is done, in one line"))
    desk, told = saying.desk, saying.moment
    components = ask_components(desk, components)
    begins = ask_for(partial(when, now=told), starts, "starts", "When does it begin (7d or a date and time)")
    until = ask_for(partial(when, now=begins), ends, "ends", "How long does it take", "2h")
    fields: dict[str, Any] = {
        "title": title,
        "starts_at": stamp(begins),
        "ends_at": stamp(until),
        "components": list(pick_components(desk, components, ComponentStatus.UNDER_MAINTENANCE)),
        "owner": pick_author(desk, owner) if owner else None,
        "say": say,
    }
    path = f"maintenance/{begins.year}/{slug or slugify(title, 60)}"
    refuse_taken(desk, path)
    kept = {key: value for key, value in fields.items() if value}
    index = Draft(f"{path}/index.md", record_text(kept, MaintenanceRecord, saying.message))
    first = said_at(path, told, MaintenanceState.SCHEDULED, saying.author, "", f"{told:%Y%m%dT%H%MZ}-scheduled.md")
    saying.write([index, first])


@maintenance.command(short_help="Say how it goes.")
@click.argument("slug")
@click.argument("state")
@says
def update(
    slug: str,
    state: str,
    saying: Saying,
) -> None:
    """Say that the maintenance SLUG is now STATE: in_progress, verifying, completed, cancelled or overrun."""
    known = {each.slug: each for each in saying.desk.corpus.transparency.maintenance}
    if slug not in known:
        raise unknown("maintenance", slug, known)
    new = pick(MaintenanceState, state, "state")
    desk, told = saying.desk, saying.moment
    path = known[slug].path
    name = free_name(desk, f"{path}/updates", f"{told:%Y%m%dT%H%MZ}-{new}")
    saying.write([said_at(path, told, new, saying.author, saying.message, name)])


def said_at(path: str, at: Any, state: MaintenanceState, author: str | None, message: str, name: str) -> Draft:
    fields = {"at": stamp(at), "state": state.value} | ({"author": author} if author else {})
    return Draft(f"{path}/updates/{name}", record_text(fields, MaintenanceUpdateRecord, message or WORDS[state]))
