"""What can happen on a forum, as a list of small numbers: drawn by hypothesis, or by a seeded chance.

An `Event` is turned into something that is possible at that moment; half of them do not move ``updatedAt``,
whatever GitHub would do.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.github.forum import REACTIONS, Account, Discussion, DiscussionComment, Forum, Repository, Words

LOGINS = ("otto", "priya", "mara", "jonas", "renovate[bot]")
REASONS = ("SPAM", "ABUSE", "OFF_TOPIC", "OUTDATED", "RESOLVED", "DUPLICATE", None)
WORDS = ("Thanks!", "", "It *works*.", "Не работает", "a\nb\n\n```\ncode\n```", "@otto see #1", "\u2028 odd \0 bytes")


class Event(NamedTuple):
    """A verb of VERBS by number, two numbers that choose whom and what, and whether ``updatedAt`` moves."""

    verb: int
    a: int
    b: int
    moves: bool


class History:
    """A forum with what happened to it: every id and number it ever had."""

    def __init__(self, forum: Forum, repository: Repository) -> None:
        self.forum, self.repository = forum, repository
        self.other = forum.repository("fernhill/elsewhere")
        self.ever: set[str] = set()
        self.numbers: set[tuple[int, str]] = set()
        self.note()

    def happen(self, event: Event) -> None:
        VERBS[event.verb % len(VERBS)](self, event.a, event.b, event.moves)
        self.note()

    def note(self) -> None:
        for discussion in self.repository.discussions:
            self.ever |= {discussion.id, *(comment.id for comment in discussion.all_comments())}
            self.numbers.add((discussion.number, discussion.id))

    # choices

    def person(self, a: int) -> Account:
        login = LOGINS[a % len(LOGINS)]
        return self.forum.account(login, "Bot" if login.endswith("[bot]") else "User")

    def discussion(self, a: int) -> Discussion:
        if not self.repository.discussions:
            self.open(a, a, True)
        return self.repository.discussions[a % len(self.repository.discussions)]

    def comment(self, a: int, b: int) -> DiscussionComment:
        discussion = self.discussion(a)
        comments = list(discussion.all_comments())
        return comments[b % len(comments)] if comments else self.say(a, b, True)

    def words(self, a: int, b: int) -> Words:
        return self.discussion(a) if b % 4 == 0 else self.comment(a, b)

    # verbs

    def open(self, a: int, b: int, moves: bool) -> None:
        category = self.repository.categories[b % 2]
        poll = ("Which?", "this", "that") if b % 7 == 0 else ()
        self.forum.open(self.repository, self.person(a), f"Question {b}", WORDS[b % len(WORDS)], category, poll=poll)

    def say(self, a: int, b: int, moves: bool) -> DiscussionComment:
        discussion = self.discussion(a)
        discussion.locked = False
        top = [comment for comment in discussion.comments if not comment.parent]
        parent = top[b % len(top)] if top and b % 2 else None
        return self.forum.comment(discussion, self.person(b), WORDS[(a + b) % len(WORDS)], parent, moves)

    def edit(self, a: int, b: int, moves: bool) -> None:
        self.forum.edit(self.words(a, b), f"Edited {b}", moves)

    def retitle(self, a: int, b: int, moves: bool) -> None:
        self.forum.retitle(self.discussion(a), f"Title {b}", moves)

    def delete_comment(self, a: int, b: int, moves: bool) -> None:
        comment = self.comment(a, b)
        if not comment.deleted:
            self.forum.delete_comment(comment, moves)

    def delete(self, a: int, b: int, moves: bool) -> None:
        self.forum.delete(self.discussion(a))

    def react(self, a: int, b: int, moves: bool) -> None:
        self.forum.react(self.words(a, b), self.person(b), REACTIONS[a % 3], moves)

    def unreact(self, a: int, b: int, moves: bool) -> None:
        words = self.words(a, b)
        if words.reactions:
            made = words.reactions[a % len(words.reactions)]
            self.forum.unreact(words, made.account, made.kind, moves)

    def upvote(self, a: int, b: int, moves: bool) -> None:
        self.forum.upvote(self.words(a, b), self.person(b), moves)

    def unvote(self, a: int, b: int, moves: bool) -> None:
        words = self.words(a, b)
        self.forum.unvote(words, words.author, moves)

    def minimize(self, a: int, b: int, moves: bool) -> None:
        self.forum.minimize(self.comment(a, b), REASONS[b % len(REASONS)], moves)

    def mark(self, a: int, b: int, moves: bool) -> None:
        comment = self.comment(a, b)
        if comment.discussion.category.answerable and not comment.deleted:
            self.forum.mark(comment, self.person(b), moves)

    def unmark(self, a: int, b: int, moves: bool) -> None:
        self.forum.unmark(self.discussion(a), moves)

    def lock(self, a: int, b: int, moves: bool) -> None:
        self.forum.lock(self.discussion(a), bool(b % 2), moves)

    def close(self, a: int, b: int, moves: bool) -> None:
        self.forum.close(self.discussion(a), (None, "RESOLVED", "OUTDATED")[b % 3], moves)

    def label(self, a: int, b: int, moves: bool) -> None:
        self.forum.label(self.discussion(a), ["bug", "hub", "app"][: b % 4], moves)

    def move(self, a: int, b: int, moves: bool) -> None:
        self.forum.move(self.discussion(a), self.repository.categories[b % 2], moves)

    def vote(self, a: int, b: int, moves: bool) -> None:
        discussion = self.discussion(a)
        if discussion.poll:
            self.forum.vote(discussion, self.person(b), b % 2, moves)

    def transfer(self, a: int, b: int, moves: bool) -> None:
        self.forum.transfer(self.discussion(a), self.other)

    def transfer_back(self, a: int, b: int, moves: bool) -> None:
        if self.other.discussions:
            self.forum.transfer(self.other.discussions[a % len(self.other.discussions)], self.repository)

    def leave(self, a: int, b: int, moves: bool) -> None:
        login = LOGINS[a % len(LOGINS)]
        if b % 5 == 0 and login in self.forum.accounts:
            self.forum.delete_account(login)

    def rename(self, a: int, b: int, moves: bool) -> None:
        login = LOGINS[a % len(LOGINS)]
        if b % 3 == 0 and login in self.forum.accounts:
            self.forum.rename_account(login, f"{login}-{b}")

    def propose(self, a: int, b: int, moves: bool) -> None:
        pull = self.forum.propose(self.repository, ["content/a.md"])
        self.forum.review(pull, self.person(a), ("APPROVED", "CHANGES_REQUESTED", "COMMENTED")[b % 3])

    def work_on_pull(self, a: int, b: int, moves: bool) -> None:
        if self.repository.pulls:
            pull = self.repository.pulls[a % len(self.repository.pulls)]
            if b % 3 == 2 and pull.reviews:
                self.forum.dismiss(pull, pull.reviews[b % len(pull.reviews)])
            elif pull.state == "OPEN":
                self.forum.end(pull, ("MERGED", "CLOSED")[b % 2])


Verb = Callable[[History, int, int, bool], object]

VERBS: Sequence[Verb] = (
    History.open,
    History.say,
    History.say,
    History.say,
    History.edit,
    History.edit,
    History.retitle,
    History.delete_comment,
    History.delete_comment,
    History.delete,
    History.react,
    History.unreact,
    History.upvote,
    History.unvote,
    History.minimize,
    History.minimize,
    History.mark,
    History.unmark,
    History.lock,
    History.close,
    History.label,
    History.move,
    History.vote,
    History.transfer,
    History.transfer_back,
    History.leave,
    History.rename,
    History.propose,
    History.work_on_pull,
)


def draw_event(chance: random.Random) -> Event:
    """Some event; half of them do not move ``updatedAt``."""
    return Event(chance.randrange(len(VERBS)), chance.randrange(50), chance.randrange(50), chance.random() < 0.5)
