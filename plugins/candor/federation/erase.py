"""Somebody's wish to be forgotten, or to have what is kept of them: everything of one account in the archive.

The archive is changed and the account entered in the ledger, so that no later sync brings it back. What
lies elsewhere (posts, quotes, history) is people's own text in Git, which no program should rewrite
unasked: it is searched for and named.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from candor.errors import ConfigError, SourceError
from candor.federation.archive import Archive
from candor.federation.ledger import KEY, Ledger, save_ledger
from candor.federation.sync import settle
from candor.model.archive import AccountLine, encode_thread, seal_thread

SHORTEST = 24
"""Characters below which a body is too common to be searched for."""


class Traces(msgspec.Struct, kw_only=True):
    """What is known of one account: what it is called, and what it wrote."""

    account: str
    line: AccountLine | None = None
    threads: list[int] = []
    bodies: list[str] = []
    reviews: int = 0

    @property
    def words(self) -> list[str]:
        """What to search for: the account, its login, and every longer thing it wrote, by its first line."""
        login = [self.line.login] if self.line else []
        firsts = (max(body.splitlines(), key=len, default="")[:200].strip() for body in self.bodies)
        return [self.account, *login, *dict.fromkeys(line for line in firsts if len(line) >= SHORTEST)]


def find_traces(archive: Archive, account: str) -> Traces:
    """Everything of the account in the archive. Raises SourceError where a file of it is damaged."""
    traces = Traces(account=account, line=archive.accounts().get(account), threads=[], bodies=[])
    for number in sorted(archive.numbers()):
        thread = archive.load(number)
        if thread is None:
            continue
        header = thread.header
        bodies = [comment.body for comment in thread.comments if comment.author == account]
        if header.author == account:
            bodies += [header.title, header.body]
        if bodies or header.answer_by == account or any(reaction.by == account for reaction in thread.reactions):
            traces.threads.append(number)
            traces.bodies += [body for body in bodies if body]
    traces.reviews = sum(review.reviewer == account for review in archive.all_reviews())
    return traces


def export_account(archive: Archive, account: str) -> dict[str, Any]:
    """What the archive holds of the account, as plain values for its owner."""
    found: dict[str, Any] = {"account": msgspec.to_builtins(archive.accounts().get(account)), "threads": []}
    for number in find_traces(archive, account).threads:
        thread = archive.load(number)
        assert thread is not None
        header = thread.header
        found["threads"].append(
            {
                "number": number,
                "url": header.url,
                "started": msgspec.to_builtins(header) if header.author == account else None,
                "comments": [msgspec.to_builtins(each) for each in thread.comments if each.author == account],
                "reactions": [msgspec.to_builtins(each) for each in thread.reactions if each.by == account],
            }
        )
    found["reviews"] = [msgspec.to_builtins(each) for each in archive.all_reviews() if each.reviewer == account]
    return found


def erase_account(archive: Archive, ledger: Ledger, account: str, on: date) -> Traces:
    """Takes the account out of the archive: its comments keep their place, no more. Gives what was there.

    The ledger is written first, so that a run that is stopped is simply run again. Raises
    ConfigError without a key, SourceError where a file is damaged, before anything is changed.
    """
    if not os.environ.get(KEY):
        raise ConfigError(
            f"the erased are remembered by a secret key, which is not set – make one once with `openssl rand -hex 32`, "
            f"keep it, and set {KEY} to it here and for every sync"
        )
    traces = find_traces(archive, account)
    if not ledger.covers(account):
        ledger = ledger.add(account, on)
        save_ledger(archive, ledger)
    for number in traces.threads:
        thread = archive.load(number)
        if thread is None:
            raise SourceError(f"the thread {number} vanished while it was erased – run the same command again")
        erased = settle(ledger.filter(thread))
        head, sealed, _ = thread.header.print.partition(".")
        archive.save(number, seal_thread(erased, head) if sealed else encode_thread(erased))
    for path in sorted((archive.folder / "reviews").glob("*.jsonl")):
        kept = [each for each in archive.all_reviews_of(path.name) if each.reviewer != account]
        archive.save_reviews(int(path.stem), kept)
    archive.save_accounts(line for line in archive.accounts().values() if line.id != account)
    return traces


def search_tree(root: Path, words: list[str], login: str = "") -> Iterator[str]:
    """The places in the files that Git tracks at HEAD, and in the archive, that still hold one of the words."""
    patterns = [re.escape(word) for word in words if word != login]
    patterns += [rf"(?<![\w-]){re.escape(login)}(?![\w-])"] if login else []
    wanted = re.compile("|".join(rf"{pattern}(?!\d)" if ":" in pattern else pattern for pattern in patterns))
    archive = (root / "content" / ".discussions").rglob("*")
    tracked = {root / name for name in git_lines(root, "ls-files", "-z")}
    for path in sorted({*tracked, *(each for each in archive if each.is_file())}):
        try:
            text = path.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if wanted.search(line):
                yield f"{path.relative_to(root).as_posix()}:{number}"


def search_history(root: Path, words: list[str]) -> list[str]:
    """The commits on this branch that brought or removed one of the words."""
    found: dict[str, None] = {}
    for word in words:
        found |= dict.fromkeys(git_lines(root, "log", "-z", "--format=%h %as %s", f"-S{word}", "HEAD"))
    return list(found)


def git_lines(root: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True)
    return [line.strip() for line in done.stdout.decode("utf-8", "replace").split("\0") if line.strip()]
