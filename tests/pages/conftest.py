"""A small community made of model structs, with every kind of post and every state of a comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from candor.model.archive import CommentState, Mirror
from candor.model.corpus import AnswerSummary, CommentSummary, Corpus, Person, Post, ThreadSummary, Words, pack_comments
from candor.model.html import Fragment, Hole, Ref, RefKind
from candor.model.records import (
    AskState,
    Community,
    ComplaintState,
    ComplaintStatus,
    IdeaState,
    IdeaStatus,
    Kind,
    Policy,
    PostRecord,
    Topic,
)
from candor.pages.plan import Document, Plan
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
START = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)

MARA = Person(
    slug="mara", name="Mara Lind", accounts=["github:1"], staff=True, role_text="Head of support", roles=["staff"]
)
OTTO = Person(
    slug="otto", name="Otto Brandt", accounts=["github:2", "discourse:7"], role_text="Installer", logins=["OttoB"]
)
ANNA = Person(slug="github-3", name="anna", accounts=["github:3"], logins=["anna"])
SHY = Person(slug="shy", name="A member", accounts=["github:4"], listed=False)
IDLE = Person(slug="github-9", name="idle", accounts=["github:9"], logins=["idle"])
PEOPLE = {
    key: person
    for person in (MARA, OTTO, ANNA, SHY, IDLE)
    for key in (*person.accounts, *([] if person.slug.startswith("github-") else [person.slug]))
}

MOVE_HUB = Post(
    slug="move-the-hub",
    path="questions/2026/move-the-hub",
    key="aa01",
    record=PostRecord(
        title="How do I move the hub <now> & keep “it”?",
        topics=["hub", "billing"],
        threads=["github/128"],
        accepted="answers/otto.md",
        review_by=date(2026, 5, 1),
        aliases=["move-hub"],
    ),
    author="github:3",
    created=START,
    edited=START + 3 * DAY,
    excerpt="We are moving house & the hub comes too.",
    answers=[
        AnswerSummary(name="mara", author="mara", at=START + DAY),
        AnswerSummary(
            name="otto",
            author="otto",
            at=START + 2 * DAY,
            from_="github/128/11",
            verified_by="mara",
            verified_at=START + 3 * DAY,
        ),
    ],
    threads=[
        ThreadSummary(
            key="github/128",
            url="https://github.com/fernhill/community/discussions/128",
            locked=False,
            changed=START + 4 * DAY,
            answer=None,
            votes=4,
            packed=pack_comments(
                [
                    CommentSummary(10, "github:4", START + DAY, CommentState.LIVE),
                    CommentSummary(11, "otto", START + DAY, CommentState.LIVE, True),
                    CommentSummary(12, "github:404", START + DAY, CommentState.LIVE, True),
                    CommentSummary(13, "github:3", START + DAY, CommentState.MINIMIZED, reason="OFF_TOPIC"),
                    CommentSummary(14, "github:3", START + DAY, CommentState.WIPED),
                    CommentSummary(15, "mara", START + DAY, CommentState.LIVE, True),
                    CommentSummary(16, None, START + DAY, CommentState.TOMBSTONE),
                ]
            ),
        )
    ],
    refs=[
        Ref(RefKind.MENTION, "ottob"),
        Ref(RefKind.MENTION, "idle"),
        Ref(RefKind.MENTION, "nobody"),
        Ref(RefKind.NUMBER, "github/140"),
        Ref(RefKind.PAGE, "questions/2026/solar/index.md"),
        Ref(RefKind.PAGE, "guide/start.md"),
        Ref(RefKind.PAGE, "guide/gone.md"),
        Ref(RefKind.IMAGE, "questions/2026/move-the-hub/the plug.png"),
    ],
    images=["the plug.png"],
)
SOLAR = Post(
    slug="solar",
    path="questions/2026/solar",
    key="aa02",
    record=PostRecord(
        title="Show solar power",
        kind=Kind.IDEA,
        topics=["hub"],
        threads=["github/140"],
        idea=IdeaState(
            status=IdeaStatus.SHIPPED, because="Many asked.", shipped="https://fernhill.example/solar?a=1&b=2"
        ),
    ),
    author="otto",
    created=START + 5 * DAY,
    threads=[
        ThreadSummary(
            key="github/140",
            url="https://github.com/fernhill/community/discussions/140",
            locked=True,
            changed=START + 6 * DAY,
            answer=None,
        )
    ],
)
LATE = Post(
    slug="late",
    path="questions/2026/late",
    key="aa03",
    record=PostRecord(
        title="My order came late",
        kind=Kind.COMPLAINT,
        complaint=ComplaintState(status=ComplaintStatus.REMEDIED, because="We were slow.", remedy="refund-2026"),
    ),
    author="github:4",
    created=START + 6 * DAY,
)
THANKS = Post(
    slug="thanks",
    path="questions/2026/thanks",
    key="aa04",
    record=PostRecord(title="Thank you", kind=Kind.PRAISE),
    author=None,
    created=None,
)
CABIN = Post(
    slug="cabin",
    path="questions/2026/cabin",
    key="aa05",
    record=PostRecord(title="The cabin", kind=Kind.STORY, duplicate_of="solar"),
    author="otto",
    created=START + 7 * DAY,
)
FACTORY = Post(
    slug="factory",
    path="questions/2026/factory",
    key="aa06",
    record=PostRecord(
        title="Inside the factory", kind=Kind.INSIDE, video="tour.mp4", audio="tour.mp3", transcript="This is the line."
    ),
    author="mara",
    created=START + 8 * DAY,
)
COLOUR = Post(
    slug="colour",
    path="questions/2026/colour",
    key="aa07",
    record=PostRecord(
        title="Which colour?",
        kind=Kind.ASK,
        ask=AskState(until=NOW + 5 * DAY, options=["Red", "Blue & green"], outcome="Blue won."),
    ),
    author="mara",
    created=START + 9 * DAY,
)
BROKEN = Post(
    slug="broken",
    path="questions/2026/broken",
    key="aa08",
    record=PostRecord(title="broken"),
    stub="its front matter is not YAML",
    created=START + 10 * DAY,
)
OPEN = Post(
    slug="open",
    path="questions/2026/open",
    key="aa09",
    record=PostRecord(title="Does it hum?", topics=["hub"]),
    author="github:3",
    created=START + 11 * DAY,
    threads=[
        ThreadSummary(
            key="discourse/7",
            url="https://old.example/t/7",
            locked=False,
            changed=START + 12 * DAY,
            answer=None,
            packed=pack_comments([CommentSummary(1, "discourse:7", START + 12 * DAY, CommentState.LIVE)]),
        )
    ],
)
POSTS = [MOVE_HUB, SOLAR, LATE, THANKS, CABIN, FACTORY, COLOUR, BROKEN, OPEN]


def text(html: str) -> Fragment:
    return Fragment((html,))


WORDS = {
    "aa01": Words(
        body=Fragment(
            (
                "<p>Ask ",
                Hole(Ref(RefKind.MENTION, "ottob"), '<a class="mention" href="', '">@ottob</a>', "@ottob"),
                Hole(Ref(RefKind.MENTION, "idle"), '<a class="mention" href="', '">@idle</a>', "@idle"),
                Hole(Ref(RefKind.MENTION, "nobody"), '<a class="mention" href="', '">@nobody</a>', "@nobody"),
                Hole(Ref(RefKind.NUMBER, "github/140"), '<a href="', '">#140</a>', "#140"),
                Hole(Ref(RefKind.PAGE, "questions/2026/solar/index.md"), '<a href="', '#q-x">', "<a>"),
                "solar</a>",
                Hole(Ref(RefKind.PAGE, "guide/start.md"), '<a href="', '">', "<a>"),
                "start</a>",
                Hole(Ref(RefKind.PAGE, "guide/gone.md"), '<a href="', '">', "<a>"),
                "gone</a>",
                Hole(
                    Ref(RefKind.IMAGE, "questions/2026/move-the-hub/the plug.png"),
                    '<img alt="Plug" src="',
                    '">',
                    "<span>Plug</span>",
                ),
                "</p>",
            )
        ),
        answers={"mara": text("<p>Unplug it.</p>"), "otto": text("<p>Carry it.</p>")},
        comments={
            "github/128/10": text("<p>Same here.</p>"),
            "github/128/11": text("<p>Carry it.</p>"),
            "github/128/12": text("<p>Who am I?</p>"),
            "github/128/13": text("<p>HIDDEN</p>"),
            "github/128/15": text("<p>Thanks all.</p>"),
        },
    ),
    "aa09": Words(body=text("<p>Hum?</p>"), comments={"discourse/7/1": text("<p>Mine does.</p>")}),
    **{key: Words(body=text(f"<p>Body of {key}.</p>")) for key in ("aa02", "aa03", "aa04", "aa05", "aa06", "aa07")},
}

COMMUNITY = Community(
    name="Fernhill",
    description="Energy & people",
    policy=Policy(second_look=["casino"]),
    topics={
        "hub": Topic(title="The <hub>", description="Boxes & blinking lights", curators=["otto", "github:9"]),
        "billing": Topic(title="Billing"),
        "solar": Topic(title="Solar"),
    },
    cname="community.fernhill.example",
)
SITE = Site(name="Fernhill", url="https://fernhill.example/community/")


@pytest.fixture
def corpus() -> Corpus:
    """The whole small community."""
    return Corpus(
        community=COMMUNITY,
        posts=POSTS,
        people=PEOPLE,
        pages=frozenset({"guide/start.md", "guide/index.md"}),
        mirrors={"github": Mirror(completed=NOW - DAY, swept=NOW - DAY / 2, threads=2, vanished=1)},
    )


@pytest.fixture
def site() -> Site:
    return SITE


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def words() -> Mapping[str, Words]:
    return WORDS


@pytest.fixture
def plan(corpus: Corpus) -> Plan:
    return plan_site(corpus, SITE, NOW, has_home=False)


@pytest.fixture
def document(plan: Plan) -> Callable[[str], Document]:
    """Finds a document of the small community by its URL."""
    return {document.url: document for document in plan.documents}.__getitem__


Page = Callable[[str], LexborHTMLParser]


@pytest.fixture
def page(document: Callable[[str], Document]) -> Page:
    """Renders the page of that URL and gives its parsed body."""

    def parse(url: str) -> LexborHTMLParser:
        found = document(url)
        return LexborHTMLParser(str(render_body(found.template, found.context, WORDS)))

    return parse
