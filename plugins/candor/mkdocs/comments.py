"""The plugin ``candor/comments``: a mirrored thread below any page of any Material site, and nothing else of Candor.

A page asks for its thread in its front matter, ``discussion: 42``. The thread is printed with the page, so that a
reader needs neither JavaScript nor GitHub. In the order of a build: `on_config` checks the options, `on_files` adds the
pages that tell how fresh the comments are and by which rules they are folded, `on_env` reads the threads,
`on_page_context` prints a page's thread for ``partials/comments.html``, and `on_post_build` writes the feeds. Beside
``candor/questions`` it knows the community's people and policy, leaves to it what that prints already, and lets it
print each thread once everybody's level is known.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel

import candor
from candor.errors import Diagnostic, Severity
from candor.mkdocs.plugin import brand_folders, describe_site, explained, site_language
from candor.model.blocks import Block
from candor.model.corpus import CommentSummary, ThreadSummary
from candor.model.html import Ref, RefKind
from candor.model.policy import Rule
from candor.model.records import Community, MemberRecord, Policy, Repository
from candor.pages.catalogue import load_catalogue
from candor.pages.comment_feeds import draft_feed, draft_talk, newest_first, shown_in_thread
from candor.pages.contexts import Author, CommentEntry, MirrorPage, ThreadOfPage
from candor.pages.directory import draft_author, has_file
from candor.pages.mirror import TITLE as MIRROR_TITLE
from candor.pages.mirror import draft_card
from candor.pages.page_threads import THREAD, PageTalk, print_talk
from candor.pages.policy import fold_thread
from candor.pages.policy_page import TITLE as POLICY_TITLE
from candor.pages.policy_page import draft_policy
from candor.pages.render import render_body
from candor.pages.taking_part import home, new_discussion
from candor.pages.threads import reply_address
from candor.sources.blocks import print_placeholder
from candor.sources.identity import gather_people
from candor.sources.page_threads import (
    PageThread,
    bad_number,
    load_mirror,
    load_page_thread,
    load_source_accounts,
    parse_repository,
    taken_number,
)
from candor.sources.posts import LoadSettings, thread_keys
from candor.sources.tree import show

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.plugins.candor")

THEME = Path(candor.__file__).parent / "theme-comments"
STYLESHEET = "assets/candor-comments.css"
PLACE = "partials/comments.html"
VARIABLE = "candor_thread"
MIRROR_PAGE, POLICY_PAGE = "mirror.md", "policy.md"
QUESTIONS = "candor/questions"

YOUNG = timedelta(days=30)
"""Where nobody has a level, who wrote with a younger account is a new member."""


class CommentsOptions(Config):  # type: ignore[no-untyped-call]
    """Where threads come from, and what a page shows of them."""

    archive = c.Type(str, default="")
    """The folder that ``.discussions`` lies in, seen from mkdocs.yml; else ``docs_dir``."""

    source = c.Type(str, default="github")
    """Whose threads ``discussion: 42`` means: a folder below ``.discussions``."""

    repository = c.Type(str, default="")
    """Where a reply is written: ``owner/name``, or an address. Else ``repo_url``."""

    category = c.Type(str, default="")
    """The category that ``discussion: true`` starts a discussion in; without one GitHub asks."""

    replies = c.Type(bool, default=True)
    """Whether links lead to GitHub to reply, join and begin."""

    staff = c.ListOfItems(c.Type(str), default=[])
    """Accounts that are marked as staff: ``github:1190442``."""

    policy = c.Optional(c.Type(dict))
    """What folds a comment, as `policy` of community.yml says it; beside candor/questions that alone counts."""

    stylesheet = c.Type(bool, default=True)
    """Whether pages link the plugin's small style sheet."""


class CommentsPlugin(BasePlugin[CommentsOptions]):  # type: ignore[no-untyped-call]
    """Prints a thread below each page that names one."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        self.content = (self.root / self.config.archive if self.config.archive else Path(config.docs_dir)).resolve()
        self.repository = find_repository(self.config.repository, config.repo_url)
        self.together = QUESTIONS in config.plugins
        self.owners: dict[str, str] = {}
        self.told: set[Diagnostic] = set()
        self.entries: list[CommentEntry] = []
        self.feeds: dict[str, str] = {}
        self.mirror_file: File | None = None
        self.policy_file: File | None = None
        self.own_policy = False
        self.read: dict[str, PageThread] = {}
        self.folded: dict[str, dict[str, Rule]] = {}
        self.policy = None if self.together else read_policy(self.config.policy)
        with explained():
            self.catalogue = load_catalogue(site_language(config), brand_folders(config))
        self.site = describe_site(config, False, self.catalogue, cards=False, search=False)
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        if self.config.stylesheet and not self.together:
            config.extra_css.insert(0, STYLESHEET)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        problems: list[Diagnostic] = []
        self.accounts = load_source_accounts(self.content, self.config.source, problems)
        self.mirror = load_mirror(self.content, self.config.source, problems)
        self.tell(problems)
        if STYLESHEET not in config.extra_css and (file := files.get_file_from_path(STYLESHEET)):
            files.remove(file)
        if self.mirror and not self.together and files.get_file_from_path(MIRROR_PAGE) is None:
            self.mirror_file = self.add_page(files, MIRROR_PAGE, MIRROR_TITLE, config)
        if self.policy:
            self.policy_file = files.get_file_from_path(POLICY_PAGE)
            self.own_policy = self.policy_file is None
            self.policy_file = self.policy_file or self.add_page(files, POLICY_PAGE, POLICY_TITLE, config)
        self.files = files
        return files

    def add_page(self, files: Files, name: str, title: str, config: MkDocsConfig) -> File:
        """A page of the plugin's own, whose content it prints later."""
        said = json.dumps(self.catalogue.gettext(title))
        front = f"---\ntitle: {said}\nsearch: {{exclude: true}}\nhide: [toc]\n---\n"
        file = File.generated(config, name, content=front, inclusion=InclusionLevel.NOT_IN_NAV)
        files.append(file)
        return file

    @event_priority(-1000)  # after candor/questions, and after every plugin that adds templates
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        self.community, self.members = Community(name=config.site_name or "Site"), dict[str, MemberRecord]()
        if self.together:
            build = config.plugins[QUESTIONS].build  # type: ignore[attr-defined]
            self.community, self.members = build.community, build.members
            self.policy = self.community.policy
            self.accounts = {**self.accounts, **build.accounts}
            if self.community.repository and not self.config.repository:
                self.repository = self.community.repository
        staff = set(self.community.roles.get("staff", ()))
        self.template_dirs = brand_folders(config)
        self.staff = {
            *staff,
            *self.config.staff,
            *(a for s in staff if s in self.members for a in self.members[s].accounts),
        }
        self.settings = LoadSettings(
            image_hosts=tuple(self.community.images.hosts),
            staff=frozenset(self.staff),
            source=self.config.source,
            policy=self.policy,
        )
        pages = [file.page for file in files.documentation_pages() if file.page]
        self.sources = {f"{self.config.source}/{page.meta.get('discussion')}": page.file.src_uri for page in pages}
        if self.own_policy:  # it counts what is folded anywhere
            for page in pages:
                if number := number_of(page.meta.get("discussion")):
                    self.load(number, page)
        if any(page.meta.get("discussion") for page in pages) and not has_place(env, config):
            log.warning(
                "candor/comments: no template prints the threads – print {{ %s }} in %s of your custom_dir, "
                "or use the theme material",
                VARIABLE,
                PLACE,
            )

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str | None:
        if page.file is not self.mirror_file or self.mirror is None:
            return None
        context = MirrorPage(
            root=way_to_root(page.url),
            title=self.catalogue.gettext(MIRROR_TITLE),
            mirrors=[draft_card(self.config.source, self.mirror)],
            feed=False,
        )
        return render_body("mirror.jinja", context, {}, catalogue=self.catalogue)

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        if self.own_policy and page.file is self.policy_file and self.policy:
            title = self.catalogue.gettext(POLICY_TITLE)
            counted = (rule for rules in self.folded.values() for rule in rules.values())
            said = draft_policy(self.policy, title, counted, by_age=True)
            page.content = render_body("policy.jinja", said, {}, catalogue=self.catalogue)
        asked = page.meta.get("discussion")
        if asked is None or asked is False:
            return context
        with explained():
            context[VARIABLE] = Markup(self.print_thread(asked, page, config))  # type: ignore[literal-required]
        return context

    def write_feeds(self, *, config: MkDocsConfig) -> None:
        """Each page's feed beside it and one of the whole site, which beside candor/questions are the press's."""
        if self.entries:
            self.write_feed("comments.xml", "", config.site_name or "", self.entries)
        for dest, text in self.feeds.items():
            path = Path(config.site_dir, dest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    @event_priority(-2000)  # once candor/questions has read every post
    def compare_posts(self, *, config: MkDocsConfig) -> None:
        """Tells of a page whose thread a post has as well."""
        if self.together and self.owners:
            build = config.plugins[QUESTIONS].build  # type: ignore[attr-defined]
            owned = {key: read.post.path for read in build.posts.values() for key in thread_keys(read.post.record)}
            folder = self.content.name
            self.tell(
                taken_number(page, key, f"{folder}/{owned[key]}") for key, page in self.owners.items() if key in owned
            )

    on_post_build = CombinedEvent(write_feeds, compare_posts)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        archive = self.content / ".discussions"
        if archive.is_dir() and not archive.is_relative_to(Path(config.docs_dir).resolve()):
            server.watch(str(archive))
        return server

    # one page

    def print_thread(self, asked: object, page: Page, config: MkDocsConfig) -> str:
        """The thread of `page`, whose front matter says `asked`; nothing where that is no number."""
        place = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
        root = way_to_root(page.url)
        linked = self.config.replies and not self.community.demo and self.config.source == "github"
        if asked is True:
            begin = ""
            if self.repository and linked:
                body = f"{page.canonical_url}\n\n" if page.canonical_url else ""
                begin = new_discussion(self.repository, self.config.category, title=plain_title(page), body=body)
            return self.render(ThreadOfPage(root=root, begin=begin, styled=self.together))
        if (number := number_of(asked)) is None:
            self.tell([bad_number(place, asked)])
            return ""
        key = f"{self.config.source}/{number}"
        if (owner := self.owners.setdefault(key, place)) != place:
            self.tell([taken_number(place, key, owner)])
        found = self.load(number, page)
        self.tell(
            msgspec.structs.replace(problem, path=place) if problem.field == "discussion" else problem
            for problem in found.problems
        )
        if found.thread is None:
            join = f"{home(self.repository)}/discussions/{number}" if self.repository and linked else ""
            return self.render(ThreadOfPage(root=root, join=join if found.missing else "", styled=self.together))
        talk = self.draft_talk(page, found.thread, found, linked=linked)
        if self.together:
            config.plugins[QUESTIONS].talks[talk.dest] = talk  # type: ignore[attr-defined]
            return print_placeholder(Block(name=THREAD))
        if talk.feed:
            entries = draft_talk(self.site, talk)
            self.entries += entries
            self.write_feed(talk.feed, talk.url, talk.title, entries)
        return print_talk(talk, self.template_dirs, self.catalogue)

    def draft_talk(self, page: Page, thread: ThreadSummary, found: PageThread, *, linked: bool) -> PageTalk:
        """What is to be printed of a thread below its page; `linked` says whether links may lead to where it is."""
        url, root = "" if page.url in (".", "./") else page.url, way_to_root(page.url)
        feed = feed_place(url) if self.site.url else ""
        context = ThreadOfPage(
            root=root,
            thread=thread,
            people=self.people_of(thread),
            links=self.resolve(found.refs, root),
            count=sum(1 for _ in shown_in_thread(thread)),
            reply=reply_address(thread) if linked else "",
            mirror=self.mirror_link(root),
            feed=feed.rpartition("/")[2],
            folded=self.folded[thread.key],
            policy=self.policy_link(root),
            styled=self.together,
        )
        title, dest = plain_title(page), page.file.dest_uri
        return PageTalk(url=url, dest=dest, title=title, context=context, words=found.words, feed=feed)

    def load(self, number: int, page: Page) -> PageThread:
        """The thread of that number, read once, and noted what of it the policy folds where nobody has a level."""
        key = f"{self.config.source}/{number}"
        if key not in self.read:
            found = self.read[key] = load_page_thread(self.content, key, page.file.src_uri, self.settings)
            self.folded[key] = {}
            if found.thread and self.policy and not self.together:
                self.folded[key] = fold_thread(found.thread, self.policy, self.is_new)
        return self.read[key]

    def is_new(self, comment: CommentSummary) -> bool:
        """Whether somebody's account was young when they wrote: what is known where nobody has a level."""
        line = self.accounts.get(comment.author or "")
        if comment.author in self.staff:
            return False
        return line is None or line.created is None or comment.at - line.created < YOUNG

    def render(self, context: ThreadOfPage) -> str:
        return render_body("comments.jinja", context, {}, template_dirs=self.template_dirs, catalogue=self.catalogue)

    def mirror_link(self, root: str) -> str:
        if self.mirror is None:
            return ""
        if self.together:
            return f"{root}mirror/"
        return root + self.mirror_file.url if self.mirror_file else ""

    def policy_link(self, root: str) -> str:
        if self.policy is None:
            return ""
        return f"{root}policy/" if self.together else root + self.policy_file.url if self.policy_file else ""

    def people_of(self, thread: ThreadSummary) -> dict[str, Author]:
        """Everybody who wrote in the thread: whose name is not shown in the community is not shown here either."""
        authors = dict.fromkeys(comment.author for comment in thread.comments if comment.author)
        people = gather_people(self.community, self.members, self.accounts, authors)
        found = {}
        for key in authors:
            author = draft_author(people[key], words=self.catalogue, has_page=self.together and has_file(people[key]))
            found[key] = msgspec.structs.replace(author, staff=author.staff or key in self.staff)
        return found

    def resolve(self, refs: Iterable[Ref], root: str) -> dict[str, str]:
        """Where the comments' links to pages, files and other discussions of this site lead."""
        found = {}
        for ref in refs:
            target, mark, anchor = ref.target.partition("#")
            source = self.sources.get(ref.target, "") if ref.kind is RefKind.NUMBER else target
            if ref.kind is not RefKind.MENTION and (file := self.files.get_file_from_path(source)):
                found[f"{ref.kind}:{ref.target}"] = root + file.url.removeprefix("./") + mark + anchor
        return found

    def write_feed(self, dest: str, home: str, title: str, entries: Iterable[CommentEntry]) -> None:
        """Notes what a feed holds, until the host has made the folders."""
        title = f"{self.catalogue.gettext('Comments')}: {title}"
        feed = draft_feed(self.site, dest, home, title, newest_first(entries))
        self.feeds[dest] = render_body("comments.xml", feed, {}, catalogue=self.catalogue)

    def tell(self, problems: Iterable[Diagnostic]) -> None:
        """Each problem once, as a line of the host's log: what is only to be noted does not fail a strict build."""
        for problem in problems:
            if problem not in self.told:
                self.told.add(problem)
                (log.info if problem.severity is Severity.NOTE else log.warning)("%s", show(str(problem)))


def find_repository(given: str, repo_url: str | None) -> Repository | None:
    """Where replies are written. Raises ConfigError where the option names no repository."""
    if given:
        if (found := parse_repository(given)) is None:
            raise PluginError(
                f'candor/comments: repository: "{given}" is no repository – write owner/name, or its address'
            )
        return found
    return parse_repository(repo_url) if repo_url else None


def feed_place(url: str) -> str:
    """The file of the feed of the page at `url`; ``comments.xml`` at the root is the whole site's."""
    folder, _, name = url.rpartition("/")
    stem = f"{name.removesuffix('.html')}-" if name else ""
    dest = f"{folder}/{stem}comments.xml".lstrip("/")
    return "home-comments.xml" if dest == "comments.xml" else dest


def number_of(asked: object) -> int | None:
    """The number of a discussion as front matter says it; None for anything else."""
    number = int(asked) if isinstance(asked, str) and asked.isascii() and asked.isdigit() else asked
    return number if isinstance(number, int) and number is not True and 0 < number < 10**15 else None


def read_policy(given: object) -> Policy | None:
    """The comment policy of the plugin's options. Raises PluginError where it cannot be used."""
    if given is None:
        return None
    try:
        return msgspec.convert(given, Policy)
    except msgspec.ValidationError as error:
        raise PluginError(f"candor/comments: policy: {error} – see `policy` in the README") from error


def plain_title(page: Page) -> str:
    """The page's title as text: where a heading gives it, the host keeps it as HTML."""
    return str(Markup(page.title or "").striptags())


def way_to_root(url: str) -> str:
    """The way from a page's address to the site's root."""
    return "" if url in (".", "./") else "../" * url.count("/")


def has_place(env: jinja2.Environment, config: MkDocsConfig) -> bool:
    """Whether anything prints the threads: the theme's place for comments, or a template of the brand's own."""
    custom = config.theme.custom_dir
    own = Path(custom).rglob("*.html") if custom else ()
    if any(VARIABLE in path.read_text(encoding="utf-8", errors="replace") for path in own):
        return True
    assert env.loader is not None
    source, _, _ = env.loader.get_source(env, PLACE)
    return config.theme.name == "material" and VARIABLE in source
