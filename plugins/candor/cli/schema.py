"""``candor schema``: JSON Schemas of the records, so that editors complete and check them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from candor.model.incidents import (
    AcknowledgementRecord,
    ApologyRecord,
    CrisisPlan,
    DrillRecord,
    DrillScoreRecord,
    IncidentRecord,
    MaintenanceRecord,
    MaintenanceUpdateRecord,
    PostmortemRecord,
    PromiseRecord,
    PromiseTurnRecord,
    RemedyRecord,
    StatementRecord,
    UpdateRecord,
)
from candor.model.moderation import ModerationRecord
from candor.model.records import AnswerRecord, Community, MemberRecord, PostRecord
from candor.model.standing import Adjustment, RuleBook

RECORDS: dict[str, tuple[type[msgspec.Struct], str, str, dict[str, Any]]] = {
    "post": (
        PostRecord,
        "Post",
        "Front matter of content/questions/<year>/<slug>/index.md",
        {
            "title": "How do I move the hub to a new house?",
            "kind": "question",
            "author": "github:583231",
            "at": "2026-04-02T09:12:00Z",
            "topics": ["hub"],
            "threads": ["github/128"],
            "accepted": "answers/otto.md",
            "review_by": "2027-04-01",
            "aliases": ["move-hub"],
        },
    ),
    "answer": (
        AnswerRecord,
        "Answer",
        "Front matter of answers/<name>.md beside a post",
        {
            "author": "otto",
            "at": "2026-04-02T11:40:00Z",
            "from": "github/128/9911",
            "verified": {"by": "devi", "at": "2026-04-03T08:05:00Z"},
        },
    ),
    "member": (
        MemberRecord,
        "Member",
        "content/members/<slug>.yml",
        {
            "name": "Otto Brandt",
            "accounts": ["github:583231", "discourse:77"],
            "proofs": {"discourse:77": "discourse/12/3"},
            "role_text": "Installer in Leeds",
        },
    ),
    "standing": (
        RuleBook,
        "Standing",
        "content/standing.yml",
        {"versions": [{"since": "2026-01-01", "because": "What we agreed on.", "points": {"accepted": 15}}]},
    ),
    "adjustment": (
        Adjustment,
        "Adjustment",
        "Front matter of content/adjustments/<year>/<id>.md",
        {
            "member": "otto",
            "event": "accepted/move-hub/answers/otto.md/github:5523104",
            "because": "The two of them agreed to accept each other's answers.",
            "reviewer": "mara",
        },
    ),
    "community": (
        Community,
        "Community",
        "content/community.yml",
        {
            "name": "Fernhill Energy",
            "repository": {"host": "github.com", "owner": "fernhill", "name": "community"},
            "topics": {"hub": {"title": "The hub", "curators": ["otto"]}},
            "roles": {"staff": ["mara"]},
            "clocks": {"acknowledge": "60m", "next_update": {"critical": "30m"}, "reply": "24h"},
        },
    ),
    "incident": (
        IncidentRecord,
        "Incident",
        "Front matter of content/incidents/<year>/<date>-<slug>/index.md",
        {
            "title": "Orders from Leeds arrive late",
            "category": "delivery",
            "impact": "major",
            "violation": "competence",
            "began_at": {"at": "2026-03-17T22:40:00Z", "precision": "estimated", "source": "carrier scan gap"},
            "detected_at": "2026-03-18T02:50:00Z",
            "reported_by": "customer",
            "components": [{"id": "api", "status": "partial_outage"}],
            "affected": {"who": "orders placed 15–17 March", "count": 1840, "basis": "order system"},
            "roles": {"commander": "mara", "liaison": "mara", "approver": "devi"},
            "threads": ["github/140"],
            "say": "What members who speak for us can say today.",
        },
    ),
    "update": (
        UpdateRecord,
        "Update",
        "Front matter of updates/<UTC stamp>-<state>.md beside an incident or a drill",
        {
            "at": "2026-03-18T02:55:00Z",
            "state": "investigating",
            "next_update_due": "2026-03-18T03:25:00Z",
            "components": [{"id": "api", "old": "operational", "new": "partial_outage"}],
            "author": "mara",
        },
    ),
    "postmortem": (
        PostmortemRecord,
        "Post-mortem",
        "Front matter of postmortem.md beside an incident",
        {"at": "2026-03-25T10:00:00Z", "author": "devi", "approved_by": "mara", "promises": ["second-carrier"]},
    ),
    "apology": (
        ApologyRecord,
        "Apology",
        "Front matter of apology.md beside an incident",
        {
            "at": "2026-03-20T16:00:00Z",
            "speaker": {"member": "mara", "role": "Customer care"},
            "elements": {"responsibility": "#what-we-got-wrong"},
            "remedies": ["late-orders"],
            "promises": ["second-carrier"],
            "listened_to": ["github/140"],
            "approved_by": "mara",
        },
    ),
    "maintenance": (
        MaintenanceRecord,
        "Maintenance",
        "Front matter of content/maintenance/<year>/<slug>/index.md",
        {
            "title": "Moving the database",
            "starts_at": "2026-05-02T01:00:00Z",
            "ends_at": "2026-05-02T03:00:00Z",
            "components": ["api"],
        },
    ),
    "maintenance-update": (
        MaintenanceUpdateRecord,
        "Update of a maintenance",
        "Front matter of updates/<UTC stamp>-<state>.md beside a maintenance",
        {"at": "2026-05-02T01:00:00Z", "state": "in_progress", "author": "devi"},
    ),
    "promise": (
        PromiseRecord,
        "Promise",
        "Front matter of content/promises/<year>/<slug>.md",
        {
            "text": "Every order can go with a second carrier.",
            "owner": "mara",
            "due_at": "2026-06-30T17:00:00Z",
            "source": "2026-03-18-orders-late",
            "measure": "Both carriers can be chosen at checkout.",
        },
    ),
    "promise-turn": (
        PromiseTurnRecord,
        "What became of a promise",
        "Front matter of content/promises/<year>/<slug>/<UTC stamp>-<turn>.md",
        {"at": "2026-06-12T09:00:00Z", "turn": "kept", "evidence": ["https://fernhill.example/changes/carriers"]},
    ),
    "remedy": (
        RemedyRecord,
        "Remedy",
        "Front matter of content/remedies/<year>/<slug>.md",
        {
            "for": "2026-03-18-orders-late",
            "kind": "refund",
            "title": "Delivery charges are paid back",
            "who": "everybody whose order was late",
            "how": "to the card that paid",
            "by_when": "2026-04-15T17:00:00Z",
            "options": [{"id": "refund", "text": "Pay the charge back", "proposed_by": "otto", "comment": 9911}],
            "ballot": {"opens": "2026-03-21T09:00:00Z", "closes": "2026-03-28T09:00:00Z", "thread": "github/141"},
            "chosen": "refund",
            "because": "It had the most votes.",
            "delivered": {"n": 1840, "of": 1840, "at": "2026-04-11T12:00:00Z"},
        },
    ),
    "drill": (
        DrillRecord,
        "Drill",
        "Front matter of content/drills/<year>/<slug>/index.md",
        {
            "title": "Firmware that bricks hubs",
            "scenario": "A release stops every tenth hub from starting.",
            "category": "product_quality",
            "began_at": {"at": "2026-05-12T09:00:00Z"},
        },
    ),
    "drill-score": (
        DrillScoreRecord,
        "Score of a drill",
        "Front matter of score.md beside a drill",
        {"at": "2026-05-12T12:00:00Z", "author": "mara", "to_improve": ["Nobody knew who may resolve."]},
    ),
    "moderation": (
        ModerationRecord,
        "Moderation",
        "content/moderation/<source>-<number>.yml",
        {
            "comments": [
                {
                    "comment": 9911,
                    "do": "fold",
                    "reason": "off_topic",
                    "because": "A quarrel beside the question.",
                    "by": "mara",
                    "at": "2026-04-03T10:00:00Z",
                }
            ]
        },
    ),
    "statement": (
        StatementRecord,
        "Statement",
        "Front matter of content/statements/<slug>.md",
        {
            "title": "We do not sell readings",
            "at": "2026-05-04T10:00:00Z",
            "speaker": {"member": "mara", "role": "Customer care"},
        },
    ),
    "acknowledgement": (
        AcknowledgementRecord,
        "Acknowledgement",
        "content/acknowledgements/<post slug>.yml",
        {"at": "2026-05-04T10:00:00Z", "by": "mara", "answer_by": "2026-05-05T17:00:00Z"},
    ),
    "crisis-plan": (
        CrisisPlan,
        "Crisis plan",
        "content/crisis-plan.yml",
        {
            "reviewed": "2026-06-01",
            "review_every": "90d",
            "roles": {"commander": {"members": ["mara"], "does": "decides"}},
            "permissions": {"apology": "mara", "remedy": "mara", "postmortem": "mara"},
            "escalation": [{"after": "15m", "call": ["mara"], "how": "telephone"}],
        },
    ),
}


@click.command(short_help="Print JSON Schemas of the records.")
@click.argument("name", required=False, type=click.Choice(list(RECORDS)))
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write all of them here.")
def schema(name: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of one kind of record, or write all of them with --dir.

    An editor completes and checks records with them. In VS Code with the YAML extension, after
    `candor schema --dir .vscode/candor`:

    \b
        "yaml.schemas": {
          ".vscode/candor/community.json": "content/community.yml",
          ".vscode/candor/member.json": "content/members/*.yml"
        }

    For front matter, begin it with a comment:
    `# yaml-language-server: $schema=../../../../.vscode/candor/post.json`
    """
    if (name is None) == (folder is None):
        raise click.UsageError(f"Give either one of {', '.join(RECORDS)}, or --dir for all of them.")
    if folder is None:
        assert name is not None
        click.echo(record_schema(name), nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for each in RECORDS:
        (folder / f"{each}.json").write_text(record_schema(each), encoding="utf-8", newline="\n")
        click.echo(f"{folder / each}.json")


def record_schema(name: str) -> str:
    """A record's JSON Schema (2020-12), generated from the type that reads it."""
    record, title, place, example = RECORDS[name]
    made = msgspec.json.schema(record)
    definitions = made.pop("$defs")
    own = definitions.pop(made.pop("$ref").rpartition("/")[2])
    own.pop("title", None)
    own.pop("description", None)
    result = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": place,
        **own,
        "examples": [example],
    }
    if definitions:
        result["$defs"] = definitions
    return msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n"
