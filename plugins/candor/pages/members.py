"""The index of members, and everybody's own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from candor.model.corpus import Person
from candor.pages.contexts import Contribution, MemberEntry, MemberPage, MembersPage
from candor.pages.directory import LONG_AGO, Directory, has_file
from candor.pages.documents import draft_document
from candor.pages.lists import numbered_title, paginate, plan_end, root_of
from candor.pages.plan import Document, Layout
from candor.pages.standing import describe_staff, describe_standing, plan_points, staff_records
from candor.standing.contributions import LATEST, Contributions
from candor.standing.responses import StaffRecord


def plan_members(directory: Directory) -> Iterator[Document]:
    """The index, in the order people came so that its numbered pages stand still, and a page for everybody."""
    since: dict[str, datetime | None] = {}
    records = staff_records(directory)
    say = directory.site.catalogue.gettext
    for person in directory.members:
        mine = directory.contributions.get(person.slug)
        since[person.slug] = mine.first if mine else None
        yield plan_member(directory, person, mine or Contributions(), since[person.slug], records.get(person.slug))
        if (standing := directory.standings.members.get(person.slug)) is not None:
            yield from plan_points(directory, person, standing)
    listed = [person for person in directory.members if person.listed]
    listed.sort(key=lambda person: (since[person.slug] or LONG_AGO, person.slug))
    entries = [MemberEntry(author=directory.authors[person.slug], since=since[person.slug]) for person in listed]
    for url, chunk, pager in paginate("members/", entries):
        front = pager.number == 0
        title = say("Members") if front else numbered_title(directory, say("Members"), pager)
        yield draft_document(
            directory.stamp,
            url=url,
            template="members.jinja",
            context=MembersPage(root=root_of(url), entries=chunk, pager=pager, total=len(entries) if front else 0),
            layout=Layout.MEMBER,
            title=title,
            description=say("Everybody who has contributed."),
        )
    yield from plan_end(directory, "members/", len(entries))


def plan_member(
    directory: Directory,
    person: Person,
    mine: Contributions,
    since: datetime | None,
    record: StaffRecord | None = None,
) -> Document:
    """Somebody's page: who they are, how much they contributed, and the latest of it."""
    posts = sorted(mine.posts, key=lambda post: (post.created or LONG_AGO, post.slug), reverse=True)
    answers = [
        Contribution(
            slug=post.slug,
            title=post.record.title,
            anchor=f"answer-{answer.name}",
            at=answer.at,
            accepted=directory.accepted[post.slug] == f"answers/{answer.name}.md",
        )
        for post, answer in mine.answers
    ]
    answers += [
        Contribution(slug=post.slug, title=post.record.title, anchor=f"comment-{thread}-{num}", at=at, accepted=True)
        for at, post, thread, num in mine.chosen
    ]
    answers.sort(key=lambda answer: (answer.at or LONG_AGO, answer.slug), reverse=True)
    standing = directory.standings.members.get(person.slug)
    entries = [directory.entries[post.slug] for post in posts[:LATEST]]
    moments = [
        directory.next_change(entries),
        standing.climb.lost_at if standing else None,
        record.next_due if record else None,
    ]
    context = MemberPage(
        author=directory.authors[person.slug],
        community=directory.corpus.community.name,
        roles=person.roles,
        role_text=person.role_text,
        since=since,
        posts=entries,
        answers=answers[:LATEST],
        comments=[
            Contribution(
                slug=post.slug,
                title=post.record.title,
                anchor=f"comment-{thread}-{num}",
                at=at,
            )
            for at, _, post, thread, num in mine.latest_comments
        ],
        post_count=len(posts),
        answer_count=len(answers),
        accepted_count=mine.accepted,
        comment_count=len(mine.commented),
        listed=person.listed,
        standing=describe_standing(directory, standing) if standing else None,
        record=describe_staff(directory, record) if record else None,
    )
    return draft_document(
        directory.stamp,
        url=f"members/{person.slug}/",
        template="member.jinja",
        context=context,
        layout=Layout.MEMBER,
        title=person.name,
        description=person.role_text,
        source=f"members/{person.slug}.yml" if has_file(person) else "",
        changes_at=min((moment for moment in moments if moment), default=None),
    )
