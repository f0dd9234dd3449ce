"""What all tests share: a community written as a literal tree, the real input, the real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("candor", deadline=None)  # no test measures time
settings.load_profile("candor")

Tree = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Writes a literal tree of files into a fresh folder and gives that folder; may be called again to add files."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        return tmp_path

    return write


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real input that CANDOR_DATA names; absent it skips, except in CI, where that is a failure."""
    folder = os.environ.get("CANDOR_DATA")
    if folder and Path(folder).is_dir():
        return Path(folder).resolve()
    reason = f"CANDOR_DATA names no folder: {folder!r}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("Chromium is missing: sudo apt-get install chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[object]:
    """A running headless Chromium (a Playwright Browser)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        )
        yield running
        running.close()
