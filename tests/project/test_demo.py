"""The demonstration community: it is what its guide says, and it breaks none of its own rules."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click
import msgspec
import pytest
from ruamel.yaml import YAML

from candor.cli import main
from candor.cli.schema import RECORDS
from candor.model.archive import AccountLine, Comment, CommentState, Reaction, Review, Thread, ThreadHeader
from candor.model.incidents import RemedyRecord
from candor.model.moderation import Moderated, ModerationRecord
from candor.model.records import (
    AnswerRecord,
    Community,
    ComplaintStatus,
    IdeaStatus,
    Kind,
    MemberRecord,
    PostRecord,
)
from candor.model.standing import Adjustment, RuleBook, Rules

EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
DAWN = datetime(2024, 9, 1, tzinfo=UTC)
DUSK = datetime(2026, 10, 1, tzinfo=UTC)
QUARTERS = {(2024, 3), (2024, 4), *((2025, n) for n in (1, 2, 3, 4)), *((2026, n) for n in (1, 2, 3))}
LINE = ThreadHeader | Comment | Reaction

R = TypeVar("R", bound=msgspec.Struct)


def front_matter(path: Path) -> object:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8").split("---\n", 2)[1])


def candor(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "candor"), *words]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def read_yaml(path: Path, record: type[R]) -> R:
    return msgspec.convert(YAML(typ="safe", pure=True).load(path), record)


def read_accounts(root: Path) -> list[AccountLine]:
    lines = (root / "content" / ".discussions" / "github" / "accounts.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=AccountLine) for line in lines]


def read_threads(root: Path) -> list[Thread]:
    read = []
    for path in sorted((root / "content" / ".discussions" / "github").glob("[0-9]*/*.jsonl")):
        header, *rest = (msgspec.json.decode(line, type=LINE) for line in path.read_bytes().splitlines())
        assert isinstance(header, ThreadHeader)
        comments = [line for line in rest if isinstance(line, Comment)]
        reactions = [line for line in rest if isinstance(line, Reaction)]
        assert rest == [*comments, *reactions]
        read.append(Thread(header=header, comments=comments, reactions=reactions))
    return read


def is_withheld(comment: Comment) -> bool:
    """Whether its text is kept nowhere: a sync drops what was deleted, and spam and abuse."""
    return comment.state in (CommentState.WIPED, CommentState.TOMBSTONE) or comment.reason in ("ABUSE", "SPAM")


@pytest.fixture(scope="module")
def community(root: Path) -> Community:
    return read_yaml(root / "content" / "community.yml", Community)


@pytest.fixture(scope="module")
def posts(root: Path) -> dict[str, PostRecord]:
    paths = root.glob("content/questions/*/*/index.md")
    return {path.parent.name: msgspec.convert(front_matter(path), PostRecord) for path in paths}


@pytest.fixture(scope="module")
def threads(root: Path) -> list[Thread]:
    return read_threads(root)


def test_the_demonstration_has_no_fault(root: Path) -> None:
    """`candor check` has nothing to say about it, not even a warning."""
    found = candor(root, "check", "--format", "json")
    assert found.returncode == 0, found.stdout + found.stderr
    assert json.loads(found.stdout) == []


def test_its_archive_is_as_a_sync_would_have_written_it(root: Path) -> None:
    """`candor archive verify` finds no damaged line."""
    found = candor(root, "archive", "verify")
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_kind_of_post_is_shown_in_every_state(posts: dict[str, PostRecord]) -> None:
    """Somebody who looks for an example finds one, among enough of them to be a community."""
    assert len(posts) >= 40
    assert {post.kind for post in posts.values()} == set(Kind)
    assert {post.idea.status for post in posts.values() if post.idea} == set(IdeaStatus)
    assert {post.complaint.status for post in posts.values() if post.complaint} == set(ComplaintStatus)
    asks = [post.ask for post in posts.values() if post.ask]
    assert {bool(ask.outcome) for ask in asks} == {True, False}
    assert any(post.duplicate_of for post in posts.values())
    assert any(post.aliases for post in posts.values())
    assert any(post.transcript for post in posts.values())
    accepted = [post.accepted for post in posts.values() if post.accepted]
    assert {name.startswith("answers/") for name in accepted} == {True, False}
    assert any(post.kind is Kind.QUESTION and not (post.accepted or post.duplicate_of) for post in posts.values())


def test_every_status_has_a_reason(posts: dict[str, PostRecord]) -> None:
    """Only what is still open has none: nobody has looked yet."""
    for slug, post in posts.items():
        if state := post.idea or post.complaint:
            assert bool(state.because) != (state.status in (IdeaStatus.OPEN, ComplaintStatus.OPEN)), slug


def test_fourteen_members_three_of_them_staff(root: Path, community: Community) -> None:
    """And one each who left, who is in no ranking, and whose name is not shown."""
    members = {path.stem: read_yaml(path, MemberRecord) for path in root.glob("content/members/*.yml")}
    assert len(members) == 14
    assert len(community.roles["staff"]) == 3
    assert sum(member.left for member in members.values()) == 1
    assert sum(not member.listed for member in members.values()) == 1
    assert sum(not member.name_shown for member in members.values()) == 1


def test_eight_topics_each_described_and_looked_after(community: Community, posts: dict[str, PostRecord]) -> None:
    """A topic has a curator, and posts to curate."""
    assert len(community.topics) == 8
    for slug, topic in community.topics.items():
        assert topic.description and topic.curators, slug  # noqa: PT018
        assert sum(slug in post.topics for post in posts.values()) >= 3, slug


def test_it_covers_two_years_up_to_a_fixed_day(posts: dict[str, PostRecord], threads: list[Thread]) -> None:
    """Every post says when it was written, no quarter is empty, and nothing is newer than the last day."""
    times = [post.at for post in posts.values() if post.at]
    assert len(times) == len(posts)
    assert min(times) >= DAWN
    assert max(times) - min(times) >= timedelta(days=730)
    assert {(at.year, (at.month + 2) // 3) for at in times} == QUARTERS
    assert max(*times, *(thread.header.updated or DAWN for thread in threads)) < DUSK


def test_nobody_speaks_before_they_were_asked_or_had_an_account(root: Path, posts: dict[str, PostRecord]) -> None:
    """Answers come after the post and verdicts after the answer; no account is younger than what it wrote."""
    accounts = {line.id: line for line in read_accounts(root)}
    members = {path.stem: read_yaml(path, MemberRecord) for path in root.glob("content/members/*.yml")}

    def born(author: str | None) -> datetime:
        own = members[author].accounts if author in members else [author or ""]
        return min((accounts[account].created or DUSK for account in own if account in accounts), default=DUSK)

    for path in root.glob("content/questions/*/*/answers/*.md"):
        answer = msgspec.convert(front_matter(path), AnswerRecord)
        asked = posts[path.parts[-3]].at
        assert asked and answer.at and max(asked, born(answer.author)) < answer.at, path  # noqa: PT018
        assert not answer.verified or answer.verified.at > answer.at, path
    for slug, post in posts.items():
        assert post.at and born(post.author) < post.at, slug  # noqa: PT018
    for thread in read_threads(root):
        for comment in thread.comments:
            assert comment.author is None or born(comment.author) < comment.created, comment.id
        for reaction in thread.reactions:
            assert born(reaction.by) < reaction.at, reaction


def test_a_quarrel_was_moderated_in_the_open(threads: list[Thread], community: Community, root: Path) -> None:
    """What was hidden keeps its place and its reason, what was deleted its replies, and a named person says so."""
    staff = {
        account
        for slug in community.roles["staff"]
        for account in read_yaml(root / "content" / "members" / f"{slug}.yml", MemberRecord).accounts
    }
    quarrels = [thread for thread in threads if any(c.state is CommentState.WIPED for c in thread.comments)]
    assert quarrels
    for thread in quarrels:
        hidden = [c for c in thread.comments if c.state is CommentState.MINIMIZED]
        assert {c.reason for c in hidden} >= {"ABUSE", "OFF_TOPIC"}
        wiped = next(c for c in thread.comments if c.state is CommentState.WIPED)
        assert any(c.parent == wiped.id for c in thread.comments)
        assert any(c.author in staff and c.created > max(h.created for h in hidden) for c in thread.comments)


def test_conversations_are_short_and_long(threads: list[Thread]) -> None:
    """One is long enough to be folded, one has a poll, one is closed to replies, and in one somebody is gone."""
    assert max(len(thread.comments) for thread in threads) >= 30
    assert any(thread.header.poll for thread in threads)
    assert any(thread.header.locked for thread in threads)
    assert any(c.author is None and c.state is CommentState.LIVE for thread in threads for c in thread.comments)


def test_reactions_come_from_many_and_some_are_returned(threads: list[Thread]) -> None:
    """So that standing has something to weigh: endorsements by many, mutual ones among them, and disagreement."""
    pairs = set()
    for thread in threads:
        author = {thread.header.id: thread.header.author, **{c.id: c.author for c in thread.comments}}
        pairs |= {(reaction.by, author[reaction.on]) for reaction in thread.reactions}
        assert all(reaction.by != author[reaction.on] for reaction in thread.reactions), thread.key
    assert len({by for by, _ in pairs}) >= 12
    assert len({frozenset(pair) for pair in pairs if pair[::-1] in pairs}) >= 10
    assert {"THUMBS_DOWN", "CONFUSED"} & {reaction.kind for thread in threads for reaction in thread.reactions}


def test_pictures_and_sound_are_small(root: Path) -> None:
    """A clone stays quick."""
    for path in root.glob("content/questions/*/*/*"):
        if path.is_file() and path.suffix != ".md":
            assert path.stat().st_size < (60_000 if path.suffix == ".png" else 300_000), path


def test_it_says_that_it_is_fictional(root: Path, community: Community) -> None:
    """In every page's footer, and to the press (`demo`), which says so on the home page."""
    assert community.demo
    text = (root / "mkdocs.yml").read_text(encoding="utf-8").lower()
    assert "fictional" in text
    assert "demonstration" in text


def test_no_page_asks_another_server_for_anything(root: Path) -> None:
    """Fonts stay at home, and no setting names a service: no analytics, no repository whose stars would be fetched."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in text
    assert not re.search(r"^\s*(repo_url|analytics|extra_javascript|extra_css|social|consent)\s*:", text, re.MULTILINE)


def test_the_archive_is_written_in_its_one_form(root: Path, threads: list[Thread]) -> None:
    """Sorted keys, one value a line, comments by (created, id), then reactions; every author is a known account."""
    archive = root / "content" / ".discussions" / "github"
    accounts = [account.id for account in read_accounts(root)]
    assert accounts == sorted(set(accounts))
    for path in archive.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for thread in threads:
        header, comments, reactions = thread.header, thread.comments, thread.reactions
        assert (archive / f"{header.number // 1000}/{header.number}.jsonl").is_file()
        assert comments == sorted(comments, key=lambda comment: (comment.created, comment.id))
        assert reactions == sorted(reactions, key=lambda reaction: (reaction.on, reaction.by, reaction.kind))
        assert header.comments == len(comments)
        assert {header.author, *(c.author for c in comments), *(r.by for r in reactions)} <= {None, *accounts}
        assert all(bool(c.body) != is_withheld(c) for c in comments), thread.key
        ids = {header.id, *(c.id for c in comments)}
        assert {r.on for r in reactions} | header.votes.keys() | {c.parent for c in comments} <= ids | {None}
        moments = [header.created, *(c.edited or c.created for c in comments), *(r.at for r in reactions)]
        assert header.created == min(moments)
        assert header.updated == max(*moments, header.answer_at or header.created), thread.key


def test_every_thread_belongs_to_a_post_and_every_review_to_its_files(
    root: Path, posts: dict[str, PostRecord], threads: list[Thread]
) -> None:
    """No thread lies about unread, and what was reviewed is there; one proposal is still open."""
    remedies = [msgspec.convert(front_matter(path), RemedyRecord) for path in root.glob("content/remedies/*/*.md")]
    ballots = {remedy.ballot.thread for remedy in remedies if remedy.ballot}
    assert {thread.key for thread in threads} - ballots == {key for post in posts.values() for key in post.threads}
    reviews = sorted((root / "content" / ".discussions" / "github" / "reviews").glob("*.jsonl"))
    assert {path.stem for path in reviews}.isdisjoint(str(thread.header.number) for thread in threads)
    waiting = set()
    for path in reviews:
        for line in path.read_bytes().splitlines():
            review = msgspec.json.decode(line, type=Review)
            assert all((root / name).is_file() for name in review.files), path
            if review.open is True:
                waiting.add(path.stem)
    assert len(waiting) == 1


def test_the_guides_examples_are_valid_records(root: Path) -> None:
    """Whoever copies an example from the guide gets a record without a fault."""
    text = (root / "content" / "guide" / "records.md").read_text(encoding="utf-8")
    post, idea, complaint, ask, answer, member, rules, moderation, adjustment, community = (
        YAML(typ="safe", pure=True).load(example) for example in EXAMPLE.findall(text)
    )
    for record in (post, *({**post, **part} for part in (idea, complaint, ask))):
        msgspec.convert(record, PostRecord)
    msgspec.convert(answer, AnswerRecord)
    msgspec.convert(member, MemberRecord)
    msgspec.convert(rules, RuleBook)
    msgspec.convert(moderation, ModerationRecord)
    msgspec.convert(adjustment, Adjustment)
    msgspec.convert(community, Community)


@pytest.mark.parametrize(
    ("heading", "record"),
    [
        ("A post", PostRecord),
        ("An answer", AnswerRecord),
        ("A member", MemberRecord),
        ("The community", Community),
        ("The rules of standing", Rules),
        ("An adjustment", Adjustment),
        ("What was hidden or folded", Moderated),
    ],
)
def test_the_guide_shows_every_key(root: Path, heading: str, record: type[msgspec.Struct]) -> None:
    """A key that a record may have is shown in the guide's section about that record."""
    text = (root / "content" / "guide" / "records.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    missing = [name for name in record.__struct_encode_fields__ if not re.search(rf"\b{name}\b", section)]
    assert missing == []


def test_guide_and_handbook_name_only_commands_and_options_that_exist(root: Path) -> None:
    """A tired person who copies one gets what the page says."""
    named = 0
    for path in [*root.glob("content/guide/*.md"), *root.glob("content/handbook/*.md")]:
        text = path.read_text(encoding="utf-8")
        for line in re.findall(r"`(candor [^`\n]+)`|^\$ (candor .+)$", text, re.MULTILINE):
            words = shlex.split("".join(line))[1:]
            command: click.Command = main
            while words and isinstance(command, click.Group):
                found = command.get_command(click.Context(command), words[0])
                assert found, f"{path.name}: {line}"
                command = found
                words = words[1:]
            options = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("-")} <= options, f"{path.name}: {line}"
            named += 1
    assert named >= 12


def test_a_second_build_of_it_prints_nothing_and_needs_no_host(scratch: Callable[[str], Path]) -> None:
    """In a new process, with nothing changed in between, MkDocs is not even started."""
    folder = scratch("project")
    first, second = (candor(folder, "build") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert re.search(r"^0 pages and files printed", second.stdout, re.MULTILINE)
    assert re.search(r"host +not needed", second.stdout)


GUIDE = {
    "An incident": "incident", "An update": "update", "A post-mortem": "postmortem", "An apology": "apology",
    "A promise": "promise", "What became of a promise": "promise-turn", "A remedy": "remedy",
    "Maintenance": "maintenance", "An update of maintenance": "maintenance-update", "A drill": "drill",
    "A drill's score": "drill-score", "A statement": "statement", "An acknowledgement": "acknowledgement",
    "The crisis plan": "crisis-plan",
}  # fmt: skip


@pytest.mark.parametrize("heading", GUIDE)
def test_the_guide_shows_every_record_of_the_worst_day_with_all_its_keys(root: Path, heading: str) -> None:
    """Whoever copies an example gets a record without a fault; only where things came from is said once."""
    text = (root / "content" / "guide" / "incidents.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    [example] = EXAMPLE.findall(section)
    record = RECORDS[GUIDE[heading]][0]
    msgspec.convert(YAML(typ="safe", pure=True).load(example), record)
    keys = set(record.__struct_encode_fields__) - (set() if heading == "An incident" else {"imported"})
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", section)] == []


def test_one_incident_is_told_from_its_first_word_to_a_kept_promise(root: Path) -> None:
    """Updates, an apology with all it needs, a post-mortem, a remedy that members chose, promises kept."""
    folder = root / "content" / "incidents" / "2025" / "2025-11-05-never-switch-was-forgotten"
    assert len(list(folder.glob("updates/*.md"))) == 7
    assert (folder / "apology.md").is_file()
    assert (folder / "postmortem.md").is_file()
    assert candor(root, "apology", "lint").returncode == 0
    remedy = msgspec.convert(front_matter(root / "content" / "remedies" / "2025" / "power-alarm.md"), RemedyRecord)
    assert remedy.chosen == "alarm"
    assert remedy.ballot is not None
    assert list((root / "content" / "promises" / "2025" / "lock-on-the-hub").glob("*-kept.md"))
