"""The page of one post, and its redirects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import Post
from candor.model.records import STAFF_KINDS
from candor.pages.comment_feeds import has_comment_feed
from candor.pages.contexts import Author, Entry, Link, PostLink, PostPage, Redirect, Seen
from candor.pages.directory import Directory
from candor.pages.documents import draft_document
from candor.pages.plan import CopiedFile, Document, Layout
from candor.pages.related import pair_posts, relate_posts
from candor.pages.review import describe_review, unheard_marks
from candor.pages.taking_part import ways_to_answer
from candor.pages.threads import reply_address
from candor.standing.clocks import staff_replied
from candor.standing.contributions import find_comment

ROOT = "../../"


def plan_posts(directory: Directory, related: Sequence[Sequence[int]] = ()) -> Iterator[Document]:
    """A page for every post, and one for every alias that no post's own slug takes. `related` are the places of posts
    that each names, if somebody found them out already."""
    posts = directory.posts
    for post, others in pair_posts(posts, related) if related else relate_posts(posts):
        yield plan_post(directory, post, others)
    for post in directory.posts:
        for alias in post.record.aliases:
            if alias not in directory.entries:
                yield plan_redirect(directory, f"questions/{alias}/", f"../{post.slug}/", f"questions/{post.slug}/")


def plan_post(directory: Directory, post: Post, related: Sequence[Post] = ()) -> Document:
    """The post's page, which names `related` posts. It changes with time when an ask closes or a review falls due."""
    record, now = post.record, directory.now
    entry, accepted = directory.entries[post.slug], directory.accepted[post.slug]
    anchors = find_anchors(post, accepted)
    duplicate = directory.entries.get(record.duplicate_of) if record.duplicate_of else None
    context = PostPage(
        post=msgspec.structs.replace(post, problems=[]) if post.problems else post,
        people=gather_people(directory, post),
        state=entry.state,
        accepted=accepted,
        accepted_comment=find_comment(post, accepted) if accepted and not accepted.startswith("answers/") else None,
        comment_count=entry.comments,
        became=count_live(post) - entry.comments if anchors else 0,
        votes=entry.votes,
        answered_by=anchors,
        topics=entry.topics,
        links=directory.resolve(post.refs, ROOT) if post.refs else {},
        duplicate_of=PostLink(slug=duplicate.slug, title=duplicate.title) if duplicate else None,
        related=[PostLink(slug=other.slug, title=other.record.title) for other in related],
        active=last_activity(post),
        review=describe_review(directory, post),
        unheard=unheard_marks(directory.reviews.get(post.slug)),
        recordings=usable_recordings(post),
        closed=record.ask is not None and now >= record.ask.until,
        ways=ways_to_answer(post, directory.corpus.community, directory.site),
        seen=acknowledged(directory, post),
        remedy=find_remedy(directory, post),
        folded=directory.folded.get(post.slug, {}),
        replies=["" if directory.demo else reply_address(thread) for thread in post.threads],
        mirrored=any(thread.key.partition("/")[0] in directory.corpus.mirrors for thread in post.threads),
        comment_feed=has_comment_feed(directory, post),
    )
    return draft_document(
        directory.stamp,
        url=f"questions/{post.slug}/",
        template="post.jinja",
        context=context,
        layout=Layout.POST,
        title=record.title,
        description=post.excerpt,
        source=f"{post.path}/index.md",
        words=() if post.stub else (post.key,),
        changes_at=directory.moments.get(post.slug),
    )


def acknowledged(directory: Directory, post: Post) -> Seen | None:
    """What staff said when they saw the post; nothing once somebody of them has replied."""
    record = directory.corpus.transparency.acknowledgements.get(post.slug)
    if record is None or staff_replied(post, directory.corpus):
        return None
    return Seen(by=directory.authors.get(record.by), at=record.at, answer_by=record.answer_by, note=record.note)


def find_remedy(directory: Directory, post: Post) -> Link | None:
    """The page of the remedy that a complaint names; None where there is no such record."""
    slug = post.record.complaint.remedy if post.record.complaint else None
    if slug is None:
        return None
    remedies = directory.corpus.transparency.remedies
    found = next((remedy for remedy in remedies if remedy.slug == slug), None)
    return Link(url=f"remedies/{slug}/", title=found.record.title) if found else None


def gather_people(directory: Directory, post: Post) -> dict[str, Author]:
    """Everybody named on the post's page, in order of appearance."""
    keys = [post.author]
    for answer in post.answers:
        keys += (answer.author, answer.verified_by)
    for thread in post.threads:
        keys += [comment.author for comment in thread.comments]
    authors = directory.authors
    return {key: authors[key] for key in dict.fromkeys(keys) if key is not None and key in authors}


def last_activity(post: Post) -> datetime | None:
    """The latest time that anything on the post's page was written or changed."""
    times = [post.created, post.edited, *(answer.at for answer in post.answers)]
    times += [comment.at for thread in post.threads for comment in thread.comments[-1:]]
    return max((at for at in times if at), default=None)


def find_anchors(post: Post, accepted: str) -> dict[str, str]:
    """For each comment that is printed as an answer, the anchor it is printed at."""
    anchors = {answer.from_: f"answer-{answer.name}" for answer in post.answers if answer.from_}
    if accepted and not accepted.startswith("answers/"):
        anchors[accepted] = "accepted-answer"
    return anchors


def count_live(post: Post) -> int:
    """How many comments of the post nobody removed."""
    return sum(comment.state is CommentState.LIVE for thread in post.threads for comment in thread.comments)


def usable_recordings(post: Post) -> dict[str, str]:
    """The post's ``video`` and ``audio``: only staff's, and only a file that was found to be what it should be."""
    record = post.record
    if record.kind not in STAFF_KINDS:
        return {}
    faulty = {problem.field for problem in post.problems}
    named = {"video": record.video, "audio": record.audio}
    return {field: name for field, name in named.items() if name and field not in faulty}


def plan_redirect(directory: Directory, url: str, target: str, goal: str) -> Document:
    """A page at `url` that leads to `target`, relative to it; `goal` is the same below the site's root."""
    site = directory.site
    context = Redirect(
        title=site.catalogue.gettext("This page has moved"),
        target=target,
        canonical=site.url + goal if site.url else "",
        language=site.language,
    )
    return draft_document(directory.stamp, url=url, template="redirect.jinja", context=context, title=context.title)


def plan_copies(directory: Directory) -> Iterator[CopiedFile]:
    """The images, videos and sound recordings published beside posts, and signed badges."""
    for path in directory.corpus.witnesses.credentials:
        yield CopiedFile(source=path, dest=path)
    for post in directory.posts:
        for name in sorted({*post.images, *usable_recordings(post).values()}):
            yield CopiedFile(source=f"{post.path}/{name}", dest=f"questions/{post.slug}/{name}")


def newest(entries: list[Entry], count: int) -> list[Entry]:
    """The last `count` of entries sorted from the oldest, newest first."""
    return entries[-count:][::-1]
