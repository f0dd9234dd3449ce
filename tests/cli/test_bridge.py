"""What somebody on duty says by comment, from a phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree
from tests.sources.ledger_world import LATE, LEDGER, load_world

from candor.cli import main
from candor.cli.bridge import COMMANDS, plain, read_command

PLAN = LEDGER["content/crisis-plan.yml"] + "declare_thread: github/200\n"
OPEN = {
    **{name: text for name, text in LEDGER.items() if "resolved" not in name or LATE not in name},
    "mkdocs.yml": "site_name: Fernhill\ndocs_dir: content\n",
    "content/crisis-plan.yml": PLAN,
    "content/questions/2026/late/index.md": LEDGER["content/questions/2026/late/index.md"].replace(
        "kind: complaint", "kind: complaint\nthreads: [github/7]"
    ),
    "content/.discussions/github/0/7.jsonl": LEDGER["content/.discussions/github/0/140.jsonl"]
    .replace('"number":140', '"number":7')
    .replace("github:1", "github:3"),
}
del OPEN["content/acknowledgements/late.yml"]

Say = Callable[..., str]


@pytest.fixture
def say(tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Comments in a discussion and gives the answer."""
    monkeypatch.chdir(tree(OPEN))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773806400")  # 2026-03-18T04:00:00Z

    def comment(body: str, number: int = 140, user: int = 1, action: str = "created") -> str:
        event = {
            "action": action,
            "comment": {"body": body, "user": {"id": user, "login": "mara"}},
            "discussion": {"number": number, "title": "x"},
        }
        path = tmp_path / "event.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        result = CliRunner().invoke(main, ["bridge", "--event", str(path)])
        assert result.exit_code == 0, result.output
        return result.output

    return comment


def updates(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob(f"{LATE}/updates/*.md"))


def test_an_update_is_written_and_answered(say: Say, tmp_path: Path) -> None:
    """The text below the command goes with it; the answer shows what was written and where it will stand."""
    answer = say("/update state=monitoring next=24h It moves again.\n\nThank you for waiting.")
    assert "incidents/2026-03-18-orders-late/" in answer
    assert "> It moves again.\n> \n> Thank you for waiting." in answer
    assert "next_update_due: 2026-03-19T04:00:00Z" in answer
    [incident] = load_world(tmp_path)[0].transparency.incidents
    assert incident.updates[-1].record.author == "mara"
    assert incident.updates[-1].record.state.value == "monitoring"


def test_resolve_and_correct(say: Say, tmp_path: Path) -> None:
    """A correction names what it corrects; the end sets every part back to working."""
    say("/correct of=2 next=30m It was a van, not a lorry.")
    [incident] = load_world(tmp_path)[0].transparency.incidents
    assert incident.updates[-1].record.corrects == "20260318T0325Z-identified.md"
    say("/resolve Everything moves.")
    [incident] = load_world(tmp_path)[0].transparency.incidents
    assert incident.updates[-1].record.components[0].new.value == "operational"


def test_a_question_is_acknowledged_under_it(say: Say, tmp_path: Path) -> None:
    """In the thread of a post `/ack` means seen, and its page will say by when there is an answer."""
    assert "questions/late/" in say("/ack in=24h We ask the carrier.", number=7)
    [seen] = load_world(tmp_path)[0].transparency.acknowledgements.values()
    assert (seen.by, seen.note) == ("mara", "We ask the carrier.")


@pytest.mark.parametrize(
    ("body", "number", "user", "told"),
    [
        ("/update next=30m x", 140, 3, 'Only members with the role "incident"'),
        ("/update next=30m x", 140, 2, 'Only members with the role "incident"'),
        ("/update Still looking", 140, 1, "add `next=30m`"),
        ("/update next=soon x", 140, 1, "is no time"),
        ("/update state=dunno next=30m x", 140, 1, "There is no state"),
        ("/update next=30m x", 999, 1, "belongs to no incident"),
        ("/ack x", 999, 1, "belongs to no post here"),
        ("/ack api", 200, 1, "needs the part, how bad it is, and a title"),
        ("/ack apl major next=30m x", 200, 1, "did you mean"),
    ],
)
def test_what_cannot_be_is_answered_and_changes_nothing(
    say: Say, tmp_path: Path, body: str, number: int, user: int, told: str
) -> None:
    """Role, time, thread, spelling: each with its way out."""
    before = updates(tmp_path)
    assert told in say(body, number, user)
    assert updates(tmp_path) == before
    assert len(list(tmp_path.glob("content/incidents/*/*"))) == 1


@pytest.mark.parametrize("body", ["Nice.", "/shrug", "see /update", "", "/", "/updates next=30m", "> /update next=30m"])
def test_what_is_no_command_is_none_of_its_business(say: Say, body: str) -> None:
    assert say(body) == ""


def test_edits_and_deletions_say_nothing(say: Say) -> None:
    """Only a new comment is a command."""
    assert say("/update next=30m x", action="edited") == ""
    assert say("/update next=30m x", action="deleted") == ""


def test_hostile_words_stay_words(say: Say, tmp_path: Path) -> None:
    """Front matter in a comment is text, a mention in the answer notifies nobody, a fence does not end."""
    answer = say("/update next=30m x\n---\nstate: resolved\n---\n```\n@everyone <script>alert(1)</script>")
    assert "@everyone" not in answer
    assert answer.count("```") == 2
    [incident] = load_world(tmp_path)[0].transparency.incidents
    assert incident.updates[-1].record.state.value == "identified"
    assert "<script>" not in "".join(str(part) for part in incident.updates[-1].body.html.parts)


@given(st.text(max_size=200))
def test_any_comment_is_a_command_or_none(body: str) -> None:
    """No text makes the reader stumble, and none but ours is a command."""
    said = read_command(body)
    if said is not None:
        assert said.command in COMMANDS
        assert body.lstrip("\ufeff \t\r\n").startswith(f"/{said.command}")
    assert "```" not in plain(body)


def test_an_event_that_is_none_is_said(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({**OPEN, "event.json": "[1, 2"})
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["bridge", "--event", "event.json"])
    assert result.exit_code == 1
    assert "event.json is no event of GitHub's" in result.output


def test_the_pinned_thread_says_how_to_name_one_of_several_and_leaves_drills_alone(say: Say, tmp_path: Path) -> None:
    """A part of the slug will do."""
    say("/ack app major next=45m The app shows old readings", 200)
    asked = say("/update next=30m We know why.", 200)
    assert "say which" in asked
    assert "add slug=…, a part of it will do" in asked
    assert "Published with the next build" in say("/update slug=old-readings next=30m We know why.", 200)
    say("/resolve slug=old-readings It is right again.", 200)
    assert "2026-03-18-orders-late" in say("/update next=30m One is left.", 200)
