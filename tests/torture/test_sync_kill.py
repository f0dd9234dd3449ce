"""A sync killed by the system at a chosen system call, again and again, in one and the same archive.

strace counts the calls that change the disk and kills at one of them. ``make test`` tries a few, seeded;
``make torture`` CANDOR_TORTURE_ROUNDS of them.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import candor
from candor.federation.archive import Archive
from candor.federation.verify import verify_archive
from candor.model.archive import GONE

sys.path.insert(0, str(Path(__file__).parent))
import sync_driver

DRIVER = Path(sync_driver.__file__)
CALLS = "openat,write,rename,mkdir,unlink,ftruncate,flock,close"
SEED = int(os.environ.get("CANDOR_TORTURE_SEED", "1"))

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: sudo apt-get install strace")


def run(folder: Path, edition: int, *strace: str) -> int:
    environment = {**os.environ, "PYTHONPATH": str(Path(candor.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(DRIVER), str(folder / "content"), str(folder / "state"), str(edition)]
    prefix = ["strace", "-f", "-qq", *strace] if strace else []
    return subprocess.run([*prefix, *command], env=environment, stdout=subprocess.DEVNULL).returncode


KILL = "signal=SIGKILL"
FULL = "error=ENOSPC"


def kill_at_random(folder: Path, rounds: int, seed: int, enough: int | None = None, how: str = KILL) -> int:
    """Kills so many runs, or until `enough` died of it; after each the archive is whole, and after a run that is let
    go exactly its edition. With FULL the disk is full for one call that needs room."""
    chance = random.Random(seed)
    log = folder / "calls"
    assert run(folder, 0, "-e", f"trace={CALLS}", "-o", str(log)) == 0
    calls = log.read_text().splitlines()
    names = [re.sub(r"^\d+ +", "", call).partition("(")[0] for call in calls]
    first = next(number for number, call in enumerate(calls) if "archive.lock" in call)
    calls_that_end = CALLS if how == KILL else "write,rename,mkdir"
    points = [
        (name, names[: at + 1].count(name)) for at, name in enumerate(names) if at >= first and name in calls_that_end
    ]
    killed = 0
    for edition in range(1, rounds + 1):
        name, when = chance.choice(points)  # strace counts each call by itself
        injection = f"inject={name}:{how}:when={when}"
        code = run(folder, edition, "-e", f"trace={name}", "-e", injection, "-o", os.devnull)
        killed += code != 0
        if killed == enough:
            rounds = edition
        found = verify_archive(folder / "content")
        problems = [str(each) for each in found if how == FULL or "half-written" not in each.problem]
        assert problems == [], f"seed {seed}: edition {edition} killed at {name} {when}"
        if edition % 5 == 0:
            assert run(folder, edition) == 0
            archive = Archive(folder / "content", "github")
            source = sync_driver.Numbers(edition)
            living = {number for number, entry in archive.entries().items() if entry.live}
            assert living == source.threads.keys()
            for number, wanted in source.threads.items():
                found = archive.load(number)
                assert found is not None
                assert found.header.state != GONE
                assert [c.body for c in found.comments] == [c.body for c in wanted.comments]
        if edition == rounds:
            break
    return killed


def test_a_sync_killed_at_a_system_call_leaves_a_whole_archive(tmp_path: Path) -> None:
    """A small seeded sample: never half a line, never a lock in the way, and the next run ends as if nothing was."""
    assert kill_at_random(tmp_path, 10, SEED) >= 5


def test_a_disk_that_is_full_leaves_a_whole_archive(tmp_path: Path) -> None:
    """The system refuses a write, a rename or a folder: no part of a file is left, and the next run ends well."""
    assert kill_at_random(tmp_path, 12, SEED, how=FULL) >= 2


@pytest.mark.torture
def test_a_sync_killed_at_any_system_call_for_long(tmp_path: Path) -> None:
    """The same, as often as CANDOR_TORTURE_ROUNDS says."""
    rounds = int(os.environ.get("CANDOR_TORTURE_ROUNDS", "200"))
    assert kill_at_random(tmp_path, rounds, SEED) >= rounds // 3


@pytest.mark.torture
def test_a_disk_that_is_full_at_any_write_for_long(tmp_path: Path) -> None:
    """The same with a full disk, a fifth as often."""
    rounds = int(os.environ.get("CANDOR_TORTURE_ROUNDS", "200")) // 5
    assert kill_at_random(tmp_path, rounds, SEED, how=FULL) >= rounds // 8
