"""Jinja as it prints tens of thousands of small pieces: the same text with less ado."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from enum import StrEnum
from pathlib import Path
from types import BuiltinMethodType
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

import candor
from candor.model.html import SafeHtml

try:
    from markupsafe._speedups import _escape_inner as escape_string
except ImportError:  # built without a C compiler
    from markupsafe._native import _escape_inner as escape_string


class PageContext(Context):
    """Calls macros and methods, which take no context, without asking each time whether they do."""

    def call(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        if type(function) in PLAIN:
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return function(*arguments, **named)
        return super().call(function, *arguments, **named)


PLAIN = frozenset({Macro, BuiltinMethodType})


OURS = str(Path(candor.__file__).parent)

HTML_FILTERS = frozenset({"byline", "badge", "entry_item", "entry_row", "on_day", "at_moment"})
"""What these print is `SafeHtml`."""


class PageGenerator(CodeGenerator):
    """Code in which ``a.b`` is Python's own and looks for no item where there is no attribute, and no HTML is asked
    whether it is any. What a brand writes is compiled as Jinja does it."""

    @property
    def is_ours(self) -> bool:
        return str(self.filename).startswith(OURS)

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if not self.is_ours:
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if isinstance(node, nodes.Filter) and node.name in HTML_FILTERS:
            self.write("(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageTemplate(Template):
    """A template that leaves no cycle behind: its macros hold the context that holds them, and with it all the words of
    the page until somebody looks for garbage."""

    def render(self, *arguments: Any, **named: Any) -> str:
        context = self.new_context(dict(*arguments, **named))
        try:
            return self.environment.concat(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()
        finally:
            context.vars.clear()


class PageEnvironment(Environment):
    """Compiles templates that escape through `escape_text`. Its globals are complete before its first template is."""

    context_class = PageContext
    code_generator_class = PageGenerator
    template_class = PageTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping, because Jinja's chained ones are copied for every page at ten times the cost."""
        return self.globals if d is None else {**self.globals, **d}

    def _generate(self, *arguments: Any, **named: Any) -> str:
        imports, end, code = super()._generate(*arguments, **named).partition("\n")
        return f"{imports}; from {__name__} import escape_text as escape{end}{code}"


def escape_text(value: object) -> str:
    """`markupsafe.escape` for what is printed at once, so that nobody asks afterwards whether the text is safe."""
    kind = type(value)
    if kind is str:
        return escape_string(value)  # type: ignore[arg-type]
    if kind is SafeHtml or kind is Markup:
        return value  # type: ignore[return-value]
    if kind is int or isinstance(value, StrEnum):
        return escape_string(str(value))
    return escape(value)
