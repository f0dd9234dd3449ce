"""``candor insights``: how the community is doing, for those who look after it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from candor.cli.project import config_option
from candor.cli.standing import FORMAT, assess, load_corpus
from candor.sources.clock import read_clock
from candor.sources.tree import show
from candor.standing.contributions import accepted_answer
from candor.standing.ties import Insights, assess_insights

SHOWN = 10


@click.command(short_help="How the community is doing.")
@FORMAT
@config_option
def insights(form: str, config_file: Path | None) -> None:
    """Show what rises, what keeps coming back, who falls silent, and how help is passed on.

    All of it comes from what was written in public. Ties between two people are counted, never
    named, and nothing is known of who reads or visits. `insights_page: true` in
    content/standing.yml publishes it, without names.
    """
    now = read_clock()
    corpus = load_corpus(config_file, now)
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    found = assess_insights(corpus, assess(corpus, now), accepted, now)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        click.echo("\n".join(describe(found)))


TIES = {
    "time": "have lasted a quarter",
    "intensity": "are frequent",
    "trust": "hold praise",
    "reciprocity": "go both ways",
}


def describe(found: Insights) -> list[str]:
    """The insights as lines."""
    lines = [
        f"Last 90 days: {found.posts} posts, {found.posts_before} in the 90 days before.",
        f"Questions: {found.questions}, {percent(found.answered_share)} answered; "
        f"{found.deflected} of them by a link to an earlier one.",
        "",
        "Topics, rising first:",
        *(f"  {show(trend.topic):<20} {trend.now:>4}  (before: {trend.before})" for trend in found.topics[:SHOWN]),
    ]
    if found.recurring:
        lines += ["", "Questions that keep coming:"]
        lines += [f"  {one.duplicates}× {show(one.title)}  /questions/{one.slug}/" for one in found.recurring]
    lines += [
        "",
        f"Rising: {', '.join(map(show, found.rising)) or 'nobody'}",
        f"Fallen silent: {', '.join(map(show, found.silent)) or 'nobody'}",
        "",
        f"Of {found.helped} people who thanked somebody, {percent(found.reply_in_kind)} later helped that same person "
        f"(reply in kind), {percent(found.give_back)} somebody else (give back).",
        f"Ties between members: {found.ties}, {found.strong_ties} strong and {found.weak_ties} weak.",
        *(f"  {found.tie_marks[mark]:>4} {words} ({mark})" for mark, words in TIES.items()),
    ]
    return lines


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
