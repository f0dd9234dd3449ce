"""Accounts elsewhere than on GitHub, joined to a member where both sides say so and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import Tree

from candor.sources.corpus import load_members
from candor.sources.tree import scan_content

HEADER = {
    "t": "thread", "v": 1, "source": "discourse", "number": 12, "id": "t", "created": "2020-01-01T00:00:00Z",
}  # fmt: skip
COMMENT = {"t": "comment", "id": "p3", "num": 3, "author": "discourse:77", "created": "2020-01-02T00:00:00Z"}
CLAIM = "name: Otto Brandt\naccounts: [github:583231, discourse:77]\n"
PROVEN = f"{CLAIM}proofs: {{discourse:77: discourse/12/3}}\n"


def world(member: str, kind: str = "User", **comment: object) -> dict[str, str]:
    """A member's file, and a thread in which discourse:77 says something."""
    lines = [HEADER, {**COMMENT, "body": "Hello,\nI am github:583231\n", **comment}]
    return {
        "content/members/otto.yml": member,
        "content/.discussions/discourse/0/12.jsonl": "".join(json.dumps(line) + "\n" for line in lines),
        "content/.discussions/discourse/accounts.jsonl": json.dumps({"id": "discourse:77", "login": "ob", "type": kind})
        + "\n",
    }


def read(root: Path) -> tuple[list[str], list[str]]:
    """Otto's accounts, and what is said of them."""
    content = root / "content"
    members, problems = load_members(content, scan_content(content))
    return members["otto"].accounts, [str(problem) for problem in problems]


def test_both_sides_join(tree: Tree) -> None:
    """The file names the account, and the account says whose it is."""
    assert read(tree(world(PROVEN))) == (["github:583231", "discourse:77"], [])


def test_a_full_stop_and_capitals_do_not_matter(tree: Tree) -> None:
    assert read(tree(world(PROVEN, body="i am GitHub:583231.")))[1] == []


@pytest.mark.parametrize(
    ("member", "comment", "why"),
    [
        (CLAIM, {}, "only this file says so"),
        (PROVEN, {"body": "I am github:1"}, "discourse/12/3 does not say so"),
        (PROVEN, {"body": "I am github:5832311"}, "discourse/12/3 does not say so"),
        (PROVEN, {"body": "> I am github:583231"}, "discourse/12/3 does not say so"),
        (PROVEN, {"body": "He wants me to write I am github:583231"}, "discourse/12/3 does not say so"),
        (PROVEN, {"author": "discourse:78"}, "discourse/12/3 is by somebody else"),
        (PROVEN, {"author": None}, "discourse/12/3 is by somebody else"),
        (PROVEN, {"state": "minimized"}, "the archive holds no comment discourse/12/3"),
        (PROVEN, {"num": 4}, "the archive holds no comment discourse/12/3"),
        (PROVEN.replace("12/3", "13/3"), {}, "the archive holds no comment discourse/13/3"),
        (PROVEN.replace("discourse/12", "journal/12"), {}, "journal/12/3 is no comment of discourse"),
        (PROVEN.replace("github:583231, ", ""), {}, "the member's file names no GitHub account to join it to"),
    ],
)
def test_one_side_alone_does_not_join(tree: Tree, member: str, comment: dict[str, object], why: str) -> None:
    """Whatever is missing is said, with the line, and the account stays its own."""
    accounts, problems = read(tree(world(member, **comment)))
    assert "discourse:77" not in accounts
    [problem] = problems
    assert problem.startswith("content/members/otto.yml:2: accounts[")
    assert f"discourse:77 is not proven to be theirs: {why} – " in problem


def test_a_name_that_anybody_may_write_under_proves_nothing(tree: Tree) -> None:
    """A guest's comment is no word of an account's holder: there is none."""
    accounts, problems = read(tree(world(PROVEN, kind="Guest")))
    assert accounts == ["github:583231"]
    assert "anybody can write under a name on discourse" in problems[0]
