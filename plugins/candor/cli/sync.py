"""``candor sync``: the repository's Discussions into the archive."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from candor.cli.check import find_project, line, plural
from candor.cli.project import config_option
from candor.errors import CandorError, ConfigError
from candor.sources.clock import read_clock

if TYPE_CHECKING:
    from candor.federation.branch import ArchiveBranch
    from candor.federation.github.transport import Budget
    from candor.federation.sync import Progress, Summary
    from candor.model.records import Repository


RACES = 3
"""How often a branch may be moved by somebody else before a run gives up."""


@click.command()
@config_option
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
    help="Believe that as many as N discussions were deleted since the last run.",
)
@click.option(
    "--branch",
    metavar="NAME",
    help="Take the archive from this branch first, and commit and push it there after; without it, the folder alone.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print faults only: no progress bar and no summary.")
def sync(
    config_file: Path | None,
    full: bool,
    threads: tuple[int, ...],
    event: Path | None,
    dry_run: bool,
    vanished: int,
    branch: str | None,
    quiet: bool,
) -> None:
    """Mirror the repository's GitHub Discussions into content/.discussions.

    Reads what changed since the last run, compares every thread once a day, and reads each again
    once a week. It may be stopped at any moment and run again. The token is GITHUB_TOKEN or
    CANDOR_GITHUB_TOKEN, or a GitHub App's settings. Exits 75 where another run is at work, a limit
    of GitHub is used up or a thread changed while it was read: run it again later.
    """
    from candor.federation.archive import open_archive
    from candor.federation.github.events import read_hints
    from candor.federation.github.forum import GitHubForum
    from candor.federation.github.login import log_in
    from candor.federation.github.transport import GraphQL
    from candor.federation.ledger import load_ledger
    from candor.federation.sync import Options, sync_source

    root, content = find_project(config_file)
    repository = find_repository(content)
    hints = threads or (read_hints(event, repository) if event else ())
    options = Options(full=full, hints=hints, only=bool(threads), vanished=vanished, dry_run=dry_run)
    transport = GraphQL(log_in(repository.host, os.environ))

    def mirror() -> Summary:
        with open_archive(content, "github", root / ".cache" / "candor") as archive:
            ledger = load_ledger(content)
            source = GitHubForum(transport, repository)
            with progress_bar(quiet, transport.budget) as progress:
                return sync_source(source, archive, ledger, read_clock(), options, progress)

    summary = mirror_on_branch(root, content, branch, mirror) if branch and not dry_run else mirror()
    note_output(summary)
    for problem in summary.problems:
        click.echo(line(problem), err=True)
    if not quiet:
        show_summary(summary, transport.budget, dry_run)
    if summary.problems:
        sys.exit(1)
    if summary.unsettled:
        click.echo(f"Changed while they were read: {listed(summary.unsettled)}. Run candor sync again.", err=True)
        sys.exit(75)


def mirror_on_branch(root: Path, content: Path, name: str, mirror: Callable[[], Summary]) -> Summary:
    """Mirrors onto a branch: from its newest state, and from the newer one again where somebody else was faster.

    What two runs read differently is never merged: the second run reads it from GitHub again. Raises
    BusyError where the branch moves every time.
    """
    from candor.federation.branch import ArchiveBranch, RaceError

    branch = ArchiveBranch(root, content, name)
    for attempt in range(1, RACES + 1):
        tip = branch.tip()
        if tip:
            branch.lay(tip)
        try:
            summary = mirror()
        except CandorError:
            push(branch, tip)  # what was read until then is kept
            raise
        try:
            push(branch, tip)
        except RaceError:
            if attempt == RACES:
                raise
        else:
            return summary
    raise AssertionError("the last attempt returns or raises")


def push(branch: ArchiveBranch, tip: str | None) -> None:
    if commit := branch.commit("Mirror the discussions", tip):
        branch.publish(commit, tip)


def note_output(summary: Summary) -> None:
    """Tells a workflow's later steps whether there is anything new to publish."""
    if output := os.environ.get("GITHUB_OUTPUT"):
        with open(output, "a", encoding="utf-8") as stream:
            stream.write(f"changed={'true' if summary.changed or summary.moved else 'false'}\n")


def find_repository(content: Path) -> Repository:
    """Where the community's discussions are. Raises ConfigError where community.yml does not say."""
    from candor.sources.corpus import load_community
    from candor.sources.tree import scan_content

    community, _ = load_community(content, scan_content(content))
    if community.repository is None:
        raise ConfigError(f"{content.name}/community.yml names no repository – add `repository: {{owner: …, name: …}}`")
    return community.repository


@contextlib.contextmanager
def progress_bar(quiet: bool, budget: Budget) -> Iterator[Progress]:
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
            left = "" if budget.remaining is None else f"{budget.remaining:,} points left"
            bar.update(task, description=step, completed=done, total=total, left=left)

        yield show


def show_summary(summary: Summary, budget: Budget, dry_run: bool) -> None:
    """What the run did, on a few lines."""
    would = "would be " if dry_run else ""
    changed = len(summary.changed) - len(summary.vanished) - len(summary.moved)
    parts = [f"{plural(summary.read, 'thread')} read", f"{changed} {would}changed"]
    parts += [f"{len(summary.new)} of them new"] if summary.new else []
    parts += [f"{plural(summary.buried, 'comment')} gone"] if summary.buried else []
    click.echo(f"{', '.join(parts)}; {summary.known:,} in the archive")
    if summary.changed:
        click.echo(f"changed   {listed(summary.changed)}")
    if summary.vanished:
        click.echo(f"vanished  {listed(summary.vanished)}")
    for alias in summary.moved:
        click.echo(f"moved     #{alias.number} is now {f'#{alias.to}' if alias.to.isdigit() else alias.to}")
    if summary.short:
        click.echo(f"short     {listed(summary.short)}: GitHub counts more there than it shows")
    if summary.pulls:
        click.echo(f"reviews   of {plural(summary.pulls, 'pull request')} read")
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
