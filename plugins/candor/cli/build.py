"""``candor build``: the whole job, with a progress bar and a report of one screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

import candor
from candor.cli.project import config_option, find_config
from candor.errors import BusyError, ConfigError, PressError, Severity
from candor.mkdocs.project import foresee_project, foresee_site
from candor.press.sight import Sight, look_ahead
from candor.sources.tree import show

if TYPE_CHECKING:
    from candor.press.report import Progress, Report


@click.command()
@config_option
@click.option("--strict", is_flag=True, help="Exit 1 if the content has any fault, after building all the same.")
@click.option("--verify", is_flag=True, help="Also render a sample of pages as the host would, and compare.")
@click.option("--clean", is_flag=True, help="Forget what earlier builds left and print everything anew.")
@click.option("--status-only", is_flag=True, help="Print the status pages alone, without MkDocs and its theme.")
@click.option("-q", "--quiet", is_flag=True, help="Print faults only: no progress bar and no report.")
def build(config_file: Path | None, strict: bool, verify: bool, clean: bool, status_only: bool, quiet: bool) -> None:
    """Build the site: print the pages that changed, keep the others.

    A page that cannot be printed becomes a stub and a line in the report; the others are not
    affected. Exit code 1 under --strict if there is any fault, and always if --verify finds a
    difference; 75 if another build is running.

    Where MkDocs, its theme or a plugin fails, the status pages are printed all the same, with what is
    known of the site from its last build, and everything else stays as it stands; the exit code is
    that of the failure. --status-only asks for just that, and exits 0.
    """
    config = find_config(config_file)
    began = time.perf_counter()
    if status_only:
        if verify or clean:
            raise click.UsageError("--status-only prints beside what stands: leave out --verify and --clean")
        report = run_status(config)
    else:
        report = run_build(config, verify=verify, clean=clean, quiet=quiet)
    if quiet:
        show_problems(report)
    else:
        from candor.cli.screen import show_report

        show_report(report, time.perf_counter() - began)
    if report.differences or (strict and (report.errors or report.warnings)):
        sys.exit(1)


def run_build(config: Path, *, verify: bool = False, clean: bool = False, quiet: bool = False) -> Report:
    """The report of one build, with a progress bar where somebody watches."""
    project = foresee_project(config)
    look = look_ahead(project.content) if project else None  # while the modules are loaded that the rest needs
    from candor.press.report import no_progress

    if quiet or not sys.stderr.isatty():
        return run_press(config, verify, clean, no_progress, look)
    from candor.cli.screen import progress_bar

    with progress_bar() as progress:
        return run_press(config, verify, clean, progress, look)


def run_press(
    config: Path, verify: bool, clean: bool, progress: Progress, look: Callable[[], Sight] | None = None
) -> Report:
    """The report of one build; the host runs only where something it depends on has changed. `look` tells what lies
    in the content, where that could be foreseen."""
    from candor.press.build import build_site, start_build, usable_shell
    from candor.press.state import Store

    store = Store(config.parent / ".cache" / "candor")
    if clean:
        store.clear()
    shell = None if verify else usable_shell(store, config)
    sight = look() if look else None
    try:
        if shell is not None:
            if sight is not None and sight.tree.content != str(shell.project.content):
                sight = None  # of another folder
            wings = []
            if shell.languages:
                from candor.mkdocs.languages import print_languages

                wings = list(print_languages(shell.project, shell.languages, shell.site.url, progress, sight))
            return build_site(shell, progress, sight, wings)
        project = foresee_project(config)
        with start_build(project, progress, sight) if project else nullcontext() as begun:
            from candor.mkdocs.host import run_host  # takes a while, and workers read meanwhile

            return run_host(config, begun=begun, progress=progress, verify=verify)
    except (BusyError, PressError):
        raise
    except Exception:
        save_status(config)
        raise


def run_status(config: Path) -> Report:
    """The report of a build of the status pages alone. Raises ConfigError where nothing tells where the content is."""
    from candor.press.build import start_build
    from candor.press.state import Store

    store = Store(config.parent / ".cache" / "candor")
    last = store.shell()
    project = foresee_project(config) or (last.project if last else None)
    if project is None:
        raise ConfigError(f"{config.name} does not say in plain words where the content is – set docs_dir and site_dir")
    with start_build(project) as begun:
        sites = {"": (foresee_site(config, begun.community.name), last.template_dirs if last else ())}
        shells = {f"{name}/": Store(store.folder / name).shell() for name in (last.languages if last else ())}
        for below, shell in {"": last, **shells}.items():
            if shell is not None and shell.site.version == candor.__version__:
                sites[below] = (shell.site, shell.template_dirs)
        report = begun.finish_status(sites, last.talks if last else ())
    report.host = "not run: the status pages need none"
    return report


def save_status(config: Path) -> None:
    """Prints the status pages although the host has failed; whatever stops that too, the host's failure is told."""
    with suppress(Exception):
        report = run_status(config)
        if report.printed + report.kept:
            click.echo(f"candor: MkDocs failed; the status pages in {report.site} were printed all the same", err=True)


def show_problems(report: Report) -> None:
    """Every fault on its own line, on standard error."""
    for problem in sorted(report.problems):
        if problem.severity is not Severity.NOTE:
            click.echo(f"{problem.severity}: {show(str(problem))}", err=True)
