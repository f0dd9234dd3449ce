from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from candor.cli import main

POST = {"post_number": 1, "username": "otto", "created_at": "2020-01-01T00:00:00Z", "raw": "Words."}
TOPIC: dict[str, Any] = {
    "id": 1,
    "title": "A [bold] title",
    "slug": "a-title",
    "created_at": "2020-01-01T00:00:00Z",
    "category_id": 10,
    "posts": [POST, POST | {"post_number": 2, "raw": ""}],
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "forum.jsonl").write_text(json.dumps(TOPIC) + "\n" + json.dumps(TOPIC | {"id": 2, "slug": "b"}) + "\n")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", "discourse", *arguments])


def test_an_import_says_on_one_screen_what_it_did_and_what_to_do_next(here: Path) -> None:
    result = run("forum.jsonl")
    assert result.exit_code == 0, result.output
    assert "Imported 2 topics: 2 written, 0 updated, 0 unchanged, 0 kept." in result.output
    assert "reply without text" in result.output
    assert "content/community.yml: written. Edit its name" in result.output
    assert ".cache/candor/import/import-report.md" in result.output
    assert len(result.output.splitlines()) < 24
    assert "\x1b" not in result.output
    assert (here / "content/questions/2020/a-title/index.md").exists()


def test_a_second_import_says_that_nothing_changed(here: Path) -> None:
    run("forum.jsonl")
    assert "0 written, 0 updated, 2 unchanged, 0 kept" in run("forum.jsonl").output


def test_all_options_reach_the_import(here: Path) -> None:
    result = run(
        "forum.jsonl", "--content", "docs", "--keep-names", "--category", "10=Help & more", "--limit", "1",
        "--forum-url", "https://forum.org/", "--overwrite",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert 'help-more: {title: "Help & more"}' in (here / "docs/community.yml").read_text()
    assert '"login":"otto"' in (here / "docs/.discussions/discourse/accounts.jsonl").read_text()
    assert '"url":"https://forum.org/t/1"' in (here / "docs/.discussions/discourse/0/1.jsonl").read_text()
    assert len(list((here / "docs/questions").glob("*/*/index.md"))) == 1


def test_a_dry_run_says_would_and_writes_nothing(here: Path) -> None:
    result = run("forum.jsonl", "--dry-run")
    assert "Would import 2 topics: 2 written" in result.output
    assert [path.name for path in here.iterdir()] == ["forum.jsonl"]


def test_topics_that_the_community_lacks_are_printed_as_lines_to_add(here: Path) -> None:
    (here / "content").mkdir()
    (here / "content/community.yml").write_text("name: Ours\n")
    assert '  category-10: {title: "Category 10"}' in run("forum.jsonl").output


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing.jsonl",),
        ("forum.jsonl", "--category", "Help"),
        ("forum.jsonl", "--forum-url", "javascript:x"),
        ("forum.jsonl", "--limit", "0"),
        (".",),
    ],
)
def test_wrong_use_exits_2(here: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_file_that_is_no_export_exits_1_and_says_what_is_expected(here: Path) -> None:
    (here / "forum.jsonl").write_text("hello\n")
    result = run("forum.jsonl")
    assert result.exit_code == 1
    assert "one JSON object a line" in result.output


def test_an_import_that_lost_words_is_finished_and_exits_1(here: Path) -> None:
    with (here / "forum.jsonl").open("a") as file:
        file.write("{half a line\n")
    result = run("forum.jsonl")
    assert result.exit_code == 1
    assert "2 written" in result.output
    assert "line that is no topic" in result.output


def test_a_folder_that_cannot_be_written_is_named(here: Path) -> None:
    (here / "content").mkdir()
    (here / "content/questions").write_text("in the way")
    result = run("forum.jsonl")
    assert result.exit_code == 1
    assert "questions" in result.output
    assert "Traceback" not in result.output


def test_a_stopped_import_says_how_to_go_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("candor.importers.discourse.import_discourse", stopped)
    result = run("forum.jsonl")
    assert result.exit_code == 1
    assert "run the same command again" in result.output


def test_help_names_every_option() -> None:
    text = run("--help").output
    for option in ("--content", "--keep-names", "--category", "--forum-url", "--limit", "--overwrite", "--dry-run"):
        assert option in text
