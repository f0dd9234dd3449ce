"""The plan as a whole: each address once, every link answered, equal input equal fingerprints."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from urllib.parse import unquote

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from candor.model.corpus import Corpus, Words
from candor.pages.plan import PLATES, Document, Layout, Plan
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site


def test_each_output_file_is_planned_once_on_a_plate_the_host_was_asked_for(plan: Plan) -> None:
    dests = [document.dest for document in plan.documents] + [copy.dest for copy in plan.copies]
    assert len(dests) == len(set(dests))
    assert all(document.plate in PLATES for document in plan.documents if document.layout)


def test_every_internal_link_leads_to_something_published(
    plan: Plan, words: Mapping[str, Words], corpus: Corpus
) -> None:
    """Relative links only, so the site works in a sub-path and from the disk; anchors are there too."""
    bodies = {each.dest: str(render_body(each.template, each.context, words)) for each in plan.documents}
    pages = {dest: LexborHTMLParser(html) for dest, html in bodies.items() if dest.endswith(".html")}
    published = {*bodies, *(copy.dest for copy in plan.copies), "guide/index.html", "guide/start/index.html"}
    checked = 0
    for dest, page in pages.items():
        for node in page.css("body [href], body [src]"):
            link = node.attributes.get("href") or node.attributes.get("src") or ""
            if link.startswith("https://"):
                continue
            path, _, anchor = link.partition("#")
            assert not path.startswith("/"), (dest, link)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(dest), unquote(path))) if path else dest
            if path.endswith("/") or target not in published:
                target = posixpath.normpath(posixpath.join(target, "index.html"))
            assert target in published, (dest, link)
            if anchor and not anchor.startswith("q-"):
                assert pages[target].css(f'[id="{anchor}"]'), (dest, link)
            checked += 1
    assert checked > 150


def test_the_same_community_has_the_same_fingerprints_in_whatever_order_it_is_read(
    plan: Plan, corpus: Corpus, site: Site, now: datetime
) -> None:
    shuffled = list(corpus.posts)
    Random(7).shuffle(shuffled)
    again = plan_site(
        msgspec.structs.replace(corpus, posts=shuffled, people=dict(reversed(corpus.people.items()))),
        site,
        now,
        has_home=False,
    )
    assert {each.url: each.fingerprint for each in again.documents} == {
        each.url: each.fingerprint for each in plan.documents
    }


def test_the_clock_enters_no_fingerprint_unless_something_prints_differently(
    plan: Plan, corpus: Corpus, site: Site, now: datetime
) -> None:
    later = plan_site(corpus, site, now + timedelta(hours=3), has_home=False)
    assert [each.fingerprint for each in later.documents] == [each.fingerprint for each in plan.documents]
    assert [each.changes_at for each in later.documents] == [each.changes_at for each in plan.documents]


def test_a_document_changes_at_the_moment_it_declares_and_at_no_other(corpus: Corpus, site: Site) -> None:
    """Walks two years of days: between two plans, exactly those documents differ whose moment lies between."""
    day = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    before = {each.url: each for each in plan_site(corpus, site, day, has_home=False).documents}
    changed = 0
    for _ in range(24):
        day += timedelta(days=15)
        after = {each.url: each for each in plan_site(corpus, site, day, has_home=False).documents}
        for url, old in before.items():
            due = old.changes_at is not None and old.changes_at <= day
            assert (after[url].fingerprint != old.fingerprint) == due, url
            changed += due
        before = after
    assert changed >= 6


def test_an_edited_title_reprints_the_pages_that_name_it_and_no_other(
    plan: Plan, corpus: Corpus, site: Site, now: datetime
) -> None:
    posts = [
        msgspec.structs.replace(post, key="ff", record=msgspec.structs.replace(post.record, title="New"))
        if post.slug == "factory"
        else post
        for post in corpus.posts
    ]
    after = plan_site(msgspec.structs.replace(corpus, posts=posts), site, now, has_home=False)
    old = {each.url: each.fingerprint for each in plan.documents}
    assert {each.url for each in after.documents if old[each.url] != each.fingerprint} == {
        "",
        "questions/factory/",
        "questions/",
        "kinds/inside/",
        "years/2026/",
        "members/mara/",
        "feed.xml",
        "feed.json",
    }


def test_settings_of_the_site_reprint_everything(plan: Plan, corpus: Corpus, site: Site, now: datetime) -> None:
    after = plan_site(corpus, msgspec.structs.replace(site, language="de"), now, has_home=False)
    assert not {each.fingerprint for each in after.documents} & {each.fingerprint for each in plan.documents}


def test_the_brands_own_pages_are_left_alone(corpus: Corpus, site: Site, now: datetime) -> None:
    """A page of the brand's at one of our addresses wins, and the plan says so."""
    mine = msgspec.structs.replace(corpus, pages=frozenset({"topics/index.md", "index.md"}))
    plan = plan_site(mine, site, now, has_home=True)
    assert not {"", "topics/"} & {each.url for each in plan.documents}
    assert [note for note in plan.notes if "topics/index.md" in note]


def test_home_says_what_the_place_is_what_is_new_and_how_to_take_part(
    document: Callable[[str], Document], words: Mapping[str, Words]
) -> None:
    home = document("")
    assert (home.layout, home.dest, home.title) == (Layout.HOME, "index.html", "Fernhill")
    page = LexborHTMLParser(str(render_body(home.template, home.context, words)))
    assert [node.text() for node in page.css("h1, h2")] == [
        "Fernhill",
        "Waiting for an answer 1",
        "Newest answers",
        "Ideas",
        "Newest posts",
        "You said, we did",
        "Who helps",
        "Topics",
        "Take part",
    ]
    assert "Energy & people" in (page.text() or "")


def test_headings_never_skip_a_level_and_every_page_has_one_h1(plan: Plan, words: Mapping[str, Words]) -> None:
    for document in plan.documents:
        if document.layout:
            page = LexborHTMLParser(str(render_body(document.template, document.context, words)))
            levels = [int((node.tag or "h0")[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after <= before + 1 for before, after in pairwise(levels)), document.url


def test_every_landmark_has_a_name_and_every_reference_its_target(plan: Plan, words: Mapping[str, Words]) -> None:
    for document in plan.documents:
        page = LexborHTMLParser(str(render_body(document.template, document.context, words)))
        ids = {node.attributes["id"] for node in page.css("[id]")}
        assert len(ids) == len(page.css("[id]")), document.url
        for node in page.css("[aria-labelledby]"):
            assert node.attributes["aria-labelledby"] in ids
        for node in page.css("nav, section"):
            assert node.attributes.get("aria-label") or node.attributes.get("aria-labelledby")


def test_two_posts_of_one_slug_print_the_first(corpus: Corpus, site: Site, now: datetime) -> None:
    first = corpus.posts[1]
    second = msgspec.structs.replace(first, path="questions/2027/solar", key="zz", author="mara")
    plan = plan_site(msgspec.structs.replace(corpus, posts=[second, first]), site, now, has_home=False)
    printed = [each for each in plan.documents if each.url == "questions/solar/"]
    assert [each.source for each in printed] == ["questions/2026/solar/index.md"]


@pytest.mark.parametrize("search", [True, False])
def test_home_leads_to_the_search_where_there_is_one(corpus: Corpus, now: datetime, search: bool) -> None:
    """As a plain form, so that it leads somewhere without a script."""
    site = Site(name="Fernhill", search=search)
    home = next(each for each in plan_site(corpus, site, now, has_home=False).documents if each.url == "")
    page = LexborHTMLParser(str(render_body(home.template, home.context, {})))
    assert [form.attributes["action"] for form in page.css("form")] == (["search/"] if search else [])
    assert bool(page.css("a[href='ask/']")) is search
