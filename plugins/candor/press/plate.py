"""A page of the host with holes: cast from a page full of probes, filled with a document's values.

A *probe* is a text that no site contains. It holds a space, ``&``, ``<``, ``'``, ``%`` and ``é``
between words of its own, so that whatever a template does to a value shows in what comes out:
printed as it is, HTML-escaped, percent-encoded, as a JSON string. `cast_plate` recognises each of
these, looks where on the page it stands, and chooses the escape that is safe there – never a
weaker one than the template's. It refuses what it does not recognise and where no escape helps.
"""

from __future__ import annotations

import hashlib
import html as html_escapes
import itertools
import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from enum import StrEnum
from functools import cache
from urllib.parse import quote, quote_plus

import msgspec

from candor.errors import PlateError
from candor.model.blocks import Block
from candor.model.html import SafeHtml

BODY, HEAD = "body", "head"
"""The slots that take `SafeHtml` as it is: all that Candor prints between elements. All others take text."""

PRINTED = frozenset({BODY, HEAD})

URL_SLOTS = frozenset({"url", "source", "canonical_url", "edit_url"})
"""Slots whose values Candor makes itself and that may therefore begin a link."""


class Transform(StrEnum):
    """What happens to a value on its way into the page; a joined name is done from left to right."""

    RAW = "raw"
    HTML = "html"
    HTML_HTML = "html+html"
    URL = "url"
    URL_ALL = "url-all"
    URL_PLUS = "url-plus"
    JSON = "json"
    JSON_HTML = "json+html"
    HTML_JSON = "html+json"


def escape_html(text: str) -> str:
    """Text that is only text in HTML, in content and in a quoted attribute alike."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;")
    )


JSON_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"}


def escape_json(text: str) -> str:
    """The inside of a JSON string that can neither end its string nor its script element nor a quoted attribute."""
    return json.dumps(text)[1:-1].replace('\\"', "\\u0022").translate(JSON_ESCAPES)


def quote_url(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace")


PRINT: dict[Transform, Callable[[str], str]] = {
    Transform.RAW: lambda text: text,
    Transform.HTML: escape_html,
    Transform.HTML_HTML: lambda text: escape_html(escape_html(text)),
    Transform.URL: lambda text: quote_url(text, "/"),
    Transform.URL_ALL: lambda text: quote_url(text, ""),
    Transform.URL_PLUS: lambda text: quote_plus(text, errors="replace"),
    Transform.JSON: escape_json,
    Transform.JSON_HTML: lambda text: escape_html(escape_json(text)),
    Transform.HTML_JSON: lambda text: escape_json(escape_html(text)),
}


def encode(text: str) -> bytes:
    """The text in UTF-8; a lone surrogate, of which none gets as far as this from a record, becomes ``?``."""
    return text.encode("utf-8", "replace")


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """A value's name, and what is done to it before it is printed."""

    name: str
    transform: Transform


class Plate(msgspec.Struct, frozen=True):
    """A page with holes: ``pieces[0]``, the slot ``slots[holes[0]]``, ``pieces[1]`` and so on; the pieces are UTF-8."""

    pieces: list[bytes]
    slots: list[Slot]
    holes: list[int]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page in UTF-8, with `values` in its slots; a name without a value prints nothing. What is printed as it
        is must be `SafeHtml`."""
        printed = []
        for slot in self.slots:
            value = values.get(slot.name, "")
            if slot.name in PRINTED and value and not isinstance(value, SafeHtml):
                raise TypeError(f"only SafeHtml may be a page's {slot.name}")
            printed.append(encode(PRINT[slot.transform](value)))
        parts = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            parts += (printed[hole], piece)
        return b"".join(parts)


# Probes


MARKS = (" & ", " < ", " ' ", " % ", "é", " / ", " ")


def make_probe(name: str, series: int, words: int = 8, marks: tuple[str, ...] = MARKS) -> str:
    """A text that no site contains, different for each `name` and `series`. It begins and ends with a word, survives
    the removal of tags and the collapsing of white space, and is text to any HTML parser."""
    between = itertools.chain([""], itertools.cycle(marks))
    digests = (
        hashlib.blake2b(f"{name}/{series}/{number}".encode(), digest_size=5).hexdigest() for number in range(words)
    )
    return "".join(f"{mark}Qx{digest}Zv" for mark, digest in zip(between, digests, strict=False))


def make_url_probe(name: str, series: int, depth: int) -> str:
    """A probe with the form of an address below the site's root, `depth` folders deep."""
    marks = tuple(mark for mark in MARKS if "/" not in mark)
    return "".join(f"{make_probe(f'{name}/{number}', series, marks=marks)}/" for number in range(depth))


PROBE_WORD = re.compile(r"qx([0-9a-f]{10})zv", re.IGNORECASE)


def probe_words(probe: str) -> list[str]:
    return [word.lower() for word in PROBE_WORD.findall(probe)]


@cache
def probe_forms(probe: str) -> list[tuple[str, Transform]]:
    """Every form in which a probe may have come out, the longest first, and what was done to it; the simpler
    explanation wins."""
    forms = {probe: Transform.RAW}

    def add(transform: Transform, *found: str) -> None:
        for form in found:
            forms.setdefault(form, transform)

    escaped, dumped = html_forms(probe), json_forms(probe)
    add(Transform.HTML, *escaped)
    add(Transform.HTML_HTML, *(again for form in escaped for again in html_forms(form)))
    add(Transform.JSON, *dumped)
    add(Transform.JSON_HTML, *(form for text in dumped for form in html_forms(text)))
    add(Transform.HTML_JSON, *(form for text in escaped for form in json_forms(text)))
    for safe, transform in (("/", Transform.URL), ("/!~*'()", Transform.URL), ("", Transform.URL_ALL)):
        quoted = quote(probe, safe=safe)
        add(transform, quoted, re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), quoted))
    add(Transform.URL_ALL, quote(probe, safe="!~*'()"))
    add(Transform.URL_PLUS, quote_plus(probe))
    return sorted(forms.items(), key=lambda form: -len(form[0]))


def html_forms(text: str) -> set[str]:
    """`text` as the escapes in use would print it: Jinja's, Python's, PHP-like ones, parsers that leave ``'`` alone."""
    base = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quotes = {base} | {base.replace("'", quoted) for quoted in ("&#39;", "&#x27;", "&#039;", "&apos;")}
    return {form.replace('"', double) for form in quotes for double in ('"', "&#34;", "&quot;")}


def json_forms(text: str) -> set[str]:
    """`text` inside a JSON string, with some or all of the characters escaped that mean something to HTML."""
    dumps = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    escapes = [{ord(char): JSON_ESCAPES[ord(char)] for char in chars} for chars in ("<", "<>&", "<>&'")]
    return dumps | {form.translate(table) for form in dumps for table in escapes}


# Casting


def cast_plate(html: str, probes: Mapping[str, str], template: str) -> Plate:
    """The plate of a page that was rendered with `probes` (slot → probe) as values.

    Raises PlateError, with an excerpt of the page and the slot's name, where a probe came out in an
    unknown form, or stands where no escape makes a stranger's text safe.
    """
    forms = {probe_words(probe)[0]: (name, probe_forms(probe)) for name, probe in probes.items()}
    found: list[Slot] = []
    marked, at = "", 0
    for word in PROBE_WORD.finditer(html):
        name, known = forms.get(word[1].lower(), ("", []))
        for form, transform in known:
            if html.startswith(form, word.start()):
                marked += f"{html[at : word.start()]}{HOLE}{len(found)}x"
                at = word.start() + len(form)
                found.append(Slot(name, transform))
                break
    marked += html[at:]
    page = MarkedPage(marked, found, template)
    page.refuse_remains(probes)
    slots = [choose(place, page) for place in page.places()]
    if [slot.name for slot in slots].count(BODY) != 1:
        raise PlateError(f"{template}: the page's body must be printed exactly once, as {{{{ page.content }}}}")
    unique = list(dict.fromkeys(slots))
    pieces = [encode(piece) for piece in re.split(rf"{HOLE}\d+x", fold_space(marked))]
    return Plate(pieces, unique, [unique.index(slot) for slot in slots])


SPACE = re.compile(
    r"""<!--.*?-->|<(pre|script|style|textarea)\b.*?</\1\s*>|<(?:[^<>"']|"[^"]*"|'[^']*')*>|\s*\n\s*""",
    re.DOTALL | re.IGNORECASE,
)


def fold_space(html: str) -> str:
    """The page with each run of white space between its tags that holds a line's end as one line's end: every page
    would repeat the indentation and the empty lines that the host's templates leave."""
    return SPACE.sub(lambda match: match[0] if match[0].startswith("<") else "\n", html)


HOLE = "q7hole8w3z"
HOLE_PATTERN = re.compile(rf"{HOLE}(\d+)x")


class Where(StrEnum):
    """The kinds of place in HTML that differ in what may safely stand there."""

    TEXT = "text"
    ATTRIBUTE = "attribute"
    JSON = "JSON"
    UNQUOTED = "an attribute without quotes"
    TAG = "a tag"
    COMMENT = "a comment"
    RAW_TEXT = "an element whose content is not escaped"


class Place(msgspec.Struct, frozen=True):
    """Where hole number ``hole`` stands. ``before`` is what precedes it in an attribute's value."""

    hole: int
    where: Where
    element: str = ""
    attribute: str = ""
    before: str = ""


class MarkedPage:
    """A page whose probes are numbered marks, so that it can be read as HTML."""

    def __init__(self, html: str, found: list[Slot], template: str) -> None:
        self.html, self.found, self.template = html, found, template

    def error(self, hole: int, problem: str) -> PlateError:
        position = self.html.index(f"{HOLE}{hole}x")
        return PlateError(f"{self.template}: {problem}:\n    {self.excerpt(position)}")

    def excerpt(self, position: int) -> str:
        """The line around `position`, with slots' names in braces."""
        cut = self.html[max(0, position - 120) : position + 120]
        named = HOLE_PATTERN.sub(lambda match: f"{{{self.found[int(match[1])].name}}}", cut)
        return " ".join(named.split())

    def refuse_remains(self, probes: Mapping[str, str]) -> None:
        owners = {word: name for name, probe in probes.items() for word in probe_words(probe)}
        for match in PROBE_WORD.finditer(self.html):
            if name := owners.get(match[1].lower()):
                raise PlateError(
                    f"{self.template}: {name} is changed in a way that Candor cannot repeat for other values "
                    f"(cut off, or passed through a filter it does not know):\n    {self.excerpt(match.start())}"
                )

    def places(self) -> Iterator[Place]:
        """Where each hole stands, in order, as an HTML parser sees it."""
        html, at = self.html, 0
        while (start := html.find("<", at)) != -1:
            yield from self._holes(at, start, Where.TEXT)
            if html.startswith("<!--", start):
                end = html.find("-->", start + 4)
                at = len(html) if end == -1 else end + 3
                yield from self._holes(start, at, Where.COMMENT)
            elif html.startswith(("<!", "<?"), start):
                at = (html.find(">", start) + 1) or len(html)
                yield from self._holes(start, at, Where.COMMENT)
            elif tag := TAG.match(html, start):
                at = yield from self._tag(tag)
            else:
                at = start + 1
        yield from self._holes(at, len(html), Where.TEXT)

    def _holes(self, start: int, end: int, where: Where, element: str = "", attribute: str = "") -> Iterator[Place]:
        for match in HOLE_PATTERN.finditer(self.html, start, end):
            yield Place(int(match[1]), where, element, attribute, self.html[start : match.start()])

    def _tag(self, tag: re.Match[str]) -> Generator[Place, None, int]:
        html, element, at = self.html, tag[2].lower(), tag.end()
        kind = ""
        yield from self._holes(tag.start(), at, Where.TAG)
        while (match := ATTRIBUTE.match(html, at)) is not None:
            name, value = match[1].lower(), match[2] or ""
            yield from self._holes(match.start(1), match.end(1), Where.TAG)
            if value[:1] in ("'", '"'):
                yield from self._holes(match.start(2) + 1, match.end(2) - 1, Where.ATTRIBUTE, element, name)
            elif value:
                yield from self._holes(match.start(2), match.end(2), Where.UNQUOTED, element, name)
            if name == "type":
                kind = value.strip("'\"").strip().lower()
            at = match.end()
        at = (html.find(">", at) + 1) or len(html)
        if tag[1] or element not in RAW_ELEMENTS:
            return at
        close = re.compile(rf"</{element}[\s/>]", re.IGNORECASE).search(html, at)
        end = close.start() if close else len(html)
        where = Where.RAW_TEXT
        if element in {"title", "textarea"}:
            where = Where.TEXT
        elif element == "script" and JSON_TYPE.fullmatch(kind):
            where = Where.JSON
            self._check_json(at, end)
        yield from self._holes(at, end, where, element)
        return end

    def _check_json(self, start: int, end: int) -> None:
        """All holes of a JSON script stand inside strings, or it would not be JSON while the marks are bare words."""
        match = HOLE_PATTERN.search(self.html, start, end)
        if match is None:
            return
        try:
            json.loads(self.html[start:end])
        except ValueError as error:
            name = self.found[int(match[1])].name
            raise self.error(int(match[1]), f"{name} stands outside a string of this JSON ({error})") from None


TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=\"'][^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*))?")
RAW_ELEMENTS = frozenset({"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "plaintext"})
JSON_TYPE = re.compile(r"application/([a-z0-9.-]+\+)?json")
URL_ATTRIBUTES = frozenset(
    {
        "href",
        "src",
        "action",
        "formaction",
        "data",
        "poster",
        "cite",
        "background",
        "manifest",
        "xlink:href",
        "codebase",
    }
)
DANGEROUS_ATTRIBUTES = frozenset({"style", "srcdoc", "srcset", "ping"})
DANGEROUS_SCHEMES = ("javascript:", "data:", "vbscript:")


def choose(place: Place, page: MarkedPage) -> Slot:
    """The slot with an escape that is safe where it stands."""
    slot = page.found[place.hole]
    name, transform = slot.name, slot.transform
    if name in PRINTED:
        if transform is not Transform.RAW or place.where is not Where.TEXT or place.element:
            raise page.error(place.hole, f"the page's {name} may only be printed as it is, between elements")
        return slot
    match place.where:
        case Where.TEXT:
            pass
        case Where.JSON:
            inside = {Transform.RAW: Transform.JSON, Transform.HTML: Transform.HTML_JSON}
            if transform in {Transform.JSON_HTML, Transform.HTML_HTML}:
                raise page.error(place.hole, f"{name} is escaped for HTML inside JSON – use tojson alone")
            return Slot(name, inside.get(transform, transform))
        case Where.ATTRIBUTE:
            refuse_attribute(place, name, page)
        case _:
            raise page.error(place.hole, f"{name} stands in {place.where}, where no escape is safe")
    return Slot(name, Transform.HTML if transform is Transform.RAW else transform)


def refuse_attribute(place: Place, name: str, page: MarkedPage) -> None:
    attribute = place.attribute
    if attribute.startswith("on") or attribute in DANGEROUS_ATTRIBUTES:
        raise page.error(place.hole, f"{name} stands in the attribute {attribute}, where no escape is safe")
    if attribute not in URL_ATTRIBUTES:
        return
    before = html_escapes.unescape(place.before).strip().lower()
    if before.startswith(DANGEROUS_SCHEMES):
        raise page.error(place.hole, f"{name} stands in a link that runs or carries code")
    if not LEADS_SOMEWHERE.match(before) and name not in URL_SLOTS:
        raise page.error(place.hole, f"{name} decides where a link leads to")


LEADS_SOMEWHERE = re.compile(r"https?://[^/]+/|/[^/]|[?#]|\.{1,2}/|mailto:|[^:/]+[/?#]")
"""How a link's beginning looks that leaves nothing of scheme and host to what follows."""


def check_agreement(first: Plate, second: Plate, template: str) -> None:
    """Raises PlateError where two plates of one layout, cast with different probes, differ: what they print besides
    the values then depends on the values, on the time or on a counter."""
    if first == second:
        return
    for one, other in zip(*([piece.decode() for piece in plate.pieces] for plate in (first, second)), strict=False):
        if one != other:
            place = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
            )
            cuts = [" ".join(piece[max(0, place - 80) : place + 60].split()) for piece in (one, other)]
            raise PlateError(
                f"{template}: two renderings of one page differ where no value stands; something prints the time, "
                f"counts pages, or looks at a value that it does not print:\n    {cuts[0]}\n    {cuts[1]}"
            )
    raise PlateError(f"{template}: a value is printed more often for some values than for others")


# Live blocks on ordinary pages

PLACEHOLDER = re.compile(r'<candor-block data-options="([^"]*)"></candor-block>')
"""What `candor.markdown` leaves on an ordinary page for each live block."""


def find_blocks(html: str) -> list[Block]:
    """The live blocks of an ordinary page, each once, in order."""
    return list(dict.fromkeys(read_block(match) for match in PLACEHOLDER.finditer(html)))


def read_block(match: re.Match[str]) -> Block:
    return msgspec.json.decode(html_escapes.unescape(match[1]), type=Block)


def fill_blocks(html: str, blocks: Mapping[Block, SafeHtml]) -> str:
    """The page with each live block's HTML in its place."""
    return PLACEHOLDER.sub(lambda match: str(blocks[read_block(match)]), html)
