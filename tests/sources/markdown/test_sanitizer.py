"""What the sanitizer need not be asked, because it would say what stands there already."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from candor.sources.markdown.parser import parse
from candor.sources.markdown.sanitizer import _PLAIN, _cleaner, clean

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PIECE = st.one_of(
    TEXT,
    st.sampled_from(
        ["&amp;", "&lt;", "&gt;", "&quot;", "<br />", "&amp;quot;", "\xa0", "\r", "\0", "\x0b", "\ufeff", "\n"]
    ),
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["code", "em", "strong", "u", "a"]), TEXT),
)
PARAGRAPH = st.lists(PIECE, max_size=6).map(lambda pieces: f"<p>{''.join(pieces)}</p>\n")


@given(st.lists(PARAGRAPH, max_size=4).map("".join))
@example("<p>one<br />\ntwo</p>\n<p>&quot;three&quot; &lt;br /&gt;</p>\n")
@example("<p>\n one</p>\n<p></p>\n")
def test_plain_paragraphs_come_out_as_the_cleaner_leaves_them(html: str) -> None:
    """Whatever the pattern matches, characters of any kind included; the rest goes through the cleaner anyway."""
    if _PLAIN.fullmatch(html):
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
