"""By which rule of the comment policy a comment is folded: pure, the same for everybody, and blind to what is meant.

Folding hides nothing for good: the words stay on the page, below a line that names the rule. What says that something
is wrong is folded by no rule about words, however short it is and whatever else it holds.
"""

from __future__ import annotations

from candor.model.policy import Rule, TextFacts
from candor.model.records import Policy


def fold_rule(facts: TextFacts, policy: Policy, *, new_member: bool, may_be_brief: bool = False) -> Rule | None:
    """The first rule that the comment falls under, or None. `new_member` says that its author has no level yet,
    `may_be_brief` that it answers a question, or is by whoever wrote the post."""
    if new_member and policy.no_promotion and facts.referral:
        return Rule.PROMOTION
    if new_member and facts.links > policy.links_for_new_members:
        return Rule.LINKS
    if facts.critical:
        return None
    if new_member and policy.no_promotion and facts.promotes:
        return Rule.PROMOTION
    if facts.second_look:
        return Rule.SECOND_LOOK
    empty = facts.words < policy.minimum_words and not (facts.links or facts.carries or facts.asks)
    return Rule.SUBSTANCE if empty and not may_be_brief else None
