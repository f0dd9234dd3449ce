"""Lays a catalogue into templates while they are compiled, so that a message costs nothing when a page is printed.

In a template, as everywhere with gettext::

    {{ _("Waiting for an answer") }}
    {{ _("by %(author)s, %(day)s", author=entry.author|byline(root), day=entry.created|on_day) }}
    {{ ngettext("%(num)s answer", "%(num)s answers", entry.answers) }}

A message is part of its template: it may hold markup, and whatever is filled in is escaped. ``%(num)s`` is the number
itself, as the language writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jinja2 import Environment, TemplateAssertionError, nodes
from jinja2.compiler import Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from candor.pages.catalogue import Catalogue

PLACE = re.compile(r"%\((\w+)\)s")


def word_environment(environment: Environment, catalogue: Catalogue) -> None:
    """Makes `environment` compile its templates in the catalogue's language.

    A message that is not constant, and every message where the host compiles, is looked up when it is printed.
    """

    def gettext(message: str, **values: object) -> Markup:
        return Markup(catalogue.gettext(message)) % values

    @lru_cache(maxsize=4096)
    def count_form(forms: tuple[str, ...], number: int) -> Markup:
        return Markup(catalogue.choose(forms, number)) % {"num": catalogue.count(number)}

    def choose_form(forms: tuple[str, ...], number: int, **values: object) -> Markup:
        if not values:
            return count_form(forms, number)
        return Markup(catalogue.choose(forms, number)) % {"num": catalogue.count(number), **values}

    def ngettext(one: str, many: str, number: int, **values: object) -> Markup:
        return choose_form(catalogue.forms(one, many), number, **values)

    class WordedGenerator(environment.code_generator_class):  # type: ignore[name-defined, misc]
        def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
            super().visit_Template(Wording(catalogue, self.name).visit(node), frame)

    environment.globals |= {"_": gettext, "ngettext": ngettext, "choose_form": choose_form}
    environment.code_generator_class = WordedGenerator


class Wording(NodeTransformer):
    """Puts the catalogue's words in place of calls of ``_`` and ``ngettext`` with constant messages."""

    def __init__(self, catalogue: Catalogue, template: str | None) -> None:
        self.catalogue = catalogue
        self.template = template

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        constants = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if name == "_" and len(constants) == 1:
            return self.fill(constants[0], node)
        if name == "ngettext" and len(constants) >= 2:
            forms = nodes.Const(self.catalogue.forms(constants[0], constants[1]))
            node.node, node.args = nodes.Name("choose_form", "load"), [forms, *node.args[2:]]
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        """Joins nothing that is printed piece by piece anyway, so that neighbouring constants become one."""
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in pieces(child)]
        return node

    def fill(self, message: str, call: nodes.Call) -> nodes.Expr:
        """The message in the catalogue's language, with the call's values in their places."""
        values = {value.key: value.value for value in call.kwargs}
        text = self.catalogue.gettext(message)
        if not values.keys() >= set(PLACE.findall(text)):
            text = message  # better English than a page with a hole
        parts: list[nodes.Expr] = []
        for number, piece in enumerate(PLACE.split(text)):
            if number % 2 == 0:
                parts.append(nodes.TemplateData(piece.replace("%%", "%"), lineno=call.lineno))
            elif piece in values:
                parts.append(values[piece])
            else:
                raise TemplateAssertionError(f'"{message}" needs a value for {piece}', call.lineno, self.template)
        return parts[0] if len(parts) == 1 else nodes.Concat(parts, lineno=call.lineno)


def pieces(node: nodes.Expr) -> Iterator[nodes.Expr]:
    """The expressions that print one after the other what `node` prints."""
    if isinstance(node, nodes.Concat):
        for child in node.nodes:
            yield from pieces(child)
    else:
        yield node
