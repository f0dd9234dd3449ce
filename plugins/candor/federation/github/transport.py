"""GraphQL over github3.py's session: an answer is whole, or it is an error.

What GitHub refuses for the moment is asked again: lost connections and its 5xx with growing pauses,
its limits when it says so. What is too much for it raises `TooMuch`, for the caller to ask for less.
"""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
import requests

from candor.errors import BusyError, CandorError, RemoteError
from candor.federation.github.login import Login
from candor.federation.github.queries import Query

TRIES = 6
"""How often one query is sent before its failing is an error."""

PATIENCE = 20 * 60.0
"""Seconds a run waits for GitHub's limits in all; after that it says when to come back."""

FIRST_PAUSE = 1.0
SECONDARY_PAUSE = 60.0
"""Seconds to wait at the secondary limit where GitHub names none; doubled each time, as its documentation asks."""

TOO_MUCH = {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"}


class TooMuch(CandorError):  # noqa: N818 – asks for less
    """GitHub would have answered a smaller question."""


class Trouble(Exception):  # noqa: N818 – a reason to ask again, never seen outside
    """Something that may be gone a moment later; ``too_much`` if it may be the size of the question."""

    def __init__(self, what: str, too_much: bool = False) -> None:
        super().__init__(what)
        self.too_much = too_much


class Limit(Exception):  # noqa: N818 – never seen outside
    """GitHub wants to be left alone, for ``seconds`` if it says how long."""

    def __init__(self, what: str, seconds: float | None) -> None:
        super().__init__(what)
        self.what, self.seconds = what, seconds


class Budget(msgspec.Struct, kw_only=True):
    """What this run spent, in GitHub's points, and what is left of the hour's."""

    points: int = 0
    requests: int = 0
    limit: int | None = None
    remaining: int | None = None
    resets: datetime | None = None


class Transport(Protocol):
    """Whoever can ask GitHub."""

    budget: Budget

    def ask(self, query: Query, **variables: Any) -> dict[str, Any]:
        """The query's ``data``, whole. Raises TooMuch, BusyError or RemoteError."""


class GraphQL:
    """The transport of the real world. ``sleep`` and ``chance`` are given by tests."""

    def __init__(
        self,
        login: Login,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: random.Random | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.budget = Budget()
        self._login, self._sleep, self._patience = login, sleep, patience
        self._chance = chance or random.Random()

    def ask(self, query: Query, **variables: Any) -> dict[str, Any]:
        """The query's ``data``, whole but for what the query says may be gone.

        Raises TooMuch where a smaller question may be answered, BusyError where a limit lasts
        longer than this run may wait, RemoteError for anything that asking again does not mend.
        """
        body = msgspec.json.encode({"query": query.text, "variables": variables})
        failures = limits = 0
        while True:
            try:
                return self.attempt(query, body)
            except Trouble as trouble:
                failures += 1
                if trouble.too_much and failures > 1 and "size" in variables:
                    raise TooMuch(str(trouble)) from None
                if failures >= TRIES:
                    raise RemoteError(f"{self._login.url}: {trouble}, {failures} times – try again later") from None
                self._sleep(FIRST_PAUSE * 2 ** (failures - 1) * self._chance.uniform(0.5, 1.5))
            except Limit as limit:
                limits += 1
                self.wait(limit, limits)

    def attempt(self, query: Query, body: bytes) -> dict[str, Any]:
        """One request. Raises Trouble, Limit, TooMuch or RemoteError."""
        try:
            reply = self._login.session().post(
                self._login.url,
                data=body,
                headers={"Accept": "application/json", "X-Github-Next-Global-ID": "1"},
                allow_redirects=False,
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Trouble(f"no answer ({type(error).__name__})") from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise Trouble("an answer that broke off") from None
        except requests.RequestException as error:
            raise RemoteError(f"{self._login.url}: {type(error).__name__}") from None
        self.budget.requests += 1
        self.note_headers(reply.headers)
        return self.read(query, reply)

    def read(self, query: Query, reply: requests.Response) -> dict[str, Any]:
        status = reply.status_code
        if status in {500, 502, 503, 504}:
            raise Trouble(f"status {status}", too_much=status in {502, 504})
        if status == 401:
            if self._login.renew():
                raise Trouble("the token had ended")
            raise RemoteError("GitHub does not accept the token – it may have ended or been revoked; make a new one")
        if status in {403, 429}:
            self.refuse(reply)
        if status != 200:
            raise RemoteError(f"{self._login.url} answers with status {status} – is this a GitHub server's address?")
        try:
            answer = msgspec.json.decode(reply.content)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Trouble("an answer that is no JSON") from None
        if not isinstance(answer, dict):
            raise Trouble("an answer that is no object")
        data, errors = answer.get("data"), answer.get("errors") or []
        self.judge(query, errors, reply)
        if not isinstance(data, dict):
            raise Trouble("an answer without data")
        self.note_rate(data.pop("rateLimit", None))
        return data

    def judge(self, query: Query, errors: Sequence[Mapping[str, Any]], reply: requests.Response) -> None:
        """Lets pass what the query says may be gone. An answer with any other error is never taken for whole."""
        for error in errors:
            kind, message = str(error.get("type") or ""), str(error.get("message") or "")
            path = [part for part in error.get("path") or () if isinstance(part, str)]
            if kind == "NOT_FOUND" and any(path == where.split(".") for where in query.lacks):
                continue
            if kind in TOO_MUCH:
                raise TooMuch(message)
            if "secondary rate limit" in message or "abuse" in message:
                raise Limit("GitHub's secondary limit", retry_after(reply))
            if kind == "RATE_LIMITED" or "rate limit exceeded" in message:
                raise Limit("GitHub's hourly limit", self.until_reset(reply))
            if kind == "NOT_FOUND" and path == ["repository"]:
                raise RemoteError(f"{message} Either it does not exist or the token may not read it")
            if kind in {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
                raise RemoteError(f"GitHub refuses: {message} – the token needs the right to read discussions")
            if message.startswith("Something went wrong") or kind in {"SERVICE_UNAVAILABLE", "INTERNAL"}:
                raise Trouble("half an answer", too_much=True)
            raise RemoteError(f"GitHub does not answer {query.name}: {message or kind or 'no reason given'}")

    def refuse(self, reply: requests.Response) -> None:
        """Tells a limit from a prohibition. Raises one or the other."""
        try:
            message = str(msgspec.json.decode(reply.content).get("message"))
        except (msgspec.MsgspecError, UnicodeDecodeError, AttributeError):
            message = ""
        if reply.headers.get("X-RateLimit-Remaining") == "0":
            raise Limit("GitHub's hourly limit", self.until_reset(reply))
        if reply.status_code == 429 or "rate limit" in message or "abuse" in message:
            raise Limit("GitHub's secondary limit", retry_after(reply))
        raise RemoteError(f"GitHub refuses: {message or 'no reason given'} – see what the token may do")

    # limits

    def wait(self, limit: Limit, times: int) -> None:
        """Waits until GitHub may be asked again. Raises BusyError where that is longer than a run may take."""
        seconds = limit.seconds
        if seconds is None:
            seconds = SECONDARY_PAUSE * 2 ** (times - 1)
        seconds = max(1.0, seconds) + self._chance.uniform(0, 3)
        if seconds > self._patience or times > TRIES:
            at = self.budget.resets
            when = f"after {at:%H:%M} UTC" if at and "hourly" in limit.what else f"in {int(seconds // 60) + 1} minutes"
            raise BusyError(
                f"{limit.what} is reached – run the same command again {when}; what was read until now is kept"
            )
        self._patience -= seconds
        self._sleep(seconds)

    def until_reset(self, reply: requests.Response) -> float:
        """Seconds until the hour's points are given anew, by the server's own clock."""
        now = email.utils.parsedate_to_datetime(reply.headers["Date"]) if "Date" in reply.headers else None
        if now is None or self.budget.resets is None:
            return SECONDARY_PAUSE
        return (self.budget.resets - now.astimezone(UTC)).total_seconds() + 1

    def note_headers(self, headers: Mapping[str, str]) -> None:
        reset = headers.get("X-RateLimit-Reset", "")
        if reset.isdigit():
            self.budget.resets = datetime.fromtimestamp(int(reset), UTC)
        for name, field in (("X-RateLimit-Limit", "limit"), ("X-RateLimit-Remaining", "remaining")):
            if (value := headers.get(name, "")).isdigit():
                setattr(self.budget, field, int(value))

    def note_rate(self, rate: Any) -> None:
        if isinstance(rate, dict):
            self.budget.points += rate["cost"]
            self.budget.limit, self.budget.remaining = rate["limit"], rate["remaining"]


def retry_after(reply: requests.Response) -> float | None:
    value = reply.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None
