"""A Discourse forum becomes content: a topic a question, its replies an archived thread.

The input is one topic a line, in the field names of Discourse's ``/t/:id.json``, with each post's
``raw`` text. It is read twice as a stream: once to learn all names, categories and slugs, once to
write. Memory grows with the number of topics and members, not with what they wrote.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from candor.errors import SourceError
from candor.importers.bbcode import to_markdown
from candor.importers.ledger import Ledger, Outcome, keys_below, write_whole
from candor.importers.names import Names, number_names
from candor.model import archive, limits
from candor.model.archive import CommentState

SOURCE: Final = "discourse"
LINE_BYTES: Final = 64 * 1024 * 1024
"""A longer line is no topic; it is reported and passed over."""

SLUG_CHARACTERS: Final = 80
RESERVED_SLUGS: Final = frozenset({"page", "topic"})
"""``page`` is ours; ``topic`` is what Discourse calls a topic whose title gives no slug."""

_FRONT_MATTER_ROOM: Final = 4 * 1024
_THREAD: Final = re.compile(rb"^threads:.*?\bdiscourse/([0-9]+)", re.MULTILINE)


class PostIn(msgspec.Struct, kw_only=True):
    """A post as the export has it. Unknown fields are passed over and reported once."""

    post_number: int
    created_at: datetime
    username: str | None = None
    staff: bool = False
    updated_at: datetime | None = None
    reply_to_post_number: int | None = None
    likes: int = 0
    accepted_answer: bool = False
    hidden: bool = False
    user_deleted: bool = False
    version: int = 1
    raw: str | None = None


class TopicIn(msgspec.Struct, kw_only=True):
    """A topic as the export has it; its posts are read one by one, so that a bad one costs only itself."""

    id: int
    posts: list[msgspec.Raw]
    title: str | None = None
    slug: str | None = None
    created_at: datetime | None = None
    category_id: int | None = None
    closed: bool = False
    archived: bool = False
    views: int = 0
    like_count: int = 0
    posts_count: int = 0


_KNOWN_FIELDS: Final = {field.name for struct in (PostIn, TopicIn) for field in msgspec.structs.fields(struct)}
_TOPIC: Final = msgspec.json.Decoder(TopicIn)
_POST: Final = msgspec.json.Decoder(PostIn)
_JSON: Final = msgspec.json.Encoder(order="sorted")


class Wart(StrEnum):
    """Everything odd that an export may hold; the value is its name in the report, `BECAME` tells the rest."""

    LINE_UNREADABLE = "line that is no topic"
    LINE_TOO_LONG = "line longer than 64 MiB"
    TOPIC_REPEATED = "topic that stands in the file twice"
    TOPIC_EMPTY = "topic without posts"
    POST_UNREADABLE = "post that cannot be read"
    POST_REPEATED = "post number used twice"
    FIELD_UNKNOWN = "unknown field"
    EMPTY = "reply without text"
    EMPTY_QUESTION = "question without text"
    HIDDEN = "hidden reply"
    DELETED = "reply deleted by its author"
    QUESTION_HIDDEN = "hidden or deleted question"
    NO_AUTHOR = "post without author"
    FIRST_MISSING = "topic whose first post is missing"
    ACCEPTED_QUESTION = "question accepted as its own answer"
    ACCEPTED_UNUSABLE = "accepted answer that is empty, hidden or deleted"
    ACCEPTED_MANY = "topic with several accepted answers"
    REPLY_TO_NOTHING = "reply to a post that is not there"
    SLUG_MENDED = "slug that is empty, too long or no slug"
    SLUG_TAKEN = "slug that two topics share"
    TITLE_MENDED = "title that is empty, too long or holds control characters"
    POST_TOO_LONG = "question or answer over 64 KiB"
    COMMENT_TOO_LONG = "reply over 32 KiB"
    UPLOAD_LOST = "upload that the export does not hold"
    LOCKED = "closed or archived topic"
    KEPT = "file edited by hand"


BECAME: Final[Mapping[Wart, str]] = {
    Wart.LINE_UNREADABLE: "passed over",
    Wart.LINE_TOO_LONG: "passed over",
    Wart.TOPIC_REPEATED: "the first one counts",
    Wart.TOPIC_EMPTY: "passed over",
    Wart.POST_UNREADABLE: "passed over, the rest of its topic imported",
    Wart.POST_REPEATED: "the first one counts",
    Wart.FIELD_UNKNOWN: "passed over",
    Wart.EMPTY: "left out: a moderator's action, not a reply",
    Wart.EMPTY_QUESTION: "imported with a note in place of the text",
    Wart.HIDDEN: "archived as minimized",
    Wart.DELETED: "its place kept, words and author gone",
    Wart.QUESTION_HIDDEN: "imported with a note in place of the text",
    Wart.NO_AUTHOR: "imported without one",
    Wart.FIRST_MISSING: "the earliest post there is opens the question",
    Wart.ACCEPTED_QUESTION: "the mark dropped",
    Wart.ACCEPTED_UNUSABLE: "the mark dropped",
    Wart.ACCEPTED_MANY: "all are answers, the first is the accepted one",
    Wart.REPLY_TO_NOTHING: "attached to the question",
    Wart.SLUG_MENDED: "made anew from the slug, the title or the number",
    Wart.SLUG_TAKEN: "the lowest topic keeps it, others end in their number",
    Wart.TITLE_MENDED: "mended",
    Wart.POST_TOO_LONG: "cut at a line, whole in the archive",
    Wart.COMMENT_TOO_LONG: "whole in the archive, cut on the page",
    Wart.UPLOAD_LOST: "a note in its place",
    Wart.LOCKED: "its thread is locked",
    Wart.KEPT: "left as it is",
}

GRAVE: Final = frozenset({Wart.LINE_UNREADABLE, Wart.LINE_TOO_LONG, Wart.POST_UNREADABLE})
"""Warts that cost words: the import is finished but not whole."""


class Finding(msgspec.Struct, frozen=True, order=True):
    """One wart: its topic and post (0 where there is none), and what there is to say."""

    wart: Wart
    topic: int = 0
    post: int = 0
    note: str = ""


class ImportReport(msgspec.Struct, kw_only=True):
    """What an import found and did. ``missing_topics`` are slugs that an existing community.yml lacks, with titles."""

    topics: int = 0
    posts: int = 0
    comments: int = 0
    answers: int = 0
    members: int = 0
    staff: list[str] = []
    edited: int = 0
    outcomes: dict[Outcome, int] = msgspec.field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    questions: dict[Outcome, int] = msgspec.field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    tags: dict[str, int] = {}
    missing_topics: dict[str, str] = {}
    community_written: bool = False
    findings: list[Finding] = []

    def counts(self) -> dict[Wart, int]:
        counted = Counter(finding.wart for finding in self.findings)
        return {wart: counted[wart] for wart in Wart if counted[wart]}

    @property
    def whole(self) -> bool:
        """Whether nothing of the file was lost."""
        return not any(finding.wart in GRAVE for finding in self.findings)


class Sketch(msgspec.Struct, frozen=True, gc=False):
    """What the first reading keeps of a topic."""

    id: int
    line: int
    title: str
    slug: str
    year: int
    category: int | None


def import_discourse(
    file: Path,
    content: Path,
    *,
    keep_names: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    categories: Mapping[int, str] | None = None,
    forum_url: str = "",
    limit: int | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    cache: Path | None = None,
) -> ImportReport:
    """The forum of `file` written below `content`, and what was found on the way.

    `progress` is told the topics done and all there are. `cache` (default ``.cache/candor/import``
    beside the content) keeps the private table of names, the notes on written files and the
    report; lose it and a later import cannot tell who is who. Raises `SourceError` where the file
    as a whole cannot be read.
    """
    cache = cache or content.parent / ".cache" / "candor" / "import"
    report = ImportReport()
    sketches, usernames = _survey(file, report)
    private, accounts = cache / f"{SOURCE}-names.json", content / ".discussions" / SOURCE / "accounts.jsonl"
    names = number_names(SOURCE, usernames, private, accounts, keep=keep_names)
    topics = _topic_slugs({sketch.category for sketch in sketches}, categories or {})
    folders = _choose_folders(sketches, content, report)
    wanted = {sketch.line for sketch in sketches[:limit]}
    if not dry_run:
        cache.mkdir(parents=True, exist_ok=True)
        write_whole(cache / ".gitignore", b"*\n")
        write_whole(private, names.private)

    rename = names.replacer(keep=keep_names)
    with Ledger(content, cache / f"{SOURCE}-files.txt", overwrite=overwrite, dry=dry_run) as ledger:
        _write(ledger, accounts.relative_to(content).as_posix(), names.accounts, report)
        _offer_topics(ledger, content, topics, report)
        staff: set[str] = set()
        for number, line in _lines(file, []):
            if number not in wanted:
                continue
            topic = _TOPIC.decode(line)
            category = topics.get(topic.category_id)
            story = _convert(topic, names, rename, category[0] if category else None, forum_url, staff, report)
            if story is not None:
                folder = folders[topic.id]
                _write(ledger, archive_path(topic.id), story.thread, report)
                for name, answer in story.answers.items():
                    _write(ledger, f"{folder}/answers/{name}.md", answer, report)
                outcome = _write(ledger, f"{folder}/index.md", story.question, report)
                report.questions[outcome] += 1
            progress(report.topics, len(wanted))
    report.members = len(names.lines)
    report.staff = sorted(staff, key=lambda account: int(account.partition(":")[2]))
    report.findings.sort()
    if not dry_run:
        write_whole(cache / "import-report.json", msgspec.json.format(_JSON.encode(report), indent=1) + b"\n")
        write_whole(cache / "import-report.md", _in_full(report).encode())
    return report


def archive_path(number: int) -> str:
    return f".discussions/{SOURCE}/{number // 1000}/{number}.jsonl"


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    with file.open("rb") as plain:
        zipped = plain.peek(2)[:2] == b"\x1f\x8b"
        if file.suffix == ".gz" and not zipped:
            raise SourceError(f"{file} is not gzip-compressed, though its name says so")
        if not zipped:
            yield plain
            return
        with gzip.open(plain) as unzipped:
            yield unzipped  # type: ignore[misc]


def _lines(file: Path, too_long: list[int]) -> Iterator[tuple[int, bytes]]:
    """Every line that holds anything, made decodable if it can be, with its number from 1."""
    try:
        with _opened(file) as stream:
            number = 0
            while line := stream.readline(LINE_BYTES + 1):
                number += 1
                if len(line) > LINE_BYTES:
                    too_long.append(number)
                    while line and not line.endswith(b"\n"):
                        line = stream.readline(LINE_BYTES)
                    continue
                line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if line.strip():
                    yield number, _sound(line)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{file} is damaged: {error}. Nothing is lost by a new download and a second run.") from None
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror or error}") from None


def _sound(line: bytes) -> bytes:
    """The line itself, or where only its characters are broken (lone surrogates, bad UTF-8) with those replaced."""
    if b"\\ud" not in line.lower() and _is_utf8(line):
        return line
    try:
        value = json.loads(line.decode("utf-8", "replace"))
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return line


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _survey(file: Path, report: ImportReport) -> tuple[list[Sketch], set[str]]:
    """The first reading: every topic in outline, every author's name, every line that is neither."""
    sketches: dict[int, Sketch] = {}
    usernames: set[str] = set()
    unknown: set[str] = set()
    too_long: list[int] = []
    first_fault = ""
    for number, line in _lines(file, too_long):
        try:
            topic = _TOPIC.decode(line)
            if topic.id < 1:
                raise msgspec.ValidationError("`id` is below 1")
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            first_fault = first_fault or f"line {number}: {error}"
            report.findings.append(Finding(Wart.LINE_UNREADABLE, 0, 0, f"line {number}: {error}"))
            continue
        if topic.id in sketches:
            report.findings.append(Finding(Wart.TOPIC_REPEATED, topic.id, 0, f"line {number}"))
            continue
        posts = _posts(topic, None, usernames, unknown)
        unknown |= msgspec.json.decode(line, type=dict[str, msgspec.Raw]).keys() - _KNOWN_FIELDS
        created = topic.created_at or (posts[0].created_at if posts else None)
        year = _utc(created).year if created else 1970
        sketches[topic.id] = Sketch(topic.id, number, topic.title or "", topic.slug or "", year, topic.category_id)
    report.findings += [Finding(Wart.LINE_TOO_LONG, 0, 0, f"line {number}") for number in too_long]
    report.findings += [Finding(Wart.FIELD_UNKNOWN, 0, 0, name) for name in sorted(unknown)]
    if not sketches:
        raise SourceError(
            f"{file} holds no topic{f' ({first_fault})' if first_fault else ''}. Expected is one JSON object a line, "
            "a topic with the fields id, title, slug, created_at and posts, each post with post_number, created_at, "
            "username and raw."
        )
    return list(sketches.values()), usernames


def _posts(
    topic: TopicIn, report: ImportReport | None, usernames: set[str] | None = None, unknown: set[str] | None = None
) -> list[PostIn]:
    """The topic's readable posts by number."""
    posts: dict[int, PostIn] = {}
    for index, raw in enumerate(topic.posts, 1):
        try:
            post = _POST.decode(raw)
            if post.post_number < 1:
                raise msgspec.ValidationError("`post_number` is below 1")
        except (msgspec.MsgspecError, ValueError) as error:
            if report is not None:
                report.findings.append(Finding(Wart.POST_UNREADABLE, topic.id, 0, f"post {index} of the list: {error}"))
            continue
        if unknown is not None and index == 1:
            unknown |= msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).keys() - _KNOWN_FIELDS
        if usernames is not None and post.username:
            usernames.add(post.username)
        if post.post_number in posts:
            if report is not None:
                report.findings.append(Finding(Wart.POST_REPEATED, topic.id, post.post_number))
        else:
            posts[post.post_number] = post
    return [posts[number] for number in sorted(posts)]


def _topic_slugs(categories: set[int | None], titles: Mapping[int, str]) -> dict[int | None, tuple[str, str]]:
    """Slug and title of each category's topic."""
    named: dict[int | None, tuple[str, str]] = {}
    for category in sorted(each for each in categories if each is not None):
        title = titles.get(category) or f"Category {category}"
        named[category] = (slug_of(title) or f"category-{category}", title)
    return named


def slug_of(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > SLUG_CHARACTERS:
        slug = slug[:SLUG_CHARACTERS].rpartition("-")[0] or slug[:SLUG_CHARACTERS]
    return slug


def _choose_folders(sketches: Sequence[Sketch], content: Path, report: ImportReport) -> dict[int, str]:
    """Each topic's folder below content. A topic that is there already keeps its folder, wherever that was moved."""
    folders: dict[int, str] = {}
    taken: set[str] = set()
    for index in sorted((content / "questions").glob("*/*/index.md")):
        taken.add(index.parent.name)
        with index.open("rb") as stream:
            front_matter = stream.read(limits.FRONT_MATTER_BYTES).partition(b"\n---")[0]
        if found := _THREAD.search(front_matter):
            folders.setdefault(int(found[1]), index.parent.relative_to(content).as_posix())
    for sketch in sorted(sketches, key=lambda each: each.id):
        slug = slug_of(sketch.slug)
        slug = slug if slug and slug not in RESERVED_SLUGS else slug_of(sketch.title)
        slug = slug if slug and slug not in RESERVED_SLUGS else f"topic-{sketch.id}"
        if slug != sketch.slug:
            report.findings.append(Finding(Wart.SLUG_MENDED, sketch.id, 0, slug))
        there = folders.get(sketch.id)
        if slug in taken and (there is None or Path(there).name != slug):
            slug = f"{slug}-{sketch.id}"
            report.findings.append(Finding(Wart.SLUG_TAKEN, sketch.id, 0, slug))
        if there is None:
            taken.add(slug)
            folders[sketch.id] = f"questions/{sketch.year}/{slug}"
    return folders


class Story(msgspec.Struct, frozen=True):
    """A topic as files: bytes of ``index.md``, of each answer by name, and of the thread."""

    question: bytes
    answers: dict[str, bytes]
    thread: bytes


def _utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _convert(
    topic: TopicIn,
    names: Names,
    rename: Callable[[str], str],
    topic_slug: str | None,
    forum_url: str,
    staff: set[str],
    report: ImportReport,
) -> Story | None:
    def found(wart: Wart, post: int = 0, note: str = "") -> None:
        report.findings.append(Finding(wart, topic.id, post, note))

    report.topics += 1
    posts = _posts(topic, report)
    report.posts += len(posts)
    if not posts:
        found(Wart.TOPIC_EMPTY)
        return None
    first, replies = posts[0], posts[1:]
    if first.post_number != 1:
        found(Wart.FIRST_MISSING)
    if topic.closed or topic.archived:
        found(Wart.LOCKED)
    kept = [post for post in replies if (post.raw or "").strip() or post.user_deleted]
    for post in replies:
        if not (post.raw or "").strip() and not post.user_deleted:
            found(Wart.EMPTY, post.post_number)

    def upload(name: str) -> str | None:
        return f"{forum_url.rstrip('/')}/uploads/short-url/{name}" if forum_url else None

    def markdown(post: PostIn) -> str:
        converted = to_markdown(rename(post.raw or ""), upload=upload)
        for tag, times in converted.met.items():
            if tag == "upload":
                found(Wart.UPLOAD_LOST, post.post_number, str(times) if times > 1 else "")
            else:
                report.tags[tag] = report.tags.get(tag, 0) + times
        return converted.text

    def author(post: PostIn) -> str | None:
        account = names.account(post.username)
        if account is None:
            found(Wart.NO_AUTHOR, post.post_number)
        elif post.staff:
            staff.add(account)
        return account

    def edited(post: PostIn) -> datetime | None:
        if post.version > 1 and post.updated_at and _utc(post.updated_at) > _utc(post.created_at):
            report.edited += 1
            return _utc(post.updated_at)
        return None

    tops = _top_comments(kept, posts, lambda number: found(Wart.REPLY_TO_NOTHING, number))
    comments, answers, votes = [], {}, {}
    accepted = ""
    for post in sorted(kept, key=lambda each: (_utc(each.created_at), comment_id(topic.id, each.post_number))):
        number = post.post_number
        identity = comment_id(topic.id, number)
        top = tops[number]
        comment = archive.Comment(
            id=identity,
            num=number,
            parent=None if top == number else comment_id(topic.id, top),
            author=None if post.user_deleted else author(post),
            created=_utc(post.created_at),
            edited=edited(post),
            state=CommentState.WIPED
            if post.user_deleted
            else CommentState.MINIMIZED
            if post.hidden
            else CommentState.LIVE,
            reason="hidden on the forum" if post.hidden and not post.user_deleted else None,
            body="" if post.user_deleted else markdown(post),
        )
        comments.append(comment)
        if post.likes > 0 and not post.user_deleted:
            votes[identity] = post.likes
        if post.user_deleted:
            found(Wart.DELETED, number)
        elif post.hidden:
            found(Wart.HIDDEN, number)
        if len(comment.body.encode()) > limits.COMMENT_BYTES:
            found(Wart.COMMENT_TOO_LONG, number)
        if post.accepted_answer and comment.state is CommentState.LIVE:
            answers[number] = comment
        elif post.accepted_answer:
            found(Wart.ACCEPTED_UNUSABLE, number)
    for post in posts:
        if post.accepted_answer and post is first:
            found(Wart.ACCEPTED_QUESTION, post.post_number)
        elif post.accepted_answer and post not in kept:
            found(Wart.ACCEPTED_UNUSABLE, post.post_number)
    if len(answers) > 1:
        found(Wart.ACCEPTED_MANY, note=", ".join(map(str, sorted(answers))))
    chosen = min(answers, default=0)
    accepted = f"answers/post-{chosen}.md" if chosen else ""

    identity = thread_id(topic.id)
    if first.likes > 0:
        votes[identity] = first.likes
    if first.user_deleted or first.hidden:
        found(Wart.QUESTION_HIDDEN, first.post_number)
        body = f"*This question was {'deleted by its author' if first.user_deleted else 'hidden'} on the forum.*"
    else:
        body = markdown(first)
        if not body.strip():
            found(Wart.EMPTY_QUESTION, first.post_number)
            body = "*This question has no text.*"
    title, mended = _title(rename(topic.title or ""), topic.id)
    if mended:
        found(Wart.TITLE_MENDED)
    asked_by = None if first.user_deleted else author(first)
    created = _utc(topic.created_at or first.created_at)
    whole = ""
    printed = _within(body)
    if printed != body:
        found(Wart.POST_TOO_LONG, first.post_number)
        whole = body
    answer_files = {}
    for number, comment in answers.items():
        text = _within(comment.body)
        if text != comment.body:
            found(Wart.POST_TOO_LONG, number)
        answer_files[f"post-{number}"] = _front_matter(
            {"author": comment.author, "at": comment.created, "from": f"{SOURCE}/{topic.id}/{number}"}, text
        )
    report.answers += len(answers)
    report.comments += len(comments)
    first_edited = edited(first)
    header = archive.ThreadHeader(
        v=archive.VERSION,
        source=SOURCE,
        number=topic.id,
        id=identity,
        url=f"{forum_url.rstrip('/')}/t/{topic.id}" if forum_url else None,
        title=title,
        author=asked_by,
        created=created,
        edited=first_edited,
        category=topic_slug,
        state="closed" if topic.closed or topic.archived else "open",
        locked=topic.closed or topic.archived,
        answer=comment_id(topic.id, chosen) if chosen else None,
        body=whole,
        votes=dict(sorted(votes.items())),
        comments=len(comments),
        updated=max([created, first_edited or created, *(each.edited or each.created for each in comments)]),
    )
    lines = b"".join(_JSON.encode(comment) + b"\n" for comment in comments)
    header = msgspec.structs.replace(header, print=blake2b(_JSON.encode(header) + lines, digest_size=16).hexdigest())
    question = _front_matter(
        {
            "title": title,
            "kind": "question",
            "author": asked_by,
            "at": created,
            "topics": [topic_slug] if topic_slug else [],
            "threads": [f"{SOURCE}/{topic.id}"],
            "accepted": accepted,
        },
        printed,
    )
    return Story(question, answer_files, _JSON.encode(header) + b"\n" + lines)


def thread_id(topic: int) -> str:
    return f"discourse-topic-{topic}"


def comment_id(topic: int, post: int) -> str:
    return f"discourse-post-{topic}-{post}"


def _top_comments(kept: Sequence[PostIn], posts: Sequence[PostIn], lost: Callable[[int], None]) -> dict[int, int]:
    """For each kept reply the comment it hangs under: itself, or the top of what it replied to."""
    numbers = {post.post_number for post in posts}
    keeps = {post.post_number for post in kept}
    tops: dict[int, int] = {posts[0].post_number: 0}
    for post in posts[1:]:
        number, target = post.post_number, post.reply_to_post_number
        top = 0
        if target is not None and target < number:
            if target in numbers:
                top = tops[target]
            elif number in keeps:
                lost(number)
        tops[number] = top or (number if number in keeps else 0)
    return tops


def _title(text: str, topic: int) -> tuple[str, bool]:
    """The title as one line within its limit, and whether it had to be changed."""
    title = " ".join("".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text).split())
    if len(title) > limits.TITLE_CHARACTERS:
        title = title[: limits.TITLE_CHARACTERS - 1].rstrip() + "…"
    title = title or f"Topic {topic}"
    return title, title != text


def _within(body: str) -> str:
    """The body, cut at a line where it would not fit into a post's file."""
    room = limits.POST_BYTES - _FRONT_MATTER_ROOM
    if len(body.encode()) <= room:
        return body
    cut = body.encode()[:room].decode("utf-8", "ignore")
    cut = cut[: cut.rfind("\n")] if "\n" in cut else cut
    fences = re.findall(r"^(?:```+|~~~+)", cut, re.MULTILINE)
    close = f"\n{fences[-1]}" if len(fences) % 2 else ""
    return f"{cut}{close}\n\n*(This text was too long for one post. It stands whole in the archive of its thread.)*"


def _front_matter(fields: Mapping[str, Any], body: str) -> bytes:
    lines = ["---"]
    for name, value in fields.items():
        if isinstance(value, datetime):
            lines.append(f"{name}: {value.isoformat().replace('+00:00', 'Z')}")
        elif name == "title":
            lines.append(f"{name}: {quoted(value)}")
        elif isinstance(value, list) and value:
            lines.append(f"{name}: [{', '.join(value)}]")
        elif value:
            lines.append(f"{name}: {value}")
    return "\n".join([*lines, "---", body, ""]).encode("utf-8", "replace")


def quoted(text: str) -> str:
    """The text as a double-quoted YAML scalar on one line, which any YAML reader gives back as it was."""
    return re.sub(
        "[\x7f-\x9f\xad\u0600-\u0605\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\uffff]",
        lambda character: f"\\u{ord(character[0]):04x}",
        json.dumps(text, ensure_ascii=False),
    )


def _write(ledger: Ledger, path: str, content: bytes, report: ImportReport) -> Outcome:
    outcome = ledger.write(path, content)
    report.outcomes[outcome] += 1
    if outcome is Outcome.KEPT:
        report.findings.append(Finding(Wart.KEPT, 0, 0, path))
    return outcome


def _offer_topics(
    ledger: Ledger, content: Path, topics: Mapping[int | None, tuple[str, str]], report: ImportReport
) -> None:
    """Writes a first community.yml, or tells what the one that is there lacks."""
    wanted = dict(sorted(topics.values()))
    path = content / "community.yml"
    if path.exists():
        report.missing_topics = {
            slug: title for slug, title in wanted.items() if slug not in keys_below(path, "topics")
        }
        return
    lines = ["name: Our community", "topics:" if wanted else "topics: {}"]
    lines += [f"  {slug}: {{title: {quoted(title)}}}" for slug, title in wanted.items()]
    ledger.write("community.yml", "\n".join([*lines, ""]).encode())
    report.community_written = True


def _in_full(report: ImportReport) -> str:
    """The report as Markdown: every wart, and every place of each."""
    lines = [
        "# Import from Discourse",
        "",
        f"{report.topics} topics, {report.posts} posts, {report.comments} replies, {report.answers} answers, "
        f"{report.members} members. Files: "
        + ", ".join(f"{n} {outcome}" for outcome, n in report.outcomes.items())
        + ".",
        "",
        f"{report.edited} posts had been edited; the time of the last edit is kept.",
        "",
        f"Written by staff of the forum: {', '.join(report.staff) or 'nobody'}.",
        "",
        "Markup converted: " + (", ".join(f"[{tag}] {n}" for tag, n in sorted(report.tags.items())) or "none") + ".",
    ]
    places: defaultdict[Wart, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        places[finding.wart].append(finding)
    for wart, findings in places.items():
        lines += ["", f"## {wart[0].upper()}{wart[1:]}: {len(findings)}", "", f"What became of it: {BECAME[wart]}.", ""]
        for finding in findings:
            place = f"{finding.topic}/{finding.post}" if finding.post else str(finding.topic or "")
            lines.append(f"- {': '.join(part for part in (place, finding.note) if part)}")
    return "\n".join([*lines, ""])
