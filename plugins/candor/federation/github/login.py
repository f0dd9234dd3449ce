"""Who Candor is to GitHub, and the session it speaks on: github3.py's, with a token or as a GitHub App."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import github3
import github3.exceptions
import jwt
import requests
from github3.session import GitHubSession

from candor.errors import ConfigError, RemoteError
from candor.federation.source import is_loopback

PUBLIC = "github.com"
RENEW = 45 * 60.0
"""Seconds after which an installation token is renewed; GitHub's end after an hour."""


class Login:
    """A session with GitHub that stays logged in. ``url`` is where its GraphQL is."""

    def __init__(self, base: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        public = base == f"https://{PUBLIC}"
        self.url = "https://api.github.com/graphql" if public else f"{base}/api/graphql"
        self._clock = clock
        self._app: tuple[bytes, str, str] | None = None
        self._ends = float("inf")
        session = GitHubSession(default_connect_timeout=10, default_read_timeout=60)
        session.trust_env = not is_loopback(base)
        self._github = github3.GitHub(session=session) if public else github3.GitHubEnterprise(base, session=session)

    def with_token(self, token: str) -> Login:
        """Logged in with a personal token, or the one that Actions gives a workflow."""
        self._github.login(token=token)
        return self

    def as_app(self, key: bytes, app: str, installation: str) -> Login:
        """Logged in as an installation of a GitHub App, whose id is a string to the library that signs it."""
        self._app = key, app, installation
        self.renew()
        return self

    def session(self) -> requests.Session:
        """The session with a token that is good for at least another ten minutes."""
        if self._app and self._clock() >= self._ends:
            self.renew()
        session: requests.Session = self._github.session
        return session

    def renew(self) -> bool:
        """Gets a fresh installation token; False for who is no App, and has only the one token."""
        if self._app is None:
            return False
        try:
            self._github.login_as_app_installation(*self._app)
        except github3.exceptions.GitHubException as error:
            raise RemoteError(
                f"GitHub does not accept the App {self._app[1]} or its installation {self._app[2]} ({reason(error)}) – "
                "compare the ids with the App's settings, and see that the key is one of its private keys"
            ) from None
        except (ValueError, jwt.PyJWTError):
            raise ConfigError("CANDOR_GITHUB_APP_KEY is no private key – give the .pem file or its path") from None
        except requests.RequestException as error:
            raise RemoteError(f"{self.url}: cannot be reached ({type(error).__name__})") from None
        self._ends = self._clock() + RENEW
        return True


def reason(error: github3.exceptions.GitHubException) -> str:
    return f"status {error.code}" if hasattr(error, "code") else type(error).__name__


def log_in(host: str, environment: Mapping[str, str]) -> Login:
    """Logged in to `host` as the environment says.

    ``CANDOR_GITHUB_TOKEN``, else ``GITHUB_TOKEN``; or ``CANDOR_GITHUB_APP_ID``, ``CANDOR_GITHUB_APP_KEY`` (the
    private key or the path of its file) and ``CANDOR_GITHUB_INSTALLATION_ID``. ``CANDOR_GITHUB_URL`` names another
    server than `host`. Raises ConfigError where something is missing, RemoteError where GitHub refuses.
    """
    base = (environment.get("CANDOR_GITHUB_URL") or f"https://{host}").rstrip("/")
    if urlsplit(base).scheme != "https" and not is_loopback(base):
        raise ConfigError(f"{base} is not encrypted, and a token would be sent there – use https")
    login = Login(base)
    if app := environment.get("CANDOR_GITHUB_APP_ID"):
        key, installation = environment.get("CANDOR_GITHUB_APP_KEY"), environment.get("CANDOR_GITHUB_INSTALLATION_ID")
        if not key or not installation:
            raise ConfigError(
                "a GitHub App needs CANDOR_GITHUB_APP_KEY and CANDOR_GITHUB_INSTALLATION_ID too – set both"
            )
        return login.as_app(read_key(key), app, installation)
    token = environment.get("CANDOR_GITHUB_TOKEN") or environment.get("GITHUB_TOKEN")
    if not token:
        raise ConfigError(
            "no token to ask GitHub with – set GITHUB_TOKEN to one that may read the repository's discussions "
            "(`gh auth token` prints yours)"
        )
    return login.with_token(token)


def read_key(given: str) -> bytes:
    if given.lstrip().startswith("-----BEGIN"):
        return given.replace("\\n", "\n").encode()
    return Path(given).read_bytes()
