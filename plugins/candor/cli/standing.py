"""``candor standing``: how standing came about, whether the site says the same, and what other rules would do."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import msgspec

from candor.cli.check import find_project, line
from candor.cli.project import config_option, find_config
from candor.errors import CandorError
from candor.model.corpus import Corpus
from candor.model.standing import RuleBook
from candor.sources.check import read_content
from candor.sources.clock import read_clock
from candor.sources.frontmatter import suggest
from candor.sources.standing import read_rules
from candor.sources.tree import show
from candor.standing.assess import Standing, Standings, assess_standing
from candor.standing.contributions import accepted_answer, assess_contributions
from candor.standing.levels import Tally
from candor.standing.points import Award, Why

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)


@click.group()
def standing() -> None:
    """How standing came about, and whether it is told right."""


def load_corpus(config_file: Path | None, now: datetime) -> Corpus:
    """The community in the project's content folder."""
    _, content = find_project(config_file)
    corpus, _ = read_content(content, now)
    return corpus


def assess(corpus: Corpus, now: datetime, *, book: RuleBook | None = None, until: datetime | None = None) -> Standings:
    """Everybody's standing, from the records alone."""
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    contributions = assess_contributions(corpus.posts, corpus.people, accepted)
    return assess_standing(corpus, accepted, contributions, now, book=book, until=until)


def find_member(corpus: Corpus, name: str) -> str:
    """The slug that a slug, an account or a login stands for. Raises click.UsageError for nobody's."""
    if name in corpus.people:
        return corpus.people[name].slug
    login_of = {login.lower(): person.slug for person in corpus.people.values() for login in person.logins}
    if (login := name.lower().removeprefix("@")) in login_of:
        return login_of[login]
    hint = suggest(login, {*(person.slug for person in corpus.people.values()), *login_of})
    if not hint.startswith("did"):
        hint = "a member's slug is the last part of their page's address, /members/<slug>/"
    raise click.UsageError(f"There is nobody called {show(name)} – {hint}")


def points(hundredths: int) -> str:
    """Points as people read them."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def end_of(day: datetime | None) -> datetime | None:
    """The last moment of a day in UTC."""
    return day.replace(tzinfo=UTC) + timedelta(days=1, microseconds=-1) if day else None


@standing.command(short_help="Every point of a member.")
@click.argument("member")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="As it stood at the end of that day (UTC).")
@FORMAT
@config_option
def explain(member: str, day: datetime | None, form: str, config_file: Path | None) -> None:
    """Show every point of MEMBER: event, rule, time, place and running total.

    MEMBER is a slug, an account (github:583231) or a login. Points are computed anew from the
    records; events that gave nothing are listed too, with the reason.
    """
    now = read_clock()
    until = end_of(day)
    corpus = load_corpus(config_file, now)
    slug = find_member(corpus, member)
    standings = assess(corpus, until or now, until=until)
    found = standings.members.get(slug)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(explain_json(slug, found, standings))).decode())
        return
    if found is None:
        person = corpus.people[slug]
        why = "is staff: staff earn no points" if person.staff else "has earned no points"
        click.echo(f"{show(slug)} {why}.")
        return
    click.echo(f"{show(slug)}: {points(found.points)} points, {describe_level(found, standings)}")
    click.echo(describe_tally(found.climb.tally))
    for held in found.badges:
        pieces = len(held.evidence)
        click.echo(
            f"badge {held.badge} since {held.at:%Y-%m-%d}, {pieces} {'piece' if pieces == 1 else 'pieces'} of evidence"
        )
    total = 0
    for award in found.awards:
        total += award.points
        event = award.event
        click.echo(
            f"{event.at:%Y-%m-%d}  +{points(award.points):<6} ={points(total):<8} {why_of(award):<10} {show(event.id)}"
        )
        if event.place:
            click.echo(f"            /{show(event.place)}")


def describe_level(found: Standing, standings: Standings) -> str:
    level = standings.level_of(found.slug)
    return f"level {level.title}" if level else "no level yet"


def describe_tally(tally: Tally) -> str:
    return (
        f"good {tally.good}, bad {tally.bad}: ({tally.good}+2)/({tally.good}+{tally.bad}+4) = {tally.ratio:.0%}; "
        f"{tally.endorsers} endorsers and {tally.days} days in {tally.endorsements} endorsements"
    )


def why_of(award: Award) -> str:
    return f"1/{award.nth}" if award.why is Why.REPEATED else str(award.why)


class Explained(msgspec.Struct, kw_only=True):
    """What ``explain --format json`` prints. Points in hundredths."""

    member: str
    points: int
    level: str
    tally: Tally
    ratio: float
    badges: list[str]
    events: list[ExplainedEvent]


class ExplainedEvent(msgspec.Struct, kw_only=True):
    id: str
    at: datetime
    kind: str
    by: str
    place: str
    points: int
    total: int
    why: str
    nth: int


def explain_json(slug: str, found: Standing | None, standings: Standings) -> Explained:
    """The same as text says, for programs; nothing but zeros of whoever has earned nothing."""
    total, events = 0, []
    if found is None:
        return Explained(member=slug, points=0, level="", tally=Tally(), ratio=Tally().ratio, badges=[], events=[])
    for award in found.awards:
        total += award.points
        event = award.event
        events.append(
            ExplainedEvent(
                id=event.id,
                at=event.at,
                kind=event.kind,
                by=event.actor,
                place=event.place,
                points=award.points,
                total=total,
                why=award.why,
                nth=award.nth,
            )
        )
    level = standings.level_of(found.slug)
    return Explained(
        member=found.slug,
        points=found.points,
        level=level.id if level else "",
        tally=found.climb.tally,
        ratio=round(found.climb.tally.ratio, 4),
        badges=[held.badge for held in found.badges],
        events=events,
    )


@standing.command(short_help="Does the site say what the records say?")
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), help="The site; by default the one built last."
)
@config_option
def verify(site: Path | None, config_file: Path | None) -> None:
    """Compute all standing anew, from the records alone, and compare it with the printed site.

    Every page that tells of standing must hold exactly what the records give, byte for byte. Exits 1
    and names each page that does not. In a fresh clone, run candor build first.
    """
    from candor.cli.standing_verify import compare_site

    config = find_config(config_file)
    corpus = load_corpus(config_file, read_clock())
    result = compare_site(config, corpus, site, read_clock())
    for difference in result.differences:
        click.echo(f"differs: {show(difference)}", err=True)
    click.echo(
        f"{result.compared} pages compared, {len(result.differences)} differ; "
        f"{result.events} events of {result.members} members computed anew."
    )
    if result.differences:
        sys.exit(1)


@standing.command(short_help="What other rules would change.")
@click.option(
    "--rules",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The new rules, a file like content/standing.yml.",
)
@FORMAT
@config_option
def diff(rules: Path, form: str, config_file: Path | None) -> None:
    """Show who would gain and who would lose under new rules, before they hold.

    Both sets of rules are applied to everything that happened so far, each by its newest version, so
    that the difference shows at once what would otherwise show over time. Exits 1 if the new rules
    have a fault.
    """
    book, problems = read_rules(rules.read_bytes(), str(rules))
    for problem in problems:
        click.echo(line(problem), err=True)
    if problems:
        sys.exit(1)
    now = read_clock()
    corpus = load_corpus(config_file, now)
    old, new = (assess(corpus, now, book=newest(one)) for one in (corpus.witnesses.book, book))
    changes = list_changes(old, new)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(changes)).decode())
        return
    for change in changes:
        click.echo(
            f"{show(change.member):<24} {points(change.before):>9} → {points(change.after):<9}"
            f" {change.level_before or 'no level'} → {change.level_after or 'no level'}"
            + "".join(f" +{badge}" for badge in change.badges_gained)
            + "".join(f" -{badge}" for badge in change.badges_lost)
        )
    gained = sum(change.after > change.before for change in changes)
    lost = sum(change.after < change.before for change in changes)
    click.echo(f"{gained} would gain, {lost} would lose, {len(new.members) - gained - lost} keep what they have.")


class Change(msgspec.Struct, kw_only=True):
    """What new rules would change for one member. Points in hundredths."""

    member: str
    before: int
    after: int
    level_before: str
    level_after: str
    badges_gained: list[str]
    badges_lost: list[str]


def newest(book: RuleBook) -> RuleBook:
    """The newest version of the rules, as if it had always held."""
    return RuleBook(versions=[max(book.versions, key=lambda rules: rules.since)])


def list_changes(old: Standings, new: Standings) -> list[Change]:
    """Everybody for whom something differs, those who lose most first."""
    changes = []
    for slug in sorted({*old.members, *new.members}):
        before, after = old.members.get(slug), new.members.get(slug)
        had = {held.badge for held in before.badges} if before else set()
        has = {held.badge for held in after.badges} if after else set()
        levels = [found.level_of(slug) for found in (old, new)]
        change = Change(
            member=slug,
            before=before.points if before else 0,
            after=after.points if after else 0,
            level_before=levels[0].title if levels[0] else "",
            level_after=levels[1].title if levels[1] else "",
            badges_gained=sorted(has - had),
            badges_lost=sorted(had - has),
        )
        if change.before != change.after or had != has or change.level_before != change.level_after:
            changes.append(change)
    return sorted(changes, key=lambda change: (change.after - change.before, change.member))


class NotBuiltError(CandorError):
    """There is no site to compare with."""
