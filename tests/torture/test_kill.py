"""Builds killed by the system at random moments, again and again, in one and the same site.

``CANDOR_TORTURE_ROUNDS`` says how many (200), ``CANDOR_TORTURE_SEED`` repeats a run. Most rounds kill the small
driver beside this file; a tenth of as many kill the real ``candor build`` on a copy of this repository's community.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import candor

sys.path.insert(0, str(Path(__file__).parent))
import driver

Files = dict[str, bytes]
ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("CANDOR_TORTURE_ROUNDS", "200"))
SEED = int(os.environ.get("CANDOR_TORTURE_SEED") or random.SystemRandom().randrange(10**6))

START = "from candor.cli import main; main()"

pytestmark = pytest.mark.torture


def contents(folder: Path) -> Files:
    """All files below `folder`, dot entries at its top aside; of a search index what it holds, for its files differ."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }
    for manifest in [name for name in files if name.endswith("search/manifest.json")]:
        search = manifest.removesuffix("/manifest.json")
        base = f"{search}/{json.loads(files.pop(manifest))['base']}/"
        index = {name: files.pop(name) for name in list(files) if name.startswith(base)}
        assert f"{base}pagefind.js" in index
        files[search] = b"\n".join(
            sorted(gzip.decompress(content) for name, content in index.items() if "/fragment/" in name)
        )
    return files


class SmallDriver:
    """The press and its workers alone; what an edition holds is known beforehand."""

    def __init__(self, world: Path) -> None:
        self.site = world / "site"
        self._state = world / "state"

    def command(self, edition: int) -> list[str]:
        return [sys.executable, driver.__file__, str(self.site), str(self._state), str(edition)]

    def expected(self, edition: int) -> Files:
        return driver.pages(edition)


class CandorDriver:
    """``candor build`` on a copy of the repository's community, one post edited for each edition."""

    def __init__(self, world: Path) -> None:
        self._project = world / "project"
        self._clean = world / "clean"
        self.site = self._project / "site"
        for project in (self._project, self._clean):
            shutil.copytree(ROOT / "content", project / "content", ignore=shutil.ignore_patterns(".discussions"))
            for config in ROOT.glob("mkdocs*.yml"):
                shutil.copy(config, project)
        self._expected: dict[int, Files] = {}

    def command(self, edition: int) -> list[str]:
        self._edit(self._project, edition)
        return self._build(self._project)

    def expected(self, edition: int) -> Files:
        """What a build from nothing makes of the same content."""
        if edition not in self._expected:
            self._edit(self._clean, edition)
            for folder in (self._clean / "site", self._clean / ".cache"):
                shutil.rmtree(folder, ignore_errors=True)
            subprocess.run(self._build(self._clean), check=True, capture_output=True)
            self._expected = {edition: contents(self._clean / "site")} | dict(list(self._expected.items())[:1])
        return self._expected[edition]

    def _build(self, project: Path) -> list[str]:
        return [sys.executable, "-c", START, "build", "--quiet", "--config-file", str(project / "mkdocs.yml")]

    def _edit(self, project: Path, edition: int) -> None:
        posts = sorted((ROOT / "content").glob("questions/*/*/index.md"))
        source = posts[edition % len(posts)]
        target = project / source.relative_to(ROOT)
        target.write_text(f"{source.read_text()}\n\nEdition {edition}.\n")
        for other in posts:
            if other != source:
                shutil.copyfile(other, project / other.relative_to(ROOT))


DRIVERS: dict[str, Callable[[Path], SmallDriver | CandorDriver]] = {"trees": SmallDriver, "candor": CandorDriver}


@pytest.mark.parametrize(("driver_name", "rounds"), [("trees", ROUNDS), ("candor", max(20, ROUNDS // 10))])
def test_a_build_killed_at_random_is_repaired_by_the_next(
    tmp_path: Path, driver_name: str, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every kill the site is one whole edition; the next build that is let go ends with exactly its own."""
    print(f"CANDOR_TORTURE_SEED={SEED} CANDOR_TORTURE_ROUNDS={ROUNDS}")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790800000")  # a page with an open incident says when it was made
    chance = random.Random(SEED)
    build = DRIVERS[driver_name](tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(Path(candor.__file__).parents[1])}
    live, duration, killed, edition = 0, 0.5, 0, 0
    for _ in range(rounds):
        edition += chance.random() < 0.8
        kill = edition > 1 and chance.random() < 0.8
        started = time.monotonic()
        process = subprocess.Popen(build.command(edition), env=environment)
        if kill:
            try:
                process.wait(chance.uniform(0, duration * 1.1))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        code = process.wait(60)
        assert code in ((0, -signal.SIGKILL) if kill else (0,)), f"seed {SEED}: edition {edition} ended with {code}"
        killed += code != 0
        found = contents(build.site) if build.site.exists() else {}
        if code == 0:
            duration = 0.7 * duration + 0.3 * (time.monotonic() - started)
            assert found == build.expected(edition), f"seed {SEED}: edition {edition} is not what it should be"
            live = edition
        elif found != (build.expected(live) if live else {}):
            assert found == build.expected(edition), f"seed {SEED}: killed at edition {edition}, a mixture is live"
            live = edition
    assert killed
    stray = {entry.name for entry in build.site.parent.iterdir() if ".candor-" in entry.name}
    assert stray <= {".site.candor-back"}
