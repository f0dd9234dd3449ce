"""Git history: who committed a record first, when it last changed, and what cannot be known."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree

from candor.sources.history import Commit, History, parse_log, read_head, start_history

OTTO = "583231+ottobrandt@users.noreply.github.com"
MOVE = "questions/2026/move-hub/index.md"


def git(root: Path, *arguments: str, mail: str = OTTO, day: int = 1) -> None:
    moment = f"2026-04-{day:02}T09:00:00+02:00"
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Somebody"), ("EMAIL", mail), ("DATE", moment))
    }
    environment = {"PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1", **identity}
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, env=environment)


def commit(tree: Tree, files: dict[str, str | bytes], mail: str = OTTO, day: int = 1) -> Path:
    root = tree(files)
    if not (root / ".git").exists():
        git(root, "init", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-m", "x", mail=mail, day=day)
    return root


def at(day: int) -> datetime:
    return datetime(2026, 4, day, 7, tzinfo=UTC)


def read(root: Path, cache: Path | None = None) -> History:
    return start_history(root / "content", cache or root / ".cache/history.msgpack")()


def test_the_first_and_last_commit_of_a_record_are_known(tree: Tree) -> None:
    """With the account of a noreply address, and none for any other address."""
    commit(tree, {f"content/{MOVE}": "a"}, day=1)
    root = commit(tree, {f"content/{MOVE}": "b", "content/guide.md": "x"}, mail="jo@example.org", day=2)
    history = read(root)
    assert history.first == {MOVE: Commit(at(1), "github:583231")}
    assert history.last == {MOVE: Commit(at(2), None)}
    assert history.unknown == ""


def test_a_cached_history_is_extended_by_new_commits_and_equals_a_full_reading(tree: Tree) -> None:
    root = commit(tree, {f"content/{MOVE}": "a", "content/members/otto.yml": "name: O"}, day=1)
    assert read(root).first.keys() == {MOVE, "members/otto.yml"}
    commit(tree, {f"content/{MOVE}": "b", "content/questions/2026/x/answers/otto.md": "y"}, day=3)
    extended = read(root)
    assert extended.last[MOVE] == Commit(at(3), "github:583231")
    assert extended == read(root, root / "elsewhere")
    assert extended == read(root)


def test_a_rewritten_history_is_read_anew(tree: Tree) -> None:
    root = commit(tree, {f"content/{MOVE}": "a"}, day=1)
    read(root)
    git(root, "commit", "--amend", "--reset-author", "--no-edit", day=7)
    assert read(root).first == {MOVE: Commit(at(7), "github:583231")}


def test_a_broken_cache_is_ignored(tree: Tree) -> None:
    root = commit(tree, {f"content/{MOVE}": "a"})
    (root / "cache").write_bytes(b"\xff nonsense")
    assert read(root, root / "cache").first.keys() == {MOVE}


def test_a_post_on_a_merged_branch_dates_from_its_own_commit(tree: Tree) -> None:
    root = commit(tree, {"content/community.yml": "name: F"}, day=1)
    git(root, "checkout", "-b", "topic")
    commit(tree, {f"content/{MOVE}": "a"}, mail="77+jo@users.noreply.github.com", day=2)
    git(root, "checkout", "main")
    commit(tree, {"content/community.yml": "name: G"}, day=3)
    git(root, "merge", "topic", "--no-ff", "-m", "merge", day=4)
    assert read(root).first[MOVE] == read(root).last[MOVE] == Commit(at(2), "github:77")


def test_a_shallow_clone_says_so_and_invents_nothing(tree: Tree) -> None:
    commit(tree, {f"content/{MOVE}": "a"}, day=1)
    root = commit(tree, {f"content/{MOVE}": "b"}, day=2)
    git(root, "clone", "--depth", "1", root.as_uri(), str(root / "shallow"))
    history = read(root / "shallow")
    assert (history.first, history.last) == ({}, {})
    assert history.unknown.startswith("The clone is shallow")
    assert "fetch-depth: 0" in history.unknown


def test_without_git_or_commits_the_reason_is_said(tree: Tree) -> None:
    root = tree({"content/community.yml": "name: F"})
    assert read(root).unknown.startswith("There is no Git repository")
    git(root, "init")
    assert read(root).unknown.startswith("Git has no commit yet")


def test_hostile_paths_and_addresses_are_only_data(tree: Tree) -> None:
    """A line break or a control character in either changes nothing about other records."""
    hostile = "content/questions/2026/x/a\n\x012 b\n.md"
    root = commit(
        tree, {hostile: "a", f"content/{MOVE}": "a"}, mail="\x01 99999999999999999999+x@users.noreply.github.com"
    )
    assert read(root).first == {
        MOVE: Commit(at(1), None),
        hostile.removeprefix("content/"): Commit(at(1), None),
    }


COMMITS = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(["1+a", "2+b"]), st.sets(st.sampled_from(["a.md", "b.md"]), min_size=1)
    ),
    max_size=6,
)


@given(COMMITS, st.randoms(use_true_random=False))
def test_the_order_of_commits_does_not_matter(commits: list[tuple[int, str, set[str]]], random: object) -> None:
    def parsed(
        chosen: list[tuple[int, str, set[str]]],
    ) -> tuple[dict[str, object], ...]:
        touches: dict[str, list[Commit]] = {}
        first: dict[str, Commit] = {}
        last: dict[str, Commit] = {}
        for second, mail, paths in chosen:
            named = "\0".join(f"M\0{path}" for path in sorted(paths))
            log = f"\x01{'a' * 40} {second} {mail}@users.noreply.github.com\x03\0\n{named}\0"
            parse_log(log.encode().split(b"\0"), first, last, touches)
        return first, last, touches

    shuffled = list(commits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert parsed(shuffled) == parsed(commits)


def test_whoever_touched_a_record_later_or_helped_to_write_it_is_known(tree: Tree) -> None:
    """All commits of a record that has several, and the co-authors that a commit names by their noreply address."""
    root = commit(tree, {f"content/{MOVE}": "a", "content/members/otto.yml": "name: O"}, day=1)
    assert read(root).touches == {}
    commit(tree, {f"content/{MOVE}": "b"}, mail="77+devi@users.noreply.github.com", day=2)
    tree({f"content/{MOVE}": "c"})
    git(root, "add", "-A")
    message = (
        "Mend\n\nCo-authored-by: Priya <3318006+priya@users.noreply.github.com>\nCo-authored-by: Jo <jo@example.org>"
    )
    git(root, "commit", "-m", message, day=3)
    assert read(root).touches == {
        MOVE: [
            Commit(at(1), "github:583231"),
            Commit(at(2), "github:77"),
            Commit(at(3), "github:583231", ("github:3318006",)),
        ]
    }


DEVI = "77+devi@users.noreply.github.com"


def revert(root: Path, name: str = "HEAD", day: int = 5, mail: str = OTTO) -> None:
    git(root, "revert", "--no-edit", name, mail=mail, day=day)


def taken_back(history: History) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(one.author, one.paths) for one in history.reverts]


def test_merged_work_that_was_taken_back_is_known(tree: Tree) -> None:
    """Whether the record stands in an earlier version or is gone altogether; whose work it was, and where."""
    answer = "questions/2026/move-hub/answers/devi.md"
    commit(tree, {f"content/{MOVE}": "a"}, day=1)
    root = commit(tree, {f"content/{MOVE}": "b"}, mail=DEVI, day=2)
    revert(root, day=3)
    assert taken_back(read(root)) == [("github:77", (MOVE,))]
    commit(tree, {f"content/{answer}": "x"}, mail=DEVI, day=4)
    revert(root, day=5)
    history = read(root)
    assert sorted(taken_back(history)) == sorted([("github:77", (MOVE,)), ("github:77", (answer,))])
    assert history == read(root, root / "elsewhere/history.msgpack")
    assert {one.written for one in history.reverts} == {at(2), at(4)}


def test_taking_back_what_was_taken_back_leaves_nothing_said(tree: Tree) -> None:
    commit(tree, {f"content/{MOVE}": "a"}, day=1)
    root = commit(tree, {f"content/{MOVE}": "b"}, mail=DEVI, day=2)
    revert(root, day=3)
    assert len(read(root).reverts) == 1
    revert(root, day=4)
    assert read(root).reverts == []


def test_a_second_thought_of_ones_own_is_nothing_against_anybody(tree: Tree) -> None:
    commit(tree, {f"content/{MOVE}": "a"}, day=1)
    root = commit(tree, {f"content/{MOVE}": "b"}, mail=DEVI, day=2)
    revert(root, day=3, mail=DEVI)
    assert read(root).reverts == []


def test_a_merge_that_was_taken_back_counts_for_whoever_wrote_it(tree: Tree) -> None:
    root = commit(tree, {f"content/{MOVE}": "a"}, day=1)
    git(root, "checkout", "-b", "proposal")
    commit(tree, {f"content/{MOVE}": "b"}, mail=DEVI, day=2)
    git(root, "checkout", "main")
    git(root, "merge", "--no-ff", "-m", "Merge", "proposal", day=3)
    git(root, "revert", "--no-edit", "-m", "1", "HEAD", day=4)
    assert taken_back(read(root)) == [("github:77", (MOVE,))]


def test_a_message_alone_takes_nothing_back(tree: Tree) -> None:
    """It names a commit that touched something else, or none that there is."""
    commit(tree, {f"content/{MOVE}": "a"}, mail=DEVI, day=1)
    root = commit(tree, {"content/members/otto.yml": "name: O"}, day=2)
    for name in ("HEAD~1", "HEAD"):
        tree({"content/members/otto.yml": f"name: {name}"})
        sha = subprocess.run(
            ["git", "-C", str(root), "rev-parse", name], capture_output=True, text=True, check=True
        ).stdout.strip()
        git(root, "commit", "-a", "-m", f"x\n\nThis reverts commit {sha if name == 'HEAD~1' else 'a' * 40}.", day=3)
    assert read(root).reverts == []


def test_a_branch_that_moves_is_another_state_of_history(tree: Tree) -> None:
    root = commit(tree, {"content/questions/2026/hub/index.md": "x"})
    git(root, "branch", "topic")
    git(root, "checkout", "topic")
    told = [read_head(root / "content")]
    assert read_head(root / "content") == told[0]
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    told.append(read_head(root / "content"))
    git(root, "checkout", "main")
    told.append(read_head(root / "content"))
    assert len({*told}) == 3
