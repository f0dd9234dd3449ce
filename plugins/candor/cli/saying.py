"""What the worst-day commands share: options, questions on a terminal, writing files and saying what comes next."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from candor.cli.check import failed, find_project, report
from candor.cli.compose import Desk, Draft, open_desk, pick_author, pick_member, when
from candor.cli.new import need, on_terminal, open_editor
from candor.cli.project import config_option
from candor.errors import RefusedError
from candor.model.incidents import Act
from candor.sources.check import check_content
from candor.sources.clock import read_clock

__all__ = [
    "AT",
    "Saying",
    "approver_of",
    "ask",
    "ask_approval",
    "ask_for",
    "config_option",
    "moment",
    "says",
    "says_unsigned",
    "sit_down",
    "write_all",
]

T = TypeVar("T")

AUTHOR = click.option("--author", help="Who says it: a member's slug or an account.")
AT = click.option("--at", help="When (2026-03-18T02:55:00Z); else now.")
MESSAGE = click.option("-m", "--message", help="The text in Markdown; - reads it from standard input.")
EDIT = click.option("--edit", is_flag=True, help="Open $VISUAL or $EDITOR on what was written.")


class Saying(NamedTuple):
    """What every one of these commands is told: the text, who says it, when (None: now), and whether to look over it
    in an editor; with the project's root and the community as it is."""

    root: Path
    desk: Desk
    message: str
    author: str | None
    at: datetime | None
    edit: bool

    @property
    def moment(self) -> datetime:
        """When it is said."""
        return self.at or self.desk.now

    def write(self, drafts: Sequence[Draft], then: str = "") -> None:
        """`write_all` for what is said."""
        write_all(self.root, self.desk, drafts, self.edit, then=then)


def says(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of everything that is said, and hands on one `Saying` in their place."""
    return says_unsigned(command, signed=True)


def says_unsigned(command: Callable[..., None], *, signed: bool = False) -> Callable[..., None]:
    """`says` for a record that names whoever answers for it itself, and so has no author."""

    @functools.wraps(command)
    def told(
        *,
        message: str | None,
        at: str | None,
        edit: bool,
        config_file: Path | None,
        author: str | None = None,
        **more: Any,
    ) -> None:
        root, desk = sit_down(config_file)
        who = pick_author(desk, author) if author else None
        command(saying=Saying(root, desk, said(message), who, moment(desk, at), edit), **more)

    options = [MESSAGE, *([AUTHOR] if signed else []), AT, EDIT, config_option]
    return functools.reduce(lambda given, option: option(given), reversed(options), told)


def sit_down(config_file: Path | None, *, posts: bool = False) -> tuple[Path, Desk]:
    """The project's root, and the community as it is now."""
    root, content = find_project(config_file)
    return root, open_desk(content, read_clock(), posts=posts)


def ask(value: str | None, name: str, question: str, default: str | None = None) -> str:
    """The value; asked for on a terminal where it was not given, else the default. Refused where there is none."""
    return ask_for(str.strip, value, name, question, default)


def ask_for(read: Callable[[str], T], value: str | None, name: str, question: str, default: str | None = None) -> T:
    """What `read` makes of the value, as `ask` comes by it. A slip that `read` refuses is asked for again at once."""
    if value and value.strip():
        return read(value.strip())
    if on_terminal():
        answer: T = click.prompt(question, default=default, show_default=bool(default), value_proc=again(read))
        return answer
    return read(need(default, name, f"--{name}: {question[0].lower()}{question[1:]}") if default != "" else "")


def approver_of(desk: Desk, act: Act) -> str | None:
    """The one member whom the crisis plan names for this act; None where it needs nobody."""
    plan = desk.corpus.transparency.plan
    return plan.permissions.get(act) if plan else None


def ask_approval(desk: Desk, act: Act, given: str | None) -> str | None:
    """Who approved it, who has to be the one whom the crisis plan names; None where it needs nobody."""
    approver = approver_of(desk, act)
    if approver is None:
        return pick_member(desk, given) if given else None

    def named(name: str) -> str:
        if pick_member(desk, name) != approver:
            raise RefusedError(f"The crisis plan asks for {approver}, and for nobody else")
        return name

    return ask_for(named, given, "approved-by", f"Who approved it (the crisis plan asks for {approver})")


def again(read: Callable[[str], T]) -> Callable[[str], T]:
    """`read` as `click.prompt` wants it: what is refused is said, and asked for again."""

    def proc(text: str) -> T:
        try:
            return read(text.strip())
        except RefusedError as refusal:
            raise click.UsageError(str(refusal)) from None

    return proc


def said(message: str | None) -> str:
    """The text, from standard input where it is ``-``."""
    return sys.stdin.read() if message == "-" else message or ""


def moment(desk: Desk, at: str | None) -> datetime | None:
    """The time given, else None."""
    return when(at, desk.now) if at else None


def write_all(
    root: Path, desk: Desk, drafts: Sequence[Draft], edit: bool = False, replace: bool = False, then: str = ""
) -> None:
    """Writes the files, which must not exist yet, checks them and says what comes next: `then`, if anything, first."""
    paths = [desk.content / draft.path for draft in drafts]
    for path, draft in zip(paths, drafts, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("w" if replace else "x", encoding="utf-8", newline="\n") as file:
                file.write(draft.text)
        except FileExistsError:
            raise RefusedError(f"{desk.content.name}/{draft.path} exists already – what was said stays") from None
        click.echo(f"{'Changed' if replace else 'Wrote'} {desk.content.name}/{draft.path}")
    if edit and on_terminal():
        open_editor(paths[-1])
    problems = check_content(root, desk.content, paths, read_clock())
    if problems:
        click.echo(report(problems, "text"), nl=False)
    folder = f"{desk.content.name}/{drafts[0].path}"
    if len(drafts) > 1:
        folder = os.path.commonpath([f"{desk.content.name}/{os.path.dirname(draft.path)}" for draft in drafts])  # noqa: PTH120
    if failed(problems, strict=False):
        click.echo(f"Next: {then or f'mend it, then run `candor check {folder}`'}.")
        sys.exit(1)
    if then:
        click.echo(f"Next: {then}")
        return
    click.echo(f"Next: `git add {folder} && git commit && git push`; it is on the site after the next build.")
