"""``candor remedy``: propose how to put it right, let people choose, commit, deliver."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import click
import msgspec
from ruamel.yaml import YAML

from candor.cli.compose import (
    Desk,
    Draft,
    one_line,
    pick_author,
    record_text,
    refuse_taken,
    unknown,
    when,
)
from candor.cli.saying import (
    AT,
    Saying,
    ask,
    ask_approval,
    ask_for,
    config_option,
    moment,
    says_unsigned,
    sit_down,
    write_all,
)
from candor.errors import RefusedError
from candor.model.incidents import Act, RemedyKind, RemedyRecord
from candor.model.records import stamp
from candor.model.transparency import Remedy
from candor.sources.frontmatter import parse_yaml, read_record, split_text
from candor.sources.tree import show, slugify

APPROVED = click.option("--approved-by", help="Who approved it: the member whom the crisis plan names.")


@click.group(short_help="Propose how to put it right, let people choose, commit, deliver.")
def remedy() -> None:
    """A remedy's state is told from what its file holds: who, how, by when, and how many were reached."""


@remedy.command(short_help="Propose a remedy.")
@click.argument("title", required=False)
@click.option("--for", "about", help="What it puts right: an incident's or a post's slug.")
@click.option("--kind", type=click.Choice([each.value for each in RemedyKind]), default="other", help="What it is.")
@click.option("--who", default="", help="Who gets it.")
@click.option("--how", default="", help="How it reaches them.")
@click.option("--by", "by_when", help="By when: 30d, or a whole time.")
@click.option("--owner", help="Who answers for it: a member's slug.")
@click.option("--option", "options", multiple=True, help="A choice, as in refund=Pay the charge back; again for more.")
@APPROVED
@click.option("--slug", help="The file's name; else from the title.")
@says_unsigned
def propose(
    title: str | None,
    about: str | None,
    kind: str,
    who: str,
    how: str,
    by_when: str | None,
    owner: str | None,
    options: tuple[str, ...],
    approved_by: str | None,
    slug: str | None,
    saying: Saying,
) -> None:
    """Propose the remedy TITLE, with --option for each choice if people are to choose."""
    title = one_line(ask(title, "title", "What is the remedy, in one line"))
    made = saying.moment
    choices = []
    for option in options:
        name, mark, text = option.partition("=")
        if not mark or not text.strip():
            raise RefusedError(f'"{show(option)}" is no option – write --option refund="Pay the charge back"')
        choices.append({"id": slugify(name), "text": text.strip()})
    fields: dict[str, Any] = {
        "for": ask_for(partial(pick_subject, saying.desk), about, "for", "For which incident or post (slug)"),
        "kind": kind,
        "title": title,
        "at": stamp(made),
        "who": who,
        "how": how,
        "by_when": stamp(when(by_when, made)) if by_when else None,
        "owner": pick_author(saying.desk, owner) if owner else None,
        "options": choices,
    }
    if approved_by or (who and how and by_when and not choices):
        fields["approved_by"] = ask_approval(saying.desk, Act.REMEDY, approved_by)
    path = f"remedies/{made.year}/{slug or slugify(title, 50)}"
    refuse_taken(saying.desk, path)
    kept = {key: value for key, value in fields.items() if value}
    saying.write([Draft(f"{path}.md", record_text(kept, RemedyRecord, saying.message))])


@remedy.command(short_help="Let people choose.")
@click.argument("slug")
@click.option("--thread", help="The discussion whose comments are the options: github/141.")
@click.option("--opens", help="When it opens; else now.")
@click.option("--closes", default="7d", show_default=True, help="When it closes, counted from the opening.")
@click.option("--comment", "comments", multiple=True, help="Which comment is which option: refund=9911.")
@config_option
def ballot(
    slug: str, thread: str | None, opens: str | None, closes: str, comments: tuple[str, ...], config_file: Path | None
) -> None:
    """Open a ballot on the options of the remedy SLUG: a thumbs up on an option's comment is a vote."""
    root, desk = sit_down(config_file)
    known = [option.id for option in find_remedy(desk, slug).record.options]
    start = when(opens, desk.now) if opens else desk.now
    asked = {"opens": stamp(start), "closes": stamp(when(closes, start))}
    asked["thread"] = ask(thread, "thread", "Discussion (github/141)")
    numbers = {}
    for comment in comments:
        option, _, number = comment.partition("=")
        if not number.isdecimal():
            raise RefusedError(f'"{show(comment)}" names no comment – write --comment refund=9911')
        numbers[pick_option(known, option)] = int(number)

    def change(front: Any) -> None:
        front["ballot"] = asked
        for option in front.get("options", []):
            if number := numbers.get(option["id"]):
                option["comment"] = number

    rewrite(root, desk, slug, change)


@remedy.command(short_help="Say what was chosen, and why.")
@click.argument("slug")
@click.argument("option")
@click.option("--because", help="Why, in a sentence.")
@APPROVED
@config_option
def choose(slug: str, option: str, because: str | None, approved_by: str | None, config_file: Path | None) -> None:
    """Choose OPTION of the remedy SLUG."""
    root, desk = sit_down(config_file)
    record = find_remedy(desk, slug).record
    fields: dict[str, Any] = {"chosen": pick_option([each.id for each in record.options], option)}
    fields["because"] = ask(because, "because", "Why was it chosen")
    if approved_by or msgspec.structs.replace(record, chosen=option).committed:
        fields |= approval(desk, record, approved_by)
    rewrite(root, desk, slug, lambda front: front.update(fields))


@remedy.command(short_help="Commit: who, how, by when.")
@click.argument("slug")
@click.option("--who", help="Who gets it.")
@click.option("--how", help="How it reaches them.")
@click.option("--by", "by_when", help="By when: 30d, or a whole time.")
@click.option("--owner", help="Who answers for it: a member's slug.")
@APPROVED
@config_option
def commit(
    slug: str,
    who: str | None,
    how: str | None,
    by_when: str | None,
    owner: str | None,
    approved_by: str | None,
    config_file: Path | None,
) -> None:
    """Commit to the remedy SLUG: without who, how and by when it is only a proposal."""
    root, desk = sit_down(config_file)
    record = find_remedy(desk, slug).record
    fields = {
        "who": record.who if record.who and not who else ask(who, "who", "Who gets it"),
        "how": record.how if record.how and not how else ask(how, "how", "How"),
    }
    if by_when or not record.by_when:
        fields["by_when"] = stamp(
            ask_for(partial(when, now=desk.now), by_when, "by", "By when (30d or a date and time)")
        )
    if owner:
        fields["owner"] = pick_author(desk, owner)
    fields |= approval(desk, record, approved_by)
    rewrite(root, desk, slug, lambda front: front.update(fields))


@remedy.command(short_help="Say how many have been reached.")
@click.argument("slug")
@click.option("--n", type=click.IntRange(min=0), required=True, help="How many have it.")
@click.option("--of", type=click.IntRange(min=1), required=True, help="How many are to have it.")
@AT
@config_option
def deliver(slug: str, n: int, of: int, at: str | None, config_file: Path | None) -> None:
    """Say how many the remedy SLUG has reached so far."""
    root, desk = sit_down(config_file)
    reached = {"n": n, "of": of, "at": stamp(moment(desk, at) or desk.now)}
    rewrite(root, desk, slug, lambda front: front.update(delivered=reached))


@remedy.command(short_help="Take it back, and say why.")
@click.argument("slug")
@click.option("--because", help="Why, in a sentence.")
@config_option
def withdraw(slug: str, because: str | None, config_file: Path | None) -> None:
    """Withdraw the remedy SLUG. Its page stays and says why."""
    root, desk = sit_down(config_file)
    find_remedy(desk, slug)
    reason = ask(because, "because", "Why")
    rewrite(root, desk, slug, lambda front: front.update(withdrawn=reason))


def approval(desk: Desk, record: RemedyRecord, given: str | None) -> dict[str, str]:
    """Who approved it, where somebody has to and nobody has yet."""
    by = ask_approval(desk, Act.REMEDY, given or record.approved_by)
    return {"approved_by": by} if by else {}


def pick_option(known: list[str], option: str) -> str:
    """An option's name. Raises RefusedError that names the nearest."""
    if not known:
        raise RefusedError("This remedy has no options – write them below `options` in its file first")
    if option not in known:
        raise unknown("option", option, known)
    return option


def pick_subject(desk: Desk, slug: str) -> str:
    """The slug of an incident or a post. Raises RefusedError that names the three nearest."""
    known = {path.name for path in desk.content.glob("questions/*/*")}
    known |= {incident.slug for incident in desk.corpus.transparency.incidents}
    if slug not in known:
        raise unknown("incident or post", slug, sorted(known))
    return slug


def rewrite(root: Path, desk: Desk, slug: str, change: Callable[[Any], None]) -> None:
    """Changes the front matter of a remedy and leaves its comments and its text as they are."""
    found = find_remedy(desk, slug)
    path = desk.content / found.path
    parts, _ = split_text(path.read_text(encoding="utf-8"))
    if parts is None:
        raise RefusedError(f"{desk.content.name}/{found.path} has no front matter – run `candor check`")
    yaml = YAML()
    yaml.width = 1000
    front = yaml.load(parts.front)
    change(front)
    written = StringIO()
    yaml.dump(front, written)
    value, faults = parse_yaml(written.getvalue())
    read_record(value, faults, RemedyRecord, written.getvalue())
    if faults:
        told = "; ".join(f"{each.field}: {each.problem}" for each in faults)
        raise RefusedError(f"This cannot be written: {told}")
    write_all(root, desk, [Draft(found.path, f"---\n{written.getvalue()}---\n{parts.body}")], replace=True)


def find_remedy(desk: Desk, slug: str) -> Remedy:
    remedies = {each.slug: each for each in desk.corpus.transparency.remedies}
    if slug in remedies:
        return remedies[slug]
    raise unknown("remedy", slug, remedies)
