"""Where a post's review stands, as its page and lists print it."""

from __future__ import annotations

import re

from candor.model.corpus import Post
from candor.pages.contexts import PostReview, Vouch
from candor.pages.directory import Directory
from candor.pages.taking_part import home
from candor.standing.events import NOT_ANCHOR
from candor.standing.review import Judgement, ReviewState, Verdict

PULL = re.compile(r"pull/([^/]+)/([0-9]+)")


def describe_review(directory: Directory, post: Post) -> PostReview | None:
    """Where the post's review stands, with who said so, when and where; None where nothing is to be reviewed."""
    judgement = directory.reviews.get(post.slug)
    if judgement is None:
        return None
    verified = judgement.state is ReviewState.VERIFIED
    said = judgement.approvals if verified else [judgement.verdict] if judgement.verdict else []
    return PostReview(
        state=judgement.state,
        said=[vouch(directory, verdict) for verdict in said],
        until=judgement.until if verified else None,
        due=judgement.due,
        worked=judgement.worked,
        failed=judgement.failed,
        aged=judgement.aged,
    )


def vouch(directory: Directory, verdict: Verdict) -> Vouch:
    """A reviewer's word with the place where anybody can look it up."""
    source = verdict.source
    pull = PULL.fullmatch(source)
    if pull:
        repository = directory.corpus.community.repository
        known = repository is not None and pull[1] == "github" and not directory.demo
        place = f"{home(repository)}/pull/{pull[2]}" if repository and known else ""
    elif source.startswith("answers/"):
        place = f"#answer-{NOT_ANCHOR.sub('-', source[8:-3])}"
    else:
        place = f"#comment-{NOT_ANCHOR.sub('-', source)}"
    author = directory.authors.get(verdict.by)
    return Vouch(author=author, at=verdict.at, place=place, pull=int(pull[2]) if pull else 0)


def unheard_marks(judgement: Judgement | None) -> list[str]:
    """The names of the answers whose ``verified`` counts for nothing."""
    sources = [verdict.source for verdict, _ in judgement.unheard] if judgement else []
    return [source[8:-3] for source in sources if source.startswith("answers/")]
