"""The test GitHub for people: plain pages with forms, so that somebody can write a comment with a browser or curl."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from tests.github.forum import REACTIONS, Discussion, DiscussionComment, ForumError, Repository

if TYPE_CHECKING:
    from tests.github.server import GitHub, Reply

STYLE = (
    "body{font:1rem/1.5 system-ui;margin:0 auto;max-width:44rem;padding:1rem}pre{white-space:pre-wrap;font:inherit}"
    "article{border:1px solid #8884;border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0}"
    "article article{margin-left:1rem}"
    "textarea{width:100%;min-height:5rem;font:inherit;box-sizing:border-box}input,button,select{font:inherit}"
    "form{margin:.5rem 0}small{color:#777}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#8bf}}"
)
SHOWN = {
    "THUMBS_UP": "👍",
    "THUMBS_DOWN": "👎",
    "LAUGH": "😄",
    "HOORAY": "🎉",
    "CONFUSED": "😕",
    "HEART": "❤️",
    "ROCKET": "🚀",
    "EYES": "👀",
}
PLACE = re.compile(r"/([\w.-]+/[\w.-]+)/discussions(?:/(\d+))?")


def read(github: GitHub, path: str) -> Reply:
    """The page at `path`: the list of discussions, or one of them."""
    from tests.github.server import reply_html

    repository, discussion = find(github, path)
    if discussion:
        return reply_html(discussion.title, show_discussion(discussion))
    if repository:
        return reply_html(repository.full_name, show_list(repository))
    names = "".join(f'<li><a href="/{name}/discussions">{name}</a></li>' for name in github.forum.repositories)
    return reply_html("The test GitHub", f"<h1>The test GitHub</h1><ul>{names}</ul>")


def find(github: GitHub, path: str) -> tuple[Repository | None, Discussion | None]:
    found = PLACE.fullmatch(path.partition("?")[0])
    repository = github.forum.repositories.get(found[1]) if found else None
    if repository is None or found is None or found[2] is None:
        return repository, None
    for discussion in repository.discussions:
        if discussion.number == int(found[2]):
            return repository, discussion
    raise ForumError("There is no discussion of that number.", "NOT_FOUND")


def show_list(repository: Repository) -> str:
    items = "".join(
        f'<li><a href="/{repository.full_name}/discussions/{each.number}">#{each.number} {html.escape(each.title)}</a>'
        f" <small>{sum(1 for _ in each.all_comments())} comments</small></li>"
        for each in sorted(repository.discussions, key=lambda each: each.updated, reverse=True)
    )
    categories = "".join(f"<option>{html.escape(each.name)}</option>" for each in repository.categories)
    return (
        f"<h1>{repository.full_name}</h1><ul>{items}</ul><h2>New discussion</h2>"
        f'<form method="post"><p><label>As <input name="login" value="visitor"></label> '
        f'<label>in <select name="category">{categories}</select></label></p>'
        f'<p><label>Title <input name="title" required size="50"></label></p>'
        f'<p><textarea name="body" aria-label="Text"></textarea></p><button>Start discussion</button></form>'
    )


def show_discussion(discussion: Discussion) -> str:
    marks = [word for word, on in (("locked", discussion.locked), (discussion.closed or "", discussion.closed)) if on]
    return (
        f'<p><a href="/{discussion.repository.full_name}/discussions">{discussion.repository.full_name}</a></p>'
        f"<h1>{html.escape(discussion.title)} <small>#{discussion.number} {' '.join(marks)}</small></h1>"
        f"{show_words(discussion)}{''.join(show_comment(each) for each in discussion.comments)}"
        f"<h2>Comment</h2>{form('comment', '', 'Comment')}"
        f"<h2>As a moderator</h2>{button('lock', 'Lock or unlock')}{button('delete', 'Delete the discussion')}"
    )


def show_comment(comment: DiscussionComment) -> str:
    replies = "".join(show_comment(each) for each in comment.replies)
    reply = (
        "" if comment.parent else f"<details><summary>Reply</summary>{form('comment', comment.id, 'Reply')}</details>"
    )
    return f'<article id="discussioncomment-{comment.number_}">{show_words(comment)}{reply}{replies}</article>'


def show_words(words: Discussion | DiscussionComment) -> str:
    counts = " ".join(
        f"{SHOWN[kind]} {count}" for kind in REACTIONS if (count := sum(each.kind == kind for each in words.reactions))
    )
    if isinstance(words, DiscussionComment) and words.deleted:
        return "<p><em>This comment was deleted.</em></p>"
    notes = [f"{len(words.upvotes)} ↑", counts, "edited" if words.edited else ""]
    if isinstance(words, DiscussionComment):
        notes += [f"minimised: {words.minimized}" if words.minimized else ""]
        notes += ["✔ answer" if words.discussion.answer is words else ""]
    actions = "".join(
        f'<button name="act" value="{value}">{label}</button> '
        for value, label in [
            ("upvote", "↑"),
            *((f"react {kind}", SHOWN[kind]) for kind in REACTIONS[:1] + REACTIONS[5:6]),
        ]
    )
    if isinstance(words, DiscussionComment):
        actions += "".join(
            f'<button name="act" value="{value}">{label}</button> '
            for value, label in (
                ("mark", "Answer"),
                ("minimize SPAM", "Spam"),
                ("minimize OFF_TOPIC", "Off topic"),
                ("remove", "Delete"),
            )
        )
    return (
        f"<p><strong>{html.escape(words.author.login if not words.author.deleted else 'ghost')}</strong> "
        f"<small>{words.created:%Y-%m-%d %H:%M} · {' · '.join(note for note in notes if note)}</small></p>"
        f"<pre>{html.escape(words.body)}</pre>"
        f'<form method="post"><input type="hidden" name="on" value="{words.id}">{actions}</form>'
    )


def form(act: str, on: str, label: str) -> str:
    return (
        f'<form method="post"><input type="hidden" name="act" value="{act}">'
        f'<input type="hidden" name="on" value="{on}">'
        f'<p><label>As <input name="login" value="visitor"></label></p>'
        f'<textarea name="body" aria-label="Text" required></textarea><button>{label}</button></form>'
    )


def button(act: str, label: str) -> str:
    return f'<form method="post"><input type="hidden" name="act" value="{act}"><button>{label}</button></form>'


def write(github: GitHub, path: str, fields: dict[str, str]) -> Reply:
    """Does what a form asks, and leads back to the page."""
    from tests.github.server import Reply

    forum = github.forum
    repository, discussion = find(github, path)
    if repository is None:
        raise ForumError("There is no such repository.", "NOT_FOUND")
    account = forum.account(fields.get("login") or "visitor")
    body = fields.get("body", "").replace("\r\n", "\n")
    if discussion is None:
        category = next((each for each in repository.categories if each.name == fields.get("category")), None)
        discussion = forum.open(repository, account, fields.get("title") or "Untitled", body, category)
        return Reply(303, b"", {"Location": f"{path}/{discussion.number}"})
    act, _, detail = fields.get("act", "comment").partition(" ")
    on: Any = forum.get(fields["on"]) if fields.get("on") else None
    back = path
    match act:
        case "comment":
            made = forum.comment(discussion, account, body, on)
            back = f"{path}#discussioncomment-{made.number_}"
        case "upvote":
            forum.upvote(on, account)
        case "react":
            forum.react(on, account, detail)
        case "mark":
            forum.mark(on, account)
        case "minimize":
            forum.minimize(on, detail)
        case "remove":
            forum.delete_comment(on)
        case "lock":
            forum.lock(discussion, not discussion.locked)
        case "delete":
            forum.delete(discussion)
            back = path.rpartition("/")[0]
        case _:
            raise ForumError(f"Nobody knows how to {act}.")
    return Reply(303, b"", {"Location": back})
