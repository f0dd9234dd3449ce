"""What one run of the host leaves for the press, and how to tell that it need not run again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

import candor
from candor.errors import Diagnostic
from candor.model.blocks import Block
from candor.pages.page_threads import PageTalk
from candor.pages.plan import PlateKey, Searchable
from candor.pages.site import Site
from candor.press.plate import Plate
from candor.press.project import Project


class HostPage(msgspec.Struct, frozen=True, kw_only=True):
    """An ordinary page of the host that carries live blocks: its path below the host folder, the blocks, and the thread
    below it where there is one."""

    dest: str
    url: str
    blocks: tuple[Block, ...]
    talk: PageTalk | None = None


class HostInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All that the host's output depends on, so that the next build can tell whether to run it.

    ``files`` are hashed by content (a missing one counts as such), ``folders`` with all that lies
    below them; of ``listings`` (folders) only the names in them count, of ``existing`` only whether
    they exist. ``environment`` counts by the variables' values, ``packages`` are folders whose
    ``*.dist-info`` names tell the versions of everything installed. ``always`` says why the host
    must run every time, or is empty.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    always: str = ""


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the press needs from the host.

    ``files`` maps each file of the host folder to a digest of its content; ``links`` maps an
    ordinary page's path below ``content/`` to its URL below the site; ``searchable`` are the
    ordinary pages as a search may find them; ``template_dirs`` are the
    brand's folders of body templates, first one wins; ``problems`` is what the host warned of,
    which holds for every build that its output serves. ``languages`` are the folders of further
    languages, and the absolute path of each one's settings.
    """

    site: Site
    plates: dict[str, Plate]
    files: dict[str, bytes]
    links: dict[str, str] = {}
    pages: tuple[HostPage, ...] = ()
    searchable: tuple[Searchable, ...] = ()
    template_dirs: tuple[str, ...] = ()
    inputs: HostInputs
    inputs_digest: bytes
    project: Project
    problems: tuple[Diagnostic, ...] = ()
    languages: dict[str, str] = {}

    @staticmethod
    def plate_name(key: PlateKey) -> str:
        return f"{key.layout}/{key.depth}"

    @property
    def has_home(self) -> bool:
        """Whether the brand wrote a home page of its own."""
        return "index.html" in self.files

    @property
    def talks(self) -> Iterator[PageTalk]:
        """The threads below ordinary pages."""
        return (page.talk for page in self.pages if page.talk)


def digest_files(files: Iterable[tuple[str, Path]]) -> bytes:
    """A digest of the named files' contents; one that is missing counts as missing."""
    digest = hashlib.blake2b(digest_size=16)
    for name, path in files:
        try:
            content = hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
        except OSError:
            content = b"missing"
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + content)
    return digest.digest()


def walk_files(folder: Path) -> list[tuple[str, Path]]:
    """All regular files below `folder` as (path relative to it, path), sorted, symlinks not followed."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(place, name)
            if not path.is_symlink():
                found.append((path.relative_to(folder).as_posix(), path))
    return found


def code_digest() -> bytes:
    """A digest of Candor's own source, so that a new version prints everything anew."""
    return digest_files(walk_files(Path(candor.__file__).parent))


def names_in(folder: str) -> list[str]:
    """What lies in `folder`; nothing in one that is gone, as an environment that was made anew."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - a hundred names at every start
    except OSError:
        return []


def digest_inputs(inputs: HostInputs) -> bytes:
    """A digest of everything `inputs` names, as it is on disk and in the environment now."""
    digest = hashlib.blake2b(code_digest(), digest_size=16)
    digest.update(digest_files((name, Path(name)) for name in inputs.files))
    for folder in inputs.folders:
        digest.update(folder.encode() + digest_files(walk_files(Path(folder))))
    for folder in inputs.listings:
        digest.update("\0".join([folder, *sorted(names_in(folder))]).encode("utf-8", "surrogateescape"))
    for name in inputs.existing:
        digest.update(f"{name}={os.path.lexists(name)}\0".encode("utf-8", "surrogateescape"))
    for name in inputs.environment:
        digest.update(f"{name}={os.environ.get(name)}\0".encode("utf-8", "surrogateescape"))
    for folder in inputs.packages:
        names = sorted(name for name in names_in(folder) if name.endswith(".dist-info"))
        digest.update("\0".join([folder, *names]).encode())
    return digest.digest()
