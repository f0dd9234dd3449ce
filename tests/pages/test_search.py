"""What a search finds of a community, and what it is called."""

from __future__ import annotations

import msgspec
import pytest
from tests.conftest import Tree
from tests.sources.ledger_world import LEDGER, NOW, load_world

from candor.model.html import Ref, RefKind
from candor.pages.catalogue import load_catalogue
from candor.pages.directory import open_directory
from candor.pages.plan import Searchable
from candor.pages.search import LABELS, name_values, plan_searchable
from candor.pages.site import Site
from candor.press.search_pages import compose_page

SITE = Site(name="Fernhill")
KINDS = ("incident", "maintenance", "promise", "remedy", "statement")


@pytest.fixture
def found(tree: Tree) -> dict[str, Searchable]:
    """What a search of the ledger finds, by address."""
    corpus, _ = load_world(tree(LEDGER))
    return {each.url: each for each in plan_searchable(open_directory(corpus, SITE, NOW, b""))}


def test_what_the_brand_says_about_itself_is_found_with_kind_and_state(found: dict[str, Searchable]) -> None:
    assert {each.kind for each in found.values()} >= set(KINDS)
    incident = found["incidents/2026-03-18-orders-late/"]
    assert (incident.kind, incident.state) == ("incident", "incident-resolved")
    assert all(each.state for each in found.values() if each.kind in KINDS and each.kind != "statement")


def test_an_incident_is_found_by_every_word_that_was_written_about_it(found: dict[str, Searchable]) -> None:
    page = compose_page(found["incidents/2026-03-18-orders-late/"], None)
    written = [text.split("---\n", 2)[2].split() for name, text in LEDGER.items() if "orders-late/" in name]
    assert len(written) > 3
    for words in written:
        assert all(word.strip(".") in page for word in words[:3] if word.isalpha())


def test_no_drill_is_found(found: dict[str, Searchable]) -> None:
    assert any("drills/" in name for name in LEDGER)
    assert not any(url.startswith("drills/") for url in found)


def test_every_kind_and_state_that_is_found_has_a_word_in_each_language(found: dict[str, Searchable]) -> None:
    labels = name_values(load_catalogue("de"))
    for each in found.values():
        assert labels["kind"][each.kind] != ""
        assert each.kind in LABELS["kind"]
        assert not each.state or labels["state"][each.state] != ""
    assert labels["kind"]["incident"] == "Vorfall"
    assert labels["state"]["promise-broken"] == "Gebrochen"


def test_an_alert_is_called_what_the_language_of_the_site_calls_it(tree: Tree) -> None:
    corpus, _ = load_world(tree(LEDGER))
    note = Ref(RefKind.ALERT, "note")
    german = msgspec.structs.replace(SITE, language="de", catalogue=load_catalogue("de"))
    assert open_directory(corpus, german, NOW, b"").resolve([note], "../") == {"alert:note": "Hinweis"}
    assert open_directory(corpus, SITE, NOW, b"").resolve([note], "../") == {}, "it is English as it stands"
