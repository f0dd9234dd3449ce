"""The sync: that it converges, whatever happens on the forum, on the way there and to the process itself."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.federation.convergence import MANY, Crash, Sync, World, draw_history, live_lines, play, threads
from tests.github.forum import START
from tests.github.histories import VERBS, Event
from tests.github.server import FAULTS
from tests.github.wire import PLACE, wired, wired_forum

from candor.errors import RemoteError
from candor.federation import sync as sync_module
from candor.federation.archive import Archive, open_archive
from candor.federation.github.forum import GitHubForum
from candor.federation.ledger import Ledger
from candor.federation.source import Fetched, Head
from candor.federation.sync import Options, Summary, VanishError, slot_of, slots_between, sync_source
from candor.federation.verify import verify_archive
from candor.model.archive import CommentState, Review, seal_thread

EVENTS = st.builds(Event, st.integers(0, len(VERBS) - 1), st.integers(0, 49), st.integers(0, 49), st.booleans())
RUNS = st.builds(
    Sync,
    minutes=st.sampled_from((1, 30, 600, 2000)),
    kill=st.none() | st.integers(0, 40),
    faults=st.lists(st.sampled_from(("", *FAULTS)), max_size=3).map(tuple),
    meanwhile=st.lists(EVENTS, max_size=3).map(tuple),
)
HISTORIES = st.lists(st.one_of(EVENTS, EVENTS, EVENTS, EVENTS, RUNS), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES, shifting=st.booleans(), page=st.sampled_from((1, 3, 100)))
def test_the_mirror_converges(
    tmp_path_factory: pytest.TempPathFactory, history: list[Event | Sync], shifting: bool, page: int
) -> None:
    """Once upstream rests, within the audit's round every live line equals a fresh full import, byte for byte; every
    tombstone and alias names something that was once there, and nothing that was mirrored is missing."""
    play(World(tmp_path_factory.getbasetemp() / "world", shifting=shifting, page=page), history)


def play_seed(root: Path, seed: int, sync: object = sync_source) -> None:
    chance = random.Random(seed)
    world = World(root, shifting=chance.random() < 0.5, page=chance.choice((1, 2, 3, 100)))
    world.sync = sync  # type: ignore[assignment]
    play(world, draw_history(chance, chance.randrange(5, 60)))


@pytest.mark.torture
def test_the_mirror_converges_for_long(tmp_path: Path) -> None:
    """The same over hundreds of longer histories, each from its own seed."""
    rounds, seed = int(os.environ.get("CANDOR_TORTURE_ROUNDS", "200")), int(os.environ.get("CANDOR_TORTURE_SEED", "1"))
    for number in range(seed * 10**6, seed * 10**6 + rounds * 3):
        try:
            play_seed(tmp_path / "world", number)
        except BaseException as error:
            error.add_note(f"history {number}")
            raise


def sync_by_watermark(source: GitHubForum, archive: Archive, ledger: Ledger, now: datetime, options: Options) -> None:
    """What many mirrors do: reads what says that it changed since the newest it knows, and believes what it reads."""
    watermark = max((entry.updated for entry in archive.entries().values() if entry.updated), default=START)
    for fetched in source.fetch(list(source.sweep(watermark))):
        if fetched.snapshot:
            archive.save_accounts(
                {**archive.accounts(), **{each.id: each for each in fetched.snapshot.accounts}}.values()
            )
            archive.save(fetched.head.number, seal_thread(fetched.snapshot.thread, fetched.head.print))


def sync_without_audit(
    source: GitHubForum, archive: Archive, ledger: Ledger, now: datetime, options: Options
) -> Summary:
    """Ours, but no thread's week ever comes round."""
    run = sync_module.Run(source, archive, ledger, now, options, lambda step, done, total: None)
    run.due = set()
    return run.all()


@pytest.mark.parametrize("sync", [sync_by_watermark, sync_without_audit])
def test_a_weaker_sync_does_not_converge(tmp_path: Path, sync: object) -> None:
    """The property is one that can fail: a watermark alone, or no audit, is found out within a few histories."""

    def many() -> None:
        for seed in range(60):
            play_seed(tmp_path / "world", seed, sync)

    with pytest.raises(AssertionError):
        many()


# single behaviours


def sync(world: World, minutes: int = 30, options: Options | None = None) -> Summary:
    """One undisturbed run, a while after the last."""
    world.history.note()
    world.now += timedelta(minutes=minutes)
    with open_archive(world.root / "mirror" / "content", "github", world.root / "state") as archive:
        return sync_source(wired_forum(world.github), archive, world.ledger, world.now, options or Options())


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Thirty threads with three comments each, two of them in a branch."""
    made = World(tmp_path / "world")
    forum, repository = made.github.forum, made.history.repository
    otto, priya = forum.account("otto"), forum.account("priya")
    for number in range(1, 31):
        discussion = forum.open(repository, otto, f"Question {number}", "Why?")
        top = forum.comment(discussion, priya, "Because.")
        forum.comment(discussion, otto, "Thanks!", top)
        forum.comment(discussion, otto, "Solved.")
    return made


def test_a_first_run_brings_everything(world: World) -> None:
    """Thirty threads, whole, and an archive without a fault."""
    summary = sync(world)
    assert (len(summary.new), summary.known, summary.swept) == (30, 30, True)
    assert {len(thread.comments) for thread in threads(world.root / "mirror").values()} == {3}
    assert verify_archive(world.root / "mirror" / "content") == []


def test_a_run_that_finds_nothing_changes_one_file(world: World) -> None:
    """Only the note of when the mirror last completed is written."""
    sync(world)
    folder = world.root / "mirror" / "content"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    summary = sync(world, minutes=1)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert (summary.read, summary.changed) == (0, [])
    assert {path.name for path in after if after[path] != before.get(path)} == {"mirror.json"}
    mirror = Archive(folder, "github").mirror()
    assert mirror is not None
    assert (mirror.threads, mirror.vanished) == (30, 0)
    world.github.forum.delete(world.history.repository.discussions[0])
    sync(world, options=Options(full=True))
    mirror = Archive(folder, "github").mirror()
    assert mirror is not None
    assert (mirror.threads, mirror.vanished) == (29, 1)


def test_a_comment_is_there_after_one_run(world: World) -> None:
    """The usual case reads one thread."""
    sync(world)
    forum, discussion = world.github.forum, world.history.repository.discussions[6]
    forum.comment(discussion, forum.account("mara"), "We shipped it.")
    summary = sync(world, minutes=1)
    assert (summary.read, summary.changed, summary.new) == (1, [7], [])
    assert threads(world.root / "mirror")[7].comments[-1].body == "We shipped it."


@pytest.mark.parametrize("what", ["minimise", "vote", "react", "delete", "edit"])
def test_what_moves_no_time_is_found_within_a_week(world: World, what: str) -> None:
    """Four runs a day, one week, and nothing that says that anything changed."""
    sync(world)
    forum, discussion = world.github.forum, world.history.repository.discussions[6]
    comment, priya = discussion.comments[1], forum.account("priya")
    match what:
        case "minimise":
            forum.minimize(comment, "OFF_TOPIC")
        case "vote":
            forum.upvote(comment, priya)
        case "react":
            forum.react(comment, priya, "HEART")
        case "delete":
            forum.delete_comment(comment)
        case "edit":
            forum.edit(comment, "Not solved.")
    runs = 0
    while not sync(world, minutes=360).changed:
        runs += 1
        assert runs < 29
    world.check()


def test_every_thread_is_read_once_a_week_however_runs_fall(world: World) -> None:
    """Runs every half-hour, runs that come late, runs that are missed: every slot is somebody's turn once."""
    chance = random.Random(5)
    moment, reached, seen = START, START, set()
    while moment < START + timedelta(days=7):
        moment += timedelta(minutes=chance.choice((1, 17, 30, 45, 400)))
        seen |= slots_between(reached, moment)
        reached = moment
    assert seen == set(range(sync_module.SLOTS))
    assert slots_between(None, START) == seen
    assert len({slot_of("github", number) for number in range(3000)}) > 330


def test_spam_and_abuse_are_not_kept(world: World) -> None:
    """Their words are dropped as they come in; off-topic ones stay, to be folded; a deleted parent keeps its place."""
    forum, discussion = world.github.forum, world.history.repository.discussions[0]
    top, last = discussion.comments
    forum.minimize(top.replies[0], "SPAM")
    forum.minimize(last, "OFF_TOPIC")
    forum.delete_comment(top)
    sync(world)
    found = [(each.state, each.reason, each.body) for each in threads(world.root / "mirror")[1].comments]
    assert found == [
        (CommentState.WIPED, None, ""),
        (CommentState.MINIMIZED, "SPAM", ""),
        (CommentState.MINIMIZED, "OFF_TOPIC", "Solved."),
    ]


def test_a_deleted_comment_and_thread_keep_their_place(world: World) -> None:
    """What was mirrored and is gone is a tombstone: who and what is forgotten, that it was there is not."""
    sync(world)
    forum, repository = world.github.forum, world.history.repository
    forum.delete_comment(repository.discussions[0].comments[1])
    forum.delete(repository.discussions[1])
    summary = sync(world, options=Options(full=True))
    assert (summary.vanished, summary.buried) == ([2], 1)
    mirrored = threads(world.root / "mirror")
    assert [comment.state for comment in mirrored[1].comments] == ["live", "live", "tombstone"]
    assert mirrored[2].header.state == "tombstone"
    assert mirrored[2].header.title == mirrored[2].header.body == ""
    assert {comment.state for comment in mirrored[2].comments} == {CommentState.TOMBSTONE}


def test_a_transfer_leaves_an_alias(world: World) -> None:
    """Elsewhere it is called by its repository; back here, by its new number."""
    sync(world)
    forum, repository = world.github.forum, world.history.repository
    gone, back = repository.discussions[3], repository.discussions[4]
    forum.transfer(gone, world.history.other)
    forum.transfer(back, world.history.other)
    forum.transfer(back, repository)
    summary = sync(world, options=Options(full=True))
    assert sorted((alias.number, alias.to) for alias in summary.moved) == [
        (4, "fernhill/elsewhere#1"),
        (5, str(back.number)),
    ]
    assert threads(world.root / "mirror")[back.number].header.state == "open"
    world.check()


def test_many_that_vanish_at_once_are_not_believed(world: World) -> None:
    """More than five and two in a hundred: the run stops, nothing is lost, and the message says how to go on."""
    sync(world)
    forum, repository = world.github.forum, world.history.repository
    for discussion in repository.discussions[:6]:
        forum.delete(discussion)
    with pytest.raises(VanishError, match=r"more than 5 threads vanished at once.*--vanished 6"):
        sync(world, options=Options(full=True))
    assert all(thread.header.state == "open" for thread in threads(world.root / "mirror").values())
    assert len(sync(world, options=Options(full=True, vanished=6)).vanished) == 6


def test_a_transfer_of_everything_is_no_loss_of_anything(world: World) -> None:
    """A list that comes back empty by mistake, while each thread can still be found, changes nothing."""
    sync(world)

    class Empty(GitHubForum):
        def sweep(self, since: datetime | None) -> object:  # type: ignore[override]
            return iter(())

    source = Empty(wired(world.github), PLACE)
    with open_archive(world.root / "mirror" / "content", "github", world.root / "state") as archive:
        summary = sync_source(source, archive, world.ledger, world.now, Options(full=True))
    assert summary.vanished == []
    world.check()


def test_a_thread_that_never_holds_still_is_left_to_the_next_run(world: World) -> None:
    """The rest is mirrored; the note of completion waits."""
    forum, discussion = world.github.forum, world.history.repository.discussions[2]
    sync(world)
    mirror = world.root / "mirror" / "content" / ".discussions" / "github" / "mirror.json"
    before = mirror.read_bytes()
    forum.comment(discussion, forum.account("mara"), "One more.")

    class Restless(GitHubForum):
        def fetch(self, heads: Sequence[Head]) -> Iterator[Fetched]:
            for fetched in super().fetch(heads):
                yield Fetched(head=fetched.head) if fetched.head.number == 3 else fetched

    source = Restless(wired(world.github), PLACE)
    with open_archive(world.root / "mirror" / "content", "github", world.root / "state") as archive:
        summary = sync_source(source, archive, world.ledger, world.now, MANY)
    assert summary.unsettled == [3]
    assert mirror.read_bytes() == before
    assert sync(world).changed == [3]
    world.check()


def test_a_count_that_stays_wrong_is_not_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub counts comments of people it hides. What it shows is taken, what was there and can be found stays."""
    sync(world)
    discussion = world.history.repository.discussions[0]
    hidden = discussion.comments[1]
    from tests.github import schema

    def without_hidden(each: object, request: object, **arguments: object) -> object:
        connection = schema.connect(discussion.comments, request, **arguments)  # type: ignore[arg-type]
        if each is discussion:
            connection.items = [comment for comment in connection.items if comment is not hidden]
        return connection if each is discussion else schema.connect(each.comments, request, **arguments)  # type: ignore

    monkeypatch.setitem(schema.FIELDS, (schema.Discussion, "comments"), without_hidden)
    summary = sync(world, options=Options(hints=(1,), only=True))
    assert (summary.short, summary.unsettled, summary.buried) == ([1], [], 0)
    assert [comment.state for comment in threads(world.root / "mirror")[1].comments] == ["live"] * 3


def test_a_damaged_file_is_named_and_left_alone(world: World) -> None:
    """The sync mends nothing unasked; asked for the thread, it reads it anew and keeps what tombstones it can."""
    sync(world)
    world.github.forum.delete_comment(world.history.repository.discussions[0].comments[1])
    sync(world, options=Options(full=True))
    path = world.root / "mirror" / "content" / ".discussions" / "github" / "0" / "1.jsonl"
    damaged = path.read_bytes().replace(b"Because", b"Becausf")
    path.write_bytes(damaged)
    world.github.forum.comment(world.history.repository.discussions[0], world.github.forum.account("mara"), "Hm.")
    summary = sync(world)
    assert [str(problem).partition(" – ")[0] for problem in summary.problems] == [
        "content/.discussions/github/0/1.jsonl:2: is not as the sync wrote it"
    ]
    assert path.read_bytes() == damaged
    assert sync(world, options=Options(hints=(1,), only=True)).problems == []
    assert [each.state for each in threads(world.root / "mirror")[1].comments] == ["live", "live", "tombstone", "live"]
    world.check()


def test_a_dry_run_writes_nothing(world: World) -> None:
    """It says what would be written."""
    summary = sync(world, options=Options(dry_run=True))
    assert len(summary.new) == 30
    assert not (world.root / "mirror" / "content").exists()


def test_what_was_read_before_an_error_is_kept(world: World) -> None:
    """A run that GitHub breaks off has not been for nothing."""
    world.github.between = lambda: world.github.faults.extend(["500"] * (world.github.queries["Threads"] > 0) * 9)
    with pytest.raises(RemoteError):
        sync(world)
    world.github.between = None
    world.github.faults.clear()
    kept = len(threads(world.root / "mirror"))
    summary = sync(world)
    assert kept + len(summary.new) == 30
    world.check()


def test_a_run_may_be_killed_at_every_step(world: World) -> None:
    """Before every change of the disk and after every request of a first run: the next goes on, and the end is the
    same."""
    del world.history.repository.discussions[3:]
    mirror = world.root / "mirror"
    kill = 0
    while not world.run(Sync(minutes=1, kill=kill)):
        assert _only_parts(world)
        sync(world, options=Options(full=True))
        world.check()
        shutil.rmtree(mirror)
        world.held.clear()
        kill += 1
    assert kill > 10


def _only_parts(world: World) -> bool:
    """Half-written files are leftovers that the next run removes, nothing more."""
    problems = verify_archive(world.root / "mirror" / "content")
    return all("half-written" in problem.problem for problem in problems)


def test_erased_people_do_not_come_back(world: World) -> None:
    """A later sync, even a full one into a new folder, brings none of their words, names or reactions."""
    forum, discussion = world.github.forum, world.history.repository.discussions[0]
    forum.react(discussion, forum.account("priya"), "HEART")
    sync(world)
    priya = f"github:{forum.account('priya').number_}"
    world.ledger = world.ledger.add(priya, START.date())
    sync(world, options=Options(full=True))
    text = "".join(path.read_text() for path in (world.root / "mirror").rglob("*.jsonl"))
    for word in (priya, "priya", "Because."):
        assert word not in text
    assert verify_archive(world.root / "mirror" / "content") == []
    world.check()


@pytest.mark.parametrize("accounts", [True, False])
def test_a_restored_backup_does_not_bring_them_back(world: World, accounts: bool) -> None:
    """Files from before the erasure are put back, among them a thread that GitHub no longer has: a run that finds
    their account among the known takes all of it out at once, any other with its next comparison of all threads."""
    forum, discussions = world.github.forum, world.history.repository.discussions
    forum.merge(world.history.repository, ["content/a.md"], [(forum.account("priya"), "APPROVED")])
    sync(world)
    folder = world.root / "mirror" / "content" / ".discussions" / "github"
    shutil.copytree(folder, world.root / "backup")
    priya = f"github:{forum.account('priya').number_}"
    world.ledger = world.ledger.add(priya, START.date())
    forum.delete(discussions[0])
    sync(world, options=Options(full=True))
    for path in (world.root / "backup").rglob("*.jsonl"):
        if accounts or path.name != "accounts.jsonl":
            shutil.copy(path, folder / path.relative_to(world.root / "backup"))

    def found() -> list[str]:
        files = {path: path.read_text() for path in folder.rglob("*.jsonl")}
        return [path.name for path, text in files.items() if priya in text or "Because." in text or "priya" in text]

    assert len(found()) > 20
    sync(world, minutes=30 if accounts else 1500)
    assert found() == []
    assert verify_archive(world.root / "mirror" / "content") == []


def test_a_lost_lock_or_state_is_a_full_run(world: World) -> None:
    """Without the note of the last run everything is looked at again, and nothing is read that need not be."""
    sync(world)
    (world.root / "mirror" / "content" / ".discussions" / "github" / "mirror.json").unlink()
    summary = sync(world)
    assert (summary.swept, summary.audited, summary.changed) == (True, 30, [])


def test_reviews_of_merged_pull_requests_are_mirrored(world: World) -> None:
    """Who approved what, with the files, in their own small archive."""
    forum, repository = world.github.forum, world.history.repository
    pull = forum.merge(repository, ["content/b.md", "content/a.md"], [(forum.account("mara"), "APPROVED")])
    assert sync(world).pulls == 1
    [review] = Archive(world.root / "mirror" / "content", "github").lines(f"reviews/{pull.number}.jsonl", Review)
    assert (review.state, review.files) == ("APPROVED", ["content/a.md", "content/b.md"])
    assert review.reviewer == f"github:{forum.account('mara').number_}"


def test_reviews_of_an_open_pull_request_are_mirrored_until_it_is_closed(world: World) -> None:
    """Open, dismissed, merged, or closed: the next run knows, for a point."""
    forum, repository = world.github.forum, world.history.repository
    pull = forum.propose(repository, ["content/a.md"])
    other = forum.propose(repository, ["content/b.md"])

    def mirrored(number: int) -> list[tuple[str, bool]]:
        world.now += timedelta(minutes=1)
        before = world.github.queries["Pulls"]
        sync(world)
        assert world.github.queries["Pulls"] == before + 1
        archive = Archive(world.root / "mirror" / "content", "github")
        return [(each.state, bool(each.open)) for each in archive.lines(f"reviews/{number}.jsonl", Review)]

    assert mirrored(pull.number) == []
    review = forum.review(pull, forum.account("mara"), "CHANGES_REQUESTED")
    forum.review(other, forum.account("mara"), "APPROVED")
    assert mirrored(pull.number) == [("CHANGES_REQUESTED", True)]
    forum.dismiss(pull, review)
    assert mirrored(pull.number) == [("DISMISSED", True)]
    forum.review(pull, forum.account("mara"), "APPROVED")
    forum.end(pull)
    assert mirrored(pull.number) == [("DISMISSED", False), ("APPROVED", False)]
    assert mirrored(other.number) == [("APPROVED", True)]
    forum.end(other, "CLOSED")
    assert mirrored(other.number) == []


def test_live_lines_leave_out_tombstones_only(world: World) -> None:
    """The comparison that the property rests on sees every other line."""
    sync(world)
    thread = threads(world.root / "mirror")[1]
    assert len(live_lines(thread)) == 1 + len(thread.comments) + len(thread.reactions)
    assert issubclass(Crash, BaseException)
    assert not issubclass(Crash, Exception)


def test_what_a_run_costs(world: World) -> None:
    """A first import costs less than a point a thread; an idle run six points and its audit."""
    sync(world)
    first = world.github.points
    assert first < 30
    for _ in range(10):
        sync(world, minutes=1)
    assert world.github.points - first <= 60
