"""Posts as their forum stored them become GitHub Flavored Markdown that looks as their authors saw it.

The input is Markdown, BBCode or both at once, as on a Discourse forum that grew out of phpBB.
`to_markdown` reads it in three steps, each linear in its length: `_pieces` tells code from text,
`_parse` builds a tree of the tags that really are tags, `_render` prints that tree. Brackets that
are no tag (``[Sun]``, ``a[i]``, ``[text](url)``) are text, code is never touched, and no word is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from candor.model import limits

INLINE: Final = {"b": "**", "i": "*", "s": "~~", "u": "<ins>", "sub": "<sub>", "sup": "<sup>"}
"""Tags that style words, and what opens their Markdown."""

_DROPPED: Final = frozenset({"size", "color", "font", "center", "left", "right", "email"})
_STYLES: Final = INLINE.keys() | _DROPPED
_QUOTES: Final = frozenset({"quote", "spoiler", "details", "poll"})
_LISTS: Final = frozenset({"list", "ul", "ol"})
_LINKS: Final = {
    "url": "",
    "img": "",
    "video": "",
    "media": "",
    "flash": "",
    "youtube": "https://www.youtube.com/watch?v=",
    "gist": "https://gist.github.com/",
    "pastebin": "https://pastebin.com/",
}
_ITEMS: Final = frozenset({"*", "li"})
_NAMES: Final = sorted([*INLINE, *_DROPPED, *_QUOTES, *_LISTS, *_LINKS, "li"], key=len, reverse=True)

_BLOCKS: Final = _QUOTES | _LISTS
_WIDE: Final = frozenset({"b", "i", "u", "s"})
"""Names that are as likely an index, ``a[i]``, as a tag."""

_TAG: Final = re.compile(
    rf"(?<!\\)\[(?P<slash>/?)(?P<name>{'|'.join(_NAMES)}|\*)(?::[a-z0-9]{{1,10}})?"
    r"(?:\s{0,3}=\s{0,3}(?P<attribute>\"[^\"\n]{0,300}\"|[^\]\n]{0,300})|(?P<options>\s[^\]\n]{0,200}))?\]",
    re.IGNORECASE,
)
_SPECIAL: Final = re.compile(
    r"\\.|(?P<ticks>`+)|\[code(?:=(?P<language>[^\]\n]{0,40}))?\](?!\((?:https?:|//|upload:))|<(?P<html>pre|code)\b[^>\n]{0,200}>|\n",
    re.IGNORECASE,
)
_FENCE: Final = re.compile(r"(?P<lead>[ ]{0,3}(?:>[ ]{0,3}){0,9})(?P<fence>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})[^\n]*")
_FENCE_LINE: Final = re.compile(r"^[ ]{0,3}(?:>[ ]{0,3}){0,9}(?P<fence>`{3,}|~{3,})[ \t]*(?=$|\[/)", re.MULTILINE)
_INDENTED: Final = re.compile(r"(?:[ ]{4}|[ ]{0,3}\t)[^\n]*\S")
_ITEM_LINE: Final = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
_BOUNDARY: Final = re.compile(r"\n[ \t]*\n|\n[ >]{0,30}(?:```|~~~)")
_INDENTED_LINE: Final = re.compile(r"(?:[ ]{4}|[ ]{0,3}\t)[^\n]*|[ \t]*(?=\n|\Z)")
_CODE_CLOSER: Final = re.compile(r"\[/code\]|</pre>|</code>", re.IGNORECASE)
_REST_OF_LINE: Final = re.compile(r"[ \t]{0,200}(?=\n|\Z|\[)")
_LINK: Final = re.compile(
    r"(?P<mark>!?)\[(?P<label>[^\[\]\n]{0,300})\]\((?P<url>(?:upload:|https?:)?//[^\s()<>]{1,2000})(?P<title>\s\"[^\"\n]{0,200}\")?\)"
)
_SIZE: Final = re.compile(r"\|(?:\d+x\d+(?:,\s?\d+%)?|attachment)$")
_MARKED_UP: Final = re.compile(
    r"\[(?:/|\*\]|li\])|upload://|(?:\]\(|=[\"']?)//|\|(?:\d+x\d+|attachment)", re.IGNORECASE
)
"""What a text holds that is more than Markdown; most texts hold nothing of it."""

_MAY_BE_CODE: Final = re.compile(r"`|~~~|    |\t|\[code|<pre|<code", re.IGNORECASE)
_SOURCE: Final = re.compile(r"(\s(?:src|href)=[\"']?)//(?=[\w-]+\.)")
_STARTS_BLOCK: Final = re.compile(
    r"[ ]{0,3}(?:>|[-*+][ \t]|#{1,6}[ \t]|`{3}|~{3}|(?:=+|-+)[ \t]*$|(?:[*_-][ \t]*){3,60}$"
    r"|</?[a-z][a-z0-9]*(?:\s[^>]*)?>\s*$)"
)
_NO_PARAGRAPH: Final = re.compile(
    r"(?:[ ]{0,3}>)*[ ]{0,3}(?:#{1,6}[ \t]|\||(?:[*_-][ \t]*){3,60}$"
    r"|</?(?:details|summary|table|tr|td|ul|ol|li|div|p|hr|br)\b|$)"
)
_NUMBERED: Final = re.compile(r"[ ]{0,9}\d{1,9}[.)][ \t]")
_QUOTED: Final = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_LEADING: Final = re.compile(r"(?:[ \t]*\n)+|[ \t]+")
_URL: Final = re.compile(r"(?:(?:https?|ftp)://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"]*)?", re.IGNORECASE)
_ID: Final = re.compile(r"[\w-]{5,64}(?:/[\w-]{1,64})?")


class Code(NamedTuple):
    """A stretch that stays as it is: fenced, indented, inline or HTML code."""

    text: str


class CodeTag(NamedTuple):
    """The inside of ``[code]``; ``alone`` where nothing else stands on its lines."""

    text: str
    language: str
    alone: bool
    length: int


class Tag:
    """A tag that was opened, and what it holds once it is closed."""

    __slots__ = ("attribute", "children", "name", "source")

    def __init__(self, name: str, attribute: str, source: str) -> None:
        self.name = name
        self.attribute = attribute
        self.source = source
        self.children: list[Node] = []


class Item(NamedTuple):
    """Where a list entry starts: ``[*]`` or ``[li]``."""

    source: str


Node = str | Code | CodeTag | Tag | Item


class Converted(NamedTuple):
    """The Markdown, and how often what was met: tag names, and ``upload`` for files the export does not hold."""

    text: str
    met: Counter[str]


def to_markdown(text: str, *, upload: Callable[[str], str | None] = lambda name: None) -> Converted:
    """The text as Markdown. `upload` gives the URL of an ``upload://`` file, or None where it is lost."""
    text = _clean(text)
    met: Counter[str] = Counter()
    if _MARKED_UP.search(text):
        text = _render(_parse(text, met), _Mender(upload, met))
    return Converted(_break_lines(text).strip("\n").rstrip(), met)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _after(places: Sequence[int], position: int) -> int:
    """The first of the sorted places that is not before the position, or -1."""
    index = bisect_left(places, position)
    return places[index] if index < len(places) else -1


def _pieces(text: str) -> Iterator[str | Code | CodeTag]:
    """The text cut into code and the rest, in order."""
    ticks: defaultdict[int, list[int]] = defaultdict(list)
    for run in re.finditer("`+", text):
        ticks[len(run[0])].append(run.start())
    fences = [(line.start(), line.end(), line["fence"]) for line in _FENCE_LINE.finditer(text)]
    boundaries = [boundary.start() for boundary in _BOUNDARY.finditer(text)]
    closers: defaultdict[str, list[int]] = defaultdict(list)
    for closer in _CODE_CLOSER.finditer(text):
        closers[closer[0].lower()].append(closer.start())

    start = position = line = 0
    line_starts, after_blank, in_list = True, True, False
    while position < len(text):
        if line_starts:
            line_starts, line = False, position
            end = -1
            if opened := _FENCE.match(text, position):
                end = _fence_end(fences, opened.end(), opened["fence"], len(text))
            elif after_blank and not in_list and _INDENTED.match(text, position):
                end = _indented_end(text, position)
            if end >= 0:
                if start < position:
                    yield text[start:position]
                yield Code(text[position:end])
                start = position = line = end
                continue
            in_list = bool(_ITEM_LINE.match(text, position)) or (in_list and text[position] in " \t\n")
        special = _SPECIAL.search(text, position)
        if special is None:
            break
        found, end = special[0], -1
        code: Code | CodeTag | None = None
        if found == "\n":
            after_blank = not text[line : special.start()].strip()
            line_starts = True
        elif special["ticks"]:
            end = _after(ticks[len(found)], special.end())
            if end >= 0 and not 0 <= _after(boundaries, special.end()) < end:
                end += len(found)
                code = Code(text[special.start() : end])
        elif special["html"]:
            closer_name = f"</{special['html'].lower()}>"
            end = _after(closers[closer_name], special.end())
            if end >= 0:
                end += len(closer_name)
                code = Code(text[special.start() : end])
        elif found[0] == "[":
            closing = _after(closers["[/code]"], special.end())
            if closing >= 0:
                end = closing + len("[/code]")
                before, behind = text[line : special.start()], _REST_OF_LINE.match(text, end)
                alone = behind is not None and (not before.strip() or before.endswith("]"))
                code = CodeTag(text[special.end() : closing], special["language"] or "", alone, end - special.start())
        if code is None:
            position = special.end()
            continue
        if start < special.start():
            yield text[start : special.start()]
        yield code
        start = position = end
        line = max(line, text.rfind("\n", special.start(), end) + 1)
    if start < len(text):
        yield text[start:]


def _fence_end(fences: list[tuple[int, int, str]], start: int, fence: str, end: int) -> int:
    """Where the fenced block ends: behind its closing line, or at the end of the text."""
    for index in range(bisect_left(fences, (start, 0, "")), len(fences)):
        _, line_end, closing = fences[index]
        if closing[0] == fence[0] and len(closing) >= len(fence):
            return line_end
    return end


def _indented_end(text: str, position: int) -> int:
    """Where the indented block ends: behind its last line that holds anything."""
    end = position
    while line := _INDENTED_LINE.match(text, position):
        if line[0].strip():
            end = line.end()
        position = line.end() + 1
        if position > len(text):
            break
    return end


def _parse(text: str, met: Counter[str]) -> list[Node]:
    """The text as a tree. What is opened and never closed, or closed and never opened, stays text."""
    pieces = list(_pieces(text))
    closing: Counter[str] = Counter()
    for piece in pieces:
        if isinstance(piece, str):
            for tag in _TAG.finditer(piece):
                if tag["slash"]:
                    closing[tag["name"].lower()] += 1
    root = Tag("", "", "")
    stack = [root]
    depth: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    too_deep: Counter[str] = Counter()

    def flatten(tag: Tag) -> None:
        stack[-1].children.append(tag.source)
        stack[-1].children.extend(tag.children)

    for piece in pieces:
        if not isinstance(piece, str):
            if isinstance(piece, CodeTag):
                met["code"] += 1
            stack[-1].children.append(piece)
            continue
        position = 0
        for tag in _TAG.finditer(piece):
            name, source = tag["name"].lower(), tag[0]
            if tag.start() > position:
                stack[-1].children.append(piece[position : tag.start()])
            position = tag.end()
            in_list = any(depth[each] for each in _LISTS)
            if tag["slash"]:
                closing[name] -= 1
                if name in _ITEMS:
                    if not met["li"]:
                        stack[-1].children.append(source)
                elif too_deep[name]:
                    too_deep[name] -= 1
                    stack[-1].children.append(source)
                elif owed[name]:
                    owed[name] -= 1
                elif not depth[name]:
                    stack[-1].children.append(source)
                else:
                    while (tag_open := stack.pop()).name != name:
                        depth[tag_open.name] -= 1
                        crossed = {name, tag_open.name} <= _STYLES
                        if crossed and closing[tag_open.name] > owed[tag_open.name]:
                            owed[tag_open.name] += 1
                            stack[-1].children.append(tag_open)
                        else:
                            flatten(tag_open)
                    depth[name] -= 1
                    met[name] += 1
                    stack[-1].children.append(tag_open)
            elif name in _ITEMS:
                if in_list or (_starts_line(piece, tag.start()) and (name == "*" or closing["li"] > 0)):
                    met["li"] += 1
                    stack[-1].children.append(Item(source))
                else:
                    stack[-1].children.append(source)
            elif closing[name] <= 0 or _is_index(piece, tag) or _is_link(piece, tag):
                stack[-1].children.append(source)
            elif len(stack) > limits.NESTING:
                too_deep[name] += 1
                stack[-1].children.append(source)
            else:
                attribute = (tag["attribute"] or tag["options"] or "").strip().strip('"').strip()
                stack.append(Tag(name, attribute, source))
                depth[name] += 1
        stack[-1].children.append(piece[position:])
    while len(stack) > 1:
        flatten(stack.pop())
    return root.children


def _starts_line(piece: str, position: int) -> bool:
    window = piece[max(0, position - 16) : position]
    return not window.rpartition("\n")[2].strip() and ("\n" in window or position < 16)


def _is_index(piece: str, tag: re.Match[str]) -> bool:
    """Whether ``[i]`` stands behind a word and closes nowhere near: an index of an array."""
    name = tag["name"].lower()
    if (
        name not in _WIDE
        or tag.start() == 0
        or not (piece[tag.start() - 1].isalnum() or piece[tag.start() - 1] in "_])")
    ):
        return False
    return f"[/{name}]" not in piece[tag.end() : tag.end() + 200].partition("\n")[0].lower()


def _is_link(piece: str, tag: re.Match[str]) -> bool:
    """Whether the tag is the label of a Markdown link that only looks like a tag."""
    image = tag.start() > 0 and piece[tag.start() - 1] == "!"
    return piece.startswith(("(http", "(//", "(/", "(upload:", *("(" * image)), tag.end())


class _Mender:
    """Links as they are to be printed: uploads found or noted, and a scheme where a host stands alone."""

    def __init__(self, upload: Callable[[str], str | None], met: Counter[str]) -> None:
        self.upload = upload
        self.met = met

    def text(self, text: str) -> str:
        if "//" not in text:
            return text
        return _SOURCE.sub(r"\1https://", _LINK.sub(self._link, text))

    def url(self, url: str) -> str:
        if url.startswith("upload://"):
            return self.upload(url[len("upload://") :]) or url
        return f"https:{url}" if url.startswith("//") else url

    def _link(self, link: re.Match[str]) -> str:
        url, label = self.url(link["url"]), _SIZE.sub("", link["label"])
        if not url.startswith("upload://"):
            return f"{link['mark']}[{label}]({url}{link['title'] or ''})"
        self.met["upload"] += 1
        name = label if label and label != "image" else ""
        if link["mark"]:
            return f"*(image {name} was not exported)*".replace("  ", " ")
        return f"{name or 'file'} *(file was not exported)*"


class _Printer:
    """Markdown as it grows: running text, and blocks that stand on lines of their own."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.ended = False

    def text(self, text: str, *, verbatim: bool = False) -> None:
        if self.ended:
            leading = None if verbatim else _LEADING.match(text)
            text = text[leading.end() :] if leading else text
            if not text:
                return
            self.parts.append("\n\n")
            self.ended = False
        self.parts.append(text)

    def block(self, text: str) -> None:
        if not text.strip():
            return
        while self.parts and not self.parts[-1].strip():
            self.parts.pop()
        if self.parts:
            self.parts[-1] = self.parts[-1].rstrip()
            self.parts.append("\n\n")
        self.parts.append(text)
        self.ended = True

    @property
    def last(self) -> str:
        return " " if self.ended or not self.parts or not self.parts[-1] else self.parts[-1][-1]

    def __str__(self) -> str:
        return "".join(self.parts)


def _render(nodes: list[Node], mend: _Mender) -> str:
    """The tree as Markdown; its depth is limited, so this may call itself."""
    out = _Printer()
    for index, node in enumerate(nodes):
        if isinstance(node, str):
            out.text(mend.text(node))
        elif isinstance(node, Code):
            out.text(node.text, verbatim=True)
        elif isinstance(node, CodeTag):
            content = node.text.strip("\n")
            if node.alone or "\n" in content:
                out.block(_fenced(node.text, node.language))
            else:
                out.text(_inline_code(content))
        elif isinstance(node, Item):
            out.text("- ")
        elif node.name in _QUOTES:
            out.block(_quoted(node, _render(node.children, mend).strip("\n").rstrip()))
        elif node.name in _LISTS:
            out.block(_listed(node, mend))
        else:
            content = _render(node.children, mend)
            if node.name in _LINKS:
                content = _linked(node, content, mend)
            elif node.name in INLINE and not _is_block(node):
                behind = nodes[index + 1] if index + 1 < len(nodes) else " "
                content = _styled(content, node.name, out.last, behind[:1] if isinstance(behind, str) else " ")
            if _is_block(node):
                out.block(content.strip("\n").rstrip())
            else:
                out.text(content)
    return str(out)


def _is_block(node: Node) -> bool:
    if isinstance(node, CodeTag):
        return node.alone or "\n" in node.text.strip("\n")
    if isinstance(node, Code):
        return "\n" in node.text or node.text.lstrip(" >").startswith(("```", "~~~"))
    return isinstance(node, Tag) and (node.name in _BLOCKS or any(_is_block(child) for child in node.children))


def _fenced(code: str, language: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    lines = code.split("\n")
    while len(lines) > 1 and not lines[0].strip():
        del lines[0]
    while len(lines) > 1 and not lines[-1].strip():
        del lines[-1]
    word = re.match(r"[\w+#-]*", language.strip().strip('"'))
    return "\n".join([fence + (word[0] if word else ""), *lines, fence])


def _inline_code(code: str) -> str:
    if not code.strip():
        return code
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
    edge = " " if code[0] == "`" or code[-1] == "`" else ""
    return f"{ticks}{edge}{code}{edge}{ticks}"


def _quoted(tag: Tag, content: str) -> str:
    """A quotation, a folded passage or a poll."""
    if tag.name in {"spoiler", "details"}:
        summary = re.sub(r"\s+", " ", tag.attribute) or ("Spoiler" if tag.name == "spoiler" else "Details")
        for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            summary = summary.replace(character, entity)
        return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"
    if tag.name == "poll":
        return f"**Poll** (its votes were not exported)\n\n{content}"
    name = tag.attribute.partition(",")[0].strip().strip('"').strip()
    if name:
        said = f"@{name}" if re.fullmatch(r"[\w.-]*\w", name) else re.sub(r"([\\`*_\[\]<>#])", r"\\\1", name)
        content = f"{said} wrote:\n\n{content}"
    return "\n".join(f"> {line}" if line else ">" for line in content.rstrip().split("\n")) if content else ""


def _listed(tag: Tag, mend: _Mender) -> str:
    entries: list[list[Node]] = [[]]
    for child in tag.children:
        if isinstance(child, Item):
            entries.append([])
        else:
            entries[-1].append(child)
    ordered = tag.name == "ol" or tag.attribute in {"1", "a", "A", "i", "I"}
    lines = []
    if preface := _render(entries[0], mend).strip("\n").rstrip():
        lines.append(preface if len(entries) == 1 else f"{preface}\n")
    number = 0
    for entry in entries[1:]:
        if content := _render(entry, mend).strip():
            number += 1
            marker = f"{number}. " if ordered else "- "
            lines.append(
                marker + content.replace("\n", f"\n{' ' * len(marker)}").replace(f"\n{' ' * len(marker)}\n", "\n\n")
            )
    return "\n".join(lines)


def _linked(tag: Tag, content: str, mend: _Mender) -> str:
    """An image or a link; where the address is none, the words alone."""
    words = content.strip()
    target = mend.url(tag.attribute if tag.name == "url" and tag.attribute else words)
    if not target:
        return content
    if not _URL.fullmatch(target) and _LINKS[tag.name] and _ID.fullmatch(target):
        target = _LINKS[tag.name] + target
    elif tag.name in {"url", "img"} and _HOST.fullmatch(target):
        target = f"http://{target}"
    elif target.startswith("upload://"):
        mend.met["upload"] += 1
        return f"*({'image' if tag.name == 'img' else words} was not exported)*"
    target = target.replace(" ", "%20") if target.startswith("http") and "\n" not in target else target
    if not (_URL.fullmatch(target) or (target.startswith("/") and not re.search(r"[\s<>]", target))):
        return content if not tag.attribute or tag.attribute == words else f"{content} ({tag.attribute})"
    address = f"<{target}>" if "(" in target or ")" in target else target
    if tag.name == "img":
        return f"![]({address})"
    if tag.name != "url" or not tag.attribute or words in {"", target}:
        return f"<{target}>" if not target.startswith("/") else f"[{target}]({address})"
    if _is_block(tag) or ("](" in words and not words.startswith("![")):
        return f"{words} <{target}>"
    if not words.startswith("!["):
        words = re.sub(r"(?<!\\)([\[\]])", r"\\\1", words)
    return f"[{' '.join(words.split())}]({address})"


def _styled(content: str, name: str, before: str, behind: str) -> str:
    """The words in bold, italics and so on; line by line, since emphasis ends with its paragraph."""
    mark = INLINE[name]
    html = {"**": "<strong>", "*": "<em>", "~~": "<del>"}.get(mark, mark)
    lines = content.split("\n")
    for index, line in enumerate(lines):
        words = line.strip()
        if not words or words.startswith((">", "|", "#", "- ", "<details", "</details")):
            continue
        first, last = (before if index == 0 else " "), (behind if index == len(lines) - 1 else " ")
        clear = mark[0] not in f"{words}{first}{last}" and "_" not in (first, last)
        flanked = (words[0].isalnum() or not first.isalnum()) and (words[-1].isalnum() or not last.isalnum())
        opened, closed = (mark, mark) if mark[0] != "<" and clear and flanked else (html, html.replace("<", "</"))
        start = line.index(words[0])
        lines[index] = f"{line[:start]}{opened}{words}{closed}{line[start + len(words) :]}"
    return "\n".join(lines)


def _break_lines(text: str) -> str:
    """The text with two spaces at each line break inside a paragraph, which the forum showed as a break."""
    if "\n" not in text:
        return text
    code: list[tuple[int, int]] = []
    position = 0
    for piece in _pieces(text) if _MAY_BE_CODE.search(text) else ():
        length = len(piece) if isinstance(piece, str) else len(piece.text)
        if isinstance(piece, CodeTag):
            length = piece.length
        if not isinstance(piece, str):
            code.append((position, position + length))
        position += length
    lines = text.split("\n")
    start, next_code = 0, 0
    for index, line in enumerate(lines[:-1]):
        end = start + len(line)
        while next_code < len(code) and code[next_code][1] < end:
            next_code += 1
        in_code = (
            next_code < len(code)
            and code[next_code][0] <= end
            and (code[next_code][1] > end or code[next_code][0] <= start)
        )
        start = end + 1
        if in_code and not (
            code[next_code][1] == end and "`" in line and not line.lstrip(" >").startswith(("```", "~~~"))
        ):
            continue
        if _breaks(line, lines[index + 1]):
            lines[index] = f"{line.rstrip()}  "
    return "\n".join(lines)


def _breaks(line: str, following: str) -> bool:
    """Whether a paragraph goes on from this line to the next."""
    if not following.strip() or line.endswith(("  ", "\\")) or _NO_PARAGRAPH.match(line):
        return False
    quoted = _QUOTED.match(line)
    inner = following
    if quoted and quoted[0].strip():
        depth = _QUOTED.match(following)
        if depth and depth[0].count(">") == quoted[0].count(">"):
            inner = following[depth.end() :]
            if not inner.strip():
                return False
    return not _STARTS_BLOCK.match(inner) and not (_NUMBERED.match(inner) and _NUMBERED.match(line))
