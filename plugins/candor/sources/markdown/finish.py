"""From clean HTML to a fragment with holes, in one walk over its tags.

The input is canonical (see `candor.sources.markdown.sanitizer`), so a regular expression reads its tags
exactly: every ``<`` opens a tag, and a quoted value ends at the next ``"``. Nothing here unescapes
without escaping again: what an author wrote reaches the output either as the sanitizer escaped it,
or through a pattern that admits only harmless characters, or through `html.escape`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from posixpath import normpath
from urllib.parse import unquote

import msgspec

from candor.model import limits
from candor.model.html import Hole, Ref, RefKind
from candor.sources.markdown.code import SlowCodeError, print_code
from candor.sources.markdown.emoji import emoji_names


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a fragment will stand, and what its author may do.

    ``folder`` is the folder below ``content/`` that relative links start from; ``source`` the thread
    source that ``#123`` belongs to; ``prefix`` is put before every id and must be unique on its page
    (GitHub's ``user-content-`` where it is empty, so that no id of an author's is ever bare);
    ``heading_shift`` is the level that a text's first heading stands below, and none skips a level;
    ``trusted`` leaves ``ugc nofollow`` off links; ``limit`` is the number of bytes printed; ``url``
    is where the whole text can be read.
    """

    folder: str = ""
    source: str = "github"
    prefix: str = ""
    heading_shift: int = 1
    trusted: bool = False
    image_hosts: tuple[str, ...] = ()
    limit: int = limits.POST_BYTES
    url: str = ""


class Fault(msgspec.Struct, frozen=True, gc=False):
    """Something wrong with what stands as `written` in the text."""

    written: str
    problem: str
    hint: str = ""


FOOTNOTES = '<section class="footnotes">'
"""Stands between clean text and its clean footnotes; no author can write it, as ``section`` is not allowed."""

POST_PREFIX = "q-"
"""Before every id in a post's own text, so that ``../other/index.md#steps`` finds the heading it means."""

_POST = re.compile(r"questions/[^/]+/[^/]+/index\.md")
_TOKEN = re.compile(
    r'<(/?)(a|blockquote|code|h[1-6]|img|input|pre)((?: [a-z-]+="[^"]*")*)>'  # 1 close, 2 tag, 3 attributes
    r'|<([a-z]+)((?: [a-z-]+="[^"]*")+)>'  # 4 tag, 5 attributes
    r"|<(li)>(?=\n?(?:<p>)?<input )"  # 6
    r"|@(?<![\w/@.`-]@)([A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?)(?![\w@/-])"  # 7 login
    r"|\#(?<![\w&/\#]\#)([1-9][0-9]{0,8})(?![\w-])"  # 8 number
    r"|:(?<!\w:)([a-z0-9_+-]{1,40}):(?!\w)"  # 9 emoji
)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_CODE = re.compile(r"<code>([^<]*)</code></pre>")
_ALERT = re.compile(r"\n<p>\[!(note|tip|important|warning|caution)\](?:<br>)?(?:\n|(?=</p>))", re.IGNORECASE)
_EMPTY_PARAGRAPH = re.compile(r"</p>\n?")
_ANY_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
_ID = re.compile(r"[\w%.:-]{1,200}")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB = re.compile(r"https?://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?=[:/?#]|$)|https?://\[?[^\s/?#\\]", re.IGNORECASE)
_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]+)?(?:[/?#][^\\]*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_IMAGE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|avif)$", re.IGNORECASE)
_TASK = re.compile(r"[^\n]*?(?=\n|</?(?:li|p|ul|ol|div|table|blockquote)\b|$)")

_ALERTS = {
    "note": ("note", "Note"),
    "tip": ("tip", "Tip"),
    "important": ("info", "Important"),
    "warning": ("warning", "Warning"),
    "caution": ("danger", "Caution"),
}
_IMAGE_LIMIT = 4


class Finisher:
    """One walk over one text. `parts` is the fragment, `faults` what was wrong with it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.prefix = place.prefix or "user-content-"
        self.rel = "noopener noreferrer" if place.trusted else "ugc nofollow noopener noreferrer"
        self.parts: list[str | Hole] = []
        self.faults: list[Fault] = []
        self._out: list[str] = []
        self._ids: set[str] = set()
        self._repeats: dict[str, int] = {}
        self._links = 0
        self._code = 0
        self._colours = True
        self._quotes: list[bool] = []
        self._levels: list[int] = []
        self._open_headings: list[int] = []

    def walk(self, html: str) -> None:
        out = self._out
        search = _TOKEN.search
        position = 0
        while token := search(html, position):
            start = token.start()
            if start > position:
                out.append(html[position:start])
            position = token.end()
            match token.lastindex:
                case 3:
                    position = self._tag(html, token, position)
                case 5:
                    out.append(self._other(token[4], token[5]))
                case 6:
                    out.append('<li class="task-list-item">')
                case 7 if not (self._code or self._links):
                    login = token[7]
                    self._hole(RefKind.MENTION, login, '<a class="mention" href="', f'">@{login}</a>', f"@{login}")
                case 8 if not (self._code or self._links):
                    number = token[8]
                    target = f"{self.place.source}/{number}"
                    self._hole(RefKind.NUMBER, target, '<a class="number" href="', f'">#{number}</a>', f"#{number}")
                case 9 if not self._code and (symbol := emoji_names().get(token[9])):
                    out.append(symbol)
                case 9:
                    out.append(token[0][:-1])
                    position -= 1  # the last colon may open the next name
                case _:
                    out.append(token[0])
        out.append(html[position:])
        self._close_part()

    def _close_part(self) -> None:
        if self._out:
            self.parts.append("".join(self._out))
            self._out.clear()

    def _hole(self, kind: RefKind, target: str, before: str, after: str, fallback: str) -> None:
        self._close_part()
        self.parts.append(Hole(Ref(kind, target), before, after, fallback))

    def _tag(self, html: str, token: re.Match[str], position: int) -> int:
        """Prints a tag that has a meaning of its own; where reading goes on."""
        close, tag, attributes = token[1], token[2], token[3]
        out = self._out
        if tag == "a":
            if close:
                self._links -= 1
                out.append("</a>")
            else:
                self._links += 1
                self._link(dict(_ATTRIBUTE.findall(attributes)))
        elif tag == "code":
            self._code += -1 if close else 1
            out.append(token[0] if not attributes else self._other(tag, attributes))
        elif tag == "pre":
            values = dict(_ATTRIBUTE.findall(attributes))
            if not close and (block := _CODE.match(html, position)):
                out.append(self._code_block(block[1], values.get("lang", "")))
                return block.end()
            self._code += -1 if close else 1
            out.append("</pre>" if close else f"<pre{self._id(values)}>")
        elif tag == "blockquote":
            return self._quote(html, token, position)
        elif tag == "img":
            self._image(dict(_ATTRIBUTE.findall(attributes)))
        elif tag == "input":
            self._task(html, attributes, position)
        else:
            self._title(html, token, position)
        return position

    def _code_block(self, escaped: str, language: str) -> str:
        if not self._colours:
            return print_code(escaped)
        try:
            return print_code(escaped, language)
        except SlowCodeError:
            self._colours = False
            written = unescape(escaped).partition("\n")[0] or "```"
            self.faults.append(Fault(written, "code that takes too long to colour is printed plain"))
            return print_code(escaped)

    def _other(self, tag: str, attributes: str) -> str:
        """A tag whose attributes the sanitizer has judged already, ids aside."""
        if tag == "section":
            return '<section class="footnote" role="doc-endnotes">\n<hr>'
        if "id=" not in attributes:
            return f"<{tag}{attributes}>"
        values = dict(_ATTRIBUTE.findall(attributes))
        rest = "".join(f' {name}="{value}"' for name, value in values.items() if name != "id")
        return f"<{tag}{self._id(values)}{rest}>"

    def _id(self, values: dict[str, str], fallback: str = "") -> str:
        """The attribute ``id``, prefixed and unique, with a space before it; or nothing."""
        name = unescape(values.get("id") or fallback)
        if not _ID.fullmatch(name) or name in self._ids:
            return ""
        self._ids.add(name)
        return f' id="{self.prefix}{name}"'

    def _title(self, html: str, token: re.Match[str], position: int) -> None:
        """A heading one level below the one it belongs to, with an id made from its words as GitHub makes it."""
        if token[1]:
            self._out.append(f"</h{self._open_headings.pop()}>")
            return
        written = int(token[2][1])
        self._levels = [*(above for above in self._levels if above < written), written]
        level = min(len(self._levels) + self.place.heading_shift, 6)
        self._open_headings.append(level)
        values = dict(_ATTRIBUTE.findall(token[3]))
        words = html[position : html.find(f"</{token[2]}>", position)]
        slug = unescape(_ANY_TAG.sub("", words)).strip().lower()
        slug = _NOT_IN_SLUG.sub("", slug).replace(" ", "-")[:100]
        unique = slug
        while slug and unique in self._ids:
            self._repeats[slug] = count = self._repeats.get(slug, 0) + 1
            unique = f"{slug}-{count}"
        self._out.append(f"<h{level}{self._id(values, unique)}>")

    def _quote(self, html: str, token: re.Match[str], position: int) -> int:
        """A quotation, or an alert where a first line such as ``[!NOTE]`` makes it one."""
        if token[1]:
            self._out.append("</div>" if self._quotes.pop() else "</blockquote>")
            return position
        alert = None if self._quotes else _ALERT.match(html, position)
        self._quotes.append(alert is not None)
        if alert is None:
            self._out.append(self._other("blockquote", token[3]))
            return position
        kind = alert[1].lower()
        name, title = _ALERTS[kind]
        self._out.append(f'<div class="admonition {name}">\n<p class="admonition-title">')
        self._hole(RefKind.ALERT, kind, "", "", title)
        self._out.append("</p>\n")
        if empty := _EMPTY_PARAGRAPH.match(html, alert.end()):
            return empty.end()
        self._out.append("<p>")
        return alert.end()

    def _task(self, html: str, attributes: str, position: int) -> None:
        """A box that cannot be ticked here, named by the words after it."""
        if 'type="checkbox"' not in attributes:
            return
        words = _TASK.match(html, position, position + 600)
        label = " ".join(unescape(_ANY_TAG.sub("", words[0] if words else "")).split())[:120] or "Task"
        checked = " checked" if "checked=" in attributes else ""
        self._out.append(f'<input type="checkbox" disabled{checked} aria-label="{escape(label)}">')

    def _link(self, values: dict[str, str]) -> None:
        """The opening tag of a link, or of nothing where the target is not one we lead to."""
        title = f' title="{values["title"]}"' if "title" in values else ""
        written = values.get("href", "")
        url = unescape(written).strip()
        name = self._id(values, values.get("name", ""))
        if not url:
            self._out.append(f"<a{name}{title}>")
        elif url[0] == "#":
            target = url[1:]
            if not _ID.fullmatch(target):
                self._out.append(f"<a{name}>")
                return
            kind = ""
            if target.startswith("fnref-"):
                kind = ' class="footnote-backref" aria-label="Back to the text"'
            elif name and target.startswith("fn-"):
                kind = ' class="footnote-ref"'
            self._out.append(f'<a{kind}{name} href="#{self.prefix}{escape(target)}"{title}>')
        elif url.startswith("//"):
            self._outward(f"https:{url}", name, title)
        elif _SCHEME.match(url):
            self._outward(url, name, title)
        elif target := self._inward(url):
            anchor = _CONTROL.sub("", url.partition("#")[2])
            if anchor and _POST.fullmatch(target):
                anchor = POST_PREFIX + anchor
            after = f'#{escape(anchor)}"{name}{title}>' if anchor else f'"{name}{title}>'
            kind_ = RefKind.IMAGE if _IMAGE_NAME.search(target) else RefKind.PAGE
            self._hole(kind_, target, '<a href="', after, f"<a{name}>")
        else:
            self._out.append(f"<a{name}{title}>")

    def _outward(self, url: str, name: str, title: str) -> None:
        if _WEB.match(url) or url[:7].lower() == "mailto:":
            self._out.append(f'<a{name} href="{escape(url)}"{title} rel="{self.rel}">')
        else:
            self._out.append(f"<a{name}>")

    def _inward(self, url: str) -> str:
        """The path below ``content/`` that a relative URL leads to, or nothing, and then a fault."""
        path = unquote(url.partition("#")[0].partition("?")[0])
        if not path:
            return ""
        if path[0] == "/" or "\\" in path or _CONTROL.search(path.replace(" ", "")):
            self.faults.append(Fault(url, f'link "{url[:80]}" is not a relative path', "start from this file's folder"))
            return ""
        target = normpath(f"{self.place.folder}/{path}").lstrip("/")
        if target == ".." or target.startswith("../") or (not self.place.folder and normpath(path).startswith("..")):
            self.faults.append(Fault(url, f'link "{url[:80]}" leads above content/', "link to a file inside content/"))
            return ""
        return f"{target}/index.md" if path.endswith(("/", "/.", "/..")) or path in (".", "..") else target

    def _image(self, values: dict[str, str]) -> None:
        """An image of ours as a hole, one of an allowed host as it is, any other as a link."""
        written = values.get("src", "")
        url = unescape(written).strip()
        alt = _printable(values.get("alt", ""))
        name = self._id(values)
        if url.startswith("//"):
            url = f"https:{url}"
        rest = f'" alt="{values.get("alt", "")}"{name}'
        if "title" in values:
            rest += f' title="{values["title"]}"'
        for side in ("width", "height"):
            if (size := values.get(side, "")).isascii() and size.isdigit() and len(size) <= _IMAGE_LIMIT:
                rest += f' {side}="{size}"'
        rest += ' loading="lazy" decoding="async"'
        instead = f'<span class="missing-image">{alt}</span>' if alt else ""
        if not url or url[0] == "#":
            self._out.append(instead)
        elif _SCHEME.match(url):
            host = _HOST.fullmatch(url)
            if host and host[1].lower() in self.place.image_hosts:
                self._out.append(f'<img src="{escape(url)}{rest} referrerpolicy="no-referrer">')
            elif not _WEB.match(url):
                self._out.append(instead)
            elif self._links:  # the link around it needs words to be seen and followed by
                self._out.append(instead or f'<span class="missing-image">{_printable(escape(url))}</span>')
            else:
                shown = alt or _printable(escape(url))
                self._out.append(f'<a{name} class="remote-image" href="{escape(url)}" rel="{self.rel}">{shown}</a>')
        elif target := self._inward(url):
            self._hole(RefKind.IMAGE, target, '<img src="', f"{rest}>", instead)
        else:
            self._out.append(instead)


def _printable(attribute: str) -> str:
    """An escaped attribute value as text between tags."""
    return attribute.replace("<", "&lt;").replace(">", "&gt;")


def plain_text(parts: Iterable[str | Hole], characters: int) -> str:
    """The first words of a fragment without their markup, spaces collapsed, at most `characters` long."""
    head: list[str] = []
    length = 0
    for part in parts:
        text = part if isinstance(part, str) else part.fallback
        head.append(text)
        length += len(text)
        if length > 8 * characters:
            break
    joined = "".join(head)
    if len(joined) > 8 * characters:
        joined = joined[: 8 * characters]
        if (opened := joined.rfind("<")) > joined.rfind(">"):
            joined = joined[:opened]
    text = " ".join(unescape(_ANY_TAG.sub("", joined)).split())
    if len(text) <= characters:
        return text
    return text[: characters - 1].rsplit(" ", 1)[0] + "…"
