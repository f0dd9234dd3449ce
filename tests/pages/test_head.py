"""Structured data: the fields that Google requires, absolute addresses, and nothing that could end its element."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from candor.model.corpus import Corpus, Words
from candor.model.html import Fragment, Hole, Ref, RefKind
from candor.pages.contexts import Author, MemberPage
from candor.pages.head import TEXT_CHARACTERS, plain_text, render_head
from candor.pages.plan import Document
from candor.pages.site import Site

Find = Callable[[str], Document]
BASE = "https://fernhill.example/community"


def data_of(html: str) -> Any:
    scripts = LexborHTMLParser(f"<head>{html}</head>").css('script[type="application/ld+json"]')
    assert len(scripts) <= 1
    return json.loads(scripts[0].text()) if scripts else None


@pytest.fixture
def data(document: Find, words: Mapping[str, Words], site: Site) -> Callable[[str], Any]:
    return lambda url: data_of(render_head(document(url).context, words, site))  # type: ignore[arg-type]


def test_an_answered_question_is_a_page_of_question_and_answers(data: Callable[[str], Any]) -> None:
    page = data("questions/move-the-hub/")
    assert (page["@context"], page["@type"]) == ("https://schema.org", "QAPage")
    question = page["mainEntity"]
    assert question["name"] == "How do I move the hub <now> & keep “it”?"
    assert (question["answerCount"], question["upvoteCount"]) == (2, 4)
    assert question["text"].startswith("Ask @ottob")
    assert question["author"] == {"@type": "Person", "name": "anna", "url": f"{BASE}/members/github-3/"}
    assert question["datePublished"] == "2026-01-01T09:30:00Z"
    accepted = question["acceptedAnswer"]
    assert (accepted["@type"], accepted["text"]) == ("Answer", "Carry it.")
    assert accepted["url"] == f"{BASE}/questions/move-the-hub/#answer-otto"
    assert [answer["text"] for answer in question["suggestedAnswer"]] == ["Unplug it."]


def test_whatever_is_no_answered_question_is_a_forum_posting(data: Callable[[str], Any]) -> None:
    page = data("questions/open/")
    assert page["@type"] == "DiscussionForumPosting"
    assert {"headline", "text", "url", "author", "datePublished"} <= page.keys()
    assert page["commentCount"] == 1
    assert data("questions/solar/")["@type"] == "DiscussionForumPosting"


@pytest.mark.parametrize("slug", ["broken", "thanks"])
def test_a_post_without_words_author_or_date_has_no_structured_data(slug: str, data: Callable[[str], Any]) -> None:
    """Google requires them of a posting; half a description is worse than none."""
    assert data(f"questions/{slug}/") is None


def test_a_member_has_a_profile(data: Callable[[str], Any]) -> None:
    page = data("members/mara/")
    person = page["mainEntity"]
    assert page["@type"] == "ProfilePage"
    assert (person["name"], person["description"]) == ("Mara Lind", "Head of support")
    assert person["agentInteractionStatistic"]["userInteractionCount"] > 0
    assert data("questions/") is None


def test_search_engines_leave_out_who_is_unlisted_and_what_cannot_be_shown(
    document: Find, words: Mapping[str, Words], site: Site
) -> None:
    def robots(url: str) -> bool:
        return '<meta name="robots" content="noindex">' in render_head(document(url).context, words, site)  # type: ignore[arg-type]

    assert [robots(url) for url in ("members/shy/", "questions/broken/", "members/otto/", "questions/open/")] == [
        True,
        True,
        False,
        False,
    ]


def test_without_the_sites_address_no_field_holds_half_an_address(
    document: Find, words: Mapping[str, Words], site: Site
) -> None:
    nowhere = msgspec.structs.replace(site, url="")
    html = render_head(document("questions/move-the-hub/").context, words, nowhere)  # type: ignore[arg-type]
    assert '"url"' not in html


@settings(deadline=None)
@given(st.text(alphabet="<>&\"'/= scriptonload!-]\x00é{}%\u2028\ud800", min_size=1))
def test_no_name_can_end_the_script_or_change_its_shape(text: str) -> None:
    """What a parser finds in the head is one element holding the very text."""
    member = MemberPage(
        community="Fernhill",
        author=Author(slug="m", name=text), roles=[], role_text=text, since=None, posts=[], answers=[], comments=[],
        post_count=1, answer_count=0, accepted_count=0, comment_count=0,
    )  # fmt: skip
    html = render_head(member, {}, Site(name="Fernhill", url=f"{BASE}/")).encode("utf-8", "replace").decode()
    head = LexborHTMLParser(f"<html><head>{html}</head></html>").css_first("head")
    assert [node.tag for node in head.css("head > *")] == ["script"]
    assert data_of(html)["mainEntity"]["name"] == text.encode("utf-8", "replace").decode()


def test_a_text_is_repeated_without_markup_and_not_without_end() -> None:
    hole = Hole(Ref(RefKind.MENTION, "otto"), '<a href="', '">@otto</a>', "@otto")
    fragment = Fragment(('<p title="a > b">One &amp; <code>two</code>, ', hole, "</p>\n<ul>\n<li>three</li>\n</ul>\n"))
    assert plain_text(fragment) == "One & two, @otto three"
    assert len(plain_text(Fragment(("<p>" + "word " * 5000,)))) == TEXT_CHARACTERS


def test_the_fixture_community_is_described_completely(corpus: Corpus, data: Callable[[str], Any]) -> None:
    """Every posting and question has what Google requires, nowhere an empty value."""

    def check(value: Any) -> None:
        assert value not in ("", [], {}, None)
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(child)

    described = [found for post in corpus.posts if (found := data(f"questions/{post.slug}/"))]
    assert len(described) >= 5
    for found in described:
        check(found)
        if found["@type"] == "QAPage":
            assert found["mainEntity"].keys() >= {"name", "answerCount"}
            assert found["mainEntity"].keys() & {"acceptedAnswer", "suggestedAnswer"}
        else:
            assert found.keys() >= {"author", "datePublished", "text"}
