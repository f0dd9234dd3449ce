"""The one algorithm that brings the archive to what a source holds.

A source's times miss things, its lists shift while they are read, its events get lost, and what is
absent from a list is not therefore gone. So every run reads the threads that the source says changed
(*head sweep*), once a day compares the fingerprint of every thread (*full sweep*), and within a week
reads every thread again whatever any list says (*audit*). A thread is taken only whole; what is
missing is looked up before it is declared gone; and where much is missing at once, nothing is.

The archive is the whole state: each run starts on a new machine, and one that was stopped anywhere is
simply run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

import msgspec

from candor.errors import CandorError, Diagnostic, SourceError
from candor.federation.archive import Archive, Entry
from candor.federation.ledger import Ledger
from candor.federation.source import Fetched, Head, Moved, Snapshot, Source, Unknown
from candor.model.archive import (
    GONE,
    SWEEP_EVERY,
    VERSION,
    AccountLine,
    Alias,
    Comment,
    CommentState,
    Mirror,
    Thread,
    ThreadHeader,
    encode_thread,
    seal_thread,
)
from candor.sources.archive import thread_path
from candor.sources.erased import bury

OVERLAP: Final = timedelta(minutes=10)
"""How far the head sweep reaches back behind where the last one began: servers' clocks and copies differ."""

SLOT: Final = timedelta(minutes=30)
SLOTS: Final = 336
"""Half-hours of a week. Each thread has one of them, by its number; in it, it is read whatever the lists say."""

FEW: Final = 5
SHARE: Final = 0.02
"""A run that finds more than FEW threads and more than this share of all vanished takes none of them for gone."""

FLUSH: Final = 40
"""How many threads are held before they are written, with their accounts first."""

Progress = Callable[[str, int, int], None]


class VanishError(SourceError):
    """So many threads vanished at once that it is more likely a fault than the truth."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is asked for. ``hints`` are threads to read first; with ``only`` nothing else is read.
    ``vanished`` is how many threads may vanish at once because somebody said so."""

    full: bool = False
    hints: tuple[int, ...] = ()
    only: bool = False
    vanished: int = 0
    dry_run: bool = False


class Summary(msgspec.Struct, kw_only=True):
    """What a run did, by thread numbers. ``changed`` includes ``new``; ``missing`` were named, and neither source nor
    archive knows them."""

    read: int = 0
    new: list[int] = []
    changed: list[int] = []
    vanished: list[int] = []
    moved: list[Alias] = []
    unsettled: list[int] = []
    short: list[int] = []
    unknown: list[int] = []
    missing: list[int] = []
    buried: int = 0
    pulls: int = 0
    audited: int = 0
    swept: bool = False
    next_sweep: datetime | None = None
    known: int = 0
    problems: list[Diagnostic] = []


def sync_source(
    source: Source,
    archive: Archive,
    ledger: Ledger,
    now: datetime,
    options: Options | None = None,
    progress: Progress = lambda step, done, total: None,
) -> Summary:
    """Brings the archive to what `source` holds. Raises VanishError, and whatever the source raises; what was read
    until then is kept."""
    return Run(source, archive, ledger, now, options or Options(), progress).all()


def slot_of(source: str, number: int) -> int:
    """The half-hour of the week in which this thread is read again, the same for ever."""
    return int.from_bytes(blake2b(f"{source}/{number}".encode(), digest_size=8).digest()) % SLOTS


def slots_between(before: datetime | None, now: datetime) -> set[int]:
    """The half-hours that began since `before`: more than one where runs were missed, none if one just ran."""
    last = int(now.timestamp() // SLOT.total_seconds())
    first = last - SLOTS if before is None else int(before.timestamp() // SLOT.total_seconds())
    return {slot % SLOTS for slot in range(max(first, last - SLOTS) + 1, last + 1)}


class Run:
    """One run of a sync."""

    def __init__(
        self, source: Source, archive: Archive, ledger: Ledger, now: datetime, options: Options, progress: Progress
    ) -> None:
        self.source, self.archive, self.ledger, self.now = source, archive, ledger, now
        self.options, self.progress = options, progress
        self.summary = Summary()
        self.mirror = archive.mirror()
        self.entries = archive.entries()
        self.accounts = archive.accounts()
        self.aliases = archive.aliases()
        self.due = slots_between(self.mirror.completed if self.mirror else None, now)
        self.wanted: dict[int, Head] = {}
        self.lost: dict[int, str] = {}
        self.pending: list[tuple[int, bytes]] = []
        self.seen = self.mirror.seen if self.mirror else None
        self.reviewed = self.mirror.reviewed if self.mirror else None

    def all(self) -> Summary:
        """All of it. What was read before an error is written before that error is raised."""
        try:
            self.steps()
        except (CandorError, KeyboardInterrupt):
            self.flush()
            raise
        self.summary.problems = [*self.source.problems, *self.archive.problems]
        self.summary.known = sum(entry.live for entry in self.entries.values())
        return self.summary

    def steps(self) -> None:
        """The steps of a run."""
        if any(map(self.ledger.covers, self.accounts)):
            self.scrub()
        self.take_hints()
        if not self.options.only:
            self.sweep_heads()
            if self.sweep_is_due():
                self.sweep_all()
            self.add_audit()
        self.read(self.in_order(self.wanted.values()))
        self.settle_lost()
        if not self.options.only:
            self.read_reviews()
            self.finish()

    # what to read

    def take_hints(self) -> None:
        """The threads somebody named: only their numbers are believed."""
        for number in self.options.hints:
            entry = self.entries.get(number)
            place = self.source.find(number, entry.id if entry else "")
            if isinstance(place, Head):
                self.wanted[number] = place
            elif entry and entry.live:
                self.lost[number] = entry.id
            elif isinstance(place, Unknown):
                self.summary.unknown.append(number)
            elif place is None:
                self.summary.missing.append(number)

    def sweep_heads(self) -> None:
        """What changed lately by the source's own word, and how far that word reaches."""
        since = self.seen - OVERLAP if self.seen else None
        newest: datetime | None = None
        for head in self.source.sweep(since or self.now.replace(year=1970)):
            newest = max(newest, head.updated) if newest and head.updated else newest or head.updated
            if since is None:
                break
            self.note(head)
        self.seen = max(filter(None, (self.seen, newest)), default=None)

    def sweep_is_due(self) -> bool:
        return self.options.full or self.mirror is None or self.now - self.mirror.swept >= SWEEP_EVERY

    def sweep_all(self) -> None:
        """Every thread's fingerprint; those that are in no list are lost, which is not yet gone."""
        self.summary.swept = True
        present = set()
        total = len(self.entries)
        for head in self.source.sweep(None):
            present.add(head.number)
            self.note(head)
            self.progress("listing", len(present), max(total, len(present)))
        for number, entry in self.entries.items():
            if entry.live and number not in present and number not in self.wanted:
                self.lost[number] = entry.id

    def note(self, head: Head) -> None:
        """Wants a thread that its list shows otherwise than the archive has it."""
        entry = self.entries.get(head.number)
        if head.number in self.archive.damaged and head.number not in self.options.hints:
            return
        if entry is None or not entry.live or (entry.print, entry.id) != (head.print, head.id):
            self.wanted[head.number] = head

    def add_audit(self) -> None:
        """The threads whose half-hour of the week has come since the last run; all of them in a full one."""
        for number, entry in self.entries.items():
            if not entry.live or number in self.wanted or number in self.lost:
                continue
            if self.options.full or slot_of(self.source.name, number) in self.due:
                self.wanted[number] = head_of(entry)
                self.summary.audited += 1

    def in_order(self, heads: Iterable[Head]) -> list[Head]:
        """Those somebody named first, then by last change, so that what a stopped run has done is done."""
        hints = self.options.hints
        start = datetime.min.replace(tzinfo=UTC)
        return sorted(heads, key=lambda head: (head.number not in hints, head.updated or start, head.number))

    # reading

    def read(self, heads: Sequence[Head]) -> None:
        """Reads the threads and writes what changed."""
        again = []
        for done, fetched in enumerate(self.source.fetch(heads), 1):
            if not self.take(fetched):
                again.append(fetched.head)
            self.progress("reading", done, len(heads))
        for fetched in self.source.fetch(again):
            if not self.take(fetched):
                self.summary.unsettled.append(fetched.head.number)
        self.flush()

    def take(self, fetched: Fetched) -> bool:
        """Takes the outcome for one thread; False where it has to be read again."""
        number = fetched.head.number
        if fetched.absent:
            if number in self.entries and self.entries[number].live:
                self.lost[number] = fetched.head.id
            return True
        if fetched.snapshot is None:
            return False
        self.summary.read += 1
        try:
            before = self.archive.load(number, salvage=number in self.options.hints)
        except SourceError:
            return True
        return self.merge(number, before, fetched.snapshot)

    def merge(self, number: int, before: Thread | None, snapshot: Snapshot) -> bool:
        """Brings one thread to its snapshot. What was there and is not in it keeps its place as a tombstone, once
        the source says that it is nowhere; False where it says otherwise."""
        thread, head = snapshot.thread, snapshot.thread.header.print
        if before and snapshot.partial:
            thread = keep_first_times(before, thread)
        ids = {comment.id for comment in thread.comments}
        missing = [comment for comment in before.comments if comment.id not in ids] if before else []
        standing = [comment.id for comment in missing if comment.state is not CommentState.TOMBSTONE]
        kept = []
        if standing:
            located = self.source.locate(standing, thread.header.id)
            here = {id for id, owner in located.items() if owner == thread.header.id}
            if here and not snapshot.short and not snapshot.partial:
                return False
            if snapshot.partial and len(standing) - len(here) > max(FEW, self.options.vanished):
                self.doubt(number, len(standing) - len(here))
                here, head = set(standing), ""
            kept = [comment for comment in missing if comment.id in here]
            missing = [comment for comment in missing if comment.id not in here]
            self.summary.buried += len(standing) - len(kept)
        comments = [*thread.comments, *kept, *map(bury, missing)]
        merged = msgspec.structs.replace(thread, comments=comments)
        if snapshot.short:
            self.summary.short.append(number)
        add_accounts(self.accounts, snapshot.accounts, self.ledger)
        self.put(number, before, merged, head)
        return True

    def doubt(self, number: int, missing: int) -> None:
        """Reports comments of which so many vanished at once that a fault is likelier: they stay, to be asked again."""
        path = f"{self.archive.content.name}/{thread_path(f'{self.source.name}/{number}')}"
        problem = f"{missing} comments of this thread vanished at once where they came from; they are kept here"
        hint = f"if they were deleted, say so with `candor sync --vanished {missing}`"
        self.archive.problems.append(Diagnostic(path=path, problem=problem, hint=hint))

    def put(self, number: int, before: Thread | None, thread: Thread, head: str) -> None:
        """Holds a thread to be written, if that changes anything."""
        thread = settle(self.ledger.filter(thread))
        data = seal_thread(thread, head)
        if before is None or encode_thread(before) != data or number in self.archive.damaged:
            self.summary.changed.append(number)
            if before is None:
                self.summary.new.append(number)
            self.pending.append((number, data))
        header = thread.header
        self.entries[number] = Entry(
            source=header.source,
            number=number,
            id=header.id,
            state=header.state,
            print=head,
            updated=header.updated,
            comments=header.comments,
        )
        if len(self.pending) >= FLUSH:
            self.flush()

    def flush(self) -> None:
        """Writes what is held: accounts first, so that no line ever names somebody unknown."""
        if not self.options.dry_run and self.pending:
            self.archive.save_accounts(self.accounts.values())
            for number, data in self.pending:
                self.archive.save(number, data)
        self.pending.clear()

    # what is gone

    def settle_lost(self) -> None:
        """Looks up each lost thread: moved, still there, or gone. Raises VanishError where too many are gone."""
        found: list[Head] = []
        gone: list[int] = []
        moved: list[Alias] = []
        allowed = max(FEW, int(SHARE * sum(entry.live for entry in self.entries.values())), self.options.vanished)
        for number, id in sorted(self.lost.items()):
            place = self.source.find(number, id)
            if isinstance(place, Head):
                found.append(place)
            elif isinstance(place, Unknown):
                self.summary.unknown.append(number)
            elif isinstance(place, Moved):
                moved.append(Alias(number=number, id=id, to=place.to))
                if place.head and place.head.number not in self.wanted:
                    found.append(place.head)
            else:
                gone.append(number)
                if len(gone) > allowed:
                    raise VanishError(
                        f"more than {allowed} threads vanished at once, among them {gone[0]} and {gone[-1]}: nothing "
                        f"was taken for gone – if that is true, say so with --vanished {len(self.lost)}"
                    )
        self.lost.clear()
        self.aliases |= {alias.number: alias for alias in moved}
        if moved and not self.options.dry_run:
            self.archive.save_aliases(self.aliases.values())
        self.summary.moved += moved
        self.summary.vanished += gone
        for number in (*gone, *(alias.number for alias in moved)):
            self.entomb(number)
        self.flush()
        if found:
            self.read(self.in_order(found))
            self.summary.unsettled += sorted(self.lost)

    def entomb(self, number: int) -> None:
        """Leaves of a thread that its source no longer has that it was there, and where its comments were."""
        try:
            before = self.archive.load(number)
        except SourceError:
            return
        if before is None:
            return
        header = ThreadHeader(
            v=VERSION,
            source=self.source.name,
            number=number,
            id=before.header.id,
            created=before.header.created,
            state=GONE,
        )
        self.put(number, before, Thread(header=header, comments=[bury(each) for each in before.comments]), "")

    # the end

    def read_reviews(self) -> None:
        """The reviews of the pull requests that changed since the last run; once a week, of all."""
        newest = self.reviewed
        everything = self.options.full or slot_of(self.source.name, 0) in self.due
        for pull in self.source.reviews(None if everything else self.reviewed):
            newest = max(newest, pull.updated) if newest else pull.updated
            self.summary.pulls += 1
            reviews = [review for review in pull.reviews if not self.ledger.covers(review.reviewer)]
            add_accounts(self.accounts, pull.accounts, self.ledger)
            if not self.options.dry_run:
                self.archive.save_accounts(self.accounts.values())
                self.archive.save_reviews(pull.number, reviews)
        self.reviewed = newest

    def finish(self) -> None:
        """Notes how far the mirror has got, unless something is still to be read."""
        swept = self.now if self.summary.swept or self.mirror is None else self.mirror.swept
        self.summary.next_sweep = swept + SWEEP_EVERY
        if self.options.dry_run:
            return
        if self.summary.swept:
            self.scrub()
            self.prune_accounts()
        else:
            self.archive.save_accounts(self.accounts.values())
        if not self.summary.unsettled and not self.source.problems:
            live = sum(entry.live for entry in self.entries.values())
            self.archive.save_mirror(
                Mirror(
                    completed=self.now,
                    swept=swept,
                    seen=self.seen,
                    reviewed=self.reviewed,
                    threads=live,
                    vanished=len(self.entries) - live,
                )
            )

    def scrub(self) -> None:
        """Takes the erased out of what a restored backup brought back, of threads that nobody has any more too."""
        if not self.ledger.lines:
            return
        self.accounts = {id: line for id, line in self.accounts.items() if not self.ledger.covers(id)}
        for number, entry in sorted(self.entries.items()):
            with suppress(SourceError):
                thread = self.archive.load(number)
                if thread and self.ledger.filter(thread) != thread:
                    self.put(number, thread, thread, entry.print)
        self.flush()
        for path in sorted((self.archive.folder / "reviews").glob("*.jsonl")):
            reviews = self.archive.all_reviews_of(path.name)
            kept = [review for review in reviews if not self.ledger.covers(review.reviewer)]
            if len(kept) < len(reviews) and not self.options.dry_run:
                self.archive.save_reviews(int(path.stem), kept)

    def prune_accounts(self) -> None:
        """Keeps the accounts that stand somewhere in the archive; the others are nobody's business."""
        named: set[str | None] = {line.reviewer for line in self.archive.all_reviews()}
        for number in self.entries:
            try:
                thread = self.archive.load(number)
            except SourceError:  # whoever is named in a damaged file stays known
                named |= self.accounts.keys()
                continue
            if thread:
                named |= {thread.header.author, thread.header.answer_by}
                named |= {comment.author for comment in thread.comments}
                named |= {reaction.by for reaction in thread.reactions}
        self.archive.save_accounts(account for account in self.accounts.values() if account.id in named)


def keep_first_times(before: Thread, thread: Thread) -> Thread:
    """The thread with the times of writing that were seen first: what says only when it last changed was written by
    then. An id that went to somebody else's words is another comment."""
    known = {comment.id: comment for comment in before.comments}
    comments = []
    for comment in thread.comments:
        first = known.get(comment.id)
        wiped = comment.state is CommentState.WIPED
        if first and first.created < comment.created and (wiped or first.author == comment.author):
            edited = None if wiped else comment.edited or comment.created
            comment = msgspec.structs.replace(comment, created=first.created, edited=edited)
        comments.append(comment)
    header = msgspec.structs.replace(
        thread.header,
        created=min(before.header.created, thread.header.created),
        url=thread.header.url or before.header.url,
    )
    return msgspec.structs.replace(thread, header=header, comments=comments)


def hang(comments: list[Comment]) -> list[Comment]:
    """The comments with one level of replies: a reply to a reply hangs on the root of its branch, and one to what is
    not here on the thread."""
    parents = {comment.id: comment.parent for comment in comments}
    hung = []
    for comment in comments:
        root, parent = None, comment.parent
        seen = {comment.id}
        while parent in parents and parent not in seen:
            assert parent is not None
            seen.add(parent)
            root, parent = parent, parents[parent]
        if parent in seen:  # they answer each other in a circle
            root = None
        hung.append(comment if root == comment.parent else msgspec.structs.replace(comment, parent=root))
    return hung


def settle(thread: Thread) -> Thread:
    """The thread with its parents, counts and votes true to its lines."""
    standing = {comment.id for comment in thread.comments if comment.state is not CommentState.TOMBSTONE}
    known = standing | {thread.header.id}
    votes = {id: count for id, count in thread.header.votes.items() if id in known}
    against = thread.header.against
    if against:
        against = {id: count for id, count in against.items() if id in known} or msgspec.UNSET
    header = msgspec.structs.replace(thread.header, votes=votes, against=against, comments=len(standing))
    reactions = [reaction for reaction in thread.reactions if reaction.on in known]
    return Thread(header=header, comments=hang(thread.comments), reactions=reactions)


def head_of(entry: Entry) -> Head:
    """A thread as the archive has it, to be read again."""
    return Head(number=entry.number, id=entry.id, updated=entry.updated, print=entry.print, comments=entry.comments)


def add_accounts(known: dict[str, AccountLine], accounts: Iterable[AccountLine], ledger: Ledger) -> None:
    """Takes note of accounts, erased ones excepted."""
    known |= {account.id: account for account in accounts if not ledger.covers(account.id)}
