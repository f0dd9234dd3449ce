"""The links of the host's ordinary pages, as far as the content alone tells where they lead.

What a page means in the end only the host knows, with its extensions. A link that is written out, ends in a page or an
image and finds no such file is dead whatever they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote

from candor.errors import Diagnostic, Severity
from candor.sources.pages import MARKDOWN
from candor.sources.tree import IMAGES, Tree

FENCE = re.compile(r" {0,3}(?:>\s?)*\s*(`{3,}|~{3,})")
QUOTED = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|<!--.*?-->")
LINK = re.compile(r"\]\(\s*<?([^\s()<>]+)>?(?:\s+[\"'(][^)]*)?\)|^ {0,3}\[[^\]]+\]:\s*<?([^\s<>]+)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]", re.IGNORECASE)
POST = re.compile(r"questions/[^/]+/[^/]+/index\.md")


def check_links(content: Path, tree: Tree) -> list[Diagnostic]:
    """A warning for each link from an ordinary page to a page or an image of the content that is not there."""
    pages = [page.path for page in tree.pages if page.path.lower().endswith(MARKDOWN)]
    problems = []
    for page in pages:
        for line, link in find_links((content / page).read_text(encoding="utf-8-sig")):
            target = normpath(f"{dirname(page)}/{unquote(link.partition('#')[0].partition('?')[0])}".lstrip("/"))
            if may_be_printed(target) or (not target.startswith("../") and (content / target).is_file()):
                continue
            near = get_close_matches(target, pages, 1)
            problems.append(
                Diagnostic(
                    path=f"{content.name}/{page}",
                    line=line,
                    problem=f'link to "{link}", but there is no {target}',
                    hint=f"did you mean {near[0]}?" if near else "the path is taken from this page's folder",
                    severity=Severity.WARNING,
                )
            )
    return problems


def find_links(text: str) -> Iterator[tuple[int, str]]:
    """Line and target of every link to a page or an image below the content, outside of code and comments."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        if mark := FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
            continue
        if fence or line.startswith(("    ", "\t")):
            continue
        for found in LINK.finditer(QUOTED.sub("", line)):
            target = found[1] or found[2]
            if not ELSEWHERE.match(target) and target.partition("#")[0].lower().endswith((*MARKDOWN, *IMAGES)):
                yield number, target


def may_be_printed(path: str) -> bool:
    """Whether Candor may print a page there that has no file of its own, a list or a topic."""
    return path.endswith("index.md") and not POST.fullmatch(path)
