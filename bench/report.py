"""The results as one Markdown page: what was to be reached, what was measured, on which machine, by which commands."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench.contenders import Contender
from bench.edits import EDITS
from bench.measure import SAMPLE_SECONDS, Series

MB = 1_000_000


class Size(NamedTuple):
    """What was printed: files, pages among them, bytes in all."""

    files: int
    pages: int
    bytes: int


class Results(msgspec.Struct):
    """Everything measured: series by contender and measure, sizes and faults by contender."""

    quick: bool
    runs_fast: int
    runs_slow: int
    topics: int = 0
    posts: int = 0
    series: dict[tuple[str, str], Series] = {}
    sizes: dict[str, Size] = {}
    lacking: dict[str, list[str]] = {}

    def seconds(self, contender: str, measure: str) -> float | None:
        series = self.series.get((contender, measure))
        return series.median if series and series.seconds else None

    def memory(self, contender: str, measure: str) -> float | None:
        series = self.series.get((contender, measure))
        return series.peak if series and series.memory else None


class Goal(NamedTuple):
    """A figure to reach; ``ratio`` is None where it was not measured in this run."""

    measure: str
    reach: float
    ratio: float | None

    @property
    def verdict(self) -> str:
        if self.ratio is None:
            return "not measured in this run"
        return "reached" if self.ratio <= self.reach else "**falls short**"


def goals(results: Results) -> list[Goal]:
    """The figures to reach."""

    def wall(measure: str, rival: str = "Hugo", base: str = "") -> float | None:
        return ratio(results.seconds("Candor", measure), results.seconds(rival, base or measure))

    def memory(measure: str, rival: str, base: str) -> float | None:
        return ratio(results.memory("Candor", measure), results.memory(rival, base))

    return [
        Goal("cold build against Hugo, wall time", 1.0, wall("cold")),
        Goal("the same, as aimed at", 0.7, wall("cold")),
        Goal("the same, memory", 0.5, memory("cold", "Hugo", "cold")),
        Goal("cold build against MkDocs + Material", 0.25, wall("cold", "MkDocs + Material")),
        *(Goal(f"{name} against Hugo's build", 0.35, wall(name)) for name in EDITS),
        Goal("nothing changed against Hugo's build", 0.25, wall("nothing changed")),
        Goal("4 times the forum, cold time", 4.4, wall("cold-x4", "Candor", "cold")),
        Goal("4 times the forum, memory", 1.5, memory("cold-x4", "Candor", "cold")),
    ]


def ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def size_of(site: Path) -> Size:
    files = [path for path in site.rglob("*") if path.is_file()]
    return Size(len(files), sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files))


def write_report(results: Results, contenders: Sequence[Contender], work: Path) -> str:
    """The whole page."""
    cold = "generator | seconds | against Hugo | memory, MB | against Hugo | files | pages | output, MB"
    sections = [
        "# Results",
        "Written by `make bench`; every figure comes from one run on one machine. "
        f"Input: a real support forum of {results.topics:,} topics with {results.posts:,} posts, imported by Candor."
        + (" **This was a quick run, with too few repetitions to be quoted.**" if results.quick else ""),
        "## Figures to reach",
        table("measure | reach | measured | verdict", goal_rows(results)),
        *shortfalls(results),
        "## Cold builds",
        "No output, no caches. Medians, with the least and the most in brackets.",
        table(cold, cold_rows(results, "")),
        "## Builds after a change",
        "The site of the build before is there. Hugo has no incremental build: it builds everything, its caches warm.",
        table("change | Candor, s | Hugo, s | ratio", warm_rows(results)),
        "## Growth",
        "The forum four times: every post, title, slug and author of the copies is salted, so that no cache helps.",
        table(cold, cold_rows(results, "-x4")),
        "## What each prints, and what it was given",
        table("generator | version | given | lacks", contender_rows(results, contenders)),
        "## How it was measured",
        method(results),
        "## Machine",
        table("what | value", machine(work)),
        "## Commands",
        "```\n" + "\n".join(f"{c.name}: {shown(c.command)}" for c in contenders) + "\n```",
    ]
    return "\n\n".join(sections) + "\n"


def table(head: str, rows: Iterator[str] | Sequence[str]) -> str:
    columns = head.count("|") + 1
    return "\n".join(f"| {row} |" for row in [head, " | ".join(["---"] * columns), *rows])


def goal_rows(results: Results) -> Iterator[str]:
    for goal in goals(results):
        measured = "–" if goal.ratio is None else f"{goal.ratio:.2f}"
        yield f"{goal.measure} | ≤ {goal.reach} | {measured} | {goal.verdict}"


def shortfalls(results: Results) -> list[str]:
    short = [goal for goal in goals(results) if goal.ratio is not None and goal.ratio > goal.reach]
    named = "; ".join(f"{goal.measure} is {goal.ratio:.2f} instead of {goal.reach}" for goal in short)
    return [f"Falls short: {named}."] if short else []


def cold_rows(results: Results, label: str) -> Iterator[str]:
    hugo = results.series.get(("Hugo", f"cold{label}"), Series())
    for (name, measure), series in results.series.items():
        if measure != f"cold{label}" or not (series.seconds and series.memory):
            continue
        size = results.sizes[name + label]
        yield " | ".join(
            [
                name,
                spread(series.seconds, series.median, 1, 2),
                against(series.median, hugo.median if hugo.seconds else None),
                spread(series.memory, series.peak, MB, 0),
                against(series.peak, hugo.peak if hugo.memory else None),
                f"{size.files:,}",
                f"{size.pages:,}",
                f"{size.bytes / MB:.0f}",
            ]
        )


def warm_rows(results: Results) -> Iterator[str]:
    for name in ["nothing changed", *EDITS]:
        candor, hugo = results.series.get(("Candor", name)), results.series.get(("Hugo", name))
        if candor and hugo:
            cells = [spread(series.seconds, series.median, 1, 2) for series in (candor, hugo)]
            yield f"{name} | {cells[0]} | {cells[1]} | {candor.median / hugo.median:.2f}"


def spread(values: Sequence[float], middle: float, unit: int, digits: int) -> str:
    return f"{middle / unit:,.{digits}f} ({min(values) / unit:,.{digits}f}–{max(values) / unit:,.{digits}f})"


def against(value: float, other: float | None) -> str:
    return f"{value / other:.2f}" if other else "–"


def contender_rows(results: Results, contenders: Sequence[Contender]) -> Iterator[str]:
    for contender in contenders:
        faults = results.lacking.get(contender.name, [])
        found = (
            f"{len(faults)} faults, such as: {faults[0]}".replace("|", "¦") if faults else "nothing the proof looks for"
        )
        yield f"{contender.name} | {contender.version()} | {contender.given} | {contender.lacks or found}"


def method(results: Results) -> str:
    text = (Path(__file__).parent / "method.md").read_text("utf-8").strip()
    return text.format(fast=results.runs_fast, slow=results.runs_slow, sample=round(SAMPLE_SECONDS * 1000))


def machine(work: Path) -> list[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"processor | {processor()}, {os.cpu_count()} cores",
        f"memory | {memory:.0f} GiB",
        f"system | {platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"file system | {file_system(work)}",
    ]


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def file_system(folder: Path) -> str:
    listed = subprocess.run(["df", "--output=fstype", folder], check=True, capture_output=True, text=True)
    return listed.stdout.split()[-1]


def shown(command: Sequence[str]) -> str:
    """A command by the name of its program, wherever that lies."""
    return " ".join([Path(command[0]).name, *command[1:]])
