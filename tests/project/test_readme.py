"""README under test: every command, option, setting, limit and task that exists is in it, and says what is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
import pytest

from candor.cli import main
from candor.mkdocs.compat import TABLE
from candor.model import limits
from candor.model.records import Community, Kind

UNITS = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "s": 1}


@pytest.fixture(scope="module")
def readme() -> str:
    """README as text."""
    return (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """The command and all below it, by the words that call it."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for verb in command.list_commands(context):
            below = command.get_command(context, verb)
            assert below
            yield from commands(below, f"{name} {verb}")


ALL = dict(commands(main, "candor"))


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next of its rank or higher."""
    rank = heading.split(" ", 1)[0]
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(rank)}}} |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"README has no heading {heading!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not set(line) <= set("|-: ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("name", [name for name, command in ALL.items() if not isinstance(command, click.Group)])
def test_every_command_and_option_is_explained(readme: str, name: str) -> None:
    """Each command has a section that names each of its options, long and short, and its arguments."""
    text = section(readme, f"### {name}")
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option):
            for option in [*parameter.opts, *parameter.secondary_opts]:
                assert f"`{option}" in text or f" {option}`" in text, f"{name} {option}"
        else:
            words = parameter.make_metavar(click.Context(ALL[name])).strip("[]. ").split("|")
            assert [word for word in words if word not in text] == []


def test_no_option_is_explained_that_does_not_exist(readme: str) -> None:
    """What a command's section calls an option is one of that command."""
    for name, command in ALL.items():
        if isinstance(command, click.Group):
            continue
        real = {opt for p in command.params if isinstance(p, click.Option) for opt in [*p.opts, *p.secondary_opts]}
        told = {cell for row in rows(section(readme, f"### {name}")) for cell in re.findall(r"`(--[a-z-]+)", row[0])}
        assert told <= real, name


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_has_help(name: str) -> None:
    """--help says of each command and each option in a sentence what it does."""
    assert (ALL[name].help or "").strip()
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_every_setting_of_the_community_is_explained(readme: str) -> None:
    """The table of community.yml has one row for each key there is, and no other."""
    told = [row[0].strip("`") for row in rows(section(readme, "### community.yml"))[1:]]
    assert told == list(Community.__struct_encode_fields__)


def test_every_key_inside_a_setting_is_named(readme: str) -> None:
    """A key of a nested part of community.yml stands in the row of that part."""
    table = {row[0].strip("`"): row[1] for row in rows(section(readme, "### community.yml"))[1:]}
    for field in msgspec.inspect.type_info(Community).fields:  # type: ignore[union-attr]
        for part in nested(field.type):
            for key in part.cls.__struct_encode_fields__:
                assert f"`{key}`" in table[field.encode_name], f"{field.encode_name}.{key}"


def nested(kind: msgspec.inspect.Type) -> Iterator[msgspec.inspect.StructType]:
    if isinstance(kind, msgspec.inspect.StructType):
        yield kind
    elif isinstance(kind, msgspec.inspect.UnionType):
        for one in kind.types:
            yield from nested(one)
    elif isinstance(kind, msgspec.inspect.DictType):
        yield from nested(kind.value_type)


def test_limits_are_those_of_the_one_table(readme: str) -> None:
    """Every limit stands in README with the value it has."""
    told = {row[2].strip("`"): row[1] for row in rows(section(readme, "## Limits"))[1:]}
    real = {name: value for name, value in vars(limits).items() if name.isupper()}
    assert told.keys() == real.keys()
    for name, value in real.items():
        number, _, unit = told[name].partition(" ")
        assert float(number.replace(",", "")) * UNITS.get(unit, 1) == value, name


def test_plugins_are_judged_as_the_host_judges_them(readme: str) -> None:
    """The table of other plugins says what the build does when it meets one, and why."""
    told = rows(section(readme, "## Other MkDocs plugins"))[1:]
    assert told == [[f"`{row.plugin}`", str(row.verdict), row.reason] for row in TABLE]


def test_every_task_is_explained(readme: str, root: Path) -> None:
    """What `make help` lists is in README."""
    targets = re.findall(r"^([a-z]+):.*## ", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert targets
    assert [target for target in targets if f"make {target}" not in readme] == []


def test_every_kind_of_post_is_explained(readme: str) -> None:
    """All kinds are named where the first post is written."""
    assert [kind for kind in Kind if f"`{kind}`" not in section(readme, "## Your first post")] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_inside_the_project_lead_somewhere(root: Path, name: str) -> None:
    """A relative link names a file that exists, an anchor a heading that exists."""
    text = (root / name).read_text(encoding="utf-8")
    anchors = {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)$", text, re.M)}
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path:
            assert (root / path).exists(), target
        else:
            assert anchor in anchors, target
