"""``candor sync`` from a real Isso, as somebody runs it: from a comment there to the page here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.federation.isso import Isso, serve_isso

from candor.cli import main
from candor.federation.verify import verify_archive

POST = """---
title: What the spring brought
author: github:1
at: 2026-04-01T09:00:00Z
threads: [journal/1]
---
Tell us.
"""


@pytest.fixture(scope="module")
def isso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Isso]:
    with serve_isso(tmp_path_factory.mktemp("isso")) as server:
        yield server


@pytest.fixture
def project(tmp_path: Path, isso: Isso, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A community with one post, whose comments are on an Isso."""
    for name in ("GITHUB_TOKEN", "CANDOR_GITHUB_TOKEN", "CANDOR_GITHUB_APP_ID", "CANDOR_ERASURE_KEY"):
        monkeypatch.delenv(name, raising=False)
    community = (
        f"name: Fernhill\nsources:\n  journal:\n    registered: true\n    lookup: {isso.lookup}\n"
        f'    threads: {{journal/1: "{isso.feed(f"/{request.node.name}/")}"}}\n'
    )
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: F\nsite_url: https://community.fernhill.example/\ndocs_dir: content\n"
        "theme: {name: material}\nplugins: [candor/questions]\n"
    )
    post = tmp_path / "content" / "questions" / "2026" / "spring" / "index.md"
    post.parent.mkdir(parents=True)
    post.write_text(POST)
    (tmp_path / "content" / "index.md").write_text("# F\n")
    (tmp_path / "content" / "community.yml").write_text(community)
    return tmp_path


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-f", str(project / "mkdocs.yml")])


def test_from_a_comment_there_to_the_page_here(
    project: Path, isso: Isso, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without GitHub and without a token. A member is joined to a name there once that name says so."""
    page = f"/{request.node.name}/"
    root = isso.write(page, "The **storks** are back <script>alert(1)</script>", "Ada <b>")
    isso.write(page, "And early.", "Bo", root)
    result = run(project, "sync")
    assert result.exit_code == 0, result.output
    assert "1 thread read, 1 changed, 1 of them new; 1 in the archive" in result.output
    assert "points" not in result.output
    assert verify_archive(project / "content") == []
    monkeypatch.chdir(project)
    built = run(project, "build")
    assert built.exit_code == 0, built.output
    printed = (project / "site" / "questions" / "spring" / "index.html").read_text()
    assert "The <strong>storks</strong> are back" in printed
    assert "<script>alert" not in printed
    assert "Ada &lt;b&gt;" in printed
    accounts = (project / "content" / ".discussions" / "journal" / "accounts.jsonl").read_text().splitlines()
    account = next(line for line in accounts if "Bo" in line).partition('"id":"')[2].partition('"')[0]
    members = project / "content" / "members"
    members.mkdir()
    (members / "bo.yml").write_text(f"name: Bo Larsen\naccounts: [github:77, {account}]\n")
    assert f"{account} is not proven to be theirs" in run(project, "check").output
    proof = isso.write(page, "I am github:77", "Bo")
    assert run(project, "sync", "--source", "journal", "-q").output == ""
    with (members / "bo.yml").open("a") as stream:
        stream.write(f"proofs: {{{account}: journal/1/{proof}}}\n")
    assert "not proven" not in run(project, "check").output
    run(project, "build")
    assert "Bo Larsen" in (project / "site" / "questions" / "spring" / "index.html").read_text()


def test_one_source_that_fails_costs_no_other(project: Path, isso: Isso, request: pytest.FixtureRequest) -> None:
    """Without a token for GitHub the feeds are mirrored all the same, and the run ends as one that failed."""
    isso.write(f"/{request.node.name}/", "Here all the same", "Ada")
    with (project / "content" / "community.yml").open("a") as stream:
        stream.write("repository: {owner: fernhill, name: community}\n")
    result = run(project, "sync")
    assert (result.exit_code, "set GITHUB_TOKEN" in result.output) == (1, True)
    assert "journal: 1 thread read, 1 changed" in result.output
    assert (project / "content" / ".discussions" / "journal" / "0" / "1.jsonl").exists()


def test_what_cannot_be_mirrored_is_said(project: Path, isso: Isso) -> None:
    """A source nobody knows, a thread of another's name, a name that is taken, a server that is not there."""
    unknown = run(project, "sync", "--source", "jornal")
    assert (unknown.exit_code, "There is no source jornal" in unknown.output) == (2, True)
    assert "names no repository" in run(project, "threads").output
    community = project / "content" / "community.yml"
    good = community.read_text()
    community.write_text(good.replace("journal/1", "jornal/1"))
    result = run(project, "sync")
    assert (result.exit_code, "jornal/1 is no thread of journal" in result.output) == (1, True)
    assert "jornal/1 is no thread of journal" in run(project, "check").output
    community.write_text(good.replace("  journal:", "  github:"))
    assert "github is the name of another source" in run(project, "check").output
    community.write_text(good.replace(isso.base, "http://127.0.0.1:9"))
    result = run(project, "sync")
    assert result.exit_code == 1
    assert "http://127.0.0.1:9/feed" in result.output
    assert "what is mirrored stays as it is" in result.output
