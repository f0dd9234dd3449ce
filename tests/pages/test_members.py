"""Members: who is listed, and what their pages say."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from candor.pages.plan import Plan

Page = Callable[[str], LexborHTMLParser]


def said(page: LexborHTMLParser) -> str:
    assert page.body is not None
    return " ".join((page.body.text() or "").split())


def test_the_index_lists_latest_comers_first_and_leaves_out_the_unlisted(page: Page) -> None:
    assert [link.attributes["href"] for link in page("members/").css("a.candor-author")] == [
        "../members/otto/",
        "../members/mara/",
        "../members/github-3/",
    ]


def test_somebody_unlisted_still_has_a_page(page: Page) -> None:
    assert "A member" in said(page("members/shy/"))


def test_an_account_that_never_contributed_has_no_page(plan: Plan) -> None:
    assert "members/github-9/" not in {document.url for document in plan.documents}


def test_a_member_page_counts_once_and_links_to_the_very_words(page: Page) -> None:
    otto = page("members/otto/")
    figures = {pair.css_first("dt").text(): pair.css_first("dd").text() for pair in otto.css(".candor-figures > div")}  # type: ignore[union-attr]
    assert figures == {"answer": "1", "accepted": "1", "posts": "2", "comment": "1"}
    assert "Here since 2 January 2026" in said(otto)
    links = [link.attributes["href"] for link in otto.css(".candor-contributions a")]
    assert links == [
        "../../questions/move-the-hub/#answer-otto",
        "../../questions/open/#comment-discourse-7-1",
    ]
    for link in links:
        assert link is not None
        url, _, anchor = link.removeprefix("../../").partition("#")
        assert page(url).css_first(f"#{anchor}") is not None


def test_staff_are_named_with_their_role(page: Page) -> None:
    mara = page("members/mara/")
    assert [node.text() for node in mara.css(".candor-staff")][:1] == ["staff"]
    assert "Head of support" in said(mara)
    assert "Roles: staff" in said(mara)
