"""``candor erase`` and ``candor export``: what is kept of one person."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from candor.cli.check import find_archive, plural, read_settings
from candor.cli.project import config_option, find_config
from candor.sources.archive import load_accounts
from candor.sources.clock import read_clock
from candor.sources.corpus import load_members
from candor.sources.tree import scan_content, show

if TYPE_CHECKING:
    from candor.federation.erase import Words

PLACES = 40
"""How many places or commits are listed of one kind."""


ACCOUNT = re.compile(r"[a-z][a-z0-9-]*:[0-9]+")

member_option = click.option(
    "--member", "account", required=True, metavar="ID", help="The account, as in github:583231."
)


def known_account(content: Path, value: str) -> str:
    """The account that was named. Raises click.BadParameter for anything else, with the accounts that a login or a
    member's name belongs to: such names change hands, and what is erased must be beyond doubt."""
    if ACCOUNT.fullmatch(value):
        return value
    name = value.lower().removeprefix("@")
    tree = scan_content(content)
    accounts, _ = load_accounts(content, tree)
    members, _ = load_members(content, tree)
    found = [*members[name].accounts] if name in members else []
    found += [line.id for line in accounts.values() if line.login.lower() == name and line.id not in found]
    which = f"the accounts of that name: {', '.join(map(show, found))}" if found else "one is source:number, as in "
    raise click.BadParameter(
        f"{show(value)} is no account – {which}{'' if found else 'github:583231'}", param_hint="'--member'"
    )


@click.command()
@member_option
@config_option
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be erased.")
@click.option(
    "--search",
    "exported",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Change nothing; search everything for what `candor export` printed into FILE before the erasure.",
)
@click.option(
    "--branch", default="discussions", show_default=True, metavar="NAME", help="The archive's branch, searched too."
)
def erase(account: str, config_file: Path | None, dry_run: bool, exported: Path | None, branch: str) -> None:
    """Take one account out of the archive for good, and name what still tells of it elsewhere.

    Comments keep their place and nothing else. The account is remembered by a keyed digest, so that
    no later sync brings it back, and the built site and its cache are emptied, so that the next
    build prints everything anew. Posts, quotes and Git's history are listed, not changed. Exits 1
    while anything at HEAD, built or on the archive's branch still tells of the account.
    """
    from candor.federation.archive import open_archive
    from candor.federation.erase import Traces, erase_account, find_traces, words_of, words_of_export
    from candor.federation.ledger import load_ledger

    root, content = find_archive(config_file)
    account = known_account(content, account)
    cache, site = root / ".cache" / "candor", site_dir(find_config(config_file))
    if exported:
        try:
            traces: Traces = words_of_export(msgspec.json.decode(exported.read_bytes()))
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
            raise click.UsageError(f"{exported} is not what `candor export` printed.") from None
        if traces.account != account:
            raise click.UsageError(f"{exported} tells of {show(traces.account) or 'nobody'}, not of {account}.")
        words = words_of(traces, content)
    else:
        with open_archive(content, account.partition(":")[0], cache) as archive:
            traces = find_traces(archive, account)
            words = words_of(traces, content)
            if not dry_run:
                erase_account(archive, load_ledger(content), account, read_clock().date())
                forget_builds(site, cache)
        would = "would be taken" if dry_run else "were taken"
        click.echo(
            f"{plural(len(traces.bodies), 'text')} in {plural(len(traces.threads), 'thread')} and "
            f"{plural(traces.reviews, 'review')} {would} out of the archive"
        )
        if traces.line is None and not traces.bodies:
            click.echo(f"{account} is nobody that the archive knows; all the same no sync will bring them in.")
    if not dry_run and tell_rest(root, site, branch, words):
        sys.exit(1)


def forget_builds(site: Path, cache: Path) -> None:
    """Empties the built site, the tree of the build before beside it, and what builds keep for the next."""
    from candor.press.state import Store

    Store(cache).clear()
    shutil.rmtree(back_of(site), ignore_errors=True)
    for path in site.iterdir() if site.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif not path.name.startswith("."):
            path.unlink()


def back_of(site: Path) -> Path:
    return site.with_name(f".{site.name}.candor-back")


def tell_rest(root: Path, site: Path, branch: str, words: Words) -> bool:
    """Names every place that still tells of somebody; says whether there is one that can be cleared at once."""
    from candor.federation.erase import search_branch, search_files, search_history, search_tree

    places = list(search_tree(root, words))
    if places:
        click.echo("\nStill named here; edit or remove it, and build again:")
        listed(places)
    built = [path for folder in (site, back_of(site), root / ".cache") for path in search_files(folder, words)]
    if built:
        click.echo("\nStill in the built site or its cache; `candor build` prints them anew from what is left above:")
        listed([os.path.relpath(path, root) for path in built])
    objects = search_branch(root, branch, words)
    if objects:
        click.echo(f"\nStill in the past of the branch {branch}; `candor archive reroot` forgets it:")
        listed(objects)
    commits = search_history(root, words)
    if commits:
        click.echo("\nStill in the history of this branch, where only rewriting it removes it; all clones change:")
        listed(commits)
        click.echo("The command replaces each word wherever it stands: leave out what others may have written as well.")
        click.echo(f"  {rewrite(words)}")
    if not (places or built or objects or commits):
        click.echo("Nothing tells of the account any more.")
    return bool(places or built or objects)


def rewrite(words: Words) -> str:
    """The command that takes the words out of every commit, and the person out of their authors."""
    told = (*words.accounts, *words.names, *words.bodies[:PLACES])
    swaps = " ".join(shlex.quote(f"{word}==>removed") for word in told)
    number = words.accounts[0].partition(":")[2]
    nobody = f"re.sub(rb'^{number}\\+.*', b'nobody@users.noreply.github.com', email)"
    return (
        f"git filter-repo --replace-text <(printf '%s\\n' {swaps}) "
        f"--replace-message <(printf '%s\\n' {swaps}) --email-callback {shlex.quote(f'return {nobody}')}"
    )


def site_dir(config: Path) -> Path:
    """The folder that an mkdocs.yml builds into."""
    settings, _ = read_settings(config)
    folder = settings.get("site_dir") if isinstance(settings, dict) else None
    return config.absolute().parent / (folder if isinstance(folder, str) and folder else "site")


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

    _, content = find_archive(config_file)
    account = known_account(content, account)
    found = export_account(Archive(content, account.partition(":")[0]), account)
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
