"""One post as it lies in its folder, with the threads it names: read, checked and rendered.

A pure function of the files and the settings, so that it may run in any process. Bad input never
raises: it becomes a fault in ``post.problems``, and a file that cannot be read at all a stub.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model import limits
from candor.model.archive import GONE, UNWANTED, Comment, CommentState, Thread
from candor.model.corpus import (
    AnswerSummary,
    CommentSummary,
    Marks,
    Post,
    ReactionSummary,
    ThreadSummary,
    Words,
    pack_comments,
)
from candor.model.html import Fragment, Ref
from candor.model.records import STAFF_KINDS, AnswerRecord, Kind, Policy, PostRecord
from candor.model.review import COMMANDS, Command
from candor.sources.archive import find_alias, gone_thread, missing_thread, read_bytes, read_thread, thread_path
from candor.sources.erased import recogniser, without_erased
from candor.sources.frontmatter import (
    Fault,
    Text,
    decode_text,
    find_line,
    parse_yaml,
    quote,
    read_record,
    split_text,
    too_large,
)
from candor.sources.identity import hidden_characters, without_hidden
from candor.sources.markdown import Place, Rendered, render
from candor.sources.moderation import moderate, overlay_path, read_overlay
from candor.sources.substance import host_of, measure_text
from candor.sources.tree import IMAGES, FileStat, PostFolder

R = TypeVar("R", PostRecord, AnswerRecord)

NOTHING = Fragment(parts=())

ANSWER_HEADINGS = 3
COMMENT_HEADINGS = 2
"""Headings of an answer stand below the heading that names its author, those of a comment below that of its thread."""


class LoadSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the reading of a post depends on beside its files.

    ``staff`` holds the accounts and slugs whose links are trusted; ``source`` is where ``#123`` in
    a post without threads points; ``source_url`` is where a file of the repository can be read,
    with ``{path}`` for its path from the project's root. ``erased`` changes with who was erased.
    """

    image_hosts: tuple[str, ...] = ()
    staff: frozenset[str] = frozenset()
    source: str = "github"
    source_url: str = ""
    erased: str = ""
    policy: Policy | None = None


def thread_keys(record: PostRecord) -> list[str]:
    """The threads a post names, ``discussion`` first, each once."""
    first = [f"github/{record.discussion}"] if record.discussion else []
    return list(dict.fromkeys([*first, *record.threads]))


def load_post(
    content: Path, folder: PostFolder, settings: LoadSettings, moderated: Collection[str] | None = None
) -> tuple[Post, Words]:
    """The post in `folder` with its threads, and its rendered words. `moderated` are the threads that have an overlay,
    where that is known."""
    return Reading(content, folder, settings, moderated).post()


def stub_post(content: Path, folder: PostFolder, reason: str) -> Post:
    """The post that stands for one that could not be read: a title from its slug, and why."""
    problem = Diagnostic(
        path=f"{content.name}/{folder.path}/index.md",
        problem=f"the post could not be read: {reason}",
        hint="it is published as a stub",
    )
    digest = hashlib.blake2b(f"{folder.path}\0{reason}".encode("utf-8", "replace"), digest_size=16)
    return make_stub(folder, digest.hexdigest(), reason, [problem])


def make_stub(folder: PostFolder, key: str, reason: str, problems: list[Diagnostic]) -> Post:
    record = PostRecord(title=title_of(folder.slug))
    return Post(slug=folder.slug, path=folder.path, key=key, record=record, stub=reason, problems=problems)


def title_of(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


class Reading:
    """One post while it is read."""

    def __init__(
        self, content: Path, folder: PostFolder, settings: LoadSettings, moderated: Collection[str] | None = None
    ) -> None:
        self.root = str(content)
        self.name = content.name
        self.folder, self.settings, self.moderated = folder, settings, moderated
        self.digest = hashlib.blake2b(digest_size=16)
        self.problems: list[Diagnostic] = []
        self.refs: set[Ref] = set()

    def post(self) -> tuple[Post, Words]:
        folder = self.folder
        index = f"{folder.path}/index.md"
        answers: list[tuple[AnswerSummary, Fragment]] = []
        images: list[str] = []
        media: list[str] = []
        record: PostRecord | None = None
        text: Text | None = None
        for file in folder.files:
            name = file.path[len(folder.path) + 1 :]
            if name == "index.md":
                record, text = self.read(file, PostRecord, {"title": title_of(folder.slug)})
            elif name.startswith("answers/"):
                if answer := self.answer(file, name[8:-3]):
                    answers.append(answer)
            elif kind := self.media(file):
                (images if kind == "image" else media).append(name)
        if text is None or record is None:
            reason = next((p.problem for p in self.problems if p.path == f"{self.name}/{index}"), "cannot be read")
            key = self.digest.hexdigest()
            if text is None:
                return make_stub(folder, key, reason, sorted(self.problems)), Words(body=NOTHING)
            record = PostRecord(title=title_of(folder.slug))
        record = self.clean_title(record, index, text.front)
        self.check_kind(record, index, media, text.front)

        source = (record.threads[0].partition("/")[0] if record.threads else "") or self.settings.source
        body = self.render(text.body, index, text.body_line, self.place("q-", source, record.author, index))
        promoted = {summary.from_ for summary, _ in answers}
        threads: list[ThreadSummary] = []
        comments: dict[str, Fragment] = {}
        for key in thread_keys(record):
            if thread := self.thread(key, index):
                threads.append(self.summarize(thread, promoted, comments))

        post = Post(
            slug=folder.slug,
            path=folder.path,
            key=self.digest.hexdigest(),
            record=record,
            author=record.author,
            created=record.at,
            excerpt=shorten(body.text),
            answers=[summary for summary, _ in answers],
            threads=threads,
            refs=sorted(self.refs),
            images=images,
            problems=sorted(self.problems),
        )
        words = Words(
            body=body.fragment, answers={summary.name: words for summary, words in answers}, comments=comments
        )
        return post, words

    # files

    def bytes(self, path: str, limit: int) -> bytes | None:
        """A file's content, which becomes part of the post's key; None where it cannot be read."""
        try:
            raw = read_bytes(f"{self.root}/{path}", limit)
        except FileNotFoundError:
            self.digest.update(f"{path}\0-".encode())
            raise
        except OSError as error:
            self.digest.update(f"{path}\0?".encode())
            self.fault(path, Fault(0, "", f"cannot be read: {error.strerror}", "check that you may read it"))
            return None
        self.digest.update(f"{path}\0{len(raw)}\0".encode() + raw)
        return raw

    def read(self, file: FileStat, kind: type[R], instead: Mapping[str, str] = {}) -> tuple[R | None, Text | None]:
        """The record and the text of a Markdown file, with what stands `instead` of a faulty value; without a text it
        cannot be shown."""
        if file.size > limits.POST_BYTES:
            self.digest.update(f"{file.path}\0{file.size}".encode())
            self.fault(file.path, too_large(limits.POST_BYTES))
            return None, None
        try:
            raw = self.bytes(file.path, limits.POST_BYTES)
        except FileNotFoundError:
            self.fault(file.path, Fault(0, "", "vanished while it was read", "build again"))
            return None, None
        if raw is None:
            return None, None
        decoded, faults = decode_text(raw, limits.POST_BYTES)
        text: Text | None = None
        record: R | None = None
        if decoded is not None:
            text, more = split_text(decoded)
            faults += more
        if text is not None:
            value, more = parse_yaml(text.front)
            faults += [fault._replace(line=fault.line + 1) for fault in more]
            if value is None and any(fault.severity is Severity.ERROR for fault in more):
                text = None
            else:
                record = read_record({} if value is None else value, faults, kind, text.front, 2, instead=instead)
        for fault in faults:
            self.fault(file.path, fault)
        return record, text

    def fault(self, path: str, fault: Fault) -> None:
        self.problems.append(fault.at(f"{self.name}/{path}"))

    # parts

    def answer(self, file: FileStat, name: str) -> tuple[AnswerSummary, Fragment] | None:
        record, text = self.read(file, AnswerRecord)
        if text is None:
            return None
        record = record or AnswerRecord()
        source = record.from_.partition("/")[0] if record.from_ else self.settings.source
        place = self.place(f"a-{name}-", source, record.author, file.path, ANSWER_HEADINGS)
        place = msgspec.structs.replace(place, folder=f"{self.folder.path}/answers")
        summary = AnswerSummary(
            name=name,
            author=record.author,
            at=record.at,
            from_=record.from_,
            verified_by=record.verified.by if record.verified else None,
            verified_at=record.verified.at if record.verified else None,
        )
        return summary, self.render(text.body, file.path, text.body_line, place).fragment

    def place(self, prefix: str, source: str, author: str | None, path: str, heading_shift: int = 1) -> Place:
        return Place(
            heading_shift=heading_shift,
            folder=self.folder.path,
            source=source,
            prefix=prefix,
            trusted=author in self.settings.staff,
            image_hosts=self.settings.image_hosts,
            url=self.settings.source_url.replace("{path}", f"{self.name}/{path}"),
        )

    def render(self, text: str, path: str, first_line: int, place: Place) -> Rendered:
        rendered = render(text, place)
        self.refs |= rendered.fragment.refs
        for problem in rendered.problems:
            line = first_line + problem.line - 1 if problem.line else 0
            self.fault(path, Fault(line, "", problem.problem, problem.hint, Severity.WARNING))
        return rendered

    def media(self, file: FileStat) -> str:
        """``image`` or ``media`` where the file is what its name says and small enough, else empty."""
        suffix = file.path.rpartition(".")[2].lower()
        is_image = f".{suffix}" in IMAGES
        limit = limits.IMAGE_BYTES if is_image else limits.MEDIA_BYTES
        if file.size > limit:
            hint = "make it smaller" if is_image else "host it elsewhere and link to it"
            self.fault(file.path, Fault(0, "", f"is larger than {limit >> 20} MiB", hint))
            self.digest.update(f"{file.path}\0{file.size}".encode())
            return ""
        try:
            head = read_bytes(f"{self.root}/{file.path}", 63)[:64]
        except OSError as error:
            self.fault(file.path, Fault(0, "", f"cannot be read: {error.strerror}", "check that you may read it"))
            head = b""
        good = is_format(suffix, head)
        self.digest.update(f"{file.path}\0{file.size}\0{good}".encode())
        if not good:
            if head or not file.size:
                hint = "save it again in that format, or remove it"
                self.fault(file.path, Fault(0, "", f"is no {suffix} file, whatever its name says", hint))
            return ""
        return "image" if is_image else "media"

    def clean_title(self, record: PostRecord, index: str, front: str) -> PostRecord:
        if not (hidden := hidden_characters(record.title)):
            return record
        problem = f"holds hidden characters ({hidden})"
        hint = "remove them; the page is printed without them"
        fault = Fault(find_line(front, "title", 2), "title", problem, hint)
        self.fault(index, fault)
        return msgspec.structs.replace(record, title=without_hidden(record.title) or title_of(self.folder.slug))

    def check_kind(self, record: PostRecord, index: str, media: list[str], front: str) -> None:
        """Reports keys that belong to another kind, and video or sound that cannot be played by everybody."""

        def fault(field: str, problem: str, hint: str) -> None:
            self.fault(index, Fault(find_line(front, field, 2), field, problem, hint))

        kind = record.kind
        for own, given in ((Kind.IDEA, record.idea), (Kind.COMPLAINT, record.complaint), (Kind.ASK, record.ask)):
            if given is not None and kind is not own:
                fault(own, f"a post of kind {kind} has no {own}", f"remove it, or set `kind: {own}`")
        if kind is Kind.ASK and record.ask is None:
            hint = "add `ask: {until: 2026-05-01T00:00:00Z, options: [Welsh, Polish]}`"
            fault("ask", "a post of kind ask needs its options and when it ends", hint)
        named = {"video": record.video, "audio": record.audio}
        for field, name in named.items():
            if name is None:
                continue
            if kind not in STAFF_KINDS:
                fault(field, f"only staff posts (inside, ask) carry {field}", "remove it")
            elif name not in media:
                problem = f"there is no file {quote(name)} beside index.md that can be published"
                fault(field, problem, "name a file that lies in the post's folder")
            elif not record.transcript:
                hint = "add `transcript: …` for those who cannot hear or play it"
                fault("transcript", f"{field} has no transcript", hint)
        for name in media:
            if name not in named.values():
                hint = "name it as `video:` or `audio:` in a staff post, or remove it"
                self.fault(f"{self.folder.path}/{name}", Fault(0, "", "is a file that the post does not use", hint))

    # threads

    def thread(self, key: str, index: str) -> Thread | None:
        """The thread of that key, or the one it was moved to; a note where there is none, or none any more."""
        thread = self.archived(key, index)
        if thread is None or thread.header.state != GONE:
            return thread
        source = key.partition("/")[0]
        try:
            raw = self.bytes(f".discussions/{source}/aliases.jsonl", limits.ARCHIVE_BYTES) or b""
        except FileNotFoundError:
            raw = b""
        to = find_alias(raw, thread.header.number)
        if to.isdecimal() and (moved := self.archived(f"{source}/{to}", index)) and moved.header.state != GONE:
            return moved
        self.problems.append(gone_thread(f"{self.name}/{index}", key, to))
        return None

    def archived(self, key: str, index: str) -> Thread | None:
        path = thread_path(key)
        try:
            raw = self.bytes(path, limits.ARCHIVE_BYTES)
        except FileNotFoundError:
            self.problems.append(missing_thread(f"{self.name}/{index}", key))
            return None
        if raw is None:
            return None
        thread, problems = read_thread(raw, key, f"{self.name}/{path}")
        self.problems += problems
        if thread and self.settings.erased:
            thread = without_erased(thread, recogniser(Path(self.root), self.settings.erased))
        return self.moderate(thread, key) if thread else None

    def moderate(self, thread: Thread, key: str) -> Thread:
        """The thread without what staff hid of it; what is wrong with their overlay is said once, for all posts."""
        if self.moderated is not None and key not in self.moderated:
            return thread
        try:
            raw = self.bytes(overlay_path(key), limits.RECORD_BYTES)
        except FileNotFoundError:
            return thread
        return thread if raw is None else moderate(thread, read_overlay(raw)[0])

    def summarize(self, thread: Thread, promoted: set[str | None], words: dict[str, Fragment]) -> ThreadSummary:
        """The thread without its words, which are added to `words` where they may be shown."""
        header = thread.header
        key = thread.key
        taken = {name.rpartition("/")[2] for name in words}
        staff, policy = self.settings.staff, self.settings.policy
        home = host_of(header.url or "")
        summaries = []
        withdrawn = []
        answer = None
        changed = max(filter(None, (header.created, header.edited, header.updated)))
        for comment in in_conversation(thread.comments):
            num = comment.num
            name = f"{key}/{num}"
            facts = None
            shown = comment.state is CommentState.LIVE or (
                comment.state is CommentState.MINIMIZED and comment.reason not in UNWANTED and comment.body
            )
            if shown and name not in promoted:
                prefix = f"c-{header.source}-{num}-" if str(num) in taken else f"c-{num}-"
                place = Place(
                    folder=self.folder.path,
                    source=header.source,
                    prefix=prefix,
                    heading_shift=COMMENT_HEADINGS,
                    trusted=comment.author in staff,
                    image_hosts=self.settings.image_hosts,
                    limit=limits.COMMENT_BYTES,
                    url=comment_url(thread, comment),
                )
                fragment = render(comment.body, place).fragment
                words[name] = fragment
                if policy is not None:
                    facts = measure_text(comment.body, fragment, policy, home)
                if len(fragment.parts) > 1:
                    self.refs |= fragment.refs
            if not shown:
                withdrawn.append(num)
            if comment.id == header.answer:
                answer = num
            moment = comment.edited or comment.created
            if moment > changed:
                changed = moment
            summaries.append(
                CommentSummary(
                    num,
                    comment.author,
                    comment.created,
                    comment.state,
                    comment.parent is not None,
                    comment.reason,
                    comment.edited,
                    facts,
                )
            )
        return ThreadSummary(
            key=key,
            url=header.url,
            locked=header.locked,
            changed=changed,
            answer=answer,
            packed=pack_comments(summaries),
            votes=header.votes.get(header.id, 0),
            marks=gather_marks(thread),
            poll=header.poll,
            opened_by=header.author,
            withdrawn=withdrawn,
        )


def gather_marks(thread: Thread) -> Marks | None:
    """What others made of the thread's texts, or None where nobody has marked anything."""
    header = thread.header
    minimized = {c.num: c.reason or "" for c in thread.comments if c.state is CommentState.MINIMIZED}
    commands = [command for comment in thread.comments if (command := read_command(comment))]
    if not (header.votes or header.against or thread.reactions or header.answer or minimized or commands):
        return None
    numbers = {comment.id: comment.num for comment in thread.comments}
    numbers[header.id] = 0
    return Marks(
        answer_at=header.answer_at,
        answer_by=header.answer_by,
        upvotes={numbers[on]: count for on, count in header.votes.items() if count > 0 and on in numbers},
        downvotes={numbers[on]: count for on, count in (header.against or {}).items() if count > 0 and on in numbers},
        reactions=[
            ReactionSummary(numbers[reaction.on], reaction.by, reaction.kind, reaction.at)
            for reaction in thread.reactions
            if reaction.on in numbers
        ],
        minimized=minimized,
        commands=commands,
    )


def read_command(comment: Comment) -> Command | None:
    """What a comment says of the post's review, by the first word of its text; a hidden or deleted one says nothing."""
    if comment.author is None or comment.state is not CommentState.LIVE or not comment.body.startswith("/"):
        return None
    word = COMMANDS.get(comment.body.split(maxsplit=1)[0])
    return Command(comment.num, comment.author, word, comment.edited or comment.created) if word else None


def in_conversation(comments: list[Comment]) -> list[Comment]:
    """The comments in the order they are read in: each followed by the replies to it, however deep."""
    ids = {comment.id for comment in comments}
    replies: dict[str, list[Comment]] = {}
    roots = []
    for comment in comments:
        if comment.parent is None or comment.parent not in ids or comment.parent == comment.id:
            roots.append(comment)
        else:
            replies.setdefault(comment.parent, []).append(comment)
    if not replies:
        return roots
    ordered: list[Comment] = []
    waiting = roots[::-1]
    while waiting:
        comment = waiting.pop()
        ordered.append(comment)
        waiting += replies.pop(comment.id, [])[::-1]
    return ordered + [comment for circle in replies.values() for comment in circle]


def comment_url(thread: Thread, comment: Comment) -> str:
    """Where a comment can be read in full; empty where nothing tells."""
    url = thread.header.url or ""
    if not url.startswith(("https://", "http://")):
        return ""
    return f"{url}#discussioncomment-{comment.num}" if thread.header.source == "github" else url


def shorten(text: str, limit: int = limits.EXCERPT_CHARACTERS) -> str:
    """The text's beginning, cut at a word."""
    if len(text) <= limit:
        return text
    return (text[:limit].rpartition(" ")[0] or text[:limit]).rstrip(" ,;:.–-") + "…"


IMAGE_MARKS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
}


def is_format(suffix: str, head: bytes) -> bool:
    """Whether a file that begins with `head` is of the format that its name's suffix says."""
    match suffix:
        case "webp":
            return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        case "avif":
            return head[4:8] == b"ftyp" and any(brand in head[8:] for brand in (b"avif", b"avis"))
        case "mp4" | "m4a":
            return head[4:8] == b"ftyp"
        case "webm":
            return head[:4] == b"\x1aE\xdf\xa3"
        case "ogg":
            return head[:4] == b"OggS"
        case "wav":
            return head[:4] == b"RIFF" and head[8:12] == b"WAVE"
        case "mp3":
            return head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0)
        case _:
            return head.startswith(IMAGE_MARKS.get(suffix, (b"\xff\0\xff",)))
