"""``candor bridge``: what somebody on duty says by comment, from a phone, becomes a record.

A comment counts where its first line is ``/ack``, ``/update``, ``/resolve`` or ``/correct``. Who may is told by the
number of the account that wrote it, never by its name. Nothing here speaks to the network: a workflow gives the event
and posts the reply.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from candor.cli.check import failed, find_project, report
from candor.cli.compose import Desk, Draft, declare, open_desk, pick_incident, update
from candor.cli.inbox import acknowledgement
from candor.cli.saying import config_option
from candor.errors import RefusedError, SourceError
from candor.model.incidents import UpdateState
from candor.model.transparency import Drill, Incident
from candor.sources.check import check_content
from candor.sources.clock import read_clock
from candor.sources.frontmatter import split_text

COMMANDS = ("ack", "update", "resolve", "correct")
COMMAND = re.compile(r"/([a-z]+)(?:[ \t]+(.*))?", re.DOTALL)
SETTING = re.compile(r"(next|state|category|slug|component|in|of|no-further-updates)=(\"[^\"]*\"|\S+)")
BYTES = 10 * 1024 * 1024

USAGE = """\
- `/ack payments major next=45m Cards fail at checkout` declares an incident, in the pinned thread
- `/ack in=24h We are looking into it` says that a question or complaint has been seen, in its thread
- `/update next=30m We found the cause` and `/update state=monitoring next=24h It is mended`
- `/resolve It works again`
- `/correct of=last next=30m It was the other database`
"""


class User(msgspec.Struct):
    id: int
    login: str = ""


class CommentBody(msgspec.Struct):
    body: str
    user: User | None = None
    html_url: str = ""


class DiscussionBody(msgspec.Struct):
    number: int
    title: str = ""
    html_url: str = ""


class Event(msgspec.Struct):
    """What GitHub sends for ``discussion_comment``, as far as it matters here."""

    action: str = ""
    comment: CommentBody | None = None
    discussion: DiscussionBody | None = None


class Said(NamedTuple):
    """A command taken apart: settings such as ``next=45m``, bare words, and the lines below."""

    command: str
    settings: dict[str, str]
    words: list[str]
    rest: str


@click.command(short_help="Turn a comment such as /update into a record.")
@click.option(
    "--event", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True, help="The event as JSON."
)
@click.option("--reply", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer here too.")
@config_option
def bridge(event: Path, reply: Path | None, config_file: Path | None) -> None:
    """Run the command in a discussion comment, as its author, and print the answer for that thread.

    A comment that is no command, or is edited or deleted, is none of its business: it prints nothing. Somebody
    without the role gets a sentence and changes nothing.
    """
    root, content = find_project(config_file)
    answer = run(root, content, read_event(event))
    if reply is not None:
        reply.write_text(answer, encoding="utf-8", newline="\n")
    click.echo(answer, nl=False)


def read_event(path: Path) -> Event:
    """The event in that file. Raises SourceError for one that is none."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(BYTES), type=Event)
    except (OSError, msgspec.MsgspecError) as error:
        raise SourceError(f"{path.name} is no event of GitHub's: {error}") from None


def run(root: Path, content: Path, event: Event) -> str:
    """The answer to the event's comment, once what it asks for is written; empty where it asks for nothing."""
    comment, discussion = event.comment, event.discussion
    if event.action not in ("created", "") or comment is None or discussion is None or comment.user is None:
        return ""
    said = read_command(comment.body)
    if said is None:
        return ""
    desk = open_desk(content, read_clock(), posts=True)
    thread = f"github/{discussion.number}"
    account = f"github:{comment.user.id}"
    try:
        drafts, told = carry_out(desk, said, thread, account)
    except RefusedError as refusal:
        return f"Nothing was published. {plain(as_typed_here(str(refusal)))}\n\n{USAGE}"
    for draft in drafts:
        path = content / draft.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.text, encoding="utf-8", newline="\n")
    problems = check_content(root, content, [content / draft.path for draft in drafts], desk.now)
    if failed(problems, strict=False):
        for draft in drafts:
            (content / draft.path).unlink(missing_ok=True)
        return f"Nothing was published.\n\n```\n{plain(report(problems, 'text'))}```\n"
    return answer_text(desk, told, drafts[-1])


def read_command(body: str) -> Said | None:
    """The command that a comment begins with; None where it begins with none of ours."""
    first, _, rest = body.lstrip("\ufeff \t\r\n").replace("\r\n", "\n").partition("\n")
    found = COMMAND.fullmatch(first.strip())
    if found is None or found[1] not in COMMANDS:
        return None
    settings: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        settings.setdefault(match[1], match[2].strip('"'))
        return ""

    words = SETTING.sub(take, found[2] or "").split()
    return Said(found[1], settings, words, rest.strip())


def carry_out(desk: Desk, said: Said, thread: str, account: str) -> tuple[list[Draft], str]:
    """The files that a command asks for, and the address below the site's root of the page they end up on."""
    if said.command == "ack" and not is_incident_thread(desk, thread):
        return acknowledge(desk, said, thread, account)
    author = person_with_role(desk, account, "incident")
    text = "\n\n".join(filter(None, [" ".join(said.words), said.rest]))
    if said.command == "ack":
        if len(said.words) < 3:
            raise RefusedError("An incident needs the part, how bad it is, and a title.")
        component, impact, *title = said.words
        drafts = declare(
            desk, " ".join(title), components=[component], impact=impact, category=said.settings.get("category"),
            next_due=said.settings.get("next"), message=said.rest, author=author, slug=said.settings.get("slug", ""),
            **threads_of(desk, thread),
        )  # fmt: skip
        return drafts, f"incidents/{drafts[0].path.split('/')[2]}/"
    told = incident_of(desk, thread, said.settings.get("slug"))
    state = UpdateState.RESOLVED.value if said.command == "resolve" else said.settings.get("state")
    draft = update(
        desk, told, state=state, next_due=said.settings.get("next"), reason=said.settings.get("no-further-updates"),
        components=[said.settings["component"]] if "component" in said.settings else [], message=text, author=author,
        corrects=said.settings.get("of", "last") if said.command == "correct" else None,
    )  # fmt: skip
    return [draft], f"{'drills' if isinstance(told, Drill) else 'incidents'}/{told.slug}/"


def acknowledge(desk: Desk, said: Said, thread: str, account: str) -> tuple[list[Draft], str]:
    author = person_with_role(desk, account, "staff")
    post = next((post for post in desk.corpus.posts if thread in {each.key for each in post.threads}), None)
    if post is None:
        raise RefusedError("This discussion belongs to no post here, and is not the thread that declares incidents.")
    note = " ".join(said.words)
    return [acknowledgement(desk, post.slug, author, said.settings.get("in"), note)], f"questions/{post.slug}/"


def person_with_role(desk: Desk, account: str, role: str) -> str:
    """The member whose account that is. Raises RefusedError where they do not have the role."""
    for slug in desk.corpus.community.roles.get(role, ()):
        if slug in desk.members and account in desk.members[slug].accounts:
            return slug
    raise RefusedError(f'Only members with the role "{role}" in community.yml can do this.')


def is_incident_thread(desk: Desk, thread: str) -> bool:
    """Whether it is the pinned thread, or that of an incident."""
    plan = desk.corpus.transparency.plan
    if plan is not None and plan.declare_thread == thread:
        return True
    return any(thread in incident.record.threads for incident in desk.corpus.transparency.incidents)


def threads_of(desk: Desk, thread: str) -> dict[str, Any]:
    """The discussion that a new incident belongs to; the pinned thread belongs to none."""
    plan = desk.corpus.transparency.plan
    return {} if plan is not None and plan.declare_thread == thread else {"threads": [thread]}


def incident_of(desk: Desk, thread: str, slug: str | None) -> Incident | Drill:
    """The incident that a command in this thread is about."""
    if slug:
        return pick_incident(desk, slug)
    here = [each for each in desk.corpus.transparency.incidents if thread in each.record.threads]
    if here:
        return max(here, key=lambda each: each.path)
    plan = desk.corpus.transparency.plan
    if plan is None or plan.declare_thread != thread:
        raise RefusedError("This discussion belongs to no incident: write in its own, or add slug=….")
    try:
        return pick_incident(desk, None)
    except RefusedError as refusal:
        raise RefusedError(f"{refusal}: add slug=…, a part of it will do.") from None


def answer_text(desk: Desk, url: str, draft: Draft) -> str:
    """What was written, quoted so that it notifies nobody, and where it will stand."""
    parts, _ = split_text(draft.text) if draft.text.startswith("---") else (None, [])
    front, body = (parts.front, parts.body) if parts else (draft.text, "")
    quoted = "".join(f"> {line}\n" for line in plain(body).strip().split("\n")) if body.strip() else ""
    cname = desk.corpus.community.cname
    place = f"https://{cname}/{url}" if cname else f"/{url}"
    return f"Published with the next build, at {place}\n\n{quoted}\n```yaml\n{plain(front)}```\n"


def as_typed_here(refusal: str) -> str:
    """A way out that names options, with the settings that a comment has in their place."""
    return refusal.replace("--next ", "next=").replace("--no-further-updates REASON", 'no-further-updates="REASON"')


def plain(text: str) -> str:
    """Text in which no name notifies anybody and no fence ends."""
    return text.replace("@", "@\u200b").replace("```", "'''")
