"""What the host is shown of the content folder: ordinary pages as they are, records only as places to link to.

MkDocs would walk the content folder following symbolic links and make a `File` of every record, twice as many as there
are posts. It is given the list that Candor's own scan made instead.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import mkdocs.commands.build as host_build
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key, set_exclusions

from candor.model.records import Community, Kind
from candor.sources.tree import PostFolder, Tree

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

log = logging.getLogger("mkdocs.plugins.candor")

INDEXES = frozenset({"index.md", "README.md"})

SECTIONS = {
    "questions": "Questions",
    "unanswered": "Unanswered",
    "topics": "Topics",
    "outcomes": "You said, we did",
    "members": "Members",
    "standing": "Standing",
    "help-wanted": "Ways to help",
}
"""Folders of the site that Candor prints lists at, and what a navigation calls them unless told otherwise."""


STATUS_SECTIONS = {
    "status": "Status",
    "incidents": "Incidents",
    "maintenance": "Maintenance",
    "known-issues": "Known issues",
    "promises": "Promises",
    "apologies": "Apologies",
    "remedies": "Remedies",
    "statements": "Statements",
    "drills": "Drills",
    "moderation": "Moderation log",
}
"""The same for what the brand says about itself; a navigation lists them where it names them."""


class PrintedFile(File):
    """A page that Candor prints: the host resolves links to it and may list it in its navigation, and nothing else.

    It does not count as documentation, so that the host neither reads nor renders nor copies it; and it says where it
    will be instead of deriving that from its source.
    """

    title: str

    def __init__(self, path: str, dest: str, title: str, config: MkDocsConfig) -> None:
        super().__init__(
            path,
            config.docs_dir,
            config.site_dir,
            use_directory_urls=True,
            dest_uri=dest,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        self.title = title

    def is_documentation_page(self) -> bool:
        return False

    def is_static_page(self) -> bool:
        return False

    def is_media_file(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: the press prints it."""


class WatchedFiles(Files):
    """Files that remember which of Candor's own places were asked for, because the host's pages depend on whether
    they exist."""

    def __init__(self, files: list[File]) -> None:
        super().__init__(files)
        self.asked: set[str] = set()

    def get_file_from_path(self, path: str) -> File | None:
        found = super().get_file_from_path(path)
        if found is None or isinstance(found, PrintedFile):
            self.asked.add(path)
        return found


@contextmanager
def shown_files(tree: Tree) -> Iterator[None]:
    """Until the block ends the host reads `tree` in place of walking the content folder.

    This replaces a function of the host, because it offers no event before it walks: a symbolic link in a stranger's
    pull request would publish whatever it points at, and a loop of links would never end.
    """
    build: Any = host_build
    walk, build.get_files = build.get_files, partial(show_pages, tree)
    try:
        yield
    finally:
        build.get_files = walk


def show_pages(tree: Tree, config: MkDocsConfig) -> Files:
    """The ordinary pages and other files of the content folder, in the host's own order."""
    paths = {page.path for page in tree.pages}
    files = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        index = f"{folder}/index.md".lstrip("/")
        if name == "README.md" and index in paths:
            log.warning("Excluding '%s' from the site because it conflicts with '%s'.", path, index)
            continue
        files.append(File(path, config.docs_dir, config.site_dir, config.use_directory_urls))
    files.sort(key=file_sort_key)
    set_exclusions(files, config)
    return WatchedFiles(files)


def add_places(files: Files, tree: Tree, community: Community, config: MkDocsConfig) -> None:
    """Adds a file for every page that Candor will print and that somebody may want to link to by its source."""
    places = [post_place(post, config) for post in tree.posts]
    places += [list_place(folder, title, config) for folder, title in SECTIONS.items()]
    if community.policy:
        places.append(list_place("policy", "Comment policy", config))
    if any(file.path.endswith("/mirror.json") for file in tree.archive):
        places.append(list_place("mirror", "How fresh the comments are", config))
    if community.components or tree.ledger:
        places += [list_place(folder, title, config) for folder, title in STATUS_SECTIONS.items()]
    places += [ledger_place(file.path, config) for file in tree.ledger if is_place(file.path)]
    places += [list_place(f"kinds/{kind}", kind.capitalize(), config) for kind in Kind]
    places += [list_place(f"topics/{slug}", topic.title, config) for slug, topic in community.topics.items()]
    if not any(name in files.src_uris for name in INDEXES):
        places.append(PrintedFile("index.md", "index.html", "Home", config))
    known = files.src_uris
    for place in places:
        if place.src_uri not in known:
            files.append(place)


def post_place(post: PostFolder, config: MkDocsConfig) -> PrintedFile:
    return PrintedFile(f"{post.path}/index.md", f"questions/{post.slug}/index.html", post.slug, config)


def is_place(path: str) -> bool:
    """Whether a page is printed for this file of the ledger."""
    kind = path.partition("/")[0]
    if kind in ("incidents", "maintenance", "drills"):
        return path.endswith("/index.md")
    return kind == "statements" or (kind in ("promises", "remedies") and path.count("/") == 2)


def ledger_place(path: str, config: MkDocsConfig) -> PrintedFile:
    slug = path.removesuffix("/index.md").removesuffix(".md").rpartition("/")[2]
    return PrintedFile(path, f"{path.partition('/')[0]}/{slug}/index.html", slug, config)


def list_place(folder: str, title: str, config: MkDocsConfig) -> PrintedFile:
    return PrintedFile(f"{folder}/index.md", f"{folder}/index.html", title, config)


def squeeze_assets(files: Files, theme: str) -> None:
    """Our own style sheets and scripts go out without what only those who change them read. A brand's files stay."""
    for file in files:
        if file.abs_src_path and file.abs_src_path.startswith(theme):
            if file.src_uri.endswith(".css"):
                file.content_string = squeeze(CSS_COMMENT.sub("", file.content_string))
            elif file.src_uri.endswith(".js"):
                file.content_string = squeeze(JS_COMMENT.sub("", file.content_string))


CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JS_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
"""On a line of its own; ours write no other that is long, and no line of ours continues a string."""


def squeeze(text: str) -> str:
    """`text` without indentation and empty lines."""
    return "".join(f"{line}\n" for line in map(str.strip, text.splitlines()) if line)


def withdraw_templates(files: Files, theme: str) -> None:
    """Takes out what the host would publish of the theme's folders without being asked: templates and catalogues."""
    for file in [file for file in files if file.src_uri.endswith((".jinja", ".po"))]:
        files.remove(file)
