"""The workflows: equal copies, pinned, least permission, and every line they run is run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

BIN = Path(sys.executable).parent
NAMES = ["badges.yml", "bridge.yml", "escalate.yml", "publish.yml", "sync.yml", "validate.yml"]
BUILDING = ["publish.yml", "validate.yml"]
BRANCH_COMMENT = "Only the archive branch holds this sentence."


def load_workflow(root: Path, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load((root / "workflows" / name).read_text(encoding="utf-8"))
    return loaded


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", ())


def run_lines(root: Path, name: str) -> list[dict[str, Any]]:
    return [step for step in steps(load_workflow(root, name)) if "run" in step]


def test_workflows_are_copied_byte_for_byte(root: Path) -> None:
    """GitHub reads .github/workflows; workflows/ is where people look. They never differ."""
    ours = {path.name: path.read_bytes() for path in (root / "workflows").iterdir()}
    theirs = {path.name: path.read_bytes() for path in (root / ".github" / "workflows").iterdir()}
    assert sorted(ours) == NAMES
    assert ours == theirs


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_official_and_pinned_to_a_commit(root: Path, name: str) -> None:
    """A tag can be moved by whoever owns it; a commit cannot. The comment says which version it is."""
    text = (root / "workflows" / name).read_text(encoding="utf-8")
    uses = [line.strip() for line in text.splitlines() if "uses:" in line]
    assert uses
    for line in uses:
        ours = line == "uses: $/.github/workflows/publish.yml"
        assert ours or re.fullmatch(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_pin(root: Path) -> None:
    """Two workflows that use one action use the same commit of it."""
    pins = {step["uses"] for name in NAMES for step in steps(load_workflow(root, name)) if "uses" in step}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


def test_validation_of_strangers_proposals_can_only_read(root: Path) -> None:
    """A pull request's code runs without secrets, without a token that may write, in a fresh checkout."""
    workflow = load_workflow(root, "validate.yml")
    assert list(workflow["on"]) == ["pull_request"]
    assert workflow["permissions"] == {}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]
    assert "secrets" not in (root / "workflows" / "validate.yml").read_text(encoding="utf-8")


def test_only_the_job_that_publishes_may_publish(root: Path) -> None:
    """The job that runs the project's code cannot write anywhere."""
    workflow = load_workflow(root, "publish.yml")
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert workflow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert all("run" not in step for step in workflow["jobs"]["deploy"]["steps"])


@pytest.mark.parametrize("name", NAMES)
def test_checkouts_bring_the_history_and_leave_no_credentials(root: Path, name: str) -> None:
    """Dates come from history, so all of it is fetched; the token does not stay on disk."""
    checkouts = [s for s in steps(load_workflow(root, name)) if s.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"] for step in checkouts] == [{"fetch-depth": 0, "persist-credentials": False}]


@pytest.mark.parametrize("name", NAMES)
def test_run_is_one_line_that_no_outsider_can_write_into(root: Path, name: str) -> None:
    """Nothing is interpolated into a command: a branch name or a title is never part of a script."""
    lines = [step["run"] for step in run_lines(root, name)]
    assert lines
    for line in lines:
        assert "\n" not in line
        assert "${{" not in line


@pytest.mark.parametrize("name", NAMES)
def test_every_job_ends(root: Path, name: str) -> None:
    """A job that hangs is stopped within half an hour."""
    for job in load_workflow(root, name)["jobs"].values():
        assert "uses" in job or job["timeout-minutes"] <= 30


@pytest.mark.parametrize(
    "command",
    [
        ["zizmor", "--offline", "--quiet", "--no-progress", "--persona=auditor", "--strict-collection"],
        ["actionlint"],
    ],
    ids=lambda command: command[0],
)
def test_linters_find_nothing(root: Path, command: list[str]) -> None:
    """zizmor (security, at its strictest) and actionlint (form) have no finding."""
    files = [str(root / "workflows" / name) for name in NAMES]
    found = subprocess.run([str(BIN / command[0]), *command[1:], *files], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.fixture
def checkout(tmp_path: Path, scratch: Callable[[str], Path]) -> Callable[[bool], Path]:
    """A clone of the project as actions/checkout makes it, with or without an archive branch at the origin."""

    def clone(with_archive: bool) -> Path:
        origin = scratch("origin")
        git(origin, "init", "--quiet", "--initial-branch=main")
        git(origin, "add", "--all")
        git(origin, "commit", "--quiet", "--message=All of it")
        if with_archive:
            archive = tmp_path / "archive"
            shutil.copytree(origin / "content" / ".discussions", archive)
            thread = archive / "github" / "0" / "131.jsonl"
            changed = thread.read_text(encoding="utf-8").replace("That was it.", BRANCH_COMMENT)
            assert BRANCH_COMMENT in changed
            thread.write_text(changed, encoding="utf-8")
            git(archive, "init", "--quiet", "--initial-branch=discussions")
            git(archive, "add", "--all")
            git(archive, "commit", "--quiet", "--message=The archive")
            git(archive, "push", "--quiet", str(origin), "discussions")
        git(tmp_path, "clone", "--quiet", str(origin), "checkout")
        return tmp_path / "checkout"

    return clone


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The environment in which Actions runs a line: a fresh Python first on the path, no index to download from.

    The fresh Python sees the packages of the one that runs the tests (not the project itself, which
    is installed there by a .pth file that counts only in its own environment), so that installing
    needs no network and the line itself runs as it stands.
    """
    home = tmp_path / "python"
    venv.create(home, with_pip=True, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    (site / "packages-of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REF": "refs/pull/7/merge",
        "RUNNER_TEMP": str(tmp_path),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
    }


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=583231+ottobrandt@users.noreply.git.fernhill.example"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def run_step(step: dict[str, Any], folder: Path, environment: dict[str, str]) -> str:
    """What the step prints, run by the shell that Actions uses; fails with it."""
    known = {
        "${{ steps.pages.outputs.base_url }}": BASE,
        "${{ github.token }}": TOKEN,
        "${{ secrets.CANDOR_ERASURE_KEY }}": "",
    }
    given = step.get("env", {})
    for name, value in known.items():
        given = {key: text.replace(name, value) for key, text in given.items()}
    assert "${{" not in "".join(given.values())
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**environment, **given},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, f"{step['run']}\n{done.stdout}\n{done.stderr}"
    return done.stdout


BASE = "https://members.github.example/community"
TOKEN = "ghs_workflow"


@pytest.mark.parametrize("name", BUILDING)
def test_every_line_runs(root: Path, name: str, checkout: Callable[[bool], Path], runner: dict[str, str]) -> None:
    """Each `run:` line works, one after the other, in a checkout; the site holds the archive branch's words."""
    folder = checkout(True)
    for step in run_lines(root, name):
        run_step(step, folder, runner)
    post = (folder / "site" / "questions" / "solar-export-reads-zero" / "index.html").read_text(encoding="utf-8")
    assert BRANCH_COMMENT in post
    if name == "publish.yml":
        assert f'href="{BASE}/questions/solar-export-reads-zero/"' in post
        german = (folder / "site/de/questions/solar-export-reads-zero/index.html").read_text(encoding="utf-8")
        assert BRANCH_COMMENT in german
        assert f'href="{BASE}/de/questions/solar-export-reads-zero/"' in german


@pytest.mark.parametrize("name", BUILDING)
def test_without_an_archive_branch_the_tree_stays_as_it_is(
    root: Path, name: str, checkout: Callable[[bool], Path], runner: dict[str, str]
) -> None:
    """A young community has no archive yet; laying it in place is then no error and touches nothing."""
    folder = checkout(False)
    [step] = [step for step in run_lines(root, name) if "archive" in step["run"]]
    run_step(step, folder, runner)
    assert not subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True).stdout


def test_the_mirroring_job_may_do_no_more_than_it_needs(root: Path) -> None:
    """It writes the repository's contents, reads discussions and reviews, and no job is given more than it uses."""
    jobs = load_workflow(root, "sync.yml")["jobs"]
    wanted = {"contents": "write", "discussions": "read", "pull-requests": "read"}
    assert jobs["mirror"]["permissions"] == wanted
    assert load_workflow(root, "sync.yml")["permissions"] == {}
    assert jobs["publish"]["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert load_workflow(root, "sync.yml")["concurrency"] == {"group": "sync", "cancel-in-progress": False}


def test_the_mirroring_line_runs_with_published_payloads(
    root: Path, checkout: Callable[[bool], Path], runner: dict[str, str], tmp_path: Path
) -> None:
    """Its lines work in a checkout, whatever event woke them: the archive's branch is made, then grows, and later steps
    are told whether there is anything to publish."""
    pytest.importorskip("graphql", reason="the test GitHub needs graphql-core")
    from tests.github.forum import Forum
    from tests.github.schema import PUBLISHED
    from tests.github.seed import seed_forum
    from tests.github.server import GitHub, serve

    if not PUBLISHED.is_file():
        pytest.skip("make test fetches what GitHub publishes")
    index = PUBLISHED.parents[1] / "webhooks-examples" / "api.github.com" / "index.json"
    events = {each["name"]: each["examples"] for each in json.loads(index.read_text(encoding="utf-8"))}
    folder = checkout(False)
    forum = Forum(lambda: datetime.now(UTC).replace(microsecond=0))
    repository = seed_forum(forum, "fernhill/community", root / "content")
    github = GitHub(forum)
    github.admit(TOKEN, "github-actions[bot]", limit=1000)
    install, mirror = run_lines(root, "sync.yml")
    run_step(install, folder, runner)
    output, event = tmp_path / "output", tmp_path / "event.json"
    environment = {**runner, "GITHUB_OUTPUT": str(output), "GITHUB_EVENT_PATH": str(event)}
    told = []
    with serve(github) as base:
        environment["CANDOR_GITHUB_URL"] = base
        for payload in (events["discussion"][0], events["discussion_comment"][2], {"schedule": "11,41 * * * *"}):
            event.write_text(json.dumps(payload), encoding="utf-8")
            run_step(mirror, folder, environment)
            told.append(output.read_text(encoding="utf-8").splitlines()[-1])
            if len(told) == 2:
                forum.comment(repository.discussions[0], forum.account("newcomer"), "Is anybody there?")
    assert told == ["changed=true", "changed=false", "changed=true"]
    origin = tmp_path / "checkout"
    commits = subprocess.run(
        ["git", "log", "--format=%s", "refs/remotes/origin/discussions"], cwd=origin, capture_output=True, text=True
    ).stdout.splitlines()
    assert commits == ["Mirror the discussions"] * 3
    assert not subprocess.run(["git", "diff", "--cached", "--stat"], cwd=origin, capture_output=True).stdout


GH = """\
#!/bin/bash
printf '%s\\n' "$@" >> "$RUNNER_TEMP/gh.log"
"""

HOSTILE = "`$(touch pwned)`; touch pwned; \"'@everyone ${{ github.token }} <script>"


@pytest.fixture
def runs(checkout: Callable[[bool], Path], tmp_path: Path) -> Callable[..., tuple[Path, str]]:
    """Runs every line of a workflow but the installing ones, as Actions does, with a `gh` that only writes down what
    it is asked. Gives the checkout and that log."""
    folder = checkout(False)
    git(folder, "-C", str(tmp_path / "origin"), "config", "receive.denyCurrentBranch", "ignore")
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "gh").write_text(GH, encoding="utf-8")
    (commands / "gh").chmod(0o755)
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    path = f"{commands}{os.pathsep}{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**kept, "PATH": path, "CI": "true", "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(tmp_path)}

    def run(root: Path, name: str, **given: str) -> tuple[Path, str]:
        log = tmp_path / "gh.log"
        log.write_text("", encoding="utf-8")
        for step in run_lines(root, name):
            if "pip install" in step["run"]:
                continue
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=folder,
                env={**environment, **given},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, f"{step['run']}\n{done.stdout}\n{done.stderr}"
        return folder, log.read_text(encoding="utf-8")

    return run


def comment_event(tmp_path: Path, body: str, number: int, user: int) -> str:
    """GitHub's `discussion_comment` event, in the fields that it really has."""
    person = {"login": "Codertocat", "id": user, "node_id": "MDQ6VXNlcjIxMDMxMDY3", "type": "User", "site_admin": False}
    event = {
        "action": "created",
        "comment": {
            "id": 544078, "node_id": "MDE3OkRpc2N1c3Npb25Db21tZW50NTQ0MDc4", "parent_id": None, "body": body,
            "html_url": f"https://github.com/octo-org/octo-repo/discussions/{number}#discussioncomment-544078",
            "child_comment_count": 0, "author_association": "COLLABORATOR", "user": person,
            "created_at": "2026-09-30T14:16:31Z", "updated_at": "2026-09-30T14:16:31Z",
        },
        "discussion": {
            "number": number, "title": HOSTILE, "node_id": "MDEwOkRpc2N1c3Npb24zMjk3NDQy", "user": person,
            "category": {"name": "General", "slug": "general", "is_answerable": False}, "state": "open",
            "html_url": f"https://github.com/octo-org/octo-repo/discussions/{number}", "body": HOSTILE,
        },
        "repository": {"full_name": "octo-org/octo-repo", "private": False},
        "sender": person,
    }  # fmt: skip
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    return str(path)


MARA, STRANGER = 1190442, 666


def test_a_comment_becomes_a_commit_and_an_answer(
    root: Path, runs: Callable[..., tuple[Path, str]], tmp_path: Path
) -> None:
    """`/ack` by somebody on duty: the record is on main, the site is asked for, the thread is answered. Hostile words
    in title and text stay words."""
    event = comment_event(tmp_path, f"/ack api major next=45m Cards fail {HOSTILE}", 200, MARA)
    folder, log = runs(
        root, "bridge.yml", GITHUB_EVENT_PATH=event, GITHUB_EVENT_NAME="discussion_comment", DISCUSSION="D_1"
    )
    shown = subprocess.run(
        ["git", "log", "-1", "--format=%an", "--name-only", "origin/main"], cwd=folder, capture_output=True, text=True
    ).stdout.split()
    assert shown[:2] == ["candor", "bridge"]
    assert sum(name.endswith("-investigating.md") for name in shown) == 1
    assert sum(name.endswith("/index.md") for name in shown) == 1
    assert len(shown) == 4
    assert "workflow\nrun\npublish.yml" in log
    assert "addDiscussionComment" in log
    assert not list(folder.rglob("pwned"))
    reply = (tmp_path / "reply.md").read_text(encoding="utf-8")
    assert "Published with the next build, at" in reply
    assert "@everyone" not in reply


def test_what_may_not_be_said_changes_nothing(
    root: Path, runs: Callable[..., tuple[Path, str]], tmp_path: Path
) -> None:
    """Without the role, with a slip of the finger, without a time for the next update: an answer at most."""
    for body, user, answered in (
        ("/ack api major next=45m Cards fail", STRANGER, True),
        ("/update Still looking", MARA, True),
        ("Nice weather", MARA, False),
    ):
        event = comment_event(tmp_path, body, 200, user)
        folder, log = runs(root, "bridge.yml", GITHUB_EVENT_PATH=event, DISCUSSION="D_1")
        changed = subprocess.run(["git", "status", "--porcelain", "--", "content"], cwd=folder, capture_output=True)
        assert changed.stdout == b""
        assert ("addDiscussionComment" in log) == answered, body
        assert "publish.yml" not in log


def test_escalation_runs_as_it_stands(root: Path, runs: Callable[..., tuple[Path, str]]) -> None:
    """Without its secrets it says what is missing and does no harm."""
    assert runs(root, "escalate.yml", SOURCE_DATE_EPOCH="1792600000")[1] == ""


def test_badges_are_signed_where_there_is_a_key(
    root: Path, runs: Callable[..., tuple[Path, str]], tmp_path: Path
) -> None:
    """Without the secret nothing happens; with it what members asked for is on main, once, and published."""
    origin = tmp_path / "origin"

    def tip() -> str:
        return subprocess.run(
            ["git", "log", "-1", "--format=%an", "--name-only", "main"], cwd=origin, capture_output=True, text=True
        ).stdout

    before = tip()
    folder, log = runs(root, "badges.yml", CANDOR_BADGE_KEY="")
    assert (tip(), log) == (before, "")
    key = tmp_path / "badge-key.pem"
    subprocess.run([str(BIN / "candor"), "badges", "keygen", "--out", str(key)], cwd=folder, check=True)
    git(folder, "add", "content/credentials")
    git(folder, "commit", "--quiet", "--message=Make a key")
    _, log = runs(root, "badges.yml", CANDOR_BADGE_KEY=key.read_text(encoding="utf-8"))
    who, *names = tip().split("\n")
    assert who == "candor badges"
    assert "content/credentials/status.jwt" in names
    assert any(re.fullmatch(r"content/credentials/otto/[a-z-]+\.jwt", name) for name in names)
    assert "workflow\nrun\npublish.yml" in log
    signed = tip()
    _, log = runs(root, "badges.yml", CANDOR_BADGE_KEY=key.read_text(encoding="utf-8"))
    assert (tip(), log) == (signed, "")
    checked = subprocess.run([str(BIN / "candor"), "badges", "verify"], cwd=folder, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
