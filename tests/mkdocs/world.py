"""A small community as a literal tree, and what to look for in its site."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

Build = Callable[..., subprocess.CompletedProcess[str]]

CONFIG = """\
site_name: Fernhill
site_url: https://fernhill.example/community/
site_description: About the hub
docs_dir: content
edit_uri: https://git.example/edit/main/content/
theme:
  name: material
  font: false
  features: [content.action.edit, content.action.view, navigation.tabs]
markdown_extensions: [candor.markdown]
plugins:
  - search
  - candor/questions
"""

WORLD: Mapping[str, str | bytes] = {
    "mkdocs.yml": CONFIG,
    "content/community.yml": "name: Fernhill\ntopics: {hub: {title: The hub}}\n",
    "content/index.md": "# Welcome\n\nRead the [guide](guide.md).\n\n::: candor newest\ncount: 3\n:::\n",
    "content/guide.md": "# Guide\n\n[Moving](questions/2026/move-hub/index.md#top), [all](questions/index.md).\n",
    "content/members/otto.yml": "name: Otto Brandt\naccounts: [github:1]\n",
    "content/questions/2026/move-hub/index.md": (
        '---\ntitle: Move <b>the hub</b> & "me"?\nauthor: github:1\nat: 2026-04-02T09:12:00Z\ntopics: [hub]\n---\n'
        "Where does the *hub* go?\n"
    ),
    "content/questions/2026/move-hub/answers/otto.md": (
        "---\nauthor: otto\nat: 2026-04-03T09:12:00Z\n---\nTo the *hall*.\n"
    ),
}

PROBE = re.compile(r"qx[0-9a-f]{10}zv|candor-specimen", re.IGNORECASE)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def find_probes(site: Path) -> list[str]:
    """Every published file with a probe, or with a specimen's name, in its text or its path."""
    found = []
    for name in files_of(site):
        text = (site / name).read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {match[0]}" for match in (*PROBE.finditer(name), *PROBE.finditer(text))]
    return found
