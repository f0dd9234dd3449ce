"""The host's ordinary pages, as far as Candor answers for them: what the host would stop at is kept from it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from candor.errors import Diagnostic
from candor.sources.tree import Tree

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")


def withhold_pages(content: Path, tree: Tree) -> Tree:
    """`tree` without the ordinary pages that cannot be read as text, each of them a fault."""
    faults = {}
    for page in tree.pages:
        if page.path.lower().endswith(MARKDOWN) and (fault := find_fault(content / page.path)):
            faults[page.path] = fault
    if not faults:
        return tree
    problems = [
        Diagnostic(path=f"{content.name}/{path}", line=line, problem=problem, hint=hint)
        for path, (line, problem, hint) in faults.items()
    ]
    pages = [page for page in tree.pages if page.path not in faults]
    return msgspec.structs.replace(tree, pages=pages, problems=[*tree.problems, *problems])


def find_fault(path: Path) -> tuple[int, str, str] | None:
    """What keeps the file from being a page: line, fact and way out."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return 0, f"cannot be read: {error.strerror}", "check that you may read it; the page is left out"
    if (place := raw.find(b"\0")) >= 0:
        return raw.count(b"\n", 0, place) + 1, "holds a NUL byte, so it is no text", "save it as UTF-8; it is left out"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return raw.count(b"\n", 0, error.start) + 1, "is not UTF-8", "save it as UTF-8; the page is left out"
    return None
