"""What the federation's tests share: GitHub's published schema, and a test GitHub with one repository."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.github.forum import Forum
from tests.github.schema import PUBLISHED
from tests.github.server import GitHub


@pytest.fixture(scope="session", autouse=True)
def published() -> Path:
    """The folder of npm packages with what GitHub publishes; where it is missing, says how to get it."""
    if not PUBLISHED.is_file():
        if shutil.which("npm") is None and not os.environ.get("CI"):
            pytest.skip("GitHub's published schema is missing, and so is npm to fetch it with")
        pytest.fail("GitHub's published schema is missing; `make test` fetches it")
    return PUBLISHED.parents[2]


@pytest.fixture
def github() -> GitHub:
    """A GitHub with the repository fernhill/community and nobody in it yet."""
    made = GitHub(Forum())
    made.forum.repository("fernhill/community")
    return made
