"""The trust report and the trust account as readers and programs get them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree
from tests.sources.ledger_world import LEDGER, NOW, load_world

from candor.importers.incident_lines import import_lines
from candor.importers.statuspage import import_statuspage
from candor.model.corpus import Corpus
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

SITE = Site(name="Fernhill", url="https://fernhill.example/")


def printed(corpus: Corpus, now: datetime, *prefixes: str) -> dict[str, str]:
    """The documents below these addresses, as they are printed."""
    return {
        document.url: str(render_body(document.template, document.context, {}))
        for document in plan_site(corpus, SITE, now, has_home=True).documents
        if document.layout is None and document.url.startswith(prefixes)
    }


def test_a_figure_says_what_it_rests_on_and_links_what_it_counts(tree: Tree) -> None:
    """Every event behind it can be read."""
    pages = printed(load_world(tree(LEDGER))[0], NOW, "trust/")
    page = LexborHTMLParser(pages["trust/"])
    section = page.css_first('section[aria-labelledby="acknowledged"]')
    assert section is not None
    assert "5 min" in section.text()
    assert "n = 1" in section.text()
    assert [link.attributes["href"] for link in section.css("a")] == ["../incidents/2026-03-18-orders-late/"]
    assert [link.text() for link in page.css("nav a[aria-current]")] == ["Trust report"]


def test_what_was_written_is_one_table_by_month(tree: Tree) -> None:
    """Newest first, a column for each kind."""
    later = "---\ntitle: And in winter?\nauthor: github:3\nat: 2026-04-02T02:40:00Z\n---\nWell?\n"
    root = tree(LEDGER | {"content/questions/2026/in-winter/index.md": later})
    page = LexborHTMLParser(printed(load_world(root)[0], NOW, "trust/")["trust/"])
    table = page.css_first('section[aria-labelledby="mix"] table')
    assert table is not None
    assert [head.text() for head in table.css("thead th")] == ["Question", "Complaint", "Idea", "Praise"]
    rows = [[cell.text() for cell in row.css("th, td")] for row in table.css("tbody tr")]
    assert rows == [["April 2026", "1", "0", "0", "0"], ["March 2026", "0", "1", "0", "0"]]


def test_quarters_with_nothing_said_have_no_page(tree: Tree) -> None:
    """The running one always has, and says up to which day it counts."""
    pages = printed(load_world(tree(LEDGER))[0], NOW + timedelta(days=370), "trust/")
    assert [url for url in pages if url.endswith("/")] == ["trust/", "trust/2027-q2/", "trust/2026-q1/"]
    assert "Counted up to" in pages["trust/2027-q2/"]
    assert "Counted up to" not in pages["trust/2026-q1/"]


def test_the_same_stands_as_json_and_csv(tree: Tree) -> None:
    """Value for value."""
    pages = printed(load_world(tree(LEDGER))[0], NOW, "trust/")
    figures: dict[str, Any] = json.loads(pages["trust/report.json"])["figures"]
    rows = list(csv.DictReader(io.StringIO(pages["trust/report.csv"])))
    assert {(row["figure"], row["value"]): int(row["amount"]) for row in rows} == {
        (key, name): amount for key, figure in figures.items() for name, amount in figure["values"].items()
    }
    for figure in figures.values():
        assert figure["definition"]
        assert all(event["url"].startswith("https://fernhill.example/") for event in figure["events"])


def test_the_account_shows_every_rule_and_every_entry(tree: Tree) -> None:
    """Each entry with its event; the balance is that of the month's first day or the last entry."""
    pages = printed(load_world(tree(LEDGER))[0], NOW, "trust/")
    account = json.loads(pages["trust/report.json"])["account"]
    assert {entry["rule"] for entry in account["entries"]} >= {"incident", "promise_kept", "apology_fulfilled"}
    assert account["as_of"] == "2026-06-01T00:00:00.000Z"
    for entry in account["entries"]:
        assert entry["title"] in LexborHTMLParser(pages["trust/"]).text()


@pytest.mark.data
def test_the_real_incidents_give_the_known_figures(tmp_path: Path, data: Path) -> None:
    """801 that are not maintenance, a median gap of 14 minutes, 170 of 772 silent for over an hour, 61 over two;
    each has its page."""
    import_lines(data / "incidents-github-819.jsonl.gz", tmp_path / "content")
    corpus, _ = load_world(tmp_path, datetime(2026, 11, 1, tzinfo=UTC))
    pages = printed(corpus, datetime(2026, 11, 1, tzinfo=UTC), "trust/report.json", "incidents/2", "maintenance/")
    imported = json.loads(pages["trust/report.json"])["imported"]
    assert imported["days_affected"]["n"] == 801
    assert imported["gaps"]["values"]["median"] == 14 * 60
    assert imported["silences"]["n"] == 772
    assert imported["silences"]["values"] == {"over_60_minutes": 170, "over_120_minutes": 61}
    told = [url for url in pages if url.endswith("/") and url != "maintenance/" and "feed" not in url]
    assert sum(url.startswith(("incidents/202", "maintenance/202")) for url in told if url.count("-") > 2) == 819


TWEETS = {"custom_tweet", "tweet_id"}


def without_tweets(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: without_tweets(value) for key, value in body.items() if key not in TWEETS}
    return [without_tweets(each) for each in body] if isinstance(body, list) else body


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("status", "status"),
        ("components", "components"),
        ("incidents", "incidents"),
        ("incidents-unresolved", "incidents/unresolved"),
        ("scheduled-maintenances", "scheduled-maintenances"),
        ("scheduled-maintenances-active", "scheduled-maintenances/active"),
        ("scheduled-maintenances-upcoming", "scheduled-maintenances/upcoming"),
        ("summary", "summary"),
    ],
)
def test_an_imported_statuspage_is_given_back_unchanged(tmp_path: Path, data: Path, name: str, ours: str) -> None:
    """Through records and back, tweets aside. The page's own ``updated_at`` is that of the newest file imported."""
    import_statuspage([data / "statuspage-v2"], tmp_path / "content")
    corpus, problems = load_world(tmp_path, datetime(2026, 11, 1, tzinfo=UTC))
    assert [problem for problem in problems if problem.severity == "error"] == []
    pages = printed(corpus, datetime(2026, 11, 1, tzinfo=UTC), "api/v2/")
    theirs = json.loads((data / "statuspage-v2" / f"{name}.json").read_text())
    given = json.loads(pages[f"api/v2/{ours}.json"])
    for body in (theirs, given):
        body["page"].pop("updated_at")
    assert without_tweets(given) == without_tweets(theirs)
