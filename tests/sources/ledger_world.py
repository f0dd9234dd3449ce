"""One incident told to its end, a maintenance, promises, a remedy, a drill, a plan: as literal files."""

# ruff: noqa: E501 - the lines of literal files
from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from candor.errors import Diagnostic
from candor.model.corpus import Corpus
from candor.sources.archive import load_accounts
from candor.sources.corpus import assemble_corpus, load_community, load_members, load_settings
from candor.sources.history import start_history
from candor.sources.ledger import load_ledger
from candor.sources.posts import load_post
from candor.sources.tree import scan_content
from candor.sources.witness import default_branch, witness_ledger

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATE = "content/incidents/2026/2026-03-18-orders-late"
SECOND = f"{LATE}/updates/20260318T0325Z-identified.md"

COMMUNITY = """\
name: Fernhill
components:
  api: {title: Cloud API, group: Service}
  app: {title: Phone app, group: Service}
roles: {staff: [mara, devi], incident: [mara]}
clocks: {acknowledge: 60m, next_update: {critical: 30m, major: 30m, minor: 60m, monitoring: 24h}, reply: 24h}
"""

LEDGER: Mapping[str, str] = {
    "content/community.yml": COMMUNITY,
    "content/members/mara.yml": "name: Mara Lindqvist\naccounts: [github:1]\nrole_text: Customer care\n",
    "content/members/devi.yml": "name: Devi Nair\naccounts: [github:2]\n",
    "content/members/otto.yml": "name: Otto Brandt\naccounts: [github:3]\n",
    "content/questions/2026/late/index.md": (
        "---\ntitle: Where is my order?\nkind: complaint\nauthor: github:3\nat: 2026-03-18T02:40:00Z\n---\nStill not here.\n"
    ),
    f"{LATE}/index.md": """\
---
title: Orders from Leeds arrive late
category: delivery
impact: major
violation: competence
began_at: {at: 2026-03-17T22:40:00Z, precision: estimated, source: carrier scan gap}
detected_at: 2026-03-18T02:50:00Z
reported_by: customer
components: [{id: api, status: partial_outage}]
affected: {who: orders placed 15–17 March, count: 1840, basis: order system}
roles: {commander: mara, liaison: mara, approver: mara}
threads: [github/140]
say: Orders are late, not lost. We know of all of them.
---
Orders that left Leeds since Tuesday stand still.
""",
    f"{LATE}/updates/20260318T0255Z-investigating.md": (
        "---\nat: 2026-03-18T02:55:00Z\nstate: investigating\nnext_update_due: 2026-03-18T03:25:00Z\nauthor: mara\n---\n"
        "Parcels from Leeds show no scans.\n"
    ),
    SECOND: (
        "---\nat: 2026-03-18T03:25:00Z\nstate: identified\nnext_update_due: 2026-03-18T04:25:00Z\nauthor: mara\n"
        "components: [{id: api, old: partial_outage, new: degraded_performance}]\n---\nThe carrier lost a lorry.\n"
    ),
    f"{LATE}/updates/20260318T0930Z-resolved.md": (
        "---\nat: 2026-03-18T09:30:00Z\nstate: resolved\nauthor: mara\n"
        "components: [{id: api, old: degraded_performance, new: operational}]\n---\nEverything moves again.\n"
    ),
    f"{LATE}/postmortem.md": (
        "---\nat: 2026-03-25T10:00:00Z\nauthor: devi\napproved_by: mara\npromises: [second-carrier]\n---\n"
        "## What happened\n\nOne carrier, one lorry.\n"
    ),
    f"{LATE}/apology.md": (
        "---\nat: 2026-03-20T16:00:00Z\nspeaker: {member: mara, role: Customer care}\n"
        'elements: {responsibility: "#what-we-got-wrong"}\nremedies: [late-orders]\npromises: [second-carrier]\n'
        "listened_to: [github/140]\napproved_by: mara\n---\n## What we got wrong\n\nWe had one carrier. We said nothing for hours.\n"
    ),
    "content/promises/2026/second-carrier.md": (
        "---\ntext: Every order can go with a second carrier.\nowner: mara\nat: 2026-03-20T16:00:00Z\n"
        "due_at: 2026-05-31T17:00:00Z\nsource: 2026-03-18-orders-late\nmeasure: Both can be chosen at checkout.\n---\n"
    ),
    "content/promises/2026/second-carrier/20260520T0900Z-kept.md": (
        "---\nat: 2026-05-20T09:00:00Z\nturn: kept\nevidence: [https://fernhill.example/carriers]\nauthor: mara\n---\n"
    ),
    "content/promises/2026/phone-line.md": (
        "---\ntext: A phone line on Saturdays.\nowner: devi\nat: 2026-03-20T16:00:00Z\ndue_at: 2026-05-01T17:00:00Z\n---\n"
    ),
    "content/remedies/2026/late-orders.md": """\
---
for: 2026-03-18-orders-late
kind: refund
title: What to do for late orders
at: 2026-03-20T16:00:00Z
who: everybody whose order was late
how: to the card that paid
by_when: 2026-04-15T17:00:00Z
approved_by: mara
options:
  - {id: refund, text: Pay the charge back, comment: 11}
  - {id: voucher, text: A voucher, comment: 12}
ballot: {opens: 2026-03-21T09:00:00Z, closes: 2026-03-28T09:00:00Z, thread: github/140}
chosen: refund
because: It had the most votes.
delivered: {n: 1800, of: 1840, at: 2026-04-11T12:00:00Z}
---
""",
    "content/maintenance/2026/database/index.md": (
        "---\ntitle: Moving the database\nstarts_at: 2026-06-02T01:00:00Z\nends_at: 2026-06-02T03:00:00Z\ncomponents: [api]\n---\n"
        "Readings arrive late for two hours.\n"
    ),
    "content/maintenance/2026/database/updates/20260525T0900Z-scheduled.md": (
        "---\nat: 2026-05-25T09:00:00Z\nstate: scheduled\nauthor: devi\n---\nPlanned for Tuesday night.\n"
    ),
    "content/drills/2026/bricked-hubs/index.md": (
        "---\ntitle: Firmware that bricks hubs\nscenario: A release stops every tenth hub.\n"
        "began_at: {at: 2026-05-12T09:00:00Z}\ncomponents: [{id: app, status: major_outage}]\n---\n"
    ),
    "content/drills/2026/bricked-hubs/updates/20260512T0910Z-investigating.md": (
        "---\nat: 2026-05-12T09:10:00Z\nstate: investigating\nnext_update_due: 2026-05-12T09:40:00Z\nauthor: mara\n---\nPlayed.\n"
    ),
    "content/drills/2026/bricked-hubs/updates/20260512T1000Z-resolved.md": (
        "---\nat: 2026-05-12T10:00:00Z\nstate: resolved\nauthor: mara\n---\nOver.\n"
    ),
    "content/drills/2026/bricked-hubs/score.md": (
        "---\nat: 2026-05-12T12:00:00Z\nauthor: mara\nto_improve: [Nobody knew who may resolve.]\n---\n"
    ),
    "content/statements/readings.md": (
        "---\ntitle: We do not sell readings\nat: 2026-05-04T10:00:00Z\nspeaker: {member: mara, role: Customer care}\n---\nNever.\n"
    ),
    "content/acknowledgements/late.yml": "at: 2026-03-18T08:00:00Z\nby: mara\nanswer_by: 2026-03-19T17:00:00Z\n",
    "content/crisis-plan.yml": """\
reviewed: 2026-01-10
review_every: 90d
roles: {commander: {members: [mara], does: decides}}
permissions: {apology: mara, remedy: mara, postmortem: mara}
escalation: [{after: 15m, call: [devi], how: telephone}]
templates: {delivery: {investigating: "Orders are late. We are looking."}}
internal_note: The carrier's night desk is slow.
contacts: {mara: {phone: "+44 20 7946 0000"}}
""",
    "content/.discussions/github/0/140.jsonl": (
        '{"author":"github:1","category":"announcements","comments":2,"created":"2026-03-18T03:00:00Z","id":"D_1","number":140,'
        '"source":"github","t":"thread","title":"Late","v":1}\n'
        '{"author":"github:1","body":"**refund**","created":"2026-03-21T09:00:00Z","id":"DC_11","num":11,"t":"comment"}\n'
        '{"author":"github:1","body":"**voucher**","created":"2026-03-21T09:01:00Z","id":"DC_12","num":12,"t":"comment"}\n'
        '{"at":"2026-03-22T09:00:00Z","by":"github:3","kind":"THUMBS_UP","on":"DC_11","t":"reaction"}\n'
        '{"at":"2026-03-22T09:00:00Z","by":"github:4","kind":"THUMBS_UP","on":"DC_11","t":"reaction"}\n'
        '{"at":"2026-03-22T10:00:00Z","by":"github:4","kind":"THUMBS_UP","on":"DC_12","t":"reaction"}\n'
        '{"at":"2026-03-22T10:00:00Z","by":"github:5","kind":"THUMBS_UP","on":"DC_12","t":"reaction"}\n'
        '{"at":"2026-03-29T10:00:00Z","by":"github:6","kind":"THUMBS_UP","on":"DC_12","t":"reaction"}\n'
        '{"at":"2026-03-22T10:00:00Z","by":"github:7","kind":"THUMBS_UP","on":"DC_12","t":"reaction"}\n'
        '{"at":"2026-03-22T10:00:00Z","by":"github:3","kind":"HEART","on":"DC_12","t":"reaction"}\n'
    ),
    "content/.discussions/github/accounts.jsonl": (
        '{"created":"2020-01-01T00:00:00Z","id":"github:3","login":"otto","type":"User"}\n'
        '{"created":"2021-01-01T00:00:00Z","id":"github:4","login":"anna","type":"User"}\n'
        '{"created":"2026-03-19T00:00:00Z","id":"github:5","login":"new","type":"User"}\n'
        '{"created":"2021-01-01T00:00:00Z","id":"github:6","login":"tardy","type":"User"}\n'
    ),
}


def load_world(root: Path, now: datetime | None = NOW) -> tuple[Corpus, list[Diagnostic]]:
    """The community below `root`/content as the build sees it, and every problem."""
    content = root / "content"
    tree = scan_content(content)
    community, problems = load_community(content, tree)
    members, more = load_members(content, tree)
    accounts, _ = load_accounts(content, tree)
    settings = load_settings(community, members)
    posts = [load_post(content, folder, settings)[0] for folder in tree.posts]
    said, faults = load_ledger(content, tree, settings)
    history = start_history(content, None)()
    said, altered = witness_ledger(content, tree, said, history, default_branch(community))
    corpus = assemble_corpus(community, members, posts, tree, accounts, history, now, said)
    return corpus, sorted([*tree.problems, *problems, *more, *faults, *altered, *corpus.problems])


def git(root: Path, *arguments: str, at: str = "2026-03-18T03:00:00Z") -> None:
    """Runs git in `root`, as somebody at that moment."""
    identity = [
        "-c",
        "user.name=Mara",
        "-c",
        "user.email=1+mara@users.noreply.github.com",
        "-c",
        "commit.gpgsign=false",
    ]
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    subprocess.run(
        ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, env={**os.environ, **dates}
    )


def commit(root: Path, message: str, at: str) -> None:
    """Commits everything in `root` at that moment."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", f"--message={message}", at=at)
