"""A forum as GitHub keeps one: repositories with discussions, their comments and everything people do there.

Nothing here knows GraphQL or HTTP. Each verb takes ``moves``: whether ``updatedAt`` of the discussion moves with it.
By default that is as GitHub does it: new comments, answers and edits of the discussion itself move it;
minimising, votes, reactions, deletions and edits of a comment do not.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 1, 8, tzinfo=UTC)
REACTIONS = ("THUMBS_UP", "THUMBS_DOWN", "LAUGH", "HOORAY", "CONFUSED", "HEART", "ROCKET", "EYES")


class ForumError(Exception):
    """What GitHub answers to somebody who asks for something impossible; ``type`` is its word for it."""

    def __init__(self, message: str, type: str = "UNPROCESSABLE") -> None:
        super().__init__(message)
        self.type = type


@dataclass(eq=False)
class Node:
    """Anything with an id. Old ids are base64 of type and number, new ones begin with the type's short name."""

    number_: int
    id: str = field(init=False)
    old_id: str = field(init=False)

    SHORT = ""

    def __post_init__(self) -> None:
        kind = type(self).__name__
        plain = f"{kind}{self.number_}"
        self.old_id = base64.b64encode(f"{len(kind):03}:{plain}".encode()).decode()
        self.id = f"{self.SHORT}_kwDO{base64.urlsafe_b64encode(plain.encode()).decode().rstrip('=')}"


@dataclass(eq=False)
class Account(Node):
    login: str
    kind: str = "User"
    created: datetime = START
    deleted: bool = False

    SHORT = "U"


@dataclass(eq=False)
class Category(Node):
    name: str
    slug: str
    answerable: bool = False

    SHORT = "DIC"


@dataclass(eq=False)
class ReactionMade(Node):
    account: Account
    kind: str
    at: datetime

    SHORT = "R"


@dataclass(eq=False)
class Words(Node):
    """What a discussion and a comment have in common."""

    author: Account
    body: str
    created: datetime
    updated: datetime
    edited: datetime | None = None
    reactions: list[ReactionMade] = field(default_factory=list)
    upvotes: set[int] = field(default_factory=set)


@dataclass(eq=False)
class DiscussionComment(Words):
    discussion: Discussion = field(kw_only=True)
    parent: DiscussionComment | None = None
    replies: list[DiscussionComment] = field(default_factory=list)
    deleted: datetime | None = None
    minimized: str | None = None

    SHORT = "DC"


@dataclass(eq=False)
class PollOption(Node):
    text: str
    votes: set[int] = field(default_factory=set)

    SHORT = "DPO"


@dataclass(eq=False)
class Poll(Node):
    question: str
    options: list[PollOption]

    SHORT = "DP"


@dataclass(eq=False)
class Discussion(Words):
    repository: Repository = field(kw_only=True)
    number: int = field(kw_only=True)
    title: str = field(kw_only=True)
    category: Category = field(kw_only=True)
    comments: list[DiscussionComment] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    closed: str | None = None
    locked: bool = False
    answer: DiscussionComment | None = None
    answer_at: datetime | None = None
    answer_by: Account | None = None
    poll: Poll | None = None

    SHORT = "D"

    def all_comments(self) -> Iterator[DiscussionComment]:
        for comment in self.comments:
            yield comment
            yield from comment.replies


@dataclass(eq=False)
class Review(Node):
    author: Account | None
    state: str
    at: datetime

    SHORT = "PRR"


@dataclass(eq=False)
class PullRequest(Node):
    number: int
    updated: datetime
    files: list[str]
    reviews: list[Review]
    state: str = "OPEN"

    SHORT = "PR"


@dataclass(eq=False)
class Repository(Node):
    owner: str
    name: str
    categories: list[Category] = field(default_factory=list)
    discussions: list[Discussion] = field(default_factory=list)
    moved: dict[int, Discussion] = field(default_factory=dict)
    pulls: list[PullRequest] = field(default_factory=list)
    last: int = 0

    SHORT = "R"

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"


class Forum:
    """All of it. ``now`` gives the time; by default each thing that happens takes a second.

    ``follows_transfers``: whether an old number still leads to where the discussion went.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self._tick = itertools.count(1)
        self._now = now
        self.url = "https://github.com"
        self.nodes: dict[str, Node] = {}
        self.accounts: dict[str, Account] = {}
        self.repositories: dict[str, Repository] = {}
        self.follows_transfers = True
        self._ids = itertools.count(1001)

    def now(self) -> datetime:
        """This moment by the server's clock, in whole seconds."""
        return self._now() if self._now else START + timedelta(seconds=next(self._tick))

    def keep(self, node: Node) -> None:
        self.nodes[node.id] = self.nodes[node.old_id] = node

    def drop(self, node: Node) -> None:
        self.nodes.pop(node.id, None)
        self.nodes.pop(node.old_id, None)

    def get(self, id: str) -> Node:
        try:
            return self.nodes[id]
        except KeyError:
            raise ForumError(f"Could not resolve to a node with the global id of '{id}'", "NOT_FOUND") from None

    # people and places

    def account(self, login: str, kind: str = "User", number: int | None = None) -> Account:
        """The account of that name, made where there is none."""
        if login not in self.accounts:
            account = Account(number or next(self._ids), login, kind)
            self.accounts[login] = account
            self.keep(account)
        return self.accounts[login]

    def rename_account(self, login: str, new: str) -> None:
        account = self.accounts.pop(login)
        account.login = new
        self.accounts[new] = account

    def delete_account(self, login: str) -> None:
        self.accounts.pop(login).deleted = True

    def repository(self, full_name: str, categories: tuple[str, ...] = ("Q&A", "General", "Polls")) -> Repository:
        """The repository of that name, made where there is none."""
        if full_name not in self.repositories:
            owner, _, name = full_name.partition("/")
            repository = Repository(next(self._ids), owner, name)
            for title in categories:
                slug = title.lower().replace("&", "-")
                repository.categories.append(Category(next(self._ids), title, slug, title == "Q&A"))
                self.keep(repository.categories[-1])
            self.repositories[full_name] = repository
            self.keep(repository)
        return self.repositories[full_name]

    # what people do

    def open(
        self,
        repository: Repository,
        author: Account,
        title: str,
        body: str = "",
        category: Category | None = None,
        number: int | None = None,
        poll: tuple[str, ...] = (),
    ) -> Discussion:
        """A new discussion; with `poll` (a question, then its options) one that is voted on."""
        now = self.now()
        repository.last = number or repository.last + 1
        discussion = Discussion(
            next(self._ids),
            author,
            body,
            now,
            now,
            repository=repository,
            number=repository.last,
            title=title,
            category=category or repository.categories[0],
        )
        discussion.upvotes.add(author.number_)
        if poll:
            options = [PollOption(next(self._ids), text) for text in poll[1:]]
            discussion.poll = Poll(next(self._ids), poll[0], options)
            for option in options:
                self.keep(option)
        repository.discussions.append(discussion)
        self.keep(discussion)
        return discussion

    def comment(
        self,
        discussion: Discussion,
        author: Account,
        body: str,
        parent: DiscussionComment | None = None,
        moves: bool = True,
    ) -> DiscussionComment:
        if discussion.locked:
            raise ForumError("The discussion is locked.", "FORBIDDEN")
        if parent and parent.parent:
            raise ForumError("Parent comment is already in a thread, cannot reply to it.")
        now = self.now()
        comment = DiscussionComment(next(self._ids), author, body, now, now, discussion=discussion, parent=parent)
        comment.upvotes.add(author.number_)
        (parent.replies if parent else discussion.comments).append(comment)
        self.keep(comment)
        self.touch(discussion, moves)
        return comment

    def edit(self, words: Words, body: str, moves: bool | None = None) -> None:
        words.body = body
        words.edited = words.updated = self.now()
        self.touch(words, isinstance(words, Discussion) if moves is None else moves)

    def retitle(self, discussion: Discussion, title: str, moves: bool = True) -> None:
        discussion.title = title
        self.touch(discussion, moves)

    def delete_comment(self, comment: DiscussionComment, moves: bool = False) -> None:
        """A comment with replies keeps its place without its words; another is gone."""
        discussion = comment.discussion
        if discussion.answer is comment:
            self.unmark(discussion, moves)
        if comment.replies:
            comment.deleted, comment.body, comment.reactions = self.now(), "", []
            comment.upvotes, comment.minimized = set(), None
        else:
            (comment.parent.replies if comment.parent else discussion.comments).remove(comment)
            self.drop(comment)
        self.touch(discussion, moves)

    def delete(self, discussion: Discussion) -> None:
        discussion.repository.discussions.remove(discussion)
        for node in (discussion, *discussion.all_comments()):
            self.drop(node)

    def transfer(self, discussion: Discussion, to: Repository) -> Discussion:
        """Moves it: there it has another number, and it and its comments have other ids."""
        origin = discussion.repository
        old = discussion.number
        origin.discussions.remove(discussion)
        for node in (discussion, *discussion.all_comments()):
            self.drop(node)
            node.number_ = next(self._ids)
            node.__post_init__()
            self.keep(node)
        to.last += 1
        discussion.repository, discussion.number = to, to.last
        discussion.category = to.categories[0]
        to.discussions.append(discussion)
        origin.moved[old] = discussion
        self.touch(discussion, True)
        return discussion

    def react(self, words: Words, account: Account, kind: str, moves: bool = False) -> None:
        if not any(each.account is account and each.kind == kind for each in words.reactions):
            words.reactions.append(ReactionMade(next(self._ids), account, kind, self.now()))
        self.touch(words, moves)

    def unreact(self, words: Words, account: Account, kind: str, moves: bool = False) -> None:
        words.reactions = [each for each in words.reactions if not (each.account is account and each.kind == kind)]
        self.touch(words, moves)

    def upvote(self, words: Words, account: Account, moves: bool = False) -> None:
        words.upvotes.add(account.number_)
        self.touch(words, moves)

    def unvote(self, words: Words, account: Account, moves: bool = False) -> None:
        words.upvotes.discard(account.number_)
        self.touch(words, moves)

    def minimize(self, comment: DiscussionComment, reason: str | None, moves: bool = False) -> None:
        comment.minimized = reason
        self.touch(comment, moves)

    def mark(self, comment: DiscussionComment, account: Account, moves: bool = True) -> None:
        discussion = comment.discussion
        if not discussion.category.answerable or comment.deleted:
            raise ForumError("This comment cannot be marked as the answer.")
        discussion.answer, discussion.answer_at, discussion.answer_by = comment, self.now(), account
        self.touch(discussion, moves)

    def unmark(self, discussion: Discussion, moves: bool = True) -> None:
        discussion.answer = discussion.answer_at = discussion.answer_by = None
        self.touch(discussion, moves)

    def lock(self, discussion: Discussion, locked: bool, moves: bool = True) -> None:
        discussion.locked = locked
        self.touch(discussion, moves)

    def close(self, discussion: Discussion, reason: str | None, moves: bool = True) -> None:
        discussion.closed = reason
        self.touch(discussion, moves)

    def label(self, discussion: Discussion, labels: list[str], moves: bool = False) -> None:
        discussion.labels = labels
        self.touch(discussion, moves)

    def move(self, discussion: Discussion, category: Category, moves: bool = False) -> None:
        discussion.category = category
        if not category.answerable:
            self.unmark(discussion, moves)
        self.touch(discussion, moves)

    def vote(self, discussion: Discussion, account: Account, option: int, moves: bool = False) -> None:
        if discussion.poll is None:
            raise ForumError("This discussion has no poll.")
        discussion.poll.options[option].votes.add(account.number_)
        self.touch(discussion, moves)

    def propose(self, repository: Repository, files: list[str]) -> PullRequest:
        """A pull request."""
        repository.last += 1
        pull = PullRequest(next(self._ids), repository.last, self.now(), files, [])
        repository.pulls.append(pull)
        return pull

    def review(self, pull: PullRequest, account: Account, state: str) -> Review:
        made = Review(next(self._ids), account, state, self.now())
        pull.reviews.append(made)
        pull.updated = self.now()
        return made

    def dismiss(self, pull: PullRequest, review: Review) -> None:
        review.state = "DISMISSED"
        pull.updated = self.now()

    def end(self, pull: PullRequest, state: str = "MERGED") -> None:
        """Merges a pull request, or closes it without."""
        pull.state, pull.updated = state, self.now()

    def merge(self, repository: Repository, files: list[str], reviews: list[tuple[Account, str]]) -> PullRequest:
        """A pull request that was reviewed and merged."""
        pull = self.propose(repository, files)
        for account, state in reviews:
            self.review(pull, account, state)
        self.end(pull)
        return pull

    def touch(self, words: Words, moves: bool) -> None:
        discussion = words if isinstance(words, Discussion) else getattr(words, "discussion", None)
        if moves and discussion is not None:
            discussion.updated = self.now()
