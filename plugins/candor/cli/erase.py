"""``candor erase`` and ``candor export``: what is kept of one person."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import msgspec

from candor.cli.check import find_project, plural
from candor.cli.project import config_option
from candor.sources.clock import read_clock
from candor.sources.tree import show

PLACES = 40
"""How many places or commits are listed of one kind."""


def _account(context: click.Context, option: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*:[0-9]+", value):
        raise click.BadParameter(f"{value!r} is no account – one is source:number, as in github:583231")
    return value


member_option = click.option(
    "--member", "account", required=True, callback=_account, metavar="ID", help="The account, as in github:583231."
)


@click.command()
@member_option
@config_option
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be erased.")
def erase(account: str, config_file: Path | None, dry_run: bool) -> None:
    """Take one account out of the archive for good, and name what still tells of it elsewhere.

    Comments keep their place and nothing else. The account is remembered by a keyed digest, so that
    no later sync brings it back. Posts, quotes and Git's history are listed, not changed; while
    anything at HEAD still names the account, the command exits 1.
    """
    from candor.federation.archive import open_archive
    from candor.federation.erase import erase_account, find_traces, search_history, search_tree
    from candor.federation.ledger import load_ledger

    root, content = find_project(config_file)
    with open_archive(content, account.partition(":")[0], root / ".cache" / "candor") as archive:
        traces = find_traces(archive, account)
        if not dry_run:
            erase_account(archive, load_ledger(content), account, read_clock().date())
    login = traces.line.login if traces.line else ""
    would = "would be taken" if dry_run else "were taken"
    click.echo(
        f"{plural(len(traces.bodies), 'text')} in {plural(len(traces.threads), 'thread')} and "
        f"{plural(traces.reviews, 'review')} {would} out of the archive"
    )
    if dry_run:
        return
    places = list(search_tree(root, traces.words, login))
    if places:
        click.echo("\nStill named here; edit or remove it, and build again:")
        listed(places)
    commits = search_history(root, traces.words)
    if commits:
        click.echo("\nStill in the history of this branch, where only rewriting it removes it:")
        listed(commits)
        click.echo(
            "  git filter-repo --replace-text <(printf '%s\\n' 'regex:…==>')   # see its manual; all clones change"
        )
    click.echo("\nThe archive's own branch forgets with: candor archive reroot")
    if places:
        sys.exit(1)


def listed(lines: list[str]) -> None:
    for line in lines[:PLACES]:
        click.echo(f"  {show(line)}")
    if len(lines) > PLACES:
        click.echo(f"  … and {len(lines) - PLACES:,} more")


@click.command()
@member_option
@config_option
def export(account: str, config_file: Path | None) -> None:
    """Print everything the archive holds of one account, as JSON."""
    from candor.federation.archive import Archive
    from candor.federation.erase import export_account

    _, content = find_project(config_file)
    found = export_account(Archive(content, account.partition(":")[0]), account)
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
