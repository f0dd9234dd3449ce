"""The rows about standing: what they count, and how they are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from bench.forum import Topic
from bench.standing import assess, most, standing_of_everybody, told, with_reaction, write_results

from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Corpus, Marks, Person, Post, ThreadSummary, pack_comments
from candor.model.records import Community, PostRecord
from candor.model.standing import Witnesses
from candor.standing.contributions import assess_contributions

AT = datetime(2025, 1, 1, tzinfo=UTC)


def test_a_reaction_is_tried_without_touching_a_file() -> None:
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
    topic = Topic("questions/2025/p", "p", "P", "x:2", AT, [], "", None, [], Path("thread.jsonl"))
    assert assess(corpus).members == {}
    assert assess(with_reaction(corpus, post, 5, topic)).members["x-1"].points == 200
    assert corpus.posts[0].threads[0].marks is None


def test_everybody_who_was_spoken_of_has_standing() -> None:
    """Judged apart from the code that is measured: a missing or a needless standing is told."""
    packed = pack_comments([CommentSummary(n, f"x:{n}", AT, CommentState.LIVE) for n in (1, 2)])
    thread = ThreadSummary(
        key="x/1", url=None, locked=False, changed=AT, answer=None, packed=packed, marks=Marks(upvotes={2: 3})
    )
    post = Post(slug="p", path="questions/2025/p", key="k", record=PostRecord(title="P"), threads=[thread])
    people = {f"x:{n}": Person(slug=f"x-{n}", name="x", accounts=[f"x:{n}"]) for n in (1, 2)}
    corpus = Corpus(community=Community(name="F"), posts=[post], people=people)
    wrote = assess_contributions(corpus.posts, people, {"p": ""})
    found = assess(corpus)
    assert standing_of_everybody(corpus, wrote, found)[2:] == (
        "1; of the other 1 nobody has accepted or liked anything",
        True,
    )
    nobody = msgspec.structs.replace(found, members={})
    assert standing_of_everybody(corpus, wrote, nobody)[3] is False


def test_few_pages_are_named_and_many_counted() -> None:
    assert told({"a/index.html", "b.xml"}) == "2: `/a/`, `/b.xml`"
    assert told({f"{n}/index.html" for n in range(20)}) == "20"


def test_of_several_tries_the_worst_is_told() -> None:
    """One change beyond the bar fails the row, however well the others did."""
    few, many = {"a"}, {f"{n}" for n in range(9)}
    assert most([few, many, few], 9) == ("9 (the most of 3)", True)
    assert most([few, many, few], 8) == ("9 (the most of 3)", False)


def test_what_falls_short_is_said() -> None:
    text = write_results([("a", "≤ 1", "2", False), ("b", "≤ 1", "1", True)])
    assert "| a | ≤ 1 | 2 | **falls short** |" in text
    assert "| b | ≤ 1 | 1 | reached |" in text
