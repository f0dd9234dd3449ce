"""The published folder is whole at every moment, and costs only what changed.

Two trees stand side by side: ``site/``, which readers see, and ``.site.candor-back/`` beside it,
the edition before. Files that both editions share are hard links to one inode, so nothing may ever
write into a file that stands; a new edition consists of links and of files created anew. A build
brings the back tree up to date, then both folders change names in one system call. The tree that
was live becomes the next back tree.

What a tree holds is recorded under its root's inode number, so the exchange itself says which
record is the live one. The order on disk is:

1. ``unfinished`` is written with a fresh token: from here the back tree may be in any state;
2. the back tree is made to hold the kept files, workers create the others;
3. the back tree's record is written, with the token in it;
4. the trees are exchanged;
5. dot entries that Candor did not print (``.git``, ``.gitkeep``) move to the live tree;
6. ``unfinished`` goes.

A start that finds ``unfinished`` compares its token with the live record's: equal means that the
exchange happened and step 5 is repeated, otherwise the back tree is examined file by file. Records
are never believed without a look at the disk: size and time of every file and time of every folder
must agree, so a file cut short by a power failure is printed again.

A process whose *working directory* is ``site/``, or a bind mount of it, holds on to the folder that
was live when it began: serve ``site/`` by its path.
"""

# Plain strings and os calls: there are thousands of them a build, and pathlib would double their cost.
# ruff: noqa: PTH101, PTH102, PTH104, PTH105, PTH106, PTH108, PTH208
from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from candor.errors import BusyError, PressError
from candor.locks import locked

Identity = tuple[int, int]
"""Device and inode number of a folder."""


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A published file as it was recorded; ``size`` in bytes, ``mtime_ns`` in nanoseconds."""

    fingerprint: bytes
    size: int
    mtime_ns: int


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one tree holds. ``folders`` maps each folder to its time of change in nanoseconds.

    ``token`` names the build that made it; ``replaced`` is the tree that was live before, where
    that one held exactly what its own record says.
    """

    token: bytes
    replaced: Identity | None
    entries: dict[str, Entry]
    folders: dict[str, int]


Written = tuple[int, int]
"""A new file's size in bytes and its time in nanoseconds."""

NOTHING_WRITTEN: Mapping[str, Written] = {}


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """What one look at a live tree found: the tree, the token of its record, the recorded files that do not stand there
    unaltered, and whether it holds nothing else."""

    tree: Identity | None
    token: bytes
    missing: list[str]
    exact: bool


@contextmanager
def open_press(site: Path, state: Path, sources: Collection[Path] = (), seen: Seen | None = None) -> Iterator[Edition]:
    """The live edition of `site`, repaired if the last build was killed, and nobody else's until the end.

    `state` may be deleted at any time when no build runs; several sites may share it. No folder of
    `sources` may overlap with `site`. What this build has `seen` of the tree already is not looked at again. Raises
    `BusyError` while another process is at it, `PressError` where the site cannot be written.
    """
    site = _checked_site(site, sources, state)
    own = _own_state(site, state)
    with _explained(site):
        own.mkdir(parents=True, exist_ok=True)
    with locked(own / "lock", f"{site} is being built"):
        with _explained(site):
            if not (own / "site").exists():
                _write(own / "site", os.fsencode(site))
            _forget_gone_sites(state, own)
            edition = Edition(site, own, seen)
        yield edition


def see_tree(site: Path, state: Path) -> Seen:
    """A look at the live tree of `site`, which changes nothing and may be had beside other work."""
    site = site.resolve()
    live = _identity(site)
    record = _load(_own_state(site, state), live)
    return _compare(site, live, record)


class Edition:
    """What the live tree holds, and the way to the next edition.

    ``printed`` maps each destination, a path below the site with forward slashes, to its `Entry`;
    files that are missing, altered or unknown are not in it. ``exact`` says whether the live tree
    holds these files and nothing else, so that a build with nothing to print may leave it alone.
    """

    printed: dict[str, Entry]
    exact: bool

    def __init__(self, site: Path, state: Path, seen: Seen | None = None) -> None:
        self._site = site
        self._state = state
        self._back = _beside(site, "back")
        self._token = b""
        self._held: dict[str, Entry] = {}
        self._folders: dict[str, int] = {}
        self._touched: set[str] = set()
        self._finish_renames()
        self._live = _identity(site)
        record = _load(self._state, self._live)
        self._trusted = self._recover(record)
        if record is None or seen is None or (seen.tree, seen.token) != (self._live, record.token):
            seen = _compare(site, self._live, record)
        self.exact = seen.exact
        self.printed = record.entries if record is not None else {}
        for dest in seen.missing:
            self.printed.pop(dest, None)

    def begin(self, keep: Collection[str]) -> Path:
        """The back tree's root, holding exactly the kept files, which must be in ``printed``.

        New files are created below it by anyone, with ``O_EXCL``, their folders too. May be called
        again with fewer files to keep.
        """
        with _explained(self._site):
            if not self._token:
                self._open_back()
            printed = self.printed
            held = self._held
            for dest in [dest for dest in held if dest not in keep or held[dest] != printed.get(dest)]:
                self._remove(dest)
            for dest in keep:
                if dest not in held:
                    self._link(dest, printed[dest])
        return self._back

    def discard(self, dest: str) -> None:
        """Nothing stands at `dest` in the back tree, not even half a file that a killed worker left."""
        with _explained(self._site):
            self._remove(dest)

    def publish(self, fingerprints: Mapping[str, bytes], written: Mapping[str, Written] = NOTHING_WRITTEN) -> None:
        """The site now consists of exactly these destinations; readers see the change at once.

        This ends the edition; open the press again for the next. Files that nobody announced are
        removed. Raises `PressError` where one of the announced was not written. `written` are files
        that their writers vouch for: a new folder that holds nothing else is not looked into.
        """
        with _explained(self._site):
            if not self._token:
                self._open_back()
            record = self._record(fingerprints, written)
            self._save(_identity(self._back), record)
            self._swap(record)
            self._carry_over(record)
            (self._state / "unfinished").unlink()
            self._drop_records()
        self.printed, self.exact = record.entries, True

    # -- the start ------------------------------------------------------------------------------

    def _finish_renames(self) -> None:
        """Without an atomic exchange a kill may leave the live tree under a third name: give it its name back."""
        old = _beside(self._site, "old")
        if not os.path.lexists(old):
            return
        if not os.path.lexists(self._site):
            os.rename(old, self._site)
        elif not os.path.lexists(self._back):
            os.rename(old, self._back)
        else:
            shutil.rmtree(old)

    def _recover(self, record: Record | None) -> bool:
        """Whether the back tree holds exactly what its record says; first ends an exchange that was cut short."""
        marker = self._state / "unfinished"
        try:
            token = marker.read_bytes()
        except FileNotFoundError:
            pass
        else:
            if record is None or record.token != token:
                return False
            self._carry_over(record)
            marker.unlink()
        return record is not None and record.replaced is not None and record.replaced == _identity(self._back)

    # -- the back tree --------------------------------------------------------------------------

    def _open_back(self) -> None:
        """Announces that the back tree changes, and learns what it holds."""
        record = _load(self._state, _identity(self._back)) if self._trusted else None
        self._token = os.urandom(16)
        _write(self._state / "unfinished", self._token)
        if record is not None:
            self._held = dict(record.entries)
            self._folders = dict(record.folders)
            return
        with suppress(FileExistsError):
            Path(self._back).mkdir(parents=True)
        if not stat.S_ISDIR(os.lstat(self._back).st_mode):
            raise PressError(f"{self._back} must be a folder – remove what stands there")
        self._examine("")

    def _examine(self, folder: str) -> bool:
        """Whether anything below `folder` of the back tree is shared with the live tree; all else is removed."""
        kept = False
        self._touched.add(folder)
        with os.scandir(f"{self._back}/{folder}") as found:
            entries = list(found)
        for entry in entries:
            dest = folder + entry.name
            if entry.is_dir(follow_symlinks=False):
                if self._examine(f"{dest}/"):
                    kept = True
                else:
                    os.rmdir(entry.path)
                    self._touched.discard(f"{dest}/")
            elif dest in self.printed and entry.inode() == _inode(f"{self._site}/{dest}"):
                self._held[dest] = self.printed[dest]
                kept = True
            else:
                os.unlink(entry.path)
        if kept and folder:
            self._folders[folder] = 0
        return kept

    def _remove(self, dest: str) -> None:
        """Takes `dest` out of the back tree, and the folders that are empty without it."""
        self._held.pop(dest, None)
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(f"{self._back}/{dest}")
        folder = _folder(dest)
        while folder:
            self._touched.add(folder)
            try:
                os.rmdir(f"{self._back}/{folder}")
            except FileNotFoundError:
                pass
            except OSError:
                return
            self._folders.pop(folder, None)
            folder = _folder(folder[:-1])

    def _link(self, dest: str, entry: Entry) -> None:
        """Puts the live file `dest` into the back tree as well."""
        folder = _folder(dest)
        self._make_folder(folder)
        self._touched.add(folder)
        source, target = f"{self._site}/{dest}", f"{self._back}/{dest}"
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            shutil.copy2(source, target)
        self._held[dest] = entry

    def _make_folder(self, folder: str) -> None:
        """Makes `folder` in the back tree, and those above it."""
        if not folder or folder in self._folders:
            return
        parent = _folder(folder[:-1])
        self._make_folder(parent)
        with suppress(FileExistsError):
            os.mkdir(f"{self._back}/{folder}")
        self._folders[folder] = 0
        self._touched.update((folder, parent))

    # -- the exchange ---------------------------------------------------------------------------

    def _record(self, fingerprints: Mapping[str, bytes], written: Mapping[str, Written]) -> Record:
        """What the back tree holds now, cleared of anything else. Looks only into folders that changed."""
        held = self._held
        for dest in [dest for dest in held if dest not in fingerprints]:
            self._remove(dest)
        touched = self._touched
        touched.add("")
        unknown = {"", *self._folders}
        for dest in fingerprints:
            if dest not in held:
                folder = _folder(dest)
                if dest not in written:
                    unknown.add(folder)
                while folder not in touched:
                    touched.add(folder)
                    folder = _folder(folder[:-1])
        folders: dict[str, int] = {}
        for dest in fingerprints:
            for folder in _folders_above(dest, folders):
                folders[folder] = self._folders.get(folder, 0)
        entries = {dest: entry for dest, entry in held.items() if _folder(dest) not in touched}
        for dest in fingerprints.keys() & written.keys():
            if dest not in held and _folder(dest) not in unknown:
                entries[dest] = Entry(fingerprints[dest], *written[dest])
        for folder in touched & {"", *folders}:
            with suppress(FileNotFoundError):  # its files are missed below
                if folder in unknown:
                    entries.update(self._take_stock(folder, folders, fingerprints))
                if folder:
                    folders[folder] = os.lstat(f"{self._back}/{folder}").st_mtime_ns
        if missing := sorted(fingerprints.keys() - entries.keys()):
            others = f" and {len(missing) - 1} others" if len(missing) > 1 else ""
            raise PressError(f"{missing[0]}{others} should be in the new site but were not written – build again")
        for dest, fingerprint in fingerprints.items():
            entry = entries[dest]
            if entry.fingerprint != fingerprint:
                entries[dest] = Entry(fingerprint, entry.size, entry.mtime_ns)
        return Record(self._token, self._live if self.exact else None, entries, folders)

    def _take_stock(self, folder: str, folders: Collection[str], files: Collection[str]) -> Iterator[tuple[str, Entry]]:
        """The files of one folder of the back tree; what belongs to no edition is removed."""
        with os.scandir(f"{self._back}/{folder}") as found:
            present = list(found)
        for file in present:
            dest = folder + file.name
            if file.is_dir(follow_symlinks=False):
                if f"{dest}/" not in folders:
                    shutil.rmtree(file.path)
            elif dest in files and file.is_file(follow_symlinks=False):
                status = file.stat(follow_symlinks=False)
                yield dest, Entry(b"", status.st_size, status.st_mtime_ns)
            else:
                os.unlink(file.path)

    def _swap(self, record: Record) -> None:
        """The back tree is the live one now, and the other way round."""
        if _identity(self._site) != self._live:
            raise PressError(f"{self._site} was replaced while the site was printed – build again")
        if self._live is None:
            os.rename(self._back, self._site)
            return
        os.chmod(self._back, stat.S_IMODE(os.lstat(self._site).st_mode))
        for name in self._foreign_dots(self._site, record):
            with suppress(OSError):  # what cannot be linked, such as a folder, moves after the exchange
                os.link(f"{self._site}/{name}", f"{self._back}/{name}", follow_symlinks=False)
        if not exchange(self._site, self._back):
            old = _beside(self._site, "old")
            os.rename(self._site, old)
            os.rename(self._back, self._site)
            os.rename(old, self._back)

    def _carry_over(self, record: Record) -> None:
        """Dot entries that no build printed belong to the live tree, not to the one it replaced."""
        for name in self._foreign_dots(self._back, record):
            entry = f"{self._back}/{name}"
            if not os.path.lexists(f"{self._site}/{name}"):
                os.rename(entry, f"{self._site}/{name}")
            elif stat.S_ISDIR(os.lstat(entry).st_mode):
                shutil.rmtree(entry)
            else:
                os.unlink(entry)

    def _foreign_dots(self, folder: Path, record: Record) -> list[str]:
        """Names in the replaced tree, at `folder` now, that a build spares as ``mkdocs build`` does."""
        names = [name for name in os.listdir(folder) if name.startswith(".")] if os.path.lexists(folder) else []
        if not names:
            return []
        replaced = _load(self._state, _identity(folder))
        printed = _tops([*record.entries, *(replaced.entries if replaced else ())])
        return [name for name in names if name not in printed]

    # -- the records ----------------------------------------------------------------------------

    def _save(self, identity: Identity | None, record: Record) -> None:
        assert identity is not None
        _write(_record_file(self._state, identity), msgspec.msgpack.encode(record))

    def _drop_records(self) -> None:
        """Forgets trees that are neither live nor next."""
        known = {
            _record_file(self._state, tree).name for tree in (_identity(self._site), _identity(self._back)) if tree
        }
        for file in self._state.iterdir():
            if file.suffix in {".tree", ".new"} and file.name not in known:
                file.unlink()


_DECODER = msgspec.msgpack.Decoder(Record)


def _own_state(site: Path, state: Path) -> Path:
    """The folder of one site's records."""
    return state / blake2b(os.fsencode(site), digest_size=12).hexdigest()


def _record_file(state: Path, tree: Identity) -> Path:
    return state / f"{tree[0]:x}-{tree[1]:x}.tree"


def _load(state: Path, tree: Identity | None) -> Record | None:
    """The record of a tree; None where there is none that can be read."""
    if tree is None:
        return None
    try:
        return _DECODER.decode(_record_file(state, tree).read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _compare(site: Path, live: Identity | None, record: Record | None) -> Seen:
    """What became of the files that a tree's record names."""
    if record is None:
        return Seen(live, b"", [], False)
    root = f"{site}/"
    lstat = os.lstat
    exact = True
    for folder, mtime_ns in record.folders.items():
        try:
            status = lstat(root + folder)
        except (FileNotFoundError, NotADirectoryError):
            exact = False
            continue
        if not stat.S_ISDIR(status.st_mode):
            return Seen(live, record.token, list(record.entries), False)
        if status.st_mtime_ns != mtime_ns:
            exact = False
    missing = []
    for dest, entry in record.entries.items():
        try:
            status = lstat(root + dest)
        except (FileNotFoundError, NotADirectoryError):
            missing.append(dest)
            continue
        if status.st_mtime_ns != entry.mtime_ns or status.st_size != entry.size or not stat.S_ISREG(status.st_mode):
            missing.append(dest)
    names = {name for name in os.listdir(root) if not name.startswith(".")}
    known = {name for name in _tops(record.entries) if not name.startswith(".")}
    return Seen(live, record.token, missing, exact and not missing and names == known)


def _inode(path: str) -> int:
    """Below zero for a file that is gone."""
    try:
        return os.lstat(path).st_ino
    except (FileNotFoundError, NotADirectoryError):
        return -1


_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}


def exchange(one: Path, other: Path) -> bool:
    """Whether two folders of one file system could change names in a single step, and did."""
    import ctypes  # costs 4 ms, which only a build that prints something pays

    first, second = os.fsencode(one), os.fsencode(other)
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        failed = libc.renameat2(-100, first, -100, second, 2)  # AT_FDCWD, RENAME_EXCHANGE
    elif sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(first, second, 2)  # RENAME_SWAP
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}:
        return False
    raise OSError(number, os.strerror(number), str(one))


def _beside(site: Path, role: str) -> Path:
    return site.with_name(f".{site.name}.candor-{role}")


def _identity(folder: Path) -> Identity | None:
    try:
        status = os.lstat(folder)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _folder(dest: str) -> str:
    """The folder part of a destination, with a trailing slash; the root is empty."""
    return dest[: dest.rfind("/") + 1]


def _folders_above(dest: str, known: Collection[str]) -> list[str]:
    """The folders above `dest` that are not known yet, the innermost first."""
    missing = []
    folder = _folder(dest)
    while folder and folder not in known:
        missing.append(folder)
        folder = _folder(folder[:-1])
    return missing


def _tops(dests: Iterable[str]) -> set[str]:
    """The names that a tree of these destinations has at its root."""
    return {dest.partition("/")[0] for dest in dests}


def _write(file: Path, content: bytes) -> None:
    """`file` holds all of `content` or what it held before, even after a power failure."""
    new = file.with_name(f"{file.name}.new")
    with open(new, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(new, file)


def _checked_site(site: Path, sources: Collection[Path], state: Path) -> Path:
    """The real folder that will be replaced; a symlink is followed."""
    try:
        site = site.resolve()
    except (OSError, RuntimeError) as error:
        raise PressError(f"{site} cannot be resolved: {error} – give another site_dir") from error
    if os.path.lexists(site) and not site.is_dir():
        raise PressError(f"{site} is not a folder – remove it or give another site_dir")
    if os.path.ismount(site):
        raise PressError(
            f"{site} is a mount point and cannot be exchanged – mount its parent, or set site_dir to a folder inside it"
        )
    for source in sources:
        source = source.resolve()
        if site == source or site in source.parents or source in site.parents:
            raise PressError(f"{site} overlaps with {source} – give a site_dir outside of it")
    if site in [state.resolve(), *state.resolve().parents]:
        raise PressError(f"{site} contains Candor's cache {state} – give another site_dir")
    return site


@contextmanager
def _explained(site: Path) -> Iterator[None]:
    """Failures of the file system come out as a `PressError` that says what to do."""
    try:
        yield
    except OSError as error:
        fact = f"{error.filename or site}: {error.strerror or error}"
        hint = {
            errno.EACCES: f"make {site.parent} and all in {site} writable for this user",
            errno.EPERM: f"make {site.parent} and all in {site} writable for this user",
            errno.EROFS: "the file system is read-only: give another site_dir",
            errno.ENOSPC: "make room on the disk and build again",
            errno.EDQUOT: "make room on the disk and build again",
            errno.EXDEV: f"{site} cannot be moved on this file system: remove it and build again",
            errno.EBUSY: f"{site} is in use: close what uses it, or give another site_dir",
        }.get(error.errno or 0, "the site is as it was; build again")
        raise PressError(f"the site cannot be written: {fact} – {hint}") from error


def _forget_gone_sites(state: Path, own: Path) -> None:
    """A site that was removed, as a preview's is at its end, leaves neither records nor a back tree behind."""
    for folder in state.iterdir():
        if folder == own:
            continue
        with suppress(OSError, BusyError):
            site = Path(os.fsdecode((folder / "site").read_bytes()))
            if not os.path.lexists(site) and not os.path.lexists(_beside(site, "old")):
                with locked(folder / "lock", f"{site} is being removed"):
                    shutil.rmtree(_beside(site, "back"), ignore_errors=True)
                    shutil.rmtree(folder)
