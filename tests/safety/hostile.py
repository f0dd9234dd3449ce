"""A community in which every word that somebody may write is a payload, and the same one with harmless words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from candor.model import limits

SITE_URL = "https://site.example/community/"
SETTINGS = f"""\
site_name: Fernhill
site_url: {SITE_URL}
docs_dir: content
edit_uri: https://git.example/edit/main/content/
theme:
  name: material
  font: false
  custom_dir: brand
  features: [content.action.edit, content.code.copy, navigation.tabs, toc.follow]
plugins: [candor/questions]
markdown_extensions: [candor.markdown]
"""
BRAND = """\
{% extends "base.html" %}
{% block extrahead %}{% if page %}
<meta property="og:title" content="{{ page.title }}">
<meta property="og:description" content="{{ page.meta.description }}">
<meta property="og:url" content="{{ page.canonical_url }}">
<meta name="twitter:title" content='{{ page.meta.title }}'>
<link rel="alternate" type="application/atom+xml" href="{{ 'feed.xml' | url }}" title="{{ page.title }}">
<script type="application/ld+json">{{ {"name": page.title, "url": page.canonical_url} | tojson }}</script>
{% endif %}{% endblock %}
{% block footer %}
{% if page %}<a href="https://share.example/?t={{ page.title | urlencode }}">Share</a>{% endif %}
{{ super() }}
{% endblock %}
"""
"""What brands add: Open Graph, JSON-LD, links for sharing. Each is another escape to get right."""

SIDE = "Harmless words, enough of them to be printed in front.\n\n"
"""Stands before each payload in a body, so that there is an excerpt and a description whatever becomes of the rest."""


def shown(payload: str) -> str:
    """The payload as a text file can hold it: front matter has faults of its own for the rest."""
    return payload.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def front(**values: object) -> str:
    """Front matter; a JSON string is a YAML string."""
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items()) + "---\n"


def lines(*values: Mapping[str, object]) -> str:
    return "".join(json.dumps(value, sort_keys=True) + "\n" for value in values)


def at(number: int) -> str:
    return f"2026-{1 + number // 600:02}-{1 + number // 24 % 25:02}T{number % 24:02}:00:00Z"


def write_community(payloads: Sequence[str], bodies: Sequence[Sequence[str]], name: str) -> dict[str, str]:
    """A post for each payload, with the payload in all its fields and `bodies` of it in its comments.

    Its author's login and its topic's title and description are the payload too; every third
    author has a member file of that name. `name` is what the community is called and says of itself.
    """
    topics = {
        f"t-{number}": {
            "title": f"{number:04} {shown(payload)}"[: limits.NAME_CHARACTERS],
            "description": shown(payload),
        }
        for number, payload in enumerate(payloads)
    }
    community = {
        "name": name,
        "description": f"{name} again",
        "topics": topics,
        "images": {"hosts": ["images.example"]},
    }
    community["roles"] = {"staff": ["mara"]}
    files = {
        "mkdocs.yml": SETTINGS,
        "brand/main.html": BRAND,
        "content/community.yml": json.dumps(community),
        "content/members/mara.yml": "name: Mara Lind\naccounts: [github:1]\n",
        "content/guide.md": "# Guide\n\n::: candor newest\n    count: 40\n:::\n",
    }
    accounts = []
    for number, payload in enumerate(payloads):
        text, account = shown(payload), f"github:{1000 + number}"
        folder = f"content/questions/2026/p-{number}"
        accounts.append({"id": account, "login": payload.encode("utf-8", "replace").decode(), "type": "User"})
        if number % 3 == 0:
            member = {"name": text[: limits.NAME_CHARACTERS], "accounts": [account], "role_text": text[:200]}
            files[f"content/members/m-{number}.yml"] = json.dumps(member)
        files[f"{folder}/index.md"] = write_post(number, text, account)
        other = shown(payloads[(number + 100) % len(payloads)])
        files[f"{folder}/answers/x.md"] = front(author=account, at=at(number + 1)) + SIDE + other
        header = {
            "v": 1, "t": "thread", "source": "github", "number": number + 1, "id": f"D_{number}", "author": account,
            "created": at(number), "answer": None, "title": payload.encode("utf-8", "replace").decode(),
        }  # fmt: skip
        comments = [
            {"t": "comment", "id": f"C_{number}_{count}", "num": count + 1, "author": account, "created": at(number)}
            | {"body": body.encode("utf-8", "replace").decode()}
            for count, body in enumerate(bodies[number])
        ]
        header["comments"] = len(comments)
        files[f"content/.discussions/github/0/{number + 1}.jsonl"] = lines(header, *comments)
    files["content/.discussions/github/accounts.jsonl"] = lines(*sorted(accounts, key=lambda line: str(line["id"])))
    return files


def write_post(number: int, text: str, account: str) -> str:
    """A post of one of six kinds whose every field is `text`."""
    values: dict[str, object] = {
        "title": text[: limits.TITLE_CHARACTERS],
        "author": account,
        "at": at(number),
        "topics": [f"t-{number}"],
        "threads": [f"github/{number + 1}"],
    }
    match number % 6:
        case 0:
            values |= {"kind": "idea", "idea": {"status": "declined", "because": text}}
        case 1:
            values |= {"kind": "complaint", "complaint": {"status": "remedied", "because": text, "remedy": text}}
        case 2:
            ask = {"until": "2026-03-01T00:00:00Z", "options": [text, f"{text} "], "outcome": text}
            values |= {"kind": "ask", "author": "mara", "ask": ask}
            return front(**values) + SIDE
        case 3:
            values |= {"duplicate_of": f"p-{number - 1}"}
        case 4:
            values |= {"aliases": [f"old-{number}"]}
    return front(**values) + SIDE + text
