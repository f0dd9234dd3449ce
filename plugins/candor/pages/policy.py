"""Which comments the policy folds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Corpus, Person, Post, ThreadSummary
from candor.model.policy import Rule
from candor.model.records import Kind, Policy
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

    def new(comment: CommentSummary) -> bool:
        return is_new(corpus.people.get(comment.author or ""), standings)

    folded: dict[str, dict[str, Rule]] = {}
    for post in posts:
        if post.record.kind is Kind.COMPLAINT or not post.threads:
            continue
        author = corpus.people.get(post.author or "")
        own = {*author.accounts, author.slug} if author else set()
        answers = {accepted.get(post.slug, ""), *(answer.from_ for answer in post.answers)}
        for thread in post.threads:
            if rules := fold_thread(thread, policy, new, own, answers):
                folded.setdefault(post.slug, {}).update(rules)
    return folded


def fold_thread(
    thread: ThreadSummary,
    policy: Policy,
    new: Callable[[CommentSummary], bool],
    own: Collection[str] = (),
    spared: Collection[str | None] = (),
) -> dict[str, Rule]:
    """The thread's comments that the policy folds, by their names. `new` says whether a comment's author is a new
    member; `own` are the authors of what is discussed, who may be brief; `spared` are never folded."""
    found: dict[str, Rule] = {}
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
            or name in spared
            or name in policy.looked_at
        ):
            continue
        brief = answers_question or comment.num in reviews or comment.author in own
        if rule := fold_rule(comment.facts, policy, new_member=new(comment), may_be_brief=brief):
            found[name] = rule
    return found


def is_new(person: Person | None, standings: Standings) -> bool:
    """Whether somebody is neither of the staff nor has reached the first level."""
    if person is None:
        return True
    standing = standings.members.get(person.slug)
    return not person.staff and (standing is None or standing.level == 0)
