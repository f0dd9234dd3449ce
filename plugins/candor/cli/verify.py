"""``candor verify``: does a built site still say what it must?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from candor.cli.check import plural
from candor.errors import SourceError
from candor.pages.status import ASSETS
from candor.sources.tree import show


@click.command(short_help="Report pages of a built site that lost their silence clock.")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify(site: Path) -> None:
    """Look through the built SITE for pages that no longer show how long nothing was said.

    Told by the site's own data: every open incident must carry its clock, with its last update and what was
    promised, on its page and on the status page, and nothing may hide it. Exits 1 where one is missing.
    """
    if not (site / "status" / "index.html").is_file():
        click.echo("This site has no status page, so there is nothing to verify.")
        return
    problems, looked = find_problems(site)
    for problem in problems:
        click.echo(show(problem))
    click.echo(f"{plural(looked, 'page')} looked at, {plural(len(problems), 'problem')} found.")
    if problems:
        sys.exit(1)


def find_problems(site: Path) -> tuple[list[str], int]:
    """What is missing, a sentence each, and how many pages were looked at."""
    incidents = [each for path in sorted(site.glob("history/*.json")) for each in load(path)["incidents"]]
    opened = [each for each in incidents if each["state"] not in ("resolved", "false_alarm")]
    problems = []
    for name in ("status.css", "clock.js"):
        file = site / "status" / name
        if not file.is_file() or file.read_bytes() != (ASSETS / name).read_bytes():
            problems.append(f"status/{name}: is not the one that this version of Candor prints")
    for each in incidents:
        page = f"incidents/{each['slug']}/index.html"
        problems += look(site, page, [each] if each in opened else [], each)
    problems += look(site, "status/index.html", opened, None)
    return problems, len(incidents) + 1


def look(site: Path, page: str, opened: list[Any], only: Any) -> list[str]:
    """What is wrong with the clocks of one page. `only` is the incident whose own page it is."""
    from selectolax.lexbor import LexborHTMLParser

    path = site / page
    if not path.is_file():
        return [f"{page}: is missing"]
    html = LexborHTMLParser(path.read_text(encoding="utf-8"))
    clocks = html.css("[data-silence]")
    problems = []
    for incident in opened:
        last, due = second(incident["last_update_at"]), second(incident["next_update_due"])
        found = [
            clock
            for clock in clocks
            if (clock.attributes.get("data-last"), clock.attributes.get("data-due")) == (last, due)
        ]
        if not found:
            problems.append(f"{page}: has no silence clock for {incident['slug']}")
        elif not all(
            {time.attributes.get("datetime") for time in clock.css("time")} >= {last, due} - {None} for clock in found
        ):
            problems.append(f"{page}: the silence clock of {incident['slug']} does not say its times")
        elif opened and not html.css('script[src$="status/clock.js"]'):
            problems.append(f"{page}: does not load the script that counts the silence")
    if only is not None and not opened and only["updates"] and not clocks:
        problems.append(f"{page}: does not say since when it is over")
    if any(hides(clock) for clock in clocks):
        problems.append(f"{page}: hides its silence clock")
    return problems


def printed_times(clock: Any) -> set[str | None]:
    return {time.attributes.get("datetime") for time in clock.css("time")}


def hides(node: Any) -> bool:
    """Whether the element, or one around it, is hidden."""
    while node is not None:
        given = node.attributes
        if "hidden" in given or "style" in given or given.get("aria-hidden") == "true":
            return True
        node = node.parent
    return False


def second(at: str | None) -> str | None:
    """A moment as pages write it."""
    return f"{at[:19]}Z" if at else None


def load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {error}") from None
