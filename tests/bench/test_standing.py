"""The rows about standing: what they count, and how they are told."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from bench.standing import assess, told, with_accepted, write_results

from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Corpus, Person, Post, ThreadSummary, pack_comments
from candor.model.records import Community, PostRecord
from candor.model.standing import Witnesses

AT = datetime(2025, 1, 1, tzinfo=UTC)


def test_accepting_a_comment_is_tried_without_touching_a_file() -> None:
    packed = pack_comments([CommentSummary(5, "x:1", AT, CommentState.LIVE)])
    thread = ThreadSummary(key="x/1", url=None, locked=False, changed=AT, answer=None, packed=packed)
    post = Post(
        slug="p",
        path="questions/2025/p",
        key="k",
        record=PostRecord(title="P"),
        author="x:2",
        created=AT,
        threads=[thread],
    )
    people = {name: Person(slug=name.replace(":", "-"), name=name, accounts=[name]) for name in ("x:1", "x:2")}
    since = dict.fromkeys(people, datetime(2020, 1, 1, tzinfo=UTC))
    corpus = Corpus(
        community=Community(name="F"),
        posts=[post],
        people=people,
        witnesses=msgspec.structs.replace(Witnesses(), since=since),
    )
    assert assess(corpus).members == {}
    assert assess(with_accepted(corpus, post, "x/1/5")).members["x-1"].points == 1500
    assert corpus.posts[0].record.accepted is None


def test_few_pages_are_named_and_many_counted() -> None:
    assert told({"a/index.html", "b.xml"}) == "2: `/a/`, `/b.xml`"
    assert told({f"{n}/index.html" for n in range(20)}) == "20"


def test_what_falls_short_is_said() -> None:
    text = write_results([("a", "≤ 1", "2", False), ("b", "≤ 1", "1", True)])
    assert "| a | ≤ 1 | 2 | **falls short** |" in text
    assert "| b | ≤ 1 | 1 | reached |" in text
