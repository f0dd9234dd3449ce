"""``candor schema``: JSON Schemas of the records, so that editors complete and check them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from candor.model.records import AnswerRecord, Community, MemberRecord, PostRecord

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
        {"name": "Otto Brandt", "accounts": ["github:583231", "discourse:77"], "role_text": "Installer in Leeds"},
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
