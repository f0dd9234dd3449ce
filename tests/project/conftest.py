"""The project itself as the thing under test: its root, and scratch copies of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[str]:
    """Paths of all files that belong to the project: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


@pytest.fixture
def scratch(tmp_path: Path, project_files: list[str]) -> Callable[[str], Path]:
    """Copies the project's files into a new folder of the given name and gives that folder."""

    def copy(name: str) -> Path:
        folder = tmp_path / name
        for file in project_files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, folder / file)
        return folder

    return copy
