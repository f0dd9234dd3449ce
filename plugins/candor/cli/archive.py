"""``candor archive``: the mirrored discussions as files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from candor.cli.check import failed, find_archive, report
from candor.cli.project import config_option, format_option
from candor.errors import RefusedError
from candor.federation.branch import ArchiveBranch
from candor.federation.verify import verify_archive


@click.group()
def archive() -> None:
    """Look after the mirrored discussions, content/.discussions/."""


@archive.command()
@config_option
@format_option
def verify(config_file: Path | None, form: str) -> None:
    """Report every line of the archive that is not as a sync wrote it, and repair nothing.

    Found are lines that cannot be read, that were changed or cut since, that stand out of form or
    order, and names that lead nowhere. Exits 1 where there is an error.
    """
    _, content = find_archive(config_file)
    if not (content / ".discussions").is_dir():
        click.echo("There is no archive yet: candor sync makes one.")
        return
    problems = verify_archive(content)
    click.echo(report(problems, form), nl=False)
    if failed(problems, strict=False):
        sys.exit(1)


@archive.command()
@config_option
@click.option("--branch", default="discussions", show_default=True, metavar="NAME", help="The branch.")
def init(config_file: Path | None, branch: str) -> None:
    """Begin the archive's own branch with what lies in the folder, and push it where there is an origin."""
    root, content = find_archive(config_file)
    place = ArchiveBranch(root, content, branch)
    if tip := place.tip():
        raise RefusedError(
            f"the branch {branch} is there already, at {tip[:10]} – `candor sync --branch {branch}` adds to it, "
            "`candor archive reroot` begins it anew"
        )
    commit = place.commit("Begin the archive", None)
    assert commit is not None
    place.publish(commit, None)
    click.echo(f"The branch {branch} begins at {commit[:10]}.")


@archive.command()
@config_option
@click.option("--branch", default="discussions", show_default=True, metavar="NAME", help="The branch.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reroot(config_file: Path | None, branch: str, yes: bool) -> None:
    """Begin the branch anew with what lies in the folder: what it held before is no longer in its past.

    Run this after candor erase. Other clones keep the old commits until they fetch and collect
    garbage, and a server may show them by their name for a while: ask its support to remove them.
    """
    root, content = find_archive(config_file)
    place = ArchiveBranch(root, content, branch)
    tip = place.tip()
    if tip is None:
        raise RefusedError(f"there is no branch {branch} – `candor archive init` begins one")
    if not yes:
        click.confirm(f"Forget every earlier commit of {branch}?", abort=True)
    commit = place.commit("Begin the archive anew", None)
    assert commit is not None
    place.publish(commit, tip)
    click.echo(f"The branch {branch} begins anew at {commit[:10]}; its past was {tip[:10]}.")
