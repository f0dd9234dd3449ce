"""The forum as the benchmark reads and multiplies it."""

from __future__ import annotations

from pathlib import Path

from bench.forum import load_forum, multiply
from tests.bench.world import CONTENT
from tests.conftest import Tree


def test_an_accepted_reply_is_not_among_the_others(tree: Tree) -> None:
    """It is printed once, so it is staged once."""
    topic = load_forum(tree(CONTENT)).topics[0]
    assert topic.accepted is not None
    assert topic.accepted.body == "Try again"
    assert [reply.number for reply in topic.replies] == [2]
    assert topic.members == ["discourse:7", "discourse:8"]


def test_copies_share_no_slug_title_author_thread_or_body(tree: Tree, tmp_path: Path) -> None:
    """Nothing of a copy can be found in a cache that the original filled."""
    target = tmp_path.parent / f"{tmp_path.name}-times-3"
    multiply(tree(CONTENT), target, 3)
    forum = load_forum(target)
    assert forum.posts == 9
    for values in (
        [topic.slug for topic in forum.topics],
        [topic.title for topic in forum.topics],
        [topic.body for topic in forum.topics],
        [str(topic.thread) for topic in forum.topics],
        [account for topic in forum.topics for account in topic.members],
        [reply.body for topic in forum.topics for reply in topic.everything],
    ):
        assert len(set(values)) == len(values), values
    assert all(topic.accepted for topic in forum.topics)


def test_every_line_of_code_in_a_copy_is_salted(tree: Tree, tmp_path: Path) -> None:
    """A cache of highlighted code would otherwise help."""
    target = tmp_path.parent / f"{tmp_path.name}-times-2"
    multiply(tree(CONTENT), target, 2)
    assert "int main z1\n" in (target / "questions/2016/why-this-z1/index.md").read_text()
