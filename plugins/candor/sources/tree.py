"""The content tree as it lies on disk: which file is which record, by place alone.

Nothing is opened and no symbolic link is followed. Whatever has no place is a fault and is not
published; the host's ordinary pages are told apart from the records by their folder.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import msgspec

from candor.errors import Diagnostic

STAMP = r"[0-9]{8}T[0-9]{4}(?:[0-9]{2})?Z(?:-[0-9]{2})?-[a-z_]+(?:-[0-9]+)?"
FOLDER = r"[12][0-9]{3}/[a-z0-9]+(?:-[a-z0-9]+)*"
LEDGER_PLACES = {
    "acknowledgements": (r"[a-z0-9]+(?:-[a-z0-9]+)*\.yml", "acknowledgements/<post slug>.yml"),
    "drills": (
        rf"{FOLDER}/(?:index|score|updates/{STAMP})\.md",
        "drills/<year>/<slug>/ with index.md, score.md and updates/<UTC stamp>-<state>.md",
    ),
    "incidents": (
        rf"{FOLDER}/(?:index|apology|postmortem(?:-[0-9]+)?|updates/{STAMP})\.md",
        "incidents/<year>/<date>-<slug>/ with index.md, updates/<UTC stamp>-<state>.md, postmortem.md and apology.md",
    ),
    "maintenance": (
        rf"{FOLDER}/(?:index|updates/{STAMP})\.md",
        "maintenance/<year>/<slug>/ with index.md and updates/<UTC stamp>-<state>.md",
    ),
    "promises": (
        rf"{FOLDER}(?:/{STAMP})?\.md",
        "promises/<year>/<slug>.md, and what became of it promises/<year>/<slug>/<UTC stamp>-<turn>.md",
    ),
    "remedies": (rf"{FOLDER}\.md", "remedies/<year>/<slug>.md"),
    "statements": (r"[a-z0-9]+(?:-[a-z0-9]+)*\.md", "statements/<slug>.md"),
}
"""Folders of what the brand says about itself: what a file's path in each must look like, and how to say that."""

FUTURE_FOLDERS = frozenset({"moderation", "adjustments", "credentials", *LEDGER_PLACES})
"""Folders of records other than posts and members; they are never the host's ordinary pages."""

RECORD_FOLDERS = FUTURE_FOLDERS | {"questions", "members"}
RECORD_FILES = frozenset({"community.yml", "crisis-plan.yml", "standing.yml"})
RESERVED_SLUGS = frozenset({"page"})
"""``/questions/page/<n>/`` are the older pages of the list."""

PRINTED = frozenset(
    (
        "404.html",
        "api",
        "apologies",
        "crisis-plan",
        "feed.json",
        "feed.xml",
        "history",
        "integrity.json",
        "help-wanted",
        "kinds",
        "known-issues",
        "overrides",
        "search",
        "sitemap.xml",
        "sitemap.xml.gz",
        "standing",
        "status",
        "topics",
        "unanswered",
        "years",
    )
)
"""What the site has at its root already, so that no content may lie there."""

THEME_FOLDERS = ("assets/javascripts", "assets/stylesheets", "assets/_candor", "assets/candor")

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})
MEDIA = frozenset({".mp4", ".webm", ".mp3", ".ogg", ".m4a", ".wav"})
JUNK = frozenset({"thumbs.db", "desktop.ini"})

CREDENTIALS = re.compile(
    r"credentials/(?:issuer\.json|key\.json|status\.jwt|achievements/[a-z-]+\.json|[a-z0-9-]+/[a-z-]+\.(?:jwt|revoked))"
)
OVERLAY = re.compile(r"moderation/([a-z0-9]+(?:-[a-z0-9]+)*)-([0-9]{1,18})\.yml", re.ASCII)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
YEAR = re.compile(r"[12][0-9]{3}")
HOSTILE = re.compile(r'[\\:*?"<>|]|^[-~ ]|[. ]$|^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)', re.IGNORECASE)


class FileStat(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A regular file: its path below ``content/``, and what tells whether it changed."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class PostFolder(msgspec.Struct, frozen=True):
    """A post: its folder below ``content/``, and every file in it that has a place there."""

    path: str
    slug: str
    files: tuple[FileStat, ...]


class Tree(msgspec.Struct, frozen=True):
    """All of ``content/`` by place. ``threads`` by key (``github/128``); ``archive`` is the rest of
    the archive; ``pages`` are ordinary pages and other files left to the host; ``ledger`` is what the
    brand says about itself (`LEDGER_PLACES` and the crisis plan); ``moderation`` maps a thread's key to what
    staff hid or folded of it. Each list is sorted."""

    content: str
    posts: list[PostFolder] = []
    members: list[FileStat] = []
    community: FileStat | None = None
    standing: FileStat | None = None
    adjustments: list[FileStat] = []
    credentials: list[FileStat] = []
    threads: dict[str, FileStat] = {}
    archive: list[FileStat] = []
    pages: list[FileStat] = []
    ledger: list[FileStat] = []
    moderation: dict[str, FileStat] = {}
    problems: list[Diagnostic] = []


def scan_content(content: Path) -> Tree:
    """What lies in `content`, each file with its `os.lstat`, and a fault for each that has no place."""
    return Scan(content).tree()


def slugify(title: str, limit: int = 80) -> str:
    """A slug from a title: lower-case ASCII words joined by ``-``; empty where nothing can be spelled in ASCII."""
    folded = title.casefold().translate(SPELLED)
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only.replace("'", "").replace("&", " and ")))
    if len(slug) <= limit:
        return slug
    return slug[: limit + 1].rpartition("-")[0] or slug[:limit]


SPELLED = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "å": "aa", "đ": "d", "ð": "d",
        "þ": "th", "ł": "l", "ı": "i", "’": "'", "€": " euro ", "£": " pound ",
    }
)  # fmt: skip


def show(name: str) -> str:
    """A file name that is fit to be printed: what is not printable stands as an escape."""
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if readable.isprintable():
        return readable
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in readable)


def stat_file(path: str, item: os.DirEntry[str]) -> FileStat:
    status = item.stat(follow_symlinks=False)
    return FileStat(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


NO_FILE = FileStat("", 0, 0, 0, 0)
"""Of a folder, whose times nobody asks for: half the entries of a large tree."""


class Entry(msgspec.Struct, gc=False):
    name: str
    path: str
    folder: bool
    file: FileStat


class Scan:
    """One walk over a content tree."""

    def __init__(self, content: Path) -> None:
        self.root = str(content)
        self.name = content.name
        self.found = Tree(
            content=str(content),
            posts=[],
            members=[],
            adjustments=[],
            credentials=[],
            threads={},
            archive=[],
            pages=[],
            ledger=[],
            moderation={},
            problems=[],
        )

    def tree(self) -> Tree:
        for entry in self.entries(""):
            if not entry.folder:
                self.top_file(entry)
            elif entry.name == ".discussions":
                self.discussions(entry)
            elif entry.name.startswith("."):
                self.watch(entry)
            elif entry.name == "questions":
                self.questions(entry)
            elif entry.name == "members":
                self.members(entry)
            elif entry.name in LEDGER_PLACES:
                self.ledger(entry)
            elif entry.name == "adjustments":
                self.adjustments(entry)
            elif entry.name == "credentials":
                self.credentials(entry)
            elif entry.name == "moderation":
                self.moderation(entry)
            elif entry.name in FUTURE_FOLDERS:
                self.watch(entry)
            elif entry.name.casefold() in RECORD_FOLDERS:
                self.fault(entry, "is a record folder spelled in another way", f"rename it to {entry.name.casefold()}/")
            elif entry.name in PRINTED:
                self.fault(entry, "stands where the site has pages of its own", "rename the folder")
            else:
                self.pages(entry)
        self.keep_first_of_each_slug()
        found = self.found
        for files in (found.members, found.adjustments, found.credentials, found.archive, found.pages, found.ledger):
            files.sort(key=lambda file: file.path)
        self.found.problems.sort()
        return self.found

    # one folder

    def entries(self, folder: str) -> list[Entry]:
        """The files and folders in `folder` by name; what is neither, or has a hostile name, is a fault instead."""
        prefix = f"{folder}/" if folder else ""
        found = []
        try:
            with os.scandir(f"{self.root}/{folder}") as scan:
                for item in scan:
                    name = item.name
                    path = prefix + name
                    is_folder = item.is_dir(follow_symlinks=False)
                    entry = Entry(name, path, is_folder, NO_FILE if is_folder else stat_file(path, item))
                    if not (is_folder or item.is_file(follow_symlinks=False)):
                        if item.is_symlink():
                            self.fault(
                                entry, "is a symbolic link", "put the file itself there; links are never followed"
                            )
                        else:
                            self.fault(entry, "is neither a file nor a folder", "remove it")
                    elif not name.isascii() and not well_formed(name):
                        self.fault(entry, "has a name that is not UTF-8", "rename it")
                    elif not name.isprintable() or HOSTILE.search(name):
                        hint = "use letters, digits, -, _ and . only"
                        self.fault(entry, "has a name that cannot be used on every computer", hint)
                    else:
                        found.append(entry)
        except OSError as error:
            self.found.problems.append(
                Diagnostic(
                    path=show(f"{self.name}/{folder}".rstrip("/")),
                    problem=f"cannot be read: {error.strerror}",
                    hint="check that it exists and that you may read it",
                )
            )
        if len(found) < 2:  # as nearly every post's folder
            return found
        found.sort(key=lambda entry: entry.name)
        return self.without_twins(found)

    def without_twins(self, entries: list[Entry]) -> list[Entry]:
        """The entries whose names differ in more than case and accents' spelling."""
        if all(entry.name.islower() and entry.name.isascii() for entry in entries):
            return entries
        seen: dict[str, str] = {}
        kept = []
        for entry in entries:
            folded = entry.name if entry.name.islower() and entry.name.isascii() else fold_name(entry.name)
            if folded in seen:
                problem = f"cannot be told from {show(seen[folded])} on many computers"
                self.fault(entry, problem, "rename one of them")
            else:
                seen[folded] = entry.name
                kept.append(entry)
        return kept

    def fault(self, entry: Entry, problem: str, hint: str) -> None:
        self.found.problems.append(Diagnostic(path=show(f"{self.name}/{entry.path}"), problem=problem, hint=hint))

    def walk(self, folder: Entry) -> Iterator[Entry]:
        """All files below `folder`; hidden ones are left out."""
        waiting = [folder.path]
        while waiting:
            for entry in self.entries(waiting.pop()):
                if entry.folder:
                    waiting.append(entry.path)
                elif not entry.name.startswith("."):
                    yield entry

    def watch(self, folder: Entry) -> None:
        """Looks for symbolic links only: the folder's records are read elsewhere or not at all."""
        if folder.name in FUTURE_FOLDERS:
            for _ in self.walk(folder):
                pass

    # places

    def top_file(self, entry: Entry) -> None:
        if entry.name == "community.yml":
            self.found = msgspec.structs.replace(self.found, community=entry.file)
        elif entry.name == "crisis-plan.yml":
            self.found.ledger.append(entry.file)
        elif entry.name == "standing.yml":
            self.found = msgspec.structs.replace(self.found, standing=entry.file)
        elif entry.name in RECORD_FILES or entry.name.startswith(".") or entry.name.lower() in JUNK:
            pass
        elif entry.name.upper() == "CNAME":
            self.fault(entry, "would move the site to another domain", "write `cname: …` in community.yml instead")
        elif entry.name.casefold() in {"community.yaml", "crisis-plan.yaml", "standing.yaml"} | RECORD_FILES:
            self.fault(
                entry, "is a record spelled in another way", f"rename it to {entry.name.lower()[:-4].rstrip('.')}.yml"
            )
        elif entry.name in PRINTED | RECORD_FOLDERS or entry.name == "assets":
            self.fault(entry, "stands where the site has a file of its own", "rename it")
        else:
            self.found.pages.append(entry.file)

    def pages(self, folder: Entry) -> None:
        for entry in self.walk(folder):
            if entry.path.startswith(tuple(f"{theme}/" for theme in THEME_FOLDERS)):
                self.fault(entry, "stands where the theme has files of its own", "move it to another folder")
            elif entry.name.lower() not in JUNK:
                self.found.pages.append(entry.file)

    def ledger(self, folder: Entry) -> None:
        pattern, example = LEDGER_PLACES[folder.name]
        for entry in self.walk(folder):
            if re.fullmatch(pattern, entry.path[len(folder.name) + 1 :]):
                self.found.ledger.append(entry.file)
            elif entry.name.lower() not in JUNK:
                self.fault(entry, "has no place here", f"there may be {example}")

    def members(self, folder: Entry) -> None:
        for entry in self.entries(folder.path):
            stem, suffix = os.path.splitext(entry.name)  # noqa: PTH122
            if entry.name.startswith("."):
                continue
            if entry.folder or suffix != ".yml":
                self.fault(entry, "has no place here", "a member's file is members/<slug>.yml")
            elif not SLUG.fullmatch(stem) or len(stem) > 100:
                self.bad_slug(entry, stem)
            elif stem in RESERVED_SLUGS:
                self.fault(entry, f'"{stem}" is a reserved slug', "choose another one")
            else:
                self.found.members.append(entry.file)

    def adjustments(self, folder: Entry) -> None:
        for entry in self.walk(folder):
            if re.fullmatch(r"adjustments/[12][0-9]{3}/[a-z0-9]+(-[a-z0-9]+)*\.md", entry.path):
                self.found.adjustments.append(entry.file)
            else:
                self.fault(entry, "has no place here", "an adjustment is adjustments/<year>/<id>.md")

    def moderation(self, folder: Entry) -> None:
        for entry in self.walk(folder):
            named = OVERLAY.fullmatch(entry.path)
            if named and str(int(named[2])) == named[2]:
                self.found.moderation[f"{named[1]}/{named[2]}"] = entry.file
            elif entry.name.lower() not in JUNK:
                self.fault(entry, "has no place here", "what is hidden of a thread is moderation/<source>-<number>.yml")

    def credentials(self, folder: Entry) -> None:
        for entry in self.walk(folder):
            if CREDENTIALS.fullmatch(entry.path):
                self.found.credentials.append(entry.file)
            else:
                self.fault(entry, "has no place here", "only candor badges writes in credentials/")

    def questions(self, folder: Entry) -> None:
        for year in self.entries(folder.path):
            if year.name.startswith("."):
                continue
            if not year.folder:
                self.fault(year, "lies outside a post's folder", "a post is questions/<year>/<slug>/index.md")
            elif not YEAR.fullmatch(year.name):
                self.fault(year, f'"{show(year.name)}" is no year', "a post is questions/<year>/<slug>/index.md")
            else:
                self.year(year)

    def year(self, folder: Entry) -> None:
        for entry in self.entries(folder.path):
            if entry.name.startswith("."):
                continue
            if not entry.folder:
                self.fault(entry, "lies outside a post's folder", "a post is questions/<year>/<slug>/index.md")
            elif not SLUG.fullmatch(entry.name) or len(entry.name) > 100:
                self.bad_slug(entry, entry.name)
            elif entry.name in RESERVED_SLUGS:
                self.fault(entry, f'"{entry.name}" is a reserved slug', "choose another one")
            else:
                self.post(entry)

    def bad_slug(self, entry: Entry, name: str) -> None:
        better = slugify(name)
        hint = f'rename it, for example to "{better}"' if better else "rename it: lower-case letters, digits and -"
        self.fault(entry, f'"{show(name)}" is no slug', hint)

    def post(self, folder: Entry) -> None:
        files: list[FileStat] = []
        whole = False
        for entry in self.entries(folder.path):
            if entry.name == "index.md" and not entry.folder:
                whole = True
                files.append(entry.file)
                continue
            suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122
            if entry.name == "answers" and entry.folder:
                self.answers(entry, files)
            elif entry.name.startswith(".") or entry.name.lower() in JUNK:
                continue
            elif entry.folder:
                self.fault(
                    entry, "is a folder that has no place in a post", "only answers/ has; put images beside index.md"
                )
            elif suffix in IMAGES or suffix in MEDIA:
                files.append(entry.file)
            elif suffix == ".md":
                self.fault(
                    entry, "has no place here", "an answer is answers/<name>.md, another post has its own folder"
                )
            else:
                hint = "beside index.md may lie png, jpg, gif, webp and avif images"
                self.fault(entry, "is a kind of file that is not published", hint)
        if whole:
            self.found.posts.append(PostFolder(folder.path, folder.name, tuple(files)))
        elif files:
            self.fault(folder, "has no index.md", "write one, or remove the folder")

    def answers(self, folder: Entry, files: list[FileStat]) -> None:
        for entry in self.entries(folder.path):
            stem, suffix = os.path.splitext(entry.name)  # noqa: PTH122
            if entry.name.startswith("."):
                continue
            if entry.folder or suffix != ".md":
                self.fault(entry, "has no place here", "an answer is answers/<name>.md")
            elif not SLUG.fullmatch(stem) or len(stem) > 100:
                self.bad_slug(entry, stem)
            else:
                files.append(entry.file)

    def discussions(self, folder: Entry) -> None:
        for source in self.entries(folder.path):
            if source.name.startswith("."):
                continue
            if not source.folder:
                self.found.archive.append(source.file)
                continue
            for entry in self.entries(source.path):
                if not entry.folder:
                    self.found.archive.append(entry.file)
                elif entry.name.isdecimal() and entry.name.isascii():
                    self.threads(source.name, entry)
                else:
                    self.found.archive.extend(inner.file for inner in self.walk(entry))

    def threads(self, source: str, folder: Entry) -> None:
        for entry in self.entries(folder.path):
            stem = entry.name.removesuffix(".jsonl")
            if stem.isdecimal() and stem.isascii() and len(stem) < 19 and stem != entry.name and not entry.folder:
                number = int(stem)
                if entry.path == f".discussions/{source}/{number // 1000}/{number}.jsonl":
                    self.found.threads[f"{source}/{number}"] = entry.file
                    continue
            if not entry.name.startswith("."):
                self.fault(entry, "is no thread's file", "a thread is <source>/<number // 1000>/<number>.jsonl")

    def keep_first_of_each_slug(self) -> None:
        seen: dict[str, PostFolder] = {}
        posts = self.found.posts
        for post in posts:
            if first := seen.setdefault(post.slug, post):
                if first is post:
                    continue
                self.found.problems.append(
                    Diagnostic(
                        path=f"{self.name}/{post.path}/index.md",
                        problem=f'the slug "{post.slug}" is taken by {self.name}/{first.path}',
                        hint="rename one of the folders; this one is not published",
                    )
                )
        posts[:] = seen.values()


def well_formed(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def fold_name(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
