"""``candor sync``: the repository's Discussions, and other sources, into the archive."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from candor.cli.check import find_archive, line, plural, read_settings
from candor.cli.project import config_option, find_config
from candor.errors import CandorError, ConfigError
from candor.sources.clock import read_clock
from candor.sources.tree import show as shown

if TYPE_CHECKING:
    from candor.federation.branch import ArchiveBranch
    from candor.federation.github.transport import Budget
    from candor.federation.source import Source
    from candor.federation.sync import Options, Progress, Summary
    from candor.model.records import Community, Repository

GITHUB = "github"

RACES = 3
"""How often a branch may be moved by somebody else before a run gives up."""


@click.command()
@config_option
@click.option(
    "--source",
    "names",
    multiple=True,
    metavar="NAME",
    help="Mirror this source only: github, or a name under `sources` in community.yml. May be repeated.",
)
@click.option("--full", is_flag=True, help="Read every thread again, whatever seems unchanged.")
@click.option(
    "--thread",
    "threads",
    type=click.IntRange(min=1),
    multiple=True,
    metavar="N",
    help="Read this discussion only, even over a damaged file. May be repeated.",
)
@click.option(
    "--event",
    type=click.Path(path_type=Path),
    help="A webhook's or workflow event's JSON: the discussion it names is read first.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option(
    "--vanished",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Believe that as many as N discussions, or comments of a feed, were deleted since the last run.",
)
@click.option(
    "--branch",
    metavar="NAME",
    help="Take the archive from this branch first, and commit and push it there after; without it, the folder alone.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print faults only: no progress bar and no summary.")
def sync(
    config_file: Path | None,
    names: tuple[str, ...],
    full: bool,
    threads: tuple[int, ...],
    event: Path | None,
    dry_run: bool,
    vanished: int,
    branch: str | None,
    quiet: bool,
) -> None:
    """Mirror the repository's GitHub Discussions, and other sources, into content/.discussions.

    Reads what changed since the last run, compares every thread once a day, and reads each again
    once a week. It may be stopped at any moment and run again. The token is GITHUB_TOKEN or
    CANDOR_GITHUB_TOKEN, or a GitHub App's settings; the Atom feeds under `sources` in community.yml
    need none. Exits 75 where another run is at work, a limit of GitHub is used up or a thread
    changed while it was read: run it again later.
    """
    from candor.federation.github.events import read_hints
    from candor.federation.sync import Options

    root, content = find_archive(config_file)
    community = read_community(content, find_config(config_file))
    chosen = choose_sources(community, names, one=bool(threads))
    hints = threads
    if event and GITHUB in chosen and community.repository and not threads:
        hints = read_hints(event, community.repository)
        if not event.is_file():
            click.echo(f"{shown(str(event))} is no file: only what GitHub says changed is read.", err=True)
        elif not hints and not quiet:
            place = f"{community.repository.owner}/{community.repository.name}"
            click.echo(f"The event names no discussion of {place}: only what GitHub says changed is read.", err=True)
    options = Options(full=full, hints=hints, only=bool(threads), vanished=vanished, dry_run=dry_run)

    def mirror() -> list[Mirrored]:
        return [mirror_source(root, content, community, name, options, quiet) for name in chosen]

    mirrored = mirror_on_branch(root, content, branch, mirror) if branch and not dry_run else mirror()
    note_output([each.summary for each in mirrored])
    for each in mirrored:
        for problem in each.summary.problems:
            click.echo(line(problem), err=True)
        if not quiet and each.error is None:
            show_summary(each, dry_run, named=len(mirrored) > 1)
    for each in mirrored:
        if each.error is not None:
            raise each.error
    missing = [each for each in mirrored if threads and each.summary.missing]
    for each in missing:
        known = "no such discussion" if each.name == GITHUB else "no such thread"
        click.echo(f"{each.name} has {known}: {listed(each.summary.missing)}", err=True)
    if missing or any(each.summary.problems for each in mirrored):
        sys.exit(1)
    if unsettled := [f"{each.name} {listed(each.summary.unsettled)}" for each in mirrored if each.summary.unsettled]:
        click.echo(f"Changed while they were read: {', '.join(unsettled)}. Run candor sync again.", err=True)
        sys.exit(75)


class Mirrored(NamedTuple):
    """What became of one source. ``error`` is what ended its run early; it costs no other source its own."""

    name: str
    summary: Summary
    budget: Budget | None = None
    error: CandorError | None = None


def choose_sources(community: Community, names: Sequence[str], one: bool) -> list[str]:
    """The sources to mirror: those that were named, else all; where threads are named, `one`.

    Raises click.UsageError for a name that is none, ConfigError where there is no source at all.
    """
    known = [*([GITHUB] if community.repository else []), *community.sources]
    if GITHUB in names and not community.repository:
        repository_of(community)
    for name in names:
        if name not in known:
            raise click.UsageError(f"There is no source {name} – community.yml names {', '.join(known) or 'none'}.")
    chosen = list(dict.fromkeys(names)) or known[: 1 if one else None]
    if not chosen:
        repository_of(community)
    if one and len(chosen) > 1:
        raise click.UsageError("Name one source with --thread.")
    return chosen


def mirror_source(
    root: Path, content: Path, community: Community, name: str, options: Options, quiet: bool
) -> Mirrored:
    """Mirrors one source."""
    from candor.federation.archive import open_archive
    from candor.federation.ledger import load_ledger
    from candor.federation.sync import Summary, sync_source

    source: Source
    budget = None
    try:
        if name == GITHUB:
            from candor.federation.github.forum import GitHubForum
            from candor.federation.github.login import log_in
            from candor.federation.github.transport import GraphQL

            repository = repository_of(community)
            transport = GraphQL(log_in(repository.host, os.environ))
            source, budget = GitHubForum(transport, repository), transport.budget
        else:
            from candor.federation.atom import AtomFeeds

            source = AtomFeeds(name, community.sources[name])
        with open_archive(content, name, root / ".cache" / "candor") as archive:
            ledger = load_ledger(content)
            with progress_bar(quiet, budget) as progress:
                summary = sync_source(source, archive, ledger, read_clock(), options, progress)
    except CandorError as error:
        return Mirrored(name, Summary(), budget, error)
    return Mirrored(name, summary, budget)


def mirror_on_branch(root: Path, content: Path, name: str, mirror: Callable[[], list[Mirrored]]) -> list[Mirrored]:
    """Mirrors onto a branch: from its newest state, and from the newer one again where somebody else was faster.

    What two runs read differently is never merged: the second run reads it from its source again. Raises
    BusyError where the branch moves every time.
    """
    from candor.federation.branch import ArchiveBranch, RaceError

    branch = ArchiveBranch(root, content, name)
    for attempt in range(1, RACES + 1):
        tip = branch.tip()
        if tip:
            branch.lay(tip)
        mirrored = mirror()
        try:
            push(branch, tip)  # what was read before an error, too
        except RaceError:
            if attempt == RACES:
                raise
        else:
            return mirrored
    raise AssertionError("the last attempt returns or raises")


def push(branch: ArchiveBranch, tip: str | None) -> None:
    if commit := branch.commit("Mirror the discussions", tip):
        branch.publish(commit, tip)


def note_output(summaries: Sequence[Summary]) -> None:
    """Tells a workflow's later steps whether there is anything new to publish."""
    if output := os.environ.get("GITHUB_OUTPUT"):
        changed = any(summary.changed or summary.moved for summary in summaries)
        with open(output, "a", encoding="utf-8") as stream:
            stream.write(f"changed={'true' if changed else 'false'}\n")


def read_community(content: Path, config: Path) -> Community:
    """What community.yml says; in a site without one, what `config` says to the plugin candor/comments, or its
    ``repo_url``. Raises ConfigError where that cannot be used as it is."""
    from candor.model.records import Community
    from candor.sources.corpus import load_community
    from candor.sources.page_threads import parse_repository, plugin_options
    from candor.sources.tree import scan_content

    settings, _ = read_settings(config)
    options = plugin_options(settings.get("plugins")) if isinstance(settings, dict) else None
    if isinstance(settings, dict) and options is not None and not (content / "community.yml").is_file():
        named = options.get("repository") or settings.get("repo_url")
        if (found := parse_repository(named) if isinstance(named, str) else None) is None:
            raise ConfigError(
                f"{config.name} names no repository – add `repository: owner/name` below candor/comments, or `repo_url`"
            )
        return Community(name=found.name, repository=found)
    community, problems = load_community(content, scan_content(content))
    if faulty := [problem for problem in problems if problem.field.startswith("sources")]:
        raise ConfigError(line(faulty[0]))
    return community


def find_repository(content: Path, config: Path) -> Repository:
    """Where the community's discussions are. Raises ConfigError where community.yml does not say."""
    return repository_of(read_community(content, config))


def repository_of(community: Community) -> Repository:
    """The community's repository. Raises ConfigError where it names none."""
    if community.repository is None:
        raise ConfigError("community.yml names no repository – add `repository: {owner: …, name: …}`")
    return community.repository


@contextlib.contextmanager
def progress_bar(quiet: bool, budget: Budget | None) -> Iterator[Progress]:
    """A bar that vanishes when the block ends, with what is left of GitHub's hourly points; none where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[left]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("asking", total=None, left="")

        def show(step: str, done: int, total: int) -> None:
            left = "" if budget is None or budget.remaining is None else f"{budget.remaining:,} points left"
            bar.update(task, description=step, completed=done, total=total, left=left)

        yield show


def show_summary(mirrored: Mirrored, dry_run: bool, named: bool) -> None:
    """What the run did to one source, on a few lines; `named` where it was not the only one."""
    summary, budget = mirrored.summary, mirrored.budget
    would = "would be " if dry_run else ""
    gone = {*summary.vanished, *(alias.number for alias in summary.moved)}
    changed = [number for number in summary.changed if number not in gone]
    parts = [f"{plural(summary.read, 'thread')} read", f"{len(changed)} {would}changed"]
    parts += [f"{len(summary.new)} of them new"] if summary.new else []
    parts += [f"{plural(summary.buried, 'comment')} gone"] if summary.buried else []
    click.echo(f"{f'{mirrored.name}: ' if named else ''}{', '.join(parts)}; {summary.known:,} in the archive")
    if changed:
        click.echo(f"changed   {listed(changed)}")
    if summary.vanished:
        click.echo(f"vanished  {listed(summary.vanished)}")
    for alias in summary.moved:
        click.echo(f"moved     #{alias.number} is now {f'#{alias.to}' if alias.to.isdigit() else alias.to}")
    if summary.short:
        click.echo(f"short     {listed(summary.short)}: GitHub counts more there than it shows")
    if summary.unknown:
        click.echo(f"unknown   {listed(summary.unknown)}: cannot be asked for; the archive keeps them as they are")
    if summary.pulls:
        click.echo(f"reviews   of {plural(summary.pulls, 'pull request')} read")
    if budget is not None:
        until = f" until {budget.resets:%H:%M} UTC" if budget.resets else ""
        left = f", {budget.remaining:,} left{until}" if budget.remaining is not None else ""
        click.echo(f"points    {budget.points:,} spent in {plural(budget.requests, 'request')}{left}")
    audited = f"{summary.audited} threads read again unasked; " if summary.audited else ""
    swept = "every thread was compared now, and will be" if summary.swept else "every thread will be compared"
    after = f" again after {summary.next_sweep:%Y-%m-%d %H:%M} UTC" if summary.next_sweep else ""
    if after:
        click.echo(f"audit     {audited}{swept}{after}")


def listed(numbers: list[int], most: int = 12) -> str:
    """Discussions by number, the first few of many."""
    more = f" and {len(numbers) - most:,} more" if len(numbers) > most else ""
    return " ".join(f"#{number}" for number in numbers[:most]) + more
