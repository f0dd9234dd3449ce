"""The one type that may reach a page unescaped, and its form before links are resolved."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec


class SafeHtml(str):
    """HTML that the sanitizer made. Only `candor.sources.markdown` and `Fragment.resolve` create it.

    Jinja prints it as it is, because of ``__html__``; every other string is escaped. Templates
    therefore need no ``safe`` filter, and a test proves that none uses it.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class RefKind(StrEnum):
    """What a hole in a fragment points at; its target is said beside each."""

    MENTION = "mention"  # a login or member slug, without the @
    NUMBER = "number"  # source/number, as in github/128
    PAGE = "page"  # a path below content/, of a record or an ordinary page, with optional #anchor
    IMAGE = "image"  # a path below content/, of an image
    ALERT = "alert"  # note, tip, important, warning or caution, by which word the site's language calls it


class Ref(msgspec.Struct, frozen=True, order=True, gc=False):
    """Something elsewhere in the community, or a word of its language, that a text points at."""

    kind: RefKind
    target: str


class Hole(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A place in a fragment that depends on what else exists.

    Resolved, it prints ``before + url + after`` with the URL (or the word) HTML-escaped; unresolved it prints
    ``fallback``. All three are safe HTML already.
    """

    ref: Ref
    before: str
    after: str
    fallback: str


class Fragment(msgspec.Struct, frozen=True, gc=False):
    """Sanitized HTML with holes; a pure function of the text it was made from."""

    parts: tuple[str | Hole, ...]

    @property
    def refs(self) -> frozenset[Ref]:
        return frozenset(part.ref for part in self.parts if isinstance(part, Hole))

    def resolve(self, url_of: Callable[[Ref], str | None]) -> SafeHtml:
        """The finished HTML; `url_of` gives a URL (relative or absolute) or None where nothing is."""
        printed = []
        for part in self.parts:
            if isinstance(part, str):
                printed.append(part)
            elif (url := url_of(part.ref)) is None:
                printed.append(part.fallback)
            else:
                escaped = url.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
                printed.append(f"{part.before}{escaped}{part.after}")
        return SafeHtml("".join(printed))
