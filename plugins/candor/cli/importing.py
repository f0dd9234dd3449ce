"""``candor import``: a foreign forum, or the incidents of a foreign status page, become content."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from candor.errors import CandorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from candor.importers import incidents as incidents_
    from candor.importers.discourse import ImportReport


@click.group("import")
def import_() -> None:
    """Bring a foreign forum, or a status page's incidents, into content/."""


def _categories(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[int, str]:
    named = {}
    for value in values:
        number, _, title = value.partition("=")
        if not number.strip().isdigit() or not title.strip():
            raise click.BadParameter(f"{value!r} is not of the form 10=Help")
        named[int(number)] = title.strip()
    return named


def _web_address(context: click.Context, option: click.Parameter, value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise click.BadParameter(f"{value!r} is no web address, as in https://forum.example.org")
    return value


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option(
    "--content",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("content"),
    show_default=True,
    help="The folder to write to.",
)
@click.option("--keep-names", is_flag=True, help="Keep the members' user names instead of giving pseudonyms.")
@click.option(
    "--category",
    "categories",
    multiple=True,
    callback=_categories,
    metavar="NUMBER=TITLE",
    help="The title of a category, which the file knows by number only. May be repeated.",
)
@click.option(
    "--forum-url",
    default="",
    callback=_web_address,
    metavar="URL",
    help="Where the forum still stands: threads and uploads then link there.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Import only the first topics of the file.")
@click.option("--overwrite", is_flag=True, help="Overwrite files that were edited by hand since an earlier import.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
def discourse(
    file: Path,
    content: Path,
    keep_names: bool,
    categories: dict[int, str],
    forum_url: str,
    limit: int | None,
    overwrite: bool,
    dry_run: bool,
) -> None:
    """Import a Discourse forum: FILE holds one topic a line as JSON, plain or gzip-compressed.

    A topic becomes a question, its replies an archived thread, an accepted answer an answer.
    Members get pseudonyms. It may be stopped at any moment and run again, and again later with a
    newer file: what has been edited by hand since is left alone.
    """
    from candor.importers.discourse import import_discourse

    try:
        with watched("Topics") as progress:
            report = import_discourse(
                file,
                content,
                keep_names=keep_names,
                progress=progress,
                categories=categories,
                forum_url=forum_url,
                limit=limit,
                overwrite=overwrite,
                dry_run=dry_run,
            )
    except CandorError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or content}: {error.strerror or error}") from None
    _print(report, content, dry_run)
    if not report.whole:
        raise SystemExit(1)


def _print(report: ImportReport, content: Path, dry_run: bool) -> None:
    """The report on one screen."""
    from candor.importers.discourse import BECAME, quoted
    from candor.importers.ledger import Outcome

    questions = report.questions
    click.echo(
        f"{'Would import' if dry_run else 'Imported'} {report.topics} topics: {questions[Outcome.WRITTEN]} written, "
        f"{questions[Outcome.UPDATED]} updated, {questions[Outcome.UNCHANGED]} unchanged, "
        f"{questions[Outcome.KEPT]} kept."
    )
    click.echo(
        f"{report.posts} posts: {report.comments} replies, {report.answers} answers, {report.edited} with an edit. "
        f"{report.members} members, {len(report.staff)} of them staff."
    )
    print_found({wart.value: (times, BECAME[wart]) for wart, times in report.counts().items()})
    if report.community_written:
        click.echo(
            f"{content / 'community.yml'}: written. Edit its name, add a repository and give the topics their titles."
        )
    if report.missing_topics:
        click.echo(f"{content / 'community.yml'}: add below topics:")
        for slug, title in report.missing_topics.items():
            click.echo(f"  {slug}: {{title: {quoted(title)}}}")
    if not dry_run:
        cache = content.parent / ".cache" / "candor" / "import"
        click.echo(f"Every place of each: {cache / 'import-report.md'}")
        click.echo(f"Keep private, and keep: {cache / 'discourse-names.json'} (tells which member is who)")


@contextmanager
def watched(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar over `what`, where somebody watches; whoever interrupts is told how to go on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    except KeyboardInterrupt:
        raise click.ClickException("stopped; run the same command again to go on") from None


def print_found(found: Mapping[str, tuple[int, str]]) -> None:
    """Every oddity with how often it was met and what became of it; nothing where there is none."""
    from rich.console import Console
    from rich.table import Table

    if not found:
        return
    table = Table("Found", box=None, pad_edge=False)
    table.add_column("Times", justify="right")
    table.add_column("What became of it")
    for what, (times, became) in found.items():
        table.add_row(what, str(times), became)
    Console(highlight=False).print(table)


# incidents


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every import of incidents has."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written."),
        click.option(
            "--overwrite", is_flag=True, help="Overwrite files that were edited by hand since an earlier import."
        ),
        click.option(
            "--content",
            type=click.Path(file_okay=False, path_type=Path),
            default=Path("content"),
            show_default=True,
            help="The folder to write to.",
        ),
    ):
        command = option(command)
    return command


EXISTING = click.Path(exists=True, readable=True, path_type=Path)


@import_.command()
@click.argument("file", type=EXISTING)
@_shared
def incidents(file: Path, content: Path, overwrite: bool, dry_run: bool) -> None:
    """Import incidents from JSON lines: FILE holds one incident a line, plain or gzip-compressed.

    Its keys are id, title, url, started_at, resolved_at, published_at, impact, components and updates
    with at, status and message. Times are the source's and labelled so.
    """
    from candor.importers.incident_lines import import_lines

    _import_incidents(
        lambda progress: import_lines(file, content, progress=progress, overwrite=overwrite, dry_run=dry_run),
        "incidents",
        content,
        dry_run,
    )


@import_.command()
@click.argument("files", nargs=-1, required=True, type=EXISTING)
@_shared
def statuspage(files: tuple[Path, ...], content: Path, overwrite: bool, dry_run: bool) -> None:
    """Import what a Statuspage v2 interface answered: its JSON files, or folders of them.

    Save /api/v2/incidents.json, scheduled-maintenances.json and components.json as they come. Our own
    /api/v2/ files then give them back unchanged, tweets aside.
    """
    from candor.importers.statuspage import import_statuspage

    _import_incidents(
        lambda progress: import_statuspage(files, content, progress=progress, overwrite=overwrite, dry_run=dry_run),
        "statuspage",
        content,
        dry_run,
    )


@import_.command()
@click.argument("files", nargs=-1, type=EXISTING)
@click.option(
    "--history",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    help="JSON lines with every version of every file (path, committed_at, status, text): each becomes an update.",
)
@click.option(
    "--maintenance",
    default="",
    metavar="PATTERN",
    help="Files whose name matches are maintenance; cState makes no difference between the two.",
)
@_shared
def cstate(
    files: tuple[Path, ...], history: Path | None, maintenance: str, content: Path, overwrite: bool, dry_run: bool
) -> None:
    """Import the issues of a cState status page: FILES or folders of Markdown, or their --history."""
    import re

    from candor.importers.cstate import import_cstate

    if bool(files) is bool(history):
        raise click.UsageError("Name files or folders, as in content/issues, or --history FILE; one of the two.")
    try:
        re.compile(maintenance)
    except re.error as error:
        raise click.UsageError(f"--maintenance is no regular expression: {error}") from None
    _import_incidents(
        lambda progress: import_cstate(
            files,
            content,
            history=history,
            maintenance=maintenance,
            progress=progress,
            overwrite=overwrite,
            dry_run=dry_run,
        ),
        "cstate",
        content,
        dry_run,
    )


def _import_incidents(
    run: Callable[[incidents_.Progress], incidents_.Report], source: str, content: Path, dry_run: bool
) -> None:
    """Runs an import under a progress bar and prints its report. Exits 1 where something could not be read."""
    with watched("Incidents") as progress:
        report = run(progress)
    _print_incidents(report, source, content, dry_run)
    if not report.whole:
        raise SystemExit(1)


def _print_incidents(report: incidents_.Report, source: str, content: Path, dry_run: bool) -> None:
    from candor.importers.incidents import BECAME, component_line
    from candor.importers.ledger import Outcome

    verb = "Would import" if dry_run else "Imported"
    outcomes = ", ".join(f"{report.outcomes[outcome]} {outcome.value}" for outcome in Outcome)
    click.echo(f"{verb} {report.incidents} incidents and {report.maintenance} maintenance, {report.updates} updates.")
    click.echo(f"Files: {outcomes}.")
    print_found({wart.value: (times, BECAME[wart]) for wart, times in report.counts().items()})
    community = content / "community.yml"
    if report.community_written and not dry_run:
        click.echo(f"{community}: written. Edit its name, and give the components groups.")
    if report.missing_components:
        click.echo(f"{community}: add below components:")
        for slug, part in report.missing_components.items():
            click.echo(component_line(slug, part))
    if not dry_run:
        click.echo(f"Every place of each: {content.parent / '.cache' / 'candor' / 'import' / f'{source}-report.md'}")
