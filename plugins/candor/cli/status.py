"""``candor status``: what is open, which clock runs out next, and who should be called."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from candor.cli.compose import Desk
from candor.cli.saying import config_option, sit_down
from candor.model.records import stamp
from candor.pages.catalogue import ENGLISH
from candor.pages.words import INDICATOR_WORDS, STATE_WORDS, duration
from candor.sources.tree import show
from candor.standing.clocks import Clock, assess_status, due_calls, incident_state, running_clocks

SHOWN = 12


@click.command(short_help="Print what is open, which clock runs out next, and who should be called.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--exit-code", is_flag=True, help="Exit 1 where a clock has run out.")
@config_option
def status(as_json: bool, exit_code: bool, config_file: Path | None) -> None:
    """Print the one computed state, every open incident, and the clocks that staff have set by what they said.

    The contacts of the crisis plan are shown here and nowhere else.
    """
    _, desk = sit_down(config_file, posts=True)
    now = desk.now
    state = assess_status(desk.corpus.transparency, desk.corpus.community, now)
    clocks = running_clocks(desk.corpus, now)
    out = [clock for clock in clocks if clock.due_at <= now]
    if as_json:
        body = {
            "indicator": state.indicator.value,
            "open": [incident.slug for incident in state.open],
            "clocks": [told(desk, clock) for clock in clocks],
        }
        click.echo(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        click.echo(INDICATOR_WORDS[state.indicator])
        for incident in state.open:
            click.echo(f"  {STATE_WORDS[incident_state(incident)]}: {show(incident.record.title)} ({incident.slug})")
        for clock in clocks[:SHOWN]:
            click.echo(line(desk, clock))
        if len(clocks) > SHOWN:
            click.echo(f"… and {len(clocks) - SHOWN} more clocks: candor status --json")
        if not clocks:
            click.echo("No clock is running.")
    if exit_code and out:
        sys.exit(1)


def told(desk: Desk, clock: Clock) -> dict[str, object]:
    """A clock as data."""
    return {
        "kind": clock.kind.value,
        "title": clock.title,
        "url": clock.url,
        "due_at": stamp(clock.due_at),
        "run_out": clock.due_at <= desk.now,
        "who": clock.who,
        "call": due_calls(desk.corpus.transparency.plan, clock, desk.now),
    }


def line(desk: Desk, clock: Clock) -> str:
    late = desk.now - clock.due_at
    over = late.total_seconds() >= 0
    when = f"ran out {duration(ENGLISH, late)} ago" if over else f"in {duration(ENGLISH, -late)}"
    who = ", ".join(clock.who) or "nobody named"
    calls = [contact(desk, slug) for slug in due_calls(desk.corpus.transparency.plan, clock, desk.now)]
    call = f"; call {', '.join(calls)}" if calls else ""
    return f"  {clock.kind:<11} {when:<24} {show(clock.title)} – {who}{call}"


def contact(desk: Desk, slug: str) -> str:
    """Somebody's name, and how to reach them, for the terminal of whoever is on duty."""
    plan = desk.corpus.transparency.plan
    ways = plan.contacts.get(slug, {}) if plan else {}
    name = desk.members[slug].name if slug in desk.members else slug
    return show(f"{name} ({', '.join(ways.values())})" if ways else name)
