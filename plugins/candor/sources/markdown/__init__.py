"""What strangers write becomes HTML that can do no harm, looking as it does on GitHub.

`render` is the one way in: GitHub's parser (`parser`), the sanitizer (`sanitizer`), then one walk that
makes links, mentions, alerts, emoji, images, ids and coloured code of it (`finish`, `code`,
`emoji`). No text skips the sanitizer, and nothing after it prints an author's words unescaped.
What depends on the rest of the community stays open as a hole until the page is printed.

Limits (`candor.model.limits`) come first: text is cut and nesting flattened before the parser
could make much of little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

import msgspec

from candor.model import limits
from candor.model.html import Fragment
from candor.sources.markdown.finish import FOOTNOTES, Fault, Finisher, Place, plain_text
from candor.sources.markdown.parser import parse
from candor.sources.markdown.sanitizer import clean

__all__ = ["Place", "Problem", "Rendered", "render", "renderer_version"]

TEXT_CHARACTERS = 400


@cache
def renderer_version() -> str:
    """A name for all that the output depends on, the text and its place aside."""
    from importlib.metadata import version  # costs a worker more than its first post, and no worker asks

    ours = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        ours.update(path.read_bytes())
    ours.update(Path(limits.__file__).read_bytes())
    others = [f"{name}-{version(name)}" for name in ("cmarkgfm", "nh3", "pygments", "emoji")]
    return " ".join([ours.hexdigest()[:16], *others])


class Problem(msgspec.Struct, frozen=True):
    """Something wrong with a text; ``line`` counts from 1 in that text."""

    line: int
    problem: str
    hint: str = ""


class Rendered(msgspec.Struct, frozen=True):
    """A rendered text. ``text`` is its beginning in plain words; ``cut`` says that not all of it is printed."""

    fragment: Fragment
    problems: tuple[Problem, ...] = ()
    cut: bool = False

    @property
    def text(self) -> str:
        """Its first words without markup, spaces collapsed, for excerpts."""
        return plain_text(self.fragment.parts, TEXT_CHARACTERS)


_NOT_TEXT = re.compile("[\ud800-\udfff\x00]")
_OVERRIDES = re.compile("[\u202d\u202e]")
_MARKER = r"(?:[ \t]*(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))"
_DEEP = re.compile(rf"^({_MARKER}{{{limits.NESTING}}}){_MARKER}+", re.MULTILINE)
_NOTES = '<section class="footnotes" data-footnotes>\n'
_NOTES_END = "</section>\n"
_HALVINGS = 12


def render(text: str, place: Place) -> Rendered:
    """`text`, GitHub Flavored Markdown from anyone, as HTML that is safe wherever HTML may stand.

    Pure, and never raises, whatever is in `text`.
    """
    problems: list[Problem] = []
    if not text.isascii() or "\0" in text:
        text = _NOT_TEXT.sub("\ufffd", text).removeprefix("\ufeff")
        if override := _OVERRIDES.search(text):
            line = text.count("\n", 0, override.start()) + 1
            problems.append(Problem(line, "an invisible character turns the direction of text around", "delete it"))
            text = _OVERRIDES.sub("", text)
    source = text
    shown = _cut(text, place.limit)
    for _ in range(_HALVINGS):
        finisher, more = _render(shown, place)
        size = sum(len(part) if isinstance(part, str) else 200 for part in finisher.parts)
        if size <= limits.RENDERED_BYTES:
            break
        shown = _cut(shown, len(shown) * limits.RENDERED_BYTES // (2 * size))
    problems += more
    problems += _place_faults(source, finisher.faults)
    parts = finisher.parts
    cut = len(shown) < len(source)
    if cut:
        line = shown.count("\n") + 1
        problems.append(Problem(line, "the rest of the text is not printed", "write less, or split it"))
        parts = [*parts, _cut_note(place)]
    return Rendered(Fragment(tuple(parts)), tuple(problems), cut)


def _render(text: str, place: Place) -> tuple[Finisher, list[Problem]]:
    problems = []
    html, raw = parse(text)
    if html.count("<") > limits.NESTING and _nestings(html) > limits.NESTING and _DEEP.search(text):
        problems += [
            Problem(text.count("\n", 0, deep.start()) + 1, f"nested more than {limits.NESTING} deep")
            for deep in _DEEP.finditer(text)
        ][:1]
        html, raw = parse(_DEEP.sub(r"\1", text))
    if len(html) > limits.TABLE_CELLS * 10 and html.count("<td") + html.count("<th") > limits.TABLE_CELLS:
        problems.append(Problem(0, f"tables of more than {limits.TABLE_CELLS} cells are printed as text"))
        html, raw = parse(_DEEP.sub(r"\1", text), tables=False)
    split = html.rfind(_NOTES) if html.endswith(_NOTES_END) else -1
    if split < 0:
        cleaned = clean(html, raw=raw)
    else:
        notes = clean(html[split + len(_NOTES) : -len(_NOTES_END)], raw=raw)
        cleaned = f"{clean(html[:split], raw=raw)}{FOOTNOTES}\n{notes}</section>\n"
    finisher = Finisher(place)
    finisher.walk(cleaned)
    return finisher, problems


def _nestings(html: str) -> int:
    """How many block quotes and lists there are: no line is nested deeper than that."""
    return html.count("<blockquote>") + html.count("<ul>") + html.count("<ol")


def _cut(text: str, size: int) -> str:
    """The whole lines of `text` that fit into `size` bytes; of a single longer line, its beginning."""
    if len(text) * 4 <= size or len(data := text.encode()) <= size:
        return text
    head = data[:size].decode(errors="ignore")
    return head[: head.rfind("\n") + 1] or head


def _cut_note(place: Place) -> str:
    if not place.url.startswith(("https://", "http://")):
        return '<p class="cut">The rest of this text is not shown.</p>\n'
    link = f'<a href="{escape(place.url)}" rel="noopener noreferrer">Read all of it</a>'
    return f'<p class="cut">The rest of this text is not shown. {link}</p>\n'


def _place_faults(text: str, faults: Iterable[Fault]) -> list[Problem]:
    """The faults with their lines, each searched after the one before it."""
    placed = []
    start: dict[str, int] = {}
    for fault in faults:
        found = text.find(fault.written, start.get(fault.written, 0))
        start[fault.written] = found + 1
        placed.append(Problem(text.count("\n", 0, found) + 1 if found >= 0 else 0, fault.problem, fault.hint))
    return placed
