"""From the worst day's first command to the printed page, and what imported incidents come to: ``INCIDENTS.md``.

``python -m bench.incidents`` works on a copy of the demonstration community. With ``CANDOR_DATA`` it imports the stored
incidents as well, builds them and reads the figures off the printed site, never from the importer.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.measure import run_timed

ROOT = Path(__file__).parents[1]
CANDOR = str(Path(sys.executable).with_name("candor"))
RUNS = 5
SETTINGS = """\
site_name: Imported
site_url: https://status.example/
docs_dir: content
theme: {name: material, font: false}
plugins: [candor/questions: {search: false}]
"""
INCIDENTS = "incidents-github-819.jsonl.gz"
CSTATE = "incidents-cstate-jenkins-history.jsonl.gz"
VERDICTS = {True: "reached", False: "**falls short**"}


class Row(NamedTuple):
    """One measure: what was to be reached, what was found, and whether that is enough."""

    measure: str
    reach: str
    found: str
    reached: bool


def candor(folder: Path, *arguments: str) -> str:
    done = subprocess.run([CANDOR, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"candor {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def copy_demonstration(work: Path) -> Path:
    """The committed demonstration in a folder of its own, with its history, built once."""
    folder = work / "demonstration"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    candor(folder, "build", "--quiet")
    return folder


def measure_declaring(folder: Path, log: Path) -> Iterator[Row]:
    """Declares and builds, and builds all of it anew, in turns; the page must tell what was declared each time."""
    clean, declared, number = [], [], 0
    for number in range(RUNS):
        clean.append(run_timed([CANDOR, "build", "--quiet", "--clean"], folder, log))
        title = f"Cards fail at checkout, turn {number}"
        command = [CANDOR, "incident", "declare", title, "--component", "api", "--impact", "minor", "--next", "30m"]
        command += ["--author", "mara", "--message", "We are looking. The next word comes in half an hour."]
        seconds = run_timed(command, folder, log)
        seconds += run_timed([CANDOR, "build", "--quiet"], folder, log)
        pages = list((folder / "site" / "incidents").glob(f"*turn-{number}/index.html"))
        if len(pages) != 1 or title not in pages[0].read_text("utf-8"):
            raise SystemExit(f"the incident of turn {number} was not printed")
        declared.append(seconds)
    share = median(declared) / median(clean)
    yield Row(
        "declare, command to printed page, demonstration community, against one clean build of it",
        "< 1",
        f"{share:.2f} ({median(declared):.2f} s against {median(clean):.2f} s)",
        share < 1,
    )


def weigh(site: Path) -> int:
    """Bytes of the status page and all that it loads, gzipped."""
    page = site / "status" / "index.html"
    html = page.read_text("utf-8")
    loaded = re.findall(r'<(?:link rel="(?:stylesheet|icon)" href|script defer src|img [^>]*src)="([^"]+)"', html)
    files = {page, *((page.parent / address).resolve() for address in loaded)}
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def measure_weight(folder: Path, work: Path) -> Iterator[Row]:
    """A community where nothing is wrong, and the demonstration with ten incidents open."""
    calm = work / "calm"
    (calm / "content").mkdir(parents=True)
    (calm / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    parts = ", ".join(f"part-{number}: {{title: Part {number} of the service}}" for number in range(8))
    (calm / "content" / "community.yml").write_text(f"name: Calm\ncomponents: {{{parts}}}\n", "utf-8")
    candor(calm, "build", "--quiet")
    yield Row("status page, nothing open, all it loads, gzipped", "≤ 15 kB", f"{weigh(calm / 'site') / 1000:.1f} kB",
              weigh(calm / "site") <= 15_000)  # fmt: skip
    site = folder / "site"
    for number in range(20):
        unresolved = json.loads((site / "api/v2/incidents/unresolved.json").read_text("utf-8"))["incidents"]
        if len(unresolved) >= 10:
            break
        words = f"More of the same, number {number}. We are looking into what it has to do with the others."
        candor(folder, "incident", "declare", f"Trouble {number}", "--component", "api", "--impact", "major",
               "--next", "30m", "--author", "mara", "--message", words)  # fmt: skip
        candor(folder, "build", "--quiet")
    bytes_ = weigh(site)
    yield Row(f"the same, {len(unresolved)} incidents open", "≤ 40 kB", f"{bytes_ / 1000:.1f} kB", bytes_ <= 40_000)


def measure_import(data: Path, work: Path) -> Iterator[Row]:
    """The stored incidents imported into an empty community, built, and read off the printed site."""
    folder = work / "imported"
    (folder / "content").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    candor(folder, "import", "incidents", str(data / INCIDENTS), "--content", "content")
    candor(folder, "build", "--quiet")
    site = folder / "site"
    pages = [page for kind in ("incidents", "maintenance") for page in site.glob(f"{kind}/20??-*/index.html")]
    updates = sum(page.read_text("utf-8").count('<li id="update-') for page in pages)
    yield Row("the 819 incidents: pages printed", "819", str(len(pages)), len(pages) == 819)
    yield Row("the same: updates on them", "4,570", f"{updates:,}", updates == 4570)
    report = json.loads((site / "trust" / "report.json").read_text("utf-8"))["imported"]
    gaps, silences = report["gaps"]["values"]["median"] / 60, report["silences"]
    found = (report["days_affected"]["n"], gaps, silences["values"]["over_60_minutes"], silences["n"],
             silences["values"]["over_120_minutes"])  # fmt: skip
    yield Row(
        "the trust report of them: not maintenance, median gap, silent over 60 min, over 120",
        "801, 14 min, 170 of 772, 61",
        f"{found[0]}, {found[1]:.0f} min, {found[2]} of {found[3]}, {found[4]}",
        found == (801, 14.0, 170, 772, 61),
    )
    history = work / "cstate"
    (history / "content").mkdir(parents=True)
    candor(history, "import", "cstate", "--history", str(data / CSTATE), "--content", "content")
    live = sum(len(list((history / "content" / kind).glob("*/*/index.md"))) for kind in ("incidents", "maintenance"))
    yield Row("every stored version of the 323 cState files: files imported", "297", str(live), live == 297)


def write_results(rows: list[Row]) -> str:
    lines = [
        "# Incidents",
        "",
        "Written by `python -m bench.incidents`: the ratio from one run on one machine, the rest off printed sites.",
        "",
        "| measure | reach | measured | verdict |",
        "|---|---|---|---|",
        *(f"| {row.measure} | {row.reach} | {row.found} | {VERDICTS[row.reached]} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prints the page, and writes it to ``bench/INCIDENTS.md`` where everything could be measured."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    named = os.environ.get("CANDOR_DATA", "")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        demonstration = copy_demonstration(work)
        rows = [*measure_declaring(demonstration, work / "log"), *measure_weight(demonstration, work)]
        if named:
            rows += measure_import(Path(named), work)
    text = write_results(rows)
    if named:
        (Path(__file__).parent / "INCIDENTS.md").write_text(text, encoding="utf-8")
    print(
        text,
        end="" if named else "\nCANDOR_DATA names no folder: no import is measured, INCIDENTS.md stays as it is\n",
    )


if __name__ == "__main__":
    main()
