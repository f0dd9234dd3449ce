"""Where the project is, and how an error that ends a command looks."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import click

from candor.errors import BusyError, CandorError

P = ParamSpec("P")

CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml")

config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The project's mkdocs.yml; by default the one in this folder or the nearest above it.",
)


def find_config(given: Path | None) -> Path:
    """The project's settings file, absolute. Raises a usage error that says where it was looked for."""
    if given is not None:
        if not given.is_file():
            raise click.UsageError(f"there is no file {given}")
        return given.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        for name in CONFIG_NAMES:
            if (folder / name).is_file():
                return folder / name
    raise click.UsageError(
        f"no mkdocs.yml in {here} or any folder above it – go to your community's folder, or name the file with -f"
    )


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with Candor's own errors shown as one line and turned into exit codes."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BusyError as error:
            click.echo(f"candor: {error}", err=True)
            sys.exit(75)
        except CandorError as error:
            click.echo(f"candor: {error}", err=True)
            sys.exit(1)

    return run
