"""A stranger's HTML as the Markdown that means the same, for the archive holds Markdown alone.

The sanitizer makes HTML of a known form of it, which one walk writes down: linear in its length and without
recursion, whatever was sent.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from candor.model import limits

HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}
KEPT = frozenset({"kbd", "sub", "sup"})
"""Elements that Markdown has no sign for; GitHub's Markdown takes them as they are."""

CONTAINERS = frozenset({"blockquote", "ol", "ul", "li"})
BLOCKS = frozenset({"p", "div", "pre", "hr", "table", "tr", *HEADINGS, *CONTAINERS})
TAGS = BLOCKS | KEPT | MARKS.keys() | {"a", "br", "code", "img", "td", "th"}

DEEPEST = 100
"""Elements within each other; beyond it they are dropped and their words kept. Parsers take the square of it."""

BREAK = "\0"
"""A line break while a paragraph is gathered; no HTML holds the character."""


def as_markdown(html: str) -> str:
    """Markdown for any HTML. Scripts and styles are left out with what is in them, and every character that
    Markdown would take for a sign is escaped."""
    cut = html.encode("utf-8", "replace")[: limits.RENDERED_BYTES].decode("utf-8", "ignore")
    if deepest(cut) > 5 * DEEPEST:  # unclosed paragraphs and items count too, before they are told apart
        cut = re.sub(r"<[^<>]*>?", " ", cut)
    clean = nh3.clean(cut, tags=set(TAGS), attributes={"a": {"href"}, "img": {"src", "alt"}}, link_rel=None)
    if deepest(clean) > DEEPEST:
        clean = nh3.clean(cut, tags=set())
    writer = Writer()
    writer.feed(clean)
    writer.close()
    writer.flush()
    return "\n".join(writer.lines).strip()[: limits.POST_BYTES]


def deepest(html: str) -> int:
    """How deep the elements of HTML lie within each other, if it closes them all."""
    depth = most = 0
    for part in html.split("<")[1:]:
        name = part.partition(">")[0].partition(" ")[0]
        if name.startswith("/"):
            depth -= 1
        elif name not in ("br", "hr", "img"):
            depth += 1
            most = max(most, depth)
    return most


class Writer(HTMLParser):
    """Writes clean HTML down: ``lines`` are whole, ``_words`` the paragraph that is gathered."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[str, int, str]] = []  # elements within the paragraph: name, where it began, address
        self._boxes: list[tuple[str, str]] = []  # blockquotes and lists around it: name, what its lines begin with
        self._sign = ""  # what the next line begins with instead, once: a list's sign
        self._shared = 0  # how many of them the last line stands in too
        self._listed = False
        self._heading = ""
        self._verbatim = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in BLOCKS:
            self.flush()
        if tag in HEADINGS:
            self._heading = HEADINGS[tag]
        elif tag == "hr":
            self.write(["---"])
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "blockquote":
            self._boxes.append((tag, "> "))
        elif tag in ("ul", "ol"):
            self._boxes.append((tag, ""))
        elif tag == "li":
            sign = "1. " if self._boxes and self._boxes[-1][0] == "ol" else "- "
            self._sign = self.prefix + sign
            self._boxes.append((tag, " " * len(sign)))
        elif tag in ("td", "th"):
            self._words.append(" ")
        elif tag == "br":
            self._words.append("\n" if self._verbatim else BREAK)
        elif tag == "img":
            self._words.append(f"![{escape(given.get('alt', ''))}]({address(given.get('src', ''))})")
        elif tag in KEPT or tag in MARKS or tag in ("a", "code"):
            self._open.append((tag, len(self._words), given.get("href", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
            self.write_code()
        elif tag in BLOCKS:
            self.flush()
            self._heading = ""
        if tag in CONTAINERS and self._boxes:
            self._boxes.pop()
            self._shared = min(self._shared, len(self._boxes))
            self._sign = self._sign if tag != "li" else ""
        elif self._open and self._open[-1][0] == tag:
            self.wrap(*self._open.pop())

    def handle_data(self, data: str) -> None:
        within_code = self._verbatim or (self._open and self._open[-1][0] == "code")
        data = data.replace(BREAK, "")
        self._words.append(data if within_code else escape(data))

    def wrap(self, tag: str, start: int, href: str) -> None:
        """Puts what was gathered since `start` into the signs of an element; around blanks there are none."""
        text = "".join(self._words[start:])
        inner = text.strip()
        if not inner or self._verbatim:
            return
        if tag == "code":
            fence = "`" * (longest_run(text) + 1)
            pad = " " if inner[0] == "`" or inner[-1] == "`" else ""
            signs = (fence + pad, pad + fence)
        elif tag == "a":
            signs = ("[", f"]({address(href)})") if href else ("", "")
        elif tag in KEPT:
            signs = (f"<{tag}>", f"</{tag}>")
        else:
            signs = (MARKS[tag], MARKS[tag])
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        self._words[start:] = [before, signs[0], inner, signs[1], after]

    # lines

    @property
    def prefix(self) -> str:
        return "".join(start for _, start in self._boxes)

    def flush(self) -> None:
        """Ends the paragraph."""
        while self._open:
            self.wrap(*self._open.pop())
        if self._verbatim:
            self.write_code()
            return
        whole = re.sub(r"[ \t\n\r\f]+", " ", "".join(self._words))
        self._words.clear()
        parts = [guard(part.strip()) for part in whole.strip(f" {BREAK}").split(BREAK)]
        if parts != [""]:
            self.write([self._heading + part + ("" if last else "  ") for part, last in with_last(parts)])

    def write_code(self) -> None:
        text = "".join(self._words).strip("\n")
        self._words.clear()
        self._open.clear()
        if text.strip():
            fence = "`" * max(3, longest_run(text) + 1)
            self.write([fence, *text.split("\n"), fence])

    def write(self, lines: list[str]) -> None:
        """A block: a blank line before it, unless it begins another item, and its lines behind what stands around."""
        if self.lines and not (self._sign and self._listed):
            self.lines.append("".join(start for _, start in self._boxes[: self._shared]).rstrip())
        for line in lines:
            self.lines.append(((self._sign or self.prefix) + line).rstrip(" ") + ("  " if line.endswith("  ") else ""))
            self._sign = ""
        self._shared = len(self._boxes)
        self._listed = any(name == "li" for name, _ in self._boxes)


def with_last(parts: list[str]) -> list[tuple[str, bool]]:
    return [(part, number == len(parts)) for number, part in enumerate(parts, 1)]


def escape(text: str) -> str:
    """Text whose every sign is only itself, wherever in a line it stands."""
    text = re.sub(r"([\\`*\[\]<~|])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    return re.sub(r"&(?=#?\w{1,40};)", r"\\&", text)


def guard(line: str) -> str:
    """A line that begins no heading, list, quotation, rule or table."""
    return re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", re.sub(r"^([#>+=-])", r"\\\1", line))


def longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def address(url: str) -> str:
    """An address within the round brackets of a link."""
    return re.sub(r"[\s<>()\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
