"""The one page that says when the mirror of each source last completed. A sync that finds nothing changes no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from candor.model.archive import SWEEP_EVERY, Mirror
from candor.pages.catalogue import mark
from candor.pages.contexts import MirrorCard, MirrorPage
from candor.pages.directory import Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document, Layout

URL = "mirror/"
TITLE = mark("How fresh the comments are")

LATE = timedelta(days=3)
"""A mirror that has not completed for so long is said to be late."""

SOURCES = {"github": "GitHub Discussions", "isso": "Isso"}
"""What sources are called; others by their own name."""


def plan_mirror(directory: Directory) -> Iterator[Document]:
    """The page, where anything is mirrored by a sync."""
    mirrors = directory.corpus.mirrors
    if not mirrors:
        return
    due = [mirror.completed + LATE for mirror in mirrors.values()]
    feed = bool(directory.site.url)
    cards = [draft_card(source, mirror, is_late(directory, mirror)) for source, mirror in sorted(mirrors.items())]
    title = directory.site.catalogue.gettext(TITLE)
    yield draft_document(
        directory.stamp,
        url=URL,
        template="mirror.jinja",
        context=MirrorPage(root="../", title=title, mirrors=cards, feed=feed),
        layout=Layout.LIST,
        title=title,
        changes_at=min((moment for moment in due if moment > directory.now), default=None),
    )


def draft_card(source: str, mirror: Mirror, late: bool = False) -> MirrorCard:
    return MirrorCard(
        source=SOURCES.get(source, source),
        completed=mirror.completed,
        compared=mirror.swept,
        due=mirror.swept + SWEEP_EVERY,
        threads=mirror.threads,
        vanished=mirror.vanished,
        late=late,
    )


def is_late(directory: Directory, mirror: Mirror) -> bool:
    return directory.now >= mirror.completed + LATE and not directory.demo
