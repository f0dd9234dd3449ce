"""Lists of posts: newest, unanswered, by kind, topic and year. Numbered from the oldest.

A numbered page holds the same fifty entries for ever; the front page holds the remaining fifty to
ninety-nine. The address after the last numbered page leads to the front page, so that even the
link to the next newer page never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from heapq import nlargest
from typing import TypeVar

from candor.model import limits
from candor.model.records import Kind
from candor.pages.catalogue import mark
from candor.pages.contexts import (
    Author,
    Entry,
    Helper,
    HomePage,
    Link,
    ListPage,
    Outcome,
    OutcomesPage,
    Pager,
    Reply,
    Situation,
    State,
    TopicCard,
    TopicPage,
    TopicsPage,
)
from candor.pages.directory import LONG_AGO, Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document, Layout
from candor.pages.posts import newest, plan_redirect
from candor.pages.words import STATE_WORDS
from candor.standing.clocks import incident_state, incident_told, is_open

T = TypeVar("T")

PAGE = limits.LIST_ENTRIES // 2
HOME_ENTRIES = 5
HELPERS = 6  # two or three stand in a row
HOME_OUTCOMES = 3
HUB_ENTRIES = 5
OUTCOMES = 100

KINDS = {
    Kind.QUESTION: (mark("Questions"), mark("What members want to know.")),
    Kind.IDEA: (mark("Ideas"), mark("What members would like to see, and what became of it.")),
    Kind.COMPLAINT: (mark("Complaints"), mark("What went wrong for members, and what was done about it.")),
    Kind.PRAISE: (mark("Praise"), mark("What members want to thank somebody for.")),
    Kind.STORY: (mark("Stories"), mark("What members have lived through and want to pass on.")),
    Kind.INSIDE: (mark("Inside stories"), mark("What happens behind the scenes, told by staff.")),
    Kind.ASK: (
        mark("Asked by staff"),
        mark("What staff want to know from members, and what was done with the answers."),
    ),
}


def paginate(url: str, items: Sequence[T]) -> Iterator[tuple[str, list[T], Pager]]:
    """The pages of a list, front page first: address, items newest first, neighbours. `items` come from the oldest."""
    numbered = max(0, len(items) // PAGE - 1)
    older = f"page/{numbered}/" if numbered else ""
    yield url, list(items[numbered * PAGE :])[::-1], Pager(older=older)
    for number in range(1, numbered + 1):
        chunk = list(items[(number - 1) * PAGE : number * PAGE])[::-1]
        pager = Pager(number=number, newer=f"../{number + 1}/", older=f"../{number - 1}/" if number > 1 else "")
        yield f"{url}page/{number}/", chunk, pager


def plan_end(directory: Directory, url: str, count: int) -> Iterator[Document]:
    """Where a list of `count` items has numbered pages: the address after the last one, leading to the front page."""
    if (numbered := count // PAGE - 1) > 0:
        yield plan_redirect(directory, f"{url}page/{numbered + 1}/", "../../", url)


def root_of(url: str) -> str:
    """The way from a page back to the site's root."""
    return "../" * url.count("/") or "./"


def plan_list(
    directory: Directory,
    url: str,
    entries: list[Entry],
    *,
    title: str,
    intro: str,
    empty: str,
    lists: Sequence[Link] = (),
) -> Iterator[Document]:
    """All pages of one list; `entries` from the oldest."""
    for page_url, chunk, pager in paginate(url, entries):
        front = pager.number == 0
        context = ListPage(
            root=root_of(page_url),
            view=url,
            title=title if front else numbered_title(directory, title, pager),
            intro=intro,
            entries=chunk,
            pager=pager,
            empty=empty,
            total=len(entries) if front else 0,
            lists=list(lists) if front else [],
            feed="feed.xml" if front and url == "questions/" and directory.site.url else "",
            comment_feed=front and url == "questions/" and any(post.threads for post in directory.posts),
        )
        yield draft_document(
            directory.stamp,
            url=page_url,
            template="list.jinja",
            context=context,
            layout=Layout.LIST,
            title=context.title,
            description=intro,
            changes_at=directory.next_change(chunk),
        )
    yield from plan_end(directory, url, len(entries))


def numbered_title(directory: Directory, title: str, pager: Pager) -> str:
    """What a page of a list beyond the front page is called."""
    return directory.site.catalogue.gettext("%(title)s, page %(number)s") % {"title": title, "number": pager.number}


def plan_lists(directory: Directory) -> Iterator[Document]:
    """Every list of posts except topics."""
    entries = list(directory.entries.values())
    years: dict[int, list[Entry]] = {}
    kinds: dict[Kind, list[Entry]] = {kind: [] for kind in KINDS}
    for entry in entries:
        kinds[entry.kind].append(entry)
        if entry.created:
            years.setdefault(entry.created.astimezone(UTC).year, []).append(entry)
    lists = [Link(url=f"years/{year}/", title=str(year)) for year in sorted(years, reverse=True)]
    say = directory.site.catalogue.gettext
    yield from plan_list(
        directory,
        "questions/",
        entries,
        title=say("Newest posts"),
        intro=say("Everything members and staff have posted, newest first."),
        empty=say("Nothing has been posted yet."),
        lists=lists,
    )
    yield from plan_list(
        directory,
        "unanswered/",
        directory.unanswered,
        title=say("Unanswered questions"),
        intro=say("Questions that nobody has answered yet. Comments alone do not count as an answer."),
        empty=say("Every question has an answer."),
        lists=lists,
    )
    for kind, (title, intro) in KINDS.items():
        yield from plan_list(
            directory,
            f"kinds/{kind}/",
            kinds[kind],
            title=say(title),
            intro=say(intro),
            empty=say("Nothing here yet: no post is of this kind."),
            lists=lists,
        )
    for year, posted in sorted(years.items()):
        title = say("Posts of %(year)s") % {"year": year}
        intro = say("Everything posted in %(year)s, newest first.") % {"year": year}
        yield from plan_list(directory, f"years/{year}/", posted, title=title, intro=intro, empty="", lists=lists)


def plan_topics(directory: Directory) -> Iterator[Document]:
    """The index of topics, and each topic's hub with its numbered pages."""
    posted = entries_by_topic(directory)
    yield draft_document(
        directory.stamp,
        url="topics/",
        template="topics.jinja",
        context=TopicsPage(topics=topic_cards(directory, posted)),
        layout=Layout.TOPIC,
        title=directory.site.catalogue.gettext("Topics"),
        description=directory.site.catalogue.gettext("What people talk about here."),
    )
    for slug, topic in sorted(directory.corpus.community.topics.items()):
        url, entries = f"topics/{slug}/", posted[slug]
        waiting = [entry for entry in entries if entry.state is State.UNANSWERED]
        for page_url, chunk, pager in paginate(url, entries):
            if pager.number == 0:
                hub = TopicPage(
                    title=topic.title,
                    description=topic.description,
                    curators=curators(directory, topic.curators),
                    best=most_voted([entry for entry in entries if entry.state is State.ACCEPTED], HUB_ENTRIES),
                    waiting=newest(waiting, HUB_ENTRIES),
                    waiting_count=len(waiting),
                    stories=newest([entry for entry in entries if entry.kind is Kind.STORY], HUB_ENTRIES),
                    entries=chunk,
                    pager=pager,
                    total=len(entries),
                    feed=bool(directory.site.url),
                )
                yield draft_document(
                    directory.stamp,
                    url=page_url,
                    template="topic.jinja",
                    context=hub,
                    layout=Layout.TOPIC,
                    title=topic.title,
                    description=topic.description,
                    changes_at=directory.next_change(chunk),
                )
                continue
            page = ListPage(
                root=root_of(page_url),
                view=url,
                title=numbered_title(directory, topic.title, pager),
                intro=topic.description,
                entries=chunk,
                pager=pager,
            )
            yield draft_document(
                directory.stamp,
                url=page_url,
                template="list.jinja",
                context=page,
                layout=Layout.TOPIC,
                title=page.title,
                description=topic.description,
                changes_at=directory.next_change(chunk),
            )
        yield from plan_end(directory, url, len(entries))


def curators(directory: Directory, slugs: list[str]) -> list[Author]:
    return [directory.authors[slug] for slug in slugs if slug in directory.authors]


def entries_by_topic(directory: Directory) -> dict[str, list[Entry]]:
    """The posts of every declared topic, from the oldest."""
    posted: dict[str, list[Entry]] = {slug: [] for slug in directory.topics}
    for entry in directory.entries.values():
        for topic in entry.topics:
            posted[topic.slug].append(entry)
    return posted


def topic_cards(directory: Directory, posted: dict[str, list[Entry]]) -> list[TopicCard]:
    """All topics by title."""
    topics = directory.corpus.community.topics
    return [
        TopicCard(slug=slug, title=topic.title, description=topic.description, posts=len(posted[slug]))
        for slug, topic in sorted(topics.items(), key=lambda item: (item[1].title.casefold(), item[0]))
    ]


def most_voted(entries: list[Entry], count: int) -> list[Entry]:
    """The first `count` by votes, the newest first where votes are equal; `entries` from the oldest."""
    return nlargest(count, entries[::-1], key=lambda entry: entry.votes)


def plan_home(directory: Directory) -> Document:
    """The home page for a brand that wrote none."""
    community, site = directory.corpus.community, directory.site
    entries, waiting = list(directory.entries.values()), directory.unanswered
    outcomes = list_outcomes(directory)
    context = HomePage(
        name=site.name,
        description=community.description or site.description,
        demo=directory.demo,
        search=site.search,
        open_now=open_situations(directory),
        newest=newest(entries, HOME_ENTRIES),
        waiting=newest(waiting, HOME_ENTRIES),
        waiting_count=len(waiting),
        replies=newest_replies(directory),
        ideas=most_voted([e for e in entries if e.kind is Kind.IDEA and e.state not in SETTLED], HOME_ENTRIES),
        outcomes=[outcome for outcome in outcomes if outcome.state in DONE][:HOME_OUTCOMES],
        helpers=best_helpers(directory),
        topics=topic_cards(directory, entries_by_topic(directory)),
        posts=len(entries),
        answers=sum(entry.answers for entry in entries),
        members=sum(person.listed for person in directory.members),
        repository="" if directory.demo else site.repository_url,
        feed=bool(site.url),
    )
    return draft_document(
        directory.stamp,
        url="",
        template="home.jinja",
        context=context,
        layout=Layout.HOME,
        title=community.name,
        description=context.description,
        changes_at=directory.next_change((*context.newest, *context.waiting)),
    )


def open_situations(directory: Directory) -> list[Situation] | None:
    """The incidents that are open, the latest first; None where no record of failures is kept."""
    said, words = directory.corpus.transparency, directory.site.catalogue
    if said.empty:
        return None
    found = [
        Situation(
            url=f"incidents/{incident.slug}/",
            title=incident.record.title,
            state=words.gettext(STATE_WORDS[incident_state(incident)]),
            since=incident_told(incident),
        )
        for incident in said.incidents
        if is_open(incident)
    ]
    return sorted(found, key=lambda situation: (situation.since or LONG_AGO, situation.url), reverse=True)


def newest_replies(directory: Directory) -> list[Reply]:
    """The latest answers of the whole community."""
    answers = (
        (answer.at, post.slug, answer.name, answer.author, post.record.title)
        for post in directory.posts
        for answer in post.answers
        if answer.at is not None
    )
    return [
        Reply(
            slug=slug,
            title=title,
            anchor=f"answer-{name}",
            author=directory.authors.get(author) if author else None,
            at=at,
        )
        for at, slug, name, author, title in nlargest(HOME_ENTRIES, answers, key=lambda found: found[:3])
    ]


def best_helpers(directory: Directory) -> list[Helper]:
    """Who wrote the most accepted answers, then the most answers; nobody who does not want to be ranked."""
    helped = [
        Helper(author=directory.authors[person.slug], answers=mine.answer_count, accepted=mine.accepted)
        for person in directory.members
        if person.listed and (mine := directory.contributions.get(person.slug)) and mine.answer_count
    ]
    return sorted(helped, key=lambda helper: (-helper.accepted, -helper.answers, helper.author.slug))[:HELPERS]


DONE = frozenset({State.SHIPPED, State.REMEDIED})
SETTLED = DONE | {State.DECLINED, State.DUPLICATE, State.BROKEN}


def list_outcomes(directory: Directory) -> list[Outcome]:
    """Every idea and complaint that staff have said something about, newest first."""
    outcomes = []
    for post in reversed(directory.posts):
        entry, told = directory.entries[post.slug], post.record.idea or post.record.complaint
        if told is None or entry.state in (None, State.OPEN, State.DUPLICATE, State.BROKEN):
            continue
        outcomes.append(
            Outcome(
                slug=post.slug,
                title=post.record.title,
                kind=post.record.kind,
                state=entry.state,
                because=told.because,
                shipped=(post.record.idea and post.record.idea.shipped) or "",
                author=entry.author,
                created=post.created,
                votes=entry.votes,
            )
        )
    return outcomes


def plan_outcomes(directory: Directory) -> Document:
    """You said, we did: ideas and complaints with what became of them."""
    outcomes = list_outcomes(directory)
    done = [outcome for outcome in outcomes if outcome.state in DONE]
    declined = [outcome for outcome in outcomes if outcome.state is State.DECLINED]
    under_way = [outcome for outcome in outcomes if outcome.state not in SETTLED]
    heard = sum(entry.kind in (Kind.IDEA, Kind.COMPLAINT) for entry in directory.entries.values())
    return draft_document(
        directory.stamp,
        url="outcomes/",
        template="outcomes.jinja",
        context=OutcomesPage(
            done=done[:OUTCOMES], under_way=under_way[:OUTCOMES], declined=declined[:OUTCOMES], heard=heard
        ),
        layout=Layout.LIST,
        title=directory.site.catalogue.gettext("You said, we did"),
        description=directory.site.catalogue.gettext("Ideas and complaints of members, and what became of each."),
    )
