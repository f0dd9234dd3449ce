"""Who and what is where: everything that more than one page needs to know about the community."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote

import msgspec

from candor.model.archive import CommentState
from candor.model.badges import BADGES
from candor.model.corpus import Corpus, Person, Post
from candor.model.html import Ref, RefKind
from candor.model.policy import Rule
from candor.model.records import Kind
from candor.pages.catalogue import ENGLISH, Catalogue
from candor.pages.contexts import Author, BadgeMark, Entry, ReviewMark, State, TopicLink
from candor.pages.page_threads import PageTalk, settle_talk
from candor.pages.places import ledger_links, ledger_threads
from candor.pages.policy import fold_comments
from candor.pages.site import Site
from candor.pages.words import ALERT_WORDS
from candor.standing.assess import SHOWN_BADGES, Standings, assess_standing
from candor.standing.contributions import Contributions, accepted_answer, assess_contributions
from candor.standing.review import UNREVIEWED, Judgement, ReviewState, assess_reviews

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in for a time that nothing tells, wherever something must be sorted or a format insists."""


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """The community as pages see it.

    ``posts`` are sorted from the oldest, one a slug; ``entries``, ``accepted`` and ``moments`` (when
    time alone changes the post's state) go by slug. ``authors`` goes by account and slug;
    ``members`` lists everybody who has a page, ``unanswered`` the questions nobody has answered.
    ``links`` maps ``kind:target`` of a `Ref` to an address below the site's root. ``stamp`` is the
    part of every fingerprint that is the same for all; ``standings`` what everybody has earned; ``folded`` which
    comments of a post, by slug, the comment policy folds; ``reviews`` where each post's review stands, by slug;
    ``talks`` the threads below ordinary pages, by the page's file.
    """

    corpus: Corpus
    site: Site
    now: datetime
    stamp: bytes
    posts: list[Post]
    entries: dict[str, Entry]
    accepted: dict[str, str]
    moments: dict[str, datetime]
    authors: dict[str, Author]
    topics: dict[str, TopicLink]
    contributions: dict[str, Contributions]
    members: list[Person]
    unanswered: list[Entry]
    links: dict[str, str]
    standings: Standings
    folded: dict[str, dict[str, Rule]]
    reviews: dict[str, Judgement]
    talks: dict[str, PageTalk]

    @property
    def demo(self) -> bool:
        return self.site.demo or self.corpus.community.demo

    def find(self, ref: Ref) -> str | None:
        """The address below the site's root that `ref` points at, or None."""
        target, mark, anchor = ref.target.partition("#")
        if ref.kind is RefKind.MENTION:
            target = target.lower()
        elif ref.kind is RefKind.PAGE and target not in self.corpus.pages:
            target = target.removesuffix("/index.md").rstrip("/")
        url = self.links.get(f"{ref.kind}:{target}")
        return None if url is None else url + mark + anchor

    def resolve(self, refs: Iterable[Ref], root: str) -> dict[str, str]:
        """What `refs` point at, by ``kind:target``; those that lead nowhere are missing, and words that stay English.
        `root` leads to the root."""
        found = {}
        for ref in sorted(refs):
            if ref.kind is RefKind.ALERT:
                word = ALERT_WORDS[ref.target]
                if (said := self.site.catalogue.gettext(word)) != word:
                    found[f"{ref.kind}:{ref.target}"] = said
            elif (url := self.find(ref)) is not None:
                found[f"{ref.kind}:{ref.target}"] = root + url
        return found

    def next_change(self, entries: Iterable[Entry]) -> datetime | None:
        """When time alone changes one of `entries`."""
        if not self.moments:
            return None
        return min((self.moments[entry.slug] for entry in entries if entry.slug in self.moments), default=None)


def open_directory(
    corpus: Corpus, site: Site, now: datetime, stamp: bytes, talks: Iterable[PageTalk] = ()
) -> Directory:
    """The directory of a community at the moment `now`; `talks` are the threads below the host's own pages."""
    posts = sort_posts(corpus.posts)
    accepted = {post.slug: accepted_answer(post) for post in posts}
    contributions = assess_contributions(posts, corpus.people, accepted)
    standings = assess_standing(corpus, accepted, contributions, now)
    members = find_members(corpus, contributions)
    paged = {person.slug for person in members}
    faces: dict[str, Author] = {}
    authors = {}
    for key, person in corpus.people.items():
        if (face := faces.get(person.slug)) is None:
            face = faces[person.slug] = draft_author(person, standings, site.catalogue, has_page=person.slug in paged)
        authors[key] = face
    authors |= faces
    topics = {slug: TopicLink(slug=slug, title=topic.title) for slug, topic in corpus.community.topics.items()}
    reviews = assess_reviews(corpus, accepted, standings, now)
    entries, moments = {}, {}
    for post in posts:
        judgement = reviews.get(post.slug, UNREVIEWED)
        changes = [moment for moment in (next_state(post, now), judgement.next_change) if moment]
        if changes:
            moments[post.slug] = min(changes)
        author = authors.get(post.author) if post.author else None
        entry = draft_entry(post, author, topics, accepted[post.slug], now)
        if judgement.state is not ReviewState.UNREVIEWED:
            entry = msgspec.structs.replace(entry, review=mark_review(judgement, authors))
        entries[post.slug] = entry
    return Directory(
        corpus=corpus,
        site=site,
        now=now,
        stamp=stamp,
        posts=posts,
        entries=entries,
        accepted=accepted,
        moments=moments,
        authors=authors,
        topics=topics,
        contributions=contributions,
        members=members,
        unanswered=[entries[post.slug] for post in posts if is_unanswered(post, accepted[post.slug])],
        links=collect_links(corpus, posts, members),
        standings=standings,
        folded=fold_comments(corpus, posts, standings, accepted),
        reviews=reviews,
        talks={talk.dest: settle_talk(talk, corpus, standings, authors) for talk in talks},
    )


def mark_review(judgement: Judgement, authors: dict[str, Author]) -> ReviewMark:
    """Where a review stands, as a list tells it."""
    verdict = judgement.verdict if judgement.due is None else None
    author = authors.get(verdict.by) if verdict else None
    return ReviewMark(
        state=judgement.state,
        until=judgement.until if judgement.state is ReviewState.VERIFIED else judgement.due,
        by=author.name if author else "",
        at=verdict.at if verdict else None,
    )


def sort_posts(posts: Iterable[Post]) -> list[Post]:
    """From the oldest, those without a known time first; the first of two with one slug."""
    by_slug: dict[str, Post] = {}
    for post in sorted(posts, key=lambda post: post.path):
        by_slug.setdefault(post.slug, post)
    return sorted(by_slug.values(), key=lambda post: (post.created or LONG_AGO, post.slug))


def find_members(corpus: Corpus, contributions: dict[str, Contributions]) -> list[Person]:
    """Everybody who contributed or has a member file, by slug."""
    people = {person.slug: person for person in corpus.people.values()}
    return [person for slug, person in sorted(people.items()) if slug in contributions or has_file(person)]


def has_file(person: Person) -> bool:
    """Whether somebody wrote a member file: the slug of anyone else is made from their account."""
    return person.slug not in {account.replace(":", "-") for account in person.accounts}


def draft_author(
    person: Person, standings: Standings | None = None, words: Catalogue = ENGLISH, *, has_page: bool = True
) -> Author:
    """The person as they stand beside their words; level and badges only of members who have nothing against it."""
    standing = standings.members.get(person.slug) if standings and person.listed and not person.staff else None
    level = standings.level_of(person.slug) if standings and standing else None
    return Author(
        slug=person.slug if has_page else "",
        name=person.name,
        staff=person.staff,
        role=person.role_text if person.staff else "",
        level=words.gettext(level.title) if level else "",
        rank=standing.level if standing else 0,
        badges=[badge_mark(held.badge, words) for held in standing.badges[:SHOWN_BADGES]] if standing else [],
    )


@cache
def badge_mark(badge: str, words: Catalogue) -> BadgeMark:
    """A badge as it is drawn, its name in the site's language."""
    found = BADGES[badge]
    return BadgeMark(id=badge, title=words.gettext(found.title), family=found.family, mark=found.mark)


def draft_entry(
    post: Post, author: Author | None, topics: dict[str, TopicLink], accepted: str, now: datetime | None
) -> Entry:
    """The post as it stands in a list. Only topics that the community declares are named.

    An accepted comment counts as an answer, because it is printed as one. Without `now` a state that
    time changes is left out.
    """
    promoted = {answer.from_ for answer in post.answers}
    chosen = bool(accepted) and not accepted.startswith("answers/")
    if chosen:
        promoted.add(accepted)
    live = CommentState.LIVE
    return Entry(
        slug=post.slug,
        title=post.record.title,
        kind=post.record.kind,
        state=state_of(post, accepted, now),
        author=author,
        created=post.created,
        answers=len(post.answers) + chosen,
        comments=sum(
            comment.state is live and (not promoted or f"{thread.key}/{comment.num}" not in promoted)
            for thread in post.threads
            for comment in thread.comments
        ),
        votes=sum(thread.votes for thread in post.threads),
        excerpt=post.excerpt,
        topics=[topics[slug] for slug in dict.fromkeys(post.record.topics) if slug in topics],
    )


def is_unanswered(post: Post, accepted: str) -> bool:
    """A question with neither an accepted answer nor an answer file; comments alone do not answer it.

    Duplicates are answered elsewhere, and a stub cannot be answered before it can be read.
    """
    return (
        post.record.kind is Kind.QUESTION
        and not accepted
        and not post.answers
        and not post.record.duplicate_of
        and not post.stub
    )


def state_of(post: Post, accepted: str, now: datetime | None) -> State | None:
    """Where the post stands: None for kinds that have no state, and without `now` where time changes it."""
    record = post.record
    if post.stub:
        return State.BROKEN
    if record.duplicate_of:
        return State.DUPLICATE
    if record.idea:
        return State(record.idea.status)
    if record.complaint:
        return State(record.complaint.status)
    if record.ask:
        if now is None:
            return None
        return State.CLOSED if now >= record.ask.until else State.ASKING
    if record.kind is Kind.QUESTION:
        if accepted:
            return State.ACCEPTED
        return State.ANSWERED if post.answers else State.UNANSWERED
    return None


def next_state(post: Post, now: datetime) -> datetime | None:
    """When time alone changes the post's state."""
    ask = post.record.ask
    return ask.until if ask and now < ask.until else None


def page_url(path: str) -> str:
    """Where the host publishes an ordinary page: ``guide/start.md`` at ``guide/start/``."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".md")
    parts = [part for part in (folder, "" if stem in ("index", "README") else stem) if part]
    return "".join(f"{quote(part)}/" for part in parts)


def collect_links(corpus: Corpus, posts: list[Post], members: list[Person]) -> dict[str, str]:
    """What texts may point at, by ``kind:target``."""
    links: dict[str, str] = {}
    for path in corpus.pages:
        if path.endswith(".md"):
            links[f"page:{path}"] = page_url(path)
        else:
            links[f"page:{path}"] = links[f"image:{path}"] = quote(path)
    for person in members:
        url = f"members/{person.slug}/"
        links[f"page:members/{person.slug}.yml"] = url
        for label in (*person.logins, person.slug):
            links[f"mention:{label.lower()}"] = url
    for post in posts:
        url = f"questions/{post.slug}/"
        links[f"page:{post.path}"] = url
        for answer in post.answers:
            links[f"page:{post.path}/answers/{answer.name}.md"] = url
        for thread in post.threads:
            links.setdefault(f"number:{thread.key}", url)
        for key in post.record.threads:
            links.setdefault(f"number:{key}", url)
        for name in post.images:
            links[f"image:{post.path}/{name}"] = url + quote(name)
    for path, url in ledger_links(corpus.transparency).items():
        links[f"page:{path.removesuffix('/index.md')}"] = url
    for key, url in ledger_threads(corpus.transparency).items():
        links.setdefault(f"number:{key}", url)
    return links
