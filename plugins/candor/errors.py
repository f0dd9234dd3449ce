"""Everything that can go wrong, as one tree.

::

    CandorError
    ├── ConfigError      the project's settings cannot be used as they are
    ├── PlateError       a template asks for something no slot can carry safely
    ├── RefusedError     somebody asked for what cannot be published; the text says what can
    ├── SourceError      a source as a whole cannot be read (archive, history, import file)
    ├── PressError       the site cannot be written
    ├── RemoteError      another server does not give what was asked of it
    └── BusyError        somebody else is at work, or a limit is used up; trying again later helps

A fault in somebody's *content* is never an exception: it is a `Diagnostic`, collected with all
others, sorted and shown with place, fact and way out. Only ``candor.mkdocs`` turns errors into
the host's own kind, and only ``candor.cli`` into exit codes.
"""

from __future__ import annotations

import errno
from enum import StrEnum

import msgspec


class CandorError(Exception):
    """An error whose text is fit to be shown to the person who ran the command."""


class ConfigError(CandorError):
    """The project's settings cannot be used as they are."""


class PlateError(CandorError):
    """A template asks for something that no slot can carry safely."""


class RefusedError(CandorError):
    """Somebody asked for what cannot be published as it is; the text says how it can."""


class SourceError(CandorError):
    """A source as a whole cannot be read."""


class PressError(CandorError):
    """The site cannot be written."""


class RemoteError(CandorError):
    """Another server does not give what was asked of it."""


class BusyError(CandorError):
    """Somebody else is at work, or a limit is used up; trying again later helps."""


WAYS_OUT = {
    errno.EACCES: "see that this user may read and write there",
    errno.EPERM: "see that this user may read and write there",
    errno.EROFS: "the disk cannot be written to; work in another folder",
    errno.ENOSPC: "make room on the disk",
    errno.EADDRINUSE: "something listens there already; stop it or choose another address with --dev-addr",
    errno.EADDRNOTAVAIL: "choose an address of this machine with --dev-addr",
    errno.EEXIST: "move away what is there",
    errno.ENOTDIR: "move away what is there",
    errno.EISDIR: "move away what is there",
}


def describe_os_error(error: OSError) -> str:
    """What the system refused, in one line: place, fact and way out."""
    place = f"{error.filename}: " if error.filename is not None else ""
    hint = WAYS_OUT.get(error.errno or 0, "")
    return f"{place}{error.strerror or error}{f' – {hint}' if hint else ''}"


class Severity(StrEnum):
    """How much a diagnostic weighs: an error makes ``candor check`` exit 1, a warning does so
    under ``--strict`` only, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Diagnostic(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """One fault of one file: place, fact and way out.

    ``path`` is relative to the project's root, with forward slashes; ``line`` counts from 1 and is
    0 where the fault belongs to the file as a whole; ``field`` is a dotted path such as
    ``idea.status`` or empty.
    """

    path: str
    line: int = 0
    field: str = ""
    problem: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        field = f"{self.field}: " if self.field else ""
        hint = f" – {self.hint}" if self.hint else ""
        return f"{place}: {field}{self.problem}{hint}"
