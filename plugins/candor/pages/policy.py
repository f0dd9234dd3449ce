"""Which comments the policy folds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Person, Post
from candor.model.policy import Rule
from candor.model.records import Kind
from candor.pages.catalogue import mark
from candor.standing.assess import Standings
from candor.standing.policy import fold_rule

RULE_WORDS = {
    Rule.PROMOTION: mark("promotion"),
    Rule.LINKS: mark("more links than a new member may set"),
    Rule.SECOND_LOOK: mark("a word that needs a second look"),
    Rule.SUBSTANCE: mark("too little said"),
}
"""Why a comment is folded, in words; templates hold the same for its own line."""


def fold_comments(
    corpus: Corpus, posts: Iterable[Post], standings: Standings, accepted: Mapping[str, str]
) -> dict[str, dict[str, Rule]]:
    """For each post, by slug, the comments that the policy folds (``source/thread/comment``), and by which rule.

    Never folded are comments below a complaint, answers of any kind, and what somebody has looked at already.
    """
    policy = corpus.community.policy
    if policy is None:
        return {}
    spared = set(policy.looked_at)
    folded: dict[str, dict[str, Rule]] = {}
    for post in posts:
        if post.record.kind is Kind.COMPLAINT:
            continue
        answers = {accepted.get(post.slug, ""), *(answer.from_ for answer in post.answers)}
        for thread in post.threads:
            asked = False
            reviews = {command.num for command in thread.marks.commands} if thread.marks else set()
            for comment in thread.comments:
                answers_question = comment.is_reply and asked
                asked = (comment.is_reply and asked) or (comment.facts is not None and comment.facts.asks)
                name = f"{thread.key}/{comment.num}"
                if (
                    comment.facts is None
                    or comment.state is not CommentState.LIVE
                    or comment.num == thread.answer
                    or name in answers
                    or name in spared
                ):
                    continue
                author = corpus.people.get(comment.author or "")
                rule = fold_rule(
                    comment.facts,
                    policy,
                    new_member=is_new(author, standings),
                    may_be_brief=answers_question
                    or comment.num in reviews
                    or (author is not None and author is corpus.people.get(post.author or "")),
                )
                if rule:
                    folded.setdefault(post.slug, {})[name] = rule
    return folded


def is_new(person: Person | None, standings: Standings) -> bool:
    """Whether somebody is neither of the staff nor has reached the first level."""
    if person is None:
        return True
    standing = standings.members.get(person.slug)
    return not person.staff and (standing is None or standing.level == 0)
