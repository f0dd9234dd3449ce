"""Both hosts, run as a person runs them: from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.mkdocs.world import Build


@pytest.fixture
def build() -> Build:
    """Runs the host in a project's folder and gives what it said; fails where it ends otherwise than `code`."""

    def run(root: Path, *arguments: str, host: str = "mkdocs", code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", host, *(arguments or ("build",))],
            cwd=root,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run
