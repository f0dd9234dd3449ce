"""The truth check: what the press printed, against what the host itself would have rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin

from candor.pages.plan import Document, PlateKey

SAMPLE = 5
"""Pages compared for each plate."""

Token = tuple[str, tuple[tuple[str, str], ...]]
"""A tag's name with its attributes, or ``#text`` with the text as the only one."""


Truth = Callable[[list[tuple[str, str, dict[str, str]]]], dict[str, str]]
"""Renders documents, given as (URL, layout, slot values), as the host's own ordinary pages: URL → HTML."""


def sample_documents(documents: Sequence[Document]) -> list[Document]:
    """A few documents for each plate, spread evenly over the plan."""
    by_plate: dict[PlateKey, list[Document]] = {}
    for document in documents:
        if document.plate:
            by_plate.setdefault(document.plate, []).append(document)
    return [
        found[index * (len(found) - 1) // max(1, min(SAMPLE, len(found)) - 1)]
        for found in by_plate.values()
        for index in range(min(SAMPLE, len(found)))
    ]


class _Reader(HTMLParser):
    """Collects what a parser sees: tags with sorted attributes, and text with its white space folded."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.tokens: list[Token] = []
        self._text: list[str] = []

    def flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.tokens.append(("#text", (("", text),)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        self.tokens.append((tag, tuple(sorted((name, self.value(name, value or "")) for name, value in attrs))))

    def value(self, name: str, value: str) -> str:
        """An attribute's value, links made absolute: the same place may be called by different relative names."""
        return urljoin(self.address, value) if name in {"href", "src", "action"} and value else value

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        self.tokens.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def read_tokens(html: str, url: str) -> list[Token]:
    """The page at `url` below the site as a list of tags and texts; equal for pages that a browser reads alike."""
    reader = _Reader(f"https://site.invalid/{url}")
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.tokens


def first_difference(printed: str, truth: str, url: str) -> str:
    """The first place where two prints of the page at `url` differ, in words, or nothing."""
    ours, theirs = read_tokens(printed, url), read_tokens(truth, url)
    for index, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            before = " ".join(show(token) for token in ours[max(0, index - 2) : index])
            return f"after {before[-160:]} the press printed {show(one)}, the host {show(other)}"
    if len(ours) != len(theirs):
        longer, who = (ours, "the press") if len(ours) > len(theirs) else (theirs, "the host")
        return f"only {who} printed {show(longer[min(len(ours), len(theirs))])} and what follows"
    return ""


def show(token: Token) -> str:
    """A token as a short excerpt of HTML."""
    name, attributes = token
    if name == "#text":
        return repr(attributes[0][1])[:160]
    return f"<{' '.join([name, *(f'{key}={value!r}' for key, value in attributes)])}>"[:200]
