"""Candor's own transport, wired to a test GitHub without a socket: everything else is as in the world."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from tests.github.server import GitHub

from candor.federation.github.forum import GitHubForum
from candor.federation.github.login import Login
from candor.federation.github.transport import GraphQL
from candor.model.records import Repository

PLACE = Repository(owner="fernhill", name="community")


class Wire(BaseAdapter):
    """Carries requests to `github` and replies back."""

    def __init__(self, github: GitHub) -> None:
        super().__init__()
        self._github = github

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        path = urlsplit(request.url or "").path
        body = request.body or b""
        reply = self._github.answer(
            request.method or "GET", str(path), headers, body.encode() if isinstance(body, str) else body
        )
        if reply.reset or reply.headers.pop("X-Cut", None):
            raise requests.ConnectionError("Connection reset by peer")
        response = requests.Response()
        response.status_code = reply.status
        response.headers = CaseInsensitiveDict(reply.headers)
        response.raw = io.BytesIO(reply.body)
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """There is nothing to close."""


def wired_login(github: GitHub, **given: Any) -> Login:
    """A login to `github` that is nobody yet."""
    login = Login("http://127.0.0.1:9", **given)
    login.session().mount("http://", Wire(github))
    return login


def wired(github: GitHub, sleep: Callable[[float], None] = lambda seconds: None, **given: Any) -> GraphQL:
    """A transport to `github` with a token; pauses are told to `sleep` and take no time."""
    token = "ghp_test"
    if token not in github.tokens:
        github.admit(token, limit=10**9)
    return GraphQL(wired_login(github).with_token(token), sleep=sleep, chance=random.Random(1), **given)


def wired_forum(github: GitHub, page: int = 100) -> GitHubForum:
    """The Discussions of fernhill/community on `github`."""
    return GitHubForum(wired(github), PLACE, page)
