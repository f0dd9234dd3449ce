"""``candor threads``: a discussion for every post."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from candor.cli.check import find_project, line, plural
from candor.cli.project import config_option, find_config
from candor.cli.sync import find_repository
from candor.sources.clock import read_clock
from candor.sources.tree import show


@click.command()
@config_option
@click.option("--adopt", is_flag=True, help="Propose existing discussions of the same title, and ask about each.")
@click.option("--dry-run", is_flag=True, help="Start nothing and write nothing; say what would be started.")
def threads(config_file: Path | None, adopt: bool, dry_run: bool) -> None:
    """Start the missing discussion of each post and write its number into the post.

    Nothing else in the file changes. It may be stopped at any moment and run again: a discussion
    that was started and not yet written down is found by the mark it carries. Two posts with one
    number, and a number that leads nowhere any more, are faults and exit 1.
    """
    from candor.cli.check import read_settings
    from candor.federation.archive import Archive
    from candor.federation.github.forum import GitHubForum
    from candor.federation.github.login import log_in
    from candor.federation.github.transport import GraphQL
    from candor.federation.threads import (
        find_faults,
        find_marked,
        open_office,
        propose_matches,
        start_thread,
        without_thread,
        write_number,
    )
    from candor.sources.check import read_content
    from candor.sources.posts import thread_keys

    _, content = find_project(config_file)
    repository = find_repository(content, find_config(config_file))
    corpus, _ = read_content(content, read_clock())
    archive = Archive(content, "github")
    faults = sorted(find_faults(corpus.posts, archive, content.name))
    for fault in faults:
        click.echo(line(fault), err=True)
    missing = without_thread(corpus.posts)
    if adopt:
        keys = [key for post in corpus.posts for key in thread_keys(post.record)]
        taken = {int(key.partition("/")[2]) for key in keys if key.startswith("github/")}
        accounts = archive.accounts()
        matches = list(propose_matches(missing, archive, taken))
        if missing and not matches:
            click.echo("No mirrored discussion bears the title of a post that has none: `candor sync` brings new ones.")
        for post, thread in matches:
            number = thread.header.number
            if post in missing and number not in taken:
                account = accounts.get(thread.header.author or "")
                by = show(account.login) if account else "somebody who left"
                words = f"{post.slug}: #{number} {show(thread.header.title)}, by {by}"
                if dry_run:
                    click.echo(f"could adopt {words}")
                elif click.confirm(f"Adopt {words}?"):
                    write_number(content, post, number)
                    taken.add(number)
                    missing.remove(post)
    elif missing:
        settings, _ = read_settings(find_config(config_file))
        site = str(settings.get("site_url") or "") if isinstance(settings, dict) else ""
        transport = GraphQL(log_in(repository.host, os.environ))
        office = open_office(transport, repository)
        started = find_marked(GitHubForum(transport, repository), archive, office.account)
        for post in list(missing):
            number = started.get(post.slug, 0)
            if dry_run:
                click.echo(f"{post.slug}: {f'#{number} would be written' if number else 'would be started'}")
                continue
            address = f"<{site.rstrip('/')}/questions/{post.slug}/>" if site else f"“{post.record.title}”"
            number = number or start_thread(transport, office, corpus.community, post, address)
            write_number(content, post, number)
            missing.remove(post)
            click.echo(f"{post.slug}: #{number}")
    left = f"{len(missing)} of them without a discussion" if missing else "all of them with a discussion"
    more = " – `candor threads` starts one for each" if missing and adopt else ""
    click.echo(f"{plural(len(corpus.posts), 'post')}, {left}{more}")
    if faults:
        sys.exit(1)
