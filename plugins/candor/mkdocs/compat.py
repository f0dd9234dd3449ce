"""Which other plugins work beside Candor, and why: one row each, tried with the real plugin."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """``supported`` plugins do on Candor's pages what they do on ordinary ones; ``harmless`` ones work on ordinary
    pages and leave Candor's alone; ``refused`` ones would damage the site or say what is untrue: the build stops."""

    SUPPORTED = "supported"
    HARMLESS = "harmless"
    REFUSED = "refused"


class Row(msgspec.Struct, frozen=True):
    """``plugin`` is the name in mkdocs.yml. ``pure`` says that its output depends only on what Candor watches, so that
    the host need not run while nothing there has changed."""

    plugin: str
    verdict: Verdict
    reason: str
    pure: bool = False


TABLE = (
    Row("candor/questions", Verdict.SUPPORTED, "this one", pure=True),
    Row("candor/comments", Verdict.SUPPORTED, "prints threads below ordinary pages; a post's are its own"),
    Row("search", Verdict.HARMLESS, "finds ordinary pages only, where Candor's own search is switched off", pure=True),
    Row("minify", Verdict.SUPPORTED, "what surrounds a post is minified, the post itself is not", pure=True),
    Row("privacy", Verdict.HARMLESS, "the theme's assets are kept on the site, images of posts stay where they are"),
    Row("redirects", Verdict.HARMLESS, "leads to ordinary pages only; a post's old names are its aliases", pure=True),
    Row("rss", Verdict.HARMLESS, "its feeds hold ordinary pages only; Candor's own feeds hold the posts"),
    Row("social", Verdict.HARMLESS, "draws cards for ordinary pages only"),
    Row("tags", Verdict.HARMLESS, "lists ordinary pages only; a post has topics", pure=True),
    Row("git-revision-date-localized", Verdict.HARMLESS, "dates ordinary pages only; a post's dates are Candor's own"),
    Row(
        "git-revision-date",
        Verdict.REFUSED,
        "prints the time of the build where Git knows no date – use git-revision-date-localized",
    ),
)
"""Tried with mkdocs-minify-plugin 0.8.0, mkdocs-redirects 1.2.3, mkdocs-rss-plugin, mkdocs-material 9.8.1 (privacy,
search, social, tags), mkdocs-git-revision-date-localized-plugin and mkdocs-git-revision-date-plugin 0.3.2. A plugin
that is not in the table may well work; the host then runs in every build."""


def find_row(plugin: str) -> Row | None:
    """The table's row for a plugin, under its own or its theme's name (``search`` is ``material/search``)."""
    for row in TABLE:
        if plugin in (row.plugin, f"material/{row.plugin}"):
            return row
    return None


def refused(plugins: Iterable[str]) -> list[Row]:
    return [row for plugin in plugins if (row := find_row(plugin)) and row.verdict is Verdict.REFUSED]
