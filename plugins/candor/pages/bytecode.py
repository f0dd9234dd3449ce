"""Compiled templates, kept where Python keeps its own compiled modules: an installation compiles a template once, not
each of its processes.

A template is compiled anew when its text, Jinja or Python changes. Where the installation cannot be written to, or
Python writes no bytecode, nothing is kept.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

import jinja2.compiler
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(cache_from_source(__file__)).parent / "templates"


class CompiledTemplates(BytecodeCache):
    """What an environment compiled. `dialect` stands for all that its compiler does otherwise than Jinja's own."""

    def __init__(self, dialect: bytes, folder: Path = FOLDER) -> None:
        compiler = os.stat(jinja2.compiler.__file__)  # noqa: PTH116 - Jinja's version says too little of it
        self.dialect = b"%s\0%d\0%d" % (dialect, compiler.st_size, compiler.st_mtime_ns)
        self.folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return blake2b(
            b"\0".join([self.dialect, name.encode(), os.fsencode(filename or "")]), digest_size=16
        ).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, EOFError, UnpicklingError), (self.folder / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        place = self.folder / bucket.key
        temporary = place.with_name(f"{bucket.key}.{os.getpid()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(bucket.bytecode_to_string())
            temporary.replace(place)
