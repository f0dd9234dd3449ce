"""How long a command takes, and how much memory its processes hold together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import IO

import msgspec

SAMPLE_SECONDS = 0.03


class CommandError(Exception):
    """A command exited with an error; its last words follow."""


class Series(msgspec.Struct):
    """Counted runs of one command: wall seconds of each, and peak bytes of the separate memory runs."""

    seconds: list[float] = []
    memory: list[int] = []

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def peak(self) -> float:
        return median(self.memory)


def run_timed(command: Sequence[str], folder: Path, log: Path) -> float:
    """Wall seconds of the whole process, from before its start until it is reaped."""
    with log.open("wb") as output:
        began = time.perf_counter()
        process = start_process(command, folder, output)
        status = process.wait()
        seconds = time.perf_counter() - began
    require_success(command, status, log)
    return seconds


def run_weighed(command: Sequence[str], folder: Path, log: Path) -> int:
    """Peak bytes of memory: the proportional set size, summed over the process and its descendants, sampled."""
    with log.open("wb") as output:
        process = start_process(command, folder, output)
        ended = threading.Event()
        peak = 0

        def sample() -> None:
            nonlocal peak
            while not ended.wait(SAMPLE_SECONDS):
                peak = max(peak, sum(map(held_bytes, family(process.pid))))

        sampler = threading.Thread(target=sample)
        sampler.start()
        status = process.wait()
        ended.set()
        sampler.join()
    require_success(command, status, log)
    return peak


def start_process(command: Sequence[str], folder: Path, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """The command as its users run it: Python keeps what it compiled, even where this shell says otherwise."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    )


def require_success(command: Sequence[str], status: int, log: Path) -> None:
    if status:
        raise CommandError(f"{' '.join(command)} exited {status}\n{log.read_text('utf-8', 'replace')[-4000:]}")


def family(pid: int) -> list[int]:
    """The process and its descendants; one that has just ended is left out."""
    found = [pid]
    for member in found:
        try:
            for thread in Path(f"/proc/{member}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return found


def held_bytes(pid: int) -> int:
    """Proportional set size of one process; 0 for one that has ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
