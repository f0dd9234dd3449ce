"""Jinja as it prints tens of thousands of small pieces: the same text with less ado."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import new_context
from markupsafe import escape

from candor.model.html import SafeHtml

try:
    from markupsafe._speedups import _escape_inner as escape_string
except ImportError:  # built without a C compiler
    from markupsafe._native import _escape_inner as escape_string


class PageTemplate:
    """A compiled template that prints what `jinja2.Template.render` prints, without copying all globals each time."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._globals = dict(template.globals)

    def render(self, values: Mapping[str, object]) -> str:
        template = self._template
        environment = template.environment
        context = new_context(environment, template.name, template.blocks, {**self._globals, **values}, shared=True)
        try:
            return "".join(template.root_render_func(context))
        except Exception:
            environment.handle_exception()


class PageEnvironment(Environment):
    """Compiles templates that escape through `escape_text`."""

    def _generate(self, *arguments: Any, **named: Any) -> str:
        imports, end, code = super()._generate(*arguments, **named).partition("\n")
        return f"{imports}; from {__name__} import escape_text as escape{end}{code}"


def escape_text(value: object) -> str:
    """`markupsafe.escape` for what is printed at once, so that nobody asks afterwards whether the text is safe."""
    if type(value) is str:
        return escape_string(value)
    return value if type(value) is SafeHtml else escape(value)
