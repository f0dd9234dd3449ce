"""Atom feeds of comments as a source: one feed a thread; who answers whom stands in ``thr:in-reply-to`` (RFC 4685).

A feed tells less than an interface would. It shows some of a thread, often the newest entries only, so what is not
in it is asked for by itself before it is taken for gone (or is named by an RFC 6721 ``at:deleted-entry``). It may
tell only when an entry last changed. Its ETag and any filter by time may miss edits (Isso's do), so every feed is
read whole, every time. And whoever writes a name under an entry need not be who bears it.

Feeds are hostile: no document type and so no entity is accepted, sizes, depth and pages are bounded, and an entry's
HTML becomes Markdown (`candor.federation.wording`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import blake2b
from html import escape, unescape
from time import monotonic
from typing import Final
from urllib.parse import parse_qs, urldefrag, urlencode, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

import msgspec
import requests

from candor.errors import Diagnostic, RemoteError, Severity
from candor.federation.source import Fetched, Head, PullReviews, Snapshot, Unknown, is_loopback
from candor.federation.wording import as_markdown
from candor.model import limits
from candor.model.archive import VERSION, AccountLine, Comment, CommentState, Thread, ThreadHeader, encode_thread
from candor.model.records import FeedSource
from candor.sources.archive import WEB_ADDRESS

ATOM: Final = "{http://www.w3.org/2005/Atom}"
THREADING: Final = "{http://purl.org/syndication/thread/1.0}"
DELETED: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
XHTML: Final = "http://www.w3.org/1999/xhtml}"

FEED_BYTES: Final = 32 * 1024 * 1024
DEPTH: Final = 100
PAGES: Final = 1000
"""Pages of one feed (RFC 5005, ``rel="next"``)."""

PATIENCE: Final = 15
"""Seconds to connect, and to wait for the next bytes."""

SECONDS: Final = 120
"""Seconds for one page from its beginning to its end."""

CONTROLS: Final = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
NONCHARACTERS: Final = re.compile(rb"\xef\xbf[\xbe\xbf]")
GUEST: Final = "Guest"
"""The type of an account whose name anybody may write under; a ``User`` bears theirs alone."""

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Tally(msgspec.Struct, frozen=True, gc=False):
    """A comment as Isso's interface tells it, as far as votes go; one level of replies, as Isso has it."""

    id: int
    likes: int = 0
    dislikes: int = 0
    replies: list[Tally] = []


class Told(msgspec.Struct, frozen=True, gc=False):
    replies: list[Tally] = []


class Gone(Exception):  # noqa: N818 – never seen outside
    """The server says that the feed is gone for good (410)."""


class AtomFeeds:
    """The feeds that the community names under one source. ``problems`` are those that could not be read."""

    def __init__(self, name: str, settings: FeedSource) -> None:
        self.name = name
        self.problems: list[Diagnostic] = []
        self._feeds = {int(key.partition("/")[2]): url for key, url in settings.threads.items()}
        self._lookup, self._type = settings.lookup, "User" if settings.registered else GUEST
        self._votes = settings.votes
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "candor"
        self._session.trust_env = not all(map(is_loopback, self._feeds.values()))
        self._heads: dict[int, Head] = {}
        self._gone: set[str] = set()

    # lists

    def sweep(self, since: datetime | None) -> Iterator[Head]:
        """Every feed, read whole once a run. One that cannot be read is a problem and costs no other."""
        for number in sorted(self._feeds):
            if number not in self._heads and isinstance(place := self.find(number, ""), Head):
                self._heads[number] = place
            if number in self._heads:
                yield self._heads[number]

    def find(self, number: int, id: str) -> Head | Unknown | None:
        """The thread of that number as its feed shows it now; None where the server says that it is gone for good."""
        try:
            header = self.read(number).thread.header
        except Gone:
            return None
        except RemoteError as error:
            return Unknown(why=str(error))
        return Head(number=number, id=header.id, updated=header.updated, print=header.print, comments=header.comments)

    def fetch(self, heads: Sequence[Head]) -> Iterator[Fetched]:
        """Each of the threads as its feed shows it now."""
        for head in heads:
            try:
                yield Fetched(head=head, snapshot=self.read(head.number))
            except Gone:
                yield Fetched(head=head, absent=True)
            except RemoteError:
                yield Fetched(head=head)

    def locate(self, ids: Sequence[str], within: str) -> dict[str, str]:
        """Those of the comments of a thread that are not known to be gone: each is asked for by itself, if that can
        be done; only 404 and 410 mean that it is gone."""
        return {id: within for id in ids if id not in self._gone and not self.is_missing(id)}

    def reviews(self, since: datetime | None) -> Iterator[PullReviews]:
        """Feeds tell of no pull requests."""
        return iter(())

    # one feed

    def read(self, number: int) -> Snapshot:
        """The thread that a feed shows. Raises Gone, and RemoteError where it cannot be read, noted as a problem."""
        url = self._feeds.get(number)
        if url is None:
            raise RemoteError(f"{self.name}/{number} stands no longer in community.yml")
        try:
            return self.assemble(number, url, list(self.pages(url)), self.read_votes(url) if self._votes else {})
        except RemoteError as error:
            problem = Diagnostic(
                path="content/community.yml",
                field=f"sources.{self.name}.threads.{self.name}/{number}",
                problem=f"{error}",
                hint="what is mirrored stays as it is; see whether the address is right, or try again later",
                severity=Severity.ERROR,
            )
            self.problems += [problem] if problem not in self.problems else []
            raise

    def pages(self, url: str) -> Iterator[Element]:
        """The pages of a feed, as far as they lie on the same server."""
        seen: set[str] = set()
        while url not in seen and len(seen) < PAGES:
            seen.add(url)
            feed = parse_feed(self.get(url))
            yield feed
            following = [link for link in feed.iterfind(f"{ATOM}link") if link.get("rel") == "next"]
            target = urljoin(url, following[0].get("href") or "") if following else url
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                return
            url = target

    def read_votes(self, url: str) -> dict[str, Tally]:
        """How many like and dislike each comment of the thread whose feed is at `url`, by its number: Isso tells it to
        everybody, at an address of its own."""
        parts = urlsplit(url)
        query = urlencode({"uri": parse_qs(parts.query).get("uri", [""])[0]})
        data = self.get(urlunsplit((parts.scheme, parts.netloc, parts.path.removesuffix("feed"), query, "")))
        try:
            told = msgspec.json.decode(data, type=Told)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise RemoteError(f"{url} is no feed of an Isso that tells its votes") from None
        return {str(each.id): each for top in told.replies for each in (top, *top.replies)}

    def get(self, url: str) -> bytes:
        """A page's bytes. Raises Gone and RemoteError."""
        until = monotonic() + SECONDS
        try:
            with closing(self._session.get(url, timeout=PATIENCE, stream=True)) as answer:
                if answer.status_code == 410:
                    raise Gone
                if not answer.ok:
                    raise RemoteError(f"{url} answers {answer.status_code}")
                parts, size = [], 0
                for part in answer.iter_content(1 << 16):
                    parts.append(part)
                    size += len(part)
                    if size > FEED_BYTES:
                        raise RemoteError(f"{url} is larger than {FEED_BYTES >> 20} MiB")
                    if monotonic() > until:
                        raise RemoteError(f"{url} takes longer than {SECONDS} seconds")
                return b"".join(parts)
        except requests.RequestException as error:
            raise RemoteError(f"{url} cannot be reached ({type(error).__name__})") from None

    def is_missing(self, id: str) -> bool:
        digits = number_at_end(id)
        if self._lookup is None or digits is None:
            return False
        try:
            answer = self._session.get(self._lookup.replace("{comment}", digits), timeout=PATIENCE, stream=True)
        except requests.RequestException:
            return False
        answer.close()
        return answer.status_code in (404, 410)

    def assemble(self, number: int, url: str, pages: list[Element], votes: Mapping[str, Tally]) -> Snapshot:
        """The thread from all pages of its feed, with what is known of votes."""
        feed, people = pages[0], {}
        entries: dict[str, Element] = {}
        for page in pages:
            self._gone |= {each.get("ref", "") for each in page.iterfind(DELETED)}
            for entry in page.iterfind(f"{ATOM}entry"):
                if id := text_of(entry, "id"):
                    entries.setdefault(id, entry)
        self._gone -= entries.keys()
        changed = read_time(text_of(feed, "updated"))
        inherited = feed.find(f"{ATOM}author")
        comments = []
        numbers = number_entries(list(entries))
        for id, entry in entries.items():
            person = self.person(entry.find(f"{ATOM}author") if entry.find(f"{ATOM}author") is not None else inherited)
            if person:
                people[person.id] = person
            comments.append(read_entry(id, numbers[id], entry, person, changed or BEGINNING))
        tallies = {id: tally for id in entries if (tally := votes.get(number_at_end(id) or ""))}
        times = [comment.edited or comment.created for comment in comments]
        header = ThreadHeader(
            v=VERSION,
            source=self.name,
            number=number,
            id=text_of(feed, "id") or url,
            url=page_of(feed, list(entries.values()), url),
            title=text_of(feed, "title")[: limits.TITLE_CHARACTERS],
            created=min((comment.created for comment in comments), default=changed or BEGINNING),
            comments=len(comments),
            updated=max(times, default=None),
            votes={id: tally.likes for id, tally in tallies.items() if tally.likes > 0},
            against={id: tally.dislikes for id, tally in tallies.items() if tally.dislikes > 0} or msgspec.UNSET,
        )
        accounts = list(people.values())
        told = encode_thread(Thread(header=header, comments=comments)) + msgspec.json.encode(sorted(people))
        header = msgspec.structs.replace(header, print=blake2b(told, digest_size=8).hexdigest())
        return Snapshot(thread=Thread(header=header, comments=comments), accounts=accounts, partial=True)

    def person(self, author: Element | None) -> AccountLine | None:
        """Whoever bears a name and, where the feed tells, an address; None for nobody. Nothing else is kept of them."""
        name = " ".join(unescape(text_of(author, "name")).split()) if author is not None else ""  # Isso escapes twice
        uri = text_of(author, "uri") if author is not None else ""
        if not name and not uri:
            return None
        number = int.from_bytes(blake2b(f"{name}\n{uri}".encode(), digest_size=6).digest())
        return AccountLine(id=f"{self.name}:{number}", login=(name or uri)[: limits.NAME_CHARACTERS], type=self._type)


def parse_feed(data: bytes) -> Element:
    """A feed's root. Raises RemoteError where it is no Atom feed, or one that no honest server sends."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):  # one member's control character would end the whole thread
        data = NONCHARACTERS.sub(b"", data.translate(None, CONTROLS))
    builder, depth = TreeBuilder(), 0
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise RemoteError(f"the feed is nested deeper than {DEPTH} levels")
        builder.start(qualified(name), {qualified(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(qualified(name))

    def refuse(*declaration: object) -> None:
        raise RemoteError("the feed declares a document type, which may hide entities; no feed needs one")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        root = builder.close()
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise RemoteError(f"the feed is no XML ({error})") from None
    if root.tag != f"{ATOM}feed":
        raise RemoteError("the address gives no Atom feed")
    return root


def qualified(name: str) -> str:
    """A name as ElementTree writes it; elements of HTML bear theirs alone."""
    return name.removeprefix(XHTML) if name.startswith(XHTML) else f"{{{name}" if "}" in name else name


def read_entry(id: str, number: int, entry: Element, author: AccountLine | None, otherwise: datetime) -> Comment:
    """An entry as a comment. One without words and author is what a server leaves of a deleted one with replies."""
    updated, published = read_time(text_of(entry, "updated")), read_time(text_of(entry, "published"))
    reply = entry.find(f"{THREADING}in-reply-to")
    body = read_body(entry)
    return Comment(
        id=id,
        num=number,
        parent=reply.get("ref") if reply is not None else None,
        author=author.id if author else None,
        created=published or updated or otherwise,
        edited=updated if published and updated and updated > published else None,
        state=CommentState.LIVE if body or author else CommentState.WIPED,
        body=body,
    )


def read_body(entry: Element) -> str:
    """The words of an entry as Markdown: its content, else its summary."""
    content = entry.find(f"{ATOM}content")
    if content is None or content.get("src"):
        content = entry.find(f"{ATOM}summary")
    if content is None:
        return ""
    match content.get("type", "text").lower():
        case "html" | "text/html":
            return as_markdown("".join(content.itertext()))
        case "xhtml" | "application/xhtml+xml":
            return as_markdown("".join(tostring(part, "unicode", "html") for part in content))
        case "text" | "text/plain":
            return as_markdown(escape("".join(content.itertext())).replace("\n", "<br>"))
    return ""


def text_of(element: Element, name: str) -> str:
    found = element.find(ATOM + name)
    return "" if found is None else "".join(found.itertext()).strip()


def read_time(text: str) -> datetime | None:
    """A moment; one without a zone is taken for UTC, one that is none at all for nothing."""
    try:
        moment = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def number_at_end(id: str) -> str | None:
    found = re.search(r"(?<![0-9])[1-9][0-9]{0,14}$", id)
    return found[0] if found else None


def number_entries(ids: list[str]) -> dict[str, int]:
    """A number for each entry, for links: the digits its id ends in, if no other's does; else a digest's."""
    ends = [number_at_end(id) for id in ids]
    return {
        id: int(end)
        if end and ends.count(end) == 1
        else int.from_bytes(blake2b(id.encode(), digest_size=6).digest()) + 10**15
        for id, end in zip(ids, ends, strict=True)
    }


def page_of(feed: Element, entries: list[Element], url: str) -> str | None:
    """The page that the thread belongs to: the feed's own word, else what all its entries' addresses share."""
    links = [link for link in feed.iterfind(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    addresses = {urljoin(url, link.get("href") or "") for link in links[:1]}
    if not addresses:
        own = (entry.find(f"{ATOM}link") for entry in entries)
        addresses = {urldefrag(urljoin(url, link.get("href") or ""))[0] for link in own if link is not None}
    page = addresses.pop() if len(addresses) == 1 else ""
    return page if WEB_ADDRESS.fullmatch(page) else None
