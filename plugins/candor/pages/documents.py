"""One way to make a `Document`, so that every fingerprint covers the same things."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

import msgspec

from candor.pages.contexts import Context
from candor.pages.plan import Document, Layout

encoder = msgspec.msgpack.Encoder()


def draft_document(
    stamp: bytes,
    *,
    url: str,
    template: str,
    context: Context,
    layout: Layout | None = None,
    title: str = "",
    description: str = "",
    source: str = "",
    words: tuple[str, ...] = (),
    changes_at: datetime | None = None,
) -> Document:
    """The document with its fingerprint: `stamp` (site and templates), what the plate prints, context and words.

    ``changes_at`` is not covered: time alone changes no byte until it is reached, and then the context differs.
    """
    digest = blake2b(stamp, digest_size=16)
    digest.update(encoder.encode((url, template, layout, title, description, source, words, context)))
    return Document(
        url=url,
        template=template,
        context=context,
        fingerprint=digest.digest(),
        layout=layout,
        title=title,
        description=description,
        source=source,
        words=words,
        changes_at=changes_at,
    )
