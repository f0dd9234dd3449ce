"""The words of the host's ordinary pages, for the search."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from candor.pages.plan import Searchable
from candor.pages.search import GUIDE

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

SILENT = frozenset({"script", "style", "svg", "template"})
VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
INLINE = frozenset({"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "span", "strong", "sub", "sup"})


def read_article(page: Page, html: str) -> Searchable | None:
    """The page as a search may find it; None where its front matter excludes it, as for the host's own search."""
    if page.meta.get("search", {}).get("exclude"):
        return None
    url = "" if page.url in (".", "./") else page.url
    title = str(page.title or "")
    return Searchable(url=url, title=title, kind=GUIDE, text=text_of(html).removeprefix(title).lstrip())


def text_of(html: str) -> str:
    """What a reader of the page reads, one space between words."""
    reader = TextReader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.pieces).split())


class TextReader(HTMLParser):
    """Collects text, except in what is no text and in the links that the host puts beside headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.pieces.append(" ")
        elif self.silent or tag in SILENT or (tag == "a" and "headerlink" in (dict(attrs).get("class") or "")):
            self.silent += 1
        elif tag not in INLINE:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.silent:
            self.silent -= 1
        elif tag not in INLINE:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)
