"""The part of a build that runs in worker processes: reading posts, and printing documents.

Each task is a pure function of its setup and its item (and of the files they name), both as
MessagePack, so that any executor could run it.
"""

from __future__ import annotations

import functools
import os
import time
from pathlib import Path

import msgspec

from candor.model.corpus import Post, Words
from candor.model.html import SafeHtml
from candor.pages.cards import print_card
from candor.pages.catalogue import Catalogue
from candor.pages.contexts import Card, Context
from candor.pages.head import render_head
from candor.pages.related import Subject, relate_subjects
from candor.pages.render import CONTEXTS, load_templates, render_body
from candor.pages.site import Site
from candor.press.plate import BODY, HEAD, Plate, encode
from candor.press.state import Location
from candor.press.trees import see_tree
from candor.sources.posts import LoadSettings, load_post
from candor.sources.tree import PostFolder

TASKS = __name__
LOAD = f"{__name__}:load"
PREPARE = f"{__name__}:prepare"
PRINT = f"{__name__}:print_document"
SEE = f"{__name__}:see"
RELATE = f"{__name__}:relate"


class LoadSetup(msgspec.Struct, frozen=True, kw_only=True):
    """``content`` and ``packs`` are folders; ``build`` makes this build's pack files unique; ``moderated`` are the
    threads that have an overlay."""

    content: str
    packs: str
    build: str
    settings: LoadSettings
    moderated: frozenset[str]


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A post as read, where its words lie, and how long it took in seconds."""

    post: Post
    words: Location
    seconds: float


class PrintSetup(msgspec.Struct, frozen=True, kw_only=True):
    """``tree`` is the folder to print into, ``plates`` by name; ``cards`` is where drawn cards are kept."""

    tree: str
    packs: str
    plates: dict[str, Plate]
    template_dirs: tuple[str, ...]
    site: Site
    cards: str


class PrintItem(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A document on its way to a worker; ``plate`` is empty for a file printed without one."""

    dest: str
    template: str
    context: msgspec.Raw
    plate: str = ""
    values: dict[str, str] = {}
    words: dict[str, Location] = {}


class Printed(msgspec.Struct, frozen=True, array_like=True):
    """The printed file's size in bytes and time in nanoseconds, and how long it took in seconds."""

    size: int
    mtime_ns: int
    seconds: float


@functools.lru_cache(maxsize=1)
def load_setup(setup: bytes) -> LoadSetup:
    return msgspec.msgpack.decode(setup, type=LoadSetup)


@functools.lru_cache(maxsize=1)
def print_setup(setup: bytes) -> PrintSetup:
    return msgspec.msgpack.decode(setup, type=PrintSetup)


FOLDER = msgspec.msgpack.Decoder(PostFolder)
ITEM = msgspec.msgpack.Decoder(PrintItem)
WORDS = msgspec.msgpack.Decoder(Words)
ENCODER = msgspec.msgpack.Encoder()


as_path = functools.lru_cache(maxsize=1)(Path)
"""The folder as a path object, which costs as much to make as a short file to read."""


@functools.cache
def context_decoder(template: str) -> msgspec.msgpack.Decoder[Context]:
    return msgspec.msgpack.Decoder(CONTEXTS[template])


def load(setup: bytes, item: bytes) -> bytes:
    """One post folder, read and rendered; its words go to this worker's pack file."""
    began = time.perf_counter()
    settings = load_setup(setup)
    post, words = load_post(as_path(settings.content), FOLDER.decode(item), settings.settings, settings.moderated)
    name = f"{settings.build}-{os.getpid()}.pack"
    encoded = ENCODER.encode(words)
    location = Location(name, append(f"{settings.packs}/{name}", encoded), len(encoded))
    return ENCODER.encode(Loaded(post=post, words=location, seconds=time.perf_counter() - began))


@functools.lru_cache(maxsize=1)
def open_to_append(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)


def append(path: str, content: bytes) -> int:
    """Appends `content` and gives the offset it was written at."""
    handle = open_to_append(path)
    offset = os.lseek(handle, 0, os.SEEK_END)
    os.write(handle, content)
    return offset


@functools.lru_cache(maxsize=256)
def open_to_read(path: str) -> int:
    return os.open(path, os.O_RDONLY)


def read_words(packs: str, location: Location) -> Words:
    """The words that a worker put aside when it read the post."""
    return WORDS.decode(os.pread(open_to_read(f"{packs}/{location.pack}"), location.length, location.offset))


def prepare(setup: bytes, item: bytes) -> bytes:
    """Nothing, once this worker has compiled the templates that it will need."""
    load_templates(*msgspec.msgpack.decode(setup, type=tuple[tuple[str, ...], Catalogue]))
    return b""


def compose_parts(item: PrintItem, setup: PrintSetup) -> dict[str, SafeHtml]:
    """The document's own parts of the page by slot; the body alone is the whole of it where it has no plate."""
    words = {key: read_words(setup.packs, location) for key, location in item.words.items()}
    context = context_decoder(item.template).decode(item.context)
    site, template_dirs = setup.site, setup.template_dirs
    body = render_body(item.template, context, words, template_dirs=template_dirs, catalogue=site.catalogue)
    return {BODY: body, HEAD: render_head(context, words, site)} if item.plate else {BODY: body}


def print_document(setup: bytes, item: bytes) -> bytes:
    """One document, written to the new tree."""
    began = time.perf_counter()
    settings = print_setup(setup)
    document = ITEM.decode(item)
    if document.template == "card.png":
        card = msgspec.msgpack.decode(document.context, type=Card)
        content = print_card(card, Path(settings.cards, document.dest))
    else:
        parts = compose_parts(document, settings)
        plate = settings.plates[document.plate] if document.plate else None
        content = plate.fill(document.values | parts) if plate else encode(parts[BODY])
    mtime_ns = write_new(f"{settings.tree}/{document.dest}", content)
    return ENCODER.encode(Printed(len(content), mtime_ns, time.perf_counter() - began))


def see(setup: bytes, item: bytes) -> bytes:
    """What the tree of a site holds, its folder and that of the press's records given."""
    site, state = msgspec.msgpack.decode(item, type=tuple[str, str])
    return ENCODER.encode(see_tree(Path(site), Path(state)))


def relate(setup: bytes, item: bytes) -> bytes:
    """For each of a list of subjects, the places of the older ones most like it."""
    return ENCODER.encode(list(relate_subjects(msgspec.msgpack.decode(item, type=list[Subject]))))


def write_new(path: str, content: bytes) -> int:
    """Writes a file that must not be shared with another tree: always a new inode. Gives its time in nanoseconds."""
    try:
        handle = os.open(path, NEW, 0o644)
    except FileNotFoundError:
        make_folder(os.path.dirname(path))  # noqa: PTH120 - a path object costs more than the call
        return write_new(path, content)
    except FileExistsError:  # left by a worker that was stopped in the middle of this document
        os.unlink(path)  # noqa: PTH108
        return write_new(path, content)
    try:
        os.write(handle, content)
        return os.fstat(handle).st_mtime_ns
    finally:
        os.close(handle)


def link_new(standing: str, path: str) -> None:
    """Gives a file of another tree, which nobody writes into either, a second name."""
    make_folder(os.path.dirname(path))  # noqa: PTH120 - a path object costs more than the call
    try:
        os.link(standing, path)
    except OSError:  # another file system, or one without links
        write_new(path, Path(standing).read_bytes())


NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def make_folder(path: str) -> None:
    """`os.makedirs`, without a look at the folder above, which nearly always exists."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        pass  # another worker made it
