"""A discussion for every post: which posts lack one, and the number written into their front matter.

A page is tied to a number, never by a search. A discussion that Candor started carries a mark with the
post's slug, so that a run which was stopped between starting one and writing its number down finds it
again; such a mark counts only in a discussion by the account that Candor is itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from candor.errors import ConfigError, Diagnostic, RemoteError, SourceError
from candor.federation.archive import Archive
from candor.federation.github.queries import CATEGORIES, CREATE
from candor.federation.github.transport import Transport
from candor.federation.source import Source
from candor.model.archive import GONE, Thread
from candor.model.corpus import Post
from candor.model.records import Community, Kind, Repository
from candor.sources.posts import thread_keys
from candor.standing.review import TRIED

MARK = re.compile(r"<!-- candor: ([a-z0-9]+(?:-[a-z0-9]+)*) -->")
INVITATION = "Tried it? React to this: 👍 it works for me, 👎 it did not work, 👀 it is out of date."
PART = {Kind.IDEA: "ideas", Kind.INSIDE: "incidents"}
"""Which of the community's `categories` a post belongs to; all others are questions."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Where discussions are started, and as whom: ids of the repository and of its categories by name and slug."""

    repository: str
    categories: dict[str, str]
    account: str


def open_office(transport: Transport, place: Repository) -> Office:
    """Asks GitHub for what is needed to start discussions. Raises RemoteError where they are switched off."""
    categories: dict[str, str] = {}
    after = None
    while True:
        data = transport.ask(CATEGORIES, owner=place.owner, name=place.name, after=after)
        repository = data["repository"]
        if not repository["hasDiscussionsEnabled"]:
            raise RemoteError(f"{place.owner}/{place.name} has no Discussions – switch them on in its settings")
        page = repository["discussionCategories"]
        for each in page["nodes"]:
            categories |= {each["name"]: each["id"], each["slug"]: each["id"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            viewer = data["viewer"]["databaseId"]
            return Office(repository=repository["id"], categories=categories, account=f"github:{viewer}")


def without_thread(posts: Iterable[Post]) -> list[Post]:
    """The posts that name no discussion on GitHub, and can be edited."""
    return [
        post
        for post in posts
        if not post.stub and not any(key.startswith("github/") for key in thread_keys(post.record))
    ]


def find_faults(posts: Iterable[Post], archive: Archive, name: str) -> Iterator[Diagnostic]:
    """Numbers that two posts share, and numbers that no longer lead anywhere."""
    users: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        for key in thread_keys(post.record):
            if key.startswith("github/"):
                users[int(key.partition("/")[2])].append(post)
    entries = archive.entries()
    aliases = archive.aliases()
    for number, sharing in sorted(users.items()):
        for post in sharing[1:]:
            yield Diagnostic(
                path=f"{name}/{post.path}/index.md",
                field="discussion",
                problem=f"the discussion {number} belongs to {sharing[0].slug} too",
                hint="a discussion has one page: remove the number from one of them",
            )
        entry = entries.get(number)
        if entry is not None and not entry.live:
            moved = aliases.get(number)
            to = f"was moved to {moved.to}" if moved else "was deleted"
            yield Diagnostic(
                path=f"{name}/{sharing[0].path}/index.md",
                field="discussion",
                problem=f"the discussion {number} {to}",
                hint="write its new number, or remove the line and run candor threads again",
            )


def find_marked(source: Source, archive: Archive, account: str) -> dict[str, int]:
    """The discussions Candor started, by the slug in their mark: mirrored ones, and new ones that are not yet."""
    found: dict[str, int] = {}

    def note(thread: Thread) -> None:
        mark = MARK.search(thread.header.body)
        if mark and thread.header.author == account and thread.header.state != GONE:
            found.setdefault(mark[1], thread.header.number)

    known = archive.entries()
    for number in known:
        try:
            thread = archive.load(number)
        except SourceError:
            continue
        if thread:
            note(thread)
    for fetched in source.fetch([head for head in source.sweep(None) if head.number not in known]):
        if fetched.snapshot:
            note(fetched.snapshot.thread)
    return found


def propose_matches(posts: Iterable[Post], archive: Archive, taken: set[int]) -> Iterator[tuple[Post, Thread]]:
    """Mirrored discussions that bear a post's very title and belong to no post yet."""
    by_title: dict[str, list[Thread]] = defaultdict(list)
    for number in archive.entries():
        try:
            thread = archive.load(number)
        except SourceError:
            continue
        if thread and thread.header.state != GONE and number not in taken:
            by_title[plain(thread.header.title)].append(thread)
    for post in posts:
        for thread in by_title.get(plain(post.record.title), ()):
            yield post, thread


def plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold()))


def start_thread(transport: Transport, office: Office, community: Community, post: Post, address: str) -> int:
    """Starts the post's discussion and gives its number. Raises ConfigError where its category does not exist."""
    name = community.categories.get(PART.get(post.record.kind, "questions"), "General")
    category = office.categories.get(name)
    if category is None:
        raise ConfigError(
            f"the repository has no discussion category {name!r} – make it there, or name another in `categories` of "
            f"community.yml (there are: {', '.join(sorted(set(office.categories)))})"
        )
    invitation = f"{INVITATION}\n\n" if post.record.kind in TRIED else ""
    body = f"Comments on {address}\n\n{invitation}<!-- candor: {post.slug} -->"
    made = transport.ask(CREATE, repository=office.repository, category=category, title=post.record.title, body=body)
    number: int = made["createDiscussion"]["discussion"]["number"]
    return number


# front matter


def tie(text: str, number: int) -> str:
    """The post's file with ``discussion: number`` in its front matter; comments, order and body stay as they are.

    The line is added at the end of the front matter; where that would not say the same (a flow
    mapping, say) the front matter is written anew by ruamel's round trip. Raises SourceError where neither will do.
    """
    found = re.match(r"---[ \t]*\r?\n(.*?)(^---[ \t]*\r?(?:\n|\Z))", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise SourceError("has no front matter")
    front, end = found[1], found[2]
    newline = "\r\n" if "\r\n" in found[0] else "\n"
    wanted = {**load_front(front), "discussion": number}
    added = f"{front}discussion: {number}{newline}"
    try:
        if load_front(added) == wanted:
            return text[: found.start(1)] + added + end + text[found.end() :]
    except YAMLError:
        pass
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    mapping = yaml.load(front)
    mapping["discussion"] = number
    out = StringIO()
    yaml.dump(mapping, out)
    if load_front(out.getvalue()) != wanted:
        raise SourceError("has front matter that cannot be edited safely")
    return text[: found.start(1)] + out.getvalue().replace("\n", newline) + end + text[found.end() :]


def load_front(front: str) -> Mapping[str, Any]:
    loaded = YAML(typ="safe", pure=True).load(front)
    if not isinstance(loaded, dict):
        raise SourceError("has front matter that is no list of keys")
    return loaded


def write_number(content: Path, post: Post, number: int) -> None:
    """Writes the number into the post's file, whole or not at all."""
    path = content / post.path / "index.md"
    text = path.read_bytes().decode("utf-8")
    part = path.with_name(".index.md.part")
    part.write_bytes(tie(text, number).encode())
    part.replace(path)
