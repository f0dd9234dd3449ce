"""``candor promote``: from a mirrored discussion to a branch with records, credited, once and word for word."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree

from candor.cli import main
from candor.cli.promote import commit_message, parse_address
from candor.federation.promotion import Wish, promote_thread
from candor.model.archive import Comment, CommentState, Poll, PollOption, Thread, ThreadHeader, encode_thread
from candor.model.corpus import Corpus
from candor.model.records import Community
from candor.sources.check import read_content
from candor.sources.posts import thread_keys

AT = datetime(2026, 4, 2, 9, 12, tzinfo=UTC)
HEADER = ThreadHeader(
    v=1,
    source="github",
    number=128,
    id="D_1",
    url="https://github.com/fernhill/community/discussions/128",
    title="How do I move the hub?",
    author="github:77",
    created=AT,
    category="q-a",
    labels=["The hub", "bug"],
    answer="DC_2",
    body="Boxes everywhere.\r\n\r\n---\r\ntitle: no key of mine\r\n",
    votes={"DC_2": 4, "DC_3": 9},
    updated=AT,
)
COMMENTS = [
    Comment(id="DC_1", num=9901, author="github:78", created=AT, body="Me too!"),
    Comment(id="DC_2", num=9911, author="github:583231", created=AT.replace(hour=11), body="Unplug it. Move it."),
    Comment(id="DC_3", num=9912, author=None, created=AT.replace(hour=12), body="Label the leads."),
    Comment(
        id="DC_4", num=9913, author="github:9", created=AT, state=CommentState.MINIMIZED, reason="OFF_TOPIC", body="x"
    ),
    Comment(id="DC_5", num=9914, author=None, created=AT, state=CommentState.WIPED),
]
THREAD = Thread(header=HEADER, comments=COMMENTS)
QUESTION = "content/questions/2026/how-do-i-move-the-hub/index.md"
ANSWER = "content/questions/2026/how-do-i-move-the-hub/answers/otto.md"


@pytest.fixture
def project(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A community in Git whose archive holds one discussion that is no post yet."""
    for name, value in (("NAME", "Mara"), ("EMAIL", "1190442+mara@users.noreply.github.com")):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    root = tree(
        {
            "mkdocs.yml": "site_name: F\ndocs_dir: content\n",
            "content/community.yml": """\
name: Fernhill
repository: {owner: fernhill, name: community}
categories: {questions: Q&A, ideas: Ideas}
topics: {hub: {title: The hub}}
""",
            "content/members/otto.yml": "name: Otto Brandt\naccounts: [github:583231]\n",
            "content/.discussions/github/0/128.jsonl": encode_thread(THREAD),
            "content/.discussions/github/accounts.jsonl": (
                '{"id":"github:583231","login":"ottobrandt","type":"User"}\n{"id":"github:77","login":"helen","type":"User"}\n'
            ),
        }
    )
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Begin")
    return root


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["promote", *arguments, "-f", str(project / "mkdocs.yml")])


def test_a_question_and_its_answer_become_a_branch_with_credit(project: Path) -> None:
    """Front matter by ids, bodies word for word, both authors named in the commit, and nothing else on the branch."""
    result = run(project, "128")
    assert result.exit_code == 0, result.output
    assert (
        (project / QUESTION).read_text()
        == """\
---
title: How do I move the hub?
kind: question
author: github:77
at: 2026-04-02T09:12:00Z
topics: [hub]
discussion: 128
accepted: answers/otto.md
---
Boxes everywhere.

---
title: no key of mine
"""
    )
    assert (
        (project / ANSWER).read_text()
        == """\
---
author: github:583231
at: 2026-04-02T11:12:00Z
from: github/128/9911
---
Unplug it. Move it.
"""
    )
    assert git(project, "branch", "--show-current").strip() == "promote/128"
    assert git(project, "show", "--format=%(trailers:key=Co-authored-by,valueonly)", "--no-patch").split("\n")[:2] == [
        "helen <77+helen@users.noreply.github.com>",
        "Otto Brandt <583231+ottobrandt@users.noreply.github.com>",
    ]
    assert sorted(git(project, "show", "--format=", "--name-only").split()) == [ANSWER, QUESTION]
    assert "git push -u origin promote/128\n  gh pr create --fill" in result.output
    assert "git switch main" in result.output
    assert not git(project, "status", "--porcelain")


def test_the_promoted_answer_is_printed_and_credited_once(project: Path) -> None:
    """Its author has one answer and no comment, although the comment is still mirrored."""
    from candor.standing.contributions import accepted_answer, assess_contributions

    run(project, "128")
    corpus, problems = read_content(project / "content")
    assert [str(problem) for problem in problems] == []
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    assert accepted == {"how-do-i-move-the-hub": "answers/otto.md"}
    otto = assess_contributions(corpus.posts, corpus.people, accepted)["otto"]
    assert (len(otto.answers), otto.accepted, len(otto.commented)) == (1, 1, 0)


def test_what_the_author_changes_later_changes_nothing_here(project: Path) -> None:
    """A mirrored edit leaves the record alone; whoever promotes again is told where it is, and of the edit."""
    run(project, "128")
    before = (project / ANSWER).read_bytes()
    edited = [
        msgspec.structs.replace(each, body="Buy my book.", edited=datetime(2027, 1, 2, tzinfo=UTC))
        if each.num == 9911
        else each
        for each in COMMENTS
    ]
    (project / "content/.discussions/github/0/128.jsonl").write_bytes(
        encode_thread(Thread(header=HEADER, comments=edited))
    )
    result = run(project, "128")
    assert result.exit_code == 2
    assert f"github/128/9911 is promoted already: {ANSWER} – the comment was edited on 2027-01-02" in result.output
    assert (project / ANSWER).read_bytes() == before


def test_one_comment_becomes_an_answer_of_the_post(project: Path) -> None:
    """By number or address; without a chosen answer nothing is accepted; whoever has left is GitHub's ghost."""
    run(project, "128", "--question")
    assert "accepted" not in (project / QUESTION).read_text()
    address = "https://github.com/fernhill/community/discussions/128#discussioncomment-9912"
    result = run(project, address)
    assert result.exit_code == 0, result.output
    text = (project / QUESTION).parent.joinpath("answers/comment-9912.md").read_text()
    assert text.startswith("---\nauthor: github:10137\nat: 2026-04-02T12:12:00Z\nfrom: github/128/9912\n---\n")
    assert "its author's account is gone" in result.output
    assert "Co-authored-by" not in git(project, "log", "-1", "--format=%B")
    assert git(project, "branch", "--show-current").strip() == "promote/128-9912"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["129"], "the archive does not hold github/129 – candor sync --thread 129 brings it"),
        (["128", "--comment", "9913"], "was hidden by a moderator (off topic)"),
        (["128", "--comment", "9914"], "was deleted: nothing is left to promote"),
        (["128", "--comment", "5"], "has no comment 5\n  --comment 9912  2026-04-02  Label the leads."),
        (["128", "--comment", "github/7/5"], "names no comment of github/128"),
        (["128", "--question", "--answer"], "--question promotes no answer"),
        (["128", "--topic", "hubs"], 'There is no topic hubs – did you mean "hub"?'),
        (["128", "--branch", "a..b"], "a..b cannot be the name of a branch"),
        (["128", "--branch", "main"], "the branch main exists already"),
        (["128", "--branch", "main/128"], "the branch main exists already"),
        (["otto"], "otto names no discussion"),
    ],
)
def test_what_cannot_be_promoted_is_refused_with_the_reason(project: Path, arguments: list[str], said: str) -> None:
    """And nothing is written, nor any branch begun."""
    result = run(project, *arguments)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert not (project / "content/questions").exists()
    assert git(project, "branch", "--format=%(refname:short)").split() == ["main"]


def test_who_has_left_or_wants_no_name_is_not_named_in_the_commit(project: Path) -> None:
    """The record holds the account's number, which nobody reads as a name; the other author keeps their credit."""
    (project / "content/members/otto.yml").write_text("name: Otto\naccounts: [github:583231]\nname_shown: false\n")
    git(project, "commit", "--quiet", "--all", "--message=Hide")
    result = run(project, "128")
    assert "the commit does not name github:583231" in result.output
    message = git(project, "log", "-1", "--format=%B")
    assert "otto" not in message.lower()
    assert "77+helen" in message


def test_what_staff_hid_here_is_not_promoted(project: Path) -> None:
    """The overlay counts as much as what moderators did at the source."""
    overlay = "comments: [{comment: 9911, do: hide, reason: abuse, at: 2026-04-03T08:00:00Z, by: otto}]\n"
    (project / "content/moderation").mkdir()
    (project / "content/moderation/github-128.yml").write_text(overlay)
    result = run(project, "128")
    assert result.exit_code == 2
    assert "github/128/9911 was hidden by a moderator (abuse)" in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"locked": True}, "is locked by its moderators – with --locked"),
        ({"state": "tombstone"}, "was deleted where it came from"),
        ({"body": "\n \n"}, "has no words to promote"),
        ({"body": "Comments on <https://x>\n\n<!-- candor: move-hub -->"}, "was started by Candor for a post"),
        ({"body": "x" * 70_000}, "is longer than a record may be"),
    ],
)
def test_a_discussion_that_is_no_question_is_refused(project: Path, change: dict[str, object], said: str) -> None:
    """Locked, deleted, empty, Candor's own, or too long."""
    thread = Thread(header=msgspec.structs.replace(HEADER, **change), comments=COMMENTS)
    (project / "content/.discussions/github/0/128.jsonl").write_bytes(encode_thread(thread))
    result = run(project, "128")
    assert result.exit_code == 2
    assert said in result.output
    if change.get("locked"):
        assert run(project, "128", "--locked").exit_code == 0


def test_uncommitted_work_stops_it_before_anything_is_encode_thread(project: Path) -> None:
    """The files are named; what a sync left in the archive does not matter; --no-branch does not ask Git at all."""
    (project / "content/community.yml").write_text("name: Fernhill\ntopics: {hub: {title: The hub}}\n")
    result = run(project, "128")
    assert result.exit_code == 2
    assert "changes that are not committed" in result.output
    assert "content/community.yml" in result.output
    assert git(project, "branch", "--show-current").strip() == "main"
    result = run(project, "128", "--no-branch")
    assert result.exit_code == 0
    assert "Co-authored-by: helen <77+helen@users.noreply.github.com>" in result.output
    assert git(project, "branch", "--show-current").strip() == "main"


def test_a_dry_run_prints_everything_and_writes_nothing(project: Path) -> None:
    """As it would stand in the files."""
    result = run(project, "128", "--dry-run", "--kind", "story", "--slug", "moved", "--title", "Moved")
    assert result.exit_code == 0, result.output
    assert "Would write content/questions/2026/moved/index.md, by helen (github:77):" in result.output
    assert "kind: story" in result.output
    assert not (project / "content/questions").exists()
    assert not git(project, "status", "--porcelain")


def test_a_second_discussion_of_one_title_gets_a_folder_of_its_own(project: Path) -> None:
    """Its number is added; a poll and pictures that stay at GitHub are named."""
    run(project, "128", "--question")
    image = "https://github.com/user-attachments/assets/0b5c-11"
    header = msgspec.structs.replace(
        HEADER, number=129, id="D_2", answer=None, poll=Poll(question="Which?", options=[PollOption(text="a")]),
        body=f"Look: ![hall]({image})",
    )  # fmt: skip
    (project / "content/.discussions/github/0/129.jsonl").write_bytes(encode_thread(Thread(header=header, comments=[])))
    result = run(project, "129")
    assert "content/questions/2026/how-do-i-move-the-hub-129/index.md" in result.output
    assert "its poll stays in the discussion" in result.output
    assert f"shows {image}, which stays at GitHub" in result.output
    assert "has no chosen answer" in run(project, "129", "--answer").output


def test_a_hostile_title_reaches_neither_the_commit_nor_the_front_matter(project: Path) -> None:
    """No closing words, mentions, keys, line ends or hidden characters."""
    title = 'Fixes #1 @mara\nauthor: github:1\u202e" --- '
    header = msgspec.structs.replace(HEADER, title=title, answer=None)
    (project / "content/.discussions/github/0/128.jsonl").write_bytes(encode_thread(Thread(header=header, comments=[])))
    assert run(project, "128").exit_code == 0
    corpus, problems = read_content(project / "content")
    assert not problems
    assert corpus.posts[0].record.title == 'Fixes #1 @mara author: github:1" ---'
    assert corpus.posts[0].author == "github:77"
    message = git(project, "log", "-1", "--format=%B")
    assert "#1" not in message
    assert "@mara" not in message


@given(title=st.text(), body=st.text(min_size=1), label=st.text())
def test_whatever_strangers_write_the_records_read_back(title: str, body: str, label: str) -> None:
    """Law: the drafts hold the thread's author, number and words, and nobody else's keys."""
    from candor.cli.promote import text_of
    from candor.errors import RefusedError
    from candor.model.records import PostRecord
    from candor.sources.frontmatter import decode_text, parse_yaml, read_record, split_text

    header = msgspec.structs.replace(HEADER, title=title, body=body, labels=[label], answer=None)
    corpus = Corpus(community=Community(name="F"), posts=[], people={})
    try:
        promotion = promote_thread(Thread(header=header, comments=[]), Wish(), corpus, {})
    except RefusedError:
        assert not body.strip()
        return
    decoded, _ = decode_text(text_of(promotion.drafts[0]).encode("utf-8", "replace"), 100_000)
    text, faults = split_text(decoded or "")
    assert text is not None
    assert not faults
    value, more = parse_yaml(text.front)
    assert not more
    record = read_record(value, more, PostRecord, text.front, 2)
    assert record is not None
    assert (record.author, thread_keys(record), record.at) == ("github:77", ["github/128"], AT)
    assert "\n" not in commit_message(Thread(header=header, comments=[]), promotion, []).partition("\n\n")[0]


def test_addresses_of_discussions_are_understood() -> None:
    for text in ("128", "#128", "github/128", "https://github.com/fernhill/community/discussions/128?sort=new"):
        assert parse_address(text) == ("github", 128, None)
    assert parse_address("discourse/12/7") == ("discourse", 12, 7)
