"""What the mirror costs: points of GitHub's, memory, seconds, and archives that a kill would spoil.

GitHub is the test GitHub, with points as GitHub counts them; a first import goes through a socket to a process of
its own, since its memory is not the mirror's.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.github.forum import Forum as GitHubForum
from tests.github.server import GitHub, serve
from tests.github.wire import wired_forum

from bench.contenders import Contender
from bench.history import commit_all
from bench.measure import require_success, run_timed, run_weighed
from candor.federation.archive import open_archive
from candor.federation.ledger import Ledger
from candor.federation.sync import sync_source
from candor.model.archive import AccountLine, Comment, Thread, ThreadHeader, seal_thread
from candor.sources.archive import load_thread

THREADS, COMMENTS = 10_000, 10
RUNS = 48
LINES, LINES_A_THREAD = 1_000_000, 50
KILLS = 1_000
NAME = "fernhill/community"
TOKEN = "bench"
START = datetime(2026, 1, 5, tzinfo=UTC)
CANDOR = str(Path(sys.executable).parent / "candor")
WORDS = "the hub falls asleep at night and wakes when the heating asks for it so leave the clamp where it is"


class Row(NamedTuple):
    """A measure, what it should reach, what was found, and whether that reaches it."""

    what: str
    reach: str
    found: str
    ok: bool


class Sizes(NamedTuple):
    """How much is measured; smaller to try the benchmark itself."""

    threads: int = THREADS
    lines: int = LINES
    kills: int = KILLS


SMALL = Sizes(threads=500, lines=20_000, kills=20)


def measure_federation(
    work: Path, sizes: Sizes, candor: Path, hugo: Path, contender: Contender, attic: Path
) -> Iterator[Row]:
    """All rows, each as soon as it is there; `candor` and `hugo` are the staged forum. What only counts is measured at
    once, what takes a clock when that is over."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with ThreadPoolExecutor(1) as pool:
        kills = pool.submit(measure_kills, work / "kills", sizes.kills)
        yield from measure_import(work / "import", sizes.threads)
        yield measure_quiet_day(work / "import", sizes.threads)
        yield kills.result()
    yield measure_parsing(work / "parsing", sizes.lines)
    yield from measure_event(work / "event", candor, hugo, contender, attic)


# points


def draw_forum(threads: int) -> GitHubForum:
    """A forum of so many threads with ten comments each, a third of them replies; every fifth has reactions. The same
    in every process."""
    dice = random.Random(7)
    ticks = itertools.count()
    forum = GitHubForum(lambda: START - timedelta(days=700) + timedelta(minutes=7 * next(ticks)))
    repository = forum.repository(NAME)
    people = [forum.account(f"member-{number}") for number in range(2_000)]
    for number in range(threads):
        discussion = forum.open(repository, dice.choice(people), f"Question {number}", sentence(dice))
        tops = [forum.comment(discussion, dice.choice(people), sentence(dice)) for _ in range(7)]
        for _ in range(COMMENTS - 7):
            forum.comment(discussion, dice.choice(people), sentence(dice), dice.choice(tops[:2]))
        if number % 5 == 0:
            for person in dice.sample(people, 3):
                forum.react(tops[0], person, "HEART")
    return forum


def sentence(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS.split(), k=25))


@contextmanager
def github_apart(threads: int) -> Iterator[tuple[str, Callable[[], int]]]:
    """The test GitHub with such a forum in a process of its own: its address, and the points spent there by its own
    count, which ends it."""
    command = [sys.executable, "-m", "bench.federation", "serve", str(threads)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    base = process.stdout.readline().strip()

    def end() -> int:
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        points = int(process.stdout.readline())
        process.wait()
        return points

    try:
        yield base, end
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def serve_apart(threads: int) -> None:
    """What `github_apart` runs."""
    github = GitHub(draw_forum(threads))
    github.admit(TOKEN, limit=10**9)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    with serve(github) as base:
        print(base, flush=True)
        signal.sigwait({signal.SIGTERM})
    print(github.points, flush=True)


def project(folder: Path, more: str = "") -> Path:
    """A community without a post, whose discussions are on the test GitHub."""
    (folder / "content").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text("site_name: Bench\ndocs_dir: content\n")
    (folder / "content" / "community.yml").write_text(f"name: Bench\n{REPOSITORY}{more}")
    return folder


REPOSITORY = "repository: {owner: fernhill, name: community}\n"


def environment(base: str) -> None:
    os.environ |= {"CANDOR_GITHUB_URL": base, "CANDOR_GITHUB_TOKEN": TOKEN}


def measure_import(folder: Path, threads: int) -> Iterator[Row]:
    """The first import, by the command that people type, through a socket."""
    project(folder)
    with github_apart(threads) as (base, points):
        environment(base)
        peak = run_weighed([CANDOR, "sync"], folder, folder / "sync.log")
        spent = points()
    told = re.search(r"points +([\d,]+) spent in ([\d,]+) requests", (folder / "sync.log").read_text())
    if not told or int(told[1].replace(",", "")) != spent:
        raise SystemExit(f"the mirror says {told and told[1]} points, GitHub {spent}")
    allowed = int(1.2 * threads)
    what = f"first import of {threads:,} threads, {threads * COMMENTS:,} comments"
    yield Row(what, f"≤ {allowed:,} points", f"{spent:,} points in {told[2]} requests", spent <= allowed)
    yield Row("its memory", "≤ 150 MB", f"{peak / 1e6:.0f} MB", peak <= 150e6)


def measure_quiet_day(folder: Path, threads: int) -> Row:
    """A day of runs every half-hour in which nothing happens: a seventh of the week's audit, and one full sweep."""
    github = GitHub(draw_forum(threads))
    source = wired_forum(github)
    now = datetime.now(UTC).replace(minute=10, second=0, microsecond=0)
    audited = 0
    with open_archive(folder / "content", "github", folder / ".cache" / "candor") as archive:
        sync_source(source, archive, Ledger(), now)  # from here on runs are half an hour apart
        before = github.points
        for run in range(1, RUNS + 1):
            summary = sync_source(source, archive, Ledger(), now + run * timedelta(minutes=30))
            audited += summary.audited
            if summary.changed:
                raise SystemExit(f"nothing happened, and the threads {summary.changed[:5]} changed")
    average = (github.points - before) / RUNS
    return Row(
        f"a quiet run on {threads:,} threads, {RUNS} a day, each thread re-read weekly, the daily sweep included",
        "≤ 45 points on average",
        f"{average:.1f} points; {audited:,} threads re-read that day",
        average <= 45,
    )


# reading


def measure_parsing(folder: Path, lines: int) -> Row:
    """Every thread of a large archive read as a build reads it, by one process."""
    dice = random.Random(3)
    keys = []
    folder.mkdir()
    with open_archive(folder, "github", folder / "state") as archive:
        archive.save_accounts([AccountLine(id=f"github:{number}", login=f"m{number}") for number in range(1, 2_001)])
        for number in range(1, lines // LINES_A_THREAD + 1):
            archive.save(number, seal_thread(draw_thread(dice, number), "0" * 16))
            keys.append(f"github/{number}")
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        found = 0
        for key in keys:
            thread, problems = load_thread(folder, key)
            assert thread is not None
            assert not problems
            found += len(thread.comments)
        seconds.append(time.perf_counter() - began)
        assert found == lines
    size = sum(path.stat().st_size for path in folder.rglob("*.jsonl")) / 1e6
    what = f"parse the whole archive, {lines:,} comments in {len(keys):,} threads, {size:.0f} MB, one core"
    return Row(what, "≤ 10 s", f"{median(seconds):.1f} s", median(seconds) <= 10)


def draw_thread(dice: random.Random, number: int) -> Thread:
    created = START + timedelta(minutes=number)
    header = ThreadHeader(
        v=1, source="github", number=number, id=f"D_{number}", title=f"Question {number}", author="github:1",
        created=created, comments=LINES_A_THREAD, updated=created, body=sentence(dice),
    )  # fmt: skip
    comments = [
        Comment(
            id=f"DC_{number}_{each}",
            num=number * 1000 + each,
            parent=f"DC_{number}_{each - 1}" if each % 3 == 2 else None,
            author=f"github:{dice.randrange(1, 2_001)}",
            created=created + timedelta(minutes=each),
            body=sentence(dice),
        )
        for each in range(1, LINES_A_THREAD + 1)
    ]
    return Thread(header=header, comments=comments)


# from an event to the page


def measure_event(folder: Path, candor: Path, hugo: Path, contender: Contender, attic: Path) -> Iterator[Row]:
    """Somebody writes; the seconds from GitHub's last answer to the mirror until the built page shows it."""
    shutil.copytree(candor, folder, symlinks=True)
    community = folder / "content" / "community.yml"
    community.write_text(community.read_text("utf-8") + REPOSITORY, "utf-8")
    index = sorted((folder / "content" / "questions").glob("*/*/index.md"))[100]
    text = index.read_text("utf-8")
    own = re.search(r"^threads: \[([a-z]+/[0-9]+)\]$", text, re.MULTILINE)
    assert own is not None
    index.write_text(text.replace(own[0], f"threads: [{own[1]}, github/1]"), "utf-8")
    wanted = {own[1], "github/1"}
    commit_all(folder, "Give one question a discussion", community, index)
    page = folder / "site" / "questions" / index.parent.name / "index.html"
    event = folder / "event.json"
    event.write_text(json.dumps({"discussion": {"number": 1}, "repository": {"full_name": NAME}}))
    github = GitHub(GitHubForum(lambda: datetime.now(UTC).replace(microsecond=0)))
    discussion = github.forum.open(github.forum.repository(NAME), github.forum.account("asker"), "Q", "Why?")
    github.admit(TOKEN, limit=10**9)
    answered = 0.0

    def note() -> None:
        nonlocal answered
        answered = time.perf_counter()

    github.between = note
    loop = ["sh", "-c", f"{CANDOR} sync -q --event event.json && {CANDOR} build -q"]
    seconds, theirs = [], []
    with serve(github) as base:
        environment(base)
        run_timed(loop, folder, folder / "loop.log")
        for turn in range(5):
            words = f"An event, number {turn}."
            github.forum.comment(discussion, github.forum.account("member"), words)
            run_timed(loop, folder, folder / "loop.log")
            seconds.append(time.perf_counter() - answered)
            if words not in page.read_text("utf-8"):
                raise SystemExit(f"{page} does not show {words!r}")
            contender.clear(hugo, attic)
            theirs.append(run_timed(contender.command, hugo, folder / "hugo.log"))
        github.forum.comment(discussion, github.forum.account("member"), "Another")
        run_timed([CANDOR, "sync", "-q", "--event", "event.json"], folder, folder / "loop.log")
    ratio = median(seconds) / median(theirs)
    found = f"{median(seconds):.2f} s beside {median(theirs):.2f} s: {ratio:.2f}"
    what = "event to printed page, 5,046-topic forum, from the sync's last response"
    yield Row(what, "≤ 0.5 of Hugo's build", found, ratio <= 0.5)
    read = threads_opened(folder)
    yield Row("threads that a build reads after one changed", "its post's", told_opened(read), read == wanted)


def threads_opened(folder: Path) -> set[str] | None:
    """The threads' files that the processes of a build open, by the system's own account; None without strace."""
    if shutil.which("strace") is None:
        return None
    trace = folder / "opened"
    command = ["strace", "-f", "-qq", "-e", "trace=openat,open", "-o", str(trace), CANDOR, "build", "-q"]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)
    require_success(command, done.returncode, trace)
    found = re.findall(r"\.discussions/([a-z]+)/\d+/(\d+)\.jsonl", trace.read_text("utf-8", "replace"))
    return {f"{source}/{number}" for source, number in found}


def told_opened(read: set[str] | None) -> str:
    if read is None:
        return "not measured: strace is missing"
    return ", ".join(sorted(read)) if len(read) < 5 else f"{len(read):,}"


# kills


def measure_kills(folder: Path, kills: int) -> Row:
    """A sync killed by the system at a chosen system call, in two archives side by side, again and again."""
    what = "kill points tried / corrupt archives"
    reach = f"≥ {kills:,} / 0"
    if shutil.which("strace") is None:
        return Row(what, reach, "not measured: strace is missing", False)
    from tests.torture.test_sync_kill import kill_at_random

    def hunt(seed: int) -> int:
        place = folder / str(seed)
        place.mkdir(parents=True)
        return kill_at_random(place, 10**6, seed, enough=-(-kills // 2))

    with ThreadPoolExecutor(2) as pool:
        killed = sum(pool.map(hunt, (1, 2)))  # raises at the first archive that is not whole
    return Row(what, reach, f"{killed:,} / 0", killed >= kills)


# the page


def write_results(rows: list[Row]) -> str:
    """The rows as a page."""
    lines = [
        "# Federation",
        "",
        "Written by `make bench ARGS=federation`; one machine, one run. GitHub is the test GitHub (`tests/github`); it",
        "counts points by GitHub's rules. Kill points are system calls of a running sync at which the system ended it;",
        "after each the archive is checked line by line, and every fifth time a run that is let go has to end as if",
        "nothing had been.",
        "",
        "| measure | reach | measured | verdict |",
        "| --- | --- | --- | --- |",
        *(f"| {row.what} | {row.reach} | {row.found} | {'reached' if row.ok else '**falls short**'} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__" and sys.argv[1:2] == ["serve"]:
    serve_apart(int(sys.argv[2]))
