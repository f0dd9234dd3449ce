"""What every contender is given."""

from __future__ import annotations

import pytest
from bench.contenders import article, balance
from bench.forum import load_forum
from tests.bench.world import CONTENT
from tests.conftest import Tree


def test_an_article_holds_the_question_the_answer_and_the_replies_in_this_order(tree: Tree) -> None:
    """Each with its author and time."""
    forum = load_forum(tree(CONTENT))
    text = article(forum, forum.topics[0])
    parts = ["It does not work", "## Accepted answer", "### bob, 2016-01-03 00:00 UTC", "Try again", "## Replies"]
    places = [text.index(part) for part in [*parts, "### ann, 2016-01-02 00:00 UTC", "Me again"]]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("```\ncode\n```\n", "```\ncode\n```"),
        ("```cpp\ncode", "```cpp\ncode\n```"),
        ("~~~\n```\n", "~~~\n```\n~~~"),
        ("````\n```\n", "````\n```\n````"),
        ("a `span` of code", "a `span` of code"),
    ],
)
def test_an_open_fence_is_closed(text: str, balanced: str) -> None:
    """It would swallow the replies that follow it in the same file."""
    assert balance(text) == balanced
