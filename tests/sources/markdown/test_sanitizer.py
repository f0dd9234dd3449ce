"""What the sanitizer need not be asked, because it would say what stands there already."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from candor.sources.markdown.parser import parse
from candor.sources.markdown.sanitizer import _PLAIN, _URL, _cleaner, clean

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCHEMES = ["https://", "http://", "HTTP://", "javascript://", "//", ""]
HOST = st.one_of(
    st.lists(st.from_regex("[a-z](-?[a-z0-9]){0,4}", fullmatch=True), min_size=1, max_size=3).map(".".join),
    st.text("abxn01-.%@:[]", max_size=12),
)
SAFE = "aZ09/.~%?=#+:,;@!$*()-_"
URL = st.one_of(st.text(SAFE), st.text(SAFE + " \"'<>\\\n&", max_size=12)).map(lambda url: url.replace("&", "&amp;"))
LINK = st.builds(
    '<a href="{0}{1}{2}{3}">{4}</a>'.format, st.sampled_from(SCHEMES), HOST, st.sampled_from(":/?#"), URL, TEXT
)
PIECE = st.one_of(
    TEXT,
    st.sampled_from(
        ["&amp;", "&lt;", "&gt;", "&quot;", "<br />", "&amp;quot;", "\xa0", "\r", "\0", "\x0b", "\ufeff", "\n"]
    ),
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["code", "em", "strong", "u", "a"]), TEXT),
    LINK,
)
PARAGRAPH = st.lists(PIECE, max_size=6).map(lambda pieces: f"<p>{''.join(pieces)}</p>\n")
CODE = st.builds("<pre{0}><code>{1}</code></pre>\n".format, st.sampled_from(["", ' lang="cpp"', ' lang="C"']), TEXT)
QUOTE = st.lists(PARAGRAPH, max_size=3).map(lambda inside: f"<blockquote>\n{''.join(inside)}</blockquote>\n")
BLOCKS = st.lists(PARAGRAPH | CODE | QUOTE, max_size=4).map("".join)


@given(BLOCKS)
@example('<p><a href="http://">no host</a></p>\n')
@example('<p><a href="https://a.1/">no host either</a><a href="https://xn--a.de/">nor this</a></p>\n')
@example('<p><a href="https://a.de:99999/x">no port</a></p>\n')
@example('<p><a href="https://fernhill.example/a?b=c&amp;d=%zz#e">a host</a></p>\n')
@example("<pre><code>\n\n one</code></pre>\n<blockquote>\n</blockquote>\n")
@example("<p>one<br />\ntwo</p>\n<p>&quot;three&quot; &lt;br /&gt;</p>\n")
@example("<p>\n one</p>\n<p></p>\n")
def test_plain_paragraphs_come_out_as_the_cleaner_leaves_them(html: str) -> None:
    """Whatever the pattern matches, characters of any kind included; the rest goes through the cleaner anyway."""
    if _PLAIN.fullmatch(html):
        assert clean(html, raw=False) == _cleaner.clean(html)


@given(st.from_regex(re.compile(_URL, re.ASCII), fullmatch=True))
def test_no_address_that_the_pattern_takes_is_changed(url: str) -> None:
    html = f'<p><a href="{url}">here</a></p>\n'
    assert _PLAIN.fullmatch(html)
    assert clean(html, raw=False) == _cleaner.clean(html)


@given(st.text(max_size=200))
def test_the_parsers_own_html_comes_out_as_the_cleaner_leaves_it(text: str) -> None:
    html, raw = parse(text.encode("utf-8", "replace").decode().replace("\0", ""))
    if not raw and _PLAIN.fullmatch(html):
        assert clean(html, raw=False) == _cleaner.clean(html)


def test_most_comments_are_plain() -> None:
    html, raw = parse('I know, "some" models have *several* collisions,\nso **check** `node->Remove()` & try again.')
    assert not raw
    assert _PLAIN.fullmatch(html)


def test_comments_with_quotations_links_and_code_are_plain_too() -> None:
    html, raw = parse(
        "> you wrote\n>\n> this\n\nsee https://a.example/b?c=d&e=f:\n\n```cpp\nif (a < b) {}\n```\n\n    more"
    )
    assert not raw
    assert _PLAIN.fullmatch(html)


@given(
    st.lists(st.sampled_from(["<p>", "</p>\n", "<code>", "</code>", "a", "<br />", "<pre>"]), max_size=30).map("".join)
)
def test_half_of_a_pattern_is_no_error(html: str) -> None:
    """Python's own matcher may fail on a group in a possessive repetition."""
    _PLAIN.fullmatch(html)
