"""What the site will consist of, said without knowing any builder.

A `Plan` is a list of `Document`s. The press prints one only where its fingerprint is new, so a
fingerprint must cover all that the printed bytes depend on, the plate aside (the press adds that).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from candor.model.html import Fragment
from candor.pages.directory import Directory


class Layout(StrEnum):
    """A page form of the host: one template ``candor/<layout>.html`` over the theme."""

    POST = "post"
    LIST = "list"
    TOPIC = "topic"
    MEMBER = "member"
    HOME = "home"


class PlateKey(msgspec.Struct, frozen=True, order=True):
    """Which specimen a page is printed on: its layout, and how many folders deep its URL lies."""

    layout: Layout
    depth: int


PLATES: frozenset[PlateKey] = frozenset(
    PlateKey(layout, depth)
    for layout, depths in {
        Layout.POST: (2,),
        Layout.LIST: (1, 2, 3, 4),
        Layout.TOPIC: (1, 2, 4),
        Layout.MEMBER: (1, 2, 3, 4),
        Layout.HOME: (0,),
    }.items()
    for depth in depths
)
"""Every plate a plan may use. The host is asked for all of them before the plan is known."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One output file.

    ``url`` is relative to the site's root: a folder with a trailing slash prints ``index.html``
    inside it (``""`` is the home page), anything else is the file itself (``feed.xml``).
    ``layout`` is None for a file printed without a plate (feeds, redirects, sitemap).
    ``context`` is one of `candor.pages.contexts`, which ``template`` renders; ``words`` names the
    posts whose bodies the template prints. ``changes_at`` is when the page would print differently
    with nothing but time passed.
    """

    url: str
    template: str
    context: msgspec.Struct
    fingerprint: bytes
    layout: Layout | None = None
    title: str = ""
    description: str = ""
    source: str = ""
    words: tuple[str, ...] = ()
    changes_at: datetime | None = None

    @property
    def dest(self) -> str:
        """Path of the output file below ``site/``."""
        return f"{self.url}index.html" if self.url.endswith("/") or not self.url else self.url

    @property
    def plate(self) -> PlateKey | None:
        return PlateKey(self.layout, self.url.count("/")) if self.layout else None


class Searchable(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A page that a search may find.

    ``url`` is relative to the site's root; ``kind``, ``topics`` (titles) and ``answered`` (``yes``, ``no``, or empty
    where nothing was asked) can be filtered by; ``state`` is shown. Its words are those of the post whose key is
    ``words`` (the ``accepted`` one first, as in `PostPage`), or else ``text`` and ``prose``. ``folded`` names the
    comments that no search finds, since the page shows them to nobody who does not ask; ``withdrawn`` those whose words
    were taken away, which no index may hold any more.
    """

    url: str
    title: str
    kind: str
    state: str = ""
    answered: str = ""
    topics: tuple[str, ...] = ()
    words: str = ""
    accepted: str = ""
    text: str = ""
    prose: tuple[Fragment, ...] = ()
    folded: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


class CopiedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file published as it is: ``source`` below ``content/``, ``dest`` below ``site/``."""

    source: str
    dest: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The whole site. ``searchable`` is what a search may find; ``notes`` says in plain sentences what was left out,
    and why; ``directory`` is what it was planned from."""

    documents: Iterable[Document]
    copies: list[CopiedFile] = []
    searchable: Iterable[Searchable] = ()
    notes: list[str] = []
    directory: Directory | None = None
