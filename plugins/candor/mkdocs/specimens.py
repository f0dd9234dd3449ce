"""Specimens: pages that the host renders with probes in place of values, to cast plates from.

A specimen goes through the templates and through every event that an ordinary page goes through once its Markdown is
HTML. The events before that are about a source that Candor's pages do not have. It is never one of the host's files: no
navigation, search index, feed or sitemap can list it, and it is rendered after all of them are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup, escape
from mkdocs.commands.build import get_context
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from candor.errors import PlateError
from candor.pages.plan import PLATES, Layout, PlateKey
from candor.press.plate import BODY, HEAD, PRINTED, Plate, cast_plate, check_agreement, make_probe, make_url_probe
from candor.press.shell import Shell

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig

SPECIMEN = "candor-specimen"
"""Stands in the name of a specimen's file, and therefore in a page that prints that name."""

SECTION_OF = {
    Layout.POST: ("questions",),
    Layout.LIST: ("questions",),
    Layout.TOPIC: ("topics", "questions"),
    Layout.MEMBER: ("members",),
    Layout.HOME: (),
}
"""Whose entry of the navigation is shown as active, the first that is there."""


class Host(msgspec.Struct, frozen=True):
    """What the host had made when it rendered its ordinary pages; ``folder`` is an empty one for specimens' files."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: jinja2.Environment
    folder: Path


def cast_plates(host: Host) -> dict[str, Plate]:
    """A plate for each of `PLATES` by name. Raises PlateError where a template cannot be repeated safely."""
    homepage = "index.md" if any(is_home(file) for file in host.files) else ""
    wanted = sorted(key for key in PLATES if key.layout is not Layout.HOME or not homepage)
    return {Shell.plate_name(key): cast_specimen(host, key) for key in wanted}


def is_home(file: File) -> bool:
    """Whether the brand wrote a home page of its own."""
    return file.dest_uri == "index.html" and file.is_documentation_page()


def cast_specimen(host: Host, key: PlateKey) -> Plate:
    """The plate of one layout and depth, which two renderings with different values agree on."""
    template = f"candor/{key.layout}.html"
    first, second = (cast_series(host, key, series) for series in (0, 1))
    check_agreement(first, second, template)
    return first


def cast_series(host: Host, key: PlateKey, series: int) -> Plate:
    probes = make_probes(key, series)
    html = render_specimen(host, key, probes)
    template = f"candor/{key.layout}.html"
    if (at := html.find(SPECIMEN)) != -1:
        excerpt = " ".join(html[max(0, at - 120) : at + 80].split())
        raise PlateError(f"{template}: something prints the path or name of the page's file:\n    {excerpt}")
    return cast_plate(html, probes, template)


def make_probes(key: PlateKey, series: int) -> dict[str, str]:
    """A probe for each slot. Those of the second series are longer than any real value, so that a template that cuts
    long ones off is noticed."""
    words = 40 if series else 8
    probes = {name: make_probe(name, series, words) for name in ("title", "description", HEAD, BODY)}
    if key.depth:
        probes["url"] = make_url_probe("url", series, key.depth)
    if key.layout is Layout.POST:
        probes["source"] = make_probe("source", series) + "/index.md"
    return probes


def render_specimen(host: Host, key: PlateKey, values: Mapping[str, str]) -> str:
    """The page that the host makes of `values` (slot → text; ``head`` and ``body`` are HTML), as it would write it."""
    config, plugins = host.config, host.config.plugins
    page = specimen_page(host, key, values)
    with active_section(host.nav, key.layout):
        hidden = ["toc", "navigation"] if "navigation.tabs" in (config.theme.get("features") or []) else ["toc"]
        page.meta = {"search": {"exclude": True}, "social": {"cards": False}, "hide": hidden}
        page.meta |= {name: values[name] for name in ("title", "description") if values.get(name)}
        if key.layout is Layout.HOME:  # the navigation says what the home page is called
            page.meta.pop("title", None)
        page.markdown, page.content = "", values[BODY]
        page.meta["head"] = values[HEAD]
        page.toc = TableOfContents([AnchorLink("", "content", 1)])
        page.active = True
        context = get_context(host.nav, host.files.documentation_pages(), config, page)
        template = host.env.get_template(f"candor/{key.layout}.html")
        context = plugins.on_page_context(context, page=page, config=config, nav=host.nav)
        html = plugins.on_post_page(template.render(context), page=page, config=config)
        page.active = False
    return html


def render_truth(host: Host, documents: list[tuple[str, str, dict[str, str]]]) -> dict[str, str]:
    """What the host itself makes of documents given as (URL below the site, layout, slot values), by URL."""
    pages = {}
    for url, layout, values in documents:
        shown = {name: value if name in PRINTED else as_text(value) for name, value in values.items()}
        pages[url] = render_specimen(host, PlateKey(Layout(layout), url.count("/")), shown | {"url": url})
    return pages


def as_text(value: str) -> str:
    """A value that prints as the text it is where a template forgets to escape it, and is not escaped twice."""
    return value if escape(value) == value else Markup(escape(value))


def specimen_page(host: Host, key: PlateKey, values: Mapping[str, str]) -> Page:
    """A page backed by a file (plugins look at its times and size), at the address that `values` names."""
    config = host.config
    path = host.folder / f"{key.layout}-{key.depth}.md"
    path.touch()
    if key.layout is Layout.HOME:
        page = home_page(host, path)
    else:
        file = File(f"{SPECIMEN}/{path.name}", None, config.site_dir, True, inclusion=InclusionLevel.NOT_IN_NAV)
        file.abs_src_path = str(path)
        file.url = values["url"]
        file.edit_uri = values.get("source")
        page = Page(None, file, config)
    return page


def home_page(host: Host, path: Path) -> Page:
    """The home page, as the navigation holds it if it does."""
    page = host.nav.homepage
    if page is None:
        file = File("index.md", None, host.config.site_dir, True, inclusion=InclusionLevel.NOT_IN_NAV)
        page = Page(None, file, host.config)
    page.file.abs_src_path = str(path)
    page.edit_url = None
    return page


@contextmanager
def active_section(nav: Navigation, layout: Layout) -> Iterator[None]:
    """Until the block ends, the navigation shows the section that `layout` belongs to as the reader's place."""
    item = find_section(nav, layout)
    if item is None:
        yield
        return
    item.active = True
    try:
        yield
    finally:
        item.active = False


def find_section(nav: Navigation, layout: Layout) -> Page | Link | None:
    if layout is Layout.HOME:
        return nav.homepage
    items = list(walk_navigation(nav.items))
    for section in SECTION_OF[layout]:
        for item in items:
            if isinstance(item, Page | Link) and is_address(item.url or "", section):
                return item
    return None


def is_address(url: str, section: str) -> bool:
    return url.strip("/") == section or url.rstrip("/").endswith(f"/{section}")


def walk_navigation(items: list[Any]) -> Iterator[Page | Section | Link]:
    for item in items:
        yield item
        yield from walk_navigation(item.children or [])
