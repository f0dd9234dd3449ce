"""Code blocks with Pygments' classes, as Material expects them.

Only languages of a fixed table are coloured: looking up an unknown name costs Pygments a walk
through all installed packages, and its several hundred lexers are more regular expressions than
anyone has tried with hostile input.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from candor.model import limits

if TYPE_CHECKING:  # Pygments is loaded with the first block that it can colour
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexer import Lexer

LEXERS = {
    "Awk": "awk gawk mawk nawk",
    "Bash": "bash sh shell zsh ksh",
    "Bash Session": "console shell-session sh-session",
    "Batchfile": "bat batch cmd dosbatch",
    "C": "c h",
    "C#": "csharp c# cs",
    "C++": "cpp c++ cc cxx hpp h++",
    "CMake": "cmake",
    "CSS": "css",
    "Clojure": "clojure clj",
    "Dart": "dart",
    "Diff": "diff patch udiff",
    "Docker": "docker dockerfile",
    "Elixir": "elixir ex exs",
    "Erlang": "erlang erl",
    "Fortran": "fortran f90",
    "GLSL": "glsl",
    "Go": "go golang",
    "GraphQL": "graphql",
    "Groovy": "groovy gradle",
    "HLSL": "hlsl",
    "HTML": "html htm",
    "HTTP": "http",
    "Haskell": "haskell hs",
    "INI": "ini cfg conf dosini properties editorconfig",
    "JSON": "json jsonc json5 webmanifest",
    "Java": "java",
    "JavaScript": "javascript js jsx mjs",
    "Julia": "julia jl",
    "Kotlin": "kotlin kt",
    "Lua": "lua",
    "Makefile": "make makefile mk",
    "Markdown": "markdown md",
    "NASM": "nasm asm",
    "Nginx configuration file": "nginx",
    "Nix": "nix",
    "OCaml": "ocaml ml",
    "Objective-C": "objective-c objectivec objc",
    "PHP": "php",
    "Perl": "perl pl",
    "PowerShell": "powershell pwsh ps1 posh",
    "Protocol Buffer": "protobuf proto",
    "Python": "python py python3 py3",
    "Python console session": "pycon",
    "Ruby": "ruby rb",
    "Rust": "rust rs",
    "S": "r",
    "SCSS": "scss",
    "SQL": "sql",
    "Scala": "scala",
    "Swift": "swift",
    "TOML": "toml",
    "Terraform": "terraform tf hcl",
    "TypeScript": "typescript ts tsx",
    "VimL": "vim viml",
    "XML": "xml svg xsl rss",
    "YAML": "yaml yml",
    "Zig": "zig",
}
"""Pygments' lexers that may run, and the names that GitHub's authors call them by."""

SECONDS = 0.5
"""Processor time that colouring one block may take; 32 KiB of C++ take less than a tenth of it."""

_names = {alias: name for name, aliases in LEXERS.items() for alias in aliases.split()}


@cache
def _lexer(name: str) -> Lexer | None:
    from pygments.lexers import find_lexer_class

    found = find_lexer_class(name)
    return found(stripnl=False, ensurenl=False) if found else None


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters.html import HtmlFormatter

    return HtmlFormatter(nowrap=True)


class SlowCodeError(Exception):
    """Colouring took longer than anyone's honest code does."""


def print_code(escaped: str, language: str = "") -> str:
    """A code block whose text, HTML-escaped already, is `escaped`; coloured where `language` is known.

    Raises `SlowCodeError` after `SECONDS`: several lexers are quadratic, so 32 KiB of nothing but
    line ends would hold them for a minute. Only hostile code comes near, so honest output never
    depends on the clock.
    """
    name = _names.get(language.lower())
    lexer = _lexer(name) if name and len(escaped) <= limits.HIGHLIGHT_BYTES else None
    if lexer:
        from pygments import highlight

        formatter = _formatter()
        with _time_limit():
            escaped = highlight(unescape(escaped), lexer, formatter)
    return f'<div class="highlight"><pre><span></span><code>{escaped}</code></pre></div>'


@contextmanager
def _time_limit() -> Iterator[None]:
    """Ends the block with `SlowCodeError` once it has used `SECONDS` of processor time.

    Python's regular expressions look for signals while they search. Where there is none to be had
    (Windows, a second thread) only the worker's own limit holds.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise SlowCodeError

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
