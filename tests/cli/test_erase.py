"""``candor erase``, ``export`` and the archive's branch, held to what they promise by searching."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from candor.cli import main
from candor.federation.verify import verify_archive

ROOT = Path(__file__).parents[2]
OTTO = "github:583231"
BODY = "Leave the clamp alone if it sits behind a cover"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@git.fernhill.example"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration's archive in a repository of its own, with one file that names Otto."""
    shutil.copytree(ROOT / "content" / ".discussions", tmp_path / "content" / ".discussions")
    (tmp_path / "mkdocs.yml").write_text("site_name: F\ndocs_dir: content\n")
    (tmp_path / "content" / "members").mkdir()
    (tmp_path / "content" / "members" / "otto.yml").write_text(f"name: Otto Brandt\naccounts: [{OTTO}]\n")
    (tmp_path / ".gitignore").write_text("/.cache/\n/content/.discussions/\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=Begin")
    monkeypatch.setenv("CANDOR_ERASURE_KEY", "a key for tests")
    return tmp_path


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-f", str(project / "mkdocs.yml")])


@pytest.mark.parametrize("command", ["erase", "export"])
def test_a_name_is_no_account_and_leads_to_those_it_may_mean(project: Path, command: str) -> None:
    """Logins and slugs change hands: whoever erases says whom beyond doubt."""
    before = everything(project)
    for name in ("otto", "@OttoBrandt"):
        result = run(project, command, "--member", name)
        assert result.exit_code == 2
        assert f"is no account – the accounts of that name: {OTTO}" in " ".join(result.output.split())
    assert "one is source:number" in " ".join(run(project, command, "--member", "nobody").output.split())
    assert everything(project) == before


def everything(project: Path) -> str:
    return "".join(path.read_text() for path in (project / "content" / ".discussions").rglob("*") if path.is_file())


def test_nothing_of_the_erased_is_left_in_the_archive(project: Path) -> None:
    """Not the account, not the login, not a word; and the archive is without fault."""
    before = json.loads(run(project, "export", "--member", OTTO).output)
    bodies = [comment["body"] for thread in before["threads"] for comment in thread["comments"]]
    assert before["account"]["login"] == "ottobrandt"
    assert any(BODY in body for body in bodies)
    result = run(project, "erase", "--member", OTTO)
    text = everything(project)
    for body in bodies:
        if len(body) > 24:
            assert json.dumps(body, ensure_ascii=False)[1:-1] not in text
    assert f'"{OTTO}"' not in text
    assert '"login":"ottobrandt"' not in text
    assert json.loads(run(project, "export", "--member", OTTO).output)["threads"] == []
    assert verify_archive(project / "content") == []
    assert result.exit_code == 1
    assert "content/members/otto.yml:2" in result.output
    assert "Begin" in result.output
    assert "leave out what others may have written as well.\n  git filter-repo" in result.output


def test_mentions_by_others_are_named_and_not_changed(project: Path) -> None:
    """Somebody else's sentence stays theirs; where it names the erased is said."""
    result = run(project, "erase", "--member", OTTO)
    assert "@ottobrandt" in everything(project)
    assert "content/.discussions/github/0/128.jsonl:" in result.output


def test_once_nothing_names_them_it_ends_well(project: Path) -> None:
    """An account that only the archive knew leaves nothing to be done at HEAD."""
    result = run(project, "erase", "--member", "github:7755013")
    assert "Still named here" not in result.output
    assert result.exit_code == 0


def test_a_dry_run_and_a_missing_key_change_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(project)
    assert "would be taken" in run(project, "erase", "--member", OTTO, "--dry-run").output
    monkeypatch.delenv("CANDOR_ERASURE_KEY")
    result = run(project, "erase", "--member", OTTO)
    assert result.exit_code == 1
    assert "openssl rand -hex 32" in result.output
    assert everything(project) == before
    assert run(project, "erase", "--member", "otto").exit_code == 2


@pytest.mark.parametrize("text", ["$ candor export", "[]", "{}", '{"account": null, "threads": 5}'])
def test_what_export_did_not_print_is_refused(project: Path, text: str) -> None:
    (project / "export.json").write_text(text, encoding="utf-8")
    result = run(project, "erase", "--member", OTTO, "--search", str(project / "export.json"))
    assert (result.exit_code, "is not what `candor export` printed" in result.output) == (2, True)


def test_somebody_whom_the_archive_does_not_know_is_remembered_all_the_same(project: Path) -> None:
    result = run(project, "erase", "--member", "github:99")
    assert "github:99 is nobody that the archive knows" in result.output


def test_the_branch_forgets_too(project: Path) -> None:
    """After a new root none of the objects that the branch reaches holds a word of theirs."""
    assert run(project, "archive", "init").exit_code == 0
    assert run(project, "archive", "init").exit_code == 2
    run(project, "erase", "--member", OTTO)
    result = run(project, "archive", "reroot", "--yes")
    assert result.exit_code == 0, result.output
    assert git(project, "rev-list", "--count", "discussions").strip() == "1"
    reachable = git(project, "rev-list", "--objects", "discussions").splitlines()
    contents = "".join(git(project, "cat-file", "-p", line.split()[0]) for line in reachable)
    assert BODY not in contents
    assert f'"{OTTO}"' not in contents
    assert git(project, "status", "--porcelain") == ""
