from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from candor.errors import SourceError
from candor.importers import discourse, ledger
from candor.importers.discourse import GRAVE, ImportReport, Wart, import_discourse, quoted, slug_of
from candor.importers.ledger import Outcome
from candor.model.archive import Comment, CommentState, ThreadHeader

Json = dict[str, Any]
Forum = Callable[..., ImportReport]


def post(number: int, raw: str = "Words.", username: str | None = "otto", **more: Any) -> Json:
    return {
        "post_number": number,
        "username": username,
        "staff": False,
        "created_at": f"2020-01-01T00:{number:02}:00.000Z",
        "updated_at": f"2020-02-01T00:{number:02}:00.000Z",
        "reply_to_post_number": None,
        "likes": 0,
        "accepted_answer": False,
        "hidden": False,
        "user_deleted": False,
        "version": 1,
        "raw": raw,
        **more,
    }


def topic(number: int, *posts: Json, **more: Any) -> Json:
    return {
        "id": number,
        "title": f"Topic {number}?",
        "slug": f"subject-{number}",
        "created_at": "2020-01-01T00:01:00.000Z",
        "category_id": 10,
        "closed": False,
        "archived": False,
        "views": 5,
        "like_count": 0,
        "posts_count": len(posts),
        "posts": list(posts or [post(1)]),
        **more,
    }


@pytest.fixture
def forum(tmp_path: Path) -> Forum:
    """Imports these topics (or literal lines) into the folder ``content`` of the test's own folder."""

    def run(*topics: Json | str | bytes, **options: Any) -> ImportReport:
        file = tmp_path / "forum.jsonl"
        lines = [each if isinstance(each, str | bytes) else json.dumps(each) for each in topics]
        file.write_bytes(b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines))
        return import_discourse(file, tmp_path / "content", **options)

    return run


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def front_matter(path: Path) -> tuple[Json, str]:
    _, head, body = path.read_text().split("---\n", 2)
    return YAML(typ="safe").load(head), body


def thread(content: Path, number: int) -> tuple[ThreadHeader, list[Comment]]:
    lines = (content / f".discussions/discourse/{number // 1000}/{number}.jsonl").read_bytes().splitlines()
    return msgspec.json.decode(lines[0], type=ThreadHeader), [
        msgspec.json.decode(line, type=Comment) for line in lines[1:]
    ]


def warts(report: ImportReport) -> dict[Wart, list[tuple[int, int]]]:
    found: dict[Wart, list[tuple[int, int]]] = {}
    for finding in report.findings:
        found.setdefault(finding.wart, []).append((finding.topic, finding.post))
    return found


def test_a_topic_becomes_a_question_its_replies_a_thread_and_the_solution_an_answer(
    forum: Forum, tmp_path: Path
) -> None:
    report = forum(
        topic(
            1234,
            post(1, "How [b]so[/b]?\nPlease", likes=2),
            post(2, "Like this.", "mara", accepted_answer=True, likes=3, version=2),
            post(3, "Thanks @mara", reply_to_post_number=2),
        ),
        keep_names=True,
    )
    content = tmp_path / "content"
    number = {"otto": 0, "mara": 0} | {
        line["login"]: line["id"]
        for line in map(json.loads, (content / ".discussions/discourse/accounts.jsonl").read_text().splitlines())
    }
    assert (content / "questions/2020/subject-1234/index.md").read_text() == (
        "---\n"
        'title: "Topic 1234?"\n'
        "kind: question\n"
        f"author: {number['otto']}\n"
        "at: 2020-01-01T00:01:00Z\n"
        "topics: [category-10]\n"
        "threads: [discourse/1234]\n"
        "accepted: answers/post-2.md\n"
        "---\n"
        "How **so**?  \nPlease\n"
    )
    assert (content / "questions/2020/subject-1234/answers/post-2.md").read_text() == (
        f"---\nauthor: {number['mara']}\nat: 2020-01-01T00:02:00Z\nfrom: discourse/1234/2\n---\nLike this.\n"
    )
    lines = (content / ".discussions/discourse/1/1234.jsonl").read_text().splitlines()
    assert json.loads(lines[0]) == {
        "v": 1,
        "t": "thread",
        "source": "discourse",
        "number": 1234,
        "id": "discourse-topic-1234",
        "url": None,
        "title": "Topic 1234?",
        "author": number["otto"],
        "created": "2020-01-01T00:01:00Z",
        "edited": None,
        "category": "category-10",
        "labels": [],
        "state": "open",
        "locked": False,
        "answer": "discourse-post-1234-2",
        "answer_at": None,
        "answer_by": None,
        "body": "",
        "votes": {"discourse-topic-1234": 2, "discourse-post-1234-2": 3},
        "poll": None,
        "comments": 2,
        "updated": "2020-02-01T00:02:00Z",
        "print": json.loads(lines[0])["print"],
    }
    assert [json.loads(line) for line in lines[1:]] == [
        {
            "t": "comment",
            "id": "discourse-post-1234-2",
            "num": 2,
            "parent": None,
            "author": number["mara"],
            "created": "2020-01-01T00:02:00Z",
            "edited": "2020-02-01T00:02:00Z",
            "state": "live",
            "reason": None,
            "body": "Like this.",
        },
        {
            "t": "comment",
            "id": "discourse-post-1234-3",
            "num": 3,
            "parent": "discourse-post-1234-2",
            "author": number["otto"],
            "created": "2020-01-01T00:03:00Z",
            "edited": None,
            "state": "live",
            "reason": None,
            "body": "Thanks @mara",
        },
    ]
    for line in lines:
        assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert (content / "community.yml").read_text() == (
        'name: Our community\ntopics:\n  category-10: {title: "Category 10"}\n'
    )
    assert (report.topics, report.posts, report.comments, report.answers, report.members) == (1, 3, 2, 1, 2)
    assert report.findings == []
    assert report.whole


def test_names_are_nowhere_in_what_is_written_unless_kept(forum: Forum, tmp_path: Path) -> None:
    quote = '[quote="zaphod, post:1, topic:1"]x[/quote]@zaphod'
    posts = post(1, "I am zaphod", "zaphod"), post(2, quote, "trillian_5"), post(3, "Hi trillian_5")
    forum(topic(1, *posts, title="@zaphod asks"))
    written = b"".join(files(tmp_path / "content").values())
    assert b"trillian" not in written
    assert b"@zaphod" not in written
    assert b'"zaphod' not in written
    assert b"> @user-" in written


def test_replies_to_replies_hang_under_the_top_comment(forum: Forum, tmp_path: Path) -> None:
    """Threads are one level deep; an empty moderator's post in between is passed through, a lost one is not guessed."""
    report = forum(
        topic(
            5,
            post(1),
            post(2),
            post(3, reply_to_post_number=2),
            post(4, "", reply_to_post_number=3),
            post(5, reply_to_post_number=4),
            post(6, reply_to_post_number=1),
            post(8, reply_to_post_number=7),
            post(9, reply_to_post_number=9),
        )
    )
    parents = {comment.num: comment.parent for comment in thread(tmp_path / "content", 5)[1]}
    two = "discourse-post-5-2"
    assert parents == {2: None, 3: two, 5: two, 6: None, 8: None, 9: None}
    assert warts(report) == {Wart.EMPTY: [(5, 4)], Wart.REPLY_TO_NOTHING: [(5, 8)]}


def test_hidden_and_deleted_replies_keep_their_place(forum: Forum, tmp_path: Path) -> None:
    report = forum(
        topic(
            7,
            post(1),
            post(2, "spam", hidden=True, accepted_answer=True),
            post(3, "gone", user_deleted=True, likes=2),
            post(4, "ok"),
        )
    )
    hidden, deleted, live = thread(tmp_path / "content", 7)[1]
    assert (hidden.state, hidden.reason, hidden.body) == (CommentState.MINIMIZED, "hidden on the forum", "spam")
    assert (deleted.state, deleted.author, deleted.body) == (CommentState.WIPED, None, "")
    assert live.state is CommentState.LIVE
    assert warts(report) == {Wart.HIDDEN: [(7, 2)], Wart.DELETED: [(7, 3)], Wart.ACCEPTED_UNUSABLE: [(7, 2)]}
    assert "accepted" not in front_matter(tmp_path / "content/questions/2020/subject-7/index.md")[0]


@pytest.mark.parametrize(
    ("first", "wart", "body"),
    [
        ({"raw": " "}, Wart.EMPTY_QUESTION, "*This question has no text.*\n"),
        ({"hidden": True}, Wart.QUESTION_HIDDEN, "*This question was hidden on the forum.*\n"),
        ({"user_deleted": True}, Wart.QUESTION_HIDDEN, "*This question was deleted by its author on the forum.*\n"),
        ({"accepted_answer": True}, Wart.ACCEPTED_QUESTION, "Words.\n"),
        ({"username": None}, Wart.NO_AUTHOR, "Words.\n"),
        ({"post_number": 2}, Wart.FIRST_MISSING, "Words.\n"),
    ],
)
def test_an_odd_first_post_still_opens_a_question(
    forum: Forum, tmp_path: Path, first: Json, wart: Wart, body: str
) -> None:
    report = forum(topic(3, post(1) | first))
    record, text = front_matter(tmp_path / "content/questions/2020/subject-3/index.md")
    assert text == body
    assert "accepted" not in record
    assert list(warts(report)) == [wart]
    assert report.whole


def test_two_solutions_are_two_answers_and_the_first_is_accepted(forum: Forum, tmp_path: Path) -> None:
    report = forum(topic(3, post(1), post(2, accepted_answer=True), post(4, accepted_answer=True)))
    folder = tmp_path / "content/questions/2020/subject-3"
    assert sorted(path.name for path in (folder / "answers").iterdir()) == ["post-2.md", "post-4.md"]
    assert front_matter(folder / "index.md")[0]["accepted"] == "answers/post-2.md"
    assert list(warts(report)) == [Wart.ACCEPTED_MANY]


def test_a_closed_topic_is_a_locked_thread(forum: Forum, tmp_path: Path) -> None:
    report = forum(topic(3, closed=True), topic(4, archived=True), topic(5))
    assert [thread(tmp_path / "content", number)[0].locked for number in (3, 4, 5)] == [True, True, False]
    assert warts(report) == {Wart.LOCKED: [(3, 0), (4, 0)]}


def test_slugs_are_made_valid_and_unique_with_the_lowest_topic_first(forum: Forum, tmp_path: Path) -> None:
    report = forum(
        topic(9, slug="hello"),
        topic(3, slug="hello"),
        topic(4, slug="", title="Größe & Mehr_"),
        topic(5, slug="a--b-"),
        topic(6, slug="topic", title="日本語"),
        topic(7, slug="page"),
        topic(8, slug="word-" * 40),
        topic(10, slug=None, title=None),
    )
    slugs = sorted(path.parent.name for path in (tmp_path / "content/questions/2020").glob("*/index.md"))
    assert slugs == sorted(
        ["hello", "hello-9", "grosse-mehr", "a-b", "topic-6", "topic-7", "-".join(["word"] * 16), "topic-10"]
    )
    assert warts(report)[Wart.SLUG_TAKEN] == [(9, 0)]
    assert [number for number, _ in warts(report)[Wart.SLUG_MENDED]] == [4, 5, 6, 7, 8, 10]


def test_a_slug_of_the_community_s_own_posts_is_not_taken(forum: Forum, tmp_path: Path) -> None:
    ledger.write_whole(tmp_path / "content/questions/2026/subject-3/index.md", b"---\ntitle: Ours\n---\n")
    forum(topic(3))
    assert (tmp_path / "content/questions/2020/subject-3-3/index.md").exists()
    assert forum(topic(3)).questions[Outcome.UNCHANGED] == 1


def test_titles_are_one_line_within_their_limit(forum: Forum, tmp_path: Path) -> None:
    report = forum(
        topic(1, title="a\tb\nc\0d"), topic(2, title="x" * 500), topic(3, title=" "), topic(4, title='"quoted: \\ #')
    )
    titles = [front_matter(tmp_path / f"content/questions/2020/subject-{n}/index.md")[0]["title"] for n in (1, 2, 3, 4)]
    assert titles == ["a b c d", "x" * 199 + "…", "Topic 3", '"quoted: \\ #']
    assert warts(report) == {Wart.TITLE_MENDED: [(1, 0), (2, 0), (3, 0)]}


@given(st.text())
def test_any_title_comes_back_from_its_front_matter(title: str) -> None:
    assert YAML(typ="safe").load(f"title: {quoted(title)}\n")["title"] == title


@given(st.text())
def test_any_slug_is_empty_or_valid(text: str) -> None:
    slug = slug_of(text)
    assert not slug or msgspec.convert({"slug": slug}, Slugged).slug == slug


class Slugged(msgspec.Struct):
    from candor.model.records import Slug

    slug: Slug


def test_texts_over_their_limits_are_cut_on_the_page_and_whole_in_the_archive(forum: Forum, tmp_path: Path) -> None:
    long = "```\n" + "line of code\n" * 6000 + "```"
    report = forum(topic(1, post(1, long), post(2, long, accepted_answer=True), post(3, "word " * 7000)))
    folder = tmp_path / "content/questions/2020/subject-1"
    for file in (folder / "index.md", folder / "answers/post-2.md"):
        assert file.stat().st_size <= 64 * 1024
        assert "line of code\n```\n\n*(This text was too long" in file.read_text()
    header, comments = thread(tmp_path / "content", 1)
    assert header.body == comments[0].body == long
    assert warts(report) == {Wart.COMMENT_TOO_LONG: [(1, 2), (1, 3)], Wart.POST_TOO_LONG: [(1, 1), (1, 2)]}


def test_a_bad_line_or_post_costs_only_itself(forum: Forum, tmp_path: Path) -> None:
    """Everything else is imported, and the report says where the words were lost."""
    report = forum(
        topic(1, post(1), {"post_number": "two"}, post(3), post(3, "again")),
        "{not json",
        "[" * 100_000,
        '{"id": 2}',
        '{"id": -2, "posts": []}',
        "",
        topic(1),
        topic(6, posts=[]),
        b'{"id": 7, "posts": [{"post_number": 1, "created_at": "2020-01-01T00:00:00Z", "raw": "\xff\\ud800ok"}]}',
        topic(8, future={"a": 1}),
    )
    assert warts(report) == {
        Wart.LINE_UNREADABLE: [(0, 0)] * 4,
        Wart.TOPIC_REPEATED: [(1, 0)],
        Wart.TOPIC_EMPTY: [(6, 0)],
        Wart.POST_UNREADABLE: [(1, 0)],
        Wart.POST_REPEATED: [(1, 3)],
        Wart.FIELD_UNKNOWN: [(0, 0)],
        Wart.NO_AUTHOR: [(7, 1)],
        Wart.SLUG_MENDED: [(7, 0)],
        Wart.TITLE_MENDED: [(7, 0)],
    }
    assert [finding.note.split(":")[0] for finding in report.findings if finding.wart in GRAVE] == [
        "line 2", "line 3", "line 4", "line 5", "post 2 of the list",
    ]  # fmt: skip
    assert not report.whole
    assert front_matter(tmp_path / "content/questions/2020/topic-7/index.md")[1].endswith("ok\n")


def test_a_line_without_end_is_passed_over(forum: Forum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discourse, "LINE_BYTES", 2000)
    report = forum(topic(1), topic(2, post(1, "x" * 9000)), topic(3))
    assert report.questions[Outcome.WRITTEN] == 2
    assert list(warts(report)) == [Wart.LINE_TOO_LONG]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl.gz", b"plain", "not gzip-compressed"),
        ("a.jsonl.gz", gzip.compress(b'{"id": 1, "posts": []}\n' * 9999)[:-9], "damaged"),
        ("a.jsonl", b"", "holds no topic"),
        ("a.jsonl", b"hello\nworld\n", "line 1"),
        ("a.jsonl", b'{"title": "a"}\n', "one JSON object a line"),
        ("a.jsonl", b"\x89PNG\x00\x01", "holds no topic"),
        ("missing.jsonl", None, "No such file"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_nothing_is_written(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=told):
        import_discourse(tmp_path / name, tmp_path / "content")
    assert not (tmp_path / "content").exists()
    assert not (tmp_path / ".cache").exists()


def test_a_compressed_file_without_the_ending_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(gzip.compress(json.dumps(topic(1)).encode()))
    assert import_discourse(tmp_path / "export", tmp_path / "content").topics == 1


STORY = [topic(n, post(1), post(2, "@otto", f"user{n}", accepted_answer=n % 2 == 0), post(3)) for n in range(1, 9)]


def test_running_again_changes_nothing(forum: Forum, tmp_path: Path) -> None:
    forum(*STORY)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "content").rglob("*") if path.is_file()}
    report = forum(*STORY)
    assert report.questions[Outcome.UNCHANGED] == 8
    assert report.outcomes[Outcome.WRITTEN] == report.outcomes[Outcome.UPDATED] == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "content").rglob("*") if path.is_file()} == before


def test_killed_anywhere_and_run_again_it_gives_the_same_bytes(
    forum: Forum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before, in the middle of, and after every single write, the next run completes the import."""
    private = tmp_path / ".cache/candor/import/discourse-names.json"
    forum(*STORY)
    whole, key = files(tmp_path / "content"), private.read_bytes()
    real = ledger.write_whole

    class Killed(BaseException):
        pass

    for point in range(1, 200):
        for moment in ("before", "part", "after"):
            shutil.rmtree(tmp_path / "content")
            shutil.rmtree(tmp_path / ".cache")
            real(private, key)
            writes = 0

            def write(path: Path, content: bytes, point: int = point, moment: str = moment) -> None:
                nonlocal writes
                writes += 1
                if writes < point:
                    return real(path, content)
                if moment == "part":
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.with_name(f".{path.name}.part").write_bytes(content[: len(content) // 2])
                elif moment == "after":
                    real(path, content)
                raise Killed

            with monkeypatch.context() as patch:
                patch.setattr(ledger, "write_whole", write)
                patch.setattr(discourse, "write_whole", write)
                try:
                    forum(*STORY)
                except Killed:
                    pass
                else:
                    assert point > len(whole)
                    return
            forum(*STORY)
            assert files(tmp_path / "content") == whole
    pytest.fail("the import never ended")


def test_a_newer_export_updates_adds_and_moves_no_one(forum: Forum, tmp_path: Path) -> None:
    forum(*STORY)
    before = files(tmp_path / "content")
    newer = [STORY[0] | {"title": "A new title", "slug": "a-new-title"}, *STORY[1:], topic(99, post(1, "x", "aaa"))]
    report = forum(*newer)
    assert report.questions == {Outcome.WRITTEN: 1, Outcome.UPDATED: 1, Outcome.UNCHANGED: 7, Outcome.KEPT: 0}
    after = files(tmp_path / "content")
    assert after.keys() - before.keys() == {"questions/2020/subject-99/index.md", ".discussions/discourse/0/99.jsonl"}
    assert {name for name in before if before[name] != after[name]} == {
        "questions/2020/subject-1/index.md",
        ".discussions/discourse/0/1.jsonl",
        ".discussions/discourse/accounts.jsonl",
    }
    assert after[".discussions/discourse/accounts.jsonl"].startswith(before[".discussions/discourse/accounts.jsonl"])


def test_what_a_person_edited_is_left_alone_and_told(forum: Forum, tmp_path: Path) -> None:
    forum(*STORY)
    index = tmp_path / "content/questions/2020/subject-2/index.md"
    index.write_text(index.read_text() + "Edited.\n")
    report = forum(*STORY)
    assert report.questions[Outcome.KEPT] == 1
    assert [finding.note for finding in report.findings] == ["questions/2020/subject-2/index.md"]
    assert index.read_text().endswith("Edited.\n")
    assert forum(*STORY, overwrite=True).questions[Outcome.UPDATED] == 1
    assert not index.read_text().endswith("Edited.\n")


def test_a_folder_that_a_person_moved_is_found_where_it_is(forum: Forum, tmp_path: Path) -> None:
    forum(*STORY)
    questions = tmp_path / "content/questions"
    (questions / "2020/subject-2").rename(questions / "2020/better-name")
    report = forum(*STORY)
    assert not (questions / "2020/subject-2").exists()
    assert report.outcomes[Outcome.WRITTEN] == 0


def test_a_dry_run_writes_nothing_and_counts_all(forum: Forum, tmp_path: Path) -> None:
    report = forum(*STORY, dry_run=True)
    assert report.questions[Outcome.WRITTEN] == 8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["forum.jsonl"]


def test_a_limit_takes_the_first_topics_and_gives_them_the_same_names(forum: Forum, tmp_path: Path) -> None:
    forum(*STORY, limit=3)
    some = files(tmp_path / "content")
    forum(*STORY)
    every = files(tmp_path / "content")
    assert len([name for name in some if name.endswith("index.md")]) == 3
    assert some.items() <= every.items()


def test_progress_is_told_topic_by_topic(forum: Forum) -> None:
    told: list[tuple[int, int]] = []
    forum(*STORY, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 8) for number in range(1, 9)]


def test_categories_get_their_titles_and_an_existing_community_is_told_what_it_lacks(
    forum: Forum, tmp_path: Path
) -> None:
    community = tmp_path / "content/community.yml"
    ledger.write_whole(community, b"name: Ours\ntopics: {help: {title: Help}}\n")
    report = forum(topic(1), topic(2, category_id=4), topic(3, category_id=None), categories={10: "Help"})
    assert report.missing_topics == {"category-4": "Category 4"}
    assert community.read_bytes() == b"name: Ours\ntopics: {help: {title: Help}}\n"
    records = [front_matter(tmp_path / f"content/questions/2020/subject-{n}/index.md")[0] for n in (1, 2, 3)]
    assert [record.get("topics") for record in records] == [["help"], ["category-4"], None]


def test_a_broken_community_file_stops_the_import_before_any_post(forum: Forum, tmp_path: Path) -> None:
    ledger.write_whole(tmp_path / "content/community.yml", b"topics: [")
    with pytest.raises(SourceError, match=r"community\.yml"):
        forum(topic(1))
    assert not (tmp_path / "content/questions").exists()


def test_the_report_lists_every_wart_with_its_topic(forum: Forum, tmp_path: Path) -> None:
    forum(topic(3, post(1), post(2, "")), topic(4, closed=True), "{")
    text = (tmp_path / ".cache/candor/import/import-report.md").read_text()
    assert (
        "## Reply without text: 1\n\nWhat became of it: left out: a moderator's action, not a reply.\n\n- 3/2\n" in text
    )
    assert "- 4\n" in text
    assert "- line 3: " in text
    findings = json.loads((tmp_path / ".cache/candor/import/import-report.json").read_bytes())["findings"]
    assert {"wart": "reply without text", "topic": 3, "post": 2, "note": ""} in findings


def test_the_private_files_ignore_themselves_in_git(forum: Forum, tmp_path: Path) -> None:
    forum(topic(1))
    assert (tmp_path / ".cache/candor/import/.gitignore").read_text() == "*\n"


values = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5), st.just([]), st.just({}))


@given(
    broken=st.lists(st.dictionaries(st.sampled_from([*post(1), *topic(1)]), values, max_size=4), min_size=1, max_size=4)
)
def test_no_wrong_type_anywhere_stops_the_others(
    broken: list[Mapping[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("forum")
    spoilable = post(1).keys() - {"post_number"}
    posts = [
        post(number) | {key: value for key, value in fields.items() if key in spoilable}
        for number, fields in enumerate(broken, 1)
    ]
    spoilt = topic(1, **{key: value for key, value in broken[0].items() if key in topic(1)})
    lines = [json.dumps(each) for each in (spoilt, topic(50, *posts), topic(51))]
    (root / "f.jsonl").write_text("\n".join(lines))
    import_discourse(root / "f.jsonl", root / "content")
    assert (root / "content/questions/2020/subject-51/index.md").exists()


@pytest.mark.data
def test_the_real_forum_comes_over_whole(data: Path, tmp_path: Path) -> None:
    file = data / "forum-5046-topics.jsonl.gz"
    report = import_discourse(file, tmp_path / "content")
    assert (report.topics, report.posts, report.members, report.answers) == (5046, 36990, 999, 672)
    assert report.counts()[Wart.EMPTY] == 907
    assert report.comments == 36990 - 5046 - 907
    assert report.whole
    written = files(tmp_path / "content")
    assert sum(name.endswith("/index.md") for name in written) == 5046
    assert not any(b"member-0" in text for text in written.values())
    again = import_discourse(file, tmp_path / "content")
    assert again.questions[Outcome.UNCHANGED] == 5046
    assert again.outcomes[Outcome.WRITTEN] == again.outcomes[Outcome.UPDATED] == again.outcomes[Outcome.KEPT] == 0
