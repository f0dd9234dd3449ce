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
    Row("search", Verdict.SUPPORTED, "indexes ordinary pages; Candor's own pages are not in its index", pure=True),
)


def find_row(plugin: str) -> Row | None:
    """The table's row for a plugin, under its own or its theme's name (``search`` is ``material/search``)."""
    for row in TABLE:
        if plugin in (row.plugin, f"material/{row.plugin}"):
            return row
    return None


def refused(plugins: Iterable[str]) -> list[Row]:
    return [row for plugin in plugins if (row := find_row(plugin)) and row.verdict is Verdict.REFUSED]
