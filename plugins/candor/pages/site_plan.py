"""The whole plan: what will be published, and what texts call it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import chain

import msgspec

from candor.model.corpus import Corpus
from candor.pages.cards import plan_cards
from candor.pages.comment_feeds import plan_comment_feeds
from candor.pages.crawlers import plan_crawler_files
from candor.pages.directory import Directory, open_directory, page_url
from candor.pages.documents import encoder
from candor.pages.feeds import plan_domain, plan_feeds, plan_sitemap
from candor.pages.interfaces import plan_interfaces
from candor.pages.lists import plan_home, plan_lists, plan_outcomes, plan_topics
from candor.pages.members import plan_members
from candor.pages.mirror import plan_mirror
from candor.pages.moderation import plan_moderation
from candor.pages.page_threads import PageTalk
from candor.pages.plan import Document, Plan
from candor.pages.policy_page import plan_policy
from candor.pages.posts import plan_copies, plan_posts, plan_redirect
from candor.pages.render import templates_digest
from candor.pages.search import plan_search, plan_searchable
from candor.pages.site import Site
from candor.pages.standing import plan_standing
from candor.pages.status import is_status_page, plan_status
from candor.pages.status_feeds import plan_status_feeds
from candor.pages.trust import plan_trust


def site_stamp(site: Site, template_dirs: Sequence[str] = ()) -> bytes:
    """The part of every fingerprint that is the same for all: the site's settings and the templates' sources."""
    return blake2b(encoder.encode(site) + templates_digest(tuple(template_dirs)), digest_size=16).digest()


def plan_site(corpus: Corpus, site: Site, now: datetime, *, has_home: bool, template_dirs: Sequence[str] = ()) -> Plan:
    """Everything the press is to print: each address once, the brand's own pages left alone.

    `now` must carry a zone. `has_home` says that the brand wrote a home page; `template_dirs` are
    its folders of body templates, whose sources every fingerprint covers.
    """
    plan = stream_site(corpus, site, now, has_home=has_home, template_dirs=template_dirs)
    return msgspec.structs.replace(plan, documents=list(plan.documents))


def stream_site(
    corpus: Corpus,
    site: Site,
    now: datetime,
    *,
    has_home: bool,
    template_dirs: Sequence[str] = (),
    talks: Iterable[PageTalk] = (),
    related: Sequence[Sequence[int]] = (),
) -> Plan:
    """The same plan, each document made only when it is asked for: a large site never stands in memory whole.

    The documents can be gone through once; ``notes`` is complete when they have been. `talks` are the threads below
    the host's own pages; `related` is what `relate_subjects` finds, if somebody has it when the first document is made.
    """
    directory = open_directory(corpus, site, now, site_stamp(site, template_dirs), talks)
    notes: list[str] = []
    if not site.url:
        notes.append("site_url is not set: feeds, sitemap and canonical links need absolute addresses and are left out")
    return Plan(
        documents=plan_documents(directory, has_home, notes, related),
        copies=list(plan_copies(directory)),
        searchable=plan_searchable(directory) if site.search else (),
        notes=notes,
        directory=directory,
    )


def plan_status_pages(directory: Directory) -> Iterator[Document]:
    """The status page and all that belongs to it: printed without a plate, so that they need no host."""
    return chain(
        plan_status(directory),
        plan_trust(directory),
        plan_moderation(directory),
        plan_interfaces(directory),
        plan_status_feeds(directory),
    )


def stream_status(
    corpus: Corpus,
    site: Site,
    now: datetime,
    *,
    landing: bool,
    template_dirs: Sequence[str] = (),
    talks: Iterable[PageTalk] = (),
) -> Iterator[Document]:
    """`plan_status_pages` alone; with `landing` the site's root leads there, for want of a home page."""
    directory = open_directory(corpus, site, now, site_stamp(site, template_dirs), talks)
    if landing:
        yield plan_redirect(directory, "", "status/", "status/")
    yield from plan_status_pages(directory)


def plan_documents(
    directory: Directory, has_home: bool, notes: list[str], related: Sequence[Sequence[int]] = ()
) -> Iterator[Document]:
    """Every document whose address nothing else takes; `notes` gets a sentence on each that gives way to the
    brand's own page."""
    own = {page_url(path): path for path in sorted(directory.corpus.pages) if path.endswith(".md")}
    pages: dict[str, bool] = {}
    for document in chain(
        plan_posts(directory, related),
        plan_lists(directory),
        plan_topics(directory),
        [plan_outcomes(directory)],
        plan_members(directory),
        plan_standing(directory),
        plan_feeds(directory),
        plan_comment_feeds(directory),
        plan_mirror(directory),
        plan_policy(directory),
        plan_domain(directory),
        plan_crawler_files(directory),
        plan_cards(directory),
        plan_status_pages(directory),
        plan_search(directory),
        () if has_home else [plan_home(directory)],
    ):
        if document.url in own:
            notes.append(f"/{document.url} is the brand's own page ({own[document.url]}): Candor's is left out")
        elif document.url not in pages:
            pages[document.url] = document.layout is not None or is_status_page(document)
            yield document
    yield from plan_sitemap(directory, [url for url, is_page in pages.items() if is_page])
