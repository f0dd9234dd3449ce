"""A repository's Discussions as a source.

A thread is read level by level, many threads at once: the discussions with a page of comments each,
then the replies of those comments that have some, then the reactions of whatever has some. Every
list is held against its own ``totalCount``; a thread that does not come out whole is read again alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from candor.errors import Diagnostic, RemoteError
from candor.federation.github.queries import FIND, LOCATE, PULLS, REACTIONS, REPLIES, SWEEP, THREADS, Query
from candor.federation.github.transport import TooMuch, Transport
from candor.federation.github.wire import (
    SOURCE,
    need_time,
    read_account,
    read_comment,
    read_head,
    read_header,
    read_reaction,
    read_reviews,
)
from candor.federation.source import Fetched, Head, Moved, PullReviews, Snapshot
from candor.model.archive import AccountLine, Comment, Reaction, Thread
from candor.model.records import Repository

PAGE = 100
"""What GitHub gives at most of one list at a time."""

PULLS_PAGE = 25
"""Pull requests at a time, each with up to a hundred reviews and files: a point."""

TOGETHER = 20
"""How many threads are read together at most."""

ROOM = 400
"""How many comments a question for several threads may have room for: about ten of GitHub's points."""

SHORT = 5
"""Lists of up to so many are read together whatever their exact lengths."""

ATTEMPTS = 4
"""How often a thread is read that changes while it is read, before it is left to the next run."""


class Torn(Exception):  # noqa: N818 – never seen outside
    """A thread changed while it was read: its lists do not hold what they say they hold."""


class Pages:
    """What was read of one list: its items by id, and how many it says there are."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.total = 0

    def add(self, page: dict[str, Any]) -> str | None:
        """Adds a page; gives the cursor of the next, None at the end."""
        self.items |= {item["id"]: item for item in page["nodes"]}
        self.total = page["totalCount"]
        info = page["pageInfo"]
        return info["endCursor"] if info["hasNextPage"] else None

    @property
    def whole(self) -> bool:
        return len(self.items) == self.total


class GitHubForum:
    """The Discussions of one repository, read through `transport`. ``page`` is how much of a list is asked for at
    once; tests make it short."""

    name = SOURCE

    def __init__(self, transport: Transport, repository: Repository, page: int = PAGE) -> None:
        self.transport = transport
        self.problems: list[Diagnostic] = []
        self._place = {"owner": repository.owner, "name": repository.name}
        self._page = page

    # lists

    def sweep(self, since: datetime | None) -> Iterator[Head]:
        """The discussions, newest change first, down to `since`; all of them by age where that is None.

        By age a list does not shift when something in it changes.
        """
        order = {"field": "UPDATED_AT", "direction": "DESC"} if since else {"field": "CREATED_AT", "direction": "ASC"}
        for page in self.paged(SWEEP, "discussions", self._page, order=order):
            for wire in page:
                head = read_head(wire)
                if since and head.updated and head.updated < since:
                    return
                yield head

    def paged(self, query: Query, field: str, size: int, **variables: Any) -> Iterator[list[dict[str, Any]]]:
        """The pages of one of the repository's lists; where GitHub finds them too long, shorter ones from there on."""
        after = None
        while True:
            try:
                data = self.transport.ask(query, **self._place, size=size, after=after, **variables)
            except TooMuch:
                size = halved(size)
                continue
            page = data["repository"][field]
            yield page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return

    def find(self, number: int, id: str) -> Head | Moved | None:
        """Where the discussion of that number and id is now."""
        data = self.transport.ask(FIND, **self._place, number=number, ids=[id] if id else [])
        repository = data["repository"]
        here = repository["nameWithOwner"]
        for wire in (repository["discussion"], *data["nodes"]):
            if not wire:
                continue
            head = read_head(wire)
            place = wire["repository"]["nameWithOwner"]
            if place != here:
                return Moved(to=f"{place}#{head.number}")
            if head.number != number:
                return Moved(to=str(head.number), head=head)
            return head
        return None

    def locate(self, ids: Sequence[str], within: str) -> dict[str, str]:
        """The discussion each of these comments is in now, by id."""
        found: dict[str, str] = {}
        for start in range(0, len(ids), PAGE):
            for wire in self.transport.ask(LOCATE, ids=ids[start : start + PAGE])["nodes"]:
                if wire and wire.get("discussion"):
                    found[wire["id"]] = wire["discussion"]["id"]
        return found

    def reviews(self, since: datetime | None) -> Iterator[PullReviews]:
        """The pull requests that changed after `since`, with at most a hundred reviews and files each."""
        for page in self.paged(PULLS, "pullRequests", min(self._page, PULLS_PAGE), inner=PAGE):
            for wire in page:
                pull = read_pull(wire)
                if since and pull.updated <= since:
                    return
                yield pull

    # threads

    def fetch(self, heads: Sequence[Head]) -> Iterator[Fetched]:
        """Each of the threads in their order, whole; several are read together."""
        for batch in batches(heads):
            try:
                found = Reading(self.transport, batch, self._page).threads()
            except TooMuch:
                found = {}
            for head in batch:
                yield found.get(head.id) or self.fetch_alone(head)

    def fetch_alone(self, head: Head) -> Fetched:
        """One thread, read again until it holds still.

        Where it reads the same twice and GitHub still counts more than it shows (of authors it hides, for instance),
        it is taken for what is shown and marked as short.
        """
        size, before = self._page, None
        for _ in range(ATTEMPTS):
            reading = Reading(self.transport, [head], size)
            try:
                if fetched := reading.threads().get(head.id):
                    return fetched
            except TooMuch:
                size = halved(size)
                continue
            if reading.shape == before:
                return reading.assemble(head, short=True)
            before = reading.shape
        return Fetched(head=head)


def halved(size: int) -> int:
    """A page half as long. Raises RemoteError where it holds one item only already."""
    if size == 1:
        raise RemoteError("GitHub finds a single item too much to give – try again later")
    return size // 2


def batches(heads: Sequence[Head]) -> Iterator[list[Head]]:
    """The threads in their order, as many together as have room in one question."""
    batch: list[Head] = []
    longest = 0
    for head in heads:
        longest_then = max(longest, min(head.comments, PAGE), 1)
        if batch and (len(batch) == TOGETHER or longest_then * (len(batch) + 1) > ROOM):
            yield batch
            batch, longest_then = [], max(min(head.comments, PAGE), 1)
        batch.append(head)
        longest = longest_then
    if batch:
        yield batch


class Reading:
    """Some threads while they are read. Those that turn out torn are left out at the end."""

    def __init__(self, transport: Transport, heads: Sequence[Head], size: int) -> None:
        self._transport, self._heads, self._size = transport, heads, size
        self._torn: set[str] = set()
        self._owner: dict[str, str] = {}
        self._comments: dict[str, Pages] = {}
        self._replies: dict[str, Pages] = {}
        self._reactions: dict[str, Pages] = {}
        self._discussions: dict[str, dict[str, Any]] = {}

    def threads(self) -> dict[str, Fetched]:
        """Each thread that could be read, by id: its snapshot, or that it is absent. Raises TooMuch."""
        heads = {head.id: head for head in self._heads}
        size = min(self._size, max(1, *(head.comments for head in self._heads)))
        self.read_level(THREADS, list(heads), size, self._comments, self.note_discussion)
        for id, pages in self._comments.items():
            self._owner |= dict.fromkeys((id, *pages.items), id)
        self.read_replies()
        for id, pages in self._replies.items():
            self._owner |= dict.fromkeys(pages.items, self._owner[id])
        self.read_reactions()
        return {id: self.assemble(head) for id, head in heads.items() if id not in self._torn}

    def note_discussion(self, wire: dict[str, Any]) -> None:
        self._owner[wire["id"]] = wire["id"]
        self._discussions.setdefault(wire["id"], wire)

    def read_replies(self) -> None:
        known = {
            id: wire["replies"]["totalCount"]
            for pages in self._comments.values()
            for id, wire in pages.items.items()
            if wire["replies"]["totalCount"]
        }
        self.read_counted(REPLIES, known, self._replies)

    def read_reactions(self) -> None:
        known = {}
        for wire in self._discussions.values():
            known[wire["id"]] = wire["reactions"]["totalCount"]
        for pages in (*self._comments.values(), *self._replies.values()):
            known |= {id: wire["reactions"]["totalCount"] for id, wire in pages.items.items()}
        self.read_counted(REACTIONS, {id: count for id, count in known.items() if count}, self._reactions)

    def read_counted(self, query: Query, counts: dict[str, int], into: dict[str, Pages]) -> None:
        """The lists of those that have one, with pages as long as the counts ask for: short ones together."""
        waiting = sorted((id for id in counts if self._owner[id] not in self._torn), key=lambda id: (counts[id], id))
        while waiting:
            room = max(counts[waiting[0]], SHORT)
            batch = [id for id in waiting[:PAGE] if counts[id] <= room]
            waiting = waiting[len(batch) :]
            size = min(self._size, max(counts[id] for id in batch))
            self.read_level(query, batch, size, into, lambda wire: None)
            for id in batch:
                pages = into.get(id)
                if pages is None or not pages.whole or len(pages.items) != counts[id]:
                    self._torn.add(self._owner[id])

    def read_level(
        self,
        query: Query,
        ids: list[str],
        size: int,
        into: dict[str, Pages],
        note: Callable[[dict[str, Any]], None],
    ) -> None:
        """A page of each one's list together, then the rest of each alone."""
        for wire in self.ask_many(query, ids, size):
            if wire:
                note(wire)
                pages = into.setdefault(wire["id"], Pages())
                self.read_on(query, wire, pages)
                if not pages.whole:
                    self._torn.add(self._owner[wire["id"]])

    def read_on(self, query: Query, wire: dict[str, Any], pages: Pages) -> None:
        """All pages of one list whose first is there, unless it grows as fast as it is read. Where GitHub finds a page
        too much, a shorter one from there on."""
        after, size = pages.add(wire["page"]), self._size
        enough = 2 * pages.total + PAGE
        while after and len(pages.items) < enough:
            try:
                [more] = self._transport.ask(query, ids=[wire["id"]], size=size, after=after)["nodes"]
            except TooMuch:
                size = halved(size)
            else:
                after = pages.add(more["page"]) if more else None

    def ask_many(self, query: Query, ids: list[str], size: int) -> list[dict[str, Any] | None]:
        """The first pages. Where GitHub finds them too much, of half as many, then half as long."""
        if len(ids) > PAGE:
            return self.ask_many(query, ids[:PAGE], size) + self.ask_many(query, ids[PAGE:], size)
        try:
            nodes: list[dict[str, Any] | None] = self._transport.ask(query, ids=ids, size=size, after=None)["nodes"]
        except TooMuch:
            if len(ids) > 1:
                half = len(ids) // 2
                return self.ask_many(query, ids[:half], size) + self.ask_many(query, ids[half:], size)
            return self.ask_many(query, ids, halved(size))
        return [node or None for node in nodes]

    @property
    def shape(self) -> list[object]:
        """All that was read, list by list, to compare two readings by."""
        levels = (self._comments, self._replies, self._reactions)
        return [self._discussions, *({id: pages.items for id, pages in level.items()} for level in levels)]

    def assemble(self, head: Head, short: bool = False) -> Fetched:
        """The thread from all that was read of it, or that it is absent."""
        wire = self._discussions.get(head.id)
        if wire is None:
            return Fetched(head=head, absent=True)
        accounts: dict[str, AccountLine] = {}

        def person(who: dict[str, Any] | None) -> AccountLine | None:
            account = read_account(who)
            if account:
                accounts[account.id] = account
            return account

        comments: list[Comment] = []
        votes: dict[str, int] = {}
        subjects = [wire]
        for id, top in self._comments[head.id].items.items():
            subjects.append(top)
            comments.append(read_comment(top, None, person(top["author"])))
            for reply in self._replies[id].items.values() if id in self._replies else ():
                subjects.append(reply)
                comments.append(read_comment(reply, id, person(reply["author"])))
        reactions: list[Reaction] = []
        for subject in subjects:
            id = subject["id"]
            if subject["upvoteCount"]:
                votes[id] = subject["upvoteCount"]
            if id in self._reactions:
                made = self._reactions[id].items.values()
                reactions += [read_reaction(each, id, person(each["user"])) for each in made]
        header = read_header(wire, person(wire["author"]), person(wire["answerChosenBy"]), votes, len(comments))
        thread = Thread(header=header, comments=comments, reactions=reactions)
        return Fetched(head=head, snapshot=Snapshot(thread=thread, accounts=list(accounts.values()), short=short))


def read_pull(wire: dict[str, Any]) -> PullReviews:
    """A pull request's reviews; what was said of one that was closed without being merged is said of nothing."""
    if wire["state"] == "CLOSED":
        return PullReviews(number=wire["number"], updated=need_time(wire["updatedAt"]), reviews=[], accounts=[])
    people = [read_account(each["author"]) for each in wire["reviews"]["nodes"]]
    files = sorted(each["path"] for each in wire["files"]["nodes"]) if wire["files"] else []
    reviews = read_reviews(wire["reviews"]["nodes"], people, files, is_open=wire["state"] == "OPEN")
    return PullReviews(
        number=wire["number"],
        updated=need_time(wire["updatedAt"]),
        reviews=reviews,
        accounts=[account for account in people if account],
    )
