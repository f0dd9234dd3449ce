"""Where the project is."""

from __future__ import annotations

from pathlib import Path

import click

CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="json: one array; github: annotations on a pull request.",
)
"""In which form a command reports problems; `candor.cli.check.report` prints each."""

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
