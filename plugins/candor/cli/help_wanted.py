"""``candor help-wanted``: what anybody can do next, on a terminal."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from candor.cli.project import config_option
from candor.cli.standing import FORMAT, assess, find_member, load_corpus
from candor.sources.clock import read_clock
from candor.sources.tree import show
from candor.standing.contributions import accepted_answer, assess_contributions
from candor.standing.review import assess_reviews
from candor.standing.wanted import Wanted, find_wanted, topics_of

SHOWN = 10


@click.command("help-wanted", short_help="What waits for somebody.")
@click.option("--member", help="Only what fits the topics of this member: a slug, an account or a login.")
@FORMAT
@config_option
def help_wanted(member: str | None, form: str, config_file: Path | None) -> None:
    """Show where help is wanted: unanswered questions, answers due for review, promises to confirm, remedies to
    choose, drills to think through."""
    now = read_clock()
    corpus = load_corpus(config_file, now)
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    topics: list[str] = []
    own: frozenset[str] = frozenset()
    if member is not None:
        slug = find_member(corpus, member)
        mine = assess_contributions(corpus.posts, corpus.people, accepted).get(slug)
        topics = topics_of(mine)
        own = frozenset({slug, *corpus.people[slug].accounts})
    wanted = find_wanted(corpus, accepted, now, assess_reviews(corpus, accepted, assess(corpus, now), now), topics, own)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(as_links(wanted))).decode())
        return
    lines = [f"Your topics: {', '.join(topics)}", ""] if topics else []
    for title, links in as_links(wanted).items():
        if links:
            lines.append(f"{title} ({len(links)})")
            for link in links[:SHOWN]:
                lines += [f"  {show(link['title'])}", f"    /{show(link['url'])}"]
            if len(links) > SHOWN:
                lines.append(f"  … and {len(links) - SHOWN} more")
            lines.append("")
    if not any(as_links(wanted).values()):
        lines.append("Nothing waits for anybody at the moment.")
    click.echo("\n".join(lines).rstrip())


def as_links(wanted: Wanted) -> dict[str, list[dict[str, str]]]:
    """What can be done, by kind: title, and address below the site's root."""
    return {
        "Promises to confirm": [{"title": one.record.text, "url": f"promises/{one.slug}/"} for one in wanted.promises],
        "Remedies to choose": [{"title": one.record.title, "url": f"remedies/{one.slug}/"} for one in wanted.remedies],
        "Answers due for review": [
            {"title": post.record.title, "url": f"questions/{post.slug}/"} for post in wanted.reviews
        ],
        "Questions without an answer": [
            {"title": post.record.title, "url": f"questions/{post.slug}/"} for post in wanted.unanswered
        ],
        "Drills": [{"title": one.record.title, "url": f"drills/{one.slug}/"} for one in wanted.drills],
    }
