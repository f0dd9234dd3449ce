"""``python -m bench``: stages the forum, proves that all print the same, races, writes the results."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import report
from bench.contenders import Contender
from bench.contenders.candor import CONTENDER as CANDOR
from bench.contenders.eleventy import CONTENDER as ELEVENTY
from bench.contenders.hugo import CONTENDER as HUGO
from bench.contenders.material import MKDOCS, ZENSICAL
from bench.contenders.pelican import CONTENDER as PELICAN
from bench.edits import EDITS
from bench.forum import Forum, digest, forum_file, import_forum, load_forum, multiply, once
from bench.measure import Series, run_timed, run_weighed
from bench.proof import prove
from bench.report import Results

CONTENDERS = [CANDOR, HUGO, ELEVENTY, PELICAN, MKDOCS, ZENSICAL]
GROWTH = 4
HERE = Path(__file__).parent


class Race:
    """One run of the benchmark: its work folder, its contenders, and what was measured so far."""

    def __init__(self, work: Path, data: Path, contenders: Sequence[Contender], quick: bool) -> None:
        self.work, self.data, self.contenders = work, data, contenders
        self.runs_fast, self.runs_slow = (2, 1) if quick else (7, 3)
        self.runs_weighed = 1 if quick else 3
        self.results = Results(quick=quick, runs_fast=self.runs_fast, runs_slow=self.runs_slow)
        self.logs = work / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.attic = work / "attic"
        shutil.rmtree(self.attic, ignore_errors=True)
        self.attic.mkdir()

    # staging

    def imported(self) -> Forum:
        """The forum by Candor's own importer; made again only when the data or the importer changed."""
        importer = Path(sys.modules[import_forum.__globals__["import_discourse"].__module__].__file__ or "").parent
        self.key = digest(forum_file(self.data), importer, HERE / "forum.py")
        say("importing the forum")
        return load_forum(once(self.work / "imported", self.key, lambda folder: import_forum(self.data, folder)))

    def multiplied(self, forum: Forum) -> Forum:
        """The forum several times as large."""
        say(f"making the forum {GROWTH} times as large")
        key = f"{self.key}x{GROWTH}"
        folder = once(self.work / f"imported-x{GROWTH}", key, lambda folder: multiply(forum.content, folder, GROWTH))
        return load_forum(folder)

    def staged(self, contender: Contender, forum: Forum, label: str = "") -> Path:
        """The folder in which the contender finds the forum; one for each label."""
        folder = self.work / f"{contender.name.split()[0].lower()}{label}"
        say(f"staging {contender.name}{label}")
        key = (
            digest(HERE / "contenders", HERE / "templates", HERE / "history.py") + digest(HERE / "forum.py") + self.key
        )
        return once(folder, key, lambda folder: contender.stage(forum, folder))

    # racing

    def cold(self, forum: Forum, label: str = "", contenders: Sequence[Contender] = ()) -> None:
        """Every contender from nothing: proof first, then alternating timed runs, then memory runs."""
        contenders = contenders or self.contenders
        folders = {contender.name: self.staged(contender, forum, label) for contender in contenders}
        for contender in contenders:
            self.run(contender, folders[contender.name], "warm-up and proof")
            site = folders[contender.name] / contender.output
            self.results.lacking[contender.name + label] = prove(forum, site)
            self.results.sizes[contender.name + label] = report.size_of(site)
        for turn in range(self.runs_fast):
            for contender in contenders:
                if turn < (self.runs_slow if contender.slow else self.runs_fast):
                    seconds = self.run(contender, folders[contender.name], f"cold{label} {turn + 1}")
                    self.series(contender.name, f"cold{label}").seconds.append(seconds)
        for turn in range(self.runs_weighed):
            for contender in contenders:
                if turn and contender.slow:
                    continue
                contender.clear(folders[contender.name], self.attic)
                say(f"memory{label} {turn + 1}: {contender.name}")
                peak = run_weighed(contender.command, folders[contender.name], self.log(contender))
                self.series(contender.name, f"cold{label}").memory.append(peak)

    def run(self, contender: Contender, folder: Path, what: str, clear: bool = True) -> float:
        if clear:
            contender.clear(folder, self.attic)
        seconds = run_timed(contender.command, folder, self.log(contender))
        say(f"{what}: {contender.name} {seconds:.2f} s")
        return seconds

    def warm(self, forum: Forum) -> None:
        """A built site, then one edit and a build at a time, Candor and Hugo in turn."""
        folders = {}
        for contender in (CANDOR, HUGO):
            folder = folders[contender.name] = self.work / f"{contender.name.lower()}-edited"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.staged(contender, forum), folder)
            self.run(contender, folder, "warm-up")
        for turn in range(self.runs_fast):
            for name, edit in EDITS.items():
                edited = edit(forum, turn, folders["Candor"], folders["Hugo"])
                self.pair(folders, name, turn)
                for contender in (CANDOR, HUGO):
                    page = folders[contender.name] / contender.output / edited.url
                    if edited.words not in page.read_text("utf-8"):
                        raise SystemExit(f"{contender.name} does not show {edited.words!r} on {edited.url}")
            self.pair(folders, "nothing changed", turn)

    def pair(self, folders: dict[str, Path], name: str, turn: int) -> None:
        for contender in (CANDOR, HUGO):
            seconds = self.run(contender, folders[contender.name], f"{name} {turn + 1}", clear=False)
            self.series(contender.name, name).seconds.append(seconds)

    def series(self, contender: str, name: str) -> Series:
        return self.results.series.setdefault((contender, name), Series())

    def log(self, contender: Contender) -> Path:
        return self.logs / f"{contender.name.split()[0].lower()}.log"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    options = read_options()
    if options.what == "comments":
        measure_comments_alone(options.work.resolve() / "comments")
        return
    data = Path(os.environ.get("CANDOR_DATA", ""))
    if not forum_file(data).is_file():
        raise SystemExit(f"CANDOR_DATA must name the folder that holds {forum_file(Path()).name}")
    work: Path = options.work.resolve()
    if options.clean:
        shutil.rmtree(work, ignore_errors=True)
    chosen = [contender for contender in CONTENDERS if not (options.quick and contender.slow)]
    if options.only:
        chosen = [c for c in CONTENDERS if any(name.lower() in c.name.lower() for name in options.only)]
    race = Race(work, data, chosen, options.quick)
    forum = race.imported()
    race.results.topics, race.results.posts = len(forum.topics), forum.posts
    if options.what == "search":
        measure_search(race, forum)
        return
    if options.what == "standing":
        measure_standing_alone(race, forum)
        return
    if options.what == "federation":
        measure_federation_alone(race, forum, options.quick)
        return
    race.cold(forum)
    if CANDOR in chosen and HUGO in chosen:
        race.warm(forum)
    if CANDOR in chosen and not options.no_growth:
        race.cold(
            race.multiplied(forum), f"-x{GROWTH}", [contender for contender in (CANDOR, HUGO) if contender in chosen]
        )
    text = report.write_report(race.results, chosen, work)
    apart = options.quick or (options.only and not options.publish)
    target = work / "RESULTS.md" if apart else HERE / "RESULTS.md"
    target.write_text(text, "utf-8")
    print(text)
    say(f"written to {target}")


def measure_search(race: Race, forum: Forum) -> None:
    """Only the search, and its own page of results."""
    from bench.search import Bench, write_results

    rows = Bench(race.work, forum, race.staged(CANDOR, forum), race.staged(HUGO, forum)).run()
    text = write_results(rows, forum)
    (HERE / "SEARCH.md").write_text(text, "utf-8")
    print(text)


def measure_standing_alone(race: Race, forum: Forum) -> None:
    """Only standing, and its own page of results."""
    from bench.standing import measure_standing, write_results

    text = write_results(measure_standing(race.work / "standing", forum, race.staged(CANDOR, forum)))
    (HERE / "STANDING.md").write_text(text, "utf-8")
    print(text)


def measure_federation_alone(race: Race, forum: Forum, quick: bool) -> None:
    """Only the mirror, and its own page of results."""
    from bench.federation import SMALL, Sizes, measure_federation, write_results

    staged = race.staged(CANDOR, forum), race.staged(HUGO, forum)
    rows = []
    for row in measure_federation(race.work / "federation", SMALL if quick else Sizes(), *staged, HUGO, race.attic):
        say(f"{row.what}: {row.found} ({row.reach})")
        rows.append(row)
    text = write_results(rows)
    (race.work if quick else HERE).joinpath("FEDERATION.md").write_text(text, "utf-8")
    print(text)


def measure_comments_alone(work: Path) -> None:
    """Only a page with comments, beside giscus; needs no forum."""
    from bench.comments import giscus_version, measure_comments, write_results

    chromium = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    if not chromium:
        raise SystemExit("Chromium is missing: sudo apt-get install chromium")
    text = write_results(measure_comments(work, chromium), giscus_version())
    (HERE / "COMMENTS.md").write_text(text, "utf-8")
    print(text)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "candor-bench"
    parser.add_argument(
        "what",
        nargs="?",
        choices=["search", "standing", "federation", "comments"],
        help="measure this alone; writes SEARCH.md, STANDING.md, FEDERATION.md or COMMENTS.md",
    )
    parser.add_argument(
        "--quick", action="store_true", help="few runs and no slow contenders; RESULTS.md stays as it is"
    )
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only contenders whose name contains this; repeatable"
    )
    parser.add_argument(
        "--publish", action="store_true", help="with --only: write RESULTS.md all the same, with these contenders alone"
    )
    parser.add_argument("--no-growth", action="store_true", help="leave out the larger forum")
    parser.add_argument("--work", type=Path, default=cache, help="where everything is staged (default: %(default)s)")
    parser.add_argument("--clean", action="store_true", help="begin with an empty work folder")
    return parser.parse_args()


main()
