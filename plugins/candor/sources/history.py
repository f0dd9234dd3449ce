"""When each record was first and last committed, and by which account, from Git history.

Git is asked once, in the background, for the record folders only; the answer is cached by HEAD and
extended by ``old..HEAD``. Merges are skipped: a commit counts on the branch it was made on, with
its author's time, so a pull request's post dates from its own commit however it was merged.
Renames are not followed: a record that moved to another path begins there (its ``aliases`` and
``at`` say what went before).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from candor.sources.erased import name_of_ledger, recognise_erased
from candor.sources.reverts import (
    MARK,
    SHOW,
    Shown,
    Undoing,
    names_undone,
    parse_shown,
    read_commit,
    second_parent,
    standing_reverts,
)
from candor.sources.tree import FUTURE_FOLDERS

FOLDERS = ("questions", "members", "community.yml", "crisis-plan.yml", *sorted(FUTURE_FOLDERS))
NOREPLY = re.compile(rb"([0-9]+)\+[^@]*@users\.noreply\.([a-z0-9.-]+)")


class Commit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One commit of a file: its author's time in UTC, and the account its noreply address names."""

    at: datetime
    account: str | None
    helpers: tuple[str, ...] = ()


class History(msgspec.Struct, frozen=True):
    """First and last commit of each record by its path below ``content/``, and all commits of those that have
    more than one, or one that names helpers (``Co-authored-by``). ``reverts`` are the commits that took another's work
    back. ``unknown`` says why nothing can be known, or is empty."""

    first: dict[str, Commit] = {}
    last: dict[str, Commit] = {}
    touches: dict[str, list[Commit]] = {}
    reverts: list[Undoing] = []
    unknown: str = ""


class Cached(msgspec.Struct, frozen=True):
    """What the last reading found, for which HEAD and content folder, in which of `FOLDERS`, and who was left out."""

    head: str
    prefix: str
    erased: str
    folders: tuple[str, ...]
    first: dict[str, Commit]
    last: dict[str, Commit]
    touches: dict[str, list[Commit]]
    undoings: list[Undoing]


def start_history(content: Path, cache: Path | None) -> Callable[[], History]:
    """Starts Git at once and gives a function that waits for it. Never raises; without history, `unknown` says why.

    Without a `cache` nothing is kept, and all of the history is read.
    """
    try:
        return HistoryReading(content, cache).finish
    except NoHistory as reason:
        unknown = History(unknown=str(reason))
        return lambda: unknown


def read_head(content: Path) -> str:
    """What the history says now, as a name that changes when it does: the commit and where every branch stands, since
    a record is public from when the default branch holds it; or why there is none."""
    try:
        shallow, _, head = find_repository(content)
    except NoHistory as reason:
        return str(reason)
    branches = run_git(
        content, "for-each-ref", "--format=%(HEAD)%(objectname) %(refname)", "refs/heads", "refs/remotes"
    )
    stand = hashlib.blake2b(branches.stdout, digest_size=16).hexdigest()
    return f"{head} {stand} (shallow)" if shallow else f"{head} {stand}"


def history_of(known: Cached) -> History:
    return History(first=known.first, last=known.last, touches=known.touches, reverts=standing_reverts(known.undoings))


def read_tokens(output: IO[bytes]) -> Iterator[bytes]:
    """What Git printed between one zero byte and the next."""
    rest = b""
    while chunk := output.read(1 << 18):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


class NoHistory(Exception):  # noqa: N818 - never leaves this module
    """A sentence that says why."""


def find_repository(content: Path) -> tuple[bool, str, str]:
    """Whether the clone is shallow, where the content folder lies in it, and HEAD. Raises NoHistory without one."""
    try:
        asked = run_git(content, "rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD")
    except OSError:
        raise NoHistory("Git is not installed, so times and authors that records do not state are not known.") from None
    if asked.returncode:
        message = asked.stderr.decode("utf-8", "replace")
        if "dubious ownership" in message:
            reason = "Git refuses to read a repository that belongs to another user"
        elif "not a git repository" in message:
            reason = "There is no Git repository"
        else:
            reason = "Git has no commit yet"
        raise NoHistory(f"{reason}, so times and authors that records do not state are not known.")
    shallow, _, rest = os.fsdecode(asked.stdout).partition("\n")
    prefix, _, head = rest.rstrip("\n").rpartition("\n")
    return shallow == "true", prefix, head


def run_git(content: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*GIT, *arguments],
        cwd=content,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


class HistoryReading:
    """Git at work on one repository. Raises NoHistory where there is nothing to read."""

    def __init__(self, content: Path, cache: Path | None) -> None:
        self.content, self.cache = content, cache
        self.erased, self.is_erased = name_of_ledger(content), recognise_erased(content)
        shallow, self.prefix, self.head = find_repository(content)
        if shallow:
            raise NoHistory(
                "The clone is shallow, so times and authors that records do not state are not known "
                "– fetch the whole history (git fetch --unshallow; in a workflow, fetch-depth: 0)."
            )
        # Git compares every commit's every name with each of them, so it is asked for those that are there.
        self.folders = tuple(name for name in FOLDERS if (content / name).exists())
        self.known = self.cached()
        self.log: subprocess.Popen[bytes] | None = None
        if self.folders and (self.known is None or self.known.head != self.head):
            reach = f"{self.known.head}..{self.head}" if self.known else self.head
            self.output = tempfile.TemporaryFile()  # noqa: SIM115 - lives until finish; a pipe would make Git wait for us
            self.log = subprocess.Popen(
                [*FRUGAL, *LOG, reach, "--", *self.folders],
                cwd=content,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=self.output,
                stderr=subprocess.DEVNULL,
            )

    def finish(self) -> History:
        known = self.known
        if self.log is None:
            return history_of(known) if known else History()
        first = dict(known.first) if known else {}
        last = dict(known.last) if known else {}
        touches = dict(known.touches) if known else {}
        with self.output, self.log:
            if self.log.wait():
                return History(
                    unknown="Git could not read its history, so times and authors that records do not state are not "
                    "known."
                )
            self.output.seek(0)
            found = parse_log(read_tokens(self.output), first, last, touches, self.is_erased)
        undoings = [*(known.undoings if known else ()), *self.undone_by(found)]
        now = Cached(self.head, self.prefix, self.erased, self.folders, first, last, touches, undoings)
        self.keep(now)
        return history_of(now)

    def undone_by(self, commits: list[Shown]) -> list[Undoing]:
        """What these commits undo: nearly always nothing, and then Git is asked nothing."""
        if not any(commit.paths for commit in commits):
            return []
        undone = self.show({name for commit in commits for name in names_undone(commit)})
        tips = self.show({tip for commit in undone.values() if (tip := second_parent(commit))})
        found = []
        for commit in commits:
            for name in names_undone(commit):
                if (other := undone.get(name)) is None or not (both := {*commit.paths} & {*other.paths}):
                    continue
                work = tips.get(second_parent(other) or "", other)
                by, author = account_of(commit.mail.encode()), account_of(work.mail.encode())
                if self.is_erased(author):
                    continue
                found.append(Undoing(commit.sha, commit.at, by, name, author, work.at, tuple(sorted(both))))
        return found

    def show(self, names: set[str]) -> dict[str, Shown]:
        """The commits of these names that there are."""
        if not names:
            return {}
        done = run_git(self.content, *SHOW, *sorted(names))
        return {commit.sha: commit for commit in parse_shown(done.stdout)}

    def cached(self) -> Cached | None:
        """What was found last time, where HEAD still builds on that."""
        if self.cache is None:
            return None
        try:
            known = msgspec.msgpack.decode(self.cache.read_bytes(), type=Cached)
        except (OSError, msgspec.MsgspecError):
            return None
        if (
            known.prefix != self.prefix
            or known.erased != self.erased
            or known.folders != self.folders
            or not re.fullmatch(r"[0-9a-f]{40,64}", known.head)
        ):
            return None
        if (
            known.head != self.head
            and run_git(self.content, "merge-base", "--is-ancestor", known.head, self.head).returncode
        ):
            return None
        return known

    def keep(self, found: Cached) -> None:
        if self.cache is None:
            return
        with contextlib.suppress(OSError, UnicodeEncodeError):
            self.cache.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.cache.with_name(f"{self.cache.name}.{os.getpid()}.new")
            temporary.write_bytes(msgspec.msgpack.encode(found))
            temporary.replace(self.cache)


GIT = ("git", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "-c", "core.commitGraph=true")
FRUGAL = (
    *GIT,
    "-c",
    "core.packedGitWindowSize=1m",
    "-c",
    "core.packedGitLimit=16m",
    "-c",
    "core.deltaBaseCacheLimit=16m",
)
"""Git that holds little of its packs in memory: a log reads them from one end to the other."""

LOG = (
    "log",
    "-z",
    "--no-decorate",
    "--format=%x01%H %at %ae%x02%(trailers:key=Co-authored-by,valueonly,separator=%x02)%x03%b",
    "--name-status",
    "--no-renames",
    "--no-merges",
    "--full-history",
    "--sparse",
    "--diff-filter=AMD",
    "--no-ext-diff",
    "--no-mailmap",
    "--relative",
)
"""Asks for every commit of a record. Git reads a message anyway, and compares a commit's trees for what it prints of
them; ``--sparse`` spares it comparing them once before, to leave out commits of which it would print nothing."""


def environment() -> dict[str, str]:
    """This process's environment without what would point Git at another repository (a hook's variables)."""
    kept = {name: value for name, value in os.environ.items() if name not in HOOK_VARIABLES}
    return kept | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


HOOK_VARIABLES = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})


def parse_log(
    tokens: Iterable[bytes],
    first: dict[str, Commit],
    last: dict[str, Commit],
    touches: dict[str, list[Commit]],
    is_erased: Callable[[str | None], bool] = lambda account: False,
) -> list[Shown]:
    """Adds what `git log` printed to the first and last commit of each path, and to its touches; the erased are nobody.
    Gives the commits that say that they undo another.

    The order of commits does not matter: the earliest author's time is first, the latest is last.
    """
    accounts: dict[bytes, str | None] = {}
    commit: Commit | None = None
    undoing: list[tuple[bytes, list[str]]] = []
    paths: list[str] | None = None
    tokens = iter(tokens)
    for token in tokens:
        if token[:1] == b"\x01":
            told, _, body = token[1:].partition(b"\x03")
            head, *helpers = told.split(b"\x02")
            _, seconds, mail = head.split(b" ", 2)
            if mail not in accounts:
                accounts[mail] = None if is_erased(account := account_of(mail)) else account
            helping = {found for helper in helpers if (found := account_of(mail_of(helper)))}
            named = tuple(sorted(account for account in helping if not is_erased(account)))
            try:
                commit = Commit(datetime.fromtimestamp(int(seconds), UTC), accounts[mail], named)
            except (ValueError, OverflowError, OSError):
                commit = None
            paths = None
            if MARK in body:
                undoing.append((head + b"\x02" + body, paths := []))
            continue
        status, name = token.lstrip(b"\n"), next(tokens, b"")
        try:
            path = name.decode()
        except UnicodeDecodeError:
            continue
        if paths is not None:
            paths.append(path)
        if status == b"D" or commit is None or not name.endswith((b".md", b".yml")):
            continue
        before = first.get(path)
        if before is None:
            first[path] = last[path] = commit
            if commit.helpers:
                touches[path] = [commit]
            continue
        touches[path] = sorted({before, last[path], commit, *touches.get(path, ())}, key=order)
        if order(commit) < order(before):
            first[path] = commit
        elif order(commit) > order(last[path]):
            last[path] = commit
    return [shown for told, touched in undoing if (shown := read_commit(told, touched))]


def account_of(mail: bytes) -> str | None:
    """The account that a noreply address names."""
    found = NOREPLY.fullmatch(mail)
    return f"github:{int(found[1])}" if found and len(found[1]) < 20 else None


def mail_of(person: bytes) -> bytes:
    """The address in ``Name <address>``."""
    return person.rpartition(b"<")[2].rstrip(b"> \n")


def order(commit: Commit) -> tuple[datetime, str, tuple[str, ...]]:
    return commit.at, commit.account or "", commit.helpers
