"""A real Isso on loopback, and people who write there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:9/
notify =
[server]
listen = http://127.0.0.1:{port}/
trusted-proxies = 127.0.0.1
[guard]
enabled = false
[hash]
algorithm = none
[rss]
base = https://journal.fernhill.example
limit = 100
"""


def direct() -> requests.Session:
    """A browser that asks no proxy, whatever the environment says."""
    session = requests.Session()
    session.trust_env = False
    return session


class Isso:
    """One server. Each comment is written from a browser of its own, which alone may edit and delete it."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._browsers: dict[int, requests.Session] = {}

    def feed(self, uri: str, limit: int = 1000) -> str:
        return f"{self.base}/feed?uri={uri}&limit={limit}"

    @property
    def lookup(self) -> str:
        return f"{self.base}/id/{{comment}}"

    def write(self, uri: str, text: str, author: str | None = None, parent: int | None = None) -> int:
        browser = direct()
        said = {"text": text, "author": author, "parent": parent, "title": "A page"}
        answer = browser.post(f"{self.base}/new", params={"uri": uri}, json=said)
        assert answer.status_code == 201, answer.text
        number: int = answer.json()["id"]
        self._browsers[number] = browser
        return number

    def vote(self, number: int, verb: str, times: int) -> None:
        """Likes or dislikes a comment: each time from another network, as a proxy would tell it."""
        for n in range(times):
            headers = {"X-Forwarded-For": f"198.51.{(number * 7 + n * 3 + len(verb)) % 250}.1"}
            answer = direct().post(f"{self.base}/id/{number}/{verb}", json={}, headers=headers)
            assert answer.status_code == 200, answer.text

    def edit(self, number: int, text: str, author: str | None = None) -> None:
        answer = self._browsers[number].put(f"{self.base}/id/{number}", json={"text": text, "author": author})
        assert answer.status_code == 200, answer.text

    def delete(self, number: int) -> None:
        assert self._browsers[number].delete(f"{self.base}/id/{number}", json={}).status_code == 200

    def after(self, uri: str, moment: float) -> list[int]:
        """What Isso's own filter says was written after a moment."""
        answer = direct().get(self.base, params={"uri": uri, "after": str(moment)})
        return [each["id"] for each in answer.json()["replies"]] if answer.ok else []


@contextmanager
def serve_isso(folder: Path) -> Iterator[Isso]:
    """An Isso that runs until the block ends. Its clock's zone is UTC: its feed states local times as such."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "isso.cfg").write_text(SETTINGS.format(folder=folder, port=port))
    command = [sys.executable, "-c", "from isso import main; main()", "-c", str(folder / "isso.cfg"), "run"]
    environment = {**os.environ, "TZ": "UTC"}
    log = (folder / "isso.log").open("wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    isso = Isso(f"http://127.0.0.1:{port}")
    try:
        for _ in range(200):
            try:
                direct().get(isso.base, params={"uri": "/"}, timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None, (folder / "isso.log").read_text()
                time.sleep(0.1)
        yield isso
    finally:
        process.terminate()
        process.wait()
        log.close()
