"""Candor, from the imported records and their Git history; it joins replies to questions itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import candor
from bench.contenders import Contender, copy_templates
from bench.forum import Forum
from bench.history import commit_history


def stage(forum: Forum, folder: Path) -> None:
    copy_templates("candor", folder)
    shutil.copytree(forum.content, folder / "content")
    commit_history(folder, forum)


CONTENDER = Contender(
    name="Candor",
    version=lambda: candor.__version__,
    stage=stage,
    command=[str(Path(sys.executable).parent / "candor"), "build", "--quiet"],
    output="site",
    caches=(".cache", ".site.candor-*"),
    slow=False,
    given="the imported records, and a Git history with a commit for every post",
)
