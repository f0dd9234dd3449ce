"""Calls for help to other services: one POST a webhook. The only place from which ``candor escalate`` speaks HTTP."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import requests

TIMEOUT = 15
"""Seconds to connect, and to wait for an answer."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Sends `body` and gives an empty string, or why it did not arrive; the address is never in the sentence."""
    try:
        answer = requests.post(
            url, data=body, headers={**headers, "User-Agent": "candor"}, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        return f"no answer ({type(error).__name__})"
    return "" if answer.ok else f"answered {answer.status_code}"


def signature(secret: str, body: bytes) -> str:
    """What GitHub calls it too: ``sha256=`` and the body's HMAC in hexadecimal."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
