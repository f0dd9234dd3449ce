"""Who contributed what, and which answer of a post counts as accepted. Pure arithmetic, no clock."""

from __future__ import annotations

from datetime import datetime

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import AnswerSummary, CommentSummary, Corpus, Post, ThreadSummary


class Contributions(msgspec.Struct, kw_only=True):
    """What one person wrote, in the order the corpus holds it.

    ``comments`` are live and not promoted: a comment that became an answer stands in ``answers``
    only, so nothing counts twice. ``accepted`` counts accepted answers and accepted comments.
    """

    posts: list[Post] = []
    answers: list[tuple[Post, AnswerSummary]] = []
    comments: list[tuple[Post, ThreadSummary, CommentSummary]] = []
    accepted: int = 0

    @property
    def first(self) -> datetime | None:
        """When this person first wrote something whose time is known."""
        times = [post.created for post in self.posts if post.created]
        times += [answer.at for _, answer in self.answers if answer.at]
        times += [comment.at for _, _, comment in self.comments]
        return min(times, default=None)


def comment_key(thread: ThreadSummary, comment: CommentSummary) -> str:
    """The comment's name in records: ``source/thread/comment``."""
    return f"{thread.key}/{comment.num}"


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


def assess_contributions(corpus: Corpus) -> dict[str, Contributions]:
    """Everybody who wrote anything, by the slug of their page."""
    slugs = {key: person.slug for key, person in corpus.people.items()}
    found: dict[str, Contributions] = {}

    def of(author: str | None) -> Contributions | None:
        if author is None or (slug := slugs.get(author)) is None:
            return None
        if (mine := found.get(slug)) is None:
            mine = found[slug] = Contributions()
        return mine

    live = CommentState.LIVE
    for post in corpus.posts:
        if mine := of(post.author):
            mine.posts.append(post)
        accepted = accepted_answer(post)
        promoted = set()
        for answer in post.answers:
            promoted.add(answer.from_)
            if mine := of(answer.author):
                mine.answers.append((post, answer))
                mine.accepted += accepted == f"answers/{answer.name}.md"
        for thread in post.threads:
            special = {key for key in (*promoted, accepted) if key and key.startswith(f"{thread.key}/")}
            for comment in thread.comments:
                if comment.state is not live or (mine := of(comment.author)) is None:
                    continue
                if special and (key := f"{thread.key}/{comment.num}") in special:
                    mine.accepted += key == accepted
                    if key in promoted:
                        continue
                mine.comments.append((post, thread, comment))
    return found
