"""Posts with their threads, put together: what is printed once, who wrote it, and what differs between records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree

from candor.errors import Severity
from candor.model import limits
from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Post, Words
from candor.model.html import RefKind
from candor.model.records import Kind, PostRecord
from candor.sources.archive import load_accounts
from candor.sources.corpus import assemble_corpus, load_community, load_members, load_settings
from candor.sources.history import Commit, History
from candor.sources.posts import LoadSettings, load_post, stub_post
from candor.sources.tree import scan_content

COMMUNITY = "name: Fernhill\ntopics: {hub: {title: The hub}}\nroles: {staff: [mara]}\n"
PATH = "content/questions/2026/move-hub"
MARA = {"content/members/mara.yml": "name: Mara Lindqvist\naccounts: [github:12]\nrole_text: Support\n"}


def thread(*comments: dict[str, Any], number: int = 128, source: str = "github", **header: Any) -> str:
    """An archive file, its lines as the archive writes them."""
    first = {
        "t": "thread",
        "v": 1,
        "source": source,
        "number": number,
        "id": "D",
        "url": f"https://git.example/discussions/{number}",
        "created": "2026-04-02T10:00:00Z",
    }
    lines = [first | header]
    for index, comment in enumerate(comments):
        at = f"2026-04-02T11:{index:02}:00Z"
        lines.append({"t": "comment", "created": at, "author": "github:77", "id": f"C{comment['num']}"} | comment)
    return "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)


def post(**fields: str) -> str:
    sound = {"title": "Move the hub?", "author": "github:77", "at": "2026-04-02T09:12:00Z"}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in (sound | fields).items()) + "---\nHow?\n"


def load(tree: Tree, files: Mapping[str, str | bytes]) -> tuple[Post, Words]:
    """The one post of a literal tree."""
    content = tree({"content/community.yml": COMMUNITY} | dict(files)) / "content"
    scan = scan_content(content)
    settings = load_settings(load_community(content, scan)[0], load_members(content, scan)[0])
    (folder,) = scan.posts
    return load_post(content, folder, settings)


def assemble(tree: Tree, files: Mapping[str, str | bytes], history: History | None = None) -> Corpus:
    content = tree({"content/community.yml": COMMUNITY} | MARA | dict(files)) / "content"
    scan = scan_content(content)
    community, members = load_community(content, scan)[0], load_members(content, scan)[0]
    posts = [load_post(content, folder, load_settings(community, members))[0] for folder in scan.posts]
    accounts, _ = load_accounts(content, scan)
    return assemble_corpus(community, members, posts, scan, accounts, history or History())


def printed(words: Words, key: str) -> str:
    return words.comments[key].resolve(lambda ref: None)


class TestThreads:
    def test_a_promoted_comment_is_printed_from_its_answer_file_only(self, tree: Tree) -> None:
        """Its line stays in the thread, so that replies keep their place, but it has no words there."""
        loaded, words = load(
            tree,
            {
                f"{PATH}/index.md": post(threads="[github/128]", accepted="answers/otto.md"),
                f"{PATH}/answers/otto.md": "---\nauthor: github:77\nfrom: github/128/9911\n---\nAs edited.\n",
                "content/.discussions/github/0/128.jsonl": thread(
                    {"num": 9911, "body": "As first said."}, {"num": 9915, "body": "Thanks!", "parent": "C9911"}
                ),
            },
        )
        assert words.comments.keys() == {"github/128/9915"}
        assert "As edited" in words.answers["otto"].resolve(lambda ref: None)
        assert [(c.num, c.is_reply) for c in loaded.threads[0].comments] == [(9911, False), (9915, True)]
        assert loaded.answers[0].from_ == "github/128/9911"

    def test_only_live_comments_and_those_folded_away_have_words(self, tree: Tree) -> None:
        loaded, words = load(
            tree,
            {
                f"{PATH}/index.md": post(threads="[github/128]"),
                "content/.discussions/github/0/128.jsonl": thread(
                    {"num": 1, "body": "secret", "state": "wiped"},
                    {"num": 2, "body": "secret", "state": "tombstone", "author": None},
                    {"num": 3, "body": "elsewhere", "state": "minimized", "reason": "OFF_TOPIC"},
                    {"num": 4, "body": "spam", "state": "minimized", "reason": "SPAM"},
                    {"num": 5, "body": "abuse", "state": "minimized", "reason": "ABUSE"},
                ),
            },
        )
        assert words.comments.keys() == {"github/128/3"}
        assert [comment.state for comment in loaded.threads[0].comments] == [
            CommentState.WIPED,
            CommentState.TOMBSTONE,
            CommentState.MINIMIZED,
            CommentState.MINIMIZED,
            CommentState.MINIMIZED,
        ]

    def test_a_thread_that_moved_is_found_under_its_new_number(self, tree: Tree) -> None:
        gone = thread(number=7, state="tombstone")
        files = {
            f"{PATH}/index.md": post(threads="[github/7]"),
            "content/.discussions/github/0/7.jsonl": gone,
            "content/.discussions/github/0/9.jsonl": thread({"num": 1, "body": "Here."}, number=9),
        }
        loaded, _ = load(tree, files)
        assert loaded.threads == []
        assert [str(problem).partition(" – ")[0] for problem in loaded.problems] == [
            f"{PATH}/index.md: threads: the thread github/7 was deleted where it came from"
        ]
        alias = '{"id":"D","number":7,"to":"9"}\n'
        loaded, _ = load(tree, {**files, "content/.discussions/github/aliases.jsonl": alias})
        assert [found.key for found in loaded.threads] == ["github/9"]
        assert loaded.problems == []

    def test_a_poll_comes_with_its_outcome(self, tree: Tree) -> None:
        poll = {
            "question": "Which?",
            "votes": 3,
            "options": [{"text": "Welsh", "votes": 2}, {"text": "Irish", "votes": 1}],
        }
        loaded, _ = load(
            tree,
            {
                f"{PATH}/index.md": post(threads="[github/128]"),
                "content/.discussions/github/0/128.jsonl": thread(poll=poll),
            },
        )
        assert loaded.threads[0].poll is not None
        assert [option.text for option in loaded.threads[0].poll.options] == ["Welsh", "Irish"]

    def test_a_long_comment_is_cut_and_the_rest_linked(self, tree: Tree) -> None:
        _, words = load(
            tree,
            {
                f"{PATH}/index.md": post(threads="[github/128]"),
                "content/.discussions/github/0/128.jsonl": thread(
                    {"num": 1, "body": "A line of words.\n\n" * (limits.COMMENT_BYTES // 18 + 100) + "the very end"}
                ),
            },
        )
        html = printed(words, "github/128/1")
        assert "the very end" not in html
        assert "https://git.example/discussions/128#discussioncomment-1" in html

    def test_headings_of_two_comments_never_share_an_id(self, tree: Tree) -> None:
        """Not even where two sources gave their comments the same number."""
        _, words = load(
            tree,
            {
                f"{PATH}/index.md": post(threads="[github/128, discourse/5]"),
                "content/.discussions/github/0/128.jsonl": thread({"num": 1, "body": "# Same"}),
                "content/.discussions/discourse/0/5.jsonl": thread(
                    {"num": 1, "body": "# Same"}, number=5, source="discourse"
                ),
            },
        )
        first, second = printed(words, "github/128/1"), printed(words, "discourse/5/1")
        assert 'id="c-1-' in first
        assert 'id="c-discourse-1-' in second

    def test_a_number_points_into_the_source_it_was_written_in(self, tree: Tree) -> None:
        loaded, _ = load(
            tree,
            {
                f"{PATH}/index.md": post(threads="[discourse/5]"),
                "content/.discussions/discourse/0/5.jsonl": thread(
                    {"num": 1, "body": "see #12"}, number=5, source="discourse"
                ),
            },
        )
        assert [ref.target for ref in loaded.refs if ref.kind is RefKind.NUMBER] == ["discourse/12"]

    def test_the_threads_own_mark_and_last_change_are_kept(self, tree: Tree) -> None:
        loaded, _ = load(
            tree,
            {
                f"{PATH}/index.md": post(discussion="128"),
                "content/.discussions/github/0/128.jsonl": thread(
                    {"num": 7, "body": "x", "edited": "2026-05-01T00:00:00Z"}, answer="C7", locked=True, votes={"D": 4}
                ),
            },
        )
        (summary,) = loaded.threads
        assert (summary.key, summary.answer, summary.locked, summary.votes) == ("github/128", 7, True, 4)
        assert summary.changed == datetime(2026, 5, 1, tzinfo=UTC)

    def test_a_thread_that_is_not_mirrored_yet_is_a_note(self, tree: Tree) -> None:
        loaded, _ = load(tree, {f"{PATH}/index.md": post(threads="[github/128]")})
        assert [(p.severity, p.problem) for p in loaded.problems] == [
            (Severity.NOTE, "the archive does not hold the thread github/128")
        ]


class TestKeys:
    def test_equal_files_give_equal_keys_and_any_change_another(self, tree: Tree) -> None:
        files = {f"{PATH}/index.md": post(threads="[github/128]")}
        keys = [load(tree, files)[0].key, load(tree, files)[0].key]
        for more in (
            {f"{PATH}/answers/otto.md": "---\nauthor: mara\n---\nx\n"},
            {"content/.discussions/github/0/128.jsonl": thread({"num": 1, "body": "x"})},
            {"content/.discussions/github/0/128.jsonl": thread({"num": 1, "body": "y"})},
            {f"{PATH}/a.png": b"\x89PNG\r\n\x1a\n"},
        ):
            keys.append(load(tree, more)[0].key)
        assert len(set(keys)) == len(keys) - 1

    def test_settings_and_posts_survive_the_way_to_a_worker(self, tree: Tree) -> None:
        loaded, words = load(tree, {f"{PATH}/index.md": post(), **MARA})
        settings = LoadSettings(staff=frozenset({"mara"}), image_hosts=("a",))
        for value in (loaded, words, settings):
            assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type(value)) == value


class TestStubs:
    @pytest.mark.parametrize("raw", ["no front matter", "---\na: [\n---\n", b"\xff\xfe", ""])
    def test_an_unreadable_post_becomes_a_stub_with_a_title_from_its_slug(self, raw: str | bytes, tree: Tree) -> None:
        loaded, words = load(tree, {f"{PATH}/index.md": raw})
        assert loaded.record.title == "Move hub"
        assert loaded.stub
        assert loaded.problems[0].problem == loaded.stub
        assert words.body.parts == ()

    def test_an_unreadable_answer_costs_itself_only(self, tree: Tree) -> None:
        loaded, words = load(
            tree,
            {
                f"{PATH}/index.md": post(),
                f"{PATH}/answers/bad.md": b"\0",
                f"{PATH}/answers/good.md": "---\nauthor: mara\n---\nYes.\n",
            },
        )
        assert list(words.answers) == ["good"]
        assert [problem.path for problem in loaded.problems] == [f"{PATH}/answers/bad.md"]

    def test_a_post_that_killed_its_worker_has_a_stub(self, tree: Tree) -> None:
        root = tree({f"{PATH}/index.md": post()})
        stub = stub_post(root / "content", scan_content(root / "content").posts[0], "took too long")
        assert (stub.record.title, stub.stub) == ("Move hub", "took too long")

    def test_a_title_with_hidden_characters_is_printed_without_them(self, tree: Tree) -> None:
        loaded, _ = load(tree, {f"{PATH}/index.md": post(title="Re\u202efund\u200b 👩\u200d💻")})
        assert loaded.record.title == "Refund 👩\u200d💻"

    @given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"---\ntitle: {text}\n---\n{text}".encode()
           if text.isascii() else b""))  # fmt: skip
    def test_no_file_crashes_the_reading(self, raw: bytes) -> None:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, PATH, "index.md")
            path.parent.mkdir(parents=True)
            path.write_bytes(raw)
            content = Path(folder, "content")
            loaded, _ = load_post(content, scan_content(content).posts[0], LoadSettings())
            assert loaded.record.title


class TestAuthors:
    def test_what_a_record_does_not_state_comes_from_history(self, tree: Tree) -> None:
        early, late = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 9, tzinfo=UTC)
        index, answer = "questions/2026/move-hub/index.md", "questions/2026/move-hub/answers/otto.md"
        history = History(
            first={index: Commit(early, "github:77"), answer: Commit(late, "github:12")},
            last={index: Commit(late, "github:12"), answer: Commit(late, "github:12")},
        )
        files = {f"content/{index}": "---\ntitle: T\n---\n", f"content/{answer}": "---\n---\nYes.\n"}
        corpus = assemble(tree, files | MARA, history)
        (only,) = corpus.posts
        assert (only.author, only.created, only.edited) == ("github:77", early, late)
        assert (only.answers[0].author, only.answers[0].at) == ("github:12", late)
        assert corpus.people["github:12"].name == "Mara Lindqvist"
        assert corpus.problems == []

    def test_without_history_nothing_is_invented(self, tree: Tree) -> None:
        corpus = assemble(tree, {f"{PATH}/index.md": "---\ntitle: T\n---\n"}, History(unknown="No Git here."))
        assert (corpus.posts[0].author, corpus.posts[0].created) == (None, None)
        assert corpus.unknown == ["No Git here."]

    def test_everybody_who_wrote_has_a_person(self, tree: Tree) -> None:
        """Named by the member file, else by the login, else by the account."""
        corpus = assemble(
            tree,
            {
                f"{PATH}/index.md": post(threads="[github/128]", author="mara"),
                "content/.discussions/github/0/128.jsonl": thread(
                    {"num": 1, "author": "github:12"},
                    {"num": 2, "author": "github:5"},
                    {"num": 3, "author": "github:6"},
                ),
                "content/.discussions/github/accounts.jsonl": '{"id":"github:5","login":"hm\u202ecarver"}\n'
                '{"id":"github:12","login":"mara-f"}\n{"id":"github:8","login":"nobody"}\n{"id":"github:9","login":"shy"}\n',
                "content/members/shy.yml": "name: Shy\naccounts: [github:9]\nname_shown: false\n",
                **MARA,
            },
        )
        people = corpus.people
        assert people["mara"] is people["github:12"]
        assert (people["mara"].staff, people["mara"].roles, people["mara"].logins) == (True, ["staff"], ["mara-f"])
        assert (people["github:5"].slug, people["github:5"].name) == ("github-5", "hmcarver")
        assert (people["github:6"].slug, people["github:6"].name) == ("github-6", "github 6")
        assert (people["shy"].name, people["shy"].logins) == ("A member", [])
        assert "github:8" not in people

    def test_a_staff_kind_by_somebody_else_is_published_as_an_ordinary_post(self, tree: Tree) -> None:
        corpus = assemble(
            tree,
            {
                f"{PATH}/index.md": post(kind="ask", ask="{until: 2026-05-01T00:00:00Z, options: [a, b]}"),
                "content/questions/2026/ours/index.md": post(kind="inside", author="mara"),
                **MARA,
            },
        )
        kinds = {post.slug: (post.record.kind, post.record.ask) for post in corpus.posts}
        assert kinds == {"move-hub": (Kind.QUESTION, None), "ours": (Kind.INSIDE, None)}

    def test_only_staff_have_trusted_links(self, tree: Tree) -> None:
        files = {f"{PATH}/index.md": post(author="mara") + "<https://example.org>\n", **MARA}
        assert "ugc" not in load(tree, files)[1].body.resolve(lambda ref: None)
        files = {f"{PATH}/index.md": post() + "<https://example.org>\n"}
        assert "ugc" in load(tree, files)[1].body.resolve(lambda ref: None)


class TestBetweenRecords:
    def test_the_records_accepted_answer_wins_and_the_difference_is_a_note(self, tree: Tree) -> None:
        files = {
            f"{PATH}/index.md": post(threads="[github/128]", accepted="github/128/2"),
            "content/.discussions/github/0/128.jsonl": thread({"num": 1}, {"num": 2}, answer="C1"),
        }
        (note,) = assemble(tree, files).problems
        assert (note.severity, note.line, note.problem) == (
            Severity.NOTE,
            6,
            "github/128/2 is accepted here, github/128/1 in the thread",
        )

    def test_an_answer_promoted_from_the_chosen_comment_is_no_difference(self, tree: Tree) -> None:
        files = {
            f"{PATH}/index.md": post(threads="[github/128]", accepted="answers/otto.md"),
            f"{PATH}/answers/otto.md": "---\nauthor: github:77\nat: 2026-04-03T00:00:00Z\nfrom: github/128/1\n---\nA\n",
            "content/.discussions/github/0/128.jsonl": thread({"num": 1}, answer="C1"),
        }
        assert assemble(tree, files).problems == []

    @pytest.mark.parametrize("author", ["github:78", "otto"])
    def test_a_promoted_answer_is_its_comments_author_s(self, author: str, tree: Tree) -> None:
        """Whoever claims a comment of somebody else's gets no praise for it, and the check says so."""
        files = {
            "content/members/otto.yml": "name: Otto\naccounts: [github:78]\n",
            f"{PATH}/index.md": post(discussion="128"),
            f"{PATH}/answers/otto.md": f"---\nauthor: {author}\nfrom: github/128/7\n---\nOpen the lid\n",
            "content/.discussions/github/0/128.jsonl": thread({"num": 7, "body": "Open the lid"}),
        }
        found = assemble(tree, files)
        assert [answer.author for answer in found.posts[0].answers] == ["github:77"]
        [problem] = [problem for problem in found.problems if problem.field == "author"]
        assert problem.problem == f'says "{author}", but github/128/7 was written by github:77'

    def test_a_member_may_be_named_for_their_account(self, tree: Tree) -> None:
        files = {
            "content/members/otto.yml": "name: Otto\naccounts: [github:77]\n",
            f"{PATH}/index.md": post(discussion="128"),
            f"{PATH}/answers/otto.md": "---\nauthor: otto\nfrom: github/128/7\n---\nOpen the lid\n",
            "content/.discussions/github/0/128.jsonl": thread({"num": 7, "body": "Open the lid"}),
        }
        found = assemble(tree, files)
        assert [answer.author for answer in found.posts[0].answers] == ["otto"]
        assert not [problem for problem in found.problems if problem.field == "author"]

    @pytest.mark.parametrize("key", ["github/128/9", "github/129/1"])
    def test_an_accepted_comment_must_exist_in_the_posts_threads(self, key: str, tree: Tree) -> None:
        files = {
            f"{PATH}/index.md": post(threads="[github/128]", accepted=key),
            "content/.discussions/github/0/128.jsonl": thread({"num": 1}),
        }
        (problem,) = assemble(tree, files).problems
        assert (problem.field, problem.line, problem.severity) == ("accepted", 6, Severity.ERROR)

    def test_what_does_not_exist_is_left_out(self, tree: Tree) -> None:
        corpus = assemble(tree, {f"{PATH}/index.md": post(topics="[hub, x]", aliases="[page, a]", duplicate_of="no")})
        record = corpus.posts[0].record
        assert (record.topics, record.aliases, record.duplicate_of) == (["hub"], ["a"], None)
        assert len(corpus.problems) == 3

    def test_links_to_posts_pages_answers_and_images_are_alive(self, tree: Tree) -> None:
        links = (
            "[a](../other/index.md) [b](../../../guide/index.md#x) [c](answers/otto.md) ![d](d.png) @nobody #99 "
            "[e](../../../members/mara.yml)\n"
        )
        corpus = assemble(
            tree,
            {
                f"{PATH}/index.md": post() + links,
                f"{PATH}/answers/otto.md": "---\nauthor: github:77\n---\n[a](../../other/index.md) ![d](../d.png)\n",
                f"{PATH}/d.png": b"\x89PNG\r\n\x1a\n",
                "content/questions/2026/other/index.md": post(),
                "content/guide/index.md": "# Guide\n",
                **MARA,
            },
        )
        assert corpus.problems == []
        assert corpus.pages == {"guide/index.md"}

    def test_links_of_an_answer_start_at_its_own_file_as_on_github(self, tree: Tree) -> None:
        answer = "---\nauthor: github:77\n---\nA\n\n![d](d.png)\n"
        files = {f"{PATH}/index.md": post(), f"{PATH}/answers/otto.md": answer, f"{PATH}/d.png": b"\x89PNG\r\n\x1a\n"}
        (problem,) = assemble(tree, files).problems
        assert str(problem).startswith(f"{PATH}/answers/otto.md:6: links to an image that does not exist: ")
        assert str(problem).endswith('"questions/2026/move-hub/d.png"?')

    def test_a_dead_link_in_a_mirrored_comment_is_nobodys_fault_here(self, tree: Tree) -> None:
        files = {
            f"{PATH}/index.md": post(threads="[github/128]"),
            "content/.discussions/github/0/128.jsonl": thread({"num": 1, "body": "[x](../gone/index.md)"}),
        }
        assert assemble(tree, files).problems == []

    def test_an_account_belongs_to_one_member(self, tree: Tree) -> None:
        corpus = assemble(tree, MARA | {"content/members/zoe.yml": "name: Zoe\naccounts: [github:12]\n"})
        (problem,) = corpus.problems
        assert str(problem).startswith(
            "content/members/zoe.yml:2: accounts: github:12 belongs to content/members/mara.yml"
        )
        assert corpus.people["github:12"].slug == "mara"


RECORDS = st.builds(
    PostRecord,
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
    kind=st.sampled_from(Kind),
    topics=st.lists(st.sampled_from(["hub", "a-1"]), max_size=3),
    transcript=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    discussion=st.none() | st.integers(1, 10**9),
)


@given(RECORDS)
def test_a_record_that_is_written_is_read_back(record: PostRecord) -> None:
    """write∘read is identity, whatever characters a text holds."""
    from candor.cli.new import write_yaml
    from candor.sources.frontmatter import parse_yaml, read_record

    text = write_yaml(msgspec.to_builtins(record))
    value, faults = parse_yaml(text)
    assert faults == []
    assert read_record(value, faults, PostRecord, text) == record
