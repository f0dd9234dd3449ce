"""The pages of standing: levels beside names, boards, rules, every point, and what changes when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from candor.model.archive import CommentState
from candor.model.blocks import Block
from candor.model.corpus import (
    AnswerSummary,
    CommentSummary,
    Corpus,
    Marks,
    Person,
    Post,
    ReactionSummary,
    ThreadSummary,
    pack_comments,
)
from candor.model.records import Community, Kind, PostRecord, Topic
from candor.model.standing import Adjustment, Allowance, Breadth, Level, RuleBook, Rules, Witnesses
from candor.pages.blocks import plan_block
from candor.pages.directory import open_directory
from candor.pages.plan import PLATES, Document
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OLD = datetime(2025, 6, 1, tzinfo=UTC)
SITE = Site(name="F", url="https://community.fernhill.example/")
LOW = Rules(levels=[Level(id="helper", title="Helper", points=20, endorsers=2)], badges={"lifeline": 3})


def accepted_post(number: int, asker: str, helper: str = "otto", days: int = 100) -> Post:
    at = NOW - timedelta(days=days + number)
    return Post(
        slug=f"p{number}",
        path=f"questions/2026/p{number}",
        key=f"{number:032x}",
        record=PostRecord(title=f"Post {number}", accepted="answers/a.md", topics=["hub"]),
        author=asker,
        created=at - timedelta(days=1),
        answers=[AnswerSummary(name="a", author=helper, at=at)],
    )


def world(posts: Iterable[Post], *, rules: Rules = LOW, **people: Person) -> Corpus:
    posts = list(posts)
    names = {name for post in posts for name in (post.author, *(answer.author for answer in post.answers)) if name}
    known = {name: Person(slug=name, name=name.title(), accounts=[f"x:{name}"]) for name in sorted(names)} | people
    since = {account: datetime(2020, 1, 1, tzinfo=UTC) for person in known.values() for account in person.accounts}
    return Corpus(
        community=Community(name="F", topics={"hub": Topic(title="The hub")}),
        posts=posts,
        people=known,
        witnesses=Witnesses(book=RuleBook(versions=[rules]), since=since),
    )


def documents(corpus: Corpus, now: datetime = NOW) -> dict[str, Document]:
    return {document.url: document for document in plan_site(corpus, SITE, now, has_home=False).documents}


def page(corpus: Corpus, url: str) -> LexborHTMLParser:
    document = documents(corpus)[url]
    return LexborHTMLParser(str(render_body(document.template, document.context, {})))  # type: ignore[arg-type]


def said(tree: LexborHTMLParser) -> str:
    assert tree.body is not None
    return " ".join((tree.body.text() or "").split())


FOUR = [accepted_post(n, f"m{n}") for n in range(4)]


def test_level_and_at_most_two_badges_stand_beside_a_name() -> None:
    byline = page(world(FOUR), "members/").css_first("li:has(a[href$='otto/'])")
    assert byline is not None
    assert [node.text().strip() for node in byline.css(".candor-level")] == ["Helper"]
    assert [node.attributes["aria-label"] for node in byline.css("svg[role=img]")] == [
        "Badge: Lifeline",
        "Badge: Welcome",
    ]


def test_a_name_in_a_live_block_bears_the_same_marks_as_everywhere() -> None:
    asked = msgspec.structs.replace(accepted_post(9, "otto", "m1"), record=PostRecord(title="By Otto", kind=Kind.IDEA))
    directory = open_directory(world([*FOUR, asked]), SITE, NOW, b"")
    block = LexborHTMLParser(plan_block(directory, Block(name="newest", kind="idea"), "../").html)
    assert [node.text().strip() for node in block.css(".candor-level")] == ["Helper"]
    assert [node.attributes["aria-label"] for node in block.css("svg[role=img]")] == [
        "Badge: Lifeline",
        "Badge: Welcome",
    ]


def test_whoever_wants_no_rank_has_none_beside_the_name_and_stands_on_no_board() -> None:
    shy = Person(slug="otto", name="Otto", accounts=["x:otto"], listed=False)
    corpus = world(FOUR, otto=shy)
    assert documents(corpus)["questions/p0/"].context.people["otto"].level == ""  # type: ignore[attr-defined]
    assert not [url for url in documents(corpus) if url.startswith("standing/20")]
    assert "Otto" not in said(page(corpus, "standing/badges/"))


def test_a_former_member_keeps_standing_and_is_allowed_and_promised_nothing() -> None:
    steps = [LOW.levels[0], Level(id="trusted", title="Trusted", points=900, endorsers=2)]
    rules = msgspec.structs.replace(
        LOW, levels=[msgspec.structs.replace(steps[0], allows=[Allowance.REVIEW]), steps[1]]
    )
    here = said(page(world(FOUR, rules=rules), "members/otto/"))
    assert "May: review proposals." in here
    assert "Next level: Trusted." in here
    gone = Person(slug="otto", name="Former member", accounts=["x:otto"], listed=False, left=True)
    text = said(page(world(FOUR, rules=rules, otto=gone), "members/otto/"))
    assert "Helper" in text
    assert "May:" not in text
    assert "Next level" not in text


def test_staff_have_a_record_and_no_points() -> None:
    mara = Person(slug="mara", name="Mara", accounts=["x:mara"], staff=True)
    corpus = world([accepted_post(0, "ann", helper="mara")], mara=mara)
    text = said(page(corpus, "members/mara/"))
    assert "First of the staff to reply on 1 post of a member." in text
    assert "Every point" not in text


def test_a_member_page_shows_every_point_with_its_event_and_a_running_total() -> None:
    otto = page(world(FOUR), "members/otto/")
    rows = [[cell.text() for cell in row.css("td")] for row in otto.css(".candor-points tbody tr")]
    assert len(rows) == 8
    total = sum(float(row[-2]) for row in rows)
    assert float(rows[0][-1]) == pytest.approx(total)
    links = [link.attributes["href"] for link in otto.css(".candor-points tbody a")]
    assert links[0] == "../../questions/p0/#answer-a"
    assert otto.css_first(".candor-points code").text().startswith("merged/p0/")  # type: ignore[union-attr]


def test_the_chart_and_its_table_hold_the_same_numbers() -> None:
    otto = page(world(FOUR), "members/otto/")
    bars = otto.css(".candor-chart rect")
    rows = otto.css(".candor-chart tbody tr")
    assert len(bars) == len(rows) >= 1
    assert otto.css_first(".candor-chart svg").attributes["role"] == "img"  # type: ignore[union-attr]


def test_long_lists_of_points_are_numbered_from_the_oldest_and_stand_still() -> None:
    many = [accepted_post(n, f"m{n}", days=400 - 3 * n) for n in range(80)]
    before = documents(world(many))
    pages = [url for url in before if url.startswith("members/otto/points/")]
    assert pages == ["members/otto/points/1/", "members/otto/points/2/"]
    assert all(document.plate in PLATES for document in before.values() if document.layout)
    after = documents(world([*many, accepted_post(80, "new", days=10)]))
    assert after["members/otto/points/1/"].fingerprint == before["members/otto/points/1/"].fingerprint
    first = page(world(many), "members/otto/points/1/")
    assert len(first.css("tbody tr")) == 50


def test_a_quarter_has_a_board_for_all_and_for_each_topic() -> None:
    board = page(world(FOUR), "standing/2026-q1/")
    assert [node.text() for node in board.css("h2")] == ["All topics", "The hub"]
    assert "The top tenth holds 100% of the points." in said(board)


def test_the_rules_page_is_written_from_the_rules() -> None:
    rules = msgspec.structs.replace(LOW, because="We agreed on it.")
    tree = page(world(FOUR, rules=rules), "standing/rules/")
    text = said(tree)
    assert "We agreed on it." in text
    assert ["Answer accepted", "15"] in [[cell.text() for cell in row.css("td")] for row in tree.css("tr")]
    assert "Within 90 days, one person’s second endorsement of another weighs half" in text


def test_rings_and_what_was_taken_back_are_listed_openly() -> None:
    ring = [accepted_post(n, *pair) for n, pair in enumerate([("ann", "bea"), ("bea", "ann")] * 3)]
    corpus = world(ring)
    adjustments = {"adjustments/2026/x.md": Adjustment(member="ann", event="e", because="Agreed.", reviewer="bea")}
    witnesses = msgspec.structs.replace(corpus.witnesses, adjustments=adjustments)
    text = said(page(msgspec.structs.replace(corpus, witnesses=witnesses), "standing/set-aside/"))
    assert "points pending, from" in text
    assert "Agreed." in text


def test_without_anything_earned_the_pages_say_what_to_do() -> None:
    corpus = world([])
    assert "Nobody has earned a point yet. Here is what you can do" in said(page(corpus, "standing/"))
    assert "Nothing waits for anybody at the moment." in said(page(corpus, "help-wanted/"))


def test_a_circle_names_only_who_asked() -> None:
    circle = Person(slug="otto", name="Otto", accounts=["x:otto"], circle=True)
    rules = msgspec.structs.replace(LOW, superfan=msgspec.structs.replace(LOW.superfan, points=10, people=2))
    assert "Otto" in said(page(world(FOUR, rules=rules, otto=circle), "standing/circle/"))
    assert "Otto" not in said(page(world(FOUR, rules=rules), "standing/circle/"))


def test_insights_are_published_only_if_the_brand_likes() -> None:
    corpus = world(FOUR)
    assert "standing/insights/" not in documents(corpus)
    book = RuleBook(insights_page=True, versions=[LOW])
    shown = msgspec.structs.replace(corpus, witnesses=msgspec.structs.replace(corpus.witnesses, book=book))
    text = said(page(shown, "standing/insights/"))
    assert "Nobody is named" in text
    assert "Otto" not in text


def with_reaction(post: Post, by: str) -> Post:
    marks = Marks(reactions=[ReactionSummary(0, by, "HEART", NOW - timedelta(days=230))])
    thread = ThreadSummary(key="github/9", url=None, locked=False, changed=NOW, answer=None, marks=marks)
    return msgspec.structs.replace(post, threads=[thread])


def test_one_reaction_reprints_at_most_five_pages() -> None:
    """The post, the two people's pages at most, and the quarter's board; not the hundred pages that name them."""
    quiet = ThreadSummary(key="github/9", url=None, locked=False, changed=NOW, answer=None)
    posts = [*(accepted_post(n, f"m{n % 9}", days=200) for n in range(60))]
    first = msgspec.structs.replace(posts[0], author="otto", record=PostRecord(title="x", kind=Kind.STORY), answers=[])
    before = documents(world([msgspec.structs.replace(first, threads=[quiet]), *posts[1:]]))
    after = documents(world([with_reaction(first, "m3"), *posts[1:]]))
    changed = {url for url in after if url not in before or before[url].fingerprint != after[url].fingerprint}
    assert "members/otto/" in changed
    assert len(changed) <= 5, changed


def test_a_level_reached_reprints_only_pages_that_show_that_member() -> None:
    rules = msgspec.structs.replace(LOW, badges={})
    early = [accepted_post(0, "m0"), *(accepted_post(n, f"m{n}", helper="priya") for n in range(2, 9))]
    before = documents(world(early, rules=rules))
    after = documents(world([*early, accepted_post(1, "m1")], rules=rules))
    assert after["questions/p0/"].context.people["otto"].level == "Helper"  # type: ignore[attr-defined]
    for number in range(2, 9):
        url = f"questions/p{number}/"
        assert before[url].fingerprint == after[url].fingerprint


def reacted(corpus: Corpus, post: str, by: str) -> Corpus:
    """The corpus with one reaction more to a comment of Otto's."""
    reaction = ReactionSummary(7, by, "HEART", NOW - timedelta(days=3))
    marks = Marks(reactions=[reaction])
    posts = [
        msgspec.structs.replace(found, threads=[msgspec.structs.replace(found.threads[0], marks=marks)])
        if found.slug == post
        else found
        for found in corpus.posts
    ]
    return msgspec.structs.replace(corpus, posts=posts)


def discussed(post: Post) -> Post:
    comment = CommentSummary(7, "otto", NOW - timedelta(days=90), CommentState.LIVE)
    number = int(post.slug[1:])
    thread = ThreadSummary(
        key=f"github/{number}", url=None, locked=False, changed=NOW, answer=None, packed=pack_comments([comment])
    )
    return msgspec.structs.replace(post, threads=[thread])


def test_a_level_reached_prints_only_pages_that_show_that_member() -> None:
    """Among many that show others: by a reaction, which changes nothing else about any post."""
    others = [accepted_post(n, f"m{n % 7}", f"m{(n + 3) % 7}", days=0) for n in range(10, 80)]
    mine = [discussed(accepted_post(n, "m0", days=150)) for n in range(2)]
    before = world([*others, *mine], rules=msgspec.structs.replace(LOW, breadth=Breadth(endorsers=0.1, days=0.1)))
    after = reacted(before, "p1", "m5")
    then, now = documents(before), documents(after)
    assert [open_level(corpus, "otto") for corpus in (before, after)] == ["", "Helper"]
    changed = {url for url in then.keys() | now.keys() if then[url].fingerprint != now[url].fingerprint}
    strangers = {url for url in changed if "otto" not in str(print_of(now[url]))}
    assert strangers == set()
    assert {"questions/p0/", "questions/p1/", "members/otto/", "members/"} <= changed
    assert len(changed) < len(now) / 4


def open_level(corpus: Corpus, slug: str) -> str:
    return open_directory(corpus, SITE, NOW, b"").authors[slug].level


def print_of(document: Document) -> str:
    if document.template:
        return str(render_body(document.template, document.context, {}, catalogue=SITE.catalogue))  # type: ignore[arg-type]
    return str(document.context)


def test_the_overview_counts_levels_and_standing_once_a_quarter() -> None:
    """So whoever reaches a level, or earns a first point, does not print it again."""
    silent = Post(slug="q", path="questions/2026/q", key="q", record=PostRecord(title="Q"), author="zoe", created=OLD)
    text = said(page(world([*FOUR, silent]), "standing/"))
    assert "On 1 April 2026, 1 of 6 members who had written something here had standing." in text


def test_whoever_wrote_and_was_never_spoken_of_is_told_so() -> None:
    silent = Post(slug="q", path="questions/2026/q", key="q", record=PostRecord(title="Q"), author="zoe", created=OLD)
    assert "No points yet: nobody has accepted" in said(page(world([*FOUR, silent]), "members/zoe/"))
    assert "No points yet" not in said(page(world(FOUR), "members/otto/"))
