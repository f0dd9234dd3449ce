"""What was compiled once is used again for as long as it is what would be compiled now."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from candor.pages.bytecode import CompiledTemplates


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def _compile(self, source: str, filename: str) -> object:  # type: ignore[override]
        Counting.compiled += 1
        return super()._compile(source, filename)


def printed(folder: Path, text: str, dialect: bytes = b"one") -> tuple[str, int]:
    """What a process that starts now prints for a template, and how many it compiled for that."""
    Counting.compiled = 0
    loader = DictLoader({"greeting": text})
    environment = Counting(loader=loader, bytecode_cache=CompiledTemplates(dialect, folder))
    return environment.get_template("greeting").render(name="Mara"), Counting.compiled


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "templates"


def test_a_template_is_compiled_once(kept: Path) -> None:
    assert printed(kept, "Hello {{ name }}") == ("Hello Mara", 1)
    assert printed(kept, "Hello {{ name }}") == ("Hello Mara", 0)


def test_another_text_or_another_compiler_compiles_again(kept: Path) -> None:
    printed(kept, "Hello {{ name }}")
    assert printed(kept, "Welcome {{ name }}") == ("Welcome Mara", 1)
    assert printed(kept, "Welcome {{ name }}", b"two") == ("Welcome Mara", 1)


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_what_is_damaged_is_compiled_again(kept: Path, damage: bytes | None) -> None:
    printed(kept, "Hello {{ name }}")
    for place in kept.iterdir():
        place.write_bytes(place.read_bytes()[:40] if damage is None else damage)
    assert printed(kept, "Hello {{ name }}") == ("Hello Mara", 1)
    assert printed(kept, "Hello {{ name }}") == ("Hello Mara", 0)


def test_nothing_is_kept_where_nothing_can_be(kept: Path) -> None:
    kept.write_text("a file in the folder's place")
    assert printed(kept, "Hello {{ name }}") == ("Hello Mara", 1)


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    printed(kept, "Hello {{ name }}")
    assert not kept.exists()
