"""Live blocks: the newest posts inside an ordinary page of the host."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from candor.model.blocks import Block
from candor.model.corpus import Corpus
from candor.model.html import SafeHtml
from candor.pages.contexts import BlockList, TopicLink
from candor.pages.directory import draft_author, draft_entry, sort_posts
from candor.pages.documents import encoder
from candor.pages.posts import newest
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import site_stamp
from candor.standing.contributions import accepted_answer


def plan_block(
    corpus: Corpus, site: Site, block: Block, base_url: str, *, template_dirs: Sequence[str] = ()
) -> tuple[SafeHtml, bytes]:
    """The block's HTML and its fingerprint. `base_url` leads from the page to the site's root.

    A kind or topic that does not exist gives the empty block, never an error. States that time
    changes are not printed here, because an ordinary page does not say when it changes.
    """
    found = [
        post
        for post in corpus.posts
        if (not block.kind or post.record.kind == block.kind) and (not block.topic or block.topic in post.record.topics)
    ]
    topics = {slug: TopicLink(slug=slug, title=topic.title) for slug, topic in corpus.community.topics.items()}
    posts = sort_posts(found)[-max(0, block.count) :] if block.count > 0 else []
    entries = []
    for post in posts:
        person = corpus.people.get(post.author) if post.author else None
        entries.append(draft_entry(post, draft_author(person) if person else None, topics, accepted_answer(post), None))
    context = BlockList(
        root=f"{base_url.rstrip('/')}/" if base_url else "",
        entries=newest(entries, len(entries)),
        empty=site.catalogue.gettext("Nothing has been posted yet."),
    )
    stamp = site_stamp(site, template_dirs)
    fingerprint = blake2b(stamp + encoder.encode(context), digest_size=16).digest()
    html = render_body("block.jinja", context, {}, template_dirs=template_dirs, catalogue=site.catalogue)
    return html, fingerprint
