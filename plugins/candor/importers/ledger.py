"""What an importer wrote, so that it can tell its own files from those a person has changed since.

Every file is written whole, under another name first. Before that its digest is noted; a file on
disk with none of its noted digests has been edited by hand and is left alone. The notes are
appended as the work goes on, so a killed import finds them again.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from candor.errors import SourceError


class Outcome(StrEnum):
    """What became of one file."""

    WRITTEN = "written"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"


class Ledger:
    """Writes files below `root`; notes them in `notes`; with `dry` it only says what it would do."""

    def __init__(self, root: Path, notes: Path, *, overwrite: bool = False, dry: bool = False) -> None:
        self.root = root
        self._notes = notes
        self._overwrite = overwrite
        self._dry = dry
        self._ours: defaultdict[str, set[str]] = defaultdict(set)
        self._log: int | None = None

    def __enter__(self) -> Self:
        if self._notes.exists():
            for line in self._notes.read_text("utf-8", "replace").splitlines():
                digest, _, path = line.partition(" ")
                self._ours[path].add(digest)
        if not self._dry:
            self._notes.parent.mkdir(parents=True, exist_ok=True)
            self._log = os.open(self._notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            if os.fstat(self._log).st_size:
                os.write(self._log, b"\n")  # ends a line that a kill cut in half
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._log is not None:
            os.close(self._log)
            if kind is None:
                lines = (
                    f"{digest} {path}\n"
                    for path, digests in sorted(self._ours.items())
                    for digest in sorted(digests)
                    if path
                )
                write_whole(self._notes, "".join(lines).encode())

    def write(self, path: str, content: bytes) -> Outcome:
        """Brings the file to this content, unless somebody else changed it."""
        target = self.root / path
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        try:
            there = target.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            there = None
        if there == content:
            outcome = Outcome.UNCHANGED
        elif there is None:
            outcome = Outcome.WRITTEN
        elif self._overwrite or hashlib.blake2b(there, digest_size=16).hexdigest() in self._ours[path]:
            outcome = Outcome.UPDATED
        else:
            return Outcome.KEPT
        if not self._dry and digest not in self._ours[path]:
            assert self._log is not None
            os.write(self._log, f"{digest} {path}\n".encode())
        if outcome is Outcome.UNCHANGED:
            self._ours[path].add(digest)
        else:
            self._ours[path] = {digest}
            if not self._dry:
                write_whole(target, content)
        return outcome


def write_whole(path: Path, content: bytes) -> None:
    """The file with this content: at every moment it is the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def keys_below(path: Path, key: str) -> set[str]:
    """What stands below `key` in a YAML file, as in the topics of ``community.yml``. Raises SourceError for one that
    cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        loaded = YAML(typ="safe").load(path)
    except YAMLError as error:
        raise SourceError(f"{path} cannot be read: {error}") from None
    known = loaded.get(key) if isinstance(loaded, dict) else None
    return {str(slug) for slug in known} if isinstance(known, dict) else set()
