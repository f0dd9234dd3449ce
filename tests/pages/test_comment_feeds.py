"""Feeds of comments, as feed readers understand them, and the page that says how fresh they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import feedparser
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from candor.model.archive import CommentState, Mirror
from candor.model.corpus import CommentSummary, Corpus, Post, Words, pack_comments
from candor.model.html import Fragment
from candor.pages.comment_feeds import newest_comments, shown_comments
from candor.pages.directory import open_directory
from candor.pages.head import render_head
from candor.pages.plan import Document, Plan
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

BASE = "https://fernhill.example/community/"
Find = Callable[[str], Document]
DAY = timedelta(days=1)


def printed(document: Document, words: Mapping[str, Words]) -> str:
    return str(render_body(document.template, document.context, words))


def test_a_posts_comments_have_a_feed_that_says_what_each_replies_to(
    document: Find, words: Mapping[str, Words]
) -> None:
    """Newest first; neither hidden and deleted ones nor the one that became an answer; reading it finds no fault."""
    text = printed(document("questions/move-the-hub/comments.xml"), words)
    feed = feedparser.parse(text)
    assert feed.bozo == 0
    page = f"{BASE}questions/move-the-hub/"
    assert feed.feed.link == page
    assert [entry.id for entry in feed.entries] == [f"{page}#comment-github-128-{num}" for num in (15, 12, 10)]
    assert [entry.author for entry in feed.entries] == ["Mara Lind", "Somebody unknown", "A member"]
    root = etree.fromstring(text.encode())
    parents = root.xpath("//t:in-reply-to/@ref", namespaces={"t": "http://purl.org/syndication/thread/1.0"})
    assert parents == [f"{page}#comment-github-128-14", f"{page}#comment-github-128-10", page]
    assert all(entry.content[0].value for entry in feed.entries if entry.id.endswith("-10"))


def test_the_sites_feed_holds_every_posts_comments_in_both_forms(document: Find, words: Mapping[str, Words]) -> None:
    atom = feedparser.parse(printed(document("comments.xml"), words))
    assert (atom.bozo, atom.feed.title) == (0, "Comments · Fernhill")
    told = json.loads(printed(document("comments.json"), words))
    assert [item["id"] for item in told["items"]] == [entry.id for entry in atom.entries]
    assert told["items"][0]["title"] == "Re: Does it hum?"
    assert {item["id"].split("/")[-2] for item in told["items"]} == {"open", "move-the-hub"}


def test_a_feed_of_its_own_has_only_the_post_whose_comments_are_still_fetched(plan: Plan) -> None:
    """Nothing new will ever come from a forum that was imported, whose pages therefore name no feed either."""
    feeds = {each.url for each in plan.documents if each.template == "comments.xml"}
    assert feeds == {"comments.xml", "questions/move-the-hub/comments.xml", "questions/solar/comments.xml"}


def test_the_page_names_its_feed_in_head_and_foot(
    page: Callable[[str], LexborHTMLParser], document: Find, site: Site
) -> None:
    foot = page("questions/move-the-hub/").css_first(".candor-thread-foot")
    assert [link.attributes["href"] for link in foot.css("a")] == ["../../mirror/", "comments.xml"]
    head = render_head(document("questions/move-the-hub/").context, {}, site)
    assert '<link rel="alternate " type="application/atom+xml" title="Comments" href="comments.xml">' in head
    assert page("questions/open/").css_first(".candor-thread-foot") is None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 400), max_size=12), min_size=1, max_size=12))
def test_the_sites_feed_is_what_sorting_every_comment_gives(hours: list[list[int]]) -> None:
    """However comments lie in time, looking into few threads finds what looking into all would."""
    from tests.pages.conftest import COMMUNITY, OPEN, PEOPLE, SITE

    start = datetime(2026, 1, 1, tzinfo=UTC)
    posts: list[Post] = []
    for number, times in enumerate(hours):
        lines = [
            CommentSummary(n, "otto", start + timedelta(hours=at), CommentState.LIVE) for n, at in enumerate(times, 1)
        ]
        changed = max((line.at for line in lines), default=start) + timedelta(hours=number % 3)
        thread = msgspec.structs.replace(
            OPEN.threads[0], key=f"github/{number + 1}", changed=changed, packed=pack_comments(lines)
        )
        posts.append(msgspec.structs.replace(OPEN, slug=f"p{number}", path=f"q/p{number}", threads=[thread]))
    corpus = Corpus(community=COMMUNITY, posts=posts, people=PEOPLE)
    directory = open_directory(corpus, SITE, start + 30 * DAY, b"")
    every = sorted((each for post in posts for each in shown_comments(directory, post)), reverse=True)
    assert [each.at for each in newest_comments(directory)] == [each.at for each in every[:20]]


def test_one_page_says_how_far_the_mirror_has_got(page: Callable[[str], LexborHTMLParser]) -> None:
    html = page("mirror/")
    facts = {row.css_first("dt").text(): row.css_first("dd").text() for row in html.css("dl > div")}
    assert facts["Last fetched completely"] == "31 May 2026, 12:00 UTC"
    assert facts["To be compared again by"] == "2 June 2026, 00:00 UTC"
    assert (facts["Threads"], facts["Threads that are gone at the source"]) == ("2", "1")
    assert html.css_first(".candor-notice") is None


def test_a_sync_that_finds_nothing_changes_that_page_alone(corpus: Corpus, site: Site, now: datetime) -> None:
    later = Mirror(completed=now, swept=now, threads=2, vanished=1)
    before, after = (
        {each.url: each.fingerprint for each in plan_site(each, site, now, has_home=False).documents}
        for each in (corpus, msgspec.structs.replace(corpus, mirrors={"github": later}))
    )
    assert {url for url in after if after[url] != before.get(url)} == {"mirror/"}


def test_a_mirror_that_has_stood_still_for_days_is_said_to_be_late(corpus: Corpus, site: Site, now: datetime) -> None:
    """At the moment that the page announced itself it would change."""
    found = next(each for each in plan_site(corpus, site, now, has_home=False).documents if each.url == "mirror/")
    assert found.changes_at is not None
    plan = plan_site(corpus, site, found.changes_at, has_home=False)
    late = next(each for each in plan.documents if each.url == "mirror/")
    assert "Nothing has been fetched for days" in printed(late, {})


def test_hostile_words_stay_inside_their_element(corpus: Corpus, site: Site, now: datetime) -> None:
    bad = "]]></title><script>\x00\ufffe&"
    post = next(each for each in corpus.posts if each.slug == "move-the-hub")
    hostile = msgspec.structs.replace(post, record=msgspec.structs.replace(post.record, title=bad, accepted=None))
    plan = plan_site(msgspec.structs.replace(corpus, posts=[hostile]), site, now, has_home=False)
    feed = next(each for each in plan.documents if each.url == "questions/move-the-hub/comments.xml")
    words = {post.key: Words(body=Fragment(()), comments={"github/128/10": Fragment((f"<p>{bad}</p>",))})}
    root = etree.fromstring(printed(feed, words).encode())
    assert root.xpath("count(//*[local-name()='script'])") == 0
    assert root.xpath("//*[local-name()='title']/text()")[1] == "Re: ]]></title><script>&"


def test_the_list_of_everything_leads_to_the_feeds_of_comments(page: Callable[[str], LexborHTMLParser]) -> None:
    """There alone, so that a new comment changes no other list."""
    assert page("questions/").css_first('a[href="../comments.xml"]') is not None
    assert page("kinds/idea/").css_first('a[href$="comments.xml"]') is None
