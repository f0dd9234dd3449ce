"""What the host warns of, kept beside its log."""

from __future__ import annotations

import logging
import re

from candor.errors import Diagnostic, Severity

DOC_FILE = re.compile(r"Doc file '([^']+)'")
"""How the host names the page that a warning is about."""


class Messages(logging.Handler):
    """Keeps the host's warnings and errors as lines."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(" ".join(record.getMessage().split()))

    def text(self) -> str:
        return "; ".join(self.lines)

    def problems(self, settings: str, content: str) -> tuple[Diagnostic, ...]:
        """Each line as a warning about the page it names, else about the settings file."""
        return tuple(
            Diagnostic(
                path=f"{content}/{page[1]}" if (page := DOC_FILE.search(line)) else settings,
                problem=line,
                severity=Severity.WARNING,
            )
            for line in self.lines
        )
