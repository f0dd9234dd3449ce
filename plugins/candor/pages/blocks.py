"""Live blocks inside an ordinary page of the host: the newest posts, what is wrong now, what is promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec

from candor.model.blocks import Block
from candor.model.html import SafeHtml
from candor.model.incidents import PromiseState
from candor.pages.contexts import (
    Author,
    BlockIncident,
    BlockList,
    BlockPromise,
    Context,
    IncidentBlock,
    PromiseBlock,
)
from candor.pages.directory import Directory, draft_entry
from candor.pages.documents import encoder
from candor.pages.posts import newest
from candor.pages.render import render_body
from candor.pages.words import PROMISE_WORDS, STATE_WORDS
from candor.standing.clocks import assess_silence, assess_status, incident_state, judge_promises
from candor.standing.days import components_of

UNSETTLED = frozenset({PromiseState.BROKEN, PromiseState.OVERDUE, PromiseState.OPEN})


class FilledBlock(msgspec.Struct, frozen=True, kw_only=True):
    """The block's HTML, its fingerprint, and when time alone will change it."""

    html: SafeHtml
    fingerprint: bytes
    changes_at: datetime | None = None


def plan_block(directory: Directory, block: Block, base_url: str, *, template_dirs: Sequence[str] = ()) -> FilledBlock:
    """The block as it stands at the directory's moment. `base_url` leads from the page to the site's root.

    A kind, topic or component that does not exist gives the empty block, never an error.
    """
    root = f"{base_url.rstrip('/')}/" if base_url else ""
    context: Context
    changes_at = None
    if block.name == "incidents":
        template, context, changes_at = "block-incidents.jinja", *open_incidents(directory, block, root)
    elif block.name == "promises":
        template, context, changes_at = "block-promises.jinja", *unsettled_promises(directory, block, root)
    else:
        template, context = "block.jinja", newest_posts(directory, block, root)
    return FilledBlock(
        html=render_body(template, context, {}, template_dirs=template_dirs, catalogue=directory.site.catalogue),
        fingerprint=blake2b(directory.stamp + encoder.encode(context), digest_size=16).digest(),
        changes_at=changes_at,
    )


def newest_posts(directory: Directory, block: Block, root: str) -> BlockList:
    """Posts without the states that time changes."""
    found = [
        post
        for post in directory.posts
        if (not block.kind or post.record.kind == block.kind) and (not block.topic or block.topic in post.record.topics)
    ]
    entries = [
        draft_entry(post, author_of(directory, post.author), directory.topics, directory.accepted[post.slug], None)
        for post in found[-max(0, block.count) :]
        if block.count > 0
    ]
    return BlockList(
        root=root,
        entries=newest(entries, len(entries)),
        empty=directory.site.catalogue.gettext("Nothing has been posted yet."),
    )


def open_incidents(directory: Directory, block: Block, root: str) -> tuple[IncidentBlock, datetime | None]:
    """What is wrong now, the latest first, each with its silence clock; and when one of the clocks runs out."""
    corpus, now = directory.corpus, directory.now
    opened = [
        incident
        for incident in assess_status(corpus.transparency, corpus.community, now).open
        if not block.component or block.component in components_of(incident)
    ][: block.count]
    silences = [assess_silence(incident, now) for incident in opened]
    incidents = [
        BlockIncident(
            slug=incident.slug,
            title=incident.record.title,
            state=directory.site.catalogue.gettext(STATE_WORDS[incident_state(incident)]),
            last=silence.last,
            promised=silence.promised,
            missed=silence.missed,
        )
        for incident, silence in zip(opened, silences, strict=True)
    ]
    due = [silence.promised for silence in silences if silence.promised and silence.promised > now]
    return IncidentBlock(root=root, incidents=incidents), min(due, default=None)


def unsettled_promises(directory: Directory, block: Block, root: str) -> tuple[PromiseBlock, datetime | None]:
    """What is promised and not settled, as in the ledger: broken first; and when one of them falls due."""
    now = directory.now
    judged = judge_promises(directory.corpus.transparency.promises, now)
    promises = [
        BlockPromise(
            slug=each.promise.slug,
            text=each.text,
            state=each.state,
            state_words=directory.site.catalogue.gettext(PROMISE_WORDS[each.state]),
            due_at=each.due_at,
            owner=author_of(directory, each.promise.record.owner),
        )
        for each in judged
        if each.state in UNSETTLED
    ]
    moments = [each.changes_at for each in judged if each.changes_at and each.changes_at > now]
    return PromiseBlock(root=root, promises=promises[: block.count]), min(moments, default=None)


def author_of(directory: Directory, key: str | None) -> Author | None:
    return directory.authors.get(key) if key else None
