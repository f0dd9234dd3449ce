"""A post read from its folder and its threads."""

from __future__ import annotations

from tests.conftest import Tree

from candor.sources.posts import LoadSettings, load_post
from candor.sources.tree import scan_content


def test_replies_follow_the_comment_they_answer_whatever_came_between(tree: Tree) -> None:
    """The archive sorts by time; a page reads a comment, then the replies to it, however deep."""

    def comment(num: int, parent: str = "null") -> str:
        return (
            f'{{"author":"github:9","body":"Words {num}.","created":"2026-04-01T1{num}:00:00Z","id":"C{num}",'
            f'"num":{num},"parent":{parent},"t":"comment"}}\n'
        )

    root = tree(
        {
            "content/questions/2026/a/index.md": "---\ntitle: A\nauthor: github:7\nthreads: [github/1]\n---\nWords.\n",
            "content/.discussions/github/0/1.jsonl": '{"created":"2026-04-01T09:00:00Z","id":"D","number":1,'
            '"source":"github","t":"thread","v":1}\n'
            + comment(1)
            + comment(2)
            + comment(3, '"C1"')
            + comment(4, '"C3"')
            + comment(5, '"gone"'),
        }
    )
    content = root / "content"
    post, _ = load_post(content, scan_content(content).posts[0], LoadSettings())
    assert [entry.num for entry in post.threads[0].comments] == [1, 3, 4, 2, 5]
