"""The first look at the content, made by a copy of the process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from candor.press import sight
from candor.press.sight import look_ahead, look_at

AHEAD = """
import os, sys
from pathlib import Path
from candor.press.sight import look_ahead, look_at, may_fork

assert may_fork()
content = Path(sys.argv[1])
there, ahead = look_at(content), look_ahead(content)()
assert (ahead.head, ahead.tree) == (there.head, there.tree)
assert ahead.began_ns >= there.began_ns
assert len(ahead.tree.posts) == 1 and ahead.tree.problems
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("nobody is left behind")
"""


@pytest.fixture
def content(tree: Callable[..., Path]) -> Path:
    return tree({"content/questions/2026/hub/index.md": "x", "content/questions/2026/Odd/index.md": "x"}) / "content"


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")
def test_a_copy_sees_what_is_there(content: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AHEAD, str(content)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "nobody is left behind\n"


def test_where_no_copy_can_be_made_it_looks_itself(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight, "may_fork", lambda: False)
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("forked"))
    assert look_ahead(content)().tree == look_at(content).tree


def test_a_copy_that_ends_early_is_no_loss(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    monkeypatch.setattr(sight, "may_fork", lambda: True)
    monkeypatch.setattr(os, "fork", lambda: ended.pid)
    assert look_ahead(content)().tree == look_at(content).tree
    ended.returncode = 0  # it was waited for
