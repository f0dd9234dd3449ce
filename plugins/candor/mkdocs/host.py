"""Runs the host for ``candor build`` as ``mkdocs build`` would, with its warnings as part of the report."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from jinja2 import TemplateError
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from candor.errors import CandorError, ConfigError
from candor.mkdocs.languages import Language
from candor.mkdocs.messages import Messages
from candor.mkdocs.plugin import QuestionsPlugin
from candor.press.build import Build
from candor.press.report import Progress, Report, no_progress

NAME = "candor/questions"


def run_host(
    config_file: Path,
    *,
    begun: Build | None = None,
    progress: Progress = no_progress,
    verify: bool = False,
    language: Language | None = None,
) -> Report:
    """The report of a whole build, host and press; `begun` is that build if its reading is under way already. A further
    `language` of a site has a place and an address that its settings do not name.

    Raises ConfigError where the host cannot use the settings, and Candor's own errors as they are.
    """
    messages = Messages()
    log = logging.getLogger("mkdocs")
    log.addHandler(messages)
    propagates, log.propagate = log.propagate, False
    try:
        # The report decides about strictness, after the site is printed.
        place = {"site_dir": str(language.project.site), "site_url": language.url or None} if language else {}
        config = load_config(str(config_file), strict=False, **place)
        plugin = config.plugins.get(NAME)
        if not isinstance(plugin, QuestionsPlugin):
            raise ConfigError(f"{config_file.name} does not list the plugin {NAME} – add it under plugins:")
        plugin.language = language
        plugin.begun, plugin.progress, plugin.verify, plugin.messages = begun, progress, verify, messages
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    except (MkDocsException, SystemExit) as error:
        raise find_cause(error) or ConfigError(f"{config_file.name}: {messages.text() or error}") from error
    except TemplateError as error:
        raise explain_template(error, config_file.parent) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{config_file.name}: {messages.text() or error} – save every file as UTF-8") from error
    finally:
        log.removeHandler(messages)
        log.propagate = propagates
    assert plugin.report is not None
    plugin.report.host = plugin.why_run
    return plugin.report


def serve_host(
    config_file: Path, *, address: str | None = None, open_browser: bool = False, strict: bool = False
) -> None:
    """Serves the site until it is interrupted. ``address`` is HOST:PORT, by default the host's own choice."""
    log = logging.getLogger("mkdocs")
    shown = logging.StreamHandler()
    shown.setFormatter(logging.Formatter("%(levelname)-7s  %(message)s"))
    log.addHandler(shown)
    log.setLevel(logging.INFO)
    try:
        serve(str(config_file), open_in_browser=open_browser, dev_addr=address, strict=strict or None)
    except MkDocsException as error:
        raise find_cause(error) or ConfigError(f"{config_file.name}: {error}") from error
    except TemplateError as error:
        raise explain_template(error, config_file.parent) from error
    finally:
        log.removeHandler(shown)


def explain_template(error: TemplateError, root: Path) -> ConfigError:
    """What is wrong with a template and where: the innermost place that is no Python."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.endswith(".py")]
    place = "a template"
    if frames:
        file = Path(frames[-1].filename)
        shown = file.relative_to(root) if file.is_relative_to(root) else file
        place = f"{shown}:{frames[-1].lineno}"
    return ConfigError(f"{place}: {error.message or type(error).__name__} – mend this template, or remove it")


def find_cause(error: BaseException) -> CandorError | None:
    """The first of Candor's own errors among those that led to `error`."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, CandorError):
        cause = cause.__cause__ or cause.__context__
    return cause
