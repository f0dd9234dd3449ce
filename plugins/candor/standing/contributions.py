"""Who contributed what, and which answer of a post counts as accepted. Pure arithmetic, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import AnswerSummary, CommentSummary, Person, Post, ThreadSummary

LATEST, MOST = 50, 400
"""As many of somebody's comments are told one by one; as many are remembered before older ones are forgotten."""


class LatestComment(NamedTuple):
    """A comment that somebody wrote. Sorts by time, of two at one time the one of the older post last."""

    at: datetime
    place: int
    post: Post
    thread: str
    num: int


class Contributions(msgspec.Struct, kw_only=True):
    """What one person wrote, in the order of the posts.

    ``commented`` holds a post for each comment that is live and no answer: one that became an answer file stands in
    ``answers``, one that is accepted in ``chosen`` with its thread and number, so nothing counts twice. ``accepted``
    counts both kinds of accepted answers, ``first`` is the earliest time that is known.
    """

    posts: list[Post] = []
    answers: list[tuple[Post, AnswerSummary]] = []
    chosen: list[tuple[datetime, Post, str, int]] = []
    commented: list[Post] = []
    latest: list[tuple[datetime, int, Post, str, int]] = []
    accepted: int = 0
    first: datetime | None = None

    @property
    def answer_count(self) -> int:
        """As readers count: an accepted comment is printed as an answer."""
        return len(self.answers) + len(self.chosen)

    @property
    def latest_comments(self) -> list[LatestComment]:
        """The latest `LATEST` comments among those counted, newest first."""
        return [LatestComment(*found) for found in sorted(self.latest, reverse=True)[:LATEST]]

    def note_comment(self, at: datetime, post: Post, thread: ThreadSummary, num: int) -> None:
        self.latest.append((at, -len(self.commented), post, thread.key, num))
        self.commented.append(post)
        if len(self.latest) > MOST:
            self.latest.sort()
            del self.latest[:-LATEST]

    def note_time(self, at: datetime | None) -> None:
        if at is not None and (self.first is None or at < self.first):
            self.first = at


def find_comment(post: Post, key: str) -> CommentSummary | None:
    """The live comment of that key in one of the post's threads, or None."""
    thread_key, _, number = key.rpartition("/")
    for thread in post.threads:
        if thread.key == thread_key:
            for comment in thread.comments:
                if str(comment.num) == number and comment.state is CommentState.LIVE:
                    return comment
    return None


def accepted_answer(post: Post) -> str:
    """The accepted answer in the words of the record: ``answers/otto.md``, ``github/128/9911`` or ``""``.

    The record's own mark wins over a thread's. A comment that was promoted counts as the answer
    file it became; a mark on something that cannot be shown counts for nothing.
    """
    if post.record.accepted:
        marks = [post.record.accepted]
    else:
        marks = [f"{thread.key}/{thread.answer}" for thread in post.threads if thread.answer is not None]
    for mark in marks:
        for answer in post.answers:
            if mark in (f"answers/{answer.name}.md", answer.from_):
                return f"answers/{answer.name}.md"
        if find_comment(post, mark):
            return mark
    return ""


def assess_contributions(
    posts: Iterable[Post], people: Mapping[str, Person], accepted: Mapping[str, str]
) -> dict[str, Contributions]:
    """Everybody who wrote anything, by the slug of their page; `accepted` holds each post's accepted answer by slug."""
    by_person: dict[str, Contributions] = {}
    by_author: dict[str | None, Contributions] = {}
    for key, person in people.items():
        if (mine := by_person.get(person.slug)) is None:
            mine = by_person[person.slug] = Contributions()
        by_author[key] = mine
    live = CommentState.LIVE
    for post in posts:
        if mine := by_author.get(post.author):
            mine.posts.append(post)
            mine.note_time(post.created)
        mark = accepted[post.slug]
        for answer in post.answers:
            if mine := by_author.get(answer.author):
                mine.answers.append((post, answer))
                mine.accepted += mark == f"answers/{answer.name}.md"
                mine.note_time(answer.at)
        for thread in post.threads:
            promoted = numbers_in(thread, [answer.from_ for answer in post.answers])
            chosen = numbers_in(thread, [mark])
            for comment in thread.comments:
                if comment.state is not live or (mine := by_author.get(comment.author)) is None:
                    continue
                if mine.first is None or comment.at < mine.first:
                    mine.first = comment.at
                if comment.num in promoted:
                    continue
                if comment.num in chosen:
                    mine.chosen.append((comment.at, post, thread.key, comment.num))
                    mine.accepted += 1
                else:
                    mine.note_comment(comment.at, post, thread, comment.num)
    return {slug: mine for slug, mine in by_person.items() if mine.posts or mine.answer_count or mine.commented}


def numbers_in(thread: ThreadSummary, keys: Iterable[str | None]) -> set[int]:
    """The numbers of those comments among `keys` that belong to `thread`."""
    prefix = f"{thread.key}/"
    return {int(key[len(prefix) :]) for key in keys if key and key.startswith(prefix)}
