"""``candor apology lint`` as somebody who writes an apology meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from candor.cli import main

INCIDENT = """\
---
title: Orders from Leeds arrive late
category: delivery
impact: major
violation: integrity
---
"""
APOLOGY = """\
---
at: 2026-03-20T16:00:00Z
speaker: {member: mara, role: Customer care}
listened_to: [github/140]
waive: {shrinking: the word is the customers' own}
---
On 17 March 2026 we lost 40 parcels, because we had not counted them.

It was an inconvenience. We are sorry that we lost them. Mistakes were made.
"""
PLACE = "content/incidents/2026/2026-03-18-orders-late/apology.md"


@pytest.fixture
def lint(tree: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    root = tree(
        {
            "mkdocs.yml": "site_name: T\ndocs_dir: content\n",
            "content/community.yml": "name: Fernhill\nroles: {staff: [mara]}\n",
            "content/members/mara.yml": "name: Mara\naccounts: [github:1]\n",
            PLACE.replace("apology", "index"): INCIDENT,
            PLACE: APOLOGY,
            "letter.txt": "We are sorry you feel that way.\n",
        }
    )
    monkeypatch.chdir(root)
    return lambda *arguments, **kw: CliRunner().invoke(main, ["apology", "lint", *arguments], **kw)


def test_every_apology_of_the_community_is_judged_with_its_records(lint: Callable[..., Result]) -> None:
    """Missing remedies and promises are errors of the whole file; a waived finding is a note with its reason."""
    done = lint()
    assert done.exit_code == 1
    assert f"{PLACE}: repair: no remedy is committed" in done.output
    assert f"{PLACE}:9: agentless: the fault has no doer" in done.output
    assert f"note: {PLACE}:9: shrinking" in done.output
    assert "the word is the customers' own" in done.output
    assert "✓ listened        in the records" in done.output
    assert "✓ what happened   line 7" in done.output


def test_a_text_without_a_record_is_judged_by_its_words(lint: Callable[..., Result]) -> None:
    """From a file or from standard input, and nothing is said of records."""
    named = lint("letter.txt")
    assert named.exit_code == 1
    assert "letter.txt:1: feelings:" in named.output
    assert "repair" not in named.output
    typed = lint("-", input="On 2 May 2026 we lost 3 parcels because we were late. We are sorry that we lost them.\n")
    assert typed.exit_code == 0, typed.output
    assert "No faults found." in typed.output


def test_machines_get_one_json_array(lint: Callable[..., Result]) -> None:
    """With the rule as the field, and the line in the file."""
    found = json.loads(lint(PLACE, "--format", "json").output)
    assert {"repair", "change", "agentless", "shrinking"} == {problem["field"] for problem in found}


def test_a_file_that_is_no_apology_is_named(lint: Callable[..., Result]) -> None:
    """What is missing, and what has a record but belongs to no incident."""
    assert "There is no file nope.md" in lint("nope.md").output
    refused = lint(PLACE.replace("apology", "index"))
    assert refused.exit_code == 2
    assert "no readable apology" in refused.output


def test_a_community_without_apologies_is_told_how_to_write_one(lint: Callable[..., Result]) -> None:
    """And nothing has failed."""
    Path(PLACE).unlink()
    done = lint()
    assert done.exit_code == 0
    assert "There is no apology yet" in done.output
