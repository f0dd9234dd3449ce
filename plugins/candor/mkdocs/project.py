"""Where a community lives on this machine, told by the host's settings, or by their file before the host is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from candor.press.shell import Project

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN = "tag:yaml.org,2002:str"


def find_project(config: MkDocsConfig, name: str) -> Project:
    """The project of the host's settings. A server has a cache of its own, because its output folder is another each
    time."""
    return place_project(Path(config.config_file_path or "mkdocs.yml"), config.docs_dir, config.site_dir, name)


def foresee_project(config_file: Path) -> Project | None:
    """What `find_project` will say of a build, where the file says it in plain words; None where only the host can
    tell, and where something is wrong, which the host will say."""
    try:
        with config_file.open(encoding="utf-8-sig") as file:
            root = yaml.compose(file, Loader=LOADER)
    except (OSError, UnicodeError, yaml.YAMLError):
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    nodes = {key.value: value for key, value in root.value}
    places = [
        nodes.get("docs_dir", yaml.ScalarNode(PLAIN, "docs")),
        nodes.get("site_dir", yaml.ScalarNode(PLAIN, "site")),
    ]
    if "INHERIT" in nodes or any(not isinstance(node, yaml.ScalarNode) or node.tag != PLAIN for node in places):
        return None
    content, site = (str(config_file.parent / node.value) for node in places)
    return place_project(config_file, content, site) if Path(content).is_dir() else None


def place_project(config_file: Path, content: str, site: str, name: str = "") -> Project:
    config_file = config_file.resolve()
    root = config_file.parent
    return Project(
        root=root,
        config_file=config_file,
        content=Path(content).resolve(),
        site=Path(site).resolve(),
        cache=root / ".cache" / "candor" / name,
    )
