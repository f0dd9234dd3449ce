"""``candor inbox``: which questions and complaints wait for us, and how long."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from candor.cli.compose import Desk, Draft, pick_author, unknown, when
from candor.cli.new import write_yaml
from candor.cli.saying import ask_for, config_option, sit_down, write_all
from candor.errors import RefusedError
from candor.model.incidents import AcknowledgementRecord
from candor.model.records import stamp
from candor.pages.catalogue import ENGLISH
from candor.pages.words import duration
from candor.sources.frontmatter import parse_yaml, read_record
from candor.sources.tree import show
from candor.standing.clocks import Waiting, assess_inbox


@click.command(short_help="List what waits for a reply, by age, against the reply clock.")
@click.option("--acknowledge", metavar="SLUG", help="Say on this post's page that somebody has seen it.")
@click.option("--answer-by", help="By when somebody answers: 24h, 14:30 (UTC) or a whole time.")
@click.option("--by", "who", help="Who has seen it: a member's slug.")
@click.option("--note", default="", help="A sentence more, for the page.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@config_option
def inbox(
    acknowledge: str | None, answer_by: str | None, who: str | None, note: str, as_json: bool, config_file: Path | None
) -> None:
    """List unanswered questions and complaints without a reply from staff, the oldest first.

    With --acknowledge SLUG the page of that post says "seen, answer by …".
    """
    root, desk = sit_down(config_file, posts=True)
    waiting = assess_inbox(desk.corpus)
    if acknowledge:
        pick_post(desk, acknowledge)
        by = ask_for(partial(pick_author, desk), who, "by", "Who has seen it (member)")
        seen = acknowledgement(desk, acknowledge, by, answer_by, note)
        write_all(root, desk, [seen], replace=acknowledge in desk.corpus.transparency.acknowledgements)
        return
    if as_json:
        click.echo(json.dumps([line_of(desk, each) for each in waiting], ensure_ascii=False, indent=1))
        return
    for each in waiting:
        late = desk.now - each.due_at
        clock = (
            f"overdue by {duration(ENGLISH, late)}" if late.total_seconds() >= 0 else f"{duration(ENGLISH, -late)} left"
        )
        seen_by = f", seen by {each.owner}" if each.acknowledged else f", {each.owner or 'nobody'}"
        click.echo(f"{duration(ENGLISH, desk.now - each.since):>14}  {clock}{seen_by}  {each.kind}: {show(each.title)}")
        click.echo(f"{'':>14}  {each.slug}")
    overdue = sum(each.due_at <= desk.now for each in waiting)
    click.echo(
        f"{len(waiting)} wait for a reply, {overdue} of them longer than promised." if waiting else "Nothing waits."
    )


def line_of(desk: Desk, each: Waiting) -> dict[str, object]:
    return {
        "slug": each.slug,
        "title": each.title,
        "kind": each.kind.value,
        "since": stamp(each.since),
        "due_at": stamp(each.due_at),
        "overdue": each.due_at <= desk.now,
        "owner": each.owner,
        "acknowledged": stamp(each.acknowledged) if each.acknowledged else None,
    }


def pick_post(desk: Desk, slug: str) -> str:
    """A post's slug. Raises RefusedError that names the three nearest."""
    posts = [post.slug for post in desk.corpus.posts]
    if slug not in posts:
        raise unknown("post", slug, posts)
    return slug


def acknowledgement(desk: Desk, slug: str, who: str, answer_by: str | None, note: str) -> Draft:
    """The file that says who has seen a post and by when somebody answers."""
    pick_post(desk, slug)
    due = when(answer_by or desk.corpus.community.clocks.reply, desk.now)
    fields = {"at": stamp(desk.now), "by": who, "answer_by": stamp(due)} | ({"note": note} if note else {})
    text = write_yaml(fields)
    value, faults = parse_yaml(text)
    read_record(value, faults, AcknowledgementRecord, text)
    if faults:
        raise RefusedError("; ".join(f"{each.field}: {each.problem}" for each in faults))
    return Draft(f"acknowledgements/{slug}.yml", text)
