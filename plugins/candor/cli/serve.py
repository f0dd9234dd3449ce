"""``candor serve``: the site in a browser, built anew whenever something changes."""

from __future__ import annotations

from pathlib import Path

import click

from candor.cli.project import config_option, find_config


@click.command()
@config_option
@click.option("-a", "--dev-addr", metavar="HOST:PORT", help="Where to listen.  [default: 127.0.0.1:8000]")
@click.option("-o", "--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--strict", is_flag=True, help="Stop at the first build whose content has a fault.")
def serve(config_file: Path | None, dev_addr: str | None, open_browser: bool, strict: bool) -> None:
    """Serve the site on this machine and rebuild it when a file changes.

    Pages reload by themselves. Only what changed is printed. Ctrl-C ends it.
    """
    from candor.mkdocs.host import serve_host

    serve_host(find_config(config_file), address=dev_addr, open_browser=open_browser, strict=strict)
