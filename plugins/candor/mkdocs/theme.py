"""The theme's templates, found and compiled with less ado than the host makes, and no other result."""

from __future__ import annotations

import os

import jinja2
from mkdocs.theme import Theme

import mkdocs
from candor.pages import wording
from candor.pages.bytecode import CompiledTemplates
from candor.pages.catalogue import Catalogue
from candor.pages.render import compiler_digest

ICONS = ".icons"


class Templates(jinja2.FileSystemLoader):
    """Lists no icons: the theme has 14,000, and the host looks at each before it leaves them all out."""

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for top in self.searchpath:
            for folder, folders, files in os.walk(top, followlinks=self.followlinks):
                if folder == os.fspath(top) and ICONS in folders:
                    folders.remove(ICONS)
                below = os.path.relpath(folder, top).replace(os.sep, "/")
                found.update(files if below == "." else (f"{below}/{name}" for name in files))
        return sorted(found)


def list_no_icons(theme: Theme) -> None:
    """Lets the environment that the host will make of `theme` list its templates without the icons."""
    make = theme.get_env

    def get_env() -> jinja2.Environment:
        environment = make()
        if type(environment.loader) is jinja2.FileSystemLoader:
            environment.loader = Templates(environment.loader.searchpath)
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]


def prepare_compiler(environment: jinja2.Environment, catalogue: Catalogue) -> None:
    """Makes `environment` compile in the catalogue's language, and keep what it compiled where only code that we know
    can have had a part in it: another plugin's filter may have been applied to a constant."""
    wording.word_environment(environment, catalogue)
    helpers = [*environment.filters.values(), *environment.tests.values()]
    extensions = sorted(environment.extensions)
    if extensions == USUAL_EXTENSIONS and all(module_of(helper) in KNOWN for helper in helpers):
        environment.bytecode_cache = CompiledTemplates(
            compiler_digest() + catalogue.digest + f"{mkdocs.__version__} {environment.autoescape}".encode()
        )


USUAL_EXTENSIONS = ["jinja2.ext.InternationalizationExtension"]
KNOWN = frozenset({"_operator", "builtins", "jinja2", "markupsafe", "mkdocs", "properdocs"})


def module_of(helper: object) -> str:
    return getattr(helper, "__module__", "").partition(".")[0]
