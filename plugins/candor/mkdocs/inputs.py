"""What the host's output depends on, written down so that the next build can tell without loading the host."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from candor.mkdocs.compat import find_row
from candor.press.project import Project
from candor.press.shell import HostInputs
from candor.sources.tree import RECORD_FILES, RECORD_FOLDERS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

IMPURE_EXTENSIONS = {
    "pymdownx.snippets": "includes files from anywhere",
    "pymdownx.b64": "includes files from anywhere",
}

MIRROR = ".discussions/github/mirror.json"
"""There is a page about the mirror once it has completed, which ordinary pages may link to."""

ALWAYS_WATCHED = ("SOURCE_DATE_EPOCH",)


def host_inputs(project: Project, config: MkDocsConfig, asked: set[str]) -> HostInputs:
    """Everything that the host read for `config`. ``asked`` are the places of Candor's that ordinary pages link to."""
    settings = list(parent_configs(project.config_file))
    content = project.content
    entries = [] if not content.is_dir() else sorted(os.scandir(content), key=lambda entry: entry.name)
    records = RECORD_FOLDERS | RECORD_FILES
    own = [
        entry
        for entry in entries
        if entry.name not in records and not entry.name.startswith(".") and is_utf8(entry.name)
    ]
    custom = config.theme.custom_dir
    folders = [entry.path for entry in own if entry.is_dir(follow_symlinks=False)]
    return HostInputs(
        files=(
            *map(str, settings),
            *(entry.path for entry in own if entry.is_file(follow_symlinks=False)),
            str(content / "community.yml"),
        ),
        folders=(*folders, *((str(custom),) if custom else ())),
        listings=(str(content),),
        existing=tuple(sorted(str(content / path) for path in {*asked, MIRROR})),
        environment=(*ALWAYS_WATCHED, *sorted({name for path in settings for name in environment_names(path)})),
        packages=tuple(sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})),
        always=why_always(config),
    )


def is_utf8(name: str) -> bool:
    """Whether the name can be part of an address; the host is not shown other files."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def parent_configs(path: Path) -> Iterator[Path]:
    """The settings file and those it inherits from."""
    seen = set()
    while path not in seen and path.is_file():
        seen.add(path)
        yield path
        parent = next((value for key, value in top_level(path) if key == "INHERIT"), "")
        path = (path.parent / parent).resolve() if parent else path


def top_level(path: Path) -> list[tuple[str, str]]:
    root = compose(path)
    if not isinstance(root, yaml.MappingNode):
        return []
    return [(key.value, value.value) for key, value in root.value if isinstance(value, yaml.ScalarNode)]


def compose(path: Path) -> yaml.Node | None:
    """The settings as nodes: tags are read, not acted upon."""
    with path.open(encoding="utf-8-sig") as file:
        return yaml.compose(file, Loader=yaml.SafeLoader)


def environment_names(path: Path) -> Iterator[str]:
    """Every word of every ``!ENV`` tag: the names of variables, and a default, which does no harm."""
    pending = [compose(path)]
    while pending:
        node = pending.pop()
        if node is None:
            continue
        if node.tag == "!ENV":
            words = node.value if isinstance(node, yaml.SequenceNode) else [node]
            yield from (word.value for word in words if isinstance(word, yaml.ScalarNode) and word.value.isidentifier())
        elif isinstance(node, yaml.SequenceNode):
            pending += node.value
        elif isinstance(node, yaml.MappingNode):
            pending += [part for pair in node.value for part in pair]


def why_always(config: MkDocsConfig) -> str:
    """Why the host must run in every build, or nothing."""
    if config.hooks:  # first, because the host lists hooks among the plugins too
        return "hooks may print something else each time"
    for name in config.plugins:
        row = find_row(name)
        if row is None or not row.pure:
            return f"the plugin {name} may print something else each time"
    for extension in config.markdown_extensions:
        if extension in IMPURE_EXTENSIONS:
            return f"{extension} {IMPURE_EXTENSIONS[extension]}"
    return ""
