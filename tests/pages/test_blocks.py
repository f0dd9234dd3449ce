"""Live blocks on ordinary pages."""

from __future__ import annotations

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from candor.model.blocks import Block
from candor.model.corpus import Corpus
from candor.pages.blocks import plan_block
from candor.pages.site import Site


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Block(name="newest", count=2), ["open", "broken"]),
        (Block(name="newest", topic="hub"), ["open", "solar", "move-the-hub"]),
        (Block(name="newest", topic="hub", kind="idea"), ["solar"]),
        (Block(name="newest", count=0), []),
        (Block(name="newest", topic="gone"), []),
    ],
)
def test_a_block_shows_the_newest_posts_it_asks_for(
    corpus: Corpus, site: Site, block: Block, expected: list[str]
) -> None:
    """Relative to the page it stands on; where there is nothing it says so."""
    html, _ = plan_block(corpus, site, block, "../../")
    page = LexborHTMLParser(html)
    assert [link.attributes["href"] for link in page.css("li > a")] == [f"../../questions/{slug}/" for slug in expected]
    assert bool(page.css(".candor-empty")) == (not expected)


def test_a_block_has_another_fingerprint_only_when_it_prints_something_else(corpus: Corpus, site: Site) -> None:
    block = Block(name="newest", kind="idea")
    html, fingerprint = plan_block(corpus, site, block, "../")
    others = [post for post in corpus.posts if post.slug != "factory"]
    assert plan_block(msgspec.structs.replace(corpus, posts=others), site, block, "../") == (html, fingerprint)
    assert plan_block(msgspec.structs.replace(corpus, posts=[]), site, block, "../")[1] != fingerprint
    assert plan_block(corpus, site, block, "../../")[1] != fingerprint


def test_a_block_says_what_became_of_a_complaint_but_no_state_that_time_changes(corpus: Corpus, site: Site) -> None:
    def said(kind: str) -> str:
        html, _ = plan_block(corpus, site, Block(name="newest", kind=kind), "")
        return " ".join(LexborHTMLParser(html).text().split())

    assert "Complaint Remedied" in said("complaint")
    assert "Asked by staff by" in said("ask")
