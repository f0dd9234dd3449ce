"""The test GitHub: a real HTTP server on loopback that answers as GitHub does, its refusals included.

`GitHub.answer` is all of it but the socket, so that thousands of histories can be tried without one;
`serve` puts it behind a socket. `faults` are given one a request, in their order, until none is left.
"""

from __future__ import annotations

import html
import json
import random
import re
import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from graphql import OperationDefinitionNode
from tests.github import pages
from tests.github.forum import Account, Forum, ForumError
from tests.github.schema import Refused, Request, parsed, run, stamp, weigh

FAULTS = (
    "500",
    "502",
    "503",
    "504",
    "reset",
    "cut",
    "garbled",
    "timeout-200",
    "secondary-200",
    "secondary-403",
    "secondary-429",
    "secondary-bare",
    "partial",
    "resource-limits",
)
"""Everything that can be switched on; ``primary`` comes by itself when the points are used up."""


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False


@dataclass
class Token:
    account: Account
    limit: int = 5000
    ends: datetime | None = None
    used: int = 0
    window: datetime | None = None


@dataclass
class GitHub:
    """A forum, who may ask it, and how it behaves.

    ``shifting``: cursors are places, so that a list which changes while it is paged skips and repeats.
    ``between``: called after every answer, for changes while somebody reads. ``largest``: a query that reaches
    more nodes than this is refused with RESOURCE_LIMITS_EXCEEDED.
    """

    forum: Forum
    tokens: dict[str, Token] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    shifting: bool = False
    largest: int = 10**9
    between: Callable[[], None] | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(microsecond=0)
    app_minutes: int = 60
    points: int = 0
    nodes: int = 0
    queries: Counter[str] = field(default_factory=Counter)
    log: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def admit(self, token: str, login: str = "candor", limit: int = 5000, ends: datetime | None = None) -> str:
        """Makes a token that is `login`'s; the Actions token has a limit of 1,000 points an hour."""
        kind = "Bot" if login.endswith("[bot]") else "User"
        self.tokens[token] = Token(self.forum.account(login, kind), limit, ends)
        return token

    # requests

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """The reply to one request; header names in lower case."""
        fault = self.faults.popleft() if self.faults else ""
        if fault in {"500", "502", "503", "504"}:
            return Reply(int(fault), b"<html>Unicorn!</html>", {"Content-Type": "text/html"})
        if fault == "reset":
            return Reply(0, b"", reset=True)
        if method == "POST" and path in ("/graphql", "/api/graphql"):
            reply = self.graphql(headers, body, fault)
        elif method == "POST" and (found := re.fullmatch(r"/api/v3/app/installations/(\d+)/access_tokens", path)):
            reply = self.installation_token(found[1], headers)
        elif method == "GET":
            reply = pages.read(self, path)
        elif method == "POST":
            form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
            reply = pages.write(self, path, form)
        else:
            reply = Reply(405, b"")
        if self.between:
            self.between()
        if fault == "cut":
            return Reply(reply.status, reply.body[: len(reply.body) // 2], {**reply.headers, "X-Cut": "1"})
        if fault == "garbled":
            return Reply(200, b'{"data": {"rep', reply.headers)
        return reply

    def who(self, headers: dict[str, str]) -> Token | None:
        scheme, _, value = headers.get("authorization", "").partition(" ")
        token = self.tokens.get(value) if scheme.lower() in {"token", "bearer"} else None
        return token if token and (token.ends is None or self.now() < token.ends) else None

    def graphql(self, headers: dict[str, str], body: bytes, fault: str) -> Reply:
        token = self.who(headers)
        if token is None:
            return reply_json(
                401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/graphql"}
            )
        if token.window is None or self.now() >= token.window + timedelta(hours=1):
            token.window, token.used = self.now(), 0
        resets = token.window + timedelta(hours=1)

        def rate_headers() -> dict[str, str]:
            return {
                "X-RateLimit-Limit": str(token.limit),
                "X-RateLimit-Remaining": str(max(0, token.limit - token.used)),
                "X-RateLimit-Used": str(token.used),
                "X-RateLimit-Reset": str(int(resets.timestamp())),
                "X-RateLimit-Resource": "graphql",
                "Date": format_datetime(self.now(), usegmt=True),
            }

        if fault.startswith("secondary"):
            return secondary(fault, rate_headers())
        if fault == "timeout-200":
            message = "Something went wrong while executing your query. This may be the result of a timeout."
            return reply_json(200, {"errors": [{"message": message}]}, rate_headers())
        asked = json.loads(body)
        query, variables = asked["query"], asked.get("variables") or {}
        try:
            document, faults = parsed(query)
            if faults:
                return reply_json(200, {"errors": [{"message": each.message} for each in faults]}, rate_headers())
            cost = weigh(document, variables)
        except Refused as refused:
            return reply_json(200, {"errors": [{"type": refused.type, "message": str(refused)}]}, rate_headers())
        if token.used + cost.points > token.limit:
            message = f"API rate limit exceeded for user ID {token.account.number_}."
            return reply_json(200, {"errors": [{"type": "RATE_LIMITED", "message": message}]}, rate_headers())
        if fault == "resource-limits" or cost.nodes > self.largest:
            error = {
                "type": "RESOURCE_LIMITS_EXCEEDED",
                "message": "Resource limits for this query exceeded.",
                "path": ["nodes"],
            }
            return reply_json(200, {"data": None, "errors": [error]}, rate_headers())
        token.used += cost.points
        self.points += cost.points
        self.nodes += cost.nodes
        [name] = [each.name.value for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        self.queries[name] += 1
        self.log.append((name, variables))

        def rate() -> dict[str, Any]:
            return {
                "cost": cost.points,
                "limit": token.limit,
                "remaining": token.limit - token.used,
                "used": token.used,
                "resetAt": stamp(resets),
                "nodeCount": cost.nodes,
            }

        request = Request(self.forum, token.account, headers.get("x-github-next-global-id") == "1", self.shifting, rate)
        result = run(request, document, variables)
        errors = [
            {"type": (each.extensions or {}).get("type", "INTERNAL"), "message": each.message, "path": each.path}
            for each in result.errors or []
        ]
        data = result.data
        if fault == "partial" and data:
            errors.append(self.spoil(data))
        return reply_json(200, {"data": data, **({"errors": errors} if errors else {})}, rate_headers())

    def spoil(self, data: dict[str, Any]) -> dict[str, Any]:
        """Takes one thing out of the answer and says so, as GitHub does when a part of it timed out."""
        places: list[tuple[Any, Any, list[Any]]] = []

        def look(value: Any, path: list[Any]) -> None:
            items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for key, inner in items:
                if isinstance(inner, dict) and key != "rateLimit":
                    places.append((value, key, [*path, key]))
                look(inner, [*path, key])

        look(data, [])
        message = "Something went wrong while executing your query."
        if not places:
            return {"message": message}
        owner, key, path = self.chance.choice(places)
        owner[key] = None
        return {"type": "SERVICE_UNAVAILABLE", "message": message, "path": path}

    def installation_token(self, installation: str, headers: dict[str, str]) -> Reply:
        """A token for an App that signs who it is, good for an hour."""
        import jwt

        _, _, signed = headers.get("authorization", "").partition(" ")
        for app, key in self.apps.items():
            try:
                jwt.decode(signed, key, algorithms=["RS256"], issuer=app)
            except jwt.PyJWTError:
                continue
            name = f"ghs_{installation}_{len(self.tokens)}"
            ends = self.now() + timedelta(minutes=self.app_minutes)
            self.admit(name, "candor-sync[bot]", ends=ends)
            return reply_json(201, {"token": name, "expires_at": stamp(ends), "permissions": {"discussions": "write"}})
        return reply_json(401, {"message": "A JSON web token could not be decoded"})


def secondary(fault: str, headers: dict[str, str]) -> Reply:
    """GitHub's secondary limit in the forms it comes in: 200, 403 or 429, with or without Retry-After."""
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    match fault:
        case "secondary-200":
            return reply_json(
                200, {"errors": [{"type": "RATE_LIMITED", "message": message}]}, {**headers, "Retry-After": "7"}
            )
        case "secondary-bare":
            return reply_json(403, {"message": message}, headers)
        case _:
            return reply_json(int(fault[-3:]), {"message": message}, {**headers, "Retry-After": "9"})


def reply_json(status: int, value: Any, headers: dict[str, str] | None = None) -> Reply:
    return Reply(
        status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    )


def reply_html(title: str, body: str, status: int = 200) -> Reply:
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{pages.STYLE}</style><main>{body}</main></html>"
    )
    return Reply(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})


class Handler(BaseHTTPRequestHandler):
    """One connection; the server's `github` answers."""

    protocol_version = "HTTP/1.1"
    github: GitHub
    guard: threading.Lock

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.guard:
            try:
                reply = self.github.answer(self.command, self.path, headers, body)
            except ForumError as error:
                reply = reply_html("That did not work", f"<p>{html.escape(str(error))}</p>", 422)
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        cut = reply.headers.pop("X-Cut", None)
        self.send_response_only(reply.status)
        for name, value in {"Date": self.date_time_string(), **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) * (2 if cut else 1)))
        self.end_headers()
        self.wfile.write(reply.body)
        if cut:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 – names of the standard library

    def log_message(self, format: str, *arguments: Any) -> None:
        """The server is silent; `make github` prints what was asked itself."""

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ValueError, OSError):  # the other end, or a reset of our own
            self.close_connection = True


@contextmanager
def serve(github: GitHub, port: int = 0) -> Iterator[str]:
    """The address of `github` behind a socket of this machine."""
    handler = type("Handler", (Handler,), {"github": github, "guard": threading.Lock()})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
