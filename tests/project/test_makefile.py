"""The Makefile and .ci/run: what they say to a newcomer, and what they call in which order."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TARGETS = [
    "audit", "bench", "check", "clean", "github", "help", "scales", "serve", "site", "strings", "test", "torture",
]  # fmt: skip
STAMPS = [".python", ".installed", ".tested", ".benched"]


def make(folder: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "CANDOR_"))
    }
    environment |= {"PATH": path} if path else {}
    return subprocess.run(
        ["/usr/bin/env", "make", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def program(folder: Path, name: str, script: str) -> Path:
    """A shell script of that name in that folder."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_plain_make_lists_every_task(root: Path) -> None:
    """Somebody who types `make` is told what there is, and nothing else happens."""
    shown = make(root)
    assert shown.returncode == 0
    assert sorted(re.findall(r"^  make (\w+)", shown.stdout, re.MULTILINE)) == TARGETS


def test_an_old_python_is_named_with_the_way_out(root: Path, tmp_path: Path, scratch: Callable[[str], Path]) -> None:
    """The first thing said is which Python it was and how to name another."""
    old = program(tmp_path, "python3.9", '[ "$1" = --version ] && echo "Python 3.9.2" || exit 1')
    shown = make(scratch("project"), "site", f"PYTHON={old}")
    assert shown.returncode != 0
    assert "Python 3.9.2 is too old: Candor needs Python 3.11 or newer" in shown.stdout
    assert "make PYTHON=" in shown.stdout
    assert not shown.stdout.startswith("Traceback")


def test_a_missing_python_is_named_with_the_way_out(scratch: Callable[[str], Path]) -> None:
    """No Python at all is said in words, not by the shell."""
    shown = make(scratch("project"), "test", "PYTHON=no-such-python")
    assert shown.returncode != 0
    assert "There is no no-such-python here" in shown.stdout


def test_a_python_without_venv_names_the_package(tmp_path: Path, scratch: Callable[[str], Path]) -> None:
    """Debian ships Python without the module that makes environments."""
    script = 'case "$*" in *ensurepip*) exit 1;; esac; [ "$1" = --version ] && echo "Python 3.12.1"; exit 0'
    shown = make(scratch("project"), "site", f"PYTHON={program(tmp_path, 'python3', script)}")
    assert shown.returncode != 0
    assert "sudo apt-get install python3-venv" in shown.stdout


def test_what_stands_is_not_installed_again(scratch: Callable[[str], Path]) -> None:
    """With the environment in place, a task runs its one command and no pip."""
    folder = scratch("project")
    (folder / ".venv").mkdir()
    for stamp in STAMPS:
        (folder / ".venv" / stamp).touch()
    planned = make(folder, "--dry-run", "site").stdout
    assert "candor build" in planned
    assert "pip" not in planned


def test_a_changed_dependency_is_installed(scratch: Callable[[str], Path]) -> None:
    """An environment older than pyproject.toml is brought up to date."""
    folder = scratch("project")
    (folder / ".venv").mkdir()
    for stamp in STAMPS:
        (folder / ".venv" / stamp).touch()
    later = (folder / ".venv" / ".benched").stat().st_mtime + 10
    os.utime(folder / "pyproject.toml", (later, later))
    planned = make(folder, "--dry-run", "test").stdout
    assert "install --editable ." in planned
    assert "install --group test" in planned
    assert "-m venv" not in planned


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Programs that make itself needs and no other: no Chromium, and an apt-get that writes down its arguments."""
    folder = tmp_path / "programs"
    program(folder, "apt-get", f'echo "$@" >> {tmp_path}/apt.log')
    for name in ("make", "sh", "sed", "env"):
        found = next(place for place in os.environ["PATH"].split(os.pathsep) if Path(place, name).exists())
        (folder / name).symlink_to(Path(found, name).resolve())
    return folder


def test_without_chromium_a_user_is_given_the_exact_command(bare: Path, scratch: Callable[[str], Path]) -> None:
    """Nobody's machine is changed without asking; the command to type is printed, and it fails."""
    program(bare, "id", "echo 1000")
    shown = make(scratch("project"), "chromium", path=str(bare))
    assert shown.returncode != 0
    assert "sudo apt-get install chromium" in shown.stdout
    assert not (bare.parent / "apt.log").exists()


def test_without_chromium_root_gets_it_by_apt(bare: Path, scratch: Callable[[str], Path]) -> None:
    """In a container there is nobody to ask."""
    program(bare, "id", "echo 0")
    shown = make(scratch("project"), "chromium", path=str(bare))
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert re.search(r"install .*chromium$", (bare.parent / "apt.log").read_text(encoding="utf-8"), re.MULTILINE)


def test_with_chromium_nothing_happens(bare: Path, scratch: Callable[[str], Path]) -> None:
    """Any of its usual names will do."""
    program(bare, "google-chrome", "exit 1")
    shown = make(scratch("project"), "chromium", path=str(bare))
    assert (shown.returncode, shown.stdout) == (0, "")


@pytest.mark.torture
def test_a_fresh_clone_becomes_a_site_with_one_command(tmp_path: Path, root: Path) -> None:
    """Python, git and make are enough: the demonstration is built, and what to do next is said."""
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(root), str(folder)], check=True)
    shown = make(folder, "site", path=os.defpath + os.pathsep + os.environ["PATH"])
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "make serve" in shown.stdout
    assert (folder / "site" / "index.html").is_file()
    assert (folder / "site" / "questions" / "move-hub" / "index.html").is_file()
    assert not subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True).stdout


def ci_run(folder: Path, *, ci: bool) -> subprocess.CompletedProcess[str]:
    """Runs .ci/run with a make that only says what it was asked for."""
    program(folder / "fake", "make", 'echo "make $* data=$CANDOR_DATA rounds=$CANDOR_TORTURE_ROUNDS"')
    environment = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("CANDOR_")}
    environment["PATH"] = f"{folder / 'fake'}{os.pathsep}{environment['PATH']}"
    environment |= {"CI": "true"} if ci else {}
    return subprocess.run([str(folder / ".ci" / "run")], env=environment, capture_output=True, text=True)


def test_ci_runs_the_tests_and_a_bounded_torture_on_real_input(tmp_path: Path, scratch: Callable[[str], Path]) -> None:
    """Both see the folder of real input that lies beside the checkout."""
    folder = scratch("project")
    data = tmp_path / "shared" / "data"
    data.mkdir(parents=True)
    shown = ci_run(folder, ci=True)
    assert shown.returncode == 0, shown.stderr
    assert re.fullmatch(rf"make test data={data} rounds=\nmake torture data={data} rounds=\d+\n", shown.stdout)


def test_ci_without_real_input_fails_before_anything_runs(scratch: Callable[[str], Path]) -> None:
    """A green run must not mean that the tests on real input were skipped."""
    shown = ci_run(scratch("project"), ci=True)
    assert shown.returncode == 1
    assert shown.stdout == ""
    assert "shared/data is missing" in shown.stderr


def test_outside_ci_missing_real_input_is_no_obstacle(scratch: Callable[[str], Path]) -> None:
    """A contributor without the data runs everything else."""
    shown = ci_run(scratch("project"), ci=False)
    assert shown.returncode == 0
    assert shown.stdout.startswith("make test data= ")
