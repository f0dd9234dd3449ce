"""``python -m bench standing``: how long standing takes, what it holds and prints again; writes ``STANDING.md``.

Run as a module of its own (``python -m bench.standing million``) it is the process whose time and memory the
largest history is measured by.
"""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import msgspec

from bench.contenders.candor import CONTENDER as CANDOR
from bench.edits import dump
from bench.forum import Forum, Topic, as_stamp
from bench.measure import run_timed
from bench.synthetic import draw_history
from candor.model.corpus import Corpus, Marks, Post, ReactionSummary
from candor.sources.check import read_content
from candor.standing.assess import Standings, assess_standing
from candor.standing.contributions import Contributions, accepted_answer, assess_contributions

NOW = datetime.now(UTC).replace(microsecond=0)
"""When everything is judged and whatever is tried happens: a community of today, as the builds beside it see it."""

RUNS = 15
TRIES = 5
"""How often each change is tried, every time elsewhere; the most pages are told."""

MILLION_RUNS = 2
MILLION = 1_000_000

Row = tuple[str, str, str, bool]
"""A measure, what is to be reached, what was measured, whether it is reached."""


class Weighed(msgspec.Struct):
    """What the process of its own prints: seconds of the assessment by the clock and of the processor, peak bytes."""

    seconds: float
    processor: float
    peak: int
    events: int
    members: int
    rings: int


def measure_standing(work: Path, forum: Forum, staged: Path) -> list[Row]:
    """All rows; `staged` is the forum as a project of Candor's."""
    return [*time_forum(forum.content), weigh_million(work), *count_reprints(work, forum, staged)]


def time_forum(content: Path) -> Iterator[Row]:
    """The forum's standing from a corpus in memory, as a build has it: the first time in a process, and again."""
    corpus, _ = read_content(content, NOW)
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    contributions = assess_contributions(corpus.posts, corpus.people, accepted)

    def weigh() -> Standings:
        return assess_standing(corpus, accepted, contributions, NOW)

    first, first_used = timed(weigh)
    runs = [timed(weigh) for _ in range(RUNS)]
    best, used, middle = min(runs)[0], min(run[1] for run in runs), median(run[0] for run in runs)
    found = weigh()
    what = f"{len(contributions)} members, {sum(len(one.awards) for one in found.members.values()):,} events"
    yield (
        f"standing for the forum, cold ({what})",
        "≤ 1.0 s",
        f"{first:.3f} s ({first_used:.3f} s of one core)",
        first <= 1.0,
    )
    yield (
        "the same again, recomputed whole, no cache",
        "≤ 0.1 s",
        f"{best:.3f} s, median of {RUNS} runs {middle:.3f} s ({used:.3f} s of one core)",
        best <= 0.1,
    )
    yield standing_of_everybody(corpus, contributions, found)


def standing_of_everybody(corpus: Corpus, contributions: Mapping[str, Contributions], found: Standings) -> Row:
    """Who of all that wrote has standing: exactly those of whose texts somebody said anything."""
    spoken_of = {
        corpus.people[author].slug
        for post in corpus.posts
        for author in praised_on(post, accepted_answer(post))
        if author in corpus.people
    }
    silent = len(contributions.keys() - found.members.keys())
    measured = f"{len(found.members)}; of the other {silent} nobody has accepted or liked anything"
    return "members with standing", "everybody of whom somebody spoke", measured, spoken_of == found.members.keys()


def praised_on(post: Post, accepted: str) -> Iterator[str]:
    """Whose texts on a post were merged, accepted, liked or hidden, read without any of the code that is measured."""
    for answer in post.answers:
        yield answer.author or ""
    for thread in post.threads:
        marks = thread.marks or Marks()
        marked = {reaction.num for reaction in marks.reactions} | marks.upvotes.keys() | marks.minimized.keys()
        if 0 in marked:
            yield post.author or ""
        for comment in thread.comments:
            if comment.num in marked or accepted == f"{thread.key}/{comment.num}":
                yield comment.author or ""


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of the processor."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def weigh_million(work: Path) -> Row:
    """A drawn history of a million events, each time in a process of its own."""
    work.mkdir(parents=True, exist_ok=True)
    log = work / "million.json"
    runs = []
    for _ in range(MILLION_RUNS):
        run_timed([sys.executable, "-m", "bench.standing", "million"], Path(__file__).parents[1], log)
        runs.append(msgspec.json.decode(log.read_bytes(), type=Weighed))
    found = min(runs, key=lambda run: run.seconds)
    times = ", ".join(f"{run.seconds:.1f}" for run in runs)
    measured = f"{found.seconds:.1f} s of {times} ({found.processor:.1f} s of one core), {found.peak / 1e6:.0f} MB"
    reached = found.seconds <= 15 and found.peak <= 600 * 1_000_000
    return f"{found.events:,} events of {found.members:,} members", "≤ 15 s, ≤ 600 MB", measured, reached


def million() -> Weighed:
    """The drawn history, assessed; memory counts what drawing it holds too."""
    history = draw_history(1, members=50_000, events=MILLION)
    began, used = time.perf_counter(), time.process_time()
    found = history.assess()
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Weighed(seconds, processor, peak, len(history.events), len(found.members), len(found.rings))


# what is printed again


class Project:
    """The forum's project, built, so that one change after the other can be made to it."""

    def __init__(self, work: Path, forum: Forum, staged: Path) -> None:
        self.forum, self.folder = forum, work / "forum"
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(staged, self.folder)
        self.log = work / "build.log"
        self.build()

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def build(self) -> dict[str, bytes]:
        """Builds, and gives a digest of every page and file of the site."""
        run_timed(CANDOR.command, self.folder, self.log)
        site = self.folder / CANDOR.output
        return {
            path.relative_to(site).as_posix(): hashlib.blake2b(path.read_bytes()).digest()
            for path in site.rglob("*")
            if path.is_file()
        }

    def printed_again(self, change: Callable[[], object]) -> set[str]:
        """The pages that differ after a change."""
        before = self.build()
        change()
        after = self.build()
        return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}

    def assess(self) -> tuple[Corpus, Standings]:
        corpus, _ = read_content(self.content, NOW)
        return corpus, assess(corpus)

    def react(self, topic: Topic, num: int | None = None) -> None:
        """Whoever asked reacts now to the comment of that number, or to the first by somebody else."""
        path = self.content / topic.thread
        header, *lines = path.read_text("utf-8").splitlines()
        comments = [found for line in lines if (found := json.loads(line))["t"] == "comment"]
        chosen = next(
            found
            for found in comments
            if (found["num"] == num if num is not None else found["author"] not in (None, topic.author))
        )
        line = {"t": "reaction", "on": chosen["id"], "by": topic.author, "kind": "HEART", "at": as_stamp(NOW)}
        path.write_text("\n".join([header, *lines, dump(line)]) + "\n", "utf-8")

    def accept(self, topic: Topic, num: int) -> None:
        """Whoever asked marks a comment as the answer now, as the archive has it."""
        path = self.content / topic.thread
        header, *lines = path.read_text("utf-8").splitlines()
        comments = [found for line in lines if (found := json.loads(line))["t"] == "comment"]
        chosen = next(found["id"] for found in comments if found["num"] == num)
        marks = {"answer": chosen, "answer_by": topic.author, "answer_at": as_stamp(NOW)}
        path.write_text("\n".join([dump(json.loads(header) | marks), *lines]) + "\n", "utf-8")


def count_reprints(work: Path, forum: Forum, staged: Path) -> Iterator[Row]:
    """How many pages one reaction, one accepted answer and one level reached print again."""
    project = Project(work, forum, staged)
    open_topics = [topic for topic in forum.topics[200:] if topic.accepted is None and len(topic.replies) > 2]
    first, *later = open_topics[:: len(open_topics) // (TRIES + 1)]
    changed = project.printed_again(lambda: project.react(first))
    yield "pages printed again by the first reaction of a quarter", "stated", told(changed), True
    yield (
        "by one reaction later in it",
        "≤ 5",
        *most([project.printed_again(partial(project.react, topic)) for topic in later[:TRIES]], 5),
    )
    accepting = islice(unanswered(project, open_topics), TRIES)
    yield (
        "by one accepted answer",
        "≤ 30",
        *most([project.printed_again(partial(project.accept, topic, num)) for topic, num in accepting], 30),
    )
    rising = next(about_to_rise(project, forum.topics), None)
    if rising is None:
        yield "by one level reached", "only pages that show that member", "no candidate in this forum", False
        return
    topic, num, member = rising
    changed = project.printed_again(lambda: project.react(topic, num))
    others = strangers(project, changed, member)
    measured = f"{len(changed)}, by a reaction; {len(others)} do not show the member {', '.join(others[:8])}".rstrip()
    yield "by one level reached", "only pages that show that member", measured, not others


def strangers(project: Project, changed: set[str], member: str) -> list[str]:
    """Those of the changed files that do not show a member."""
    site, shown = project.folder / CANDOR.output, f"members/{member}/"
    return sorted(
        name for name in changed if shown not in f"{name} {(site / name).read_text('utf-8', errors='replace')}"
    )


def most(found: Sequence[set[str]], bar: int) -> tuple[str, bool]:
    """The change that printed most pages again, and whether even that one is within the bar."""
    largest = max(found, key=len)
    return f"{told(largest)} (the most of {len(found)})", len(largest) <= bar


def unanswered(project: Project, topics: list[Topic]) -> Iterator[tuple[Topic, int]]:
    """Questions, each with the number of a reply that could be accepted: by somebody whom it would lift to no level."""
    corpus, before = project.assess()
    by_slug = {post.slug: post for post in corpus.posts}
    for topic in topics:
        post = by_slug[topic.slug]
        for comment in post.threads[0].comments if post.threads and not accepted_answer(post) else ():
            person = corpus.people.get(comment.author or "")
            standing = before.members.get(person.slug) if person else None
            if standing and standing.points < 1000 and comment.author != post.author:
                yield topic, comment.num
                break


def about_to_rise(project: Project, topics: list[Topic]) -> Iterator[tuple[Topic, int, str]]:
    """Topics, the number of a comment on them, and who would reach a level if whoever asked reacted to it."""
    corpus, before = project.assess()
    by_slug = {post.slug: post for post in corpus.posts}
    rules = before.rules
    near = {
        slug
        for slug, one in before.members.items()
        if one.level < len(rules.levels)
        and 0 < 100 * rules.levels[one.level].points - one.points <= 100 * rules.points.reaction
    }
    for topic in topics:
        post = by_slug[topic.slug]
        for comment in post.threads[0].comments if post.threads else ():
            person = corpus.people.get(comment.author or "")
            if person and person.slug in near and comment.author != post.author:
                after = assess(with_reaction(corpus, post, comment.num, topic)).members[person.slug]
                if after.level > before.members[person.slug].level:
                    yield topic, comment.num, person.slug


def with_reaction(corpus: Corpus, post: Post, num: int, topic: Topic) -> Corpus:
    """The corpus as it would be if whoever asked a question reacted to a comment on it."""
    thread = post.threads[0]
    marks = thread.marks or Marks()
    reactions = [*marks.reactions, ReactionSummary(num, topic.author, "HEART", NOW)]
    marked = msgspec.structs.replace(thread, marks=msgspec.structs.replace(marks, reactions=reactions))
    changed = msgspec.structs.replace(post, threads=[marked, *post.threads[1:]])
    return msgspec.structs.replace(corpus, posts=[changed if one is post else one for one in corpus.posts])


def assess(corpus: Corpus) -> Standings:
    """The standing of everybody in a corpus."""
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    return assess_standing(corpus, accepted, assess_contributions(corpus.posts, corpus.people, accepted), NOW)


def told(changed: set[str]) -> str:
    """How many, and which where they are few."""
    names = sorted(name.removesuffix("index.html") for name in changed)
    return f"{len(names)}: {', '.join(f'`/{name}`' for name in names)}" if len(names) <= 8 else f"{len(names)}"


def write_results(rows: list[Row]) -> str:
    """The rows as a page."""
    lines = [
        "# Standing",
        "",
        "Written by `make bench ARGS=standing`; one machine, one run. The forum's likes are anonymous, so it proves",
        "scale; the million events are drawn (`bench/synthetic.py`), with the memory of drawing them counted. The",
        "verdict is by the clock of the least disturbed run, as `timeit` has it; the seconds of one core tell how",
        "much other work ran beside it. Nothing else is in these times: no start of a process, no file read.",
        "",
        "| measure | reach | measured | verdict |",
        "| --- | --- | --- | --- |",
        *(
            f"| {what} | {reach} | {found} | {'reached' if ok else '**falls short**'} |"
            for what, reach, found, ok in rows
        ),
        "",
        "Standing is recomputed whole in every build that prints anything: nothing is counted up, so there is no cache",
        "to prove equal. A build in which nothing changed does not compute it at all.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__" and sys.argv[1:] == ["million"]:
    print(msgspec.json.encode(million()).decode())
