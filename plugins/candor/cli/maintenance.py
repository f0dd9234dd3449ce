"""``candor maintenance``: announce it, say how it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from candor.cli.compose import (
    Draft,
    free_name,
    one_line,
    pick,
    pick_components,
    record_text,
    refuse_taken,
    stamp,
    unknown,
    when,
)
from candor.cli.saying import AT, AUTHOR, EDIT, MESSAGE, ask, config_option, moment, said, sit_down, write_all
from candor.model.incidents import (
    ComponentStatus,
    MaintenanceRecord,
    MaintenanceState,
    MaintenanceUpdateRecord,
)
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
@MESSAGE
@AUTHOR
@AT
@EDIT
@config_option
def plan(
    title: str | None,
    starts: str | None,
    ends: str | None,
    components: tuple[str, ...],
    say: str | None,
    slug: str | None,
    owner: str | None,
    message: str | None,
    author: str | None,
    at: str | None,
    edit: bool,
    config_file: Path | None,
) -> None:
    """Announce the maintenance TITLE."""
    root, desk = sit_down(config_file)
    title = one_line(ask(title, "title", "What is done, in one line"))
    told = moment(desk, at) or desk.now
    begins = when(ask(starts, "starts", "When does it begin"), told)
    until = when(ask(ends, "ends", "How long does it take", "2h"), begins)
    fields: dict[str, Any] = {
        "title": title,
        "starts_at": stamp(begins),
        "ends_at": stamp(until),
        "components": list(pick_components(desk, components, ComponentStatus.UNDER_MAINTENANCE)),
        "owner": owner,
        "say": say,
    }
    path = f"maintenance/{begins.year}/{slug or slugify(title, 60)}"
    refuse_taken(desk, path)
    kept = {key: value for key, value in fields.items() if value}
    index = Draft(f"{path}/index.md", record_text(kept, MaintenanceRecord, said(message)))
    first = said_at(path, told, MaintenanceState.SCHEDULED, author, "", f"{told:%Y%m%dT%H%MZ}-scheduled.md")
    write_all(root, desk, [index, first], edit)


@maintenance.command(short_help="Say how it goes.")
@click.argument("slug")
@click.argument("state")
@MESSAGE
@AUTHOR
@AT
@EDIT
@config_option
def update(
    slug: str,
    state: str,
    message: str | None,
    author: str | None,
    at: str | None,
    edit: bool,
    config_file: Path | None,
) -> None:
    """Say that the maintenance SLUG is now STATE: in_progress, verifying, completed, cancelled or overrun."""
    root, desk = sit_down(config_file)
    known = {each.slug: each for each in desk.corpus.transparency.maintenance}
    if slug not in known:
        raise unknown("maintenance", slug, known)
    new = pick(MaintenanceState, state, "state")
    told = moment(desk, at) or desk.now
    path = known[slug].path
    name = free_name(desk, f"{path}/updates", f"{told:%Y%m%dT%H%MZ}-{new}")
    write_all(root, desk, [said_at(path, told, new, author, said(message), name)], edit)


def said_at(path: str, at: Any, state: MaintenanceState, author: str | None, message: str, name: str) -> Draft:
    fields = {"at": stamp(at), "state": state.value} | ({"author": author} if author else {})
    return Draft(f"{path}/updates/{name}", record_text(fields, MaintenanceUpdateRecord, message or WORDS[state]))
