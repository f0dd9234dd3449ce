"""Who was erased: kept as keyed digests, so that only who has the key can recognise them.

``.discussions/erased.jsonl`` holds for each erased account an HMAC-SHA-256 and the day, nothing else. A sync needs the
key to leave them out; a build needs it to say nothing of what Git's history still tells of them.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model.archive import Comment, CommentState, Thread
from candor.sources.archive import load_lines

KEY = "CANDOR_ERASURE_KEY"
LEDGER = ".discussions/erased.jsonl"


class Erased(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One line of ``erased.jsonl``. ``key`` tells which key the digest was made with, and nothing about it."""

    erased: str
    on: date
    key: str


def digest_account(key: bytes, account: str) -> str:
    return hmac.digest(key, account.encode(), "sha256").hex()


def name_of_key(key: bytes) -> str:
    return hmac.digest(key, b"which key is this", "sha256").hex()[:8]


def name_of_ledger(content: Path) -> str:
    """What changes when more accounts are erased or recognised: for caches of what they are left out of."""
    lines = read_erased(content)
    return f"{len(lines)} {name_of_key(read_key())} {lines[-1].erased if lines else ''}" if lines else ""


def recognise_erased(content: Path) -> Callable[[str | None], bool]:
    """Whether an account was erased, as far as the key in the environment tells."""
    key = read_key()
    digests = {line.erased for line in read_erased(content) if line.key == name_of_key(key)}
    known: dict[str, bool] = {}

    def erased(account: str | None) -> bool:
        if account is None or not digests:
            return False
        found = known.get(account)
        if found is None:
            found = known[account] = digest_account(key, account) in digests
        return found

    return erased


@lru_cache(maxsize=4)
def recogniser(content: Path, ledger: str) -> Callable[[str | None], bool]:
    """`recognise_erased`, once for each state of the ledger."""
    return recognise_erased(content)


def without_erased(thread: Thread, erased: Callable[[str | None], bool]) -> Thread:
    """The thread without anything of those who were erased: their comments keep their place, no more."""
    header = thread.header
    if erased(header.author):
        header = msgspec.structs.replace(header, author=None, title="", body="", edited=None, poll=None)
    if erased(header.answer_by):
        header = msgspec.structs.replace(header, answer_by=None)
    return Thread(
        header=header,
        comments=[bury(comment) if erased(comment.author) else comment for comment in thread.comments],
        reactions=[reaction for reaction in thread.reactions if not erased(reaction.by)],
    )


def bury(comment: Comment) -> Comment:
    """What is left of a comment that is gone: id, number, parent, time and state."""
    return Comment(
        id=comment.id,
        num=comment.num,
        parent=comment.parent,
        created=comment.created,
        state=CommentState.TOMBSTONE,
    )


def missing_key(content: Path) -> list[Diagnostic]:
    """A warning where somebody was erased whom this build cannot recognise."""
    lines = read_erased(content)
    others = sum(line.key != name_of_key(read_key()) for line in lines)
    if not others:
        return []
    return [
        Diagnostic(
            path=f"{content.name}/{LEDGER}",
            problem=f"{others} erased accounts cannot be recognised, so what Git's history tells of them is printed",
            hint=f"set {KEY} to the key they were erased with",
            severity=Severity.WARNING,
        )
    ]


def read_erased(content: Path) -> list[Erased]:
    """The lines that can be read, in their order."""
    if not os.path.lexists(content / LEDGER):
        return []
    return sorted((line for _, line in load_lines(content, LEDGER, Erased, [])), key=lambda line: line.erased)


def read_key() -> bytes:
    return os.environ.get(KEY, "").encode()
