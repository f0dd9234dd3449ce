"""The rules and adjustments as they are written: what is wrong is said with place and way out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import Tree

from candor.model.standing import RuleBook, Rules
from candor.sources.check import check_content, read_content
from candor.sources.standing import read_rules

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WORLD = {
    "content/community.yml": "name: F\nroles: {staff: [mara]}\n",
    "content/members/otto.yml": "name: Otto\naccounts: [github:1]\n",
    "content/members/mara.yml": "name: Mara\naccounts: [github:3]\n",
}


def rules(text: str) -> tuple[RuleBook, list[str]]:
    book, problems = read_rules(text.encode(), "content/standing.yml")
    return book, [str(problem) for problem in problems]


def test_what_is_left_out_keeps_candors_own_value() -> None:
    book, problems = rules("versions:\n  - since: 2026-01-01\n    points: {accepted: 20}\n")
    assert problems == []
    assert book.versions[0].points.accepted == 20
    assert book.versions[0].points.reaction == Rules().points.reaction
    assert book.versions[0].levels == Rules().levels


def test_an_empty_file_is_candors_own_rules() -> None:
    assert rules("{}\n") == (RuleBook(), [])


def test_versions_stand_in_the_order_in_which_they_hold() -> None:
    book, _ = rules("versions:\n  - since: 2027-01-01\n  - since: 2026-01-01\n")
    assert [version.since.year for version in book.versions] == [2026, 2027]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("versions:\n  - since: 2026-01-01\n  - since: 2026-01-01\n", "versions[1].since: two versions hold"),
        ("versions:\n  - badges: {herd: 1}\n", 'there is no badge "herd" – did you mean "heard"?'),
        (
            "versions:\n  - levels:\n      - {id: a, title: A, points: 5}\n      - {id: b, title: B, points: 5}\n",
            "B asks for no more points than A before it",
        ),
        (
            "versions:\n  - levels:\n      - {id: a, title: A, points: 5}\n      - {id: a, title: B, points: 6}\n",
            'two levels are called "a"',
        ),
        ("versions:\n  - points: {acepted: 5}\n", "acepted"),
        ("versions:\n  - ring: {share: 7}\n", "ring.share"),
        ("- x\n", "content/standing.yml"),
        ("versions: [\n", "content/standing.yml"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, problem: str) -> None:
    _, problems = rules(text)
    assert any(problem in line for line in problems), problems


def adjustment(**fields: str) -> str:
    lines = {"member": "otto", "event": "x", "because": "They agreed on it.", "reviewer": "mara"} | fields
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in lines.items()) + "---\n"


def faults(root: Path) -> list[str]:
    return [str(p) for p in check_content(root, root / "content", now=NOW) if "adjustments" in p.path]


def test_an_adjustment_is_read(tree: Tree) -> None:
    root = tree(WORLD | {"content/adjustments/2026/swap.md": adjustment()})
    corpus, _ = read_content(root / "content", NOW)
    assert list(corpus.witnesses.adjustments) == ["adjustments/2026/swap.md"]
    assert faults(root) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"member": "oto"}, 'member: unknown member "oto" – did you mean "otto"?'),
        ({"reviewer": "otto"}, "reviewer: is the member themself"),
        ({"reviewer": "github:1"}, "reviewer: is the member themself"),
        ({"because": "''"}, "because"),
        ({"points": "7"}, "points"),
    ],
)
def test_a_faulty_adjustment_changes_nothing_and_says_why(tree: Tree, fields: dict[str, str], problem: str) -> None:
    root = tree(WORLD | {"content/adjustments/2026/swap.md": adjustment(**fields)})
    assert any(problem in line for line in faults(root)), faults(root)


def test_what_has_no_place_is_a_fault(tree: Tree) -> None:
    root = tree(WORLD | {"content/adjustments/swap.md": adjustment(), "content/credentials/key.pem": "secret"})
    found = [str(problem) for problem in check_content(root, root / "content", now=NOW)]
    assert any("adjustments/swap.md: has no place here" in line for line in found)
    assert any("credentials/key.pem: has no place here" in line for line in found)


def test_a_former_member_keeps_no_name(tree: Tree) -> None:
    member = "name: Otto\naccounts: [github:1]\nrole_text: Installer\nleft: true\n"
    root = tree(WORLD | {"content/members/otto.yml": member})
    corpus, _ = read_content(root / "content", NOW)
    otto = corpus.people["otto"]
    assert (otto.name, otto.listed, otto.role_text, otto.logins) == ("Former member", False, "", [])


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("scam", "is said by people whom something went wrong for"),
        ("never buy", "is said by people whom something went wrong for"),
        ("Enttäuscht", "is said by people whom something went wrong for"),
        ("Fernhill", "is what this community is about"),
        ("!!!", "is no phrase"),
        ("one two three four five six seven", "is no phrase"),
    ],
)
def test_the_policys_lists_take_no_criticism_and_not_the_brand(tree: Tree, phrase: str, problem: str) -> None:
    root = tree({"content/community.yml": f'name: Fernhill\npolicy:\n  second_look: [casino, "{phrase}"]\n'})
    problems = [each for each in check_content(root, root / "content") if each.field.startswith("policy")]
    assert [(each.path, each.line, each.field) for each in problems] == [
        ("content/community.yml", 3, "policy.second_look[1]")
    ]
    assert problem in problems[0].problem


def test_a_comment_that_was_looked_at_is_one_of_the_archive(tree: Tree) -> None:
    """Below a post, or below an ordinary page, which this side does not know."""
    head = '{"t":"thread","v":1,"source":"github","number":7,"id":"D7","created":"2026-01-01T00:00:00Z"}\n'
    root = tree(
        {
            "content/community.yml": "name: Fernhill\npolicy:\n  looked_at: [github/5/1, github/6/1, github/7/1]\n",
            "content/.discussions/github/0/7.jsonl": head,
            "content/questions/2026/hum/index.md": "---\ntitle: Hum?\ndiscussion: 5\n---\nHm.\n",
            "content/.discussions/github/0/5.jsonl": (
                '{"t":"thread","v":1,"source":"github","number":5,"id":"D","created":"2026-01-01T00:00:00Z"}\n'
            ),
        }
    )
    problems = [each for each in check_content(root, root / "content") if each.field.startswith("policy")]
    assert [each.field for each in problems] == ["policy.looked_at[1]"]
