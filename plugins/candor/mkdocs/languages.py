"""A site in several languages: each further one is printed by its own settings file, and published as a folder of the
first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from candor.errors import ConfigError
from candor.mkdocs.project import place_project
from candor.press.build import Wing, build_site, open_wing, usable_shell
from candor.press.project import Project
from candor.press.report import Progress, no_progress
from candor.press.sight import Sight
from candor.press.state import Store

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Language(msgspec.Struct, frozen=True):
    """One further language: its project, and the address it is published at, empty where the site has none."""

    project: Project
    url: str


def find_languages(project: Project, languages: Mapping[str, Any]) -> dict[str, str]:
    """The settings file of each further language, by its folder on the site. Raises ConfigError for what is none."""
    found = {}
    for folder, name in languages.items():
        if not TAG.fullmatch(folder):
            raise ConfigError(
                f'languages: "{folder}" is no language – write its tag, which becomes a folder, as in "de"'
            )
        if (project.content / folder).exists():
            raise ConfigError(
                f"languages: {project.content.name}/{folder} takes the place of that language – rename it"
            )
        file = project.root / str(name)
        if Path(str(name)).name != name or not file.is_file():
            raise ConfigError(f"languages: there is no {name} beside {project.config_file.name}, which {folder} names")
        if file.resolve() == project.config_file:
            raise ConfigError(f"{name} is a further language of a site – build the settings file that it inherits from")
        found[folder] = str(file.resolve())
    return found


def print_languages(
    project: Project,
    languages: Mapping[str, str],
    url: str,
    progress: Progress = no_progress,
    sight: Sight | None = None,
) -> Iterator[Wing]:
    """Brings every further language of the site at `url` up to date, in the cache of `project`, and gives each. All
    have the content that `sight` shows, or look for themselves.

    Each is a whole build of its own, so that a reader of German downloads German: its address is the site's with the
    folder behind it, whatever its settings say of an address or an output folder.
    """
    for folder, file in languages.items():
        place = place_project(
            Path(file),
            str(project.content),
            str(project.cache / folder / "site"),
            (project.cache / folder).relative_to(project.root / ".cache" / "candor").as_posix(),
        )
        language = Language(place, url and f"{url.rstrip('/')}/{folder}/")
        shell = usable_shell(Store(place.cache), place.config_file)
        if shell is not None and (shell.site.url, shell.project) == (language.url, place):
            report = build_site(shell, progress, sight)
        else:
            from candor.mkdocs.host import run_host  # the host that this runs in, once more

            with own_plugins():
                report = run_host(place.config_file, progress=progress, language=language)
        yield open_wing(folder, report, place)


@contextmanager
def own_plugins() -> Iterator[None]:
    """Inside the block the host makes plugins anew: it keeps them for its next run, and those it keeps are at work."""
    from mkdocs.config.defaults import MkDocsConfig  # only where the host runs: status pages need none

    option: Any = MkDocsConfig.plugins
    kept, option.plugin_cache = option.plugin_cache, {}
    try:
        yield
    finally:
        option.plugin_cache = kept


def place_choices(choices: Any, url: str, *, below: bool) -> None:
    """Gives each choice of a language the address of its home, where the site at `url` has one.

    Links are seen from the first language's home; from `below`, in the folder of another, they lead there all the same.
    """
    for choice in choices if isinstance(choices, list) else ():
        link = choice.get("link") if isinstance(choice, dict) else None
        if not isinstance(link, str):
            continue
        if below and not urlsplit(link).scheme and not link.startswith("/"):
            choice["link"] = link = "../" + link.removeprefix("./")
        if url:
            choice["home"] = urljoin(f"{url.rstrip('/')}/", link)
