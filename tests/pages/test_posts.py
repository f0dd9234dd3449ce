"""Post pages of the small community, as a reader's parser sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from tests.pages.conftest import DAY, START

from candor.errors import Diagnostic
from candor.model.archive import CommentState, Review
from candor.model.corpus import CommentSummary, Corpus, Marks, ThreadSummary, Words, pack_comments
from candor.model.incidents import RemedyKind, RemedyRecord
from candor.model.records import Kind, Repository
from candor.model.review import Command, Word
from candor.model.transparency import Prose, Remedy
from candor.pages.plan import Document, Plan
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site
from candor.pages.threads import reply_address

ANSWER = "questions/2026/move-the-hub/answers/otto.md"
Page = Callable[[str], LexborHTMLParser]


def words_of(node: LexborNode | LexborHTMLParser | None) -> str:
    assert node is not None
    return " ".join((node.text() or "").split())


def all_words(page: LexborHTMLParser, selector: str) -> list[str]:
    return [words_of(node) for node in page.css(selector)]


def test_a_question_reads_in_the_right_order_without_a_stylesheet(page: Page) -> None:
    """Question, accepted answer, other answers, discussion, what one can do."""
    question = page("questions/move-the-hub/")
    assert all_words(question, "h1, h2") == [
        "How do I move the hub <now> & keep “it”?",
        "Accepted answer",
        "Other answers",
        "Discussion",
        "About this post",
        "Ways to take part",
    ]
    text = words_of(question.body)
    places = [text.index(part) for part in ("Ask", "Carry it.", "Unplug it.", "Same here.", "Thanks all.")]
    assert places == sorted(places)


def test_a_title_is_text_however_hostile(page: Page) -> None:
    assert page("questions/move-the-hub/").css("now") == []


def test_every_author_links_to_their_page_and_staff_are_marked_in_words(page: Page) -> None:
    question = page("questions/move-the-hub/")
    links = {words_of(link): link.attributes["href"] for link in question.css("a.candor-author")}
    assert links == {
        "anna": "../../members/github-3/",
        "Otto Brandt": "../../members/otto/",
        "Mara Lind": "../../members/mara/",
        "A member": "../../members/shy/",
    }
    assert set(all_words(question, ".candor-staff")) == {"staff, Head of support"}
    assert "somebody unknown" in words_of(question.css_first("#comment-github-128-12"))


def test_each_answer_and_comment_has_a_permalink_that_leads_to_itself(page: Page) -> None:
    question = page("questions/move-the-hub/")
    ids = [node.attributes["id"] for node in question.css("[id]")]
    assert len(ids) == len(set(ids))
    permalinks = [link.attributes["href"] for link in question.css("a.candor-permalink")]
    assert permalinks[:2] == ["#answer-otto", "#answer-mara"]
    assert "#comment-github-128-10" in permalinks
    assert all(link[1:] in ids for link in permalinks)


def test_replies_stand_one_level_inside_the_comment_they_answer(page: Page) -> None:
    thread = page("questions/move-the-hub/").css_first("ol.candor-thread")
    assert thread is not None

    def children(node: LexborNode) -> list[str | None]:
        return [child.attributes["id"] for child in node.iter() if child.tag == "li"]

    assert children(thread) == [f"comment-github-128-{number}" for number in (10, 13, 14, 16)]
    replies = {
        reply.parent.attributes["id"]: children(reply)
        for reply in thread.css("ol.candor-replies")
        if reply.parent is not None
    }
    assert replies == {
        "comment-github-128-10": ["comment-github-128-11", "comment-github-128-12"],
        "comment-github-128-14": ["comment-github-128-15"],
    }


def test_a_promoted_comment_prints_once_and_points_at_its_answer(page: Page) -> None:
    question = page("questions/move-the-hub/")
    assert words_of(question.body).count("Carry it.") == 1
    link = question.css_first("#comment-github-128-11 .candor-note a")
    assert link is not None
    assert link.attributes["href"] == "#answer-otto"
    assert words_of(question.css_first(".candor-facts")).startswith("3 comments, 1 more became an answer, last change")


def test_a_discussion_whose_only_comment_became_an_answer_does_not_read_as_empty(
    corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words]
) -> None:
    post = next(post for post in corpus.posts if post.slug == "move-the-hub")
    promoted = [comment for comment in post.threads[0].comments if comment.num == 11]
    thread = msgspec.structs.replace(post.threads[0], packed=pack_comments(promoted))
    plan = plan_site(
        msgspec.structs.replace(corpus, posts=[msgspec.structs.replace(post, threads=[thread])]),
        site,
        now,
        has_home=False,
    )
    (found,) = [document for document in plan.documents if document.url == "questions/move-the-hub/"]
    page = LexborHTMLParser(str(render_body(found.template, found.context, words)))
    assert words_of(page.css_first(".candor-facts")).startswith("1 comment became an answer, last change")


def test_hidden_deleted_and_gone_comments_are_short_notes(page: Page) -> None:
    question = page("questions/move-the-hub/")
    folded = question.css_first("#comment-github-128-13 > details:not([open])")
    assert words_of(folded.css_first("summary")).startswith("Hidden by a moderator: off topic, ")
    assert words_of(folded.css_first(".candor-body")) == "HIDDEN"
    assert words_of(question.body).count("HIDDEN") == 1
    assert "deleted; its replies remain" in words_of(question.css_first("#comment-github-128-14 > .candor-note"))
    assert "is gone" in words_of(question.css_first("#comment-github-128-16"))


def test_links_in_bodies_lead_to_what_exists_and_stay_text_otherwise(page: Page) -> None:
    """A member without a page, an unknown login and a missing page get no link."""
    body = page("questions/move-the-hub/").css_first(".candor-body")
    assert body is not None
    assert [link.attributes["href"] for link in body.css("a[href]")] == [
        "../../members/otto/",
        "../../questions/solar/",
        "../../questions/solar/#q-x",
        "../../guide/start/",
    ]
    image = body.css_first("img")
    assert image is not None
    assert image.attributes["src"] == "../../questions/move-the-hub/the%20plug.png"


def test_times_are_absolute_and_an_unknown_one_is_said(page: Page) -> None:
    times = page("questions/move-the-hub/").css("header time")
    assert [(time.attributes["datetime"], words_of(time)) for time in times] == [
        ("2026-01-01T09:30:00Z", "1 January 2026, 09:30 UTC"),
        ("2026-01-04T09:30:00Z", "4 January 2026"),
    ]
    assert "somebody unknown date unknown" in words_of(page("questions/thanks/").css_first("header"))


def test_a_verified_answer_says_by_whom_and_when(page: Page) -> None:
    answer = page("questions/move-the-hub/").css_first("#answer-otto")
    assert "Verified by Mara Lind staff, Head of support, 4 January 2026" in words_of(answer)


def test_a_complaint_leads_to_the_remedy_it_led_to(
    corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words]
) -> None:
    record = RemedyRecord(for_="late", kind=RemedyKind.REFUND, title="Everybody <b>gets</b> it back")
    remedy = Remedy(slug="refund-2026", path="remedies/2026/refund-2026.md", record=record, body=Prose())
    said = msgspec.structs.replace(corpus.transparency, remedies=[remedy])
    plan = plan_site(msgspec.structs.replace(corpus, transparency=said), site, now, has_home=False)
    (late,) = [document for document in plan.documents if document.url == "questions/late/"]
    page = LexborHTMLParser(str(render_body(late.template, late.context, words)))
    link = page.css_first('.candor-status a[href="../../remedies/refund-2026/"]')
    assert words_of(link) == "Everybody <b>gets</b> it back"


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("questions/move-the-hub/", "Question Answer accepted", "was due for review on 1 May 2026"),
        ("questions/solar/", "Idea Shipped", "Shipped Many asked. See what was shipped"),
        ("questions/late/", "Complaint Remedied", "Remedied We were slow. Remedy: refund-2026"),
        ("questions/thanks/", "Praise", "Body of aa04."),
        ("questions/cabin/", "Story Duplicate", "Duplicate of Show solar power"),
        ("questions/factory/", "Inside story", "Transcript This is the line."),
        ("questions/colour/", "Asked by staff Open for answers", "Red Blue & green Open until 6 June 2026, 12:00 UTC"),
        ("questions/broken/", "Question Cannot be shown", "This post cannot be shown: its front matter is not YAML"),
        ("questions/open/", "Question Unanswered", "Mine does."),
    ],
)
def test_every_kind_says_what_it_is_and_how_it_stands(page: Page, url: str, kind: str, said: str) -> None:
    printed = page(url)
    assert words_of(printed.css_first(".candor-marks")) == kind
    assert said in words_of(printed.body)
    assert len(printed.css("h1")) == 1


def test_recordings_are_local_files_beside_the_post(page: Page, plan: Plan) -> None:
    printed = page("questions/factory/")
    assert [node.attributes["src"] for node in printed.css("video, audio")] == ["tour.mp4", "tour.mp3"]
    copies = {copy.source: copy.dest for copy in plan.copies}
    assert copies["questions/2026/factory/tour.mp4"] == "questions/factory/tour.mp4"
    assert copies["questions/2026/move-the-hub/the plug.png"] == "questions/move-the-hub/the plug.png"


def test_a_recording_that_was_found_faulty_is_neither_shown_nor_copied(
    corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words]
) -> None:
    """The file is missing or no video at all: its fault names the field. A post that is not staff's has none."""
    factory = next(post for post in corpus.posts if post.slug == "factory")
    fault = Diagnostic(path="content/questions/2026/factory/index.md", field="video", problem="there is no such file")
    faulty = msgspec.structs.replace(factory, problems=[fault])
    story = msgspec.structs.replace(factory, record=msgspec.structs.replace(factory.record, kind=Kind.STORY))
    for post, left in ((faulty, ["tour.mp3"]), (story, [])):
        plan = plan_site(msgspec.structs.replace(corpus, posts=[post]), site, now, has_home=False)
        found = next(each for each in plan.documents if each.url == "questions/factory/")
        html = LexborHTMLParser(str(render_body(found.template, found.context, words)))
        assert [node.attributes["src"] for node in html.css("video, audio")] == left
        assert [copy.dest for copy in plan.copies] == [f"questions/factory/{name}" for name in left]


def test_a_locked_thread_says_so_and_offers_no_reply(page: Page) -> None:
    printed = page("questions/solar/")
    assert "Locked: no new replies" in words_of(printed.body)
    assert printed.css(".candor-way") == []


def test_a_demonstration_explains_the_ways_to_take_part_and_reaches_nobody(
    page: Page, corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words]
) -> None:
    link = page("questions/move-the-hub/").css_first(".candor-way-discuss a")
    assert link is not None
    assert link.attributes["href"] == "https://github.com/fernhill/community/discussions/128"
    demo = plan_site(corpus, msgspec.structs.replace(site, demo=True), now, has_home=False)
    printed = {each.url: str(render_body(each.template, each.context, words)) for each in demo.documents}
    assert not [html for html in printed.values() if "github.com" in html]
    assert "This is a demonstration" in printed["questions/move-the-hub/"]


def test_an_ask_closes_when_its_time_is_up(
    corpus: Corpus, site: Site, now: datetime, document: Callable[[str], Document], words: Mapping[str, Words]
) -> None:
    """The page says when it changes, and has another fingerprint from that moment on, not before."""
    before = document("questions/colour/")
    until = now + timedelta(days=5)
    assert before.changes_at == until
    url = "questions/colour/"
    just_before = plan_site(corpus, site, until - timedelta(seconds=1), has_home=False)
    after = plan_site(corpus, site, until, has_home=False)
    assert {each.url: each.fingerprint for each in just_before.documents}[url] == before.fingerprint
    closed = next(each for each in after.documents if each.url == url)
    assert closed.fingerprint != before.fingerprint
    assert closed.changes_at is None
    html = LexborHTMLParser(str(render_body(closed.template, closed.context, words)))
    assert "Closed since 6 June 2026" in words_of(html.body)


def test_a_review_falls_due_when_its_day_is_over(corpus: Corpus, site: Site) -> None:
    on_the_day = datetime(2026, 5, 1, 23, 59, tzinfo=UTC)
    found = next(each for each in plan_site(corpus, site, on_the_day, has_home=False).documents if each.source)
    assert found.url == "questions/thanks/"
    planned = {each.url: each for each in plan_site(corpus, site, on_the_day, has_home=False).documents}
    assert planned["questions/move-the-hub/"].changes_at == datetime(2026, 5, 2, tzinfo=UTC)
    assert planned["questions/move-the-hub/"].context.review.state == "verified"  # type: ignore[attr-defined]
    assert planned["kinds/question/"].changes_at == datetime(2026, 5, 2, tzinfo=UTC)
    later = {
        each.url: each for each in plan_site(corpus, site, datetime(2026, 5, 2, tzinfo=UTC), has_home=False).documents
    }
    assert later["questions/move-the-hub/"].context.review.state == "outdated"  # type: ignore[attr-defined]
    assert later["questions/move-the-hub/"].changes_at is None


def test_a_page_and_its_lists_say_who_verified_it_when_and_where(corpus: Corpus, site: Site) -> None:
    """With a link to the comment, or to the pull request unless this is a demonstration."""
    reviews = {"github/9": [Review(reviewer="mara", state="APPROVED", at=START, files=[f"content/{ANSWER}"])]}
    witnesses = msgspec.structs.replace(corpus.witnesses, reviews=reviews)
    post = corpus.posts[0]
    bare = [msgspec.structs.replace(answer, verified_by=None) for answer in post.answers]
    posts = [msgspec.structs.replace(post, answers=bare), *corpus.posts[1:]]
    repository = Repository(owner="fernhill", name="community")
    community = msgspec.structs.replace(corpus.community, repository=repository)
    found = msgspec.structs.replace(corpus, posts=posts, witnesses=witnesses, community=community)
    pages = printed(found, site, "questions/move-the-hub/", "kinds/question/")
    facts = pages[0].css_first("#review dd")
    assert words_of(facts) == "Verified until 1 May 2026 by Mara Lind, 1 January 2026 (proposal 9)"
    assert [link.attributes["href"] for link in facts.css("a")] == [
        "../../members/mara/",
        "https://github.com/fernhill/community/pull/9",
    ]
    entry = next(each for each in pages[1].css(".candor-entry") if "move the hub" in words_of(each))
    assert "Verified until 1 May 2026 says Mara Lind, 1 January 2026" in words_of(entry)
    assert entry.css_first("a.candor-review").attributes["href"] == "../../questions/move-the-hub/#review"
    demo = msgspec.structs.replace(found, community=msgspec.structs.replace(community, demo=True))
    links = printed(demo, site, "questions/move-the-hub/")[0].css("#review a")
    assert [link.attributes["href"] for link in links] == ["../../members/mara/"]


def test_an_objection_stands_above_the_text_and_a_mark_that_counts_for_nothing_says_so(
    corpus: Corpus, site: Site
) -> None:
    """The reader is warned before the answer, with the comment that says why."""
    post = corpus.posts[0]
    marks = Marks(commands=[Command(15, "mara", Word.NEEDS_WORK, START + 5 * DAY)])
    threads = [msgspec.structs.replace(post.threads[0], marks=marks)]
    answers = [
        msgspec.structs.replace(answer, verified_by=answer.verified_by and "github:3") for answer in post.answers
    ]
    posts = [msgspec.structs.replace(post, threads=threads, answers=answers), *corpus.posts[1:]]
    (page,) = printed(msgspec.structs.replace(corpus, posts=posts), site, "questions/move-the-hub/")
    notice = page.css_first(".candor-notice-review")
    assert words_of(notice) == "A reviewer says that this needs work: Mara Lind, 6 January 2026"
    assert notice.css("a")[-1].attributes["href"] == "#comment-github-128-15"
    assert page.css_first("#comment-github-128-15") is not None
    assert "Verified by" not in words_of(page.body)
    assert "Marked as verified by somebody who may not say so of this answer: anna" in words_of(page.body)


def printed(corpus: Corpus, site: Site, *urls: str) -> list[LexborHTMLParser]:
    """The bodies of some pages as they are before the review of the first post falls due."""
    planned = {
        each.url: each for each in plan_site(corpus, site, datetime(2026, 4, 1, tzinfo=UTC), has_home=False).documents
    }
    return [
        LexborHTMLParser(str(render_body(planned[url].template, planned[url].context, {}, catalogue=site.catalogue)))
        for url in urls
    ]


def test_an_alias_leads_on_without_a_script(page: Page) -> None:
    moved = page("questions/move-hub/")
    refresh = moved.css_first('meta[http-equiv="refresh"]')
    assert refresh is not None
    assert refresh.attributes["content"] == "0; url=../move-the-hub/"
    assert moved.css_first('meta[name="robots"]').attributes["content"] == "noindex"  # type: ignore[union-attr]
    canonical = moved.css_first('link[rel="canonical"]')
    assert canonical is not None
    assert canonical.attributes["href"] == "https://fernhill.example/community/questions/move-the-hub/"
    assert moved.css("script") == []
    assert [link.attributes["href"] for link in moved.css("a")] == ["../move-the-hub/"]


def test_an_accepted_comment_prints_as_the_answer_and_only_there(
    corpus: Corpus, site: Site, now: datetime, words: Mapping[str, Words]
) -> None:
    asked = next(post for post in corpus.posts if post.slug == "open")
    marked = msgspec.structs.replace(asked, threads=[msgspec.structs.replace(asked.threads[0], answer=1)])
    plan = plan_site(msgspec.structs.replace(corpus, posts=[marked]), site, now, has_home=False)
    found = next(each for each in plan.documents if each.url == "questions/open/")
    html = LexborHTMLParser(str(render_body(found.template, found.context, words)))
    assert "Mine does." in words_of(html.css_first("#accepted-answer"))
    assert words_of(html.body).count("Mine does.") == 1
    link = html.css_first("#comment-discourse-7-1 .candor-note a")
    assert link is not None
    assert link.attributes["href"] == "#accepted-answer"


def test_a_long_thread_folds_and_keeps_every_comment(corpus: Corpus, site: Site, now: datetime) -> None:
    """The first ten stand open; a permalink into the rest opens it, because it is a plain `details`."""
    asked = next(post for post in corpus.posts if post.slug == "open")
    comments = [CommentSummary(number, "otto", now, CommentState.LIVE) for number in range(1, 31)]
    long = msgspec.structs.replace(
        asked, threads=[msgspec.structs.replace(asked.threads[0], packed=pack_comments(comments))]
    )
    plan = plan_site(msgspec.structs.replace(corpus, posts=[long]), site, now, has_home=False)
    found = next(each for each in plan.documents if each.url == "questions/open/")
    html = LexborHTMLParser(str(render_body(found.template, found.context, {})))
    ids = [node.attributes["id"] for node in html.css(".candor-thread > li")]
    assert ids == [f"comment-discourse-7-{number}" for number in range(1, 31)]
    assert len(html.css("details .candor-thread > li")) == 20
    assert "20 comments" in words_of(html.css_first("details > summary"))


def test_the_panel_tells_the_facts_and_leads_to_older_posts_like_it(page: Page) -> None:
    panel = page("questions/move-the-hub/").css_first("aside.candor-panel")
    assert panel is not None
    facts = {words_of(pair.css_first("dt")): words_of(pair.css_first("dd")) for pair in panel.css("dl > div")}
    assert facts == {
        "Status": "Answer accepted",
        "Asked": "1 January 2026",
        "Active": "4 January 2026",
        "Review": "May be out of date last looked at by Mara Lind, 4 January 2026",
        "Votes": "4",
        "Topics": "The <hub> Billing",
    }
    related = page("questions/open/").css(".candor-related a")
    assert [link.attributes["href"] for link in related] == ["../solar/", "../move-the-hub/"]


def test_a_reply_goes_to_the_very_comment_where_replies_are_taken(page: Page, corpus: Corpus, site: Site) -> None:
    """Not in a locked thread, not in a demonstration, and never to an address that is none."""
    question = page("questions/move-the-hub/")
    link = question.css_first("#comment-github-128-12 .candor-reply a")
    assert link.attributes["href"] == "https://github.com/fernhill/community/discussions/128#discussioncomment-12"
    assert question.css_first(".candor-join").attributes["href"].endswith("/discussions/128")
    assert not page("questions/solar/").css(".candor-reply, .candor-join")  # locked
    assert not page("questions/open/").css(".candor-reply, .candor-join")  # from a forum that is no more
    threads = question_threads(corpus)
    assert reply_address(msgspec.structs.replace(threads[0], url="javascript:alert(1)")) == ""
    demo = msgspec.structs.replace(site, demo=True)
    plan = plan_site(corpus, demo, datetime(2026, 6, 1, tzinfo=UTC), has_home=False)
    shown = next(each for each in plan.documents if each.url == "questions/move-the-hub/")
    assert "discussioncomment" not in render_body(shown.template, shown.context, {})


def question_threads(corpus: Corpus) -> list[ThreadSummary]:
    return next(post.threads for post in corpus.posts if post.slug == "move-the-hub")


def test_a_long_branch_folds_and_the_chosen_comment_is_marked(corpus: Corpus, site: Site, now: datetime) -> None:
    asked = next(post for post in corpus.posts if post.slug == "move-the-hub")
    comments = [CommentSummary(n, "otto", now, CommentState.LIVE, n > 1) for n in range(1, 31)]
    thread = msgspec.structs.replace(asked.threads[0], packed=pack_comments(comments), answer=3)
    long = msgspec.structs.replace(asked, threads=[thread])
    plan = plan_site(msgspec.structs.replace(corpus, posts=[long]), site, now, has_home=False)
    shown = next(each for each in plan.documents if each.url == "questions/move-the-hub/")
    html = LexborHTMLParser(str(render_body(shown.template, shown.context, {})))
    assert len(html.css("#comment-github-128-1 > ol > li")) == 5
    assert len(html.css("#comment-github-128-1 > details > ol > li")) == 24
    assert words_of(html.css_first("#comment-github-128-1 > details > summary")) == "Show 24 more replies"
    assert [mark.text() for mark in html.css(".candor-thread .candor-state-accepted")] == ["Chosen as the answer"]
    assert html.css_first("#comment-github-128-3 .candor-state-accepted")
