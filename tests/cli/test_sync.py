"""``candor sync`` as somebody runs it, against the test GitHub behind a real socket."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from candor.cli import main
from candor.federation.archive import open_archive
from candor.federation.verify import verify_archive

pytest.importorskip("graphql", reason="the test GitHub needs graphql-core")
from tests.github.forum import Forum
from tests.github.schema import PUBLISHED
from tests.github.seed import seed_forum
from tests.github.server import GitHub, serve

ROOT = Path(__file__).parents[2]
TOKEN = "ghp_nobody_may_see_this"

pytestmark = pytest.mark.skipif(
    not PUBLISHED.is_file() and not os.environ.get("CI"), reason="make test fetches GitHub's schema"
)


@pytest.fixture
def github() -> GitHub:
    """A GitHub that holds what the demonstration's archive holds."""
    forum = Forum(lambda: datetime.now(UTC).replace(microsecond=0))
    seed_forum(forum, "fernhill/community", ROOT / "content")
    github = GitHub(forum)
    github.admit(TOKEN, "candor")
    return github


@pytest.fixture
def project(tmp_path: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the demonstration without its archive, whose GitHub runs on this machine."""
    ignore = shutil.ignore_patterns(".discussions")
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=ignore)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    for name in ("GITHUB_TOKEN", "CANDOR_GITHUB_APP_ID", "CANDOR_ERASURE_KEY", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANDOR_GITHUB_TOKEN", TOKEN)
    with serve(github) as base:
        monkeypatch.setenv("CANDOR_GITHUB_URL", base)
        yield tmp_path


def sync(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["sync", "-f", str(project / "mkdocs.yml"), *arguments])
    assert TOKEN not in result.output
    return result


def lines(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Every archive line below `folder` but what a seal and an address say."""
    found = {}
    for path in sorted(folder.rglob("*.jsonl")):
        read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for line in read:
            for name in ("print", "url"):
                line.pop(name, None)
        found[path.relative_to(folder).as_posix()] = read
    return found


def test_the_demonstration_is_what_a_sync_of_it_brings(project: Path) -> None:
    """Its archive, put on a GitHub and mirrored from there, is the same again: threads, accounts, reviews. Spam's words
    alone are not."""
    result = sync(project)
    assert result.exit_code == 0, result.output
    assert "points" in result.output
    assert verify_archive(project / "content") == []
    mirrored = lines(project / "content" / ".discussions")
    demonstration = lines(ROOT / "content" / ".discussions")
    assert mirrored.keys() == demonstration.keys()
    for name, wanted in demonstration.items():
        for line in wanted:
            if line.get("reason") in ("SPAM", "ABUSE"):
                line["body"] = ""
        if not name.startswith("github/reviews/"):
            assert mirrored[name] == wanted, name


def test_the_loop_from_a_comment_to_the_archive(project: Path, github: GitHub) -> None:
    """Somebody comments, a run brings it, the next finds nothing; the summary says each."""
    sync(project)
    discussion = github.forum.repositories["fernhill/community"].discussions[0]
    github.forum.comment(discussion, github.forum.account("newcomer"), "Does this work?")
    result = sync(project)
    assert f"changed   #{discussion.number}\n" in result.output
    assert "1 thread read, 1 changed" in result.output
    assert "Does this work?" in (
        project / "content" / ".discussions" / "github" / "0" / f"{discussion.number}.jsonl"
    ).read_text(encoding="utf-8")
    assert "0 threads read, 0 changed" in sync(project).output
    github.forum.delete(discussion)
    output = sync(project, "--full").output
    assert f"vanished  #{discussion.number}\n" in output
    assert " 0 changed; " in output
    assert "changed  " not in output


def test_one_thread_or_none_is_read_when_asked(project: Path, github: GitHub) -> None:
    """--thread reads that one; --dry-run says what would change and writes nothing; -q is silent."""
    result = sync(project, "--dry-run")
    assert "would be changed" in result.output
    assert not (project / "content" / ".discussions").exists()
    sync(project, "--thread", "128")
    assert [path.name for path in (project / "content" / ".discussions").rglob("[0-9]*.jsonl")] == ["128.jsonl"]
    assert sync(project, "-q").output == ""


def test_an_event_is_read_first(project: Path, github: GitHub) -> None:
    """The discussion that an event names comes before all others."""
    event = project / "event.json"
    event.write_text('{"discussion": {"number": 137}, "repository": {"full_name": "fernhill/community"}}')
    assert sync(project, "--event", str(event)).exit_code == 0
    first = next(variables for name, variables in github.log if name == "Threads")
    assert first["ids"][0] == "D_kw137"


def test_a_second_run_at_the_same_time_is_told_to_wait(project: Path) -> None:
    """Exit code 75, as for a second build."""
    with open_archive(project / "content", "github", project / ".cache" / "candor"):
        result = sync(project)
    assert result.exit_code == 75
    assert "try again" in result.output


def test_a_damaged_file_is_named_and_exits_1(project: Path) -> None:
    """The others are mirrored all the same, and the file is left alone."""
    sync(project)
    path = project / "content" / ".discussions" / "github" / "0" / "128.jsonl"
    damaged = path.read_bytes()[:-30]
    path.write_bytes(damaged)
    result = sync(project, "--full")
    assert result.exit_code == 1
    assert "content/.discussions/github/0/128.jsonl:" in result.output
    assert path.read_bytes() == damaged
    whole = b"".join(damaged.splitlines(keepends=True)[:-1])
    for broken in (damaged, whole[:100], whole + b"x", b""):
        path.write_bytes(broken)
        result = sync(project, "--thread", "128")
        assert (result.exit_code, "128.jsonl" in result.output) == (0, False), broken
        assert verify_archive(project / "content") == [], broken


def test_what_is_missing_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, no repository, erased people without the key."""
    (project / "content" / ".discussions").mkdir()
    (project / "content" / ".discussions" / "erased.jsonl").write_text(
        '{"erased":"00","key":"12345678","on":"2026-05-01"}\n'
    )
    assert "set CANDOR_ERASURE_KEY" in sync(project).output
    (project / "content" / ".discussions" / "erased.jsonl").unlink()
    monkeypatch.delenv("CANDOR_GITHUB_TOKEN")
    result = sync(project)
    assert (result.exit_code, "set GITHUB_TOKEN" in result.output) == (1, True)
    (project / "content" / "community.yml").write_text("name: Fernhill\n")
    assert "names no repository – add `repository:" in sync(project).output


def test_a_discussion_that_does_not_exist_is_said_so(project: Path) -> None:
    """Whoever asked for it by number learns that; an event's file that is missing costs only its hint."""
    result = sync(project, "--thread", "128", "--thread", "99999")
    assert result.exit_code == 1
    assert "github has no such discussion: #99999" in result.output
    assert (project / "content/.discussions/github/0/128.jsonl").is_file()
    result = sync(project, "--event", str(project / "event.json"))
    assert result.exit_code == 0
    assert "event.json is no file: only what GitHub says changed is read." in result.output
    event = project / "event.json"
    event.write_text('{"discussion": {"number": 137}, "repository": {"full_name": "else/where"}}', encoding="utf-8")
    assert "The event names no discussion of fernhill/community: " in sync(project, "--event", str(event)).output


def test_a_site_that_uses_comments_alone_is_synced_by_its_mkdocs_yml(project: Path) -> None:
    """No community.yml; the archive lies where the plugin looks for it, and the other commands find it there."""
    shutil.rmtree(project / "content")
    (project / "docs").mkdir()
    settings = project / "mkdocs.yml"
    settings.write_text("site_name: Notes\nplugins: [candor/comments]\n")
    result = sync(project)
    assert result.exit_code == 1
    assert "mkdocs.yml names no repository – add `repository: owner/name` below candor/comments" in result.output
    settings.write_text(
        "site_name: Notes\nrepo_url: https://github.com/fernhill/community\nplugins: [candor/comments]\n"
    )
    assert sync(project).exit_code == 0
    assert (project / "docs/.discussions/github/0/128.jsonl").is_file()
    settings.write_text(
        "site_name: Notes\nplugins:\n  - candor/comments: {archive: kept, repository: fernhill/community}\n"
    )
    assert sync(project).exit_code == 0
    assert (project / "kept/.discussions/github/mirror.json").is_file()
    verified = CliRunner().invoke(main, ["archive", "verify", "-f", str(settings)])
    assert (verified.exit_code, verified.output) == (0, "No faults found.\n")
    checked = CliRunner().invoke(main, ["check", "-f", str(settings)])
    assert (checked.exit_code, checked.output) == (0, "No faults found.\n")
    thread = project / "kept/.discussions/github/0/128.jsonl"
    thread.write_bytes(thread.read_bytes()[:-9])
    checked = CliRunner().invoke(main, ["check", "-f", str(settings)])
    assert checked.exit_code == 1
    assert "kept/.discussions/github/0/128.jsonl:" in checked.output
