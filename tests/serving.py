"""A built site over HTTP, as a reader's browser gets it from GitHub Pages: texts compressed, assets cacheable."""

from __future__ import annotations

import gzip
import http.server
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO

FOLDER = "/community/"


TEXTS = frozenset({".html", ".css", ".js", ".json", ".xml", ".svg", ".txt"})


@lru_cache(maxsize=64)
def compress(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as /community/ and nothing else, and says nothing."""

    protocol_version = "HTTP/1.1"
    headers_sent: Mapping[str, str] = {}
    disable_nagle_algorithm = True  # head and body are sent one by one; each would wait for the other's receipt

    def translate_path(self, path: str) -> str:
        below = path.removeprefix(FOLDER) if path.startswith(FOLDER) else "nothing-outside-of-the-sub-path"
        return super().translate_path(f"/{below}")

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Texts in gzip where the browser takes it; redirects and what is not there as they are."""
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if "gzip" not in self.headers.get("Accept-Encoding", "") or path.suffix not in TEXTS or not path.is_file():
            return super().send_head()
        content = compress(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self) -> None:
        if "/assets/" in self.path:
            self.send_header("Cache-Control", "max-age=3600")
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def serve(site: Path, headers: Mapping[str, str] = {}) -> Iterator[str]:
    """The address at which `site` is served in a sub-path until the block ends, each answer with these headers."""
    handler = type("Handler", (Quiet,), {"headers_sent": headers})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{FOLDER}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
