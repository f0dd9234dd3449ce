"""Everything a build would find wrong with the content, without a build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from candor.errors import Diagnostic, Severity
from candor.model.corpus import Corpus
from candor.model.records import Community
from candor.sources.archive import load_accounts
from candor.sources.corpus import assemble_corpus, load_community, load_members, load_settings
from candor.sources.erased import name_of_ledger
from candor.sources.history import History, start_history
from candor.sources.ledger import load_ledger
from candor.sources.page_links import check_links
from candor.sources.pages import MARKDOWN, withhold_pages
from candor.sources.posts import load_post
from candor.sources.tree import Tree, scan_content
from candor.sources.witness import default_branch, witness_ledger


def check_content(
    root: Path, content: Path, paths: Sequence[Path] = (), now: datetime | None = None
) -> list[Diagnostic]:
    """Every fault of every file, sorted; with `paths`, those of these files and folders only.

    All of the content is read in any case, since a fault may show between two files. Nothing is
    written. `now` is for times that lie in the future.
    """
    corpus, problems = read_content(content, now)
    problems += [Diagnostic(path=content.name, problem=said, severity=Severity.NOTE) for said in corpus.unknown]
    wanted = [place(root, content, path) for path in paths]
    if wanted:
        problems = [problem for problem in problems if any(lies_in(problem.path, part) for part in wanted)]
    return sorted(set(problems))


def read_content(content: Path, now: datetime | None = None) -> tuple[Corpus, list[Diagnostic]]:
    """The whole community, read and checked in this process, and every fault of every file; nothing is written."""
    finish_history = start_history(content, None)
    tree = withhold_pages(content, scan_content(content))
    community, problems = load_community(content, tree)
    members, member_problems = load_members(content, tree)
    accounts, account_problems = load_accounts(content, tree)
    settings = load_settings(community, members, name_of_ledger(content))
    posts = [load_post(content, folder, settings)[0] for folder in tree.posts]
    said, ledger_problems = load_ledger(content, tree, settings)
    history: History = finish_history()
    said, altered = witness_ledger(content, tree, said, history, default_branch(community))
    corpus = assemble_corpus(community, members, posts, tree, accounts, history, now, said)
    problems = [
        *tree.problems, *problems, *member_problems, *ledger_problems, *altered, *account_problems,
        *corpus.problems, *check_links(content, tree), *check_page_blocks(content, tree, community),
    ]  # fmt: skip
    return corpus, problems


def check_page_blocks(content: Path, tree: Tree, community: Community) -> list[Diagnostic]:
    """A fault for each live block of an ordinary page that cannot be read or filled."""
    problems = []
    for page in tree.pages:
        if page.path.lower().endswith(MARKDOWN):
            text = (content / page.path).read_text(encoding="utf-8-sig")
            if "::: candor" in text:
                from candor.sources.blocks import find_block_faults

                problems += [fault.at(f"{content.name}/{page.path}") for fault in find_block_faults(text, community)]
    return problems


def place(root: Path, content: Path, path: Path) -> str:
    """A path as diagnostics write it: from the content folder's own name on."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve would follow symbolic links
    folder = Path(os.path.abspath(content))  # noqa: PTH100
    if absolute.is_relative_to(folder):
        return f"{content.name}/{absolute.relative_to(folder).as_posix()}".removesuffix("/.")
    if folder.is_relative_to(absolute):
        return content.name
    return os.path.relpath(absolute, root)


def lies_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
