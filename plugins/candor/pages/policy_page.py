"""The page that prints the comment policy, and counts what it folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from candor.model.policy import Rule
from candor.model.records import Policy
from candor.pages.catalogue import mark
from candor.pages.contexts import PolicyPage
from candor.pages.directory import Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document, Layout
from candor.pages.status import has_status

URL = "policy/"
TITLE = mark("Comment policy")


def plan_policy(directory: Directory) -> Iterator[Document]:
    """The page, where the community has a policy."""
    policy = directory.corpus.community.policy
    if policy is None:
        return
    title = directory.site.catalogue.gettext(TITLE)
    pages = (talk.context.folded for talk in directory.talks.values())
    folded = (rule for rules in (*directory.folded.values(), *pages) for rule in rules.values())
    yield draft_document(
        directory.stamp,
        url=URL,
        template="policy.jinja",
        context=draft_policy(policy, title, folded, log=has_status(directory)),
        layout=Layout.LIST,
        title=title,
    )


def draft_policy(
    policy: Policy, title: str, folded: Iterable[str], *, log: bool = False, by_age: bool = False
) -> PolicyPage:
    """The policy in words, with how many comments each rule folds."""
    counts = Counter(folded)
    return PolicyPage(
        title=title,
        allowed=policy.links_for_new_members,
        own_hosts=policy.own_hosts,
        minimum_words=policy.minimum_words,
        no_promotion=policy.no_promotion,
        promotion=policy.promotion,
        second_look=policy.second_look,
        looked_at=len(policy.looked_at),
        counts={str(rule): counts[rule] for rule in Rule},
        total=sum(counts.values()),
        log=log,
        by_age=by_age,
    )
