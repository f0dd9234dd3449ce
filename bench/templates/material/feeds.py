"""The feeds that MkDocs does not make itself: of everything, and of each topic."""

import json
from html import escape
from pathlib import Path
from typing import Any

PLAN = json.loads((Path(__file__).parent / "feeds.json").read_text("utf-8"))
POSTS = {url: (title, at) for url, title, at in PLAN["posts"]}
FEEDS = {"feed.xml": list(POSTS)[:20]} | {f"topics/{slug}/feed.xml": urls for slug, urls in PLAN["topics"].items()}
WANTED = {url for urls in FEEDS.values() for url in urls}
BODIES: dict[str, str] = {}


def on_page_content(html: str, page: Any, config: Any, files: Any) -> None:
    if page.url in WANTED:
        BODIES[page.url] = html


def on_post_build(config: Any) -> None:
    for name, urls in FEEDS.items():
        entries = "".join(entry(config["site_url"], url) for url in urls)
        feed = f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Forum</title>{entries}</feed>'
        path = Path(config["site_dir"], name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(feed, "utf-8")


def entry(root: str, url: str) -> str:
    title, at = POSTS[url]
    link = f'<id>{root}{url}</id><link href="{root}{url}"/><updated>{at}</updated>'
    return f'<entry><title>{escape(title)}</title>{link}<content type="html">{escape(BODIES[url])}</content></entry>'
