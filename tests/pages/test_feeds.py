"""Feeds and sitemap, as strict parsers and feed readers understand them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import feedparser
import msgspec
import pytest
from lxml import etree

from candor.model.corpus import Corpus, Words
from candor.model.html import Fragment
from candor.pages import feeds
from candor.pages.plan import Document, Plan
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "https://fernhill.example/community/"

Find = Callable[[str], Document]


def printed(document: Document, words: Mapping[str, Words]) -> str:
    return str(render_body(document.template, document.context, words))


def test_the_atom_feed_reads_without_a_fault(document: Find, words: Mapping[str, Words]) -> None:
    """Newest first, without the stub; ids and links are absolute, times carry a zone."""
    feed = feedparser.parse(printed(document("feed.xml"), words))
    assert feed.bozo == 0
    assert feed.feed.id == f"{BASE}feed.xml"
    assert feed.feed.subtitle == "Energy & people"
    assert [entry.id for entry in feed.entries] == [
        f"{BASE}questions/{slug}/"
        for slug in ("open", "colour", "factory", "cabin", "late", "solar", "move-the-hub", "thanks")
    ]
    question = feed.entries[6]
    assert (question.published, question.updated) == ("2026-01-01T09:30:00Z", "2026-01-04T09:30:00Z")
    assert question.author == "anna"
    assert "updated" in feed.feed


def test_links_inside_feed_content_are_absolute(document: Find, words: Mapping[str, Words]) -> None:
    root = etree.fromstring(printed(document("feed.xml"), words).encode())
    contents = root.xpath("//a:entry/a:content[@type='html']/text()", namespaces=ATOM)
    titles = root.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert "How do I move the hub <now> & keep “it”?" in titles
    question = next(content for content in contents if "@ottob" in content)
    assert f'<a class="mention" href="{BASE}members/otto/">@ottob</a>' in question
    assert f'src="{BASE}questions/move-the-hub/the%20plug.png"' in question
    assert "../" not in "".join(contents)


def test_a_topics_feed_holds_its_posts_only(document: Find, words: Mapping[str, Words]) -> None:
    feed = feedparser.parse(printed(document("topics/hub/feed.xml"), words))
    assert [entry.link.split("/")[-2] for entry in feed.entries] == ["open", "solar", "move-the-hub"]
    empty = feedparser.parse(printed(document("topics/solar/feed.xml"), words))
    assert (empty.bozo, empty.entries) == (0, [])


def test_the_json_feed_keeps_version_1_1(document: Find, words: Mapping[str, Words]) -> None:
    feed = json.loads(printed(document("feed.json"), words))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}feed.json"
    question = next(item for item in feed["items"] if item["id"].endswith("/move-the-hub/"))
    assert question["title"] == "How do I move the hub <now> & keep “it”?"
    assert question["date_published"] == "2026-01-01T09:30:00Z"
    assert question["authors"] == [{"name": "anna", "url": f"{BASE}members/github-3/"}]
    assert question["tags"] == ["The <hub>", "Billing"]
    assert f'href="{BASE}members/otto/"' in question["content_html"]


def test_characters_that_xml_forbids_never_reach_a_feed(corpus: Corpus, site: Site, now: datetime) -> None:
    """Control characters and non-characters in title, name and body."""
    bad = "a\x00\x08\x0b\x1f\ufffe\uffffb\t\U0001f600"
    asked = next(post for post in corpus.posts if post.slug == "open")
    hostile = msgspec.structs.replace(asked, record=msgspec.structs.replace(asked.record, title=bad), excerpt=bad)
    plan = plan_site(msgspec.structs.replace(corpus, posts=[hostile]), site, now, has_home=False)
    words = {"aa09": Words(body=Fragment((f"<p>{bad}</p>",)))}
    found = {each.url: printed(each, words) for each in plan.documents}
    root = etree.fromstring(found["feed.xml"].encode())
    assert root.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["ab\t\U0001f600"]
    assert json.loads(found["feed.json"])["items"][0]["content_html"] == "<p>ab\t\U0001f600</p>"
    assert "ab\t\U0001f600" in found["questions/open/"]
    for text in found.values():
        text.encode()


def test_the_sitemap_names_every_page_once_and_nothing_else(
    plan: Plan, document: Find, words: Mapping[str, Words]
) -> None:
    """Pages of ours and of the brand's; no redirects, no feeds."""
    root = etree.fromstring(printed(document("sitemap.xml"), words).encode())
    locations = root.xpath("//s:loc/text()", namespaces=MAP)
    expected = {BASE + each.url for each in plan.documents if each.layout} | {f"{BASE}guide/start/", f"{BASE}guide/"}
    assert len(locations) == len(set(locations))
    assert set(locations) == expected
    changed = root.xpath(f"//s:url[s:loc='{BASE}questions/move-the-hub/']/s:lastmod/text()", namespaces=MAP)
    assert changed == ["2026-01-05T09:30:00Z"]


def test_a_large_sitemap_becomes_an_index(
    corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "SITEMAP_URLS", 10)
    plan = plan_site(corpus, site, now, has_home=False)
    found = {each.url: printed(each, words) for each in plan.documents if each.url.startswith("sitemap")}
    parts = etree.fromstring(found["sitemap.xml"].encode()).xpath("//s:loc/text()", namespaces=MAP)
    assert parts == [f"{BASE}sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    pages = [
        url
        for part in parts
        for url in etree.fromstring(found[part.removeprefix(BASE)].encode()).xpath("//s:loc/text()", namespaces=MAP)
    ]
    assert len(pages) == len({*pages}) == len([each for each in plan.documents if each.layout]) + 2


def test_without_an_address_nothing_absolute_is_printed_and_the_plan_says_so(
    corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words]
) -> None:
    plan = plan_site(corpus, msgspec.structs.replace(site, url=""), now, has_home=False)
    urls = {each.url for each in plan.documents}
    assert not [url for url in urls if url.endswith((".xml", ".json"))]
    assert [note for note in plan.notes if "site_url is not set" in note]
    moved = next(each for each in plan.documents if each.url == "questions/move-hub/")
    assert "canonical" not in printed(moved, words)
    assert not [each.url for each in plan.documents if "feed.xml" in printed(each, words)]


def test_the_own_domain_gets_its_file(document: Find, words: Mapping[str, Words]) -> None:
    assert document("CNAME").dest == "CNAME"
    assert printed(document("CNAME"), words) == "community.fernhill.example\n"


def test_an_empty_feed_is_a_feed(site: Site, corpus: Corpus) -> None:
    empty = msgspec.structs.replace(corpus, posts=[])
    plan = plan_site(empty, site, datetime(2026, 1, 1, tzinfo=UTC), has_home=False)
    feed = next(each for each in plan.documents if each.url == "feed.xml")
    assert feedparser.parse(printed(feed, {})).bozo == 0
