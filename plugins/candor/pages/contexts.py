"""What each body template is given: one struct a template, its fields the template's variables.

A brand that overrides a template may rely on these fields. A context holds only what is printed,
in a fixed order and without the clock, because its encoded form is what a page's fingerprint
covers. All addresses are relative to the page, except in feeds, redirects and the sitemap.

Templates that print bodies are given one more variable, ``words``: in ``post.jinja`` a
`PrintedWords`, in the feeds a mapping of `FeedEntry.key` to HTML.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Post, ThreadSummary
from candor.model.html import Fragment, SafeHtml
from candor.model.incidents import PromiseState
from candor.model.policy import Rule
from candor.model.records import Kind
from candor.standing.review import ReviewState


class Context(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The form that all contexts share: frozen and keyword-only."""


class State(StrEnum):
    """Where a post stands; templates find its words and its mark by this name."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    OPEN = "open"
    CONSIDERING = "considering"
    PLANNED = "planned"
    STARTED = "started"
    SHIPPED = "shipped"
    INVESTIGATING = "investigating"
    REMEDIED = "remedied"
    DECLINED = "declined"
    ASKING = "asking"
    CLOSED = "closed"
    DUPLICATE = "duplicate"
    BROKEN = "broken"


class BadgeMark(Context, frozen=True, kw_only=True):
    """A badge as a small drawing: the shape of its ``family`` with the letter ``mark`` in it, and what it is called."""

    id: str
    title: str
    family: str
    mark: str


class Author(Context, frozen=True, kw_only=True):
    """Somebody beside their words. Their page is ``members/<slug>/`` below the site's root.

    ``level`` is empty below the first level, ``rank`` its number; of their badges at most two are here.
    """

    slug: str
    name: str
    staff: bool = False
    role: str = ""
    level: str = ""
    rank: int = 0
    badges: list[BadgeMark] = []


class TopicLink(Context, frozen=True, kw_only=True):
    slug: str
    title: str


class PostLink(Context, frozen=True, kw_only=True):
    """A post by its title. Its page is ``questions/<slug>/`` below the site's root."""

    slug: str
    title: str


class PrintedComment(Context, frozen=True, kw_only=True):
    """A comment with its body as HTML and the replies to it. ``printed_at`` is the anchor of the answer that it
    became, in which case it has no body here. ``reason`` is why it is hidden, in GitHub's word; ``votes``,
    ``against`` and ``reactions`` (by GitHub's word) are counts; ``rule`` is that of the comment policy by which it is
    folded."""

    num: int
    at: datetime
    author: Author | None
    state: CommentState
    body: SafeHtml
    printed_at: str = ""
    replies: list[PrintedComment] = []
    reason: str = ""
    edited: datetime | None = None
    votes: int = 0
    against: int = 0
    reactions: dict[str, int] = {}
    rule: str = ""


class PrintedWords(Context, frozen=True, kw_only=True):
    """A post's bodies as HTML: its own, its answers' by name, its accepted comment's, and each thread's comments;
    ``openings`` counts the reactions to each thread's opening text."""

    body: SafeHtml
    answers: dict[str, SafeHtml] = {}
    accepted: SafeHtml = SafeHtml()
    threads: list[list[PrintedComment]] = []
    openings: list[dict[str, int]] = []


class WayKind(StrEnum):
    """What somebody may do about a post, or to begin one."""

    ANSWER = "answer"
    DISCUSS = "discuss"
    EDIT = "edit"
    ASK = "ask"


class Way(Context, frozen=True, kw_only=True):
    """A way to take part: ``url`` opens the form for it. In a demonstration it is empty, and the page explains it."""

    kind: WayKind
    url: str


class Seen(Context, frozen=True, kw_only=True):
    """Somebody of the staff has seen a post and said by when there will be an answer."""

    by: Author | None
    at: datetime
    answer_by: datetime
    note: str = ""


class ReviewMark(Context, frozen=True, kw_only=True):
    """Where a post's review stands, in a list: ``by`` is the name of whoever said so last, empty where readers or the
    calendar did."""

    state: ReviewState
    until: date | None = None
    by: str = ""
    at: datetime | None = None


class Vouch(Context, frozen=True, kw_only=True):
    """A word on a text under review: whose, when, and where it was said. ``place`` is an address on the page or
    elsewhere, empty in a demonstration for what lies elsewhere; ``pull`` is the pull request's number, or 0."""

    author: Author | None
    at: datetime
    place: str
    pull: int = 0


class PostReview(Context, frozen=True, kw_only=True):
    """Where a post's review stands. ``said`` is the word that decided it, or, where it is verified, every word that it
    is verified by. ``until`` is the day until which it holds, ``due`` the day of ``review_by`` if that has passed.
    ``worked``, ``failed`` and ``aged`` count readers."""

    state: ReviewState
    said: list[Vouch] = []
    until: date | None = None
    due: date | None = None
    worked: int = 0
    failed: int = 0
    aged: int = 0


class PostPage(Context, frozen=True, kw_only=True):
    """``post.jinja``: one post of any kind, with its answers and threads.

    ``people`` finds an author by account or slug; somebody unknown is missing from it. ``state`` is
    None for kinds that have none. ``accepted`` is ``answers/<name>.md``, ``source/thread/comment`` (then
    ``accepted_comment`` is that comment) or empty. ``comment_count`` counts what the threads print in
    full, ``became`` the comments that became answers. ``answered_by`` names, for each comment that is printed elsewhere
    on the page, the anchor it is printed at. ``links`` finds the address of what the bodies point at, by
    ``kind:target``.
    ``related`` are older posts like this one. ``active`` is the latest time anything was written here,
    ``review`` where its review stands, None where nothing is to be reviewed; ``unheard`` names the answers whose
    ``verified`` counts for nothing. ``recordings`` names the files of the post's ``video`` and ``audio``. ``closed``
    says that an ask takes no more answers. ``ways`` are how a reader may answer, discuss and correct it.
    ``folded`` are the comments that the policy folds (``source/thread/comment``) and the rule of each.
    ``replies`` holds for each thread where a reply can be written, or nothing. ``mirrored`` says that the site tells
    when comments were last fetched, ``comment_feed`` that the post's comments have a feed.
    ``seen`` says that staff have acknowledged it, for as long as nobody of them has replied. ``remedy`` is the page
    of the remedy that a complaint led to.
    """

    post: Post
    people: dict[str, Author]
    state: State | None
    accepted: str = ""
    accepted_comment: CommentSummary | None = None
    comment_count: int = 0
    became: int = 0
    votes: int = 0
    answered_by: dict[str, str] = {}
    topics: list[TopicLink] = []
    links: dict[str, str] = {}
    duplicate_of: PostLink | None = None
    related: list[PostLink] = []
    active: datetime | None = None
    review: PostReview | None = None
    unheard: list[str] = []
    recordings: dict[str, str] = {}
    closed: bool = False
    ways: list[Way] = []
    seen: Seen | None = None
    remedy: Link | None = None
    folded: dict[str, Rule] = {}
    replies: list[str] = []
    mirrored: bool = False
    comment_feed: bool = False


class Entry(Context, frozen=True, kw_only=True):
    """A post in a list. ``created`` is None where nothing tells; ``answers`` and ``comments`` are counts; ``review`` is
    None where nobody has reviewed it."""

    slug: str
    title: str
    kind: Kind
    state: State | None
    author: Author | None
    created: datetime | None
    answers: int
    comments: int
    votes: int
    excerpt: str
    topics: list[TopicLink]
    review: ReviewMark | None = None


class Pager(Context, frozen=True, kw_only=True):
    """Where the neighbouring pages of a list are; empty at an end. ``number`` is 0 on the front page."""

    number: int = 0
    newer: str = ""
    older: str = ""


class ListPage(Context, frozen=True, kw_only=True):
    """``list.jinja``: one page of a list of posts, newest first. ``root`` leads to the site's root,
    ``view`` is the list's own address below it.

    ``empty`` is the sentence that stands where no entry does; ``total`` is 0 on numbered pages,
    which must not change when something new comes. ``lists`` are the years' lists. ``comment_feed`` says that comments
    have feeds of their own.
    """

    root: str
    view: str
    title: str
    intro: str
    entries: list[Entry]
    pager: Pager
    empty: str = ""
    total: int = 0
    lists: list[Link] = []
    feed: str = ""
    comment_feed: bool = False


class Link(Context, frozen=True, kw_only=True):
    """An address below the site's root, and what it is called."""

    url: str
    title: str


class TopicCard(Context, frozen=True, kw_only=True):
    slug: str
    title: str
    description: str
    posts: int


class TopicsPage(Context, frozen=True, kw_only=True):
    """``topics.jinja``: the index of topics."""

    topics: list[TopicCard]


class TopicPage(Context, frozen=True, kw_only=True):
    """``topic.jinja``: a topic's hub, which is also the front page of its list.

    ``best`` are questions with an accepted answer, most votes first; ``waiting`` the newest without
    an answer, of ``waiting_count``; ``stories`` the newest.
    """

    title: str
    description: str
    curators: list[Author]
    best: list[Entry]
    waiting: list[Entry]
    waiting_count: int
    stories: list[Entry]
    entries: list[Entry]
    pager: Pager
    total: int
    feed: bool


class MemberEntry(Context, frozen=True, kw_only=True):
    """Somebody in the index; ``since`` is their first contribution whose time is known."""

    author: Author
    since: datetime | None


class MembersPage(Context, frozen=True, kw_only=True):
    """``members.jinja``: one page of the index of members, latest comers first."""

    root: str
    entries: list[MemberEntry]
    pager: Pager
    total: int = 0


class Contribution(Context, frozen=True, kw_only=True):
    """An answer or a comment on a member's page: the post it belongs to, its anchor there, its time."""

    slug: str
    title: str
    anchor: str
    at: datetime | None
    accepted: bool = False


class PointRow(Context, frozen=True, kw_only=True):
    """One event that was for or against somebody. ``place`` is where it can be looked up, below the site's root, or
    empty; ``points`` what it gave, ``total`` all until then, both as text; ``rule`` says why it gave that."""

    id: str
    at: datetime
    what: str
    place: str
    title: str
    points: str
    total: str
    rule: str


class Bar(Context, frozen=True, kw_only=True):
    """A quarter in the chart of standing: its name, what was earned and all until then as text, and where to draw it:
    ``x`` from the left, ``height`` of the bar, ``y`` of the line, in the chart's own units (600 by 160)."""

    title: str
    earned: str
    total: str
    x: float
    height: float
    y: float


class TopicShare(Context, frozen=True, kw_only=True):
    slug: str
    title: str
    points: str
    people: int


class Evidence(Context, frozen=True, kw_only=True):
    """An event that a badge rests on."""

    place: str
    title: str
    at: datetime


class HeldBadge(Context, frozen=True, kw_only=True):
    mark: BadgeMark
    criterion: str
    since: datetime
    evidence: list[Evidence]


class LevelFacts(Context, frozen=True, kw_only=True):
    """A member's level and what it rests on. ``next`` is the level above and ``missing`` what it still takes, in
    sentences; ``ratio`` in per cent."""

    title: str
    rank: int
    allows: list[str]
    points: str
    ratio: int
    endorsers: int
    next: str
    missing: list[str]


class MemberStanding(Context, frozen=True, kw_only=True):
    """``member-standing.jinja``: what a member has earned. ``rows`` are the latest events, newest first; ``older`` is
    the page with those before, or empty."""

    level: LevelFacts
    helped: list[PostLink]
    bars: list[Bar]
    line: str
    topics: list[TopicShare]
    badges: list[HeldBadge]
    rows: list[PointRow]
    older: str
    count: int


class StaffFacts(Context, frozen=True, kw_only=True):
    """What a staff member is known for: see `candor.standing.responses.StaffRecord`; ``clock`` is the promised
    time."""

    first_replies: int
    median_hours: float
    in_time: int
    clock: str
    kept: int
    broken: int
    withdrawn: int
    overdue: int
    open: int


class PointsPage(Context, frozen=True, kw_only=True):
    """``points.jinja``: older events of a member, fifty a page."""

    author: Author
    rows: list[PointRow]
    number: int
    newer: str
    older: str


class BoardPlace(Context, frozen=True, kw_only=True):
    rank: int
    author: Author
    points: str
    people: int


class TopicBoard(Context, frozen=True, kw_only=True):
    """A board for a topic, or for all of them (then ``slug`` is empty). ``top_share`` in per cent; ``more`` members
    who earned points stand below those shown."""

    slug: str
    title: str
    places: list[BoardPlace]
    top_share: int
    more: int


class BoardPage(Context, frozen=True, kw_only=True):
    """``board.jinja``: who helped most in one quarter."""

    title: str
    boards: list[TopicBoard]
    newer: str
    older: str


class LevelCard(Context, frozen=True, kw_only=True):
    """A level: its bar in sentences, what it allows, and how many held it when the quarter began."""

    title: str
    rank: int
    criteria: list[str]
    allows: list[str]
    holders: int


class StandingPage(Context, frozen=True, kw_only=True):
    """``standing.jinja``: the way into everything about standing.

    On the day ``counted``, the quarter's first, there were ``members`` who had written something, and of
    ``with_standing`` of them somebody had said something.
    """

    levels: list[LevelCard]
    quarters: list[Link]
    counted: date
    members: int
    with_standing: int
    badges: int
    insights: bool


class RulesVersion(Context, frozen=True, kw_only=True):
    """One version of the rules in words. ``weights`` are (what happened, points) pairs."""

    since: date
    because: str
    current: bool
    weights: list[tuple[str, str]]
    sentences: list[str]
    levels: list[LevelCard]


class RulesPage(Context, frozen=True, kw_only=True):
    """``rules.jinja``: all versions of the rules, newest first."""

    versions: list[RulesVersion]
    source: str


class BadgeCard(Context, frozen=True, kw_only=True):
    """A badge with its holders; ``off`` where the rules give it to nobody."""

    mark: BadgeMark
    criterion: str
    why: str
    holders: list[Author]
    off: bool


class BadgeFamily(Context, frozen=True, kw_only=True):
    title: str
    badges: list[BadgeCard]


class BadgesPage(Context, frozen=True, kw_only=True):
    """``badges.jinja``: every badge there is."""

    families: list[BadgeFamily]


class AsideRow(Context, frozen=True, kw_only=True):
    """Endorsements of a member that count less, or not at all, for one reason."""

    author: Author
    reason: str
    events: int
    pending: str


class RingRow(Context, frozen=True, kw_only=True):
    author: Author
    others: list[Author]
    pending: str


class Reversal(Context, frozen=True, kw_only=True):
    author: Author
    reviewer: Author | None
    event: str
    because: str


class SetAsidePage(Context, frozen=True, kw_only=True):
    """``set-aside.jinja``: rings, what else did not count in full, and points taken back."""

    rings: list[RingRow]
    rows: list[AsideRow]
    reversals: list[Reversal]


class CirclePage(Context, frozen=True, kw_only=True):
    """``circle.jinja``: superfans and ambassadors, and how to become one."""

    superfans: list[Author]
    ambassadors: list[Author]
    superfan_criteria: list[str]
    ambassador_criteria: list[str]


class WantedTopic(Context, frozen=True, kw_only=True):
    """Unanswered questions of a topic, the longest waiting first; ``slug`` is empty for those without one."""

    slug: str
    title: str
    entries: list[Entry]
    more: int


class WantedPage(Context, frozen=True, kw_only=True):
    """``help-wanted.jinja``: what anybody can do next. Links are below the site's root."""

    topics: list[WantedTopic]
    reviews: list[PostLink]
    promises: list[Link]
    remedies: list[Link]
    drills: list[Link]


class TopicTrendRow(Context, frozen=True, kw_only=True):
    title: str
    now: int
    before: int


class InsightsPage(Context, frozen=True, kw_only=True):
    """``insights.jinja``: how the community is doing, in aggregate. Shares are per cent as text, or empty."""

    until: date
    posts: int
    posts_before: int
    questions: int
    answered: str
    deflected: int
    topics: list[TopicTrendRow]
    recurring: list[PostLink]
    rising: int
    silent: int
    helped: int
    reply_in_kind: str
    give_back: str
    ties: int
    strong_ties: int


class MemberPage(Context, frozen=True, kw_only=True):
    """``member.jinja``: one person. The lists hold the latest 50, the counts all. Who is not ``listed`` is kept out
    of search engines too. ``standing`` is None for staff, who have a ``record`` instead, and for whoever has earned
    nothing. ``community`` is the brand's name."""

    author: Author
    community: str
    roles: list[str]
    role_text: str
    since: datetime | None
    posts: list[Entry]
    answers: list[Contribution]
    comments: list[Contribution]
    post_count: int
    answer_count: int
    accepted_count: int
    comment_count: int
    listed: bool = True
    standing: MemberStanding | None = None
    record: StaffFacts | None = None


class Reply(Context, frozen=True, kw_only=True):
    """An answer on the home page: the post it belongs to, its anchor there, who wrote it and when."""

    slug: str
    title: str
    anchor: str
    author: Author | None
    at: datetime


class Helper(Context, frozen=True, kw_only=True):
    """Somebody whose answers helped; ``accepted`` of ``answers`` were accepted."""

    author: Author
    answers: int
    accepted: int


class Outcome(Context, frozen=True, kw_only=True):
    """An idea or a complaint, and what became of it: ``because`` in staff's words, ``shipped`` where to see it."""

    slug: str
    title: str
    kind: Kind
    state: State
    because: str
    shipped: str
    author: Author | None
    created: datetime | None
    votes: int


class OutcomesPage(Context, frozen=True, kw_only=True):
    """``outcomes.jinja``: you said, we did. Each list holds the newest 100."""

    done: list[Outcome]
    under_way: list[Outcome]
    declined: list[Outcome]
    heard: int


class Situation(Context, frozen=True, kw_only=True):
    """Something that is open now. ``url`` is below the site's root, ``state`` in words, ``since`` when it was told."""

    url: str
    title: str
    state: str
    since: datetime | None


class HomePage(Context, frozen=True, kw_only=True):
    """``home.jinja``: the home page of a brand that wrote none. ``repository`` is empty in a demonstration.

    ``open_now`` is None where the community keeps no record of what fails. ``ideas`` are those still
    open, most votes first.
    """

    name: str
    description: str
    demo: bool
    search: bool
    open_now: list[Situation] | None
    newest: list[Entry]
    waiting: list[Entry]
    waiting_count: int
    replies: list[Reply]
    ideas: list[Entry]
    outcomes: list[Outcome]
    helpers: list[Helper]
    topics: list[TopicCard]
    posts: int
    answers: int
    members: int
    repository: str
    feed: bool


class BlockList(Context, frozen=True, kw_only=True):
    """``block.jinja``: the newest posts inside an ordinary page. ``root`` leads to the site's root."""

    root: str
    entries: list[Entry]
    empty: str


class BlockIncident(Context, frozen=True, kw_only=True):
    """An open incident in a live block, with its silence clock."""

    slug: str
    title: str
    state: str
    last: datetime | None
    promised: datetime | None
    missed: bool


class IncidentBlock(Context, frozen=True, kw_only=True):
    """``block-incidents.jinja``: what is wrong now."""

    root: str
    incidents: list[BlockIncident]


class BlockPromise(Context, frozen=True, kw_only=True):
    slug: str
    text: str
    state: PromiseState
    state_words: str
    due_at: datetime
    owner: Author | None


class PromiseBlock(Context, frozen=True, kw_only=True):
    """``block-promises.jinja``: what is promised and not settled."""

    root: str
    promises: list[BlockPromise]


class SearchPage(Context, frozen=True, kw_only=True):
    """``search.jinja``: what was found. ``lists`` are for readers without JavaScript."""

    lists: list[Link]


class AskPage(Context, frozen=True, kw_only=True):
    """``ask.jinja``: before somebody asks. ``ways`` are how to begin; ``guide`` says that the brand explains how to
    write a post."""

    ways: list[Way]
    guide: bool


class Redirect(Context, frozen=True, kw_only=True):
    """``redirect.jinja``: a page that has moved. ``canonical`` is empty where the site's address is unknown."""

    title: str
    target: str
    canonical: str
    language: str


class FeedEntry(Context, frozen=True, kw_only=True):
    """A post in a feed, all addresses absolute. ``key`` finds its body; ``links`` what the body points at."""

    key: str
    url: str
    title: str
    author: str
    author_url: str
    published: datetime | None
    updated: datetime
    summary: str
    topics: list[str]
    links: dict[str, str]


class AnyFeed(Context, frozen=True, kw_only=True):
    """What every feed says of itself. ``home`` is the page that it belongs to, ``self_url`` its own address."""

    title: str
    home: str
    self_url: str
    language: str
    updated: datetime


class Feed(AnyFeed, frozen=True, kw_only=True):
    """``feed.xml`` and ``feed.json``: the newest posts."""

    description: str
    entries: list[FeedEntry]


class CommentEntry(Context, frozen=True, kw_only=True):
    """A comment in a feed, all addresses absolute. ``key`` and ``name`` find the words of one below a post, ``body``
    holds those of any other; ``replies_to`` is the address of the comment or the page that it replies to."""

    name: str
    key: str = ""
    body: Fragment | None = None
    url: str
    replies_to: str
    title: str
    author: str
    author_url: str
    published: datetime
    updated: datetime
    links: dict[str, str] = {}


class CommentFeed(AnyFeed, frozen=True, kw_only=True):
    """``comments.xml`` and ``comments.json``: the newest comments of a post or of the site."""

    entries: list[CommentEntry]


class PolicyPage(Context, frozen=True, kw_only=True):
    """``policy.jinja``: the comment policy, and how many comments each rule folds. ``allowed`` links may a new
    member set; ``looked_at`` counts comments that somebody found fine; ``log`` says that there is a moderation log;
    ``by_age`` that nobody has levels, so that who has a young account is new."""

    title: str
    allowed: int
    own_hosts: list[str]
    minimum_words: int
    no_promotion: bool
    promotion: list[str]
    second_look: list[str]
    looked_at: int
    counts: dict[str, int]
    total: int
    log: bool = False
    by_age: bool = False


class MirrorCard(Context, frozen=True, kw_only=True):
    """How far the mirror of one source has got. ``compared`` is when every thread was last compared with it, ``due``
    when that happens again; ``threads`` and ``vanished`` are None where nothing tells. ``late`` says that the last
    complete run is days ago."""

    source: str
    completed: datetime
    compared: datetime
    due: datetime
    threads: int | None
    vanished: int | None
    late: bool


class MirrorPage(Context, frozen=True, kw_only=True):
    """``mirror.jinja``: when comments were last fetched. ``root`` leads to the site's root."""

    root: str
    title: str
    mirrors: list[MirrorCard]
    feed: bool


class ThreadOfPage(Context, frozen=True, kw_only=True):
    """``comments.jinja``: the thread of an ordinary page, None where the archive does not hold it.

    ``count`` is of the comments that nobody removed; ``reply``, ``join`` and ``begin`` are addresses on GitHub or
    empty: of the thread where a reply can be written, of a thread that is not mirrored, and of the form for a new one.
    ``mirror`` and ``feed`` lead to what tells when comments were last fetched, and to the thread's feed. ``folded`` are
    the rules by which the comment policy folds comments, by their names, ``policy`` leads to the page that prints it.
    ``styled`` says that the community's style sheet is there. ``root`` leads to the site's root.
    """

    root: str
    thread: ThreadSummary | None = None
    people: dict[str, Author] = {}
    links: dict[str, str] = {}
    count: int = 0
    reply: str = ""
    join: str = ""
    begin: str = ""
    mirror: str = ""
    feed: str = ""
    folded: dict[str, Rule] = {}
    policy: str = ""
    styled: bool = False


class SitemapUrl(Context, frozen=True, kw_only=True):
    url: str
    changed: datetime | None = None


class Sitemap(Context, frozen=True, kw_only=True):
    """``sitemap.jinja``: absolute addresses."""

    urls: list[SitemapUrl]


class SitemapIndex(Context, frozen=True, kw_only=True):
    """``sitemap-index.jinja``: the absolute addresses of the sitemaps proper."""

    urls: list[str]


class Text(Context, frozen=True, kw_only=True):
    """``text.txt``: a file of plain text."""

    text: str


class Card(Context, frozen=True, kw_only=True):
    """``card.png``: the picture that a shared link shows. ``colour`` is ``#rrggbb``; ``kind`` may be empty."""

    title: str
    kind: str
    site: str
    colour: str


CONTEXTS: dict[str, type[Context]] = {
    "post.jinja": PostPage,
    "list.jinja": ListPage,
    "topics.jinja": TopicsPage,
    "topic.jinja": TopicPage,
    "members.jinja": MembersPage,
    "member.jinja": MemberPage,
    "home.jinja": HomePage,
    "outcomes.jinja": OutcomesPage,
    "block.jinja": BlockList,
    "block-incidents.jinja": IncidentBlock,
    "block-promises.jinja": PromiseBlock,
    "search.jinja": SearchPage,
    "ask.jinja": AskPage,
    "redirect.jinja": Redirect,
    "feed.jinja": Feed,
    "feed.json": Feed,
    "comments.xml": CommentFeed,
    "comments.json": CommentFeed,
    "mirror.jinja": MirrorPage,
    "policy.jinja": PolicyPage,
    "comments.jinja": ThreadOfPage,
    "sitemap.jinja": Sitemap,
    "sitemap-index.jinja": SitemapIndex,
    "text.txt": Text,
    "card.png": Card,
    "standing.jinja": StandingPage,
    "board.jinja": BoardPage,
    "rules.jinja": RulesPage,
    "badges.jinja": BadgesPage,
    "set-aside.jinja": SetAsidePage,
    "circle.jinja": CirclePage,
    "help-wanted.jinja": WantedPage,
    "points.jinja": PointsPage,
    "insights.jinja": InsightsPage,
}
"""Which context each template is given. Those that do not end in ``.jinja`` are no templates but forms of their own,
which must not be escaped as HTML is."""
