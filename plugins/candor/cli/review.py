"""``candor review``: whose turn it is to review what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from candor.cli.check import plural
from candor.cli.project import config_option
from candor.cli.standing import FORMAT, assess, find_member, load_corpus
from candor.model.corpus import Corpus
from candor.model.review import Word
from candor.sources.clock import read_clock
from candor.sources.tree import show
from candor.standing.contributions import accepted_answer
from candor.standing.review import (
    WAITS,
    Judgement,
    ReviewState,
    Verdict,
    Waiting,
    Why,
    assess_reviews,
    list_waiting,
    review_due,
)

SHOWN = 10

TITLES = {
    ReviewState.OUTDATED: "May be out of date",
    ReviewState.NEEDS_WORK: "Needs work",
    ReviewState.IN_REVIEW: "In review",
    ReviewState.UNREVIEWED: "Not reviewed yet",
}
REASONS = {
    Why.OWN: "it is their own text",
    Why.ROLE: "neither a role nor their level allows it",
    Why.STAFF: "staff do not review complaints",
    Why.EARLY: "the answer was not there yet",
}


@click.command(short_help="List what waits for whose review.")
@click.option("--member", help="Only what waits for this member: a slug, an account or a login.")
@click.option(
    "--state",
    "states",
    type=click.Choice([state.value for state in WAITS]),
    multiple=True,
    help="Only these; may be given again.",
)
@click.option("--all", "everything", is_flag=True, help=f"All of them, not the first {SHOWN} of each state.")
@FORMAT
@config_option
def review(member: str | None, states: tuple[str, ...], everything: bool, form: str, config_file: Path | None) -> None:
    """List the posts whose review waits, the most urgent first, and for whom.

    What may be out of date, or was never reviewed, waits for those curators of its topics who may verify it, else for
    the reviewers; what needs work waits for its author. Words that count for nothing are named with the reason.
    """
    now = read_clock()
    corpus = load_corpus(config_file, now)
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    standings = assess(corpus, now)
    judged = assess_reviews(corpus, accepted, standings, now)
    waiting = list_waiting(corpus, accepted, standings, judged, now)
    if member is not None:
        slug = find_member(corpus, member)
        waiting = [each for each in waiting if slug in each.whom]
    if states:
        waiting = [each for each in waiting if each.judgement.state in states]
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode([as_json(each) for each in waiting])).decode())
        return
    for state in WAITS:
        say_state(state, [each for each in waiting if each.judgement.state is state], everything, corpus)
    unheard = [] if member or states else [(slug, *pair) for slug, one in judged.items() for pair in one.unheard]
    if unheard:
        click.echo(f"Count for nothing ({len(unheard)})")
    for slug, verdict, why in unheard if everything else unheard[:SHOWN]:
        by = name_of(verdict, corpus)
        click.echo(f"  {verdict.at:%Y-%m-%d}  {by}: {verdict.word}, in {place(verdict)}: {REASONS[why]}")
        click.echo(f"              /questions/{slug}/")
    if len(unheard) > SHOWN and not everything:
        click.echo(f"  … and {len(unheard) - SHOWN} more: --all")
    verified = sum(one.state is ReviewState.VERIFIED for one in judged.values())
    left = f"{plural(len(waiting), 'post')} wait" + ("s" if len(waiting) == 1 else "")
    click.echo(f"{left if waiting else 'Nothing waits'}; {verified} of {plural(len(judged), 'post')} verified.")


def say_state(state: ReviewState, waiting: Sequence[Waiting], everything: bool, corpus: Corpus) -> None:
    """The posts in one state, each on two lines."""
    if not waiting:
        return
    click.echo(f"{TITLES[state]} ({len(waiting)})")
    for each in waiting if everything else waiting[:SHOWN]:
        whom = ", ".join(map(show, each.whom)) or "nobody who may: name a reviewer in community.yml"
        verdict = each.judgement.verdict
        if verdict and verdict.open and verdict.word is Word.VERIFIES:
            whom = "the proposal to be merged"
        click.echo(f"  {since(each):10}  {show(each.post.record.title)}")
        click.echo(f"              /questions/{each.post.slug}/ {reason(each.judgement, corpus)}waits for {whom}")
    if len(waiting) > SHOWN and not everything:
        click.echo(f"  … and {len(waiting) - SHOWN} more: --all")
    click.echo()


def place(verdict: Verdict) -> str:
    """Where it was said: a comment, an answer's file, or a proposal."""
    return show(verdict.source.replace("pull/", "proposal ", 1))


def since(each: Waiting) -> str:
    """The day since when the post waits; a dash where nothing tells."""
    found = each.judgement
    at = review_due(found.due) if found.due else found.verdict.at if found.verdict else each.post.created
    return f"{at:%Y-%m-%d}" if at else "–"


def reason(found: Judgement, corpus: Corpus) -> str:
    """Why it is in this state, in a few words before whom it waits for."""
    if found.due:
        return f"was due for review on {found.due:%Y-%m-%d}, "
    if found.verdict:
        return f"says {name_of(found.verdict, corpus)} in {place(found.verdict)}, "
    if found.state is ReviewState.NEEDS_WORK:
        return f"did not work for {plural(found.failed, 'reader')}, "
    return f"says {plural(found.aged, 'reader')}, " if found.state is ReviewState.OUTDATED else ""


def name_of(verdict: Verdict, corpus: Corpus) -> str:
    """Whose word it is: a slug, or an account that nothing is known of."""
    person = corpus.people.get(verdict.by)
    return show(person.slug if person else verdict.by)


def as_json(each: Waiting) -> dict[str, object]:
    """The same for programs. Times are RFC 3339, days ISO 8601."""
    found = each.judgement
    return {
        "slug": each.post.slug,
        "title": each.post.record.title,
        "url": f"questions/{each.post.slug}/",
        "state": found.state,
        "waits_for": each.whom,
        "verdict": verdict_json(found.verdict),
        "review_by": each.post.record.review_by,
        "worked": found.worked,
        "failed": found.failed,
        "outdated": found.aged,
        "unheard": [{**(verdict_json(verdict) or {}), "why": why} for verdict, why in found.unheard],
    }


def verdict_json(verdict: Verdict | None) -> dict[str, object] | None:
    if verdict is None:
        return None
    return {"at": verdict.at, "word": verdict.word, "by": verdict.by, "source": verdict.source}
