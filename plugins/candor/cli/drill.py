"""``candor drill``: practise the worst day, and show how it went."""

from __future__ import annotations

from typing import Any

import click

from candor.cli.compose import Draft, declare, pick_all, pick_incident, record_text
from candor.cli.incident import COMPONENT, NEXT, ask_what
from candor.cli.saying import Saying, ask, says
from candor.errors import RefusedError
from candor.model.incidents import Category, DrillScoreRecord, Impact
from candor.model.records import stamp
from candor.model.transparency import Drill


@click.group(short_help="Practise the worst day, and show how it went.")
def drill() -> None:
    """A drill is told like an incident and marked DRILL everywhere. It never touches the status."""


@drill.command(short_help="Begin to play.")
@click.argument("title", required=False)
@click.option("--scenario", help="What is supposed to have happened, in a sentence.")
@COMPONENT
@click.option("--impact", help="none, minor, major or critical; major unless you say otherwise.")
@click.option("--category", help=f"{', '.join(Category)}.")
@NEXT
@click.option("--slug", help="The folder's name; else from the title.")
@says
def start(
    title: str | None,
    scenario: str | None,
    components: tuple[str, ...],
    impact: str | None,
    category: str | None,
    next_due: str | None,
    slug: str | None,
    saying: Saying,
) -> None:
    """Start the drill TITLE. Go on with `candor incident update` and `resolve`, as on the day itself."""
    title = ask(title, "title", "What do you practise, in one line")
    played = ask(scenario, "scenario", "What is supposed to have happened")
    asked = ask_what(saying, components, impact or Impact.MAJOR, category, next_due)
    usually = saying.desk.corpus.community.clocks.next_update.get(asked["impact"], "30m")
    drafts = declare(
        saying.desk,
        title,
        **asked | {"next_due": asked["next_due"] or usually},
        author=saying.author,
        at=saying.at,
        scenario=played,
        slug=slug or "",
    )
    saying.write(drafts)


@drill.command(short_help="Say how it went.")
@click.argument("slug")
@click.option("--well", "went_well", multiple=True, help="What went well, in a sentence; again for more.")
@click.option("--improve", "to_improve", multiple=True, help="What must get better; again for more.")
@click.option("--promise", "promises", multiple=True, help="A promise it led to, by slug; again for more.")
@says
def score(
    slug: str,
    went_well: tuple[str, ...],
    to_improve: tuple[str, ...],
    promises: tuple[str, ...],
    saying: Saying,
) -> None:
    """Judge the drill SLUG. Times are computed from its updates; people say the rest."""
    told = pick_incident(saying.desk, slug)
    if not isinstance(told, Drill):
        raise RefusedError(f"{slug} is no drill – explain it with `candor incident postmortem {slug}`")
    fields: dict[str, Any] = {
        "at": stamp(saying.moment),
        "author": saying.author,
        "went_well": list(went_well),
        "to_improve": list(to_improve),
        "promises": pick_all("promise", promises, (each.slug for each in saying.desk.corpus.transparency.promises)),
    }
    kept = {key: value for key, value in fields.items() if value}
    saying.write([Draft(f"{told.path}/score.md", record_text(kept, DrillScoreRecord, saying.message))])
