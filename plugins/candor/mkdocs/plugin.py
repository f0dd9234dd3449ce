"""The plugin ``candor/questions``: the host's events, and what Candor does at each.

In the order of a build: `on_config` checks the project, starts reading the content beside the host and points the
host's output to a private folder; `on_files` shows it the pages that Candor will print; `on_nav` and `on_env` remember
what pages are rendered with; `on_post_build` casts the plates and has the site printed.
"""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

from jinja2 import TemplateError
from markupsafe import escape
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority

import candor
from candor.errors import CandorError, ConfigError, Diagnostic, PressError, Severity, describe_os_error
from candor.mkdocs.articles import read_article
from candor.mkdocs.compat import refused
from candor.mkdocs.files import (
    SECTIONS,
    PrintedFile,
    WatchedFiles,
    add_places,
    shown_files,
    squeeze_assets,
    withdraw_templates,
)
from candor.mkdocs.inputs import host_inputs
from candor.mkdocs.languages import Language, find_languages, place_choices, print_languages
from candor.mkdocs.messages import Messages
from candor.mkdocs.project import find_project
from candor.mkdocs.specimens import SPECIMEN, Host, as_text, cast_plates, render_truth
from candor.mkdocs.theme import list_no_icons, prepare_compiler
from candor.pages.cards import DEFAULT_COLOUR
from candor.pages.catalogue import Catalogue, load_catalogue
from candor.pages.page_threads import PageTalk
from candor.pages.plan import Searchable
from candor.pages.site import Site
from candor.press.build import Build, start_build
from candor.press.plate import find_blocks
from candor.press.report import Progress, Report, no_progress
from candor.press.shell import HostPage, Shell, digest_files, digest_inputs, walk_files
from candor.sources.blocks import BlockError, check_blocks
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

FIRST, LAST = 1000, -1000
"""Outside the range that plugins are advised to use (100 to -100)."""

THEME = Path(candor.__file__).parent / "theme"
STYLESHEET = "assets/candor.css"
PAGE_SCRIPT = "assets/candor-page.js"
SCRIPT = "assets/candor-find.js"


class QuestionsOptions(Config):  # type: ignore[no-untyped-call]
    """How the pages look; what the community means stands in ``content/community.yml``."""

    stylesheet = c.Type(bool, default=True)
    """Whether pages link Candor's own stylesheet."""

    cards: bool | str = c.Type((bool, str), default=True)  # type: ignore[assignment]
    """Whether a picture is drawn for every post, which a shared link shows; or in which colour, as ``#rrggbb``."""

    search = c.Type(bool, default=True)
    """Whether the site can be searched: an index of posts and pages, and the form in the header."""

    languages = c.Type(dict, default={})
    """The settings file of each further language, by its folder on the site: ``{de: mkdocs.de.yml}``."""


class QuestionsPlugin(BasePlugin[QuestionsOptions]):  # type: ignore[no-untyped-call]
    """Prints the community's pages."""

    progress: Progress = staticmethod(no_progress)
    verify = False
    report: Report | None = None
    begun: Build | None = None
    why_run = ""
    serving = False
    language: Language | None = None
    """Set where the host runs for a further language of a site."""

    def __init__(self) -> None:
        super().__init__()
        self.running = ExitStack()
        self.messages: Messages | None = None
        """Whoever runs the host and shows the report sets it; None where only the host's own log does."""

    @event_priority(FIRST)  # before any plugin looks at the output folder or at the files
    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.serving = command == "serve"

    @event_priority(FIRST)  # before any plugin keeps a copy of the output folder or the theme's folders
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        with explained():
            check_project(config)
            check_colour(self.config.cards)
            self.running = ExitStack()
            self.report = None
            self.pages: list[HostPage] = []
            self.talks: dict[str, PageTalk] = {}
            self.articles: list[Searchable] = []
            if self.language:
                self.project, self.languages = self.language.project, {}
            else:
                self.project = find_project(config, "serve" if self.serving else "")
                self.languages = find_languages(self.project, self.config.languages)
            place_choices(config.extra.get("alternate"), config.site_url or "", below=self.language is not None)
            self.build: Build = self.running.enter_context(self.begin())
            self.running.enter_context(shown_files(self.build.tree))
            self.running.callback(setattr, config, "site_dir", config.site_dir)
            self.heard = self.messages or self.listen()
        if self.build.community.demo:  # its repository is as made up as its brand
            config.edit_uri = config.edit_uri_template = None
        config.site_dir = str(self.project.host)
        list_no_icons(config.theme)
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        if self.config.stylesheet and (THEME / STYLESHEET).is_file():
            config.extra_css.insert(0, STYLESHEET)
        config.extra_javascript.append(deferred(PAGE_SCRIPT))
        if self.config.search:
            config.extra_javascript.append(deferred(SCRIPT))
        return config

    @event_priority(LAST)  # a page that another plugin makes comes before ours
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        withdraw_templates(files, str(THEME))
        squeeze_assets(files, str(THEME))
        add_places(files, self.build.tree, self.build.community, config)
        if isinstance(files, WatchedFiles):
            files.asked.clear()  # from here on only navigation and links ask
        self.files = files
        return files

    @event_priority(LAST)  # after every plugin that arranges the navigation
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        name_places(nav)
        if config.nav is None:
            add_sections(nav, files, config)
        self.nav = nav
        return nav

    @event_priority(LAST)  # after every plugin that adds filters and globals
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        self.env = env
        with explained():
            self.catalogue = load_catalogue(site_language(config), brand_folders(config))
        prepare_compiler(env, self.catalogue)
        folder = Path(config.docs_dir).name
        self.page_problems: list[Diagnostic] = []
        for file in files.documentation_pages():
            if file.page is not None:
                self.page_problems += drop_unknown_templates(file.page, env, f"{folder}/{file.src_uri}")

    @event_priority(FIRST)  # while lines are still where the file has them
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        if "candor" not in markdown or "candor.markdown" not in config.markdown_extensions:
            return
        try:
            check_blocks(markdown)
        except BlockError as error:
            said = str(place_error(error, markdown, page, config))
            raise PluginError(f"candor: {said}") from ConfigError(said)

    @event_priority(LAST)  # what the page says after every plugin
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        if self.config.search and (article := read_article(page, html)):
            self.articles.append(article)

    @event_priority(LAST)  # plugins have read the description as it was written
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        if isinstance(page.meta.get("description"), str):
            page.meta["description"] = as_text(page.meta["description"])
        return context

    @event_priority(LAST)  # what the page looks like after every plugin
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        output = mend_theme(output, self.catalogue)
        if blocks := find_blocks(output):
            dest = page.file.dest_uri
            self.pages.append(HostPage(dest=dest, url=page.url, blocks=tuple(blocks), talk=self.talks.get(dest)))
        return output

    @event_priority(LAST)  # the page that is not there has the theme's faults too
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        return mend_theme(output_content, self.catalogue) if template_name.endswith(".html") else output_content

    @event_priority(LAST)  # feeds, indexes and sitemaps are written: no specimen can get into one
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        cache = self.project.host.parent  # inside the project, because plugins ask Git about a specimen's file
        with tempfile.TemporaryDirectory(prefix=f"{SPECIMEN}-", dir=cache) as folder, explained():
            host = Host(config, self.files, self.nav, self.env, Path(folder))
            shell = self.make_shell(host)
            truth = (lambda documents: render_truth(host, documents)) if self.verify else None
            wings = tuple(print_languages(self.project, self.languages, shell.site.url, self.progress))
            self.report = self.build.finish(shell, truth, wings)
        self.running.close()
        if self.messages is None:
            told = self.host_problems()
            self.report.problems = [problem for problem in self.report.problems if problem not in told]
            tell(self.report, strict=bool(config.strict))

    def on_build_error(self, *, error: Exception) -> None:
        self.running.close()

    @event_priority(LAST)  # the server watches the content folder already
    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        for file in self.languages.values():
            server.watch(file)
        return server

    @event_priority(LAST)  # nothing is served any more
    def on_shutdown(self) -> None:
        self.running.close()
        if self.serving and hasattr(self, "project"):
            site = self.project.site
            for folder in site.parent.glob(f".{site.name}.candor-*"):
                shutil.rmtree(folder, ignore_errors=True)

    def begin(self) -> Build:
        """The build that was begun while the host was loaded, where it is of this project, else a new one."""
        begun, self.begun = self.begun, None
        if begun is not None:
            if begun.project == self.project:
                return begun
            begun.close()
        return start_build(self.project, self.progress)

    def make_shell(self, host: Host) -> Shell:
        """All that the press needs from this run of the host."""
        config, project = host.config, self.project
        for name in ("sitemap.xml", "sitemap.xml.gz"):  # Candor's own lists ordinary pages too
            (project.host / name).unlink(missing_ok=True)
        asked: set[str] = self.files.asked if isinstance(self.files, WatchedFiles) else set()
        inputs = host_inputs(project, config, asked)
        self.why_run = inputs.always or "something that its pages depend on has changed"
        return Shell(
            site=describe_site(
                config, self.build.community.demo, self.catalogue, cards=self.config.cards, search=self.config.search
            ),
            plates=cast_plates(host),
            files={name: digest_files([(name, path)]) for name, path in walk_files(project.host)},
            links={file.src_uri: page_url(file) for file in host.files.documentation_pages()},
            pages=tuple(self.pages),
            searchable=tuple(self.articles),
            template_dirs=brand_folders(config),
            inputs=inputs,
            inputs_digest=digest_inputs(inputs),
            project=project,
            problems=(*self.page_problems, *self.host_problems()),
            languages=self.languages,
        )

    def host_problems(self) -> tuple[Diagnostic, ...]:
        return self.heard.problems(self.project.config_file.name, self.project.content.name)

    def listen(self) -> Messages:
        """The host's warnings from here on, until the build ends."""
        host, messages = logging.getLogger("mkdocs"), Messages()
        host.addHandler(messages)
        self.running.callback(host.removeHandler, messages)
        return messages


class explained:  # noqa: N801 - read as a word: with explained():
    """Candor's errors as the host's own kind, which ends a build with the message and no traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, OSError):
            error = PressError(describe_os_error(error))
        if isinstance(error, CandorError):
            raise PluginError(f"candor: {error}") from error


def place_error(error: BlockError, markdown: str, page: Page, config: MkDocsConfig) -> Diagnostic:
    """The fault of a live block at its place in the page's file, front matter counted."""
    above = page.file.content_string.count("\n") - markdown.count("\n")
    return error.at(f"{Path(config.docs_dir).name}/{page.file.src_uri}", above)


def drop_unknown_templates(page: Page, env: jinja2.Environment, place: str) -> Iterator[Diagnostic]:
    """Takes a template or icon that does not exist out of the page's settings: the host would stop at it."""
    for key, pattern in (("template", "{}"), ("icon", ".icons/{}.svg")):
        name = page.meta.get(key)
        if name is None:
            continue
        try:
            env.get_template(pattern.format(name))
        except TemplateError:
            del page.meta[key]
            yield Diagnostic(
                path=place, field=key, problem=f'there is no {key} "{name}"', hint="correct the name, or remove the key"
            )


FAULTS = {
    re.compile(r'(<input class="md-toggle[^>]*type="checkbox"[^>]*) autocomplete="off"'): r"\1",
    re.compile(r'(<label class="md-nav__[^>]*) tabindex=""'): r"\1",
    re.compile(r'<link rel="alternate" href="[^"]*" hreflang="[^"]*">'): "",  # to another home page, not to this page
}
"""What the theme prints that HTML or search engines do not allow, and what to print in its place."""


TASK = re.compile(r'(<li class="task-list-item"><input type="checkbox"(?! aria-label))')


def mend_theme(html: str, catalogue: Catalogue) -> str:
    """The page without the faults that the Nu checker and axe find in the theme, and in its extension for tasks."""
    for fault, mended in FAULTS.items():
        html = fault.sub(mended, html)
    name = str(escape(catalogue.gettext("Task")))
    return TASK.sub(lambda box: f'{box[1]} aria-label="{name}"', html)


def page_url(file: Any) -> str:
    return "" if file.url in (".", "./") else str(file.url)


def check_project(config: MkDocsConfig) -> None:
    """Raises ConfigError for settings that Candor cannot work with, and warns of those that work badly."""
    if not config.use_directory_urls:
        raise ConfigError(
            "use_directory_urls: false is not supported – remove the line; a post is a folder on the site"
        )
    if config.theme.name != "material":
        raise ConfigError("the theme must be material – set theme: {name: material}, with a custom_dir for your own")
    if rows := refused(config.plugins):
        raise ConfigError("\n".join(f"the plugin {row.plugin} cannot be used: {row.reason}" for row in rows))
    features = config.theme.get("features") or []
    for feature in features:
        if feature.startswith("navigation.instant"):
            log.warning("%s loads every page of the sitemap's list into the reader's browser – leave it off", feature)


def check_colour(cards: bool | str) -> None:
    """Raises ConfigError for a colour of cards that is none."""
    if isinstance(cards, str) and not re.fullmatch(r"#[0-9a-fA-F]{6}", cards):
        raise ConfigError(f'cards: "{cards}" is no colour – write true, false, or a colour as in "#1b6a4e"')


def deferred(path: str) -> c.ExtraScriptValue:
    """A script of Candor's own, run once the page is read."""
    script = c.ExtraScriptValue(path)
    script.defer = True
    return script


def brand_folders(config: MkDocsConfig) -> tuple[str, ...]:
    """Where the brand may lay templates and words of its own over Candor's."""
    brand = Path(config.theme.custom_dir or "", "candor")
    return (str(brand),) if config.theme.custom_dir and brand.is_dir() else ()


def site_language(config: MkDocsConfig) -> str:
    return str(config.theme.get("language") or "en")


def describe_site(config: MkDocsConfig, demo: bool, catalogue: Catalogue, *, cards: bool | str, search: bool) -> Site:
    """What the host's settings say about the site; `cards` is their colour, or whether there are any."""
    url = config.site_url or ""
    return Site(
        name=config.site_name,
        url=url if not url or url.endswith("/") else f"{url}/",
        language=site_language(config),
        catalogue=catalogue,
        description=config.site_description or "",
        demo=demo,
        cards=cards if isinstance(cards, str) else DEFAULT_COLOUR if cards else "",
        content=content_folder(config),
        edit_url=edit_template(config),
        search=search,
        repository_url=config.repo_url or "",
    )


def content_folder(config: MkDocsConfig) -> str:
    """Where the repository keeps the records, seen from the settings file's folder; the folder's name where it lies
    elsewhere."""
    content = Path(config.docs_dir).resolve()
    root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    return content.relative_to(root).as_posix() if content.is_relative_to(root) else content.name


def edit_template(config: MkDocsConfig) -> str:
    """Where a file of the content folder can be changed, with ``{path}`` for its path; empty where nobody may."""
    if config.edit_uri_template:
        return urljoin(config.repo_url or "", config.edit_uri_template)
    if not config.edit_uri:
        return ""
    repository = config.repo_url or ""
    if repository and not repository.endswith("/") and not config.edit_uri.startswith(("?", "#")):
        repository += "/"
    return urljoin(repository, f"{config.edit_uri}{{path}}")


def name_places(nav: Navigation) -> None:
    """Gives a title to pages of Candor's that the navigation lists without one."""
    for page in nav.pages:
        if isinstance(page.file, PrintedFile) and page.title is None:
            page.title = page.file.title


def add_sections(nav: Navigation, files: Files, config: MkDocsConfig) -> None:
    """Puts Candor's lists at the end of a navigation that nobody wrote."""
    from mkdocs.structure.pages import Page

    for folder in SECTIONS:
        file = files.get_file_from_path(f"{folder}/index.md")
        if isinstance(file, PrintedFile) and folder != "unanswered":
            nav.items.append(Page(file.title, file, config))


def tell(report: Report, *, strict: bool) -> None:
    """The report as lines of the host's log. Raises PluginError for faults under strict: the host forgets to where it
    was told to be quiet."""
    for problem in sorted(report.problems):
        (log.info if problem.severity is Severity.NOTE else log.warning)("%s", show(str(problem)))
    for sentence in report.unknown:
        log.info("%s", sentence)
    log.info("Candor printed %d pages and files, kept %d, removed %d", report.printed, report.kept, report.removed)
    if strict and (report.errors or report.warnings):
        raise PluginError(f"candor: {report.errors} faults and {report.warnings} warnings in the content (strict)")
