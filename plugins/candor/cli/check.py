"""``candor check``: every fault of every file, without a build."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from candor.cli.project import config_option, find_config, format_option
from candor.errors import Diagnostic, Severity
from candor.sources.check import check_content, lies_in, place
from candor.sources.clock import read_clock
from candor.sources.frontmatter import Fault, decode_text, parse_yaml
from candor.sources.page_threads import plugin_options
from candor.sources.tree import show


@click.command(short_help="Report every fault of every file.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@config_option
@format_option
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
def check(paths: tuple[Path, ...], config_file: Path | None, form: str, strict: bool) -> None:
    """Report every fault of every file at once, with place and way out.

    With PATHS only what lies in these files and folders; all of the content is read in any case,
    since a fault may show between two files. Writes nothing. Exits 1 where there is an error.
    """
    if uses_comments_alone(find_config(config_file)):
        problems = check_archive(config_file, paths)
    else:
        problems = check_community(config_file, paths)
    click.echo(report(problems, form), nl=False)
    if failed(problems, strict):
        sys.exit(1)


def check_community(config_file: Path | None, paths: Sequence[Path]) -> list[Diagnostic]:
    root, content = find_project(config_file, paths)
    return [*settings_problems(find_config(config_file)), *check_content(root, content, paths, read_clock())]


def check_archive(config_file: Path | None, paths: Sequence[Path]) -> list[Diagnostic]:
    """What is wrong with the archive of a site that has no records; the host reports on its pages when it builds."""
    from candor.federation.verify import verify_archive

    root, content = find_archive(config_file)
    if not (content / ".discussions").is_dir():
        return []
    wanted = [place(root, content, path) for path in paths]
    found = verify_archive(content)
    return [each for each in found if not wanted or any(lies_in(each.path, part) for part in wanted)]


def uses_comments_alone(config: Path) -> bool:
    """Whether a site lists candor/comments and nothing that would need a community."""
    settings, _ = read_settings(config)
    plugins = settings.get("plugins") if isinstance(settings, dict) else None
    return plugin_options(plugins) is not None and plugin_options(plugins, "candor/questions") is None


def failed(problems: Sequence[Diagnostic], strict: bool) -> bool:
    """Whether any of the problems makes a command exit 1."""
    heavy = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(problem.severity in heavy for problem in problems)


def find_project(config_file: Path | None = None, paths: Sequence[Path] = ()) -> tuple[Path, Path]:
    """The project's root and its content folder. Raises click.UsageError where there is none.

    The root is where mkdocs.yml lies: here, or in the nearest folder above that has one. `paths`
    must exist.
    """
    found = find_config(config_file)
    root = found.absolute().parent
    content = root / docs_dir(found)
    if not content.is_dir():
        raise click.UsageError(f"The content folder {show(str(content))} does not exist.")
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise click.UsageError(f"There is no file or folder {show(str(missing[0]))}.")
    if outside := [path for path in paths if not Path(os.path.abspath(path)).is_relative_to(root)]:  # noqa: PTH100
        raise click.UsageError(f"{show(str(outside[0]))} lies outside this community, {show(str(root))}.")
    return root, content


def find_archive(config_file: Path | None = None) -> tuple[Path, Path]:
    """The project's root and the folder that ``.discussions`` lies in: the content folder, unless the plugin
    candor/comments names another."""
    found = find_config(config_file)
    settings, _ = read_settings(found)
    options = plugin_options(settings.get("plugins")) if isinstance(settings, dict) else None
    folder = options.get("archive") if options else None
    if not isinstance(folder, str) or not folder:
        return find_project(config_file)
    root = found.absolute().parent
    return root, root / folder


def docs_dir(config: Path) -> str:
    """The ``docs_dir`` of an mkdocs.yml, whatever tags and anchors stand in the rest of it; else ``content``, or the
    host's ``docs`` where there is only that."""
    settings, _ = read_settings(config)
    folder = settings.get("docs_dir") if isinstance(settings, dict) else None
    if isinstance(folder, str) and folder:
        return folder
    return "docs" if (config.parent / "docs").is_dir() and not (config.parent / "content").is_dir() else "content"


def settings_problems(config: Path) -> list[Diagnostic]:
    """What keeps an mkdocs.yml from being read at all; its tags and anchors are the host's business."""
    settings, faults = read_settings(config)
    return [] if settings is not None else [fault.at(config.name) for fault in faults]


def read_settings(config: Path) -> tuple[object, list[Fault]]:
    """What an mkdocs.yml says, tags left aside, or None; and what is wrong with it."""
    text, faults = decode_text(config.read_bytes(), 1 << 20)
    return (None, faults) if text is None else parse_yaml(text)


# printing


def report(problems: Sequence[Diagnostic], form: str) -> str:
    """All problems in the form asked for, fit for a terminal whatever strangers wrote."""
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(list(problems)), indent=2).decode() + "\n"
    if form == "github":
        return "".join(annotation(problem) + "\n" for problem in problems) + summary(problems) + "\n"
    return "".join(line(problem) + "\n" for problem in problems) + summary(problems) + "\n"


def line(problem: Diagnostic) -> str:
    """One problem as one line, fit for a terminal."""
    severity = "" if problem.severity is Severity.ERROR else f"{problem.severity}: "
    return severity + show(str(problem))


def summary(problems: Sequence[Diagnostic]) -> str:
    """One line that counts the problems and the files they are in."""
    if not problems:
        return "No faults found."
    counts = Counter(problem.severity for problem in problems)
    parts = [plural(counts[severity], severity.value) for severity in Severity if counts[severity]]
    return f"{', '.join(parts)} in {plural(len({problem.path for problem in problems}), 'file')}."


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotation(problem: Diagnostic) -> str:
    """A GitHub workflow command. Its rules for escapes: % and line ends everywhere, and : and , in properties."""
    place = f"file={escape_property(problem.path)}" + (f",line={problem.line}" if problem.line else "")
    text = problem.problem if not problem.hint else f"{problem.problem} – {problem.hint}"
    title = escape_property(problem.field or "Candor")
    return f"::{COMMANDS[problem.severity]} {place},title={title}::{escape_data(text)}"


def escape_data(text: str) -> str:
    return show(text).replace("%", "%25")


def escape_property(text: str) -> str:
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")
