"""The laws of the project, each as a test: what may import what, what a build may touch, what must be said."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
PACKAGE = Path("plugins", "candor")


def passes(root: Path, *command: str) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_data_flows_one_way(root: Path) -> None:
    """Each folder imports only what stands below it, and nothing but the edge knows the host (import-linter)."""
    passes(root, "lint-imports", "--no-cache")


def test_types_are_sound(root: Path) -> None:
    """mypy in strict mode has no finding in the package."""
    passes(root, "mypy")


def test_style_is_one(root: Path) -> None:
    """ruff has no finding."""
    passes(root, "ruff", "check", "--no-cache", "plugins", "tests", "bench")


def test_layout_is_one(root: Path) -> None:
    """ruff would format nothing differently."""
    passes(root, "ruff", "format", "--no-cache", "--check", "plugins", "tests", "bench")


def test_no_template_declares_a_string_safe(root: Path, project_files: list[str]) -> None:
    """Only SafeHtml meets a page unescaped: no template of Candor's own uses `safe`, `Markup` or `autoescape false`."""
    templates = [name for name in project_files if re.search(r"theme/.*\.(jinja|html|xml)$", name)]
    assert templates
    for name in templates:
        text = (root / name).read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|\bMarkup\b|autoescape\s+false", text), name


def test_only_the_federation_may_touch_the_network(root: Path, project_files: list[str]) -> None:
    """A build opens no connection: nothing it imports speaks a network protocol."""
    for name in python_files(project_files):
        if Path(name).is_relative_to(PACKAGE / "federation"):
            continue
        for module in imported(root / name):
            assert module.split(".")[0] not in {"requests", "httpx", "github3", "urllib3", "socket", "ftplib"}, name
            assert module not in {"urllib.request", "http.client"}, name


def test_only_time_from_records_or_the_one_now(root: Path, project_files: list[str]) -> None:
    """The wall clock is read in one place, sources/clock.py; measuring how long something took is free."""
    for name in python_files(project_files):
        if name == str(PACKAGE / "sources" / "clock.py"):
            continue
        text = (root / name).read_text(encoding="utf-8")
        assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(\)", text), name


def test_every_public_thing_says_what_it_is(root: Path, project_files: list[str]) -> None:
    """A module has a docstring, and so has whatever another module imports from it, unless it is one line."""
    files = python_files(project_files)
    shared = {pair for name in files for pair in borrowed(root / name)}
    silent = [place for name in files for place in undocumented(root / name, name, shared)]
    assert silent == []


def test_nothing_names_a_machine_of_ours(root: Path, project_files: list[str]) -> None:
    """No path of the machine it was written on, nor anything that exists only there, stands in the project."""
    place = "/".join(["", "work", ""])
    words = re.compile(rf"{place}|\.lib[r]ary\b|\bsub-?agen[t]s?\b|\bDEVELOPERS\.m[d]\b")
    for name in project_files:
        content = (root / name).read_bytes()
        if b"\0" not in content:
            found = words.search(content.decode("utf-8", "replace"))
            assert not found, f"{name}: {found and found.group()}"


def test_a_build_writes_nothing_below_content(scratch: Callable[[str], Path]) -> None:
    """Sources are read only: names, bytes, times and modes below content/ are the same after a build as before."""
    folder = scratch("project")
    before = fingerprint(folder / "content")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    done = subprocess.run([str(BIN / "candor"), "build"], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "site" / "questions" / "move-hub" / "index.html").is_file()
    assert fingerprint(folder / "content") == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_content_may_be_read_only(scratch: Callable[[str], Path]) -> None:
    """A build succeeds on sources that it could not write even if it tried."""
    folder = scratch("project")
    for path in [*(folder / "content").rglob("*"), folder / "content"]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run([str(BIN / "candor"), "build"], cwd=folder, capture_output=True, text=True)
    for path in [folder / "content", *(folder / "content").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.returncode == 0, done.stdout + done.stderr


def python_files(project_files: list[str]) -> list[str]:
    return [name for name in project_files if name.endswith(".py") and Path(name).is_relative_to(PACKAGE)]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def borrowed(path: Path) -> Iterator[tuple[str, str]]:
    """What a module imports by name: (module, name)."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name) for alias in node.names)


def undocumented(path: Path, name: str, shared: set[tuple[str, str]]) -> Iterator[str]:
    tree = ast.parse(path.read_bytes())
    if not ast.get_docstring(tree):
        yield name
    module = ".".join(Path(name).relative_to("plugins").with_suffix("").parts).removesuffix(".__init__")
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or (module, node.name) not in shared:
            continue
        plain = isinstance(node, ast.ClassDef) and not any(isinstance(part, ast.FunctionDef) for part in node.body)
        if not (len(node.body) == 1 or plain or ast.get_docstring(node)):
            yield f"{name}:{node.lineno}: {node.name}"


def fingerprint(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Path → mode, modification time in nanoseconds, bytes; folders included."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }
