"""A built site over HTTP, as a reader's browser gets it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

FOLDER = "/community/"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as /community/ and nothing else, and says nothing."""

    protocol_version = "HTTP/1.1"
    headers_sent: Mapping[str, str] = {}
    disable_nagle_algorithm = True  # head and body are sent one by one; each would wait for the other's receipt

    def translate_path(self, path: str) -> str:
        below = path.removeprefix(FOLDER) if path.startswith(FOLDER) else "nothing-outside-of-the-sub-path"
        return super().translate_path(f"/{below}")

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
