"""``python -m bench.indexing PROJECT base|fresh``: one index of a built project and nothing else, published nowhere.

Prints the seconds from the decision what to index until the finished index is checked, and the bytes of all files that
were made on the way in memory. A base index is made in a new
folder ``index-…`` in the project's cache and stays there: ext4 makes files slowly for minutes after many were deleted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import msgspec

from candor.press.build import start_build
from candor.press.search import Search
from candor.press.search_making import MEMORY
from candor.press.state import Store
from candor.press.trees import open_press


def main(project: Path, part: str) -> None:
    store = Store(project / ".cache/candor")
    shell = store.shell()
    assert shell is not None, "build the project first"
    with start_build(shell.project) as build:
        corpus = build._assemble(build._collect_posts())
        pages = [*build._plan(corpus, shell).searchable, *shell.searchable]
        with open_press(shell.project.site, store.folder / "press") as edition:
            began = time.perf_counter()
            folder = store.folder / "search" if part == "fresh" else Path(tempfile.mkdtemp("", "index-", store.folder))
            with Search(folder, store.packs, shell.site, edition) as search:
                search.begin(pages, build._locations(), build.pool, build.aside)
                made = list(search.finish())
                seconds = time.perf_counter() - began
                held = bytes_in_memory(search)
                began = time.perf_counter()
            seconds += time.perf_counter() - began
    if search.problems or search.making is None or search.making.order.fresh != (part == "fresh") or not made:
        raise SystemExit(f"no {part} index was made: {msgspec.to_builtins(search.problems)}")
    print(f"{seconds:.3f} {held}")


def bytes_in_memory(search: Search) -> int:
    """What only Pagefind reads and writes, as far as it lies in a file system in memory."""
    scratch = Path(search.making.order.scratch) if search.making else MEMORY
    files = scratch.rglob("*") if scratch.is_relative_to(MEMORY) and scratch != MEMORY else ()
    return sum(path.stat().st_blocks * 512 for path in files)


main(Path(sys.argv[1]).resolve(), sys.argv[2])
