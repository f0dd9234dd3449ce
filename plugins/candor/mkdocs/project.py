"""Where a community lives on this machine, told by the host's settings, or by their file before the host is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from candor.press.project import Project

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from candor.pages.site import Site

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN = "tag:yaml.org,2002:str"


def find_project(config: MkDocsConfig, name: str) -> Project:
    """The project of the host's settings. A server and a further language have caches of their own: their output folder
    is another."""
    return place_project(Path(config.config_file_path or "mkdocs.yml"), config.docs_dir, config.site_dir, name)


def foresee_project(config_file: Path) -> Project | None:
    """What `find_project` will say of a build, where the file says it in plain words; None where only the host can
    tell, and where something is wrong, which the host will say."""
    nodes = read_settings(config_file)
    if nodes is None:
        return None
    places = [
        nodes.get("docs_dir", yaml.ScalarNode(PLAIN, "docs")),
        nodes.get("site_dir", yaml.ScalarNode(PLAIN, "site")),
    ]
    if "INHERIT" in nodes or any(not isinstance(node, yaml.ScalarNode) or node.tag != PLAIN for node in places):
        return None
    content, site = (str(config_file.parent / node.value) for node in places)
    return place_project(config_file, content, site) if Path(content).is_dir() else None


def read_settings(config_file: Path) -> Mapping[str, yaml.Node] | None:
    """The settings at the file's top, unread; None where it cannot be parsed."""
    try:
        with config_file.open(encoding="utf-8-sig") as file:
            root = yaml.compose(file, Loader=LOADER)
    except (OSError, UnicodeError, yaml.YAMLError):
        return None
    return {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else None


def foresee_site(config_file: Path, name: str) -> Site:
    """What status pages need to know of the site, as far as the settings say it in plain words: its address, its name
    (else `name`) and its language. For a build without the host."""
    from candor.pages.catalogue import load_catalogue
    from candor.pages.site import Site

    nodes = read_settings(config_file) or {}
    theme = nodes.get("theme")
    styles = {key.value: value for key, value in theme.value} if isinstance(theme, yaml.MappingNode) else {}
    url, language = plain(nodes.get("site_url")), plain(styles.get("language")) or "en"
    return Site(
        name=plain(nodes.get("site_name")) or name,
        url=url if not url or url.endswith("/") else f"{url}/",
        language=language,
        catalogue=load_catalogue(language),
    )


def plain(node: yaml.Node | None) -> str:
    """The words of a setting, also of ``!ENV [NAME, default]``; empty where there are none."""
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(node.value, "") if node.tag == "!ENV" else str(node.value)
    if isinstance(node, yaml.SequenceNode) and node.tag == "!ENV" and node.value:
        *names, default = [str(each.value) for each in node.value]
        return next((os.environ[name] for name in names if name in os.environ), default)
    return ""


def place_project(config_file: Path, content: str, site: str, name: str = "") -> Project:
    """The project of these settings; its cache is the folder `name` of the project's own, or that itself."""
    config_file = config_file.resolve()
    root = config_file.parent
    return Project(
        root=root,
        config_file=config_file,
        content=Path(content).resolve(),
        site=Path(site).resolve(),
        cache=root / ".cache" / "candor" / name,
    )
