"""The command line: a thin edge, one verb a file."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from typing import Any

import click

import candor
from candor.errors import BusyError, CandorError, RefusedError, describe_os_error

VERBS = {
    "build": "candor.cli.build:build",
    "serve": "candor.cli.serve:serve",
    "check": "candor.cli.check:check",
    "new": "candor.cli.new:new",
    "schema": "candor.cli.schema:schema",
    "import": "candor.cli.importing:import_",
    "apology": "candor.cli.apology:apology",
    "standing": "candor.cli.standing:standing",
    "review": "candor.cli.review:review",
    "help-wanted": "candor.cli.help_wanted:help_wanted",
    "insights": "candor.cli.insights:insights",
    "badges": "candor.cli.badges:badges",
    "sync": "candor.cli.sync:sync",
    "threads": "candor.cli.threads:threads",
    "promote": "candor.cli.promote:promote",
    "archive": "candor.cli.archive:archive",
    "erase": "candor.cli.erase:erase",
    "export": "candor.cli.erase:export",
    "incident": "candor.cli.incident:incident",
    "promise": "candor.cli.promise:promise",
    "remedy": "candor.cli.remedy:remedy",
    "maintenance": "candor.cli.maintenance:maintenance",
    "drill": "candor.cli.drill:drill",
    "inbox": "candor.cli.inbox:inbox",
    "status": "candor.cli.status:status",
    "escalate": "candor.cli.escalate:escalate",
    "bridge": "candor.cli.bridge:bridge",
    "verify": "candor.cli.verify:verify",
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

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the verb. What ends it is one line and an exit code, never a traceback."""
        try:
            return super().invoke(ctx)
        except CandorError as error:
            click.echo(f"candor: {error}", err=True)
            sys.exit(75 if isinstance(error, BusyError) else 2 if isinstance(error, RefusedError) else 1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads any more, which click ends in silence
                raise
            click.echo(f"candor: {describe_os_error(error)}", err=True)
            sys.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(candor.__version__, prog_name="candor")
def main() -> None:
    """An honest customer community, built from a Git repository."""


def run() -> None:
    """`main` as a process of its own, which ends without taking its memory apart: after a build of thousands of posts
    that takes a tenth of a second, and the system does it in no time."""
    gc.set_threshold(100_000)  # nothing is garbage yet while modules are loaded
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):  # None is how Python says 0, and words are for it to print
            raise
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # said as Python says it
            raise end from None
        os._exit(end.code)
