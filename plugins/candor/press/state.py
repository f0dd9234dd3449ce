"""What a build leaves for the next one: which posts were read from what, and where their words lie.

Everything here may be deleted at any time; the next build then reads everything again. A file is
taken for unchanged while its size, times and inode are those of the last reading and it was not
changed so shortly before that reading that its times could not tell (git's own rule for its index);
in any other case its content decides.
"""

from __future__ import annotations

import contextlib
import shutil
import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from candor.locks import locked
from candor.model.corpus import Post
from candor.press.report import Report
from candor.press.shell import Shell
from candor.sources.posts import thread_keys
from candor.sources.tree import FileStat, PostFolder, Tree

T = TypeVar("T")

PACKS = 64
"""More pack files than this are copied into one."""

PATIENCE = 30.0
"""How many seconds a build waits for another one of the same project."""

KEPT = frozenset({"import", "archive.lock"})
"""What lies in the same folder and is no cache: an import's list of names, and a sync's lock."""

RACY_NS = 20_000_000
"""A file changed less than this before it was read may have changed again within one clock tick."""


class Location(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a post's rendered words lie: a pack file's name, and a range of bytes in it."""

    pack: str
    offset: int
    length: int


class ReadPost(msgspec.Struct, frozen=True, array_like=True):
    """A post as it was last read, and the state of every file it was read from."""

    files: tuple[FileStat, ...]
    post: Post
    words: Location | None


class State(msgspec.Struct, kw_only=True):
    """What the last build read: each post by its folder, and when its reading began (nanoseconds since the epoch).

    ``settings`` digests everything that decides how a post is read; another value voids all posts.
    """

    settings: bytes = b""
    read_ns: int = 0
    posts: dict[str, ReadPost] = {}

    def stands(self, folder: PostFolder, tree: Tree) -> bool:
        """Whether the post in `folder` would be read from the very same files again."""
        read = self.posts.get(folder.path)
        return (
            read is not None
            and read.words is not None
            and read.files == files_of(folder, read.post, tree)
            and not any(is_racy(file, self.read_ns) for file in read.files)
        )


class StateHead(msgspec.Struct, frozen=True):
    """What a file of posts begins with: `State`'s other fields."""

    settings: bytes
    read_ns: int


SLICE = msgspec.msgpack.Decoder(StateHead | list[tuple[str, ReadPost]])
SLICE_POSTS = 256
LENGTH = struct.Struct("<I")


def slices(file: BinaryIO) -> Iterator[bytes]:
    """The slices of a file of posts: each is its length in four bytes and then MessagePack. Raises DecodeError for a
    file that is cut short."""
    while header := file.read(LENGTH.size):
        if len(header) < LENGTH.size:
            raise msgspec.DecodeError
        yield file.read(*LENGTH.unpack(header))


class LastBuild(msgspec.Struct, frozen=True, kw_only=True):
    """The last finished build: a digest of all it was made from, and its report."""

    inputs: bytes
    read_ns: int
    report: Report


def is_racy(file: FileStat, read_ns: int) -> bool:
    """Whether `file` changed so shortly before the reading that its times cannot tell a later change."""
    return max(file.mtime_ns, file.ctime_ns) > read_ns - RACY_NS


def files_of(folder: PostFolder, post: Post, tree: Tree) -> tuple[FileStat, ...]:
    """Every file that the post is read from, as `tree` found it; a missing one is all zeros."""
    keys = thread_keys(post.record)
    threads = (tree.threads.get(key) or FileStat(key, 0, 0, 0, 0) for key in keys)
    overlays = (tree.moderation[key] for key in keys if key in tree.moderation)
    return (*folder.files, *threads, *overlays)


def decode_path(kind: type, value: object) -> object:
    """A path from its text, for msgspec."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)


class Store:
    """The folder of one project's cache, held by one build at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = folder / "words"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other builds out; waits up to `PATIENCE` seconds for one that runs.

        Raises BusyError if it is still running then.
        """
        self.packs.mkdir(parents=True, exist_ok=True)
        (self.folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
        with locked(self.folder / "lock", "this project is being built", PATIENCE):
            yield

    def clear(self) -> None:
        """Forgets everything but `KEPT`; the published site stays until the next build has printed another."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.is_dir() and path.name not in KEPT:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in KEPT:
                path.unlink(missing_ok=True)

    def load(self) -> State:
        """The last build's state, empty where there is none that this version can read."""
        try:
            with (self.folder / "posts.msgpack").open("rb") as file:
                head = StateHead(b"", 0)
                posts: dict[str, ReadPost] = {}
                for slice_ in slices(file):
                    found = SLICE.decode(slice_)
                    if isinstance(found, StateHead):
                        head = found
                    else:
                        posts.update(found)
        except (OSError, msgspec.MsgspecError):
            return State()
        return State(settings=head.settings, read_ns=head.read_ns, posts=posts)

    def last(self) -> LastBuild | None:
        return self._read("last.msgpack", LastBuild)

    def save(self, state: State, last: LastBuild) -> None:
        """Keeps both for the next build; packs that no post's words lie in are removed."""
        (self.folder / "last.msgpack").unlink(missing_ok=True)
        if len({read.words.pack for read in state.posts.values() if read.words}) > PACKS:
            self._repack(state)
        self._save_state(state)
        self._write("last.msgpack", last)
        live = {read.words.pack for read in state.posts.values() if read.words}
        for pack in self.packs.iterdir():
            if pack.name not in live:
                pack.unlink(missing_ok=True)

    def _save_state(self, state: State) -> None:
        """Slice by slice, so that the posts of a large site do not stand in memory a second time, encoded."""
        encode = msgspec.msgpack.Encoder().encode
        temporary = self.folder / "posts.msgpack.new"
        with temporary.open("wb") as file:
            posts = iter(state.posts.items())
            found: StateHead | list[tuple[str, ReadPost]] = StateHead(state.settings, state.read_ns)
            while found:
                encoded = encode(found)
                file.write(LENGTH.pack(len(encoded)) + encoded)
                found = list(islice(posts, SLICE_POSTS))
        temporary.replace(self.folder / "posts.msgpack")

    def _repack(self, state: State) -> None:
        """All words of all posts in one new pack."""
        name = f"{state.read_ns:x}-all.pack"
        sources: dict[str, BinaryIO] = {}
        with contextlib.ExitStack() as files:
            target = files.enter_context((self.packs / name).open("wb"))
            for path, read in state.posts.items():
                if read.words is None:
                    continue
                pack, offset, length = read.words.pack, read.words.offset, read.words.length
                if pack not in sources:
                    sources[pack] = files.enter_context((self.packs / pack).open("rb"))
                sources[pack].seek(offset)
                state.posts[path] = ReadPost(read.files, read.post, Location(name, target.tell(), length))
                target.write(sources[pack].read(length))

    def shell(self) -> Shell | None:
        """What the host left when it last ran."""
        return self._read("shell.msgpack", Shell)

    def save_shell(self, shell: Shell) -> None:
        self._write("shell.msgpack", shell)

    def _read(self, name: str, kind: type[T]) -> T | None:
        try:
            return msgspec.msgpack.decode((self.folder / name).read_bytes(), type=kind, dec_hook=decode_path)
        except (OSError, msgspec.MsgspecError):
            return None

    def _write(self, name: str, value: msgspec.Struct) -> None:
        temporary = self.folder / f"{name}.new"
        temporary.write_bytes(msgspec.msgpack.encode(value, enc_hook=str))
        temporary.replace(self.folder / name)
