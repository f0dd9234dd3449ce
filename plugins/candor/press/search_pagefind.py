"""Runs Pagefind over a folder of pages, and believes nothing of what it wrote before having read it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import zlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from candor.errors import PressError

SIGNATURE = b"pagefind_dcd"
"""What the unzipped part of every index file begins with."""

ENTRY = "pagefind-entry.json"
SCRIPTS = ("pagefind.js", "pagefind-worker.js")


@cache
def find_pagefind() -> str:
    """The program's path. Raises PressError where it is not installed."""
    try:
        from pagefind_bin import get_executable

        return str(get_executable())
    except (ImportError, OSError) as error:
        raise PressError(
            f"Pagefind is missing ({error}) – pip install 'pagefind[bin]', or set search: false"
        ) from error


@cache
def pagefind_version() -> str:
    """Raises PressError where it is not installed.

    The name of a folder tells it: `importlib.metadata` would say the same, and costs every build 10 ms to load.
    """
    package = find_spec("pagefind_bin")
    beside = Path(package.origin).parents[1] if package and package.origin else Path()
    for described in sorted(beside.glob("pagefind_bin-*.dist-info")) if package else ():
        return described.stem.partition("-")[2]
    find_pagefind()
    return "unknown"


def start_pagefind(program: str, pages: Path, index: Path, language: str) -> subprocess.Popen[bytes]:
    """Pagefind at work on the HTML files in `pages`; writes into the folder `index`."""
    command = [program, "--site", str(pages), "--output-path", str(index), "--silent"]
    command += ["--force-language", language]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND_")}
    return subprocess.Popen(
        command, cwd=pages, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def end_pagefind(process: subprocess.Popen[bytes], index: Path, count: int, seconds: float | None = None) -> None:
    """Waits until the index is finished. Raises PressError where Pagefind failed, counts other than `count` pages, or
    takes longer than `seconds`."""
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise PressError(f"Pagefind took longer than {seconds:g} seconds") from error
    if process.returncode:
        words = output.decode("utf-8", "replace").strip()[-500:]
        raise PressError(f"Pagefind ended with {process.returncode}: {words}")
    counts = [language["page_count"] for language in read_entry(index)["languages"].values()]
    if counts != [count]:
        raise PressError(f"Pagefind counts {counts} pages where there are {count}")


def read_entry(index: Path) -> Any:
    """The file that a client reads first."""
    return json.loads((index / ENTRY).read_bytes())


def unzip(content: bytes, name: str) -> bytes:
    """The content behind the signature. Raises PressError where it is damaged."""
    try:
        unzipped = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise PressError(f"Pagefind wrote {name}, which does not unzip: {error}") from error
    if not unzipped.startswith(SIGNATURE):
        raise PressError(f"Pagefind wrote {name}, which is no index file")
    return unzipped[len(SIGNATURE) :]
