"""Atom feeds as a source: a real Isso behind a real socket, and feeds that no honest server sends."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tests.federation.isso import Isso, serve_isso

from candor.errors import RemoteError
from candor.federation import atom
from candor.federation.archive import Archive, open_archive
from candor.federation.atom import AtomFeeds, number_entries, parse_feed
from candor.federation.ledger import Ledger
from candor.federation.sync import Options, Summary, sync_source
from candor.federation.verify import verify_archive
from candor.federation.wording import as_markdown
from candor.model.archive import AccountLine, Comment, CommentState, Thread
from candor.model.records import FeedSource
from candor.sources.markdown.parser import parse
from candor.sources.posts import gather_marks

NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'


@pytest.fixture(scope="module")
def isso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Isso]:
    with serve_isso(tmp_path_factory.mktemp("isso")) as server:
        yield server


class Mirror:
    """A mirror of some feeds, an hour older at each run."""

    def __init__(self, root: Path, settings: FeedSource, ledger: Ledger | None = None) -> None:
        self.root, self.settings, self.ledger = root, settings, ledger or Ledger((), b"key")
        self.now = NOON

    def sync(self, **options: object) -> Summary:
        self.now += timedelta(days=1, hours=1)
        self.source = AtomFeeds("journal", self.settings)
        with open_archive(self.root / "content", "journal", self.root / "state") as archive:
            summary = sync_source(self.source, archive, self.ledger, self.now, Options(**options))  # type: ignore[arg-type]
        assert verify_archive(self.root / "content") == []
        return summary

    @property
    def archive(self) -> Archive:
        return Archive(self.root / "content", "journal")

    @property
    def thread(self) -> Thread:
        thread = self.archive.load(1)
        assert thread is not None
        return thread

    def comment(self, number: int) -> Comment:
        return next(comment for comment in self.thread.comments if comment.num == number)

    def login(self, comment: Comment) -> str:
        return self.archive.accounts()[comment.author or ""].login


@pytest.fixture
def mirror(tmp_path: Path, isso: Isso, request: pytest.FixtureRequest) -> Mirror:
    """A mirror of one page of the Isso, new for each test."""
    feed = isso.feed(f"/{request.node.name}/")
    return Mirror(tmp_path, FeedSource(threads={"journal/1": feed}, lookup=isso.lookup))


# a real Isso


def test_a_conversation_comes_over(mirror: Mirror, isso: Isso, request: pytest.FixtureRequest) -> None:
    """Words as Markdown, names as accounts, one level of replies: a reply to a reply hangs on the root."""
    page = f"/{request.node.name}/"
    root = isso.write(page, "It **stops** at night. <b>Why</b>?", "Ada")
    reply = isso.write(page, "Does `mqtt` log anything?", "Bo", root)
    deeper = isso.write(page, "It says 1 < 2.", None, reply)
    summary = mirror.sync()
    assert (summary.new, summary.read) == ([1], 1)
    assert {c.num: c.parent and c.parent.rpartition("/")[2] for c in mirror.thread.comments} == {
        root: None,
        reply: str(root),
        deeper: str(root),
    }
    assert "**stops**" in mirror.comment(root).body
    assert "`mqtt`" in mirror.comment(reply).body
    assert mirror.login(mirror.comment(root)) == "Ada"
    assert mirror.comment(deeper).author is None
    assert mirror.thread.header.url == f"https://journal.fernhill.example{page}"
    assert {line.type for line in mirror.archive.accounts().values()} == {"Guest"}
    assert mirror.sync().changed == []


def test_votes_come_from_issos_own_interface(isso: Isso, tmp_path: Path) -> None:
    """Feeds tell of none; a reply's are told with its parent's. Where the interface is not there, nothing is taken."""
    page = "/votes/"
    root = isso.write(page, "It stops at night.", "Ada")
    reply = isso.write(page, "Mine too.", "Bo", root)
    isso.vote(root, "like", 2)
    isso.vote(reply, "dislike", 1)
    settings = FeedSource(threads={"journal/1": isso.feed(page)}, votes="isso")
    mirror = Mirror(tmp_path, settings)
    mirror.sync()
    header = mirror.thread.header
    assert {id.rpartition("/")[2]: count for id, count in header.votes.items()} == {str(root): 2}
    assert {id.rpartition("/")[2]: count for id, count in (header.against or {}).items()} == {str(reply): 1}
    assert mirror.sync().changed == []
    isso.vote(reply, "like", 1)
    assert mirror.sync().changed == [1]
    marks = gather_marks(mirror.thread)
    assert marks is not None
    assert (marks.upvotes, marks.downvotes) == ({root: 2, reply: 1}, {reply: 1})


def test_an_edit_shows_though_isso_itself_hides_it(mirror: Mirror, isso: Isso, request: pytest.FixtureRequest) -> None:
    """Isso's filter by time passes over edits; the mirror shows the new words, when they were changed, and keeps the
    time of writing, which the feed forgets."""
    page = f"/{request.node.name}/"
    number = isso.write(page, "The first words", "Ada")
    mirror.sync()
    written = mirror.comment(number)
    moment = time.time()
    isso.edit(number, "The second words", "Ada")
    assert isso.after(page, moment) == []
    assert mirror.sync().changed == [1]
    edited = mirror.comment(number)
    assert (edited.body, edited.created) == ("The second words", written.created)
    assert edited.edited is not None
    assert edited.edited > written.created
    assert mirror.sync().changed == []


def test_a_deleted_parent_stays_as_a_stub(mirror: Mirror, isso: Isso, request: pytest.FixtureRequest) -> None:
    """Its words and author go, its place and its replies stay."""
    page = f"/{request.node.name}/"
    root = isso.write(page, "I was wrong about this", "Ada")
    reply = isso.write(page, "No, you were right", "Bo", root)
    mirror.sync()
    isso.delete(root)
    mirror.sync()
    stub = mirror.comment(root)
    assert (stub.state, stub.author, stub.body) == (CommentState.WIPED, None, "")
    assert mirror.comment(reply).parent == stub.id
    assert [line.login for line in mirror.archive.accounts().values()] == ["Bo"]


def test_what_is_not_in_the_feed_is_asked_for_first(
    mirror: Mirror, isso: Isso, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment that Isso no longer knows becomes a tombstone; one that only the feed leaves out stays."""
    page = f"/{request.node.name}/"
    first, second = isso.write(page, "Here to stay", "Ada"), isso.write(page, "Here to go", "Bo")
    isso.write(page, "The newest", "Cy")
    mirror.sync()
    isso.delete(second)
    whole = AtomFeeds.pages

    def newest(self: AtomFeeds, url: str) -> Iterator[object]:
        for feed in whole(self, url):
            for entry in feed.findall(f"{atom.ATOM}entry")[1:]:
                feed.remove(entry)
            yield feed

    monkeypatch.setattr(AtomFeeds, "pages", newest)
    summary = mirror.sync()
    assert summary.buried == 1
    assert mirror.comment(first).state is CommentState.LIVE
    assert mirror.comment(second).state is CommentState.TOMBSTONE


def test_without_a_way_to_ask_nothing_is_taken_for_gone(
    tmp_path: Path, isso: Isso, request: pytest.FixtureRequest
) -> None:
    page = f"/{request.node.name}/"
    isso.write(page, "The one before", "Ada")
    number = isso.write(page, "Here to go", "Bo")
    isso.write(page, "The newest", "Cy")
    mirror = Mirror(tmp_path, FeedSource(threads={"journal/1": isso.feed(page)}))
    mirror.sync()
    isso.delete(number)
    mirror.sync()
    assert mirror.comment(number).state is CommentState.LIVE


def test_an_id_that_went_to_somebody_else_is_another_comment(
    mirror: Mirror, isso: Isso, request: pytest.FixtureRequest
) -> None:
    """Isso gives the number of its newest comment away when that is deleted: not an edit, and not as old."""
    page = f"/{request.node.name}/"
    old = isso.write(page, "Mine", "Ada")
    mirror.sync()
    before = mirror.comment(old)
    isso.delete(old)
    assert isso.write(page, "And now mine", "Bo") == old
    mirror.sync()
    after = mirror.comment(old)
    assert mirror.login(after) == "Bo"
    assert after.edited is None
    assert after.created > before.created


def test_many_that_vanish_at_once_are_doubted(mirror: Mirror, isso: Isso, request: pytest.FixtureRequest) -> None:
    """A server that lost its comments takes none here with it, unless somebody says that this is so."""
    page = f"/{request.node.name}/"
    numbers = [isso.write(page, f"Comment number {n}", "Ada") for n in range(7)]
    mirror.sync()
    for number in reversed(numbers):
        isso.delete(number)
    summary = mirror.sync()
    assert {comment.state for comment in mirror.thread.comments} == {CommentState.LIVE}
    assert ["7 comments of this thread vanished" in str(problem) for problem in summary.problems] == [True]
    mirror.sync(vanished=7)
    assert {comment.state for comment in mirror.thread.comments} == {CommentState.TOMBSTONE}


def test_the_erased_do_not_come_back(mirror: Mirror, isso: Isso, request: pytest.FixtureRequest) -> None:
    """The ledger holds for feeds as for GitHub: the words are still there, and nothing of them comes over."""
    page = f"/{request.node.name}/"
    number = isso.write(page, "Forget that I said this", "Ada")
    isso.write(page, "Said by another", "Bo")
    mirror.sync()
    account = mirror.comment(number).author
    assert account is not None
    mirror.ledger = mirror.ledger.add(account, NOON.date())
    mirror.sync(full=True)
    assert mirror.comment(number).state is CommentState.TOMBSTONE
    text = "".join(path.read_text() for path in (mirror.root / "content").rglob("*") if path.is_file())
    assert "Forget that" not in text
    assert "Ada" not in text
    assert account not in text
    assert "Said by another" in text


def test_a_feed_that_cannot_be_reached_costs_no_other(tmp_path: Path, isso: Isso) -> None:
    """It is named, its archive stays, and its neighbours are read; so is one that the community no longer names."""
    isso.write("/near/", "Here and well", "Ada")
    isso.write("/far/", "Soon out of reach", "Ada")
    feeds = {"journal/1": isso.feed("/near/"), "journal/2": isso.feed("/far/"), "journal/3": isso.feed("/left/")}
    mirror = Mirror(tmp_path, FeedSource(threads=feeds))
    mirror.sync()
    isso.write("/near/", "And more of it", "Bo")
    moved = {"journal/1": feeds["journal/1"], "journal/2": f"{isso.base}/nowhere?uri=/far/"}
    mirror.settings = FeedSource(threads=moved)
    completed = mirror.archive.mirror()
    summary = mirror.sync()
    assert (summary.changed, summary.unknown, summary.vanished) == ([1], [2, 3], [])
    assert mirror.archive.mirror() == completed, "a mirror that could not read everything is not complete"
    assert any("answers 404" in str(problem) for problem in mirror.source.problems)
    far = mirror.archive.load(2)
    assert far is not None
    assert [comment.body for comment in far.comments] == ["Soon out of reach"]


# feeds of other kinds, and of ill will


class Feeds:
    """A server of feeds by path; each is a text, or called for one."""

    def __init__(self) -> None:
        self.pages: dict[str, str | bytes | int | Callable[[], str]] = {}
        self.base = ""


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    made = Feeds()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = made.pages.get(self.path, 404)
            page = page() if callable(page) else page
            self.send_response(page if isinstance(page, int) else 200)
            self.end_headers()
            if not isinstance(page, int):
                self.wfile.write(page.encode() if isinstance(page, str) else page)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    made.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def entry(number: int, text: str = "Words", author: str = "Ada", more: str = "") -> str:
    return (
        f"<entry><id>urn:x:{number}</id><updated>2026-04-03T12:{number % 60:02}:00Z</updated>"
        f"<author><name>{author}</name></author><content type='html'>{escape(text)}</content>{more}</entry>"
    )


def feed(*entries: str, more: str = "") -> str:
    return (
        f"{HEAD}><id>urn:x</id><title>T</title><updated>2026-04-03T13:00:00Z</updated>{more}{''.join(entries)}</feed>"
    )


@pytest.fixture
def served(tmp_path: Path, feeds: Feeds) -> Mirror:
    return Mirror(
        tmp_path, FeedSource(threads={"journal/1": f"{feeds.base}/feed"}, lookup=f"{feeds.base}/c/{{comment}}")
    )


def test_pages_deletions_and_what_others_write(served: Mirror, feeds: Feeds) -> None:
    """Pages are followed on one server only, a published time is the time of writing, an address tells namesakes
    apart, and a deleted-entry is a deletion's own word."""
    elsewhere = "<link rel='next' href='http://127.0.0.1:9/feed'/>"
    uri = "<author><name>Ada</name><uri>https://ada.example/</uri></author>"
    dated = "<published>2020-01-01T00:00:00+01:00</published>"
    other = entry(3).replace("<author><name>Ada</name></author>", uri)
    feeds.pages |= {
        "/feed": feed(entry(1, more=dated), more="<link rel='next' href='/older'/>"),
        "/older": feed(entry(2), other, more=elsewhere),
        "/c/2": 200,
    }
    served.sync()
    assert [comment.num for comment in served.thread.comments] == [1, 2, 3]
    first = served.comment(1)
    assert (first.created.isoformat(), first.edited) == (
        "2019-12-31T23:00:00+00:00",
        datetime(2026, 4, 3, 12, 1, tzinfo=UTC),
    )
    assert len({comment.author for comment in served.thread.comments}) == 2
    gone = "<deleted-entry xmlns='http://purl.org/atompub/tombstones/1.0' ref='urn:x:2' when='2026-04-04T00:00:00Z'/>"
    feeds.pages["/feed"] = feed(entry(1, more=dated), other, more=gone)
    served.sync()
    assert served.comment(2).state is CommentState.TOMBSTONE


def test_an_answer_to_what_is_not_here_hangs_on_the_thread(served: Mirror, feeds: Feeds) -> None:
    """To the article itself, to an entry nobody knows, or each to the other in a circle."""
    reply = "<thr:in-reply-to ref='urn:x:{}'/>"
    feeds.pages["/feed"] = feed(
        entry(1, more="<thr:in-reply-to ref='https://journal.example/article'/>"),
        entry(2, more=reply.format(3)),
        entry(3, more=reply.format(2)),
        entry(4, more=reply.format(1)),
        entry(5, more=reply.format(4)),
    )
    served.sync()
    assert {comment.num: comment.parent for comment in served.thread.comments} == {
        1: None,
        2: None,
        3: None,
        4: "urn:x:1",
        5: "urn:x:1",
    }


def test_content_of_every_type_becomes_markdown(served: Mirror, feeds: Feeds) -> None:
    xhtml = (
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>An <em>honest</em> word</p></div></content>"
    )
    plain = "<content type='text'>1 &lt; 2\n*not bold*</content>"
    swap = "<content type='html'>Words</content>"
    feeds.pages["/feed"] = feed(entry(1).replace(swap, xhtml), entry(2).replace(swap, plain))
    served.sync()
    assert served.comment(1).body == "An *honest* word"
    assert served.comment(2).body == "1 \\< 2  \n\\*not bold\\*"


BOMB = "<!DOCTYPE feed [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
READS_FILES = "<!DOCTYPE feed [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (f"{BOMB}]>{feed(entry(1, '&amp;j;'))}", "document type"),
        (f"{READS_FILES}{feed(entry(1)).replace('Words', '&x;')}", "document type"),
        ("<!DOCTYPE feed SYSTEM 'http://127.0.0.1:9/x.dtd'>" + feed(), "document type"),
        (feed().replace("</feed>", "<a>" * 5000 + "</a>" * 5000 + "</feed>"), "nested deeper"),
        (feed().replace("<title>", "<title>&undefined;"), "no XML"),
        (feed()[:-10], "no XML"),
        ("", "no XML"),
        ("<rss/>", "no Atom feed"),
        ("<html><body>Please log in</body></html>", "no Atom feed"),
    ],
)
def test_a_hostile_feed_is_refused(sent: str, why: str) -> None:
    """Entities that multiply or read files, depth without end, other things than feeds."""
    with pytest.raises(RemoteError, match=why):
        parse_feed(sent.encode())


def test_a_feed_without_end_is_left(served: Mirror, feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large, or of pages that never end: what is mirrored stays."""
    feeds.pages["/feed"] = feed(entry(1))
    served.sync()
    monkeypatch.setattr(atom, "FEED_BYTES", 1000)
    feeds.pages["/feed"] = feed(*(entry(n) for n in range(1, 50)))
    assert served.sync().unknown == [1]
    assert "larger than" in str(served.source.problems[0])
    assert len(served.thread.comments) == 1
    monkeypatch.setattr(atom, "FEED_BYTES", 10**6)
    feeds.pages["/feed"] = feed(entry(1), more="<link rel='next' href='/feed'/>")
    assert served.sync().unknown == []


def test_one_members_control_character_ends_nobodys_thread(served: Mirror, feeds: Feeds) -> None:
    """XML forbids some characters; they are dropped, and the feed is read."""
    feeds.pages["/feed"] = feed(entry(1, "Wo\x0brd\x00s\ufffe"), entry(2)).encode()
    served.sync()
    assert [comment.body for comment in served.thread.comments] == ["Words", "Words"]


def test_a_feed_that_is_gone_for_good_leaves_tombstones(served: Mirror, feeds: Feeds) -> None:
    """410 is a word; 404 may be a mistake."""
    feeds.pages["/feed"] = feed(entry(1))
    served.sync()
    feeds.pages["/feed"] = 404
    assert served.sync().vanished == []
    feeds.pages["/feed"] = 410
    assert served.sync().vanished == [1]
    assert served.thread.header.state == "tombstone"


# words


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>See <a href='https://e.example/x'>this</a></p>", "See [this](https://e.example/x)"),
        ("<a href='javascript:alert(1)' onclick='x()'>x</a>", "x"),
        ("a<script>alert(1)</script><style>b{}</style><iframe src='//e'></iframe>b", "ab"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "\\<script>alert(1)\\</script>"),
        ("<pre><code>if a &lt; b:\n    *x*</code></pre>", "```\nif a < b:\n    *x*\n```"),
        ("# no heading<br>1. no list<br>&gt; no quote", "\\# no heading  \n1\\. no list  \n\\> no quote"),
        ("a<blockquote><p>said</p><p>more</p></blockquote>b", "a\n\n> said\n>\n> more\n\nb"),
        ("<ul><li>a<li><b>b </b>c<ol><li>d</ol></ul>", "- a\n- **b** c\n  1. d"),
        ("<h3>x</h3>a<br>b<sub>1</sub>", "### x\n\na  \nb<sub>1</sub>"),
        ("<code>a`b</code> snake_case _x_ &amp;amp; &amp;", "``a`b`` snake_case \\_x\\_ \\&amp; &"),
        ("comment.txt", "comment.txt"),
        ("https://e.example/", "https://e.example/"),
    ],
)
def test_html_becomes_the_markdown_that_means_the_same(html: str, markdown: str) -> None:
    assert as_markdown(html) == markdown


@pytest.mark.parametrize("sign", ["<div>", "<ul><li>", "<b>", "<p>", "<br>", "<table>", " ", "&amp;", "<pre>\n", "`"])
def test_words_without_end_take_no_time(sign: str) -> None:
    """Depth costs a parser its square, and some patterns too: such words come over as plain text, and soon."""
    started = time.process_time()
    assert "innermost" in as_markdown(f"{sign * 50_000}innermost") or sign == "`"
    assert time.process_time() - started < 5


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab \\*_`[]()<>#+-=.!|~&;:/@1\n"), max_size=40).filter(str.strip))
def test_plain_words_stay_the_same_words(text: str) -> None:
    """Whatever signs a comment holds: printed, it reads as its author wrote it, and nothing in it became a sign."""
    html, _ = parse(as_markdown(f"<p>{escape(text)}</p>"))
    printed = LexborHTMLParser(html)
    assert " ".join(printed.text().split()) == " ".join(text.split())
    assert {node.tag for node in printed.body.traverse()} <= {"body", "p", "a"}  # an address may become a link


def test_numbers_are_those_that_people_see() -> None:
    """The digits an id ends in, where no two share them."""
    numbers = number_entries(["tag:x,2018:/isso/1/42", "tag:x,2018:/isso/1/7", "urn:a:9", "urn:b:9", "urn:c:x"])
    assert list(numbers.values())[:2] == [42, 7]
    assert len(set(numbers.values())) == 5
    assert all(number > 10**15 for number in list(numbers.values())[2:])


def test_a_name_is_an_account_of_its_source() -> None:
    """The same everywhere on it, and a guest's unless names are kept for their holders."""
    [author] = parse_feed(feed(entry(1)).encode()).iter(f"{atom.ATOM}author")
    guest = AtomFeeds("journal", FeedSource()).person(author)
    assert guest == AccountLine(id=guest.id if guest else "", login="Ada", type="Guest")
    assert guest is not None
    assert guest.id.startswith("journal:")
    holder = AtomFeeds("journal", FeedSource(registered=True)).person(author)
    assert holder is not None
    assert (holder.id, holder.type) == (guest.id, "User")


@pytest.mark.parametrize("seed", range(2))
def test_a_mirror_of_an_isso_converges(
    mirror: Mirror, isso: Isso, request: pytest.FixtureRequest, tmp_path: Path, seed: int
) -> None:
    """Whatever is written, edited and deleted between runs, numbers given away twice included: in the end the mirror
    holds what a first import of the same feed would, and beside it tombstones of what is gone."""
    chance, page = random.Random(seed), f"/{request.node.name}/"
    living: list[int] = []
    ever: set[int] = set()
    for step in range(30):
        deed = chance.random()
        if deed < 0.5 or not living:
            parent = chance.choice([None, *living]) if living else None
            living.append(isso.write(page, f"Words of step {step}", chance.choice(["Ada", "Bo", None]), parent))
            ever.add(living[-1])
        elif deed < 0.65:
            isso.edit(chance.choice(living), f"Other words, of step {step}")
        elif deed < 0.75:
            isso.delete(living.pop(chance.randrange(len(living))))
        else:
            mirror.sync(vanished=99)
    mirror.sync(vanished=99)
    fresh = Mirror(tmp_path / "fresh", mirror.settings)
    fresh.sync()

    def told(made: Mirror) -> dict[int, tuple[object, ...]]:
        standing = (each for each in made.thread.comments if each.state is not CommentState.TOMBSTONE)
        return {each.num: (each.parent, each.author, each.state, each.body) for each in standing}

    assert told(mirror) == told(fresh)
    assert {each.num for each in mirror.thread.comments} <= ever
