"""The moderation overlay: what staff hid or folded, laid over a thread that no sync changes."""

from __future__ import annotations

import pytest
from tests.conftest import Tree

from candor.model.archive import CommentState
from candor.model.moderation import Deed
from candor.sources.check import read_content
from candor.sources.posts import LoadSettings, load_post
from candor.sources.tree import scan_content

THREAD = '{"created":"2026-04-01T09:00:00Z","id":"D","number":%d,"source":"github","t":"thread","title":"T%d","v":1}\n'
COMMUNITY = "name: F\n"


def comment(num: int, more: str = "") -> str:
    return (
        f'{{"author":"github:9","body":"Words {num}.","created":"2026-04-01T1{num}:00:00Z","id":"C{num}",'
        f'"num":{num},{more}"t":"comment"}}\n'
    )


POST = {
    "content/community.yml": COMMUNITY,
    "content/questions/2026/a/index.md": "---\ntitle: A\nauthor: github:7\nthreads: [github/1]\n---\nWords.\n",
    "content/.discussions/github/0/1.jsonl": THREAD % (1, 1)
    + comment(1)
    + comment(2)
    + comment(3)
    + comment(4, '"state":"wiped",'),
    "content/.discussions/github/0/2.jsonl": THREAD % (2, 2) + comment(5) + comment(6),
}
OVERLAY = """\
comments:
  - {comment: 1, do: hide, reason: private, because: It named a neighbour., by: github:5, at: 2026-04-02T10:00:00Z}
  - {comment: 2, do: fold, reason: off_topic}
  - {comment: 4, do: hide, reason: abuse}
"""


def test_what_is_hidden_has_no_words_and_what_is_folded_keeps_them(tree: Tree) -> None:
    """What its source removed already stays removed, whatever the overlay says."""
    content = tree({**POST, "content/moderation/github-1.yml": OVERLAY}) / "content"
    post, words = load_post(content, scan_content(content).posts[0], LoadSettings())
    states = {each.num: (each.state, each.reason) for each in post.threads[0].comments}
    assert states == {
        1: (CommentState.MINIMIZED, "PRIVATE"),
        2: (CommentState.MINIMIZED, "OFF_TOPIC"),
        3: (CommentState.LIVE, None),
        4: (CommentState.WIPED, None),
    }
    assert sorted(words.comments) == ["github/1/2", "github/1/3"]


def test_an_overlay_changes_the_key_of_its_post_and_of_no_other(tree: Tree) -> None:
    """A build that keeps what it read by key reads exactly this post again."""
    other = "content/questions/2026/b/index.md"
    world = {**POST, other: "---\ntitle: B\nauthor: github:7\n---\nWords.\n"}

    def keys(files: dict[str, str]) -> list[str]:
        content = tree(files) / "content"
        return [load_post(content, folder, LoadSettings())[0].key for folder in scan_content(content).posts]

    before = keys(world)
    after = keys({**world, "content/moderation/github-1.yml": OVERLAY})
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_every_comment_of_the_archive_is_counted_also_those_that_no_post_shows(tree: Tree) -> None:
    """An overlay holds for a thread that belongs to no post as well."""
    overlay = "comments: [{comment: 6, do: hide, reason: spam}]\n"
    content = tree({**POST, "content/moderation/github-2.yml": overlay}) / "content"
    corpus, problems = read_content(content)
    assert problems == []
    [loose] = corpus.moderation.loose
    assert (loose.key, loose.title, loose.comments) == ("github/2", "T2", 2)
    assert [(each.num, each.reason) for each in loose.interventions] == [(6, "SPAM")]
    assert corpus.moderation.overlay["github/2"][6].do is Deed.HIDE


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("github-1.yml", "comments: [{comment: 99, do: fold, reason: spam}]\n", "has no comment 99"),
        ("github-9.yml", "comments: [{comment: 1, do: fold, reason: spam}]\n", "does not hold the thread github/9"),
        ("github-1.yml", "comments: [{comment: 1, do: fold, reason: rude}]\n", "comments[0].reason"),
        ("github-1.yml", "comments: []\n", "comments"),
        ("github-1.yml", "comments: [{comment: 1, do: fold, reason: spam, by: nobody}]\n", 'unknown member "nobody"'),
        (
            "github-1.yml",
            "comments:\n- {comment: 1, do: fold, reason: spam}\n- {comment: 1, do: hide, reason: spam}\n",
            "github-1.yml:3: comments[1].comment: is named twice",
        ),
        ("github-01.yml", "comments: []\n", "moderation/<source>-<number>.yml"),
        ("notes.txt", "Hm.", "moderation/<source>-<number>.yml"),
    ],
)
def test_a_faulty_overlay_is_said_once_with_place_and_way_out(tree: Tree, name: str, text: str, said: str) -> None:
    """And never costs the post its page."""
    content = tree({**POST, f"content/moderation/{name}": text}) / "content"
    corpus, problems = read_content(content)
    [problem] = problems
    assert said in str(problem)
    assert problem.path == f"content/moderation/{name}"
    assert problem.hint
    assert len(corpus.posts[0].threads[0].comments) == 4
