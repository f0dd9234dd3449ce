"""``candor archive``: the mirrored discussions as files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from candor.cli.check import failed, find_project, report
from candor.cli.project import config_option
from candor.federation.verify import verify_archive


@click.group()
def archive() -> None:
    """Look after the mirrored discussions, content/.discussions/."""


@archive.command()
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="json: one array; github: annotations on a pull request.",
)
def verify(config_file: Path | None, form: str) -> None:
    """Report every line of the archive that is not as a sync wrote it, and repair nothing.

    Found are lines that cannot be read, that were changed or cut since, that stand out of form or
    order, and names that lead nowhere. Exits 1 where there is an error.
    """
    _, content = find_project(config_file)
    if not (content / ".discussions").is_dir():
        click.echo("There is no archive yet: candor sync makes one.")
        return
    problems = verify_archive(content)
    click.echo(report(problems, form), nl=False)
    if failed(problems, strict=False):
        sys.exit(1)
