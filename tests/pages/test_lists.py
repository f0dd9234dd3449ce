"""Lists: what stands on them, in which order, and what never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Corpus, Person, Post, ThreadSummary, pack_comments
from candor.model.records import Community, Kind, PostRecord, Topic
from candor.pages.contexts import ListPage, MembersPage, State, TopicPage
from candor.pages.directory import draft_entry
from candor.pages.lists import paginate
from candor.pages.plan import PLATES, Document, Plan
from candor.pages.site import Site
from candor.pages.site_plan import plan_site
from candor.standing.contributions import accepted_answer

Page = Callable[[str], LexborHTMLParser]
START = datetime(2024, 1, 1, tzinfo=UTC)
KINDS = list(Kind)[:5]


def titles(page: LexborHTMLParser) -> list[str]:
    return [(link.text() or "").strip() for link in page.css(".candor-entry-title a")]


def test_the_newest_list_holds_all_kinds_newest_first_and_the_undated_last(page: Page) -> None:
    assert titles(page("questions/")) == [
        "Does it hum?",
        "broken",
        "Which colour?",
        "Inside the factory",
        "The cabin",
        "My order came late",
        "Show solar power",
        "How do I move the hub <now> & keep “it”?",
        "Thank you",
    ]


def test_a_comment_alone_does_not_answer_a_question(page: Page) -> None:
    """Neither accepted answer nor answer file: unanswered. Stubs and duplicates do not wait for an answer."""
    assert titles(page("unanswered/")) == ["Does it hum?"]


def test_an_entry_says_kind_state_author_date_and_counts_in_words(page: Page) -> None:
    entry = page("questions/").css(".candor-entry")[-2]
    said = " ".join(entry.text().split())
    assert "Question Answer accepted" in said
    assert "by anna, 1 January 2026" in said
    assert "We are moving house & the hub comes too." in said
    assert "2 answers 4 votes 3 comments" in said
    assert [link.attributes["href"] for link in entry.css(".candor-topics a")] == [
        "../topics/hub/",
        "../topics/billing/",
    ]


def test_an_accepted_comment_counts_as_an_answer_and_not_as_a_comment() -> None:
    """As it is printed: a question whose answer is accepted never stands there with no answer."""
    comments = [CommentSummary(number, "github:2", START, CommentState.LIVE) for number in (11, 12)]
    thread = ThreadSummary(
        key="github/1", url=None, locked=False, changed=START, answer=11, packed=pack_comments(comments)
    )
    post = Post(slug="a", path="questions/2024/a", key="0", record=PostRecord(title="A"), threads=[thread])
    entry = draft_entry(post, None, {}, accepted_answer(post), START)
    assert (entry.state, entry.answers, entry.comments) == (State.ACCEPTED, 1, 1)


def test_an_empty_list_says_so(page: Page) -> None:
    """And leads on to a place that is not empty."""
    empty = page("topics/solar/").css("div.candor-empty")[-1]
    assert "Nothing has been posted about this topic yet." in (empty.text() or "")
    assert [link.attributes["href"] for link in empty.css("a")] == ["../../questions/"]


def test_every_kind_year_and_topic_has_its_list(plan: Plan) -> None:
    urls = {document.url for document in plan.documents}
    assert {f"kinds/{kind}/" for kind in Kind} <= urls
    assert {"years/2026/", "topics/", "topics/hub/", "topics/billing/", "unanswered/", "questions/"} <= urls


def test_a_hub_names_its_curators_and_links_only_to_those_with_a_page(page: Page) -> None:
    hub = page("topics/hub/")
    assert [(node.tag, node.text()) for node in hub.css("header .candor-author")] == [
        ("a", "Otto Brandt"),
        ("span", "idle"),
    ]
    assert "Boxes & blinking lights" in (hub.text() or "")
    assert [link.attributes["href"] for link in hub.css(".candor-feed a")] == ["feed.xml", "feed.json"]


def test_an_open_ask_makes_its_lists_change_with_time(document: Callable[[str], Document], now: datetime) -> None:
    until = now + timedelta(days=5)
    assert document("questions/").changes_at == until
    assert document("kinds/ask/").changes_at == until
    assert document("kinds/idea/").changes_at is None


@settings(deadline=None)
@given(st.integers(0, 700))
def test_a_list_shows_everything_once_on_pages_of_at_most_a_hundred(count: int) -> None:
    pages = list(paginate("x/", range(count)))
    shown = [item for _, items, _ in [pages[0], *reversed(pages[1:])] for item in items]
    assert shown == list(reversed(range(count)))
    assert len(pages[0][1]) == count if count < 100 else 50 <= len(pages[0][1]) <= 99
    assert all(len(items) == 50 for _, items, _ in pages[1:])


def community(posts: int) -> Corpus:
    """A community of so many posts, each by somebody new, one a day, in topics and kinds by turns."""
    people = {f"github:{n}": Person(slug=f"github-{n}", name=f"m{n}", accounts=[f"github:{n}"]) for n in range(posts)}
    return Corpus(
        community=Community(name="C", topics={"even": Topic(title="Even"), "all": Topic(title="All")}),
        posts=[
            Post(
                slug=f"p{n}",
                path=f"questions/2024/p{n}",
                key=f"{n:04x}",
                record=PostRecord(
                    title=f"Post {n}",
                    kind=KINDS[n % 5 if n % 3 else 0],
                    topics=["all", "even"] if n % 2 == 0 else ["all"],
                ),
                author=f"github:{n}",
                created=START + timedelta(days=n),
            )
            for n in range(posts)
        ],
        people=people,
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 330), st.integers(1, 120))
def test_numbered_pages_never_change_when_something_new_comes(before: int, more: int) -> None:
    """Every numbered page of every list, even its links, is byte for byte what it was: its fingerprint stands."""
    site, now = Site(name="C", url="https://c.example/"), START + timedelta(days=2000)
    old = {each.url: each for each in plan_site(community(before), site, now, has_home=False).documents}
    new = {each.url: each for each in plan_site(community(before + more), site, now, has_home=False).documents}
    numbered = [each for each in old.values() if "/page/" in each.url and each.layout]
    assert bool(numbered) == (before >= 100)
    for page in numbered:
        assert new[page.url].fingerprint == page.fingerprint


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 400))
def test_every_neighbour_that_a_list_links_to_is_published(count: int) -> None:
    site, now = Site(name="C"), START + timedelta(days=2000)
    plan = plan_site(community(count), site, now, has_home=False)
    urls = {each.url for each in plan.documents}
    for document in plan.documents:
        assert document.plate is None or document.plate in PLATES, document.url
        if isinstance(document.context, ListPage | TopicPage | MembersPage):
            pager = document.context.pager
            for link in (pager.newer, pager.older):
                base = document.url
                while link.startswith("../"):
                    base, link = base.rstrip("/").rpartition("/")[0] + "/", link.removeprefix("../")
                assert base + link in urls


def test_what_became_of_ideas_and_complaints_stands_beside_what_was_said(page: Page) -> None:
    outcomes = page("outcomes/")
    pairs = [
        tuple(" ".join((side.text() or "").split()) for side in pair.css(".candor-said h3, .candor-did .candor-plain"))
        for pair in outcomes.css(".candor-outcome")
    ]
    assert pairs == [("My order came late", "We were slow."), ("Show solar power", "Many asked.")]
    assert [heading.text() for heading in outcomes.css("h2")] == ["Done"]


def test_a_topics_hub_shows_the_best_answer_and_what_waits(page: Page) -> None:
    hub = page("topics/hub/")
    found = {
        section.attributes["aria-labelledby"]: [link.text() for link in section.css(".candor-row-title")]
        for section in hub.css(".candor-columns > section")
    }
    assert found == {"best": ["How do I move the hub <now> & keep “it”?"], "waiting": ["Does it hum?"]}


def test_the_list_one_is_in_is_marked_among_the_others(page: Page) -> None:
    marked = page("unanswered/").css(".candor-views a[aria-current]")
    assert [(link.text(), link.attributes["href"]) for link in marked] == [("Unanswered", "../unanswered/")]
