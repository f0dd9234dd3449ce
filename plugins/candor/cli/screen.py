"""How a build looks on a terminal: a progress bar while it runs, one screen of report after it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from candor.errors import Severity
from candor.press.report import Report

PROBLEMS = 12
"""How many faults a report names before it points to ``candor check``."""

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


class ProgressBar:
    """One line a step, on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._step = ""
        self._task = progress.add_task("starting", total=None)

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self._step = step
            self._progress.reset(self._task, description=step, total=total)
        self._progress.update(self._task, completed=done)


@contextlib.contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """A bar that vanishes when the block ends."""
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield ProgressBar(progress)


def show_report(report: Report, seconds: float) -> None:
    """One screen: what was printed, what is wrong, what took long, how large the site is, where it is."""
    console = Console(highlight=False, soft_wrap=True)
    show_problems(console, report)
    for sentence in report.unknown:
        console.print(f"[yellow]not known[/]  {escape(sentence)}")
    steps = ", ".join(f"{name} {spent:.2f}" for name, spent in report.steps.items())
    console.print(
        f"[bold]{report.printed:,}[/] pages and files printed, {report.kept:,} kept, {report.removed:,} removed"
    )
    console.print(f"[dim]posts   [/] {report.posts:,}, of which {report.posts_read:,} read anew")
    console.print(f"[dim]host    [/] {escape(report.host or 'not run: nothing that its pages depend on has changed')}")
    console.print(f"[dim]time    [/] {seconds:.2f} s{f' [dim]({steps})[/]' if steps else ''}")
    if report.slowest:
        slowest = ", ".join(f"{escape(slow.what)} {slow.seconds * 1000:.0f} ms" for slow in report.slowest[:3])
        console.print(f"[dim]slowest [/] {slowest}")
    largest = ", ".join(f"{escape(dest)} {kilobytes(size)}" for size, dest in report.largest[:3])
    console.print(f"[dim]size    [/] {kilobytes(report.size)} [dim](largest: {largest})[/]")
    if report.verified:
        agreed = "all agree" if not report.differences else f"[red]{len(report.differences)} differ[/]"
        console.print(f"[dim]verified[/] {len(report.verified)} pages against the host's own rendering: {agreed}")
    for difference in report.differences:
        console.print(f"[red]differs[/]  {escape(difference)}")
    if report.site:
        console.print(f"[dim]site    [/] {escape(report.site)}")


def show_problems(console: Console, report: Report) -> None:
    shown = sorted(report.problems, key=lambda problem: (list(Severity).index(problem.severity), problem))
    shown = [problem for problem in shown if problem.severity is not Severity.NOTE]
    for problem in shown[:PROBLEMS]:
        console.print(f"[{STYLES[problem.severity]}]{problem.severity}[/] {escape(printable(str(problem)))}")
    if len(shown) > PROBLEMS:
        console.print(f"[dim]… and {len(shown) - PROBLEMS:,} more: candor check[/]")


def printable(text: str) -> str:
    """`text` without characters that could steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def kilobytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
