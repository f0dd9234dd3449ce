"""``candor promise``: make one in public, and say what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from candor.cli.compose import (
    Desk,
    Draft,
    free_name,
    one_line,
    pick_author,
    record_text,
    refuse_taken,
    unknown,
    when,
)
from candor.cli.saying import Saying, ask, ask_for, says, says_unsigned
from candor.errors import RefusedError
from candor.model.incidents import PromiseRecord, PromiseTurn, PromiseTurnRecord
from candor.model.records import stamp
from candor.model.transparency import Promise
from candor.sources.tree import slugify


@click.group(short_help="Make a promise in public, and say what became of it.")
def promise() -> None:
    """A promise is written once and never changed; what became of it stands in files beside it."""


@promise.command(short_help="Promise something.")
@click.argument("text", required=False)
@click.option("--owner", help="Who answers for it: a member's slug.")
@click.option("--due", help="By when: 90d, or a whole time.")
@click.option("--source", default="", help="Where it was made: an incident's or post's slug, or an address.")
@click.option("--measure", default="", help="How anybody can tell that it is kept.")
@click.option("--slug", help="The file's name; else from the text.")
@says_unsigned
def make(
    text: str | None,
    owner: str | None,
    due: str | None,
    source: str,
    measure: str,
    slug: str | None,
    saying: Saying,
) -> None:
    """Promise TEXT: one sentence that somebody can hold you to."""
    text = one_line(ask(text, "text", "What do you promise"))
    made = saying.moment
    fields: dict[str, Any] = {
        "text": text,
        "owner": ask_for(partial(pick_author, saying.desk), owner, "owner", "Who answers for it (member)"),
        "due_at": stamp(ask_for(partial(when, now=made), due, "due", "By when (90d or a date and time)")),
        "at": stamp(made),
        "source": source,
        "measure": measure or (ask(None, "measure", "How can anybody tell", "")),
    }
    name = slug or slugify(text, 50)
    path = f"promises/{made.year}/{name}"
    refuse_taken(saying.desk, path)
    kept = {key: value for key, value in fields.items() if value}
    saying.write([Draft(f"{path}.md", record_text(kept, PromiseRecord, saying.message))])


@promise.command(short_help="Say that it is kept, with evidence.")
@click.argument("slug")
@click.option("--evidence", multiple=True, help="An address that proves it; again for more.")
@says
def keep(
    slug: str,
    evidence: tuple[str, ...],
    saying: Saying,
) -> None:
    """Say that the promise SLUG is kept. Without evidence it is not."""
    kept = find_promise(saying.desk, slug)
    shown = list(evidence) or [ask(None, "evidence", "Where can anybody see it (web address)")]
    turn(saying, kept, PromiseTurn.KEPT, {"evidence": shown})


@promise.command("break", short_help="Say that it is broken, and why.")
@click.argument("slug")
@click.option("--because", help="Why, in a sentence.")
@says
def break_(
    slug: str,
    because: str | None,
    saying: Saying,
) -> None:
    """Say that the promise SLUG is broken, before somebody else does."""
    broken = find_promise(saying.desk, slug)
    turn(saying, broken, PromiseTurn.BROKEN, {"because": ask(because, "because", "Why")})


@promise.command(short_help="Take it back, and say why.")
@click.argument("slug")
@click.option("--because", help="Why, in a sentence.")
@says
def withdraw(
    slug: str,
    because: str | None,
    saying: Saying,
) -> None:
    """Withdraw the promise SLUG: nobody needs it any more. It stays in the ledger."""
    withdrawn = find_promise(saying.desk, slug)
    turn(saying, withdrawn, PromiseTurn.WITHDRAWN, {"because": ask(because, "because", "Why")})


@promise.command(short_help="Change its date or its words, in the open.")
@click.argument("slug")
@click.option("--due", help="The new date: 30d from now, or a whole time.")
@click.option("--text", help="The new words.")
@click.option("--because", help="Why, in a sentence.")
@says
def amend(
    slug: str,
    due: str | None,
    text: str | None,
    because: str | None,
    saying: Saying,
) -> None:
    """Amend the promise SLUG. Its first date stays beside the new one; moving it counts only before it has passed."""
    amended = find_promise(saying.desk, slug)
    fields: dict[str, Any] = {"text": text}
    if due or not text:
        moved = ask_for(partial(when, now=saying.moment), due, "due", "New date (30d or a date and time)")
        fields = {"due_at": stamp(moved), **fields}
    fields["because"] = ask(because, "because", "Why")
    turn(saying, amended, PromiseTurn.AMENDED, fields)


def turn(saying: Saying, found: Promise, kind: PromiseTurn, more: dict[str, Any]) -> None:
    """Writes what became of a promise."""
    if found.steps and found.steps[-1].record.turn is kind is not PromiseTurn.AMENDED:
        raise RefusedError(f"{found.slug} is {kind} already – what was said stays")
    at = saying.moment
    fields: dict[str, Any] = {"at": stamp(at), "turn": kind.value, **more, "author": saying.author}
    kept = {key: value for key, value in fields.items() if value}
    folder = found.path.removesuffix(".md")
    name = free_name(saying.desk, folder, f"{at:%Y%m%dT%H%MZ}-{kind.value}")
    saying.write([Draft(f"{folder}/{name}", record_text(kept, PromiseTurnRecord, saying.message))])


def find_promise(desk: Desk, slug: str) -> Promise:
    promises = {each.slug: each for each in desk.corpus.transparency.promises}
    if slug in promises:
        return promises[slug]
    raise unknown("promise", slug, promises)
