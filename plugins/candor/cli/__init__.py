"""The command line: a thin edge, one verb a file."""

from __future__ import annotations

import importlib

import click

import candor

VERBS = {
    "build": "candor.cli.build:build",
    "serve": "candor.cli.serve:serve",
    "check": "candor.cli.check:check",
    "new": "candor.cli.new:new",
    "schema": "candor.cli.schema:schema",
    "import": "candor.cli.importing:import_",
}


class LazyGroup(click.Group):
    """A group that imports a verb's module only when that verb runs, so that ``candor build`` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module, attribute = VERBS[name].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(candor.__version__, prog_name="candor")
def main() -> None:
    """An honest customer community, built from a Git repository."""
