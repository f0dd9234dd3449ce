"""A discussion becomes records: which of its texts, as which files, and to whose credit.

A pure reading of the archive: what its author wrote is copied as it stands at that moment, and belongs to the
repository from then on. A later edit of the comment changes nothing here, and neither does its deletion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

import msgspec

from candor.errors import RefusedError
from candor.federation.threads import MARK
from candor.model import limits
from candor.model.archive import GHOST, GONE, AccountLine, Comment, CommentState, Thread
from candor.model.corpus import AnswerSummary, Corpus, Post
from candor.model.records import Community, Kind, stamp
from candor.sources.identity import without_hidden
from candor.sources.posts import thread_keys
from candor.sources.tree import RESERVED_SLUGS, show, slugify

KIND_OF = {"questions": Kind.QUESTION, "ideas": Kind.IDEA}
"""Which kind of post a discussion in one of the community's `categories` is; all others are questions."""

GITHUB_IMAGE = re.compile(
    r"https://(?:github\.com/user-attachments/assets/[\w-]+|user-images\.githubusercontent\.com/[^\s)\"'>]+"
    r"|private-user-images\.githubusercontent\.com/[^\s)\"'>]+|github\.com/[\w.-]+/[\w.-]+/assets/[^\s)\"'>]+)"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no text file may hold."""

CANDIDATES = 5


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants promoted, and what they say themselves instead of leaving it to the discussion."""

    question: bool = False
    answer: bool = False
    comment: int | None = None
    locked: bool = False
    title: str = ""
    slug: str = ""
    kind: Kind | None = None
    topics: tuple[str, ...] = ()
    name: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One record to be written: its path below ``content/``, its front matter in order, its text as it was written."""

    path: str
    fields: dict[str, Any]
    body: str
    author: str
    images: list[str] = []


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one discussion becomes, the question first. ``notes`` say what a reader of the drafts should
    know."""

    slug: str
    title: str
    drafts: list[Draft]
    notes: list[str]


def promote_thread(
    thread: Thread, wish: Wish, corpus: Corpus, accounts: Mapping[str, AccountLine], content: str = "content"
) -> Promotion:
    """The records that `thread` becomes; `content` is what messages call the content folder.

    A discussion that belongs to no post yet becomes one, with its chosen answer; one that does gives it an answer.
    Raises RefusedError with the reason and a way out where what was asked for cannot be promoted.
    """
    header = thread.header
    key = thread.key
    if header.state == GONE:
        raise RefusedError(f"{key} was deleted where it came from: nothing is left to promote")
    if header.locked and not wish.locked:
        raise RefusedError(f"{key} is locked by its moderators – with --locked it is promoted all the same")
    home = next((post for post in corpus.posts if key in thread_keys(post.record)), None)
    if home is not None and home.stub:
        raise RefusedError(f"{key} belongs to {home.path}, which cannot be read – mend it first: candor check")
    told = [(each.record.title, each.record.threads) for each in corpus.transparency.incidents]
    told += [(each.record.title, each.record.threads) for each in corpus.transparency.maintenance]
    for name in (name for name, threads in told if key in threads):
        raise RefusedError(f"{key} belongs to “{name}”: its page prints it already")
    if wish.question and home is not None:
        raise RefusedError(f"{key} is promoted already: {content}/{home.path}/index.md")
    if home is None and MARK.search(header.body):
        raise RefusedError(f"{key} was started by Candor for a post: its first text is no question")
    comment = pick_comment(thread, wish, needed=home is not None)
    notes: list[str] = []
    drafts: list[Draft] = []
    answer = ""
    if comment is not None:
        before = find_promoted(home, f"{key}/{comment.num}")
        if home is not None and before is not None:
            raise RefusedError(already(corpus, home, before, comment, content))
        check_comment(comment, key)
        answer = free_name(wish.name or name_of(comment.author, corpus, accounts, comment.num), home)
    if home is None:
        title, slug = title_and_slug(thread, wish, corpus)
        folder = f"questions/{header.created.astimezone(UTC).year}/{slug}"
        chosen = comment is not None and comment.id == header.answer
        fields = {
            "title": title,
            "kind": (wish.kind or kind_of(header.category, corpus.community)).value,
            "author": header.author or GHOST,
            "at": stamp(header.created),
            "topics": list(dict.fromkeys([*wish.topics, *topics_of(header.labels, corpus.community)])),
            **name_thread(thread),
            "accepted": f"answers/{answer}.md" if chosen else "",
        }
        drafts.append(draft(f"{folder}/index.md", fields, header.body, header.author, key))
        if header.poll:
            notes.append("its poll stays in the discussion and is printed from there")
    else:
        folder, slug, title = home.path, home.slug, home.record.title
    if comment is not None:
        fields = {
            "author": comment.author or GHOST,
            "at": stamp(comment.created),
            "from": f"{key}/{comment.num}",
        }
        drafts.append(draft(f"{folder}/answers/{answer}.md", fields, comment.body, comment.author, fields["from"]))
    for each in drafts:
        if each.author == GHOST:
            notes.append(f"{each.path}: its author's account is gone; GitHub's own ghost stands for them")
        notes += [f"{each.path}: shows {image}, which stays at GitHub" for image in each.images]
    return Promotion(slug=slug, title=title, drafts=drafts, notes=notes)


def draft(path: str, fields: dict[str, Any], body: str, author: str | None, key: str) -> Draft:
    """The record of one text. Raises RefusedError for one that no record may hold."""
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", body.replace("\r\n", "\n").replace("\r", "\n")).strip("\n") + "\n"
    if not text.strip():
        raise RefusedError(f"{key} has no words to promote")
    if len(text.encode("utf-8", "replace")) > limits.POST_BYTES - limits.FRONT_MATTER_BYTES:
        raise RefusedError(f"{key} is longer than a record may be ({limits.POST_BYTES >> 10} KiB) – promote it by hand")
    kept = {name: value for name, value in fields.items() if value}
    images = list(dict.fromkeys(GITHUB_IMAGE.findall(text)))
    return Draft(path=path, fields=kept, body=text, author=author or GHOST, images=images)


# which comment


def pick_comment(thread: Thread, wish: Wish, *, needed: bool) -> Comment | None:
    """The comment to promote: the one asked for, else the chosen answer. Raises RefusedError where there is none and
    one is `needed`."""
    if wish.comment is not None:
        found = next((comment for comment in thread.comments if comment.num == wish.comment), None)
        if found is None:
            raise RefusedError(f"{thread.key} has no comment {wish.comment}{candidates(thread)}")
        return found
    if wish.question:
        return None
    found = next((comment for comment in thread.comments if comment.id == thread.header.answer), None)
    if found is None and (needed or wish.answer):
        raise RefusedError(f"{thread.key} has no chosen answer – name a comment with --comment{candidates(thread)}")
    return found


def candidates(thread: Thread) -> str:
    """The comments that most readers voted for, a line each."""
    votes = thread.header.votes
    live = [comment for comment in thread.comments if comment.state is CommentState.LIVE and comment.body.strip()]
    best = sorted(live, key=lambda comment: (-votes.get(comment.id, 0), comment.created))[:CANDIDATES]
    lines = [f"\n  --comment {each.num}  {each.created:%Y-%m-%d}  {show(shorten(each.body))}" for each in best]
    return "".join(lines)


def shorten(body: str) -> str:
    text = " ".join(body.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def check_comment(comment: Comment, key: str) -> None:
    """Raises RefusedError for a comment whose words are not to be shown."""
    if comment.state is CommentState.MINIMIZED:
        reason = (comment.reason or "no reason given").lower().replace("_", " ")
        raise RefusedError(f"{key}/{comment.num} was hidden by a moderator ({reason}) – promote another comment")
    if comment.state is not CommentState.LIVE:
        raise RefusedError(f"{key}/{comment.num} was deleted: nothing is left to promote")


def find_promoted(home: Post | None, key: str) -> AnswerSummary | None:
    """The answer that the comment became."""
    return next((answer for answer in home.answers if answer.from_ == key), None) if home else None


def already(corpus: Corpus, home: Post, answer: AnswerSummary, comment: Comment, content: str) -> str:
    """Where a comment was promoted to, and whether its author has changed it since."""
    path = f"{home.path}/answers/{answer.name}.md"
    said = f"{answer.from_} is promoted already: {content}/{path}"
    touched = [touch.at for touch in corpus.witnesses.touches.get(path, ())]
    known = max([*touched, *filter(None, [answer.at])], default=None)
    if comment.edited and known and comment.edited > known:
        said += (
            f" – the comment was edited on {comment.edited:%Y-%m-%d}, after it: see whether the answer should follow"
        )
    return said


# names


def title_and_slug(thread: Thread, wish: Wish, corpus: Corpus) -> tuple[str, str]:
    """What the new post is called, and its folder: one that is free."""
    number = thread.header.number
    title = without_hidden(wish.title or thread.header.title) or f"Discussion {number}"
    if len(title) > limits.TITLE_CHARACTERS:
        title = f"{title[: limits.TITLE_CHARACTERS - 1].rstrip()}…"
    used = {post.slug for post in corpus.posts} | {alias for post in corpus.posts for alias in post.record.aliases}
    used |= RESERVED_SLUGS
    if wish.slug:
        if wish.slug in used:
            raise RefusedError(f"the slug {wish.slug} is taken – choose another --slug")
        return title, wish.slug
    slug = slugify(title) or f"discussion-{number}"
    return title, f"{slug}-{number}" if slug in used else slug


def free_name(name: str, home: Post | None) -> str:
    """A name for the answer's file that none beside it has."""
    used = {answer.name for answer in home.answers} if home else set()
    free, count = name, 2
    while free in used:
        free, count = f"{name}-{count}", count + 1
    return free


def name_of(author: str | None, corpus: Corpus, accounts: Mapping[str, AccountLine], num: int) -> str:
    """A file's name from whoever wrote it: the member's slug, else the login, else the comment's number."""
    person = corpus.people.get(author or "")
    if person is not None and person.slug not in {account.replace(":", "-") for account in person.accounts}:
        return person.slug
    line = accounts.get(author or "")
    return (slugify(line.login) if line else "") or f"comment-{num}"


def kind_of(category: str | None, community: Community) -> Kind:
    """What kind of post a discussion of that category is, by its name or slug."""
    for part, kind in KIND_OF.items():
        name = community.categories.get(part, "")
        if category and category in (name, slugify_category(name)):
            return kind
    return Kind.QUESTION


def slugify_category(name: str) -> str:
    """A category as GitHub's addresses call it: ``Q&A`` is ``q-a``."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")


def topics_of(labels: Iterable[str], community: Community) -> list[str]:
    """The topics that the discussion's labels name, by slug or title."""
    named = {topic.title.casefold(): slug for slug, topic in community.topics.items()}
    found = [label if label in community.topics else named.get(label.casefold(), "") for label in labels]
    return [slug for slug in found if slug]


def name_thread(thread: Thread) -> dict[str, Any]:
    header = thread.header
    return {"discussion": header.number} if header.source == "github" else {"threads": [thread.key]}


# credit


def co_authors(
    drafts: Iterable[Draft], corpus: Corpus, accounts: Mapping[str, AccountLine], host: str = "github.com"
) -> tuple[list[str], list[str]]:
    """The trailers that give each author their credit on GitHub, and the accounts that get none: no account of theirs
    at GitHub is known, or they have left or do not want to be named."""
    trailers: dict[str, None] = {}
    without: dict[str, None] = {}
    for each in drafts:
        person = corpus.people.get(each.author)
        known = [each.author, *(person.accounts if person else ())]
        account = next((name for name in known if name.startswith("github:") and name != GHOST), None)
        line = accounts.get(account or "")
        if account is None or line is None or (person is not None and line.login not in person.logins):
            without[each.author] = None
            continue
        number = account.partition(":")[2]
        name = without_hidden(person.name if person else line.login) or line.login
        name = re.sub(r"[<>\n\r]", "", name)
        trailers[f"Co-authored-by: {name} <{number}+{line.login}@users.noreply.{host}>"] = None
    return list(trailers), list(without)
