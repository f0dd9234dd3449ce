"""Every kind of event from what people really do: on a GitHub, in Git and in records, through sync and readers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree

from candor.cli import main
from candor.model.standing import EventKind
from candor.sources.check import read_content
from candor.standing.contributions import accepted_answer
from candor.standing.events import READERS, REPOSITORY, Event, gather_events

pytest.importorskip("graphql", reason="the test GitHub needs graphql-core")
from tests.github.forum import Forum
from tests.github.schema import PUBLISHED
from tests.github.server import GitHub, serve

pytestmark = pytest.mark.skipif(
    not PUBLISHED.is_file() and not os.environ.get("CI"), reason="make test fetches GitHub's schema"
)

TOKEN = "ghp_everything"
BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
MOVE, CSV = "content/questions/2026/move", "content/questions/2026/csv"
OTTO, ANN, BEA, CYD, DAN, MARA = "otto", "ann", "bea", "cyd", "dan", "mara"
NUMBERS = {OTTO: 1, ANN: 2, BEA: 3, CYD: 4, DAN: 5, MARA: 6}

WORLD = {
    "mkdocs.yml": "site_name: F\nsite_url: https://community.fernhill.example/\ndocs_dir: content\n"
    "theme: {name: material, font: false}\nplugins: [{candor/questions: {search: false}}]\n",
    "content/community.yml": "name: F\ntopics: {hub: {title: The hub}}\nroles: {staff: [mara]}\n"
    "repository: {host: github.com, owner: fernhill, name: community}\n",
    **{f"content/members/{name}.yml": f"name: {name.title()}\naccounts: [github:{n}]\n" for name, n in NUMBERS.items()},
    f"{MOVE}/index.md": "---\ntitle: Move the hub\nauthor: ann\nat: 2026-01-02T00:00:00Z\ndiscussion: 1\n"
    "topics: [hub]\n---\nHow?\n",
    f"{MOVE}/answers/otto.md": "---\nauthor: otto\nat: 2026-01-03T00:00:00Z\n"
    "verified: {by: bea, at: 2026-02-03T00:00:00Z}\n---\nLike this.\n",
    f"{CSV}/index.md": "---\ntitle: Readings as a file\nkind: idea\nauthor: dan\nat: 2026-01-04T00:00:00Z\n"
    "idea: {status: shipped}\n---\nPlease.\n",
    "content/promises/2026/line.md": "---\ntext: A phone line.\nowner: mara\nat: 2026-01-05T00:00:00Z\n"
    "due_at: 2026-05-01T00:00:00Z\n---\n",
    "content/promises/2026/line/20260420T0900Z-kept.md": "---\nat: 2026-04-20T09:00:00Z\nturn: kept\n"
    "evidence: [https://fernhill.example/line]\nauthor: cyd\n---\n",
}


def commit(root: Path, who: str, message: str, on: int) -> None:
    """Commits everything as `who`, `on` days after the first."""
    at = f"{BEGIN + timedelta(days=on):%Y-%m-%dT%H:%M:%SZ}"
    mail = f"{NUMBERS[who]}+{who}@users.noreply.github.com"
    environment = os.environ | {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    for arguments in (["add", "--all", "--", ".", ":!content/.discussions"], ["commit", "-qm", message]):
        subprocess.run(
            ["git", "-c", f"user.name={who}", "-c", f"user.email={mail}", *arguments],
            cwd=root, check=True, capture_output=True, env=environment,
        )  # fmt: skip


@pytest.fixture
def root(tree: Tree) -> Path:
    """The repository: Cyd corrects Otto's answer and names Bea's help; his note on Dan's idea is taken back."""
    root = tree(WORLD)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    commit(root, OTTO, "Begin", 0)
    answer = root / MOVE / "answers/otto.md"
    answer.write_text(answer.read_text() + "\nUnplug it first.\n")
    commit(root, CYD, f"Say to unplug it\n\nCo-authored-by: Bea <{NUMBERS[BEA]}+bea@users.noreply.github.com>", 1)
    post = root / CSV / "index.md"
    kept = post.read_text()
    post.write_text(kept + "\nBuy my hub.\n")
    commit(root, OTTO, "Add a note", 2)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True).stdout
    post.write_text(kept)
    commit(root, MARA, f'Revert "Add a note"\n\nThis reverts commit {head.strip()}.', 3)
    return root


@pytest.fixture
def synced(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same with its discussion mirrored: an answer chosen, a heart, an objection, an upvote, spam, a review."""
    forum = Forum()
    repository = forum.repository("fernhill/community")
    people = {name: forum.account(name, number=number) for name, number in NUMBERS.items()}
    for account in people.values():
        account.created = datetime(2015, 1, 1, tzinfo=UTC)
    discussion = forum.open(repository, people[ANN], "Move the hub")
    best = forum.comment(discussion, people[DAN], "Lift it.")
    worst = forum.comment(discussion, people[CYD], "Throw it away.")
    spam = forum.comment(discussion, people[OTTO], "Buy hubs!")
    forum.react(best, people[BEA], "HEART")
    forum.react(worst, people[BEA], "THUMBS_DOWN")
    forum.upvote(best, people[OTTO])
    forum.minimize(spam, "SPAM")
    forum.mark(best, people[ANN])
    pull = forum.propose(repository, [f"{MOVE}/answers/otto.md"])
    forum.review(pull, people[BEA], "APPROVED")
    forum.end(pull)
    github = GitHub(forum)
    github.admit(TOKEN, "candor")
    for name in ("GITHUB_TOKEN", "CANDOR_GITHUB_APP_ID", "CANDOR_ERASURE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANDOR_GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
    with serve(github) as base:
        monkeypatch.setenv("CANDOR_GITHUB_URL", base)
        run(root, "sync")
        yield root


def run(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, [*arguments, "-f", str(root / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
    return done.output


def events_of(root: Path) -> list[Event]:
    corpus, problems = read_content(root / "content", NOW)
    assert not problems
    return gather_events(corpus, {post.slug: accepted_answer(post) for post in corpus.posts})


def test_every_kind_of_event_comes_from_what_people_do(synced: Path) -> None:
    """Who did what for whom, of every kind there is."""
    names = {f"github:{number}": name for name, number in NUMBERS.items()}
    found = {
        (event.kind, names.get(event.actor, event.actor), names.get(event.member, event.member))
        for event in events_of(synced)
    }
    assert found == {
        (EventKind.ACCEPTED, ANN, DAN),
        (EventKind.REACTION, BEA, DAN),
        (EventKind.UPVOTES, READERS, DAN),
        (EventKind.OBJECTION, BEA, CYD),
        (EventKind.MINIMIZED, REPOSITORY, OTTO),
        (EventKind.MERGED, BEA, OTTO),
        (EventKind.VERIFIED, BEA, OTTO),
        (EventKind.REVIEWED, REPOSITORY, BEA),
        (EventKind.CORRECTED, REPOSITORY, CYD),
        (EventKind.CO_AUTHORED, REPOSITORY, BEA),
        (EventKind.REVERTED, REPOSITORY, OTTO),
        (EventKind.SHIPPED, REPOSITORY, DAN),
        (EventKind.HELPED, REPOSITORY, CYD),
    }
    assert {kind for kind, _, _ in found} == set(EventKind)


def test_every_event_is_on_the_site_where_its_link_says(synced: Path) -> None:
    """The witness of each event that has a page is that page, and where it names a place on it, that place."""
    run(synced, "build", "-q")
    placed = [event for event in events_of(synced) if event.place]
    assert {event.kind for event in placed} == set(EventKind) - {EventKind.REVIEWED}
    for event in placed:
        url, _, anchor = event.place.partition("#")
        page = LexborHTMLParser((synced / "site" / url / "index.html").read_bytes())
        assert not anchor or page.css_first(f"[id='{anchor}']") is not None, event.place
    told = run(synced, "standing", "explain", "dan")
    for event in placed:
        if event.member == f"github:{NUMBERS[DAN]}":
            assert event.id in told
    assert "0 differ" in run(synced, "standing", "verify")
