"""What the sources become once they are read: the community without its words.

A `Post` holds everything about one post that other pages may need; its bodies stay on disk as
rendered `Words`, found through ``Post.key``. A community of twenty thousand posts therefore fits
in memory many times over.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from candor.errors import Diagnostic
from candor.model.archive import CommentState, Mirror, Poll
from candor.model.html import Fragment, Ref
from candor.model.moderation import Moderation
from candor.model.policy import TextFacts
from candor.model.records import Community, PostRecord
from candor.model.review import Command
from candor.model.standing import Witnesses
from candor.model.transparency import Transparency


class AnswerSummary(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An answer file, without its words. ``name`` is the file's stem, ``from_`` the comment it was promoted from."""

    name: str
    author: str | None
    at: datetime | None
    from_: str | None = None
    verified_by: str | None = None
    verified_at: datetime | None = None


class CommentSummary(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A comment, without its words. ``reason`` is a moderator's, of one that is hidden; ``edited`` when its author last
    changed it; ``facts`` what its text is like, where the community has a comment policy."""

    num: int
    author: str | None
    at: datetime
    state: CommentState
    is_reply: bool = False
    reason: str | None = None
    edited: datetime | None = None
    facts: TextFacts | None = None


class ReactionSummary(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A reaction to the comment ``num``, or to the thread's opening text where that is 0."""

    num: int
    by: str
    kind: str
    at: datetime


class Marks(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What others made of a thread's texts, by ``num``: 0 is the opening text.

    ``answer_at`` and ``answer_by`` say when and by whom the answer was chosen, where that is known;
    ``upvotes`` and ``downvotes`` are counts without voters, ``minimized`` the moderators' reasons in GitHub's words,
    ``commands`` what comments say of the post's review.
    """

    answer_at: datetime | None = None
    answer_by: str | None = None
    upvotes: dict[int, int] = {}
    downvotes: dict[int, int] = {}
    reactions: list[ReactionSummary] = []
    minimized: dict[int, str] = {}
    commands: list[Command] = []


class ThreadSummary(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A mirrored thread, without its words. ``answer`` is the chosen comment's ``num``; ``marks`` is None where
    nobody has marked anything, ``poll`` where nothing is voted on, ``opened_by`` where nobody knows who began it.
    ``withdrawn`` are the comments, by ``num``, whose words were taken away.

    A community has many more comments than anything else, so they stay ``packed`` (see `pack_comments`): a seventh of
    the memory, and each `comments` unpacks them anew.
    """

    key: str
    url: str | None
    locked: bool
    changed: datetime
    answer: int | None
    packed: bytes = b"\x90"
    votes: int = 0
    marks: Marks | None = None
    poll: Poll | None = None
    opened_by: str | None = None
    withdrawn: list[int] = []

    @property
    def comments(self) -> list[CommentSummary]:
        """The comments in the order they are read in."""
        return COMMENTS.decode(self.packed)


COMMENTS = msgspec.msgpack.Decoder(list[CommentSummary])
pack_comments = msgspec.msgpack.Encoder().encode
"""What `ThreadSummary.packed` holds of a list of `CommentSummary`."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One post of any kind, without its words.

    ``path`` is the post's folder below ``content/`` (``questions/2026/move-hub``); ``key`` is a
    hexadecimal digest of everything the post was read from, so equal keys mean equal posts;
    ``author`` is an account or a member's slug, None where nothing tells; ``created`` is None where
    neither the record nor Git history tells. ``refs`` is what its texts point at; ``images`` the
    file names published beside it. ``stub`` says why the words cannot be shown, or is empty.
    """

    slug: str
    path: str
    key: str
    record: PostRecord
    author: str | None = None
    created: datetime | None = None
    edited: datetime | None = None
    excerpt: str = ""
    answers: list[AnswerSummary] = []
    threads: list[ThreadSummary] = []
    refs: list[Ref] = []
    images: list[str] = []
    stub: str = ""
    problems: list[Diagnostic] = []


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """All rendered bodies of one post: its own, its answers' by name, its comments' by ``thread key/num``."""

    body: Fragment
    answers: dict[str, Fragment] = {}
    comments: dict[str, Fragment] = {}


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody who contributed: from a member file, or from an account alone.

    ``slug`` names the page ``/members/<slug>/``: the member file's stem, or ``source-id``.
    ``name`` is what pages print; never a login for somebody whose ``name_shown`` is false. ``listed`` is
    false for whoever wants no rank, or has left; ``left`` is true only for the latter.
    """

    slug: str
    name: str
    accounts: list[str]
    role_text: str = ""
    staff: bool = False
    roles: list[str] = []
    listed: bool = True
    left: bool = False
    circle: bool = False
    credentials: bool = False
    logins: list[str] = []


class Corpus(msgspec.Struct, frozen=True, kw_only=True):
    """A whole community, read and checked.

    ``people`` maps every account *and* every member slug that occurs to its `Person`. ``pages`` are
    the paths below ``content/`` of the host's ordinary pages, which texts may link to. ``unknown``
    lists in plain sentences what could not be known (no Git, a shallow clone). ``transparency`` is
    what the brand says about itself, ``witnesses`` what standing is made from beside all this, ``moderation`` what
    staff did to comments here and what of the archive no post shows; ``mirrors`` tells of each source that is synced
    how far that has got.
    """

    community: Community
    posts: list[Post]
    people: dict[str, Person]
    pages: frozenset[str] = frozenset()
    problems: list[Diagnostic] = []
    unknown: list[str] = []
    transparency: Transparency = Transparency()
    witnesses: Witnesses = Witnesses()
    moderation: Moderation = Moderation()
    mirrors: dict[str, Mirror] = {}
