"""The sanitizer: one allow-list, near GitHub's, and nothing an author styles or scripts with.

What comes out is canonical HTML: balanced tags in lower case, attribute values always in double
quotes with ``& < > "`` escaped, text with ``& < >`` escaped, no comments, no element whose content
is not parsed as HTML. `candor.sources.markdown.finish` relies on that and on nothing else.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    """
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub
    summary sup table tbody td tfoot th thead tr ul var wbr
    """.split()  # noqa: SIM905
)
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "name", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "input": {"checked"},
    "ol": {"start", "reversed"},
    "pre": {"lang"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_ALIGN = {"align": {"left", "center", "right"}}
VALUES = {"input": {"type": {"checkbox"}}, "td": _ALIGN, "th": _ALIGN, "p": _ALIGN, "div": _ALIGN}
DEPTH = 100
"""Elements deeper than this lose their tags and keep their content; browsers stop at 512."""

_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)
# An unclosed formatting element is opened again in every later paragraph. Equal ones at most three times, but
# attributes make them unequal: thousands in thousands of paragraphs would be millions of elements. None of them
# has an attribute worth keeping. The pattern finds every such tag, because a tag's name ends only so.
_FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.IGNORECASE | re.ASCII
)
_ANY_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [a-z-]+="[^"]*")*>')
_LISTS = frozenset({"ul", "ol"})
_ROWS = frozenset({"thead", "tbody", "tfoot"})
_PARENTS = {
    "li": _LISTS,
    "dt": {"dl"},
    "dd": {"dl"},
    "caption": {"table"},
    "colgroup": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": _ROWS,
    "td": {"tr"},
    "th": {"tr"},
}
_NESTABLE = ("<em>", "<strong>", "<del>", "<a ", "<sup")
_ROUNDS = 6
_VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})


_TEXT = r"[^<>&\r\0\xa0]*+(?:&(?:amp|lt|gt|quot);[^<>&\r\0\xa0]*+)*+"
_LABEL = "[a-z](?:-?[a-z0-9]){0,60}"
_URL = rf"https?://{_LABEL}(?:\.{_LABEL})+(?:[/?#](?:[\w/.~%?=#+:,;@!$*()-]|&amp;)*+)?"
_INLINE = rf'<br />|<code>{_TEXT}</code>|<em>{_TEXT}</em>|<strong>{_TEXT}</strong>|<a href="{_URL}">{_TEXT}</a>'
_PARAGRAPH = rf"<p>{_TEXT}(?:(?:{_INLINE}){_TEXT})*+</p>\n?"
_PLAIN = re.compile(
    rf"(?:{_PARAGRAPH}"
    rf'|<pre(?: lang="[a-z]++")?><code>{_TEXT}</code></pre>\n'
    rf"|<blockquote>\n(?:{_PARAGRAPH})*+</blockquote>\n)*+",
    re.ASCII,
)
"""Paragraphs of text, quoted or not, with links to ordinary hosts, and code: as most comments are. The cleaner, which
takes ten times as long, does no more to them than `clean` does; a test tries it on whatever the pattern matches. No
group captures: after a possessive repetition Python 3.11 may lose its span."""


def clean(html: str, *, raw: bool = True) -> str:
    """Canonical HTML of allowed elements only; `raw` says whether an author's own tags may be in it.

    Every browser reads it as the same tree: cleaned again it stays what it is. Elements that would
    break out of the page's own lists or tables (a list item outside a list) have lost their tags.
    """
    if not raw:
        if _PLAIN.fullmatch(html):
            return html.replace("<br />", "<br>").replace("&quot;", '"')
        cleaned: str = _cleaner.clean(html)
        return _tidy(cleaned) if _depth(cleaned) > DEPTH else cleaned
    html = _FORMATTING.sub(r"<\1>", html)
    for _ in range(_ROUNDS):
        cleaned = _tidy(_cleaner.clean(html))
        if cleaned == html:
            return cleaned
        html = cleaned
    return _ANY_TAG.sub("", cleaned)


def _depth(html: str) -> int:
    """No element of `html`, printed by the parser, lies deeper than this."""
    if html.count("<") <= DEPTH:
        return DEPTH
    lists = html.count("<ul>") + html.count("<ol")
    return 10 + html.count("<blockquote>") + 2 * lists + sum(html.count(name) for name in _NESTABLE)


def _tidy(html: str) -> str:
    """The same HTML with no element deeper than `DEPTH`, and none outside the parent it needs."""
    stack: list[str] = []
    kept: list[bool] = []

    def keep(tag: re.Match[str]) -> str:
        name = tag[2]
        if name in _VOID:
            return tag[0] if name != "col" or stack[-1:] in (["colgroup"], ["table"]) else ""
        if tag[1]:
            if not kept.pop():
                return ""
            stack.pop()
            return tag[0]
        fits = len(stack) < DEPTH and (name not in _PARENTS or (bool(stack) and stack[-1] in _PARENTS[name]))
        kept.append(fits)
        if not fits:
            return ""
        stack.append(name)
        return tag[0]

    return _ANY_TAG.sub(keep, html)
