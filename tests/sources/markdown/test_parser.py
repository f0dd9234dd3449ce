"""One parser reads every text, and none learns anything of the one before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.sources.markdown.parser import _open_parser, parse

PIECES = ["[a]: /x\n", "[a] ", "[^1] ", "[^1]: note\n", "| a |\n|---|\n", "```\n", "<div>", "> ", "- ", "*", "\n\n"]


def parse_afresh(text: str, tables: bool) -> tuple[str, bool]:
    _open_parser.cache_clear()
    return parse(text, tables=tables)


@given(st.lists(st.tuples(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.booleans()), max_size=6))
def test_a_text_is_read_as_if_it_were_the_first(texts: list[tuple[str, bool]]) -> None:
    afresh = [parse_afresh(text, tables) for text, tables in texts]
    assert [parse(text, tables=tables) for text, tables in texts] == afresh


@pytest.mark.parametrize("before", ["[a]: /x", "[^1]: note", "```\nopen", "<div>", "| a |\n|---|"])
def test_what_one_text_defines_no_other_uses(before: str) -> None:
    parse(before)
    assert parse("[a] and[^1]\n\n| a |") == ("<p>[a] and[^1]</p>\n<p>| a |</p>\n", False)
