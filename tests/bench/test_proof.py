"""The proof that a site prints the whole forum."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from bench.forum import load_forum
from bench.proof import prove, telling_word
from tests.bench.world import CONTENT
from tests.conftest import Tree

PAGE = """<h1>Why “this”?</h1>ann <time datetime="2016-01-02T03:04:05Z"></time> <a href="/topics/support/">Support</a>
<p>It does not work</p> bob 2016-01-03 00:00 <p>Try <b>again</b></p> ann 2016-01-02 00:00 <p>Me again</p>"""
LIST = '<a href="../questions/why-this/">Why</a>'
FEED = "<rss><channel><item/></channel></rss>"
SITE = {
    "questions/why-this/index.html": PAGE,
    "questions/index.html": LIST,
    "unanswered/index.html": "",
    "topics/support/index.html": "",
    "topics/support/page/2/index.html": LIST,
    "years/2016/index.html": LIST,
    "members/discourse-7/index.html": LIST,
    "members/discourse-8/index.html": LIST,
    "feed.xml": FEED,
    "topics/support/feed.xml": FEED,
}


def faults(tree: Tree, changes: Mapping[str, str]) -> list[str]:
    """What the proof finds in the complete site with some files exchanged."""
    root = tree({f"content/{name}": text for name, text in CONTENT.items()})
    tree({f"site/{name}": text for name, text in (SITE | changes).items()})
    return prove(load_forum(root / "content"), root / "site")


def test_a_complete_site_has_no_faults(tree: Tree) -> None:
    """Typographic quotes, entities and the page of a list an entry stands on make no difference."""
    assert faults(tree, {}) == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("questions/why-this/index.html", PAGE.replace("this", "that"), "lacks ['Why"),
        ("questions/why-this/index.html", PAGE.replace("does", ""), "of the question"),
        ("questions/why-this/index.html", PAGE.replace("again", ""), "of reply 3"),
        ("questions/why-this/index.html", PAGE.replace("bob", ""), "author of reply 3"),
        ("questions/why-this/index.html", PAGE.replace("2016-01-02 00:00", ""), "time of reply 2"),
        ("questions/why-this/index.html", PAGE.replace("/topics/", "/tags/"), "lacks its topic"),
        ("years/2016/index.html", "", "years/2016/ lacks 1 of 1 entries"),
        ("members/discourse-8/index.html", "", "members/discourse-8/ lacks"),
        ("topics/support/feed.xml", "<rss/>", "topics/support/feed.xml has 0 of 1 entries"),
    ],
)
def test_whatever_is_missing_is_found(tree: Tree, name: str, text: str, fault: str) -> None:
    """A site that prints less than the others is not quietly faster."""
    assert any(fault in found for found in faults(tree, {name: text}))


def test_a_telling_word_is_plain_prose(tree: Tree) -> None:
    """Addresses, code and markup look different on every site."""
    assert (
        telling_word("see [documentation](https://x.example/introduction) or `somefunction` and engine today")
        == "engine"
    )
    assert telling_word("https://x.example") == ""
