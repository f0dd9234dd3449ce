"""What Git witnesses: when a record could first be seen, and that what was said stays."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Tree
from tests.sources.ledger_world import LATE, LEDGER, SECOND, commit, git, load_world

FIRST = f"{LATE}/updates/20260318T0255Z-investigating.md"
CORRECTION = f"{LATE}/updates/20260318T0400Z-identified.md"
CORRECTING = (
    "---\nat: 2026-03-18T04:00:00Z\nstate: identified\nnext_update_due: 2026-03-18T04:30:00Z\nauthor: mara\n"
    "corrects: 20260318T0325Z-identified.md\n---\nIt was a van, not a lorry.\n"
)


def below(path: str) -> str:
    return path.removeprefix("content/")


def day(number: int, hour: int = 3, minute: int = 0) -> datetime:
    return datetime(2026, 3, number, hour, minute, tzinfo=UTC)


@pytest.fixture
def recorded(tree: Tree) -> Path:
    """The whole ledger, committed on main an hour after the first update."""
    root = tree(LEDGER)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "Everything", at="2026-03-18T03:55:00Z")
    return root


def faults(root: Path) -> list[str]:
    return [str(problem) for problem in load_world(root)[1] if "published" in problem.problem]


def test_a_record_is_recorded_when_it_stands_on_the_default_branch(tree: Tree) -> None:
    """Authored on a branch, seen by the public only with the merge: both times are known, and they differ."""
    root = tree({name: text for name, text in LEDGER.items() if name != SECOND})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "Before", at="2026-03-18T03:00:00Z")
    git(root, "switch", "--quiet", "--create", "work")
    tree({SECOND: LEDGER[SECOND]})
    commit(root, "Update", at="2026-03-18T03:26:00Z")
    corpus, _ = load_world(root)
    assert below(SECOND) not in corpus.transparency.trails
    git(root, "switch", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message=Merge", "work", at="2026-03-18T05:35:00Z")
    trail = load_world(root)[0].transparency.trails[below(SECOND)]
    assert trail.authored == day(18, 3, 26)
    assert trail.recorded == day(18, 5, 35)
    assert len(trail.versions) == 1


def test_what_was_said_stays(recorded: Path) -> None:
    """A changed update is a fault, committed or not, and its first text is not lost."""
    path = recorded / SECOND
    path.write_text(path.read_text(encoding="utf-8").replace("lorry", "van"), encoding="utf-8")
    for _ in range(2):
        [fault] = faults(recorded)
        assert fault == (
            f"{SECOND}: was changed after it was published: what was said stays – bring back the first text and say "
            "what is different in a new file with `corrects: 20260318T0325Z-identified.md`"
        )
        [alteration] = load_world(recorded)[0].transparency.alterations
        assert "lorry" in alteration.old
        assert alteration.new is not None
        assert "van" in alteration.new
        commit(recorded, "Change", at="2026-03-19T03:00:00Z")


def test_no_clock_moves_because_its_record_was_rewritten(recorded: Path, tree: Tree) -> None:
    """What counts is what was said first; in the open, with a correction, the date may move."""
    promise = "content/promises/2026/phone-line.md"
    later = LEDGER[SECOND].replace("next_update_due: 2026-03-18T04:25:00Z", "next_update_due: 2026-03-18T09:00:00Z")
    tree({SECOND: later, promise: LEDGER[promise].replace("due_at: 2026-05-01", "due_at: 2029-05-01")})
    assert len(faults(recorded)) == 2
    said = load_world(recorded)[0].transparency
    [update] = [each for each in said.incidents[0].updates if each.path == below(SECOND)]
    assert update.record.next_update_due == day(18, 4, 25)
    [made] = [each for each in said.promises if each.slug == "phone-line"]
    assert made.record.due_at.year == 2026
    tree({CORRECTION: CORRECTING})
    [update] = [
        each for each in load_world(recorded)[0].transparency.incidents[0].updates if each.path == below(SECOND)
    ]
    assert update.record.next_update_due == day(18, 9)


def test_what_was_deleted_was_said(recorded: Path) -> None:
    """A deleted promise is a fault and leaves a tombstone."""
    (recorded / "content/promises/2026/phone-line.md").unlink()
    assert len(faults(recorded)) == 1
    commit(recorded, "Forget it", at="2026-03-19T03:00:00Z")
    assert len(faults(recorded)) == 1
    said = load_world(recorded)[0].transparency
    [alteration] = said.alterations
    assert alteration.new is None
    assert "A phone line on Saturdays." in alteration.old
    assert said.trails["promises/2026/phone-line.md"].removed == day(19)
    [promise] = [each for each in said.promises if each.slug == "phone-line"]
    assert promise.record.text == "A phone line on Saturdays."
    assert promise.made == day(20, 16)


def test_what_became_of_a_promise_cannot_be_deleted_either(recorded: Path) -> None:
    """Kept, amended or broken: the turn counts on after its file is gone."""
    turn = recorded / "content/promises/2026/second-carrier/20260520T0900Z-kept.md"
    turn.unlink()
    assert len(faults(recorded)) == 1
    [promise] = [each for each in load_world(recorded)[0].transparency.promises if each.slug == "second-carrier"]
    assert promise.steps[-1].name == turn.name


def test_a_correction_in_the_open_is_no_fault(recorded: Path, tree: Tree) -> None:
    """With a new file that names the old one, a change is explained; both texts are kept all the same."""
    tree({CORRECTION: CORRECTING, SECOND: LEDGER[SECOND].replace("lorry", "van")})
    assert faults(recorded) == []
    [alteration] = load_world(recorded)[0].transparency.alterations
    assert alteration.corrected_by == below(CORRECTION)
    (recorded / SECOND).unlink()
    commit(recorded, "Delete what is corrected", at="2026-03-19T03:00:00Z")
    assert faults(recorded) == []
    assert not any("to correct" in str(problem) for problem in load_world(recorded)[1])


def test_what_is_no_update_may_change(recorded: Path) -> None:
    """An incident's own page and a remedy's progress are edited; history counts the versions."""
    for name in (f"{LATE}/index.md", "content/remedies/2026/late-orders.md"):
        path = recorded / name
        path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    commit(recorded, "Go on", at="2026-03-19T03:00:00Z")
    assert faults(recorded) == []
    assert len(load_world(recorded)[0].transparency.trails[below(f"{LATE}/index.md")].versions) == 2


def test_windows_line_ends_are_no_change(recorded: Path) -> None:
    """What Git itself writes on another system is the same text."""
    path = recorded / SECOND
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert faults(recorded) == []


def test_a_shallow_clone_claims_nothing_about_time(recorded: Path, tmp_path: Path) -> None:
    """No lateness, no alteration, and a sentence that says why."""
    commit(recorded, "More", at="2026-03-19T03:00:00Z")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", recorded.as_uri(), str(clone)], check=True, capture_output=True
    )
    said = load_world(clone)[0].transparency
    assert said.trails == {}
    assert said.alterations == []
    assert "shallow" in said.untimed


Change = Callable[[Path], None]

STEPS: dict[str, Change] = {
    "edit": lambda path: path.write_text(path.read_text(encoding="utf-8") + "x\n", encoding="utf-8"),
    "delete": lambda path: path.unlink(),
    "index": lambda path: (path.parents[1] / "index.md").write_text(
        (path.parents[1] / "index.md").read_text(encoding="utf-8") + "y\n", encoding="utf-8"
    ),
    "nothing": lambda path: None,
}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.booleans()), max_size=4))
def test_append_only_is_a_law(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool]]) -> None:
    """Whatever is done to a recorded update, in whatever order, committed or not: it is a fault exactly if the update
    is not what it was."""
    root = tmp_path_factory.mktemp("law")
    for name, text in LEDGER.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "Everything", at="2026-03-18T03:55:00Z")
    path = root / FIRST
    for step, commits in steps:
        if path.exists() or step in ("index", "nothing"):
            STEPS[step](path)
        if commits:
            commit(root, step, at="2026-03-19T03:00:00Z")
    altered = not path.exists() or path.read_text(encoding="utf-8") != LEDGER[FIRST]
    assert (len(faults(root)) == 1) == altered
