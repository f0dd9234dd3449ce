"""A live block: a place on an ordinary page that the press fills with what the community holds now."""

from __future__ import annotations

import msgspec


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """What shall stand there. ``name`` says which block it is: the ``newest`` posts, of one kind or topic if given; the
    ``incidents`` that are open, of one component if given; the ``promises`` that are not settled; or the ``thread`` of
    the page itself, which nobody writes there. ``count`` is how many at most."""

    name: str
    kind: str = ""
    topic: str = ""
    component: str = ""
    count: int = 5
