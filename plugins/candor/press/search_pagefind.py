"""Runs Pagefind over a folder of pages, and believes nothing of what it wrote before having read it."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from candor.errors import PressError

SIGNATURE = b"pagefind_dcd"
"""What the unzipped part of every index file begins with."""

ENTRY = "pagefind-entry.json"
SCRIPTS = ("pagefind.js", "pagefind-worker.js")
ZIPPED = frozenset({".pf_meta", ".pf_filter", ".pf_fragment", ".pagefind"})


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
    """Raises PressError where it is not installed."""
    find_pagefind()
    return version("pagefind_bin")


def start_pagefind(pages: Path, index: Path, language: str) -> subprocess.Popen[bytes]:
    """Pagefind at work on the HTML files in `pages`; writes into the folder `index`."""
    command = [find_pagefind(), "--site", str(pages), "--output-path", str(index), "--silent"]
    command += ["--force-language", language]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND_")}
    return subprocess.Popen(
        command, cwd=pages, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def end_pagefind(process: subprocess.Popen[bytes], index: Path, count: int, *, with_scripts: bool) -> dict[str, str]:
    """Each page's id by its URL, once the index is finished and checked, the files of words aside. What no reader needs
    is removed, and without `with_scripts` what the base brings already.

    Raises PressError where Pagefind failed, a file does not unzip, or a page is missing.
    """
    output, _ = process.communicate()
    if process.returncode:
        words = output.decode("utf-8", "replace").strip()[-500:]
        raise PressError(f"Pagefind ended with {process.returncode}: {words}")
    languages = list(json.loads((index / ENTRY).read_bytes())["languages"].values())
    if [language["page_count"] for language in languages] != [count]:
        raise PressError(f"Pagefind counts {[each['page_count'] for each in languages]} pages where there are {count}")
    needed = {ENTRY, f"pagefind.{languages[0]['hash']}.pf_meta"}
    if with_scripts:
        needed |= {*SCRIPTS, f"wasm.{languages[0]['wasm'] or 'unknown'}.pagefind"}
    ids: dict[str, str] = {}
    for path in list(index.rglob("*")):
        name = path.relative_to(index).as_posix()
        if "/" not in name and name not in needed:
            if path.is_file():
                path.unlink()
        elif path.suffix in ZIPPED:
            unzipped = unzip(path.read_bytes(), name)
            if path.suffix == ".pf_fragment":
                ids[json.loads(unzipped)["url"]] = path.stem
    if len(ids) != count:
        raise PressError(f"Pagefind wrote {len(ids)} pages where there are {count}")
    return ids


def digest_index(index: Path) -> dict[str, bytes]:
    """A digest of each file of an index by its path below it."""
    return {
        path.relative_to(index).as_posix(): hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
        for path in sorted(index.rglob("*"))
        if path.is_file()
    }


def unzip(content: bytes, name: str) -> bytes:
    """The content behind the signature. Raises PressError where it is damaged."""
    try:
        unzipped = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise PressError(f"Pagefind wrote {name}, which does not unzip: {error}") from error
    if not unzipped.startswith(SIGNATURE):
        raise PressError(f"Pagefind wrote {name}, which is no index file")
    return unzipped[len(SIGNATURE) :]
