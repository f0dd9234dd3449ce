"""Live blocks on ordinary pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree
from tests.pages.conftest import NOW
from tests.sources.ledger_world import LATE, LEDGER, load_world

from candor.model.blocks import Block
from candor.model.corpus import Corpus
from candor.pages.blocks import FilledBlock, plan_block
from candor.pages.directory import open_directory
from candor.pages.site import Site


def fill(corpus: Corpus, site: Site, block: Block, base_url: str, now: datetime) -> FilledBlock:
    return plan_block(open_directory(corpus, site, now, b""), block, base_url)


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
    html = fill(corpus, site, block, "../../", NOW).html
    page = LexborHTMLParser(html)
    assert [link.attributes["href"] for link in page.css("li > a")] == [f"../../questions/{slug}/" for slug in expected]
    assert bool(page.css(".candor-empty")) == (not expected)


def test_a_block_has_another_fingerprint_only_when_it_prints_something_else(corpus: Corpus, site: Site) -> None:
    block = Block(name="newest", kind="idea")
    filled = fill(corpus, site, block, "../", NOW)
    others = [post for post in corpus.posts if post.slug != "factory"]
    assert fill(msgspec.structs.replace(corpus, posts=others), site, block, "../", NOW) == filled
    empty = msgspec.structs.replace(corpus, posts=[])
    assert fill(empty, site, block, "../", NOW).fingerprint != filled.fingerprint
    assert fill(corpus, site, block, "../../", NOW).fingerprint != filled.fingerprint


def test_a_block_says_what_became_of_a_complaint_but_no_state_that_time_changes(corpus: Corpus, site: Site) -> None:
    def said(kind: str) -> str:
        html = fill(corpus, site, Block(name="newest", kind=kind), "", NOW).html
        return " ".join(LexborHTMLParser(html).text().split())

    assert "Complaint Remedied" in said("complaint")
    assert "Asked by staff by" in said("ask")


OPEN = {name: text for name, text in LEDGER.items() if name != f"{LATE}/updates/20260318T0930Z-resolved.md"}


def test_a_block_shows_what_is_open_with_its_silence_clock_and_when_that_runs_out(tree: Tree, site: Site) -> None:
    """Once the moment has passed with no word, the block says so; a component that is not hit has none."""
    corpus, _ = load_world(tree(OPEN))
    said = corpus.transparency.incidents[0].updates[-1].record
    assert said.next_update_due is not None
    before, after = said.next_update_due - timedelta(minutes=1), said.next_update_due + timedelta(minutes=1)
    calm = fill(corpus, site, Block(name="incidents"), "../", before)
    link = LexborHTMLParser(calm.html).css_first("li > a")
    assert link is not None
    assert link.attributes["href"] == "../incidents/2026-03-18-orders-late/"
    assert "Next update promised by" in calm.html
    assert calm.changes_at == said.next_update_due
    missed = fill(corpus, site, Block(name="incidents", component="api"), "../", after)
    assert "nothing since" in missed.html
    assert missed.changes_at is None
    other = fill(corpus, site, Block(name="incidents", component="app"), "../", after)
    assert "Nothing is wrong that we know of." in other.html


def test_a_block_shows_promises_until_they_are_settled(tree: Tree, site: Site) -> None:
    """The text of a promise is a member's, and stands escaped; one that falls due is overdue from then on."""
    path = "content/promises/2026/phone-line.md"
    corpus, _ = load_world(tree({**LEDGER, path: LEDGER[path].replace("text: ", "text: <b>", 1)}))
    due = next(each.record.due_at for each in corpus.transparency.promises if each.slug == "phone-line")
    open_ = fill(corpus, site, Block(name="promises"), "", due - timedelta(days=1))
    assert "&lt;b&gt;" in open_.html
    assert "Open" in open_.html
    assert "second-carrier" not in open_.html
    assert open_.changes_at == due
    assert "Overdue" in fill(corpus, site, Block(name="promises"), "", due).html
