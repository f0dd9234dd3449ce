"""The demonstration community, built once for all tests of a run, and the judges that npm brings."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serving import serve

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "tests" / "node_modules"
ADDRESS = "https://community.fernhill.example/community/"
"""The site's own address: only its path is the one it is served at."""


def find_module(path: str) -> Path:
    """A file that npm installed; absent it skips, except in CI, where that is a failure."""
    if (MODULES / path).is_file():
        return MODULES / path
    reason = f"{path} is missing: make tests/node_modules/.installed, or .audited for make audit"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return find_module("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def vnu() -> list[str]:
    """The command of the Nu checker."""
    jar = find_module("vnu-jar/build/dist/vnu.jar")
    if not shutil.which("java"):
        pytest.skip("the Nu checker needs Java: sudo apt-get install default-jre-headless")
    return ["java", "-jar", str(jar)]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built demonstration; the first test process that wants it builds it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            shutil.copytree(ROOT / "content", folder / "content")
            for settings in ROOT.glob("mkdocs*.yml"):
                shutil.copy2(settings, folder)
            environment = {
                **os.environ,
                "SITE_URL": ADDRESS,
                "SOURCE_DATE_EPOCH": "1790812800",
                "NO_MKDOCS_2_WARNING": "1",
            }
            command = [str(Path(sys.executable).parent / "candor"), "build", "--quiet"]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "built").touch()
    return folder / "site"


@pytest.fixture(scope="session")
def root(site: Path) -> Iterator[str]:
    """The address that the demonstration is served at."""
    with serve(site) as address:
        yield address


GERMAN = {"de/index.html", "de/questions/move-hub/index.html"}


@pytest.fixture(scope="session")
def sample(site: Path) -> list[str]:
    """One page of every form, as addresses below the site's root: the largest of each kind of post, and of each folder
    and depth; of the German edition two."""
    largest: dict[tuple[str, int] | str, tuple[int, str]] = {}
    for path in site.rglob("*.html"):
        name = path.relative_to(site).as_posix()
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in text or (name.startswith("de/") and name not in GERMAN):
            continue
        kind = re.search(r"candor-post-([a-z]+)", text)
        key = kind[1] if kind else (name.split("/")[0], name.count("/"))
        largest[key] = max(largest.get(key, (0, "")), (len(text), name.removesuffix("index.html")))
    return sorted(name for _, name in largest.values())
