"""Badges: each with its evidence, none without."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from tests.standing.world import NOW, OLD, day, said

from candor.model.badges import BADGES, Family
from candor.model.corpus import AnswerSummary, Person, Post
from candor.model.records import Kind, PostRecord
from candor.model.standing import EventKind, RuleBook, Rules
from candor.standing.assess import assess_events
from candor.standing.badges import JUDGES
from candor.standing.contributions import Contributions
from candor.standing.events import REPOSITORY, Event


def held(
    events: list[Event], posts: list[Post], asked: dict[str, list[Post]] | None = None, rules: Rules | None = None
) -> dict[str, list[Event]]:
    """Otto's badges and their evidence."""
    names = {name for event in events for name in (event.actor, event.member)} | {"otto"}
    people = {name: Person(slug=name, name=name, accounts=[f"x:{name}"]) for name in names}
    wrote = {slug: Contributions(posts=found) for slug, found in (asked or {}).items()}
    found = assess_events(
        events,
        people,
        {post.slug: post for post in posts},
        wrote,
        RuleBook(versions=[rules or Rules()]),
        NOW,
        since={f"x:{name}": OLD for name in names},
    )
    otto = found.members.get("otto")
    return {one.badge: one.evidence for one in otto.badges} if otto else {}


def post(slug: str, *, created: float = 0, topics: list[str] | None = None, answered: float | None = None) -> Post:
    record = PostRecord(title=slug, kind=Kind.QUESTION, topics=topics or [])
    answers = [AnswerSummary(name="otto", author="otto", at=day(answered))] if answered is not None else []
    return Post(
        slug=slug, path=f"questions/2025/{slug}", key=slug, record=record, created=day(created), answers=answers
    )


def accepted(by: str, slug: str, on: float) -> Event:
    return said(by, "otto", on, EventKind.ACCEPTED, slug, "answers/otto.md")


def test_there_are_at_least_eight_in_four_families() -> None:
    assert len(BADGES) >= 8
    assert {badge.family for badge in BADGES.values()} == set(Family)
    assert list(BADGES) == list(JUDGES)


def test_no_two_look_alike() -> None:
    assert len({(badge.family, badge.mark) for badge in BADGES.values()}) == len(BADGES)
    assert len({badge.mark for badge in BADGES.values()}) == len(BADGES)


def test_lifeline_counts_people_not_answers() -> None:
    posts = [post(f"p{n}", answered=1) for n in range(6)]
    five = [accepted(f"m{n}", f"p{n}", n) for n in range(5)]
    assert "lifeline" in held(five, posts)
    assert "lifeline" not in held([accepted("m0", f"p{n}", 100 * n) for n in range(6)], posts)


def test_late_rescue_wants_two_weeks_of_silence() -> None:
    late = [post("a", created=0, answered=14), post("b", created=0, answered=20)]
    soon = [post("a", created=0, answered=13), post("b", created=0, answered=20)]
    events = [accepted("m0", "a", 30), accepted("m1", "b", 31)]
    assert "late-rescue" in held(events, late)
    assert "late-rescue" not in held(events, soon)


def test_welcome_counts_first_questions() -> None:
    posts = [post(f"p{n}", answered=1) for n in range(3)]
    events = [accepted(f"m{n}", f"p{n}", n + 2) for n in range(3)]
    firsts = {f"m{n}": [posts[n]] for n in range(3)}
    assert "welcome" in held(events, posts, firsts)
    earlier = post("older", created=-5)
    assert "welcome" not in held(events, [*posts, earlier], firsts | {"m0": [earlier, posts[0]]})


def test_proven_and_evergreen_want_somebody_elses_eyes() -> None:
    posts = [post(f"p{n}", created=-800, answered=-700) for n in range(3)]
    events = [said(f"m{n}", "otto", n, EventKind.VERIFIED, f"p{n}", "answers/otto.md") for n in range(3)]
    assert {"proven", "evergreen"} <= held(events, posts).keys()
    own = [said("otto", "otto", n, EventKind.VERIFIED, f"p{n}", "answers/otto.md") for n in range(3)]
    assert held(own, posts) == {}


def test_gardener_counts_whose_texts_were_corrected() -> None:
    def corrected(whose: str, on: float) -> Event:
        return Event(day(on), EventKind.CORRECTED, "otto", REPOSITORY, f"p{on}", "", whose)

    posts = [post(f"p{n}") for n in range(3)]
    assert "gardener" in held([corrected(f"m{n}", n) for n in range(3)], posts)
    assert "gardener" not in held([corrected("m0", n) for n in range(3)], posts)


def test_second_pair_counts_whose_proposals_were_reviewed() -> None:
    events = [Event(day(n), EventKind.REVIEWED, "otto", REPOSITORY, "", f"pull/github/{n}", f"m{n}") for n in range(5)]
    assert "second-pair" in held(events, [])
    assert "second-pair" not in held([msgspec.structs.replace(event, detail="m0") for event in events], [])


@pytest.mark.parametrize(("detail", "badge"), [("idea", "heard"), ("complaint", "straight-talk")])
def test_the_brand_speaks_for_honest_words(detail: str, badge: str) -> None:
    event = Event(day(1), EventKind.SHIPPED, "otto", REPOSITORY, "p", "", detail)
    assert held([event], [post("p")]) == {badge: [event]}


def test_witness_helped_with_a_promise() -> None:
    event = Event(day(1), EventKind.HELPED, "otto", REPOSITORY, "", "promises/refunds/")
    assert held([event], []) == {"witness": [event]}


def test_bridge_wants_two_people_in_each_topic() -> None:
    posts = [post(f"{topic}{n}", topics=[topic], answered=1) for topic in "abc" for n in range(2)]
    events = [accepted(f"m{topic}{n}", f"{topic}{n}", 2 + n) for topic in "abc" for n in range(2)]
    assert "bridge" in held(events, posts)
    assert "bridge" not in held(events[:-1], posts)


def test_give_back_comes_after_a_question_of_ones_own() -> None:
    posts = [post("p0", answered=5), post("p1", answered=6)]
    events = [accepted("m0", "p0", 10), accepted("m1", "p1", 11)]
    assert "give-back" in held(events, posts, {"otto": [post("mine", created=1)]})
    assert "give-back" not in held(events, posts, {"otto": [post("mine", created=50)]})
    assert "give-back" not in held(events, posts)


def test_a_bar_can_be_raised_or_the_badge_switched_off() -> None:
    event = Event(day(1), EventKind.SHIPPED, "otto", REPOSITORY, "p", "", "idea")
    assert held([event], [post("p")], rules=Rules(badges={"heard": 2})) == {}
    assert held([event], [post("p")], rules=Rules(badges={"heard": 0})) == {}


def test_it_is_held_since_its_bar_was_reached() -> None:
    posts = [post(f"p{n}", answered=1) for n in range(7)]
    events = [accepted(f"m{n}", f"p{n}", 10 * n + 2) for n in range(7)]
    names = {f"m{n}" for n in range(7)} | {"otto"}
    people = {name: Person(slug=name, name=name, accounts=[f"x:{name}"]) for name in names}
    found = assess_events(
        events, people, {p.slug: p for p in posts}, {}, RuleBook(), NOW, since={f"x:{n}": OLD for n in names}
    )
    lifeline = next(one for one in found.members["otto"].badges if one.badge == "lifeline")
    assert lifeline.at == day(42)
    assert len(lifeline.evidence) == 7
    assert found.holders("lifeline") == ["otto"]
    assert lifeline.at - day(2) == timedelta(days=40)
