"""What the comment policy does to pages: folds that can be unfolded, a page that says so, and counts that agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Corpus, Marks, Words, pack_comments
from candor.model.html import Fragment
from candor.model.policy import TextFacts
from candor.model.records import ComplaintState, ComplaintStatus, Component, Kind, Policy
from candor.model.review import Command, Word
from candor.pages.plan import Document
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

EMPTY, LINKS = TextFacts(words=2), TextFacts(words=20, links=2)


def with_comments(corpus: Corpus, *comments: CommentSummary, **changes: object) -> Corpus:
    """The community with these comments below one post, and a status page with its moderation log."""
    post = next(each for each in corpus.posts if each.slug == "move-the-hub")
    thread = msgspec.structs.replace(post.threads[0], packed=pack_comments(list(comments)))
    record = msgspec.structs.replace(post.record, **changes)
    posts = [each for each in corpus.posts if each is not post]
    post = msgspec.structs.replace(post, threads=[thread], record=record, answers=[])
    community = msgspec.structs.replace(corpus.community, components={"api": Component(title="API")})
    return msgspec.structs.replace(corpus, posts=[*posts, post], community=community)


def comment(num: int, author: str, facts: TextFacts | None, now: datetime) -> CommentSummary:
    return CommentSummary(num, author, now, CommentState.LIVE, facts=facts)


@pytest.fixture
def show(corpus: Corpus, site: Site, now: datetime) -> Callable[[Corpus], dict[str, LexborHTMLParser]]:
    def parse(changed: Corpus) -> dict[str, LexborHTMLParser]:
        words = {
            "aa01": Words(
                body=Fragment(()), comments={f"github/128/{n}": Fragment((f"<p>said {n}</p>",)) for n in range(60)}
            )
        }

        def text(document: Document) -> str:
            return str(render_body(document.template, document.context, words))

        wanted = {"questions/move-the-hub/", "policy/", "moderation/", "comments.xml"}
        plan = plan_site(changed, site, now, has_home=False)
        return {each.url: LexborHTMLParser(text(each)) for each in plan.documents if each.url in wanted}

    return parse


Show = Callable[[Corpus], Mapping[str, LexborHTMLParser]]


def words_of(html: LexborHTMLParser, selector: str) -> str:
    return " ".join((html.css_first(selector).text() or "").split())


def test_a_folded_comment_names_its_rule_and_keeps_its_words(corpus: Corpus, now: datetime, show: Show) -> None:
    """A plain `details`, which any reader opens; what is said by somebody of the staff may link as it likes."""
    pages = show(
        with_comments(
            corpus,
            comment(31, "github:4", EMPTY, now),
            comment(32, "github:4", LINKS, now),
            comment(33, "mara", LINKS, now),
        )
    )
    post = pages["questions/move-the-hub/"]
    fold = post.css_first("#comment-github-128-31 > details:not([open])")
    assert words_of(post, "#comment-github-128-31 summary").startswith("Folded by the comment policy: too little said")
    assert "said 31" in (fold.text() or "")
    assert [link.attributes["href"] for link in fold.css(".candor-note a")] == ["../../policy/#substance"]
    assert "more links than a new member may set" in words_of(post, "#comment-github-128-32 summary")
    assert post.css_first("#comment-github-128-33 > article")
    assert "said 31" not in str(pages["comments.xml"].html)
    assert "said 33" in str(pages["comments.xml"].html)


def test_a_search_leaves_folded_comments_out(corpus: Corpus, site: Site, now: datetime) -> None:
    """Those of the policy and those of moderators; whose words are gone is told apart."""
    changed = with_comments(corpus, comment(31, "github:4", EMPTY, now), comment(33, "mara", LINKS, now))
    post = next(each for each in changed.posts if each.slug == "move-the-hub")
    thread = msgspec.structs.replace(post.threads[0], marks=Marks(minimized={35: "OFF_TOPIC"}), withdrawn=[36])
    posts = [msgspec.structs.replace(post, threads=[thread]), *(each for each in changed.posts if each is not post)]
    plan = plan_site(msgspec.structs.replace(changed, posts=posts), site, now, has_home=False)
    (page,) = [each for each in plan.searchable if each.url == "questions/move-the-hub/"]
    assert (page.folded, page.withdrawn) == (("github/128/31", "github/128/35"), ("github/128/36",))


def test_page_log_and_posts_count_the_same(corpus: Corpus, now: datetime, show: Show) -> None:
    comments = [comment(number, "github:4", EMPTY if number % 3 else LINKS, now) for number in range(40, 52)]
    pages = show(with_comments(corpus, *comments))
    policy, log = pages["policy/"], pages["moderation/"]
    assert words_of(policy, "[aria-labelledby=substance] .candor-facts") == "8 comments are folded by this rule"
    assert words_of(policy, "[aria-labelledby=links] .candor-facts") == "4 comments are folded by this rule"
    assert "12 comments are folded in all." in (policy.body.text() or "")
    rows = [[cell.text() for cell in row.css("th, td")] for row in log.css("tbody tr")]
    assert ["folded by the comment policy", "too little said", "8"] in rows
    assert ["folded by the comment policy", "more links than a new member may set", "4"] in rows
    assert len(pages["questions/move-the-hub/"].css(".candor-thread li > details")) == 12


def test_nothing_is_folded_below_a_complaint_nor_what_was_looked_at(corpus: Corpus, now: datetime, show: Show) -> None:
    comments = [comment(31, "github:4", EMPTY, now), comment(32, "github:4", LINKS, now)]
    complaint = ComplaintState(status=ComplaintStatus.OPEN)
    pages = show(with_comments(corpus, *comments, kind=Kind.COMPLAINT, complaint=complaint))
    assert not pages["questions/move-the-hub/"].css(".candor-thread details")
    seen = with_comments(corpus, *comments)
    policy = Policy(looked_at=["github/128/31"])
    seen = msgspec.structs.replace(seen, community=msgspec.structs.replace(seen.community, policy=policy))
    assert [
        node.attributes["id"] for node in show(seen)["questions/move-the-hub/"].css(".candor-thread li:has(> details)")
    ] == ["comment-github-128-32"]


def test_an_accepted_or_chosen_comment_is_an_answer_however_short(corpus: Corpus, now: datetime, show: Show) -> None:
    changed = with_comments(corpus, comment(31, "otto", EMPTY, now), accepted="github/128/31")
    assert not show(changed)["questions/move-the-hub/"].css(".candor-thread details")


def test_a_community_without_a_policy_folds_nothing_and_has_no_page(corpus: Corpus, now: datetime, show: Show) -> None:
    changed = with_comments(corpus, comment(31, "github:4", EMPTY, now))
    changed = msgspec.structs.replace(changed, community=msgspec.structs.replace(changed.community, policy=None))
    pages = show(changed)
    assert "policy/" not in pages
    assert not pages["questions/move-the-hub/"].css(".candor-thread details")


def test_a_rule_that_is_off_is_not_printed(corpus: Corpus, show: Show) -> None:
    policy = Policy(minimum_words=0, no_promotion=False, links_for_new_members=0)
    changed = msgspec.structs.replace(corpus, community=msgspec.structs.replace(corpus.community, policy=policy))
    assert [node.attributes["id"] for node in show(changed)["policy/"].css("h2")] == ["criticism", "links"]


def test_who_is_asked_or_wrote_the_post_may_be_brief(corpus: Corpus, now: datetime, show: Show) -> None:
    """The post is by github:3; "Yes." below a question says something, and below none it does not."""
    asks = TextFacts(words=9, asks=True)

    def said(num: int, author: str, facts: TextFacts, reply: bool) -> CommentSummary:
        return CommentSummary(num, author, now, CommentState.LIVE, reply, facts=facts)

    comments = [
        said(1, "otto", asks, False),
        said(2, "mara", EMPTY, True),
        said(3, "otto", EMPTY, True),
        said(4, "otto", TextFacts(words=9), False),
        said(5, "mara", EMPTY, True),
        said(6, "github:3", EMPTY, True),
        said(7, "otto", EMPTY, False),
    ]
    post = show(with_comments(corpus, *comments))["questions/move-the-hub/"]
    folded = [node.attributes["id"] for node in post.css(".candor-thread li:has(> details)")]
    assert folded == ["comment-github-128-5", "comment-github-128-7"]


def test_a_word_on_the_review_may_be_brief_but_sells_nothing(corpus: Corpus, now: datetime, show: Show) -> None:
    """ "/verify" alone says enough; in front of an advertisement it saves nobody."""
    changed = with_comments(corpus, comment(1, "otto", EMPTY, now), comment(2, "github:3", LINKS, now))
    post = changed.posts[-1]
    marks = Marks(commands=[Command(1, "otto", Word.VERIFIES, now), Command(2, "github:3", Word.VERIFIES, now)])
    threads = [msgspec.structs.replace(post.threads[0], marks=marks)]
    posts = [*changed.posts[:-1], msgspec.structs.replace(post, threads=threads)]
    page = show(msgspec.structs.replace(changed, posts=posts))["questions/move-the-hub/"]
    folded = [node.attributes["id"] for node in page.css(".candor-thread li:has(> details)")]
    assert folded == ["comment-github-128-2"]
