"""The comment policy: what it folds, and above all what it never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.model.policy import Rule, TextFacts
from candor.model.records import Policy
from candor.sources.markdown import Place, render
from candor.sources.substance import CRITICAL, measure_text
from candor.standing.policy import fold_rule

POLICY = Policy(
    own_hosts=["fernhill.example"], promotion=["solar club"], second_look=["casino", "free money", "Wärmepumpe gratis"]
)
facts = st.builds(
    TextFacts,
    words=st.integers(0, 50),
    links=st.integers(0, 9),
    carries=st.booleans(),
    asks=st.booleans(),
    critical=st.booleans(),
    referral=st.booleans(),
    promotes=st.booleans(),
    second_look=st.booleans(),
)
policies = st.builds(
    Policy,
    links_for_new_members=st.integers(0, 9),
    minimum_words=st.integers(0, 50),
    no_promotion=st.booleans(),
)
anything = st.text(max_size=400) | st.text(alphabet="a <>[]()`'\"!?&=#*_~\n>:/.w\u200b\u0301é犬", max_size=400)


def measure(body: str, policy: Policy = POLICY) -> TextFacts:
    return measure_text(body, render(body, Place()).fragment, policy, "github.com")


def rule(body: str, *, new: bool = True, policy: Policy = POLICY) -> Rule | None:
    return fold_rule(measure(body, policy), policy, new_member=new)


@pytest.mark.parametrize(
    ("body", "folded"),
    [
        ("good post", Rule.SUBSTANCE),
        ("👍", Rule.SUBSTANCE),
        ("Thanks!", Rule.SUBSTANCE),
        ("> a long quote of what somebody else said\n\nThis.", Rule.SUBSTANCE),
        ("Which one?", None),
        ("Version 2.1", None),
        ("`reboot`", None),
        ("![the plug](https://fernhill.example/plug.png)", None),
        ("これで直りました", None),
        ("Still broken", None),
        ("Doesn’t work", None),
        ("No.", None),
        ("Kaputt!", None),
        ("Read https://a.example and https://b.example first", Rule.LINKS),
        ("Read https://a.example/x first, it is good", None),
        ("See https://fernhill.example/a and https://www.fernhill.example/b, https://github.com/x/y", None),
        ("All of it, twice: https://a.example https://a.example", None),
        ("This one is cheap: https://shop.example/hub?tag=me-21", Rule.PROMOTION),
        ("Use my code SOLAR10 and save on the next hub", Rule.PROMOTION),
        ("Come and join the Solar Club today", Rule.PROMOTION),
        ("My solar clubhouse has a roof", None),
        ("The discount code on the invoice is wrong", None),
        ("You can win at the Casino tonight", Rule.SECOND_LOOK),
        ("Get free\nmoney from the meter", Rule.SECOND_LOOK),
        ("wärmepumpe GRATIS für alle", Rule.SECOND_LOOK),
        ("The casino app crashed my hub", None),
        ("", Rule.SUBSTANCE),
    ],
)
def test_what_a_new_members_comment_is_folded_by(body: str, folded: Rule | None) -> None:
    assert rule(body) is folded


def test_whoever_has_a_level_may_link_and_recommend() -> None:
    """But an empty comment is as empty, whoever wrote it."""
    assert rule("https://a.example https://b.example?ref_id=3 use my code", new=False) is None
    assert rule("good post", new=False) is Rule.SUBSTANCE


@given(body=anything, word=st.sampled_from(sorted(CRITICAL)), new=st.booleans(), policy=policies)
def test_criticism_is_folded_by_no_rule_about_words(body: str, word: str, new: bool, policy: Policy) -> None:
    """Whatever else is in the comment, and whatever the policy's numbers are: only links that are counted can."""
    found = measure(f"{word}\n\n{body}", policy)
    assert found.critical
    folded = fold_rule(found, policy, new_member=new)
    assert folded in (None, Rule.LINKS, Rule.PROMOTION)
    if folded is Rule.PROMOTION:
        assert found.referral
    if folded:
        assert new
        assert found.links


@given(facts, policies)
def test_a_level_and_a_milder_policy_never_fold_more(found: TextFacts, policy: Policy) -> None:
    """The words rules hold for everybody, the others for new members on top."""
    known = fold_rule(found, policy, new_member=False)
    new = fold_rule(found, policy, new_member=True)
    assert known in (None, new, Rule.SECOND_LOOK, Rule.SUBSTANCE)
    assert new is not None or known is None
    milder = Policy(links_for_new_members=policy.links_for_new_members + 1, minimum_words=0, no_promotion=False)
    assert fold_rule(found, milder, new_member=True) in (None, Rule.LINKS, Rule.SECOND_LOOK)
    assert new is not None or fold_rule(found, milder, new_member=True) is None


@given(anything)
def test_measuring_never_fails_and_always_finds_the_same(body: str) -> None:
    assert measure(body) == measure(body)


@pytest.mark.parametrize(
    "body",
    ["a" * 200_000, "free " * 40_000, "> " * 50_000, "https://" * 20_000, "`" * 100_000, "?x=1&tag=" * 9_000],
    ids=["one word", "a phrase's beginning", "quotes", "schemes", "ticks", "parameters"],
)
def test_hostile_lengths_are_measured_to_the_comments_limit_only(body: str) -> None:
    assert measure(body).words <= 1000


def test_a_phrase_is_found_in_whole_words_at_the_very_end() -> None:
    assert measure("all for free money").second_look
    assert not measure("all for free").second_look
    assert not measure("carefree moneybags").second_look
