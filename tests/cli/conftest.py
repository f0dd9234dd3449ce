"""Somebody who listens, in place of the services that webhooks call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

Heard = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def listener() -> Iterator[Callable[[], tuple[str, Heard]]]:
    """Starts a server on this machine and gives its address, and what it will have heard: headers and bodies."""
    heard: Heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield lambda: (f"http://127.0.0.1:{server.server_port}/", heard)
    server.shutdown()
    server.server_close()
