"""The moderation log: the sum of its lines is the archive."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree
from tests.pages.test_status import printed, words
from tests.sources.ledger_world import LEDGER, load_world
from tests.sources.test_moderation import OVERLAY, POST

WORLD = {
    **POST,
    **LEDGER,
    "content/.discussions/github/0/1.jsonl": POST["content/.discussions/github/0/1.jsonl"],
    "content/moderation/github-1.yml": OVERLAY.replace("github:5", "mara"),
    "content/moderation/github-2.yml": "comments: [{comment: 6, do: hide, reason: spam}]\n",
}


def test_every_comment_of_the_archive_stands_in_one_line_of_the_table(tree: Tree) -> None:
    """Shown, folded, hidden and removed add up to the number of comment lines in the archive's files."""
    corpus, _ = load_world(tree(WORLD))
    page = printed(corpus)["moderation/"]
    rows = [
        [cell.text(strip=True) for cell in row.css("th, td")]
        for row in LexborHTMLParser(page).css("tbody tr, tfoot tr")
    ]
    *parts, total = rows
    assert ["folded", "off topic", "1"] in parts
    assert ["hidden", "private data", "1"] in parts
    assert ["hidden", "spam", "1"] in parts
    assert ["deleted, its replies kept", "", "1"] in parts
    archived = sum(text.count('"t":"comment"') for name, text in WORLD.items() if ".discussions" in name)
    assert int(total[-1]) == archived
    assert sum(int(part[-1]) for part in parts) == archived


def test_the_log_says_who_did_it_and_why_and_never_who_wrote_it(tree: Tree) -> None:
    """A comment of a thread without a page is named by its thread."""
    corpus, _ = load_world(tree(WORLD))
    page = words(printed(corpus)["moderation/"])
    assert re.search(r"It named a neighbour\.", page)
    assert "done by Mara" in page
    assert "T2" in page
    assert "github:9" not in page
