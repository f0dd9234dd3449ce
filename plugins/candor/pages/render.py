"""A document's context and words become HTML (or XML, or JSON), through Candor's own small templates.

Everything a template prints is escaped unless it is `SafeHtml`, which only the sanitizer makes. No
template uses the ``safe`` filter; an undefined variable is an error.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import IO

import msgspec
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import escape

import candor
from candor.model.corpus import ThreadSummary, Words
from candor.model.html import Fragment, Ref, SafeHtml
from candor.pages import templates, wording
from candor.pages.bytecode import CompiledTemplates
from candor.pages.catalogue import ENGLISH, Catalogue
from candor.pages.contexts import CONTEXTS as PAGE_CONTEXTS
from candor.pages.contexts import (
    AnyFeed,
    CommentFeed,
    Context,
    Feed,
    PostPage,
    PrintedComment,
    PrintedWords,
    Text,
    ThreadOfPage,
)
from candor.pages.status_contexts import STATUS_CONTEXTS, RawText, StatusFeed
from candor.pages.threads import anchor

__all__ = ["CONTEXTS", "render_body", "templates_digest"]

CONTEXTS: dict[str, type[Context]] = {**PAGE_CONTEXTS, **STATUS_CONTEXTS}
"""Which context each template is given, those of the status pages included."""

TEMPLATES = Path(candor.__file__).parent / "theme" / "pages"

NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # compiled once it is needed
CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")

PARTS = {"byline.jinja": "author", "entry.jinja": "entry", "row.jinja": "entry", "badge.jinja": "badge"}
"""Templates of pieces, and what each calls the value it prints."""

OWN_LAYOUT = "status/"
"""Templates that no brand's own take the place of: whatever is wrong with a theme, these pages are printed."""

ROOT, LEVEL = "\x01root/", "\x01level"
"""Stand for the way to the site's root and for a heading's element in a remembered piece; no address or word that is
printed holds a control character."""

HELD = 4096
"""As many pieces of one kind are remembered in memory."""

SMALL = 400
"""A shorter piece, in characters, is remembered for each place as well: there are few of them, on every page."""


NOTHING: Mapping[str, str] = {}


def render_body(
    template: str,
    context: Context,
    words: Mapping[str, Words],
    *,
    template_dirs: Sequence[str] = (),
    catalogue: Catalogue = ENGLISH,
) -> SafeHtml:
    """What `template` prints for `context`; `words` holds the bodies it needs, by `Post.key`.

    `template_dirs` are the brand's own folders of templates, looked into first; `catalogue` holds
    the site's language. A body that is missing from `words` prints as nothing. Pages and blocks are
    HTML; feeds, sitemaps and plain files are what their names say. No character that XML forbids is ever printed.
    """
    if isinstance(context, RawText):
        return SafeHtml(context.text)
    if isinstance(context, StatusFeed) and template == "status/feed.json":
        return SafeHtml(print_status_feed(context))
    if template == "feed.json":
        assert isinstance(context, Feed)
        return SafeHtml(print_json_feed(context, feed_words(context, words)))
    if isinstance(context, CommentFeed):
        texts = comment_words(context, words)
        return SafeHtml((print_comments_json if template.endswith(".json") else print_comments_atom)(context, texts))
    if template == "text.txt":
        assert isinstance(context, Text)
        return SafeHtml(clean(context.text))
    values = {field: getattr(context, field) for field in context.__struct_fields__}
    if isinstance(context, PostPage):
        values["words"] = post_words(context, words)
    elif isinstance(context, ThreadOfPage):
        found = words.get("", Words(body=Fragment(())))
        values["words"] = (
            print_thread(context.thread, context, found.comments, folded=context.folded) if context.thread else []
        )
        values["opening"] = count_reactions(context.thread).get(0, {}) if context.thread else {}
    elif isinstance(context, Feed):
        values["words"] = feed_words(context, words)
    own = template.startswith(OWN_LAYOUT)
    printed = load_template(template, () if own else tuple(template_dirs), catalogue).render(values)
    return SafeHtml(clean(printed))


def clean(text: str) -> str:
    """The text without the characters that XML forbids: most control characters and lone surrogates."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return re.sub(NOT_XML, "", text)
    if len(encoded.translate(None, CONTROLS)) == len(encoded) and "\ufffe" not in text and "\uffff" not in text:
        return text  # twenty times faster than the expression below, and nearly always so
    return re.sub(NOT_XML, "", text)


def post_words(context: PostPage, words: Mapping[str, Words]) -> PrintedWords:
    """The bodies of a post's page, their links resolved."""
    found = words.get(context.post.key)
    if found is None:
        found = Words(body=Fragment(()))
    links = context.links
    accepted = found.comments.get(context.accepted)
    return PrintedWords(
        body=resolve(found.body, links),
        answers={name: resolve(fragment, links) for name, fragment in found.answers.items()},
        accepted=resolve(accepted, links) if accepted else SafeHtml(),
        threads=[
            print_thread(thread, context, found.comments, context.answered_by, context.folded)
            for thread in context.post.threads
        ],
        openings=[count_reactions(thread).get(0, {}) for thread in context.post.threads],
    )


def print_thread(
    thread: ThreadSummary,
    context: PostPage | ThreadOfPage,
    words: Mapping[str, Fragment],
    anchors: Mapping[str, str] = NOTHING,
    folded: Mapping[str, str] = NOTHING,
) -> list[PrintedComment]:
    """The thread's comments with their bodies, replies below the comment they answer. `anchors` is where those are
    printed that became answers, `folded` the rules by which the policy folds some."""
    roots: list[PrintedComment] = []
    people, links = context.people, context.links
    votes = thread.marks.upvotes if thread.marks else {}
    against = thread.marks.downvotes if thread.marks else {}
    own = thread.key.startswith("github/")
    reactions = count_reactions(thread)
    for comment in thread.comments:
        key = f"{thread.key}/{comment.num}"
        fragment = words.get(key)
        printed = PrintedComment(
            num=comment.num,
            at=comment.at,
            author=people.get(comment.author) if comment.author else None,
            state=comment.state,
            body=resolve(fragment, links) if fragment and key not in anchors else SafeHtml(),
            printed_at=anchors.get(key, ""),
            replies=[],
            reason=comment.reason or "",
            edited=comment.edited,
            votes=count if (count := votes.get(comment.num, 0)) > own else 0,
            against=against.get(comment.num, 0),
            reactions=reactions.get(comment.num, {}),
            rule=folded.get(key, ""),
        )
        (roots[-1].replies if comment.is_reply and roots else roots).append(printed)
    return roots


def count_reactions(thread: ThreadSummary) -> dict[int, dict[str, int]]:
    """How many reactions of each kind each comment has."""
    counts: dict[int, dict[str, int]] = {}
    for reaction in thread.marks.reactions if thread.marks else ():
        of_comment = counts.setdefault(reaction.num, {})
        of_comment[reaction.kind] = of_comment.get(reaction.kind, 0) + 1
    return counts


def feed_words(context: Feed, words: Mapping[str, Words]) -> dict[str, SafeHtml]:
    """The bodies of a feed's entries, their links resolved."""
    return {
        entry.key: resolve(words[entry.key].body, entry.links) if entry.key in words else SafeHtml()
        for entry in context.entries
    }


def comment_words(context: CommentFeed, words: Mapping[str, Words]) -> dict[str, SafeHtml]:
    """The comments' bodies by their names, their links resolved."""
    found = {}
    for entry in context.entries:
        fragment = words[entry.key].comments.get(entry.name) if entry.key in words else entry.body
        found[entry.name] = resolve(fragment, entry.links) if fragment else SafeHtml()
    return found


def resolve(fragment: Fragment, links: Mapping[str, str]) -> SafeHtml:
    """The fragment's HTML, with the addresses that `links` finds by ``kind:target``."""

    def url_of(ref: Ref) -> str | None:
        return links.get(f"{ref.kind}:{ref.target}")

    return fragment.resolve(url_of)


def dump_feed(feed: AnyFeed, items: list[dict[str, object]], more: Mapping[str, str] = NOTHING) -> str:
    """A feed of `items` as JSON Feed 1.1 has it."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "home_page_url": feed.home,
        "feed_url": feed.self_url,
        "language": feed.language,
        "items": items,
        **more,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def print_status_feed(feed: StatusFeed) -> str:
    """What happens to the service, in JSON Feed 1.1."""
    items: list[dict[str, object]] = []
    for entry in feed.entries:
        item = {
            "id": entry.id,
            "url": entry.url,
            "title": clean(entry.title),
            "content_html": clean(resolve(entry.body, entry.links)),
            "summary": clean(entry.summary),
            "date_published": moment(entry.published),
            "date_modified": moment(entry.updated),
            "authors": [{"name": clean(entry.author)}] if entry.author else [],
            "tags": [clean(entry.category)],
        }
        items.append({key: value for key, value in item.items() if value})
    return dump_feed(feed, items)


def print_json_feed(feed: Feed, words: Mapping[str, SafeHtml]) -> str:
    """The feed in JSON Feed 1.1."""
    items: list[dict[str, object]] = []
    for entry in feed.entries:
        author = {"name": clean(entry.author), "url": entry.author_url}
        item = {
            "id": entry.url,
            "url": entry.url,
            "title": clean(entry.title),
            "content_html": clean(words[entry.key]),
            "summary": clean(entry.summary),
            "date_published": moment(entry.published) if entry.published else None,
            "date_modified": moment(entry.updated),
            "authors": [{key: value for key, value in author.items() if value}],
            "tags": [clean(topic) for topic in entry.topics],
            "language": feed.language,
        }
        items.append({key: value for key, value in item.items() if value})
    return dump_feed(feed, items, {"description": clean(feed.description)} if feed.description else {})


def print_comments_atom(feed: CommentFeed, words: Mapping[str, SafeHtml]) -> str:
    """Comments in Atom, with what each replies to (RFC 4685). One is printed for every post, hence no template."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'
        f' xml:lang="{escape(feed.language)}">\n'
        f"<title>{escape(feed.title)}</title>\n"
        f"<id>{escape(feed.self_url)}</id>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(feed.self_url)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(feed.home)}"/>\n'
        f"<updated>{moment(feed.updated)}</updated>\n"
    ]
    for entry in feed.entries:
        url, parent = escape(entry.url), escape(entry.replies_to)
        home = f"<uri>{escape(entry.author_url)}</uri>" if entry.author_url else ""
        body = words[entry.name]
        content = f'<content type="html" xml:base="{url}">{escape(str(body))}</content>\n' if body else ""
        parts.append(
            f"<entry>\n<title>{escape(entry.title)}</title>\n<id>{url}</id>\n"
            f'<link rel="alternate" type="text/html" href="{url}"/>\n'
            f'<thr:in-reply-to ref="{parent}" href="{parent}" type="text/html"/>\n'
            f"<published>{moment(entry.published)}</published>\n<updated>{moment(entry.updated)}</updated>\n"
            f"<author><name>{escape(entry.author)}</name>{home}</author>\n{content}</entry>\n"
        )
    return clean("".join(parts) + "</feed>\n")


def print_comments_json(feed: CommentFeed, words: Mapping[str, SafeHtml]) -> str:
    """The same in JSON Feed 1.1."""
    items: list[dict[str, object]] = []
    for entry in feed.entries:
        author = {"name": clean(entry.author), "url": entry.author_url}
        items.append(
            {
                "id": entry.url,
                "url": entry.url,
                "title": clean(entry.title),
                "content_html": clean(words[entry.name]),
                "date_published": moment(entry.published),
                "date_modified": moment(entry.updated),
                "authors": [{key: value for key, value in author.items() if value}],
                "language": feed.language,
            }
        )
    return dump_feed(feed, items)


encode_time = msgspec.json.Encoder().encode
"""Writes a time a dozen times as fast as `datetime.isoformat`, in quotes."""


def moment(at: datetime) -> str:
    """The time for machines: RFC 3339 in UTC, to the second."""
    return f"{encode_time(at.astimezone(UTC))[1:20].decode()}Z"


class Dates:
    """Filters that print a time for people and for machines."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._day = lru_cache(maxsize=8192)(lambda ordinal: catalogue.on_day(date.fromordinal(ordinal)))
        self._unknown = SafeHtml(f'<span class="candor-unknown">{escape(catalogue.gettext("date unknown"))}</span>')

    def on_day(self, at: datetime | None) -> SafeHtml:
        """The day for people, in UTC, and the moment for machines: ``2 April 2026``."""
        if at is None:
            return self._unknown
        at = at.astimezone(UTC)
        return SafeHtml(f'<time datetime="{moment(at)}">{self._day(at.toordinal())}</time>')

    def at_moment(self, at: datetime | None) -> SafeHtml:
        """The moment for people and for machines: ``2 April 2026, 09:12 UTC``."""
        if at is None:
            return self._unknown
        at = at.astimezone(UTC)
        machine = moment(at)
        return SafeHtml(f'<time datetime="{machine}">{self._day(at.toordinal())}, {machine[11:16]} UTC</time>')


def hue(slug: str) -> int:
    """Which of the six colours a member's initial stands on; the same wherever they appear."""
    return sum(slug.encode()) % 6


class Part:
    """A template for a piece that stands on many pages, as a filter: printed once for each value, then remembered.

    Its context is the value by the name of the template, ``root``, and ``level`` for a heading's element.
    """

    def __init__(self, environment: Environment, template: str) -> None:
        self._environment = environment
        self._file, self._name = template, PARTS[template]
        self._encode = msgspec.msgpack.Encoder().encode
        self._printed = Memory()
        self._placed: dict[tuple[bytes, str, str], SafeHtml] = {}

    @cached_property
    def _template(self) -> Template:
        return self._environment.get_template(self._file)

    def __call__(self, value: Context | None, root: str, level: str = "") -> SafeHtml:
        try:
            key = self._encode(value)
        except UnicodeEncodeError:  # a lone surrogate, which `clean` removes from the page
            key = repr(value).encode()
        placed = self._placed.get((key, root, level))
        if placed is not None:
            return placed
        printed = self._printed.find(key)
        if printed is None:
            rendered = self._template.render({self._name: value, "root": ROOT, "level": LEVEL})
            printed = rendered.removesuffix("\n")
            self._printed.keep(key, printed)
        placed = SafeHtml(printed.replace(ROOT, root).replace(LEVEL, level))
        if len(printed) < SMALL:
            self._placed[key, root, level] = placed
        return placed


class Memory:
    """Texts by key. Beyond `HELD` of them they lie in a file without a name, so that a large site needs no more memory
    than a small one."""

    def __init__(self) -> None:
        self._texts: dict[bytes, str | tuple[int, int]] = {}
        self._file: IO[bytes] | None = None
        self._end = 0

    def find(self, key: bytes) -> str | None:
        found = self._texts.get(shorten(key))
        if not isinstance(found, tuple):
            return found
        assert self._file is not None
        offset, length = found
        return os.pread(self._file.fileno(), length, offset).decode("utf-8", "surrogatepass")

    def keep(self, key: bytes, text: str) -> None:
        if len(self._texts) < HELD:
            self._texts[shorten(key)] = text
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - lives as long as this process
        encoded = text.encode("utf-8", "surrogatepass")
        self._file.write(encoded)
        self._texts[shorten(key)] = (self._end, len(encoded))
        self._end += len(encoded)


def shorten(key: bytes) -> bytes:
    """A digest in place of a long key."""
    return key if len(key) <= 64 else blake2b(key, digest_size=16).digest()


@cache
def compiler_digest() -> bytes:
    """A digest of the code that decides what a template becomes."""
    return blake2b(
        b"".join(Path(file).read_bytes() for file in (__file__, templates.__file__, wording.__file__))
    ).digest()


@lru_cache(maxsize=8)
def open_environment(template_dirs: tuple[str, ...] = (), catalogue: Catalogue = ENGLISH) -> Environment:
    """The templates, each compiled once in a process."""
    environment = templates.PageEnvironment(
        loader=ChoiceLoader([*map(FileSystemLoader, template_dirs), FileSystemLoader(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(compiler_digest() + catalogue.digest),
    )
    wording.word_environment(environment, catalogue)
    dates = Dates(catalogue)
    environment.filters |= {
        "byline": Part(environment, "byline.jinja"),
        "entry_item": Part(environment, "entry.jinja"),
        "badge": Part(environment, "badge.jinja"),
        "entry_row": Part(environment, "row.jinja"),
        "moment": moment,
        "on_day": dates.on_day,
        "at_moment": dates.at_moment,
        "calendar_day": catalogue.on_day,
        "anchor": anchor,
        "resolved": resolve,
        "count": lambda number, one, many: catalogue.ngettext(f"%(num)s {one}", f"%(num)s {many}", number),
        "number": catalogue.count,
        "hue": hue,
        "source": str,
    }
    return environment


def load_templates(template_dirs: tuple[str, ...], catalogue: Catalogue) -> None:
    """Compiles every template that many pages need now rather than when it is first needed."""
    for name in (*PAGE_CONTEXTS, *PARTS):
        if name.endswith(".jinja"):
            load_template(name, template_dirs, catalogue)


@lru_cache(maxsize=64)
def load_template(name: str, template_dirs: tuple[str, ...], catalogue: Catalogue) -> Template:
    return open_environment(template_dirs, catalogue).get_template(name)


def templates_digest(template_dirs: tuple[str, ...] = ()) -> bytes:
    """A digest of every template's source, the brand's included, and of the code that prepares what they print."""
    digest = digest_folder(Path(__file__).parent, "*.py")
    for folder in (*template_dirs, str(TEMPLATES), str(TEMPLATES / "status")):
        digest += digest_folder(Path(folder), "*.jinja")
    return blake2b(digest, digest_size=16).digest()


def digest_folder(folder: Path, pattern: str) -> bytes:
    """A digest of the files in `folder` that match, by name."""
    digest = blake2b(digest_size=16)
    for path in sorted(folder.glob(pattern)):
        source = path.read_bytes()
        digest.update(f"{path.name}\0{len(source)}\0".encode())
        digest.update(source)
    return digest.digest()
