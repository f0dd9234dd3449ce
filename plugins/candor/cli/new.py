"""``candor new``: a valid question, answer or member file, ready to be written in."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from candor.cli.check import failed, find_project, report
from candor.cli.project import config_option
from candor.model.records import STAFF_KINDS, AnswerRecord, IdeaStatus, Kind, MemberRecord, PostRecord
from candor.sources.check import check_content
from candor.sources.clock import read_clock
from candor.sources.frontmatter import parse_yaml, read_record, resolve_scalar, suggest
from candor.sources.tree import HOSTILE, RESERVED_SLUGS, SLUG, show, slugify

NO_EDIT = click.option("--no-edit", is_flag=True, help="Do not open $VISUAL or $EDITOR.")
AUTHOR = click.option("--author", help="An account (github:583231) or a member's slug; else who commits it.")
AT = click.option("--at", help="When it was written (2026-04-02T09:12:00Z); else the first commit.")
BODY = click.option("--body", help="The text in Markdown; - reads it from standard input.")


@click.group(short_help="Write a new question, answer or member.")
def new() -> None:
    """Write a new record: a valid file in its right place.

    What is needed and not given is asked for on a terminal. An existing file is never overwritten.
    Afterwards the file is checked, and what to do next is said.
    """


@new.command(short_help="A post of any kind.")
@click.option("--title", help="In one line, as somebody would ask it.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default="question",
    show_default=True,
    help="What the post is; inside and ask are for staff.",
)
@AUTHOR
@AT
@click.option("--topic", "topics", multiple=True, help="A topic of community.yml; may be given again.")
@click.option("--thread", "threads", multiple=True, help="A discussion, as in github/128; may be given again.")
@click.option("--discussion", type=click.IntRange(min=1), help="The same by its number on GitHub.")
@click.option("--accepted", help="answers/<name>.md or github/128/9911.")
@click.option("--review-by", help="When somebody should look whether it still holds (2027-04-01).")
@click.option("--alias", "aliases", multiple=True, help="A former slug that leads here; may be given again.")
@click.option("--duplicate-of", help="The slug of the post that says the same.")
@click.option("--status", help="Of an idea or a complaint.")
@click.option("--because", help="Why it has this status.")
@click.option("--shipped", help="Where a shipped idea can be seen (a web address).")
@click.option("--remedy", help="The remedy of a complaint.")
@click.option("--until", help="When an ask ends (2026-05-01T00:00:00Z).")
@click.option("--option", "options", multiple=True, help="A choice of an ask; give at least two.")
@click.option("--outcome", help="What an ask came to.")
@click.option("--video", help="A file beside index.md, in a staff post.")
@click.option("--audio", help="A file beside index.md, in a staff post.")
@click.option("--transcript", help="What is said in the video or audio.")
@click.option("--slug", help="The folder's name; else from the title.")
@click.option("--year", type=click.IntRange(1000, 2999), help="The folder's year; else that of --at, or this one.")
@BODY
@config_option
@NO_EDIT
def question(
    title: str | None,
    kind: str,
    slug: str | None,
    year: int | None,
    body: str | None,
    config_file: Path | None,
    no_edit: bool,
    **given: Any,
) -> None:
    """Write a post: content/questions/<year>/<slug>/index.md."""
    root, content = find_project(config_file)
    title = need(title, "title")
    slug = slug_for(slug, title, "title", "--slug")
    if Kind(kind) is Kind.ASK:
        given["until"] = need(given["until"], "until")
        if not given["options"] and on_terminal():
            given["options"] = tuple(part.strip() for part in click.prompt("Options, with commas between").split(","))
    fields = post_fields(title, Kind(kind), given)
    at = given["at"] or ""
    folder = str(year or (at[:4] if re.match(r"[12]\d{3}-", at) else read_clock().year))
    for existing in sorted(content.glob(f"questions/*/{slug}")):
        refuse(existing, content, "slug")
    path = content / "questions" / folder / slug / "index.md"
    text = document(fields, PostRecord, body_text(body, PROMPTS.get(Kind(kind), PROMPTS[Kind.QUESTION])))
    finish(root, content, path, text, no_edit)


def post_fields(title: str, kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    """The front matter's fields in the order people read them, without what was not given."""
    status = given["status"]
    groups: dict[str, dict[str, Any]] = {
        "idea": {"status": status, "because": given["because"], "shipped": given["shipped"]},
        "complaint": {"status": status, "because": given["because"], "remedy": given["remedy"]},
        "ask": {"until": given["until"], "options": list(given["options"]), "outcome": given["outcome"]},
    }
    own = groups.get(kind.value, {})
    for flags, kinds in (
        (("status", "because"), {Kind.IDEA, Kind.COMPLAINT}),
        (("shipped",), {Kind.IDEA}),
        (("remedy",), {Kind.COMPLAINT}),
        (("until", "options", "outcome"), {Kind.ASK}),
        (("video", "audio", "transcript"), STAFF_KINDS),
    ):
        for flag in flags:
            if given[flag] and kind not in kinds:
                names = " or ".join(sorted(kinds))
                raise click.UsageError(f"--{flag.removesuffix('s')} is for --kind {names}, not {kind}.")
    own = {name: value for name, value in own.items() if value}
    if own and kind is Kind.IDEA:
        own = {"status": IdeaStatus.OPEN.value, **own}
    elif own and kind is Kind.COMPLAINT:
        own = {"status": "open", **own}
    fields = {
        "title": title,
        "kind": kind.value,
        "author": given["author"],
        "at": given["at"],
        "topics": list(given["topics"]),
        "threads": list(given["threads"]),
        "discussion": given["discussion"],
        "accepted": given["accepted"],
        "review_by": given["review_by"],
        "aliases": list(given["aliases"]),
        "duplicate_of": given["duplicate_of"],
        **({kind.value: own} if own else {}),
        "video": given["video"],
        "audio": given["audio"],
        "transcript": given["transcript"],
    }
    return {name: value for name, value in fields.items() if value}


@new.command(short_help="An answer to a post.")
@click.argument("slug", required=False)
@click.option("--author", help="An account (github:583231) or a member's slug.")
@AT
@click.option("--from", "from_", help="The comment it is promoted from, as in github/128/9911.")
@click.option("--verified-by", help="Who verified it: an account or a member's slug.")
@click.option("--verified-at", help="When (2026-04-03T08:05:00Z).")
@click.option("--name", help="The file's name; else from the author.")
@BODY
@config_option
@NO_EDIT
def answer(
    slug: str | None,
    author: str | None,
    at: str | None,
    from_: str | None,
    verified_by: str | None,
    verified_at: str | None,
    name: str | None,
    body: str | None,
    config_file: Path | None,
    no_edit: bool,
) -> None:
    """Write an answer to the post SLUG: answers/<name>.md beside it."""
    root, content = find_project(config_file)
    slug = good_slug(need(slug, "slug", "SLUG, the post's slug"), "SLUG")
    posts = sorted(content.glob(f"questions/*/{slug}/index.md"))
    if not posts:
        known = sorted(path.parent.name for path in content.glob("questions/*/*/index.md"))
        hint = suggest(slug, known) if known else "write it with `candor new question`"
        raise click.UsageError(f"There is no post {slug} in {show(content.name)}/questions – {hint}")
    author = need(author, "author")
    if bool(verified_by) != bool(verified_at):
        raise click.UsageError("--verified-by and --verified-at belong together.")
    fields: dict[str, Any] = {"author": author, "at": at, "from": from_}
    fields = {key: value for key, value in fields.items() if value}
    if verified_by:
        fields["verified"] = {"by": verified_by, "at": verified_at}
    name = slug_for(name, author.replace(":", "-"), "author", "--name")
    path = posts[0].parent / "answers" / f"{name}.md"
    text = document(fields, AnswerRecord, body_text(body, "Write your answer here. Say first what to do, then why."))
    finish(root, content, path, text, no_edit)


@new.command(short_help="A member's file.")
@click.argument("slug", required=False)
@click.option("--name", help="As it is printed.")
@click.option("--account", "accounts", multiple=True, help="As in github:583231; may be given again.")
@click.option("--role-text", help="For staff: the human behind the role.")
@click.option("--unlisted", is_flag=True, help="Keep out of every ranking.")
@click.option("--hide-name", is_flag=True, help="Keep the name off the site.")
@config_option
@NO_EDIT
def member(
    slug: str | None,
    name: str | None,
    accounts: tuple[str, ...],
    role_text: str | None,
    unlisted: bool,
    hide_name: bool,
    config_file: Path | None,
    no_edit: bool,
) -> None:
    """Write the member SLUG: content/members/<slug>.yml. SLUG comes from the name where it is not given."""
    root, content = find_project(config_file)
    name = need(name, "name")
    slug = slug_for(slug, name, "name", "SLUG")
    fields: dict[str, Any] = {"name": name, "accounts": list(accounts), "role_text": role_text}
    fields = {key: value for key, value in fields.items() if value}
    if unlisted:
        fields["listed"] = False
    if hide_name:
        fields["name_shown"] = False
    text = write_yaml(fields)
    refuse_faults(text, MemberRecord)
    finish(root, content, content / "members" / f"{slug}.yml", text, no_edit)


PROMPTS = {
    Kind.QUESTION: "Write your question here: what you want to do, what you tried, what happened instead.",
    Kind.IDEA: "Write your idea here: what you cannot do today, and why it matters to you.",
    Kind.COMPLAINT: "Write what happened, when, and what would put it right.",
    Kind.PRAISE: "Write who did what, and why it was good.",
    Kind.STORY: "Write your story here.",
    Kind.INSIDE: "Write what happened on our side of the wall, what you learned, and what changes.",
    Kind.ASK: "Write what you want to know, what you will do with the answers, and when you will say so.",
}


# asking


def on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def need(value: str | None, name: str, what: str = "") -> str:
    """The value, asked for on a terminal where it was not given. Raises click.UsageError where nobody can be asked."""
    if value and value.strip():
        return value.strip()
    if not on_terminal():
        raise click.UsageError(f"Give {what or f'--{name}'}.")
    answer: str = click.prompt(name.capitalize())
    return answer.strip()


def slug_for(slug: str | None, text: str, what: str, flag: str) -> str:
    """The slug, made of a text where it was not given, and asked for on a terminal where none can be made of it."""
    if slug:
        return good_slug(slug, flag)
    if is_good_slug(made := slugify(text)):
        return made
    if not on_terminal():
        raise click.UsageError(f"No slug can be made of this {what} – give {flag}: {FORM}.")
    answer: str = click.prompt(f"Its name in addresses ({FORM})")
    return good_slug(answer.strip(), flag)


def good_slug(slug: str, flag: str) -> str:
    """The slug. Raises click.UsageError, with a better one, where it cannot be used."""
    if is_good_slug(slug):
        return slug
    better = slugify(slug)
    instead = f", for example {better}" if is_good_slug(better) else ""
    raise click.UsageError(f'"{show(slug)}" cannot be used as a slug – give {flag}: {FORM}{instead}.')


def is_good_slug(slug: str) -> bool:
    return bool(SLUG.fullmatch(slug)) and len(slug) <= 100 and slug not in RESERVED_SLUGS and not HOSTILE.search(slug)


FORM = "lower-case words joined by -"


def body_text(body: str | None, prompt: str) -> str:
    text = sys.stdin.read() if body == "-" else body
    return (text or prompt).strip() + "\n"


# writing


def document(fields: dict[str, Any], record: type[msgspec.Struct], body: str) -> str:
    """A Markdown file with front matter. Raises click.UsageError where a value cannot be used."""
    front = write_yaml(fields)
    refuse_faults(front, record)
    return f"---\n{front}---\n{body}"


def refuse_faults(text: str, record: type[msgspec.Struct]) -> None:
    value, faults = parse_yaml(text)
    read_record(value, faults, record, text)
    if faults:
        shown = "\n".join(
            f"  {fault.field}: {fault.problem}{f' – {fault.hint}' if fault.hint else ''}" for fault in faults
        )
        raise click.UsageError(f"This cannot be written:\n{show_lines(shown)}")


def show_lines(text: str) -> str:
    return "\n".join(show(line) for line in text.split("\n"))


def write_yaml(value: dict[str, Any], indent: str = "") -> str:
    """A mapping as YAML that `parse_yaml` reads back as the same value."""
    lines = []
    for key, inner in value.items():
        name = write_scalar(key)
        if isinstance(inner, dict):
            lines.append(f"{indent}{name}:\n{write_yaml(inner, indent + '  ')}" if inner else f"{indent}{name}: {{}}\n")
        elif isinstance(inner, list):
            lines.append(f"{indent}{name}: {write_flow(inner)}\n")
        else:
            lines.append(f"{indent}{name}: {write_scalar(inner)}\n")
    return "".join(lines)


def write_flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(write_flow(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{write_scalar(key)}: {write_flow(inner)}' for key, inner in value.items())}}}"
    return write_scalar(value)


PLAIN = re.compile(r"[A-Za-z0-9À-ɏ][A-Za-z0-9À-ɏ ?!.()/+_:;=§’“”–…'\"-]*")


def write_scalar(value: object) -> str:
    """A scalar, in quotes only where it would mean something else without."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    plain = PLAIN.fullmatch(text) and not text.endswith((" ", ":")) and ": " not in text and " #" not in text
    if plain and len(text) < 1000 and isinstance(resolve_scalar(text), str):
        return text
    return msgspec.json.encode(text).decode().translate(UNPRINTABLE)


# JSON is YAML but for characters that YAML wants escaped.
UNPRINTABLE = {
    **{code: f"\\x{code:02x}" for code in range(0x7F, 0xA0)},
    **{code: f"\\u{code:04x}" for code in (0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)},
}


def refuse(path: Path, content: Path, flag: str) -> None:
    if os.path.lexists(path):
        raise click.UsageError(f"{show(place_of(path, content))} exists already – choose another --{flag}.")


def place_of(path: Path, content: Path) -> str:
    return f"{content.name}/{path.relative_to(content).as_posix()}"


def finish(root: Path, content: Path, path: Path, text: str, no_edit: bool) -> None:
    """Writes a file that does not exist yet, opens the editor, checks it and says what comes next."""
    shown = place_of(path, content)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(f"{shown} exists already – edit that file, or choose another name.") from None
    click.echo(f"Wrote {shown}.")
    if not no_edit and on_terminal():
        open_editor(path)
    problems = check_content(root, content, [path], read_clock())
    if problems:
        click.echo(report(problems, "text"), nl=False)
    if failed(problems, strict=False):
        click.echo(f"Next: mend {shown}, then run `candor check {shown}`.")
        sys.exit(1)
    click.echo(f"Next: {next_step(shown)}")


def open_editor(path: Path) -> None:
    """Opens `path` in the user's editor; what was written stands where there is none."""
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        click.echo(f"note: no editor opened ({error.message}) – set $EDITOR, and edit the file yourself", err=True)


def next_step(shown: str) -> str:
    kept = f"git add {os.path.dirname(shown)} && git commit"  # noqa: PTH120
    return f"look at it with `candor serve`, then `{kept}` and open a pull request."
