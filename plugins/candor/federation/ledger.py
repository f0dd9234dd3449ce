"""Who was erased, so that no sync and no restored backup brings them back.

``.discussions/erased.jsonl`` holds for each erased account a keyed digest (HMAC-SHA-256) and the day, nothing
else: without the key nobody can tell from it who that was, with the key every sync recognises them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from candor.errors import ConfigError, Diagnostic, SourceError
from candor.federation.archive import Archive
from candor.model.archive import Thread
from candor.sources.archive import load_lines
from candor.sources.erased import KEY, LEDGER, Erased, digest_account, name_of_key, without_erased


class Ledger:
    """The erased accounts of an archive, as far as this process has the key to recognise them."""

    def __init__(self, lines: Iterable[Erased] = (), key: bytes = b"") -> None:
        self._lines = {line.erased: line for line in lines}
        self._key = key
        self._known: dict[str, bool] = {}

    @property
    def lines(self) -> list[Erased]:
        return sorted(self._lines.values(), key=lambda line: line.erased)

    def covers(self, account: str | None) -> bool:
        """Whether this account was erased."""
        if account is None or not self._lines:
            return False
        known = self._known.get(account)
        if known is None:
            known = self._known[account] = self.digest(account) in self._lines
        return known

    def digest(self, account: str) -> str:
        return digest_account(self._key, account)

    def add(self, account: str, on: date) -> Ledger:
        """A ledger that covers this account too."""
        line = Erased(erased=self.digest(account), on=on, key=name_of_key(self._key))
        return Ledger([*self._lines.values(), line], self._key)

    def filter(self, thread: Thread) -> Thread:
        """The thread without anything of those who were erased: their comments keep their place, no more."""
        return without_erased(thread, self.covers) if self._lines else thread


def load_ledger(content: Path) -> Ledger:
    """The ledger of an archive, with the key from CANDOR_ERASURE_KEY.

    Raises ConfigError where somebody was erased and the key is missing or another one: a sync
    without it would bring them back. Raises SourceError where the ledger cannot be read.
    """
    key = os.environ.get(KEY, "").encode()
    if not os.path.lexists(content / LEDGER):
        return Ledger((), key)
    problems: list[Diagnostic] = []
    lines = [line for _, line in load_lines(content, LEDGER, Erased, problems)]
    if problems:
        raise SourceError(str(problems[0]))
    if lines and not key:
        raise ConfigError(
            f"{len(lines)} accounts were erased from this archive, and without the key a sync would bring them back"
            f" – set {KEY} to the key they were erased with"
        )
    if others := [line for line in lines if line.key != name_of_key(key)]:
        raise ConfigError(
            f"{KEY} is not the key that {len(others)} accounts were erased with – set it to that key (its name is "
            f"{others[0].key})"
        )
    return Ledger(lines, key)


def save_ledger(archive: Archive, ledger: Ledger) -> bool:
    """Writes the ledger, which is one for all sources."""
    above = Archive(archive.content, ".", archive._step)
    return above.save_lines("erased.jsonl", ledger.lines)
