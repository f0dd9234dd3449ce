"""``candor standing``, ``help-wanted``, ``insights`` and ``badges`` as they are run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import Tree

from candor.cli import main

POST = """---
title: {title}
kind: {kind}
author: {author}
at: {at}
{more}---
Words.
"""


def written(title: str, author: str, at: str, more: str = "", kind: str = "question") -> str:
    return POST.format(title=title, kind=kind, author=author, at=at, more=more)


WORLD = {
    "mkdocs.yml": "site_name: F\nsite_url: https://community.fernhill.example/\ndocs_dir: content\n"
    "theme: {name: material, font: false}\nplugins: [{candor/questions: {search: false}}]\n",
    "content/community.yml": "name: F\ntopics: {hub: {title: The hub}}\nroles: {staff: [mara]}\n"
    "repository: {host: git.fernhill.example, owner: fernhill, name: community}\n",
    "content/members/otto.yml": "name: Otto\naccounts: [github:1]\ncredentials: true\n",
    "content/members/mara.yml": "name: Mara\naccounts: [github:3]\n",
    "content/.discussions/github/accounts.jsonl": "".join(
        json.dumps({"created": "2020-01-01T00:00:00Z", "id": f"github:{n}", "login": f"login{n}", "type": "User"})
        + "\n"
        for n in range(1, 5)
    ),
    "content/questions/2026/move/index.md": written(
        "Move the hub", "github:2", "2026-01-02T00:00:00Z", "accepted: answers/otto.md\ntopics: [hub]\n"
    ),
    "content/questions/2026/move/answers/otto.md": "---\nauthor: otto\nat: 2026-01-03T00:00:00Z\n---\nLike this.\n",
    "content/questions/2026/open/index.md": written(
        "Is it open", "github:4", "2026-03-02T00:00:00Z", "topics: [hub]\n"
    ),
    "content/questions/2026/csv/index.md": written(
        "Readings as a file", "otto", "2026-02-01T00:00:00Z", "idea: {status: shipped}\n", "idea"
    ),
}


@pytest.fixture
def root(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tree(WORLD)
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")  # 2026-06-01
    return root


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result


def test_explain_shows_every_point(root: Path) -> None:
    said = run("standing", "explain", "otto").output
    assert said.startswith("otto: 22.5 points, no level yet\n")
    assert "accepted/move/answers/otto.md/github:2" in said
    assert "/questions/move/#answer-otto" in said
    assert "badge heard since 2026-02-01, 1 piece of evidence" in said


@pytest.mark.parametrize("name", ["otto", "github:1", "login1", "@LOGIN1"])
def test_a_member_has_several_names(root: Path, name: str) -> None:
    assert run("standing", "explain", name).output.startswith("otto: ")


def test_explain_at_a_day_knows_nothing_of_later_ones(root: Path) -> None:
    assert "otto: 20 points" in run("standing", "explain", "otto", "--at", "2026-01-31").output
    assert run("standing", "explain", "otto", "--at", "2025-12-31").output == "otto has earned no points.\n"


def test_explain_as_json_is_the_same(root: Path) -> None:
    found = json.loads(run("standing", "explain", "otto", "--format", "json").output)
    assert (found["member"], found["points"], found["badges"]) == ("otto", 2250, ["heard"])
    assert found["events"][-1]["total"] == 2250


def test_staff_and_strangers_are_told_so(root: Path) -> None:
    assert run("standing", "explain", "mara").output == "mara is staff: staff earn no points.\n"
    assert json.loads(run("standing", "explain", "mara", "--format", "json").output)["points"] == 0
    assert "nobody called nemo – a member's slug" in run("standing", "explain", "nemo", code=2).output
    assert 'did you mean "otto"?' in run("standing", "explain", "oto", code=2).output


def test_diff_says_who_gains_and_who_loses(root: Path) -> None:
    rules = root / "new.yml"
    rules.write_text("versions:\n  - since: 2027-01-01\n    points: {accepted: 1}\n    badges: {heard: 2}\n")
    said = run("standing", "diff", "--rules", str(rules)).output
    assert "22.5 → " in said
    assert "-heard" in said
    assert said.endswith("0 would gain, 1 would lose, 0 keep what they have.\n")
    found = json.loads(run("standing", "diff", "--rules", str(rules), "--format", "json").output)
    assert [change["badges_lost"] for change in found] == [["heard"]]


def test_diff_refuses_faulty_rules(root: Path) -> None:
    rules = root / "new.yml"
    rules.write_text("versions:\n  - since: 2027-01-01\n    badges: {herd: 2}\n")
    assert 'there is no badge "herd"' in run("standing", "diff", "--rules", str(rules), code=1).output


def test_verify_wants_a_site(root: Path) -> None:
    assert CliRunner().invoke(main, ["standing", "verify"]).exit_code == 1


def test_verify_accepts_the_site_and_finds_a_forged_point(root: Path) -> None:
    run("build", "-q")
    assert "0 differ" in run("standing", "verify").output
    page = root / "site/members/otto/index.html"
    page.write_text(page.read_text().replace("<td>15</td>", "<td>150</td>"))
    said = run("standing", "verify", code=1).output
    assert "differs: /members/otto/" in said
    (root / "site/standing/rules/index.html").unlink()
    assert "2 differ" in run("standing", "verify", code=1).output


def test_verify_names_an_adjustment_of_nothing(root: Path) -> None:
    path = root / "content/adjustments/2026/swap.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\nmember: otto\nevent: accepted/nothing\nbecause: A slip.\nreviewer: mara\n---\n")
    run("build", "-q")
    said = run("standing", "verify", code=1).output
    assert "content/adjustments/2026/swap.md: event: there is no event 'accepted/nothing'" in said
    path.write_text(path.read_text().replace("accepted/nothing", "accepted/move/answers/otto.md/github:2"))
    run("build", "-q")
    assert "0 differ" in run("standing", "verify").output
    assert "otto: 7.5 points" in run("standing", "explain", "otto").output


def test_help_wanted_lists_what_waits(root: Path) -> None:
    said = run("help-wanted").output
    assert "Is it open\n    /questions/open/" in said
    assert said[0] != "\n"
    assert "Your topics: hub" in run("help-wanted", "--member", "otto").output
    assert "Nothing waits" in run("help-wanted", "--member", "github:4").output
    found = json.loads(run("help-wanted", "--format", "json").output)
    assert [link["url"] for link in found["Questions without an answer"]] == ["questions/open/"]


def test_insights_as_text_and_json(root: Path) -> None:
    assert "Questions: 2, 50% answered" in run("insights").output
    found = json.loads(run("insights", "--format", "json").output)
    assert found["questions"] == 2
    assert "github" not in json.dumps({name: value for name, value in found.items() if "tie" in name})


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Otto", "-c", "user.email=otto@fernhill.example"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def test_badges_from_the_key_to_the_revocation(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "key.pem"
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    for place in ("content/key.pem", "key.pem"):
        assert "must not lie in the project" in run("badges", "keygen", "--out", place, code=2).output
    assert run("badges", "verify").output.startswith("Nothing was signed yet")
    run("badges", "keygen", "--out", str(secret))
    assert secret.stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in (root / "content/credentials/key.json").read_text()
    assert "issued   otto/heard" in run("badges", "issue", "--key", str(secret)).output
    assert "1 checked, 0 do not hold." in run("badges", "verify").output
    token = root / "content/credentials/otto/heard.jwt"
    run("build", "-q")
    assert (root / "site/credentials/otto/heard.jwt").read_bytes() == token.read_bytes()
    assert (root / "site/credentials/status.jwt").is_file()
    run("badges", "revoke", "otto", "heard", "--because", "A mistake.", "--key", str(secret))
    assert "revoked" in run("badges", "verify").output
    assert "FAILS" in run("badges", "verify", str(token), code=1).output
    assert "No key" in run("badges", "issue", code=2).output
