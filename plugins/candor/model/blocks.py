"""A live block: a place on an ordinary page that the press fills with what the community holds now."""

from __future__ import annotations

import msgspec


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The newest ``count`` posts, of one kind or topic if given. ``name`` says which block it is."""

    name: str
    kind: str = ""
    topic: str = ""
    count: int = 5
