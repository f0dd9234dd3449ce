"""Contributions: everything counts once, for the right person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from candor.model.archive import CommentState
from candor.model.corpus import AnswerSummary, CommentSummary, Person, Post, ThreadSummary, pack_comments
from candor.model.records import PostRecord
from candor.standing.contributions import Contributions, accepted_answer, assess_contributions

DAY = datetime(2026, 4, 2, tzinfo=UTC)
OTTO = Person(slug="otto", name="Otto", accounts=["github:1", "discourse:7"])
ANNA = Person(slug="github-2", name="anna", accounts=["github:2"])
PEOPLE = {"otto": OTTO, "github:1": OTTO, "discourse:7": OTTO, "github:2": ANNA}


def comment(num: int, author: str, state: CommentState = CommentState.LIVE) -> CommentSummary:
    return CommentSummary(num=num, author=author, at=DAY + timedelta(hours=num), state=state)


def thread(*comments: CommentSummary, key: str = "github/5", answer: int | None = None) -> ThreadSummary:
    return ThreadSummary(
        key=key, url=None, locked=False, changed=DAY, answer=answer, packed=pack_comments(list(comments))
    )


def answer(name: str, author: str, from_: str | None = None) -> AnswerSummary:
    return AnswerSummary(name=name, author=author, at=DAY + timedelta(days=1), from_=from_)


def post(
    *threads: ThreadSummary,
    answers: list[AnswerSummary] | None = None,
    accepted: str | None = None,
    author: str = "otto",
) -> Post:
    return Post(
        slug="hub",
        path="questions/2026/hub",
        key="k",
        record=PostRecord(title="Hub", accepted=accepted),
        author=author,
        created=DAY,
        answers=answers or [],
        threads=list(threads),
    )


def assess(*posts: Post) -> dict[str, Contributions]:
    return assess_contributions(posts, PEOPLE, {each.slug: accepted_answer(each) for each in posts})


def test_a_promoted_comment_counts_as_an_answer_and_not_as_a_comment() -> None:
    """The comment became an answer file; printing and counting both would count one text twice."""
    found = assess(post(thread(comment(1, "github:2")), answers=[answer("anna", "github:2", from_="github/5/1")]))
    assert (len(found["github-2"].answers), len(found["github-2"].commented)) == (1, 0)


def test_an_accepted_comment_counts_as_an_answer_and_not_as_a_comment() -> None:
    """As it is printed; nobody has more accepted answers than answers."""
    mine = assess(post(thread(comment(1, "github:2"), comment(2, "github:2")), accepted="github/5/1"))["github-2"]
    assert (mine.answer_count, mine.accepted, len(mine.commented)) == (1, 1, 1)


def test_all_accounts_of_a_member_count_for_one_person() -> None:
    found = assess(post(thread(comment(1, "github:1"), comment(2, "discourse:7")), author="otto"))
    assert list(found) == ["otto"]
    assert (len(found["otto"].posts), len(found["otto"].commented)) == (1, 2)


@pytest.mark.parametrize("state", [CommentState.MINIMIZED, CommentState.WIPED, CommentState.TOMBSTONE])
def test_a_comment_that_is_not_shown_counts_for_nobody(state: CommentState) -> None:
    assert "github-2" not in assess(post(thread(comment(1, "github:2", state))))


def test_somebody_whom_nothing_tells_counts_for_nobody() -> None:
    assert assess(post(thread(comment(1, "github:404")), author="github:404")) == {}


def test_the_first_contribution_is_the_earliest_of_all_kinds() -> None:
    early = CommentSummary(num=9, author="otto", at=DAY - timedelta(days=3), state=CommentState.LIVE)
    assert assess(post(thread(comment(1, "otto"), early)))["otto"].first == DAY - timedelta(days=3)


@pytest.mark.parametrize(
    ("marked", "thread_mark", "promoted", "expected"),
    [
        (None, None, None, ""),
        ("answers/anna.md", None, None, "answers/anna.md"),
        ("answers/gone.md", None, None, ""),
        (None, 1, None, "github/5/1"),
        (None, 1, "github/5/1", "answers/anna.md"),
        ("github/5/1", None, "github/5/1", "answers/anna.md"),
        ("github/5/2", 1, None, "github/5/2"),
        ("github/5/3", None, None, ""),
        (None, 3, None, ""),
    ],
)
def test_the_records_own_mark_wins_and_a_mark_on_nothing_counts_for_nothing(
    marked: str | None, thread_mark: int | None, promoted: str | None, expected: str
) -> None:
    """Comment 3 is minimized; a promoted comment is the answer file it became."""
    comments = [comment(1, "github:2"), comment(2, "otto"), comment(3, "otto", CommentState.MINIMIZED)]
    asked = post(
        thread(*comments, answer=thread_mark), answers=[answer("anna", "github:2", from_=promoted)], accepted=marked
    )
    assert accepted_answer(asked) == expected


def test_an_accepted_comment_counts_for_its_author() -> None:
    found = assess(post(thread(comment(1, "github:2"), comment(2, "otto"), answer=1)))
    assert (found["github-2"].accepted, found["otto"].accepted) == (1, 0)
