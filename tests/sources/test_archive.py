"""The archive's lines: what was written is read back, and what is broken costs one line only."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree

from candor.model.archive import AccountLine, Comment, CommentState, Reaction, Review, Thread, ThreadHeader
from candor.sources.archive import load_accounts, load_reviews, load_thread, read_thread, thread_path
from candor.sources.tree import scan_content

HEADER = '{"t":"thread","v":1,"source":"github","number":128,"id":"D","created":"2026-04-03T10:00:00Z"}\n'
COMMENT = '{"t":"comment","id":"C%d","num":%d,"created":"2026-04-03T10:00:00Z","body":"b"}\n'
PATH = ".discussions/github/0/128.jsonl"


def read(text: str | bytes) -> tuple[Thread | None, list[str]]:
    raw = text.encode() if isinstance(text, str) else text
    thread, problems = read_thread(raw, "github/128", "f")
    return thread, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("key", "path"),
    [("github/128", PATH), ("discourse/4999", ".discussions/discourse/4/4999.jsonl")],
)
def test_a_thread_lies_where_its_number_says(key: str, path: str) -> None:
    assert thread_path(key) == path


def test_a_thread_that_the_archive_does_not_hold_is_no_fault(tmp_path: Path) -> None:
    assert load_thread(tmp_path, "github/128") == (None, [])


def test_a_broken_line_costs_itself_only() -> None:
    thread, problems = read(HEADER + COMMENT % (1, 1) + "{oops}\n" + COMMENT % (2, 2) + COMMENT.strip()[:30] % 3)
    assert thread is not None
    assert [comment.num for comment in thread.comments] == [1, 2]
    assert [problem.partition(" – ")[0] for problem in problems] == [
        "f:3: is no JSON",
        "f:5: ends in the middle of a line",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"t":"comment","id":"C"}', "f:2: cannot be used: object missing required field num"),
        ('{"t":"mood"}', "f:2: is neither a thread, a comment nor a reaction"),
        ("[]", "f:2: is neither a thread, a comment nor a reaction"),
        ("<<<<<<< HEAD", "f:2: holds the marks of a merge conflict"),
        (
            '{"t":"reaction","on":"C","by":"github:1","kind":"X","at":"2026-04-03T10:00:00Z","z":1}',
            "f:2: has unknown keys: z",
        ),
        ('{"t":"comment","id":"C","num":"1"}', "f:2: num: cannot be used: expected int, got str"),
        (HEADER.strip(), "f:2: holds a second thread"),
    ],
)
def test_a_line_says_what_is_wrong_with_it(line: str, problem: str) -> None:
    thread, problems = read(HEADER + line + "\n" + COMMENT % (1, 1))
    assert [comment.num for comment in thread.comments] == [1] if thread else False
    assert problems[0].startswith(problem)
    assert " – " in problems[0]


def test_unknown_keys_are_a_fault_but_the_rest_of_the_line_counts() -> None:
    thread, problems = read(HEADER.replace('"v":1', '"v":9,"mood":"x"') + COMMENT % (1, 1))
    assert thread is not None
    assert (thread.header.id, len(thread.comments), len(problems)) == ("D", 1, 2)


def test_a_thread_under_another_number_is_a_fault_and_takes_the_number_of_its_file() -> None:
    thread, problems = read(HEADER.replace("128", "129"))
    assert thread is not None
    assert thread.key == "github/128"
    assert problems[0].startswith("f:1: number: holds the thread github/129 under the name of github/128")


@pytest.mark.parametrize("url", ["javascript:pwned()", "JaVaScRiPt:x", "//evil.example/", "", 'https://x/"><script>'])
def test_a_thread_is_read_at_a_web_address_or_nowhere(url: str) -> None:
    """Its address becomes a link, and an archive's line may be proposed by anybody."""
    thread, problems = read(HEADER.replace('"v":1', f'"v":1,"url":{json.dumps(url)}'))
    assert thread is not None
    assert thread.header.url is None
    assert [problem.partition(" – ")[0] for problem in problems] == [
        f"f:1: url: {url} is no web address, so nothing leads there"
    ]
    assert read(HEADER.replace('"v":1', '"v":1,"url":"https://x.example/1"'))[1] == []


@pytest.mark.parametrize("text", ["", "\n", COMMENT % (1, 1), "\0", "\ufeff"])
def test_a_file_without_a_thread_is_a_fault(text: str) -> None:
    thread, problems = read(text)
    assert thread is None
    assert problems


def test_a_comment_that_stands_twice_is_read_once() -> None:
    thread, problems = read(HEADER + COMMENT % (1, 1) + COMMENT % (1, 1))
    assert thread is not None
    assert (len(thread.comments), len(problems)) == (1, 1)


def test_accounts_are_read_by_source_and_their_faults_named(tree: Tree) -> None:
    root = tree(
        {
            "content/.discussions/github/accounts.jsonl": '{"id":"github:1","login":"a"}\n'
            '{"id":"gitlab:2","login":"b"}\n'
            '{"id":"github:1","login":"c"}\n{"id":3}\n{"id":"gith',
            "content/.discussions/discourse/accounts.jsonl": '{"id":"discourse:1","login":"d"}\n',
        }
    )
    accounts, problems = load_accounts(root / "content", scan_content(root / "content"))
    assert accounts == {
        "github:1": AccountLine(id="github:1", login="a"),
        "discourse:1": AccountLine(id="discourse:1", login="d"),
    }
    place = "content/.discussions/github/accounts.jsonl"
    assert sorted(str(problem).partition(" – ")[0] for problem in problems) == [
        f"{place}:2: gitlab:2 is no account of github",
        f"{place}:3: names github:1 twice",
        f"{place}:4: cannot be used: expected str, got int - at $.id",
        f"{place}:5: ends in the middle of a line",
    ]


def test_reviews_are_read_by_pull_request(tree: Tree) -> None:
    root = tree(
        {
            "content/.discussions/github/reviews/12.jsonl": '{"reviewer":"github:1","state":"APPROVED",'
            '"at":"2026-04-03T10:00:00Z","files":["a.md"]}\n'
        }
    )
    review = Review(reviewer="github:1", state="APPROVED", at=datetime(2026, 4, 3, 10, tzinfo=UTC), files=["a.md"])
    assert load_reviews(root / "content", scan_content(root / "content")) == ({"github/12": [review]}, [])


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
COMMENTS = st.builds(
    Comment,
    id=TEXT,
    num=st.integers(1, 10**12),
    parent=st.none() | TEXT,
    author=st.none() | TEXT,
    created=TIMES,
    edited=st.none() | TIMES,
    state=st.sampled_from(CommentState),
    reason=st.none() | TEXT,
    body=TEXT,
)
REACTIONS = st.builds(Reaction, on=TEXT, by=TEXT, kind=TEXT, at=TIMES)


@given(st.lists(COMMENTS, unique_by=lambda comment: comment.num, max_size=4), st.lists(REACTIONS, max_size=3), TEXT)
def test_what_is_written_is_read_back(comments: list[Comment], reactions: list[Reaction], title: str) -> None:
    """write∘read is identity for the archive's lines, whatever they hold."""
    created = datetime(2026, 4, 3, tzinfo=UTC)
    header = ThreadHeader(v=1, source="github", number=128, id="D", title=title, created=created, votes={"D": 2})
    lines = [msgspec.json.encode(line, order="sorted") + b"\n" for line in (header, *comments, *reactions)]
    assert read(b"".join(lines)) == (Thread(header=header, comments=comments, reactions=reactions), [])


@given(st.lists(st.binary(max_size=60) | st.just(HEADER.encode()) | st.just((COMMENT % (1, 1)).encode()), max_size=5))
def test_no_bytes_crash_the_reader(lines: list[bytes]) -> None:
    thread, problems = read(b"".join(lines))
    assert thread is not None or problems
