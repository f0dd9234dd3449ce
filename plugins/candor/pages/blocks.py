"""Live blocks inside an ordinary page of the host: the newest posts, what is wrong now, what is promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec

from candor.model.blocks import Block
from candor.model.corpus import Corpus
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
    TopicLink,
)
from candor.pages.directory import draft_author, draft_entry, sort_posts
from candor.pages.documents import encoder
from candor.pages.posts import newest
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import site_stamp
from candor.pages.words import PROMISE_WORDS, STATE_WORDS
from candor.standing.clocks import assess_silence, assess_status, incident_state, judge_promises
from candor.standing.contributions import accepted_answer
from candor.standing.days import components_of

UNSETTLED = frozenset({PromiseState.BROKEN, PromiseState.OVERDUE, PromiseState.OPEN})


class FilledBlock(msgspec.Struct, frozen=True, kw_only=True):
    """The block's HTML, its fingerprint, and when time alone will change it."""

    html: SafeHtml
    fingerprint: bytes
    changes_at: datetime | None = None


def plan_block(
    corpus: Corpus, site: Site, block: Block, base_url: str, now: datetime, *, template_dirs: Sequence[str] = ()
) -> FilledBlock:
    """The block as it stands at `now`. `base_url` leads from the page to the site's root.

    A kind, topic or component that does not exist gives the empty block, never an error.
    """
    root = f"{base_url.rstrip('/')}/" if base_url else ""
    context: Context
    changes_at = None
    if block.name == "incidents":
        template, context, changes_at = "block-incidents.jinja", *open_incidents(corpus, site, block, root, now)
    elif block.name == "promises":
        template, context, changes_at = "block-promises.jinja", *unsettled_promises(corpus, site, block, root, now)
    else:
        template, context = "block.jinja", newest_posts(corpus, site, block, root)
    stamp = site_stamp(site, template_dirs)
    return FilledBlock(
        html=render_body(template, context, {}, template_dirs=template_dirs, catalogue=site.catalogue),
        fingerprint=blake2b(stamp + encoder.encode(context), digest_size=16).digest(),
        changes_at=changes_at,
    )


def newest_posts(corpus: Corpus, site: Site, block: Block, root: str) -> BlockList:
    """Posts without the states that time changes."""
    found = [
        post
        for post in corpus.posts
        if (not block.kind or post.record.kind == block.kind) and (not block.topic or block.topic in post.record.topics)
    ]
    topics = {slug: TopicLink(slug=slug, title=topic.title) for slug, topic in corpus.community.topics.items()}
    posts = sort_posts(found)[-max(0, block.count) :] if block.count > 0 else []
    entries = [draft_entry(post, author_of(corpus, post.author), topics, accepted_answer(post), None) for post in posts]
    return BlockList(
        root=root,
        entries=newest(entries, len(entries)),
        empty=site.catalogue.gettext("Nothing has been posted yet."),
    )


def open_incidents(
    corpus: Corpus, site: Site, block: Block, root: str, now: datetime
) -> tuple[IncidentBlock, datetime | None]:
    """What is wrong now, the latest first, each with its silence clock; and when one of the clocks runs out."""
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
            state=site.catalogue.gettext(STATE_WORDS[incident_state(incident)]),
            last=silence.last,
            promised=silence.promised,
            missed=silence.missed,
        )
        for incident, silence in zip(opened, silences, strict=True)
    ]
    due = [silence.promised for silence in silences if silence.promised and silence.promised > now]
    return IncidentBlock(root=root, incidents=incidents), min(due, default=None)


def unsettled_promises(
    corpus: Corpus, site: Site, block: Block, root: str, now: datetime
) -> tuple[PromiseBlock, datetime | None]:
    """What is promised and not settled, as in the ledger: broken first; and when one of them falls due."""
    judged = judge_promises(corpus.transparency.promises, now)
    promises = [
        BlockPromise(
            slug=each.promise.slug,
            text=each.text,
            state=each.state,
            state_words=site.catalogue.gettext(PROMISE_WORDS[each.state]),
            due_at=each.due_at,
            owner=author_of(corpus, each.promise.record.owner),
        )
        for each in judged
        if each.state in UNSETTLED
    ]
    moments = [each.changes_at for each in judged if each.changes_at and each.changes_at > now]
    return PromiseBlock(root=root, promises=promises[: block.count]), min(moments, default=None)


def author_of(corpus: Corpus, key: str | None) -> Author | None:
    person = corpus.people.get(key) if key else None
    return draft_author(person) if person else None
