"""Bad input of every kind: the fault names place and way out, and other posts are read as if nothing were."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import Tree

from candor.errors import Diagnostic, Severity
from candor.model import limits
from candor.sources.check import check_content
from candor.sources.corpus import assemble_corpus, load_community, load_members, load_settings
from candor.sources.history import History
from candor.sources.posts import load_post
from candor.sources.tree import scan_content

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SOUND = {
    "content/community.yml": "name: Fernhill\ntopics: {hub: {title: The hub}, billing: {title: Billing}}\n"
    "roles: {staff: [mara]}\n",
    "content/members/mara.yml": "name: Mara Lindqvist\naccounts: [github:12]\n",
    "content/questions/2026/sound/index.md": (
        "---\ntitle: A sound question\nauthor: mara\nat: 2026-04-02T09:12:00Z\ntopics: [hub]\n---\nSound words.\n"
    ),
}


def front(**fields: str) -> str:
    """A post whose front matter has these fields over sound ones."""
    sound = {"title": "Refund", "author": "github:77", "at": "2026-04-03T10:00:00Z"}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in (sound | fields).items()) + "---\nWords.\n"


Q = "content/questions/2026/"
BAD: dict[str, tuple[Mapping[str, str | bytes], str]] = {
    "broken YAML": (
        {f"{Q}refund/index.md": "---\ntitle: a: b\n---\n"},
        f"{Q}refund/index.md:2: is broken YAML – a value that holds “: ” belongs in quotes",
    ),
    "duplicate key": (
        {f"{Q}refund/index.md": "---\ntitle: A\nauthor: mara\ntitle: B\n---\n"},
        f'{Q}refund/index.md:4: gives the key "title" twice – remove one of them',
    ),
    "naive time": (
        {f"{Q}refund/index.md": front(at="2026-04-03T10:00:00")},
        f'{Q}refund/index.md:4: at: the time "2026-04-03T10:00:00" has no time zone – add Z or an offset',
    ),
    "impossible time": (
        {f"{Q}refund/index.md": front(at="2026-02-30T10:00:00Z")},
        f'{Q}refund/index.md:4: at: "2026-02-30T10:00:00Z" is no time – write it as 2026-04-02T09:12:00Z',
    ),
    "unknown role": (
        {"content/community.yml": SOUND["content/community.yml"].replace("[mara]}", "[mara], reviwer: [mara]}")},
        'content/community.yml:3: roles.reviwer: unknown role "reviwer" – did you mean "reviewer"?',
    ),
    "future time": (
        {f"{Q}refund/index.md": front(at="2062-02-03T10:00:00Z")},
        f"{Q}refund/index.md:4: at: 2062-02-03T10:00:00Z lies in the future – check the year",
    ),
    "ancient time": (
        {f"{Q}refund/index.md": front(at="0206-02-03T10:00:00Z")},
        f"{Q}refund/index.md:4: at: 0206-02-03T10:00:00+00:00 is impossible – check the year",
    ),
    "unknown topic": (
        {f"{Q}refund/index.md": front(topics="[hub, biling]")},
        f'{Q}refund/index.md:5: topics[1]: unknown topic "biling" – did you mean "billing"?',
    ),
    "unknown member": (
        {f"{Q}refund/index.md": front(author="maria")},
        f'{Q}refund/index.md:3: author: unknown member "maria" – did you mean "mara"?',
    ),
    "role of nobody": (
        {"content/community.yml": "name: F\ntopics: {hub: {title: H}}\nroles: {staff: [mara, mora]}\n"},
        'content/community.yml:3: roles.staff[1]: unknown member "mora" – did you mean "mara"?',
    ),
    "alias bomb": (
        {f"{Q}refund/index.md": "---\ntitle: A\na: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n---\n"},
        f"{Q}refund/index.md:4: uses an alias (*a) – write the value out where it belongs",
    ),
    "merge conflict": (
        {f"{Q}refund/index.md": "---\n<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> theirs\n---\n"},
        f"{Q}refund/index.md:2: holds the marks of a merge conflict – decide which side stays",
    ),
    "BOM": (
        {f"{Q}refund/index.md": b"\xef\xbb\xbf" + front().encode()},
        f"{Q}refund/index.md:1: starts with a byte order mark – save it as UTF-8 without BOM",
    ),
    "CRLF": (
        {f"{Q}refund/index.md": front().replace("\n", "\r\n")},
        f"{Q}refund/index.md:1: has Windows line ends (CRLF) – save it with Unix line ends",
    ),
    "NUL": (
        {f"{Q}refund/index.md": front(title="a\0b")},
        f"{Q}refund/index.md:2: holds a NUL byte, so it is no text – save it as UTF-8 text",
    ),
    "lone surrogate": (
        {f"{Q}refund/index.md": front(title="a\ud800b")},
        f"{Q}refund/index.md:2: holds a lone surrogate that UTF-8 does not allow – save it as UTF-8",
    ),
    "bidi in a title": (
        {f"{Q}refund/index.md": front(title="Refund \u202eabc")},
        f"{Q}refund/index.md:2: title: holds hidden characters (U+202E) – remove them",
    ),
    "zero width in a name": (
        {"content/members/zoe.yml": "name: Zo\u200be\n"},
        "content/members/zoe.yml:1: name: holds hidden characters (U+200B) – remove them",
    ),
    "zero width in a topic": (
        {"content/community.yml": 'name: F\ntopics: {hub: {title: "The\\u200b hub"}}\nroles: {staff: [mara]}\n'},
        "content/community.yml: topics.hub.title: holds hidden characters (U+200B) – remove them",
    ),
    "staff lookalike": (
        {"content/members/mara-l.yml": "name: Маrа Lindqvist\n"},
        'content/members/mara-l.yml:1: name: "Маrа Lindqvist" looks like Mara Lindqvist (members/mara.yml)',
    ),
    "slug twice": (
        {"content/questions/2025/sound/index.md": front(), f"{Q}sound/index.md": front()},
        f'{Q}sound/index.md: the slug "sound" is taken by content/questions/2025/sound – rename one',
    ),
    "case-fold collision": (
        {f"{Q}refund/a.png": PNG, f"{Q}refund/A.png": PNG, f"{Q}refund/index.md": front()},
        f"{Q}refund/a.png: cannot be told from A.png on many computers – rename one",
    ),
    "slug in capitals": (
        {f"{Q}Refund/index.md": front()},
        f'{Q}Refund: "Refund" is no slug – rename it, for example to "refund"',
    ),
    "reserved slug": (
        {f"{Q}page/index.md": front()},
        f'{Q}page: "page" is a reserved slug – choose another one',
    ),
    "no year": (
        {"content/questions/drafts/refund/index.md": front()},
        'content/questions/drafts: "drafts" is no year – a post is questions/<year>/<slug>/index.md',
    ),
    "file outside its folder": (
        {f"{Q}refund.md": front()},
        f"{Q}refund.md: lies outside a post's folder – a post is questions/<year>/<slug>/index.md",
    ),
    "member outside its place": (
        {"content/members/otto.md": "name: Otto\n"},
        "content/members/otto.md: has no place here – a member's file is members/<slug>.yml",
    ),
    "10 MB": (
        {f"{Q}refund/index.md": b"x" * 10_000_000},
        f"{Q}refund/index.md: is larger than 64 KiB – shorten it, or split it",
    ),
    "binary named .md": (
        {f"{Q}refund/index.md": PNG},
        f"{Q}refund/index.md:3: holds a NUL byte, so it is no text – save it as UTF-8 text",
    ),
    "CNAME": (
        {f"{Q}refund/CNAME": "evil.example", f"{Q}refund/index.md": front()},
        f"{Q}refund/CNAME: is a kind of file that is not published – beside index.md may lie",
    ),
    "CNAME at the top": (
        {"content/CNAME": "evil.example"},
        "content/CNAME: would move the site to another domain – write `cname: …`",
    ),
    "html": (
        {f"{Q}refund/x.html": "<script>", f"{Q}refund/index.md": front()},
        f"{Q}refund/x.html: is a kind of file that is not published",
    ),
    "svg": (
        {f"{Q}refund/x.svg": "<svg/>", f"{Q}refund/index.md": front()},
        f"{Q}refund/x.svg: is a kind of file that is not published",
    ),
    "script": (
        {f"{Q}refund/x.js": "alert(1)", f"{Q}refund/index.md": front()},
        f"{Q}refund/x.js: is a kind of file that is not published",
    ),
    "html that calls itself an image": (
        {f"{Q}refund/x.png": "<script>alert(1)</script>", f"{Q}refund/index.md": front()},
        f"{Q}refund/x.png: is no png file, whatever its name says – save it again",
    ),
    "huge image": (
        {f"{Q}refund/x.png": PNG + bytes(limits.IMAGE_BYTES), f"{Q}refund/index.md": front()},
        f"{Q}refund/x.png: is larger than 5 MiB – make it smaller",
    ),
    "theme asset in a post": (
        {f"{Q}refund/assets/javascripts/bundle.js": "x", f"{Q}refund/index.md": front()},
        f"{Q}refund/assets: is a folder that has no place in a post – only answers/ has",
    ),
    "theme asset": (
        {"content/assets/javascripts/bundle.js": "x"},
        "content/assets/javascripts/bundle.js: stands where the theme has files of its own – move it",
    ),
    "search index": (
        {"content/search/search_index.json": "{}"},
        "content/search: stands where the site has pages of its own – rename the folder",
    ),
    "template": (
        {"content/overrides/main.html": "x"},
        "content/overrides: stands where the site has pages of its own – rename the folder",
    ),
    "file named like a folder of the site": (
        {"content/topics": "x"},
        "content/topics: stands where the site has a file of its own – rename it",
    ),
    "file named like a folder of records": (
        {"content/promises": "x"},
        "content/promises: stands where the site has a file of its own – rename it",
    ),
    "binary ordinary page": (
        {"content/guide/x.md": PNG},
        "content/guide/x.md:3: holds a NUL byte, so it is no text – save it as UTF-8",
    ),
    "empty file": ({f"{Q}refund/index.md": b""}, f"{Q}refund/index.md: is empty – write it, or remove it"),
    "no front matter": (
        {f"{Q}refund/index.md": "Just words.\n"},
        f"{Q}refund/index.md:1: has no front matter – begin the file with a line ---",
    ),
    "unclosed front matter": (
        {f"{Q}refund/index.md": "---\ntitle: A\n"},
        f"{Q}refund/index.md:1: has front matter that never ends – close it with a line ---",
    ),
    "no index": (
        {f"{Q}refund/answers/otto.md": "---\nauthor: mara\n---\nYes.\n"},
        f"{Q}refund: has no index.md – write one, or remove the folder",
    ),
    "cycle of duplicates": (
        {f"{Q}a/index.md": front(duplicate_of="b"), f"{Q}b/index.md": front(duplicate_of="a")},
        f"{Q}a/index.md:5: duplicate_of: the duplicates go in a circle: a → b → … – remove the key",
    ),
    "duplicate of itself": (
        {f"{Q}a/index.md": front(duplicate_of="a")},
        f"{Q}a/index.md:5: duplicate_of: the duplicates go in a circle: a → a → …",
    ),
    "duplicate of nothing": (
        {f"{Q}a/index.md": front(duplicate_of="sond")},
        f'{Q}a/index.md:5: duplicate_of: there is no post "sond" – did you mean "sound"?',
    ),
    "alias that is a slug": (
        {f"{Q}a/index.md": front(aliases="[sound]")},
        f'{Q}a/index.md:5: aliases[0]: "sound" is the slug of another post – remove it',
    ),
    "alias twice": (
        {f"{Q}a/index.md": front(aliases="[c]"), f"{Q}b/index.md": front(aliases="[c]")},
        f'{Q}b/index.md:5: aliases[0]: "c" is an alias of content/questions/2026/a already',
    ),
    "dead link": (
        {f"{Q}refund/index.md": front() + "\nSee [this](../sond/index.md).\n"},
        f"{Q}refund/index.md:8: links to a page that does not exist: questions/2026/sond/index.md",
    ),
    "dead image": (
        {f"{Q}refund/index.md": front() + "\n![meter](meter.png)\n"},
        f"{Q}refund/index.md:8: links to an image that does not exist: questions/2026/refund/meter.png",
    ),
    "accepted that is not there": (
        {
            f"{Q}refund/index.md": front(accepted="answers/oto.md"),
            f"{Q}refund/answers/otto.md": "---\nauthor: mara\n---\nA\n",
        },
        f'{Q}refund/index.md:5: accepted: there is no "answers/oto.md" beside this post – did you mean',
    ),
    "staff kind by a member": (
        {f"{Q}refund/index.md": front(kind="inside")},
        f"{Q}refund/index.md:5: kind: only staff write posts of kind inside, not github:77 – set `kind: story`",
    ),
    "key of another kind": (
        {f"{Q}refund/index.md": front(idea="{status: open}")},
        f"{Q}refund/index.md:5: idea: a post of kind question has no idea – remove it, or set `kind: idea`",
    ),
    "video without a transcript": (
        {
            f"{Q}refund/index.md": front(kind="inside", author="mara", video="tour.webm"),
            f"{Q}refund/tour.webm": b"\x1aE\xdf\xa3" + bytes(40),
        },
        f"{Q}refund/index.md: transcript: video has no transcript – add `transcript: …`",
    ),
    "no community": (
        {"content/community.yml": b""},
        "content/community.yml: is empty – write it, or remove it",
    ),
    "unknown key": (
        {"content/community.yml": "name: F\ntopic: {}\n"},
        'content/community.yml:2: topic: unknown key – did you mean "topics"?',
    ),
    "archive line cut in half": (
        {
            f"{Q}refund/index.md": front(threads="[github/128]"),
            "content/.discussions/github/0/128.jsonl": '{"t":"thread","v":1,"source":"github","number":128,"id":"D",'
            '"created":"2026-04-03T10:00:00Z"}\n{"t":"comment","id":"C","nu',
        },
        "content/.discussions/github/0/128.jsonl:2: ends in the middle of a line – run the sync again",
    ),
    "future schema version": (
        {
            f"{Q}refund/index.md": front(threads="[github/128]"),
            "content/.discussions/github/0/128.jsonl": '{"t":"thread","v":2,"source":"github","number":128,"id":"D",'
            '"created":"2026-04-03T10:00:00Z","mood":"good"}\n',
        },
        "content/.discussions/github/0/128.jsonl:1: v: was written by a newer Candor (schema 2; this one reads 1)",
    ),
    "two posts on one thread": (
        {
            f"{Q}a/index.md": front(threads="[github/128]"),
            f"{Q}b/index.md": front(discussion="128"),
            "content/.discussions/github/0/128.jsonl": '{"t":"thread","v":1,"source":"github","number":128,"id":"D",'
            '"created":"2026-04-03T10:00:00Z"}\n',
        },
        f"{Q}b/index.md: threads: the thread github/128 belongs to content/questions/2026/a already",
    ),
    "thread in the wrong place": (
        {"content/.discussions/github/1/128.jsonl": "{}\n"},
        "content/.discussions/github/1/128.jsonl: is no thread's file – a thread is <source>/<number // 1000>",
    ),
}


def check(root: Path) -> list[Diagnostic]:
    return check_content(root, root / "content", now=NOW)


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_reported_with_place_and_way_out(name: str, tree: Tree) -> None:
    """And nothing else breaks: the sound post is read as it always is."""
    files, expected = BAD[name]
    root = tree(SOUND | files)
    problems = check(root)
    assert any(str(problem).startswith(expected) for problem in problems), "\n".join(map(str, problems))
    assert all(problem.hint for problem in problems if problem.severity is not Severity.NOTE)
    if name not in {"slug twice", "no community", "unknown key"}:
        assert_sound(root)


def assert_sound(root: Path) -> None:
    content = root / "content"
    scan = scan_content(content)
    community, members = load_community(content, scan)[0], load_members(content, scan)[0]
    posts = [load_post(content, folder, load_settings(community, members)) for folder in scan.posts]
    corpus = assemble_corpus(community, members, [post for post, _ in posts], scan, {}, History())
    (sound,) = [post for post in corpus.posts if post.slug == "sound"]
    assert (sound.stub, sound.problems, sound.excerpt) == ("", [], "Sound words.")
    assert sound.record.topics == ["hub"]
    assert corpus.people[sound.author or ""].name == "Mara Lindqvist"


def test_a_title_that_cannot_be_read_hides_no_other_fault(tree: Tree) -> None:
    """The author and the topics it states are read, and checked, all the same."""
    files = {f"{Q}refund/index.md": front(title="42", author="marra", topics="[bilings]", duplicate_of="nothere")}
    problems = [problem for problem in check(tree(SOUND | files)) if problem.severity is not Severity.NOTE]
    assert [str(problem).partition(" – ")[0] for problem in problems] == [
        f"{Q}refund/index.md:2: title: must be text, and 42 reads as something else",
        f'{Q}refund/index.md:3: author: unknown member "marra"',
        f'{Q}refund/index.md:5: topics[0]: unknown topic "bilings"',
        f'{Q}refund/index.md:6: duplicate_of: there is no post "nothere"',
    ]


def test_a_sound_community_has_no_faults(tree: Tree) -> None:
    assert [problem for problem in check(tree(SOUND)) if problem.severity is not Severity.NOTE] == []


def test_a_symbolic_link_is_a_fault_and_is_never_followed(tree: Tree) -> None:
    """Neither a link to a file nor one to a folder, wherever it lies."""
    root = tree(SOUND | {"secret/index.md": front(title="Secret"), "content/guide/index.md": "# Guide\n"})
    (root / "content/questions/2026/refund").mkdir()
    (root / "content/questions/2026/refund/index.md").symlink_to(root / "secret/index.md")
    (root / "content/questions/2026/other").symlink_to(root / "secret")
    (root / "content/guide/etc").symlink_to("/etc")
    (root / "content/.discussions").symlink_to(root / "secret")
    (root / "content/incidents").symlink_to(root / "secret")
    places = [problem.path for problem in check(root) if problem.problem == "is a symbolic link"]
    assert places == [
        "content/.discussions",
        "content/guide/etc",
        "content/incidents",
        "content/questions/2026/other",
        "content/questions/2026/refund/index.md",
    ]
    assert [post.slug for post in scan_content(root / "content").posts] == ["sound"]
    assert [page.path for page in scan_content(root / "content").pages] == ["guide/index.md"]
    assert_sound(root)


@pytest.mark.parametrize(
    ("name", "shown", "problem"),
    [
        (b"x\xff.png", "x\\xff.png", "has a name that is not UTF-8"),
        (b"x\ny.png", "x\\ny.png", "has a name that cannot be used on every computer"),
        (b"x\x1b[31m.png", "x\\x1b[31m.png", "has a name that cannot be used on every computer"),
        ("x\u202egnp.png".encode(), "x\\u202egnp.png", "has a name that cannot be used on every computer"),
        (b"a:b.png", "a:b.png", "has a name that cannot be used on every computer"),
        (b"a\\b.png", "a\\b.png", "has a name that cannot be used on every computer"),
        (b"-rf.png", "-rf.png", "has a name that cannot be used on every computer"),
        (b"con.png", "con.png", "has a name that cannot be used on every computer"),
    ],
)
def test_hostile_file_names_are_shown_escaped_and_not_published(
    name: bytes, shown: str, problem: str, tree: Tree
) -> None:
    root = tree(SOUND)
    folder = os.fsencode(root / "content/questions/2026/sound")
    try:
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118
            file.write(PNG)
    except OSError:
        pytest.skip("this file system refuses the name")
    problems = [str(found) for found in check(root) if found.severity is Severity.ERROR]
    (only,) = problems
    assert only.startswith(f"content/questions/2026/sound/{shown}: {problem} – ")
    assert only.isprintable()
    assert len(scan_content(root / "content").posts[0].files) == 1


def test_a_pipe_is_not_read(tree: Tree) -> None:
    root = tree(SOUND)
    os.mkfifo(root / "content/questions/2026/sound/x.png")
    assert [str(found) for found in check(root) if found.severity is Severity.ERROR] == [
        "content/questions/2026/sound/x.png: is neither a file nor a folder – remove it"
    ]


def test_paths_limit_what_is_reported_but_not_what_is_read(tree: Tree) -> None:
    """A fault between two files shows at the file that was asked for."""
    root = tree(
        SOUND | {f"{Q}a/index.md": front(aliases="[c]"), f"{Q}b/index.md": front(aliases="[c]"), f"{Q}d/index.md": b""}
    )
    problems = check_content(root, root / "content", [root / "content/questions/2026/b"], NOW)
    assert [problem.path for problem in problems] == ["content/questions/2026/b/index.md"]


def test_folders_of_records_are_no_ordinary_pages(tree: Tree) -> None:
    """A promise that cannot be read is a fault, never a page of the host's."""
    root = tree(SOUND | {"content/promises/2026/x.md": "---\ntext: x\n---\n"})
    told = {(problem.path, problem.field) for problem in check(root) if problem.severity is Severity.ERROR}
    assert told == {("content/promises/2026/x.md", "owner"), ("content/promises/2026/x.md", "due_at")}
    assert not any(page.path.startswith("promises") for page in scan_content(root / "content").pages)
