"""A question asked on GitHub becomes a page: synced, promoted, pushed, merged, built, and synced again."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from tests.conftest import Tree

from candor.cli import main

pytest.importorskip("graphql", reason="the test GitHub needs graphql-core")
from tests.github.forum import START, Discussion, DiscussionComment, Forum
from tests.github.schema import PUBLISHED
from tests.github.server import GitHub, serve

pytestmark = pytest.mark.skipif(
    not PUBLISHED.is_file() and not os.environ.get("CI"), reason="make test fetches GitHub's schema"
)

MKDOCS = """\
site_name: Fernhill
site_url: https://fernhill.example/
docs_dir: content
theme: {name: material, font: false}
plugins: [candor/questions: {cards: false}]
"""
SITE = {
    "mkdocs.yml": MKDOCS,
    "content/community.yml": "name: Fernhill\nrepository: {owner: fernhill, name: community}\n",
    "content/index.md": "# Fernhill\n",
    ".gitignore": "/.cache/\n/site/\n/content/.discussions/\n",
}
PAGE = "site/questions/how-do-i-move-the-hub/index.html"
QUESTION = "The boxes are packed, and the hub is still on the wall."
ANSWER = "Unplug it last, and plug it in first."
REMARK = "Label the leads before you start."


class Loop:
    """A community in a Git checkout, its bare origin, and the GitHub where its people talk."""

    def __init__(self, root: Path, github: GitHub) -> None:
        self.root, self.github = root, github
        self.discussion, self.answer, self.remark = ask(github.forum)

    def candor(self, *arguments: str) -> str:
        result = CliRunner().invoke(main, [*arguments, "-f", str(self.root / "mkdocs.yml")])
        assert result.exit_code == 0, result.output
        return result.output

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def mirror_and_build(self) -> str:
        """What a reader reads on the page, after a sync of the archive's branch and a build."""
        self.candor("sync", "--branch", "discussions")
        self.candor("build")
        article = HTMLParser((self.root / PAGE).read_text()).css_first("article.candor-post")
        assert article is not None
        return article.text(separator=" ")

    def merge(self, branch: str) -> None:
        """What a merged pull request does to main, and how it comes back here."""
        self.git("push", "--quiet", "origin", branch)
        self.git("switch", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", f"origin/{branch}", "-m", f"Merge {branch}")
        self.git("push", "--quiet", "origin", "main")

    def credit(self, login: str) -> list[tuple[str, str, int]]:
        """What somebody earned: the kind of each event, by whom, and hundredths of points."""
        who = account(self.github.forum, login)
        explained = json.loads(self.candor("standing", "explain", who, "--format", "json"))
        return [(each["kind"], each["by"], each["points"]) for each in explained["events"]]


def account(forum: Forum, login: str) -> str:
    return f"github:{forum.account(login).number_}"


def ask(forum: Forum) -> tuple[Discussion, DiscussionComment, DiscussionComment]:
    """Helen asks, Otto answers and is chosen, Priya adds a remark; two old accounts like the answer."""
    repository = forum.repository("fernhill/community")
    people = {name: forum.account(name) for name in ("helen", "otto", "priya", "jonas", "wen")}
    for each in people.values():
        each.created = START - timedelta(days=900)
    discussion = forum.open(repository, people["helen"], "How do I move the hub?", QUESTION)
    answer = forum.comment(discussion, people["otto"], ANSWER)
    remark = forum.comment(discussion, people["priya"], REMARK)
    forum.mark(answer, people["helen"])
    for name in ("jonas", "wen"):
        forum.react(answer, people[name], "THUMBS_UP")
    return discussion, answer, remark


@pytest.fixture
def loop(tree: Tree, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    root, origin = tree(SITE), tmp_path_factory.mktemp("origin") / "community.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(origin)], check=True)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Mara")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "1190442+mara@users.noreply.github.com")
    for name in ("GITHUB_TOKEN", "CANDOR_GITHUB_APP_ID", "CANDOR_ERASURE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANDOR_GITHUB_TOKEN", "ghp_of_a_test")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((START + timedelta(days=2)).timestamp())))
    github = GitHub(Forum())
    github.admit("ghp_of_a_test", "candor")
    with serve(github) as base:
        monkeypatch.setenv("CANDOR_GITHUB_URL", base)
        loop = Loop(root, github)
        for command in (
            "init --quiet --initial-branch=main",
            f"remote add origin {origin}",
            "add --all",
            "commit --quiet --message Begin",
            "push --quiet --set-upstream origin main",
        ):
            loop.git(*command.split())
        yield loop


def test_a_discussion_becomes_a_page_once_and_for_good(loop: Loop) -> None:
    """Its authors keep the credit, nothing is printed or scored twice, and what they change on GitHub afterwards
    does not flow in."""
    forum, number = loop.github.forum, loop.discussion.number
    loop.candor("sync", "--branch", "discussions")
    assert f"promote/{number}" in loop.candor("promote", str(number), "--answer")
    loop.merge(f"promote/{number}")
    trailers = loop.git("log", "--format=%(trailers:key=Co-authored-by,valueonly)", "main")
    for login in ("helen", "otto"):
        assert f"{forum.account(login).number_}+{login}@users.noreply.github.com" in trailers
    page = loop.mirror_and_build()
    assert [page.count(text) for text in (QUESTION, ANSWER, REMARK)] == [1, 1, 1], page
    credit = {login: loop.credit(login) for login in ("helen", "otto", "priya")}
    assert credit == {
        "helen": [],
        "otto": [
            ("merged", "(repository)", 500),
            ("accepted", account(forum, "helen"), 1500),
            ("reaction", account(forum, "jonas"), 200),
            ("reaction", account(forum, "wen"), 200),
        ],
        "priya": [],
    }

    forum.edit(loop.answer, "Buy a new one at my shop.")
    forum.edit(loop.discussion, "Never mind.")
    forum.edit(loop.remark, "Photograph the leads before you start.")
    page = loop.mirror_and_build()
    assert [page.count(text) for text in (QUESTION, ANSWER, "Photograph the leads")] == [1, 1, 1]
    assert not re.search("my shop|Never mind|Label the leads", page)
    assert {login: loop.credit(login) for login in credit} == credit
