"""What Pagefind is given to read: one small HTML file a page, with nothing in it that nobody would search for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from candor.model.corpus import Words
from candor.model.html import Fragment
from candor.pages.plan import Searchable

REPLY_CHARACTERS = 800
"""The searchable part of one answer or comment; the accepted one is searchable whole."""

REPLIES_CHARACTERS = 2_500
"""The searchable part of all comments below one post together."""

TITLE_WEIGHT = 7
ACCEPTED_WEIGHT = 2

TAG = re.compile(r'<(/?[a-z0-9]+)[^>"]*(?:"[^"]*"[^>"]*)*>')
"""A tag of sanitized HTML: attributes stand in double quotes and may hold a ``>``."""

INLINE = frozenset(
    tag
    for name in ("a", "b", "code", "del", "em", "i", "kbd", "mark", "span", "strong", "sub", "sup")
    for tag in (name, f"/{name}")
)
"""Tags in the middle of words; any other tag ends one."""

MIXED_WORD = re.compile(r"\b(?:[^\W\d_]++\d|\d++[^\W\d_])\w*")
SPLIT_WORD = re.compile(r"\d+|[^\W\d_]+")


def plain_text(fragment: Fragment) -> str:
    """The fragment's words, still escaped as in HTML, one space between them."""
    html = "".join(part if isinstance(part, str) else f"{part.before}{part.after}" for part in fragment.parts)
    return " ".join(TAG.sub(lambda tag: "" if tag[1] in INLINE else " ", html).split())


def cut_text(text: str, characters: int) -> str:
    """The beginning of an escaped text, to the end of a word."""
    return text if len(text) <= characters else text[:characters].rpartition(" ")[0]


def read_texts(page: Searchable, words: Words) -> Iterator[tuple[str, int]]:
    """The post's texts with their weights: question, accepted answer, other answers and comments."""
    yield plain_text(words.body), 1
    accepted = page.accepted
    if accepted.startswith("answers/"):
        accepted = accepted[len("answers/") : -len(".md")]
        if (answer := words.answers.get(accepted)) is not None:
            yield plain_text(answer), ACCEPTED_WEIGHT
    elif (comment := words.comments.get(accepted)) is not None:
        yield plain_text(comment), ACCEPTED_WEIGHT
    for name, answer in words.answers.items():
        if name != accepted:
            yield cut_text(plain_text(answer), REPLY_CHARACTERS), 1
    left = REPLIES_CHARACTERS
    for key, comment in words.comments.items():
        if key != accepted and left > 0 and key not in page.folded:
            text = cut_text(plain_text(comment), min(REPLY_CHARACTERS, left))
            left -= len(text)
            yield text, 1


def split_words(text: str) -> str:
    """The parts of words that mix letters and digits (``urho3d`` as ``urho 3d``), which Pagefind takes for one word.

    A digit also stays with the letters behind it, as it is spoken: ``3d``, ``16k``.
    """
    parts = {}
    for word in MIXED_WORD.findall(" ".join(part for part in text.split() if not part.isalpha())):
        pieces = SPLIT_WORD.findall(word)
        parts.update(dict.fromkeys(pieces))
        parts.update(dict.fromkeys(a + b for a, b in pairwise(pieces) if a.isdigit()))
    return " ".join(parts)


def compose_page(page: Searchable, words: Words | None) -> str:
    """The page as Pagefind reads it."""
    prose = [(escape(page.text), 1), *((plain_text(each), 1) for each in page.prose)]
    texts = prose if words is None else list(read_texts(page, words))
    split = split_words(" ".join([page.title, *(text for text, _ in texts)]))
    filters = {"kind": [page.kind], "state": [page.state], "answered": [page.answered], "topic": page.topics}
    head = [
        f'<meta data-pagefind-filter="{name}[content]" content="{escape(value)}">'
        for name, values in filters.items()
        for value in values
        if value
    ]
    if split:
        head.append(f'<meta data-pagefind-meta="split[content]" content="{escape(split)}">')
    body = [
        f'<p data-pagefind-weight="{weight}">{text}</p>' if weight > 1 else f"<p>{text}</p>" for text, weight in texts
    ]
    title = f"<h1>{escape(page.title)}</h1>"
    return f"<html><head>{''.join(head)}</head><body>{title}{''.join(body)}</body></html>"
