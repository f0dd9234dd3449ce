"""Events as hints: the payloads that GitHub publishes, and what is believed of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.federation.convergence import World, threads
from tests.github.schema import PUBLISHED
from tests.github.wire import PLACE, wired

from candor.federation.archive import open_archive
from candor.federation.github.events import read_hints
from candor.federation.github.forum import GitHubForum
from candor.federation.sync import Options, sync_source
from candor.model.records import Repository


def payloads() -> list[dict[str, Any]]:
    """Every published payload of an event about a discussion; none before GitHub's packages are fetched."""
    index = PUBLISHED.parents[1] / "webhooks-examples" / "api.github.com" / "index.json"
    if not index.is_file():
        return []
    events = json.loads(index.read_text(encoding="utf-8"))
    return [each for event in events if event["name"].startswith("discussion") for each in event["examples"]]


def test_all_published_payloads_are_tried() -> None:
    """Fifteen about discussions, four about their comments."""
    assert len(payloads()) == 19


@pytest.mark.parametrize("payload", payloads(), ids=lambda each: f"{each['action']}-{each['discussion']['number']}")
def test_a_payload_brings_its_thread(tmp_path: Path, payload: dict[str, Any]) -> None:
    """Each published payload, as it stands, has its discussion read first, as GitHub holds it and not as it says."""
    owner, _, name = payload["repository"]["full_name"].partition("/")
    place = Repository(owner=owner, name=name)
    world = World(tmp_path / "world")
    forum = world.github.forum
    repository = forum.repository(f"{owner}/{name}")
    number = payload["discussion"]["number"]
    for other in range(1, 4):
        forum.open(repository, forum.account("otto"), f"Another {other}", number=1000 + other)
    discussion = forum.open(repository, forum.account("otto"), "As GitHub holds it", number=number)
    forum.comment(discussion, forum.account("priya"), "The truth.")
    event = tmp_path / "event.json"
    event.write_text(json.dumps(payload), encoding="utf-8")

    hints = read_hints(event, place)
    assert hints == (number,)
    with open_archive(tmp_path / "mirror" / "content", "github", tmp_path) as archive:
        sync_source(GitHubForum(wired(world.github), place), archive, world.ledger, world.now, Options(hints=hints))
    first = next(variables for query, variables in world.github.log if query == "Threads")
    assert first["ids"][0] == discussion.id
    mirrored = threads(tmp_path / "mirror")[number]
    assert mirrored.header.title == "As GitHub holds it"
    assert [comment.body for comment in mirrored.comments] == ["The truth."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"discussion": 5, "repository": {"full_name": "fernhill/community"}}',
        '{"discussion": {"number": "5"}, "repository": {"full_name": "fernhill/community"}}',
        '{"discussion": {"number": -5}, "repository": {"full_name": "fernhill/community"}}',
        '{"discussion": {"number": 5}, "repository": {"full_name": "fernhill/elsewhere"}}',
        '{"discussion": {"number": 5}}',
        '{"schedule": "5 * * * *", "repository": {"full_name": "fernhill/community"}}',
    ],
)
def test_an_event_that_names_nothing_here_is_no_hint(tmp_path: Path, text: str) -> None:
    """Broken, forged, or about something else: the run goes on without it."""
    event = tmp_path / "event.json"
    event.write_text(text, encoding="utf-8")
    assert read_hints(event, PLACE) == ()
    assert read_hints(tmp_path / "missing.json", PLACE) == ()


def test_a_forged_event_changes_nothing(tmp_path: Path) -> None:
    """It can make a thread be read, or one be looked for that is not there, and nothing else."""
    world = World(tmp_path / "world")
    forum = world.github.forum
    forum.open(world.history.repository, forum.account("otto"), "A question")
    with open_archive(tmp_path / "mirror" / "content", "github", tmp_path) as archive:
        source = GitHubForum(wired(world.github), PLACE)
        sync_source(source, archive, world.ledger, world.now)
        before = threads(tmp_path / "mirror")
        summary = sync_source(source, archive, world.ledger, world.now, Options(hints=(1, 77)))
    assert summary.changed == summary.vanished == []
    assert threads(tmp_path / "mirror") == before
