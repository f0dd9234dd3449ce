"""GitHub's own parser, called so that it gives its memory back.

``cmarkgfm``'s Python functions never free the syntax tree nor the printed HTML: a forum of 37,000
posts costs 170 MB. The same C library exports what is needed to free both, so this module calls
it step by step. Where the symbols are hidden (Windows) it still works, and leaks.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

from cmarkgfm import _cmark

_lib, _ffi = _cmark.lib, _cmark.ffi
_lib.cmark_gfm_core_extensions_ensure_registered()

_SAFE = _lib.CMARK_OPT_FOOTNOTES | _lib.CMARK_OPT_GITHUB_PRE_LANG
_OPTIONS = _lib.CMARK_OPT_UNSAFE | _SAFE
_OMITTED = b"<!-- raw HTML omitted -->"
"""What the library prints for an author's own HTML where that is not wanted."""

_TABLE = _lib.cmark_find_syntax_extension(b"table")
_OTHERS = tuple(
    _lib.cmark_find_syntax_extension(name) for name in (b"strikethrough", b"autolink", b"tasklist", b"tagfilter")
)


def _find_free() -> tuple[Callable[[int], None], Callable[[int], None]]:
    """What frees a syntax tree, and what frees printed HTML."""
    try:
        library = ctypes.CDLL(_cmark.__file__)
        free_tree = library.cmark_node_free
        allocator = library.cmark_get_default_mem_allocator
    except (AttributeError, OSError):
        return (lambda _: None), (lambda _: None)
    free_tree.argtypes, free_tree.restype = [ctypes.c_void_p], None
    allocator.restype = ctypes.POINTER(ctypes.c_void_p * 3)  # calloc, realloc, free
    return free_tree, ctypes.CFUNCTYPE(None, ctypes.c_void_p)(allocator().contents[2])


_free_tree, _free_text = _find_free()


@cache
def _open_parser(tables: bool) -> tuple[object, object]:
    """A parser and its extensions; it begins anew with every text, and a new one costs as much as a short text."""
    parser = _lib.cmark_parser_new(_OPTIONS)
    for extension in (_TABLE, *_OTHERS) if tables else _OTHERS:
        _lib.cmark_parser_attach_syntax_extension(parser, extension)
    return parser, _lib.cmark_parser_get_syntax_extensions(parser)


def parse(text: str, *, tables: bool = True) -> tuple[str, bool]:
    """GitHub's HTML for `text`, hostile until it has been cleaned, and whether any of it is the author's own.

    `text` must be encodable as UTF-8.
    """
    data = text.encode()
    parser, extensions = _open_parser(tables)
    _lib.cmark_parser_feed(parser, data, len(data))
    tree = _lib.cmark_parser_finish(parser)
    html = _print(tree, _OPTIONS, extensions)
    raw = b"<" in data and _OMITTED in _print(tree, _SAFE, extensions)
    _free_tree(int(_ffi.cast("intptr_t", tree)))
    return html.decode("utf-8", "replace"), raw


def _print(tree: object, options: int, extensions: object) -> bytes:
    printed = _lib.cmark_render_html(tree, options, extensions)
    html: bytes = _ffi.string(printed)
    _free_text(int(_ffi.cast("intptr_t", printed)))
    return html
