"""Webhooks and Actions events as hints: of all they say, only a discussion's number is believed.

An event may be late, come twice, be forged or never come; what it names is read from GitHub itself.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from candor.model.records import Repository

EVENT_BYTES = 32 * 1024 * 1024
"""More than the 25 MB that GitHub sends at most."""


class _Discussion(msgspec.Struct):
    number: int


class _Repository(msgspec.Struct):
    full_name: str


class _Event(msgspec.Struct):
    discussion: _Discussion | None = None
    repository: _Repository | None = None


def read_hints(event: Path, repository: Repository) -> tuple[int, ...]:
    """The numbers of the discussions that an event's file names; none for an event about something else, about another
    repository, or that cannot be read."""
    try:
        with event.open("rb") as stream:
            read = msgspec.json.decode(stream.read(EVENT_BYTES), type=_Event)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    if read.discussion is None or read.repository is None or read.discussion.number < 1:
        return ()
    ours = f"{repository.owner}/{repository.name}"
    return (read.discussion.number,) if read.repository.full_name.casefold() == ours.casefold() else ()
