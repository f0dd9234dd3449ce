"""The archive on its own branch: taken, committed and pushed without touching the checkout, and never merged."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from candor.errors import BusyError, SourceError
from candor.federation.branch import ArchiveBranch, RaceError


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@git.fernhill.example"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of one repository, with an archive in each one's folder."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet", "--bare", "--initial-branch=main")
    first = tmp_path / "first"
    git(tmp_path, "clone", "--quiet", str(origin), "first")
    (first / "content").mkdir()
    (first / "content" / "community.yml").write_text("name: Fernhill\n")
    git(first, "add", "--all")
    git(first, "commit", "--quiet", "--message=Begin")
    git(first, "push", "--quiet", "origin", "HEAD:main")
    git(tmp_path, "clone", "--quiet", str(origin), "second")
    for clone in (first, tmp_path / "second"):
        write(clone, "1", "{}\n")
    return first, tmp_path / "second"


def write(clone: Path, name: str, text: str) -> None:
    path = clone / "content" / ".discussions" / "github" / "0" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def branch_of(clone: Path) -> ArchiveBranch:
    return ArchiveBranch(clone, clone / "content")


def test_the_folder_becomes_a_branch_without_a_past(clones: tuple[Path, Path]) -> None:
    """Its commit has no parent and holds the folder alone; main, index and working tree stay as they were."""
    first, second = clones
    before = git(first, "status", "--porcelain")
    branch = branch_of(first)
    assert branch.tip() is None
    commit = branch.commit("Begin the archive", None)
    assert commit is not None
    branch.publish(commit, None)
    assert git(first, "status", "--porcelain") == before
    assert git(first, "rev-list", "--count", commit) == "1"
    assert git(first, "ls-tree", "-r", "--name-only", commit) == "github/0/1.jsonl"
    other = branch_of(second)
    assert other.tip() == commit
    assert other.commit("Nothing new", commit) is None


def test_the_branch_comes_back_as_the_folder(clones: tuple[Path, Path]) -> None:
    """What is only in the folder goes; what is on the branch comes."""
    first, second = clones
    write(first, "2", '{"a":1}\n')
    branch = branch_of(first)
    commit = branch.commit("Begin", None)
    branch.publish(str(commit), None)
    write(second, "3", "{}\n")
    branch_of(second).lay(str(branch_of(second).tip()))
    names = sorted(path.name for path in (second / "content" / ".discussions").rglob("*.jsonl"))
    assert names == ["1.jsonl", "2.jsonl"]


def test_a_branch_that_moved_is_not_written_over(clones: tuple[Path, Path]) -> None:
    """Whoever comes second is told, and may go on from the newer state."""
    first, second = clones
    ours, theirs = branch_of(first), branch_of(second)
    commit = str(ours.commit("Begin", None))
    ours.publish(commit, None)
    write(second, "9", "{}\n")
    theirs_commit = str(theirs.commit("Another beginning", None))
    with pytest.raises(RaceError, match="moved meanwhile"):
        theirs.publish(theirs_commit, None)
    assert issubclass(RaceError, BusyError)
    tip = theirs.tip()
    assert tip == commit
    theirs.publish(str(theirs.commit("On top", tip)), tip)
    assert ours.tip() != commit


def test_a_repository_without_an_origin_keeps_the_branch_itself(tmp_path: Path) -> None:
    """A community that is not on any server yet has its branch here."""
    git(tmp_path, "init", "--quiet")
    write(tmp_path, "1", "{}\n")
    branch = branch_of(tmp_path)
    assert branch.tip() is None
    commit = str(branch.commit("Begin", None))
    branch.publish(commit, None)
    assert branch.tip() == commit
    with pytest.raises(RaceError):
        branch.publish(commit, None)


def test_outside_of_git_it_says_so(tmp_path: Path) -> None:
    write(tmp_path, "1", "{}\n")
    with pytest.raises(SourceError, match="is in no Git repository"):
        branch_of(tmp_path).commit("Begin", None)


def test_the_workflows_token_travels_in_the_environment_only(tmp_path: Path) -> None:
    """Never on a command line, where other processes of the machine would see it."""
    environment = {"GITHUB_TOKEN": "ghs_secret", "GITHUB_SERVER_URL": "https://git.example", "PATH": "/usr/bin:/bin"}
    branch = ArchiveBranch(tmp_path, tmp_path, environment=environment)
    given = branch.credentials()
    assert given["GIT_CONFIG_KEY_0"] == "http.https://git.example/.extraheader"
    assert "ghs_secret" not in "".join(given.values())
    assert ArchiveBranch(tmp_path, tmp_path, environment={"GITHUB_TOKEN": "x", "PATH": "/usr/bin"}).credentials() == {}
