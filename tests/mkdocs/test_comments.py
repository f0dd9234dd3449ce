"""The plugin candor/comments, used alone and beside candor/questions, in builds by both hosts."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.mkdocs.world import CONFIG, WORLD, Build

from candor.mkdocs.comments import CommentsPlugin, way_to_root
from candor.model.archive import encode_thread
from candor.sources.archive import read_thread
from candor.sources.page_threads import parse_repository, plugin_options

ROOT = Path(__file__).resolve().parents[2]
Tree = Callable[[Mapping[str, str | bytes]], Path]

ALONE = """\
site_name: Notes
site_url: https://notes.example/garden/
repo_url: https://github.com/fern/notes
theme: {name: material, font: false}
plugins: [search, candor/comments]
"""

HEADER = (
    '{"t":"thread","v":1,"source":"github","number":42,"id":"D_1","url":"https://github.com/fern/notes/discussions/42",'
    '"title":"Tomatoes","author":"github:7","created":"2026-05-01T10:00:00Z","updated":"2026-05-03T10:00:00Z",'
    '"state":"open","answer":"DC_2","votes":{"DC_2":4},"comments":2}\n'
)
COMMENTS = (
    '{"t":"comment","id":"DC_2","num":11,"author":"github:7","created":"2026-05-01T11:00:00Z",'
    '"body":"Not before *May*, see [the beans](beans.md) and <script>alert(1)</script>."}\n'
    '{"t":"comment","id":"DC_3","num":12,"parent":"DC_2","author":"github:8","created":"2026-05-01T12:00:00Z",'
    '"edited":"2026-05-02T12:00:00Z","body":"Thanks @ada, and #43 too!"}\n'
    '{"t":"comment","id":"DC_4","num":13,"author":"github:9","created":"2026-05-01T13:00:00Z","state":"minimized",'
    '"reason":"OFF_TOPIC","body":"Nice weather."}\n'
    '{"t":"reaction","on":"D_1","by":"github:8","kind":"HEART","at":"2026-05-01T13:00:00Z"}\n'
    '{"t":"reaction","on":"DC_3","by":"github:7","kind":"THUMBS_UP","at":"2026-05-01T13:00:00Z"}\n'
)
THREAD = HEADER + COMMENTS
SITE: Mapping[str, str | bytes] = {
    "mkdocs.yml": ALONE,
    "docs/index.md": "# Welcome\n",
    "docs/garden/tomatoes.md": "---\ndiscussion: 42\n---\n# Tomatoes\n\nWhen?\n",
    "docs/garden/beans.md": "# Beans\n",
    "docs/.discussions/github/0/42.jsonl": THREAD,
    "docs/.discussions/github/accounts.jsonl": (
        '{"id":"github:7","login":"ada"}\n{"id":"github:8","login":"bo"}\n{"id":"github:9","login":"cy"}\n'
    ),
}
PAGE = "site/garden/tomatoes/index.html"


def parse(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def words(html: LexborHTMLParser, selector: str) -> str:
    found = html.css_first(selector)
    assert found is not None, selector
    return " ".join((found.text() or "").split())


@pytest.mark.parametrize("host", ["mkdocs", "properdocs"])
def test_a_page_carries_its_thread_under_either_host(tree: Tree, build: Build, host: str) -> None:
    """Printed with the page, in Material's own place, sanitized, with links into the site; strict finds no fault."""
    root = tree(SITE)
    build(root, "build", "--strict", host=host)
    page = parse(root / PAGE)
    thread = page.css_first("article .candor-comments")
    assert words(page, "#comment-github-42-11 > article > .candor-by").endswith("Chosen as the answer")
    assert words(page, "#comment-github-42-11 .candor-body em") == "May"
    assert page.css_first("#comment-github-42-11 .candor-body a").attributes["href"] == "../../garden/beans/"
    assert words(page, "#comment-github-42-11 li .candor-by").split()[0] == "bo"
    assert words(page, ".candor-comments > .candor-marks") == "heart 1"
    assert words(page, "#comment-github-42-12 .candor-marks") == "thumbs up 1"
    assert "edited" in words(page, "#comment-github-42-12 .candor-by")
    assert words(page, "#comment-github-42-13 summary").startswith("Hidden by a moderator: off topic")
    replies = [link.attributes["href"] for link in page.css(".candor-reply a")]
    assert replies == [f"https://github.com/fern/notes/discussions/42#discussioncomment-{num}" for num in (11, 12)]
    assert not thread.css("script, iframe, link, img")
    assert [link.attributes["href"] for link in page.css('link[href*="candor"]')] == [
        "../../assets/candor-comments.css"
    ]
    assert (root / "site/assets/candor-comments.css").is_file()
    assert ".candor-comments" not in (root / "site/garden/beans/index.html").read_text(encoding="utf-8")


def test_feeds_hold_the_comments_of_a_page_and_of_the_site(tree: Tree, build: Build) -> None:
    root = tree(SITE)
    build(root)
    page = "https://notes.example/garden/garden/tomatoes/"
    for name in ("site/garden/tomatoes/comments.xml", "site/comments.xml"):
        feed = feedparser.parse((root / name).read_text(encoding="utf-8"))
        assert feed.bozo == 0
        assert [entry.id for entry in feed.entries] == [f"{page}#comment-github-42-{num}" for num in (12, 11)]
        assert feed.entries[0].author == "bo"


def test_a_broken_archive_never_breaks_the_build(tree: Tree, build: Build) -> None:
    """File and line are named, what can be read is shown, and only strict makes it an end."""
    root = tree(SITE | {"docs/.discussions/github/0/42.jsonl": HEADER + "<<<<<<< ours\n" + COMMENTS + '{"t":"comm'})
    done = build(root)
    assert "docs/.discussions/github/0/42.jsonl:2: holds the marks of a merge conflict" in done.stderr
    assert "docs/.discussions/github/0/42.jsonl:8: ends in the middle of a line" in done.stderr
    assert words(parse(root / PAGE), "#comment-github-42-12 .candor-body").startswith("Thanks")
    build(root, "build", "--strict", code=1)
    root = tree(
        {"docs/.discussions/github/0/42.jsonl": b"\xff\xfe\x00", "docs/.discussions/github/accounts.jsonl": "["}
    )
    assert "accounts.jsonl:1" in build(root).stderr
    assert "Nobody has commented yet" in words(parse(root / PAGE), ".candor-comments")


def test_two_pages_with_one_number_are_a_fault_with_a_way_out(tree: Tree, build: Build) -> None:
    root = tree(SITE | {"docs/garden/beans.md": "---\ndiscussion: 42\n---\n# Beans\n"})
    done = build(root)
    problem = "docs/garden/tomatoes.md: discussion: the thread github/42 belongs to docs/garden/beans.md already"
    assert f"{problem} – a thread has one page" in done.stderr
    build(root, "build", "--strict", code=1)


@pytest.mark.parametrize("value", ["abc", "-1", "0", "1.5", "[1]", "99999999999999999999"])
def test_a_discussion_that_is_no_number_is_a_fault_with_a_way_out(tree: Tree, build: Build, value: str) -> None:
    root = tree(SITE | {"docs/garden/beans.md": f"---\ndiscussion: {value}\n---\n# Beans\n"})
    done = build(root)
    assert "docs/garden/beans.md: discussion: " in done.stderr
    assert "write its number" in done.stderr


def test_what_is_not_mirrored_leads_to_github(tree: Tree, build: Build) -> None:
    """A number that the next sync brings is a note, not a fault; ``true`` offers to begin, in the category named."""
    config = ALONE.replace("candor/comments", "{candor/comments: {category: Comments}}")
    root = tree(
        SITE
        | {
            "mkdocs.yml": config,
            "docs/garden/beans.md": "---\ndiscussion: 43\n---\n# Beans\n",
            "docs/garden/peas.md": "---\ndiscussion: true\n---\n# Peas & pods\n",
            "docs/garden/kale.md": "---\ndiscussion: false\n---\n# Kale\n",
        }
    )
    done = build(root, "build", "--strict")
    assert "the archive does not hold the thread github/43 – the next sync brings it" in done.stderr
    join = parse(root / "site/garden/beans/index.html").css_first(".candor-comments a")
    assert join.attributes["href"] == "https://github.com/fern/notes/discussions/43"
    begin = parse(root / "site/garden/peas/index.html").css_first(".candor-comments a")
    assert begin.attributes["href"] == (
        "https://github.com/fern/notes/discussions/new?category=comments&title=Peas%20%26%20pods"
        "&body=https%3A//notes.example/garden/garden/peas/%0A%0A"
    )
    assert ".candor-comments" not in (root / "site/garden/kale/index.html").read_text(encoding="utf-8")


def test_no_link_leads_to_github_where_nobody_wants_that(tree: Tree, build: Build) -> None:
    """Because the option says so, or the thread is locked."""
    root = tree(SITE | {"mkdocs.yml": ALONE.replace("candor/comments", "{candor/comments: {replies: false}}")})
    build(root)
    assert "github.com/fern/notes/discussions" not in (root / PAGE).read_text(encoding="utf-8")
    locked = THREAD.replace('"state":"open"', '"state":"open","locked":true')
    root = tree({"mkdocs.yml": ALONE, "docs/.discussions/github/0/42.jsonl": locked})
    build(root)
    assert "Locked: no new replies" in words(parse(root / PAGE), ".candor-facts")
    assert not parse(root / PAGE).css(".candor-reply, .candor-join")


def test_an_archive_elsewhere_and_staff_by_account(tree: Tree, build: Build) -> None:
    """And pages that are files, not folders, whose feeds do not collide."""
    moved = {name.replace("docs/.discussions", "kept/.discussions"): text for name, text in SITE.items()}
    options = "{candor/comments: {archive: kept, staff: ['github:7'], stylesheet: false}}"
    config = ALONE.replace("candor/comments", options) + "use_directory_urls: false\n"
    root = tree(moved | {"mkdocs.yml": config, "docs/index.md": "---\ndiscussion: 42\n---\n# Welcome\n"})
    (root / "docs/garden/tomatoes.md").write_text("# Tomatoes\n")
    build(root, "build", "--strict")
    page = parse(root / "site/index.html")
    assert words(page, "#comment-github-42-11 > article .candor-staff") == "staff"
    assert page.css_first("#comment-github-42-12 .candor-staff") is None
    assert page.css_first(".candor-thread-foot a").attributes["href"] == "index-comments.xml"
    assert (root / "site/index-comments.xml").is_file()
    assert not (root / "site/assets/candor-comments.css").exists()


def test_a_brands_own_template_decides_where_threads_stand(tree: Tree, build: Build) -> None:
    """One that leaves them out, as one made for another system does, is told of."""
    config = ALONE.replace("font: false", "font: false, custom_dir: over")
    root = tree(
        SITE | {"mkdocs.yml": config, "over/partials/comments.html": "<aside id=mine>{{ candor_thread }}</aside>"}
    )
    build(root, "build", "--strict")
    assert parse(root / PAGE).css_first("#mine .candor-comments")
    root = tree({"over/partials/comments.html": "<script src=x></script>"})
    assert "no template prints the threads" in build(root).stderr


def test_the_pages_of_the_blog_plugin_carry_threads_too(tree: Tree, build: Build) -> None:
    """On the post itself, and never on the lists of posts."""
    post = "---\ndate: 2026-05-01\ndiscussion: 42\n---\n# First\n\nHello\n\n<!-- more -->\n\nMore\n"
    root = tree(
        SITE
        | {
            "mkdocs.yml": ALONE.replace("[search", "[search, blog"),
            "docs/garden/tomatoes.md": "# Tomatoes\n",
            "docs/blog/posts/first.md": post,
        }
    )
    build(root, "build", "--strict")
    printed = [path for path in (root / "site").rglob("*.html") if "candor-thread" in path.read_text(encoding="utf-8")]
    assert [path.parent.name for path in printed] == ["first"]


def test_one_page_of_the_site_says_how_fresh_its_comments_are(tree: Tree, build: Build) -> None:
    """Once a sync has run; linked from each thread, in no navigation, and giving way to a page of that name."""
    mirror = '{"completed":"2026-05-04T08:00:00Z","swept":"2026-05-04T06:00:00Z","threads":7,"vanished":1}\n'
    root = tree(SITE | {"docs/.discussions/github/mirror.json": mirror})
    build(root, "build", "--strict")
    assert parse(root / PAGE).css_first(".candor-thread-foot a").attributes["href"] == "../../mirror/"
    page = parse(root / "site/mirror/index.html")
    assert "4 May 2026, 08:00 UTC" in words(page, "article dl")
    assert words(page, "h1") == "How fresh the comments are"
    assert "mirror/" not in (root / "site/index.html").read_text(encoding="utf-8")
    root = tree({"docs/mirror.md": "# Mirror, mirror\n"})
    build(root)
    assert words(parse(root / "site/mirror/index.html"), "h1").startswith("Mirror, mirror")


def test_pages_speak_the_language_of_the_theme(tree: Tree, build: Build) -> None:
    root = tree(SITE | {"mkdocs.yml": ALONE.replace("font: false", "font: false, language: de")})
    build(root, "build", "--strict")
    assert words(parse(root / PAGE), "#__comments") == "Kommentare"


def test_beside_questions_it_knows_the_people_and_doubles_nothing(tree: Tree, build: Build) -> None:
    """A name that is not to be shown is not shown here either, a post's thread stays the post's, and one style sheet
    serves both."""
    discussions = {name.replace("docs/", "content/"): text for name, text in SITE.items() if ".discussions" in name}
    hidden = "name: Ada Secret\naccounts: [github:7]\nname_shown: false\n"
    root = tree(
        WORLD
        | discussions
        | {
            "mkdocs.yml": CONFIG.replace("  - candor/questions\n", "  - candor/questions\n  - candor/comments\n"),
            "content/guide.md": "---\ndiscussion: 42\n---\n# Guide\n",
            "content/members/ada.yml": hidden,
            "content/members/bo.yml": "name: Bo Larsen\naccounts: [github:8]\n",
            "content/community.yml": "name: Fernhill\nroles: {staff: [bo]}\ntopics: {hub: {title: The hub}}\n",
        }
    )
    done = build(root)
    text = (root / "site/guide/index.html").read_text(encoding="utf-8")
    page = LexborHTMLParser(text)
    assert len(page.css(".candor-comments")) == 1
    assert ">ada<" not in text
    assert "Ada Secret" not in text
    assert page.css_first("#comment-github-42-12 .candor-author").attributes["href"] == "../members/bo/"
    assert words(page, "#comment-github-42-12 .candor-staff") == "staff"
    assert "candor-comments.css" not in text
    assert "belongs to" not in done.stderr
    post = root / "content/questions/2026/move-hub/index.md"
    post.write_text(post.read_text(encoding="utf-8").replace("topics:", "discussion: 42\ntopics:"), encoding="utf-8")
    done = build(root)
    assert "the thread github/42 belongs to content/questions/2026/move-hub already" in done.stderr
    assert len(parse(root / "site/questions/move-hub/index.html").css(".candor-discussion")) == 1
    build(root, "build", "--strict", code=1)


SOLD = (
    '{"t":"comment","id":"DC_7","num":21,"author":"github:7","created":"2026-05-02T10:00:00Z","body":"Good post"}\n'
    '{"t":"comment","id":"DC_8","num":22,"author":"github:8","created":"2026-05-02T11:00:00Z",'
    '"body":"Look at https://shop.example/a and https://shop.example/b for the same thing."}\n'
    '{"t":"comment","id":"DC_9","num":23,"author":"github:9","created":"2026-05-02T12:00:00Z",'
    '"body":"I compared https://one.example/a with https://two.example/b for you."}\n'
)
AGED = (
    '{"id":"github:7","login":"ada","created":"2020-05-01T10:00:00Z"}\n'
    '{"id":"github:8","login":"bo","created":"2026-04-30T10:00:00Z"}\n'
    '{"id":"github:9","login":"cy","created":"2020-05-01T10:00:00Z"}\n'
)


def test_a_policy_folds_alone_too_and_says_so(tree: Tree, build: Build) -> None:
    """By the age of accounts, since nobody has a level; the rule's page counts, and the feed leaves out what is
    folded."""
    policy = "plugins: [search, candor/comments: {policy: {minimum_words: 3}}]"
    root = tree(
        SITE
        | {
            "mkdocs.yml": ALONE.replace("plugins: [search, candor/comments]", policy),
            "docs/.discussions/github/0/42.jsonl": HEADER + SOLD,
            "docs/.discussions/github/accounts.jsonl": AGED,
        }
    )
    build(root, "build", "--strict")
    page = parse(root / PAGE)
    assert words(page, "#comment-github-42-21 > details > summary").startswith(
        "Folded by the comment policy: too little"
    )
    assert "more links than a new member" in words(page, "#comment-github-42-22 > details > summary")
    assert page.css_first("#comment-github-42-23 > article")
    link = page.css_first("#comment-github-42-22 > details > .candor-note a").attributes["href"]
    assert link == "../../policy/#links"
    rules = parse(root / "site/policy/index.html")
    assert "younger than 30 days" in words(rules, "[aria-labelledby=links]")
    assert words(rules, "[aria-labelledby=links] .candor-facts") == "1 comment is folded by this rule"
    assert len(rules.css("h1")) == 1
    feed = (root / "site/comments.xml").read_text(encoding="utf-8")
    assert ("Good post" in feed, "I compared" in feed) == (False, True)
    root = tree({"mkdocs.yml": ALONE.replace("candor/comments", "candor/comments: {policy: {minimum_words: many}}")})
    assert "candor/comments: policy: " in build(root, code=1).stderr


def test_beside_questions_levels_and_policy_are_the_communitys(tree: Tree, build: Build) -> None:
    """Who has reached a level may set links, and shows it beside the name; the rule is the community's. Page, feeds,
    policy and moderation log go by the same folds."""
    discussions = {"content/.discussions/github/0/42.jsonl": HEADER + SOLD}
    answers = {
        f"content/questions/2026/q{n}/index.md": (
            f"---\ntitle: Question {n}\nauthor: github:{30 + n}\nat: 2026-0{n}-02T09:12:00Z\n"
            "accepted: answers/bo.md\n---\nHow?\n"
        )
        for n in range(1, 7)
    }
    answers |= {
        name.replace("index.md", "answers/bo.md"): f"---\nauthor: github:8\nat: 2026-0{n}-02T10:00:00Z\n---\nSo.\n"
        for n, name in enumerate(answers, 1)
    }
    community = (
        "name: Fernhill\ntopics: {hub: {title: The hub}}\ncomponents: {api: {title: API}}\n"
        "policy: {minimum_words: 3, looked_at: [github/42/99]}\n"
    )
    aged = "".join(f'{{"id":"github:{30 + n}","login":"q{n}","created":"2020-05-01T10:00:00Z"}}\n' for n in range(1, 7))
    root = tree(
        WORLD
        | discussions
        | answers
        | {
            "mkdocs.yml": CONFIG.replace("  - candor/questions\n", "  - candor/questions\n  - candor/comments\n"),
            "content/guide.md": "---\ndiscussion: 42\n---\n# Guide\n",
            "content/community.yml": community,
            "content/.discussions/github/accounts.jsonl": AGED.replace("2026-04-30", "2020-04-30") + aged,
        }
    )
    assert "looked_at" not in build(root).stderr
    page = parse(root / "site/guide/index.html")
    assert words(page, "#comment-github-42-22 .candor-level") == "Helper"
    assert page.css_first("#comment-github-42-22 > article")
    assert "more links" in words(page, "#comment-github-42-23 > details > summary")
    assert page.css_first("#comment-github-42-21 .candor-note a").attributes["href"] == "../policy/#substance"
    assert "candor-block" not in str(page.html)
    assert page.css_first(".candor-thread-foot a").attributes["href"] == "comments.xml"
    url = "https://fernhill.example/community/guide/#comment-github-42-22"
    for name in ("guide/comments.xml", "comments.xml"):
        feed = feedparser.parse((root / "site" / name).read_text(encoding="utf-8"))
        assert (feed.bozo, [entry.id for entry in feed.entries]) == (0, [url]), name
        assert "shop.example" in feed.entries[0].content[0].value
        assert feed.entries[0].author_detail.href.endswith("/members/github-8/")
    counted = parse(root / "site/policy/index.html")
    assert words(counted, "[aria-labelledby=links] .candor-facts") == "1 comment is folded by this rule"
    log = parse(root / "site/moderation/index.html")
    links = [link.attributes["href"] for link in log.css("main a[href*=guide]")]
    assert links == ["../guide/", "../guide/"]


def test_a_server_watches_an_archive_that_lies_elsewhere(tmp_path: Path) -> None:
    watched: list[str] = []
    server = SimpleNamespace(watch=watched.append)
    config = SimpleNamespace(docs_dir=str(tmp_path / "docs"))
    plugin = CommentsPlugin()
    for place in ("docs", "kept"):
        (tmp_path / place / ".discussions").mkdir(parents=True)
        plugin.content = tmp_path / place
        plugin.on_serve(server, config=config, builder=None)  # type: ignore[arg-type]
    assert watched == [str(tmp_path / "kept/.discussions")]


def test_a_page_of_500_comments_stays_small_and_asks_for_nothing(tree: Tree, build: Build) -> None:
    """At most 1 kB a comment, compressed, as a post and as an ordinary page: the demonstration's real comments, under
    500 numbers and times. What stands beyond the first ones is folded."""
    bodies = []
    for path in sorted((ROOT / "content/.discussions/github").glob("*/*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        bodies += [line["body"] for line in lines if line.get("t") == "comment" and line.get("body")]
    header = HEADER.replace('"comments":2', '"comments":500')
    lines = []
    for number in range(500):
        parent = f"DC_{100 + number - number % 25}" if number % 25 else None
        minute = f"2026-05-{1 + number // 60:02}T{number // 60 % 24:02}:{number % 60:02}:{number * 7 % 60:02}Z"
        comment = {"t": "comment", "id": f"DC_{100 + number}", "num": 7_000_000 + number * 13, "parent": parent}
        comment |= {"author": f"github:{number % 97}", "created": minute, "body": bodies[number % len(bodies)]}
        lines.append(json.dumps(comment))
    accounts = "".join(f'{{"id":"github:{number}","login":"member-{number * 31}"}}\n' for number in range(97))
    config = CONFIG.replace("  - candor/questions\n", "  - candor/questions\n  - candor/comments\n")
    repository = "repository: {owner: fern, name: notes}\n"

    def sizes(comments: list[str]) -> dict[str, int]:
        root = tree(
            WORLD
            | {
                "mkdocs.yml": config,
                "content/community.yml": f"name: Fernhill\ntopics: {{hub: {{title: The hub}}}}\n{repository}",
                "content/.discussions/github/accounts.jsonl": accounts,
                "content/.discussions/github/0/42.jsonl": header + "\n".join(comments),
                "content/.discussions/github/0/43.jsonl": header.replace('"number":42', '"number":43')
                + "\n".join(comments),
                "content/guide.md": "---\ndiscussion: 43\n---\n# Guide\n",
                "content/questions/2026/move-hub/index.md": (
                    "---\ntitle: Move?\nauthor: github:1\nat: 2026-04-02T09:12:00Z\ndiscussion: 42\n---\nWhere?\n"
                ),
            }
        )
        build(root)
        pages = {name: (root / f"site/{name}/index.html").read_bytes() for name in ("guide", "questions/move-hub")}
        for name, page in pages.items():
            html = LexborHTMLParser(page.decode())
            assert len(html.css(".candor-thread li .candor-comment")) == len(comments)
            fetched = html.css(
                ":is(.candor-comments, .candor-discussion) :is(img, script, iframe, link, object, video)"
            )
            assert not fetched, name
            if comments:
                assert len(html.css(".candor-thread > li > .candor-comment")) == 20
                assert len(html.css(":is(.candor-comments, .candor-discussion) > details > ol > li")) == 10
                assert len(html.css("#comment-github-42-7000000 > ol > li, #comment-github-43-7000000 > ol > li")) == 5
        return {name: len(gzip.compress(page, 6)) for name, page in pages.items()}

    empty, full = sizes([]), sizes(lines)
    each = {name: (full[name] - empty[name]) / 500 for name in full}
    assert max(each.values()) <= 1000, each
    assert min(each.values()) > 50, each


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fern/notes", "github.com fern notes"),
        ("https://github.com/fern/notes.git", "github.com fern notes"),
        ("https://git.example:8443/fern/no.tes/", "git.example:8443 fern no.tes"),
        ("https://user@evil.example/fern/notes", ""),
        ("https://[bad/fern/notes", ""),
        ("git@github.com:fern/notes", ""),
        ("javascript://x/fern/notes", ""),
        ("fern", ""),
        ("https://gitlab.example/group/sub/notes", ""),
        ("", ""),
    ],
)
def test_a_repository_is_named_in_either_form(text: str, found: str) -> None:
    read = parse_repository(text)
    assert (f"{read.host} {read.owner} {read.name}" if read else "") == found


def test_the_plugins_options_are_found_in_every_form_of_a_list() -> None:
    assert plugin_options(["search", "candor/comments"]) == {}
    assert plugin_options([{"candor/comments": {"archive": "kept"}}]) == {"archive": "kept"}
    assert plugin_options({"candor/comments": {"source": "isso"}, "search": None}) == {"source": "isso"}
    for other in ("search", ["search", {}], None, 7, [["candor/comments"]]):
        assert plugin_options(other) is None


@pytest.mark.parametrize(
    ("url", "way"), [("./", ""), (".", ""), ("", ""), ("a/", "../"), ("a/b/", "../../"), ("a/b.html", "../")]
)
def test_the_way_to_the_root_holds_in_a_sub_path(url: str, way: str) -> None:
    assert way_to_root(url) == way


def test_the_worlds_thread_is_as_an_archive_has_it() -> None:
    thread, problems = read_thread(THREAD.encode(), "github/42", "42.jsonl")
    assert thread is not None
    assert not problems
    assert re.match(rb'\{"answer"', encode_thread(thread))
