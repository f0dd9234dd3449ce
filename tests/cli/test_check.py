"""``candor check`` as it is run: project found, forms, exit codes, hostile words made harmless."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import Tree

from candor.cli import main
from candor.cli.check import annotation, docs_dir, line, report
from candor.errors import Diagnostic, Severity

SOUND = {
    "mkdocs.yml": "site_name: F\ntheme: !!python/name:x.y\nsite_url: !ENV [URL, x]\n",
    "content/community.yml": "name: F\n",
    "content/questions/2026/sound/index.md": "---\ntitle: S\nauthor: github:1\nat: 2026-04-02T09:12:00Z\n---\nWords.\n",
}
CRLF = SOUND["content/questions/2026/sound/index.md"].replace("\n", "\r\n")
BAD = {"content/questions/2026/bad/index.md": "---\ntitel: x\n---\n"}
WARNED = {
    "content/questions/2026/warned/index.md": SOUND["content/questions/2026/sound/index.md"].replace("\n", "\r\n")
}


def run(root: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(root)
    return CliRunner().invoke(main, ["check", *arguments])


def test_a_sound_project_exits_0_and_nothing_is_written(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(SOUND)
    before = sorted(root.rglob("*"))
    result = run(root, monkeypatch=monkeypatch)
    assert result.exit_code == 0, result.output
    assert result.output.endswith("1 note in 1 file.\n")
    assert sorted(root.rglob("*")) == before


def test_an_error_exits_1_with_place_fact_and_way_out(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(tree(SOUND | BAD), "content/questions/2026/bad", monkeypatch=monkeypatch)
    assert result.exit_code == 1
    place = "content/questions/2026/bad/index.md"
    assert f'{place}:2: titel: unknown key – did you mean "title"?\n' in result.output
    assert result.output.endswith(" errors in 1 file.\n")


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--strict",), 1)])
def test_a_warning_exits_1_under_strict_only(
    arguments: tuple[str, ...], code: int, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(tree(SOUND | WARNED), *arguments, monkeypatch=monkeypatch)
    assert result.exit_code == code
    assert "warning: content/questions/2026/warned/index.md:1: has Windows line ends (CRLF)" in result.output


def test_json_is_one_array_of_diagnostics(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    found = json.loads(run(tree(SOUND | BAD), "--format", "json", monkeypatch=monkeypatch).output)
    assert [(each["path"], each["line"], each["field"], each["severity"]) for each in found if each["line"]] == [
        ("content/questions/2026/bad/index.md", 2, "titel", "error"),
        ("content/questions/2026/bad/index.md", 2, "title", "error"),
    ]


def test_github_annotations_carry_file_line_and_title(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(tree(SOUND | BAD), "--format", "github", monkeypatch=monkeypatch)
    place = "content/questions/2026/bad/index.md"
    assert f'::error file={place},line=2,title=titel::unknown key – did you mean "title"?\n' in result.output


def test_hostile_words_cannot_begin_another_workflow_command() -> None:
    hostile = Diagnostic(
        path="a:b,c%0A\n::error::x", line=1, field="f\r\n::set-env", problem="p\n::warning::%", hint="h"
    )
    printed = annotation(hostile)
    assert printed == (
        "::error file=a%3Ab%2Cc%250A\\n%3A%3Aerror%3A%3Ax,line=1,title=f\\r\\n%3A%3Aset-env::p\\n::warning::%25 – h"
    )


def test_escape_sequences_never_reach_the_terminal() -> None:
    hostile = Diagnostic(path="x\x1b[31m\n\u202e", problem="p\x07\x9b", severity=Severity.NOTE)
    assert line(hostile).isprintable()
    assert all(part.isprintable() for part in report([hostile], "text").splitlines())
    assert all(part.isprintable() for part in report([hostile], "github").splitlines())


def test_the_project_is_found_from_a_folder_inside_it(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(SOUND | BAD)
    result = run(root / "content/questions/2026/bad", "index.md", monkeypatch=monkeypatch)
    assert "titel: unknown key" in result.output


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ("docs_dir: docs\ntheme: !!python/name:x.y {a: 1}\n", "docs"),
        ("x: &a 1\ny: *a\ndocs_dir: 'other place'\n", "other place"),
        ("site_name: x\n", "content"),
        ("docs_dir: [x]\n", "content"),
        ("broken: [\n", "content"),
        ("", "content"),
    ],
)
def test_docs_dir_is_read_from_any_mkdocs_yml(settings: str, folder: str, tree: Tree) -> None:
    assert docs_dir(tree({"mkdocs.yml": settings}) / "mkdocs.yml") == folder


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "mkdocs.yml"),
        (("-f", "none.yml"), "none.yml"),
        (("--format", "xml"), "--format"),
    ],
)
def test_a_usage_error_exits_2(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(tmp_path, *arguments, monkeypatch=monkeypatch)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(("missing", "message"), [("content", "does not exist"), ("path", "There is no file")])
def test_what_is_missing_is_named(missing: str, message: str, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"mkdocs.yml": ""} if missing == "content" else SOUND)
    result = run(root, *(["nowhere.md"] if missing == "path" else []), monkeypatch=monkeypatch)
    assert (result.exit_code, message in result.output) == (2, True)


def test_a_file_name_with_escape_codes_is_printed_harmlessly(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(SOUND)
    with open(os.fsencode(root / "content/questions/2026/sound") + b"/a\x1b]0;x\x07\xff.png", "wb") as file:
        file.write(b"x")
    result = run(root, monkeypatch=monkeypatch)
    assert result.exit_code == 1
    assert all(part.isprintable() for part in result.output.splitlines())


def test_a_path_outside_the_community_is_a_mistake(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """“No faults found” about something nobody looked at would mislead."""
    result = run(tree(SOUND), "/", monkeypatch=monkeypatch)
    assert result.exit_code == 2
    assert "/ lies outside this community" in result.output


def test_settings_that_cannot_be_read_are_a_fault_too(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is checked all the same, in the folder that is usual."""
    root = tree(SOUND | {"mkdocs.yml": "site_name: Fernhill\nplugins: [candor/questions\n"})
    result = run(root, monkeypatch=monkeypatch)
    assert result.exit_code == 1
    assert result.output.startswith("mkdocs.yml:")
    assert "is broken YAML" in result.output
