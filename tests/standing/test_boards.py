"""Boards, circles, and how evenly points are spread."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.standing.world import day, person, said, standing

from candor.model.standing import Circle, EventKind, Rules
from candor.standing.boards import (
    Place,
    Quarter,
    by_quarter,
    by_topic,
    draw_boards,
    judge_circle,
    quarter_of,
    rank,
    share_of_top,
)
from candor.standing.events import Event


def accepted(by: str, member: str, on: float) -> Event:
    return said(by, member, on, EventKind.ACCEPTED)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1)))
def test_every_moment_lies_in_its_quarter(at: datetime) -> None:
    moment = at.replace(tzinfo=UTC)
    quarter = quarter_of(moment)
    assert quarter.start <= moment < quarter.end
    assert quarter.next.before == quarter


def test_a_quarter_has_a_name_for_addresses() -> None:
    assert Quarter(2026, 2).name == "2026-q2"


def test_a_board_is_drawn_for_every_quarter_in_which_somebody_earned() -> None:
    events = [accepted("a", "otto", 1), accepted("b", "otto", 100), said("c", "priya", 100)]
    found = standing(events)
    boards = draw_boards(found, {name: person(name) for name in ("otto", "priya")})
    assert [quarter.name for quarter in boards] == ["2025-q1", "2025-q2"]
    assert boards[Quarter(2025, 2)][""].places == [Place("otto", 1500, 1), Place("priya", 200, 1)]


def test_staff_and_whoever_wants_no_rank_are_on_no_board() -> None:
    found = standing([accepted("a", "otto", 1), accepted("a", "shy", 1)])
    people = {"otto": person("otto"), "shy": person("shy", listed=False)}
    boards = draw_boards(found, people)
    assert [place.slug for place in boards[Quarter(2025, 1)][""].places] == ["otto"]
    assert draw_boards(found, {"otto": person("otto", staff=True)}) == {}


def test_the_top_tenth_is_at_least_one() -> None:
    assert share_of_top([]) == 0
    assert share_of_top([5, 5]) == 0.5
    assert share_of_top([10] + [1] * 10) == 11 / 20


def test_equals_share_a_rank() -> None:
    places = [Place("a", 5, 1), Place("b", 5, 1), Place("c", 3, 1)]
    assert [number for number, _ in rank(places)] == [1, 1, 3]


def test_quarters_without_points_are_there_too() -> None:
    found = standing([accepted("a", "otto", 1), accepted("b", "otto", 300)])
    assert list(by_quarter(found.members["otto"]).values()) == [1500, 0, 0, 1500]


def test_points_by_topic_are_those_of_its_posts() -> None:
    found = standing([accepted("a", "otto", 1)])
    name = next(iter(found.posts))
    record = msgspec.structs.replace(found.posts[name].record, topics=["hub", "solar"])
    posts = {name: msgspec.structs.replace(found.posts[name], record=record)}
    found = msgspec.structs.replace(found, posts=posts)
    assert {topic: place.points for topic, place in by_topic(found.members["otto"], found).items()} == {
        "hub": 1500,
        "solar": 1500,
    }


WISH = {"otto": msgspec.structs.replace(person("otto"), circle=True)}


def test_a_circle_is_for_those_who_asked_and_met_the_criteria_when_the_quarter_began() -> None:
    found = standing([accepted(who, "otto", 20 * n) for n, who in enumerate("abcd")])
    circle = Circle(points=60, people=4)
    assert judge_circle(found, WISH, circle, day(95)) == ["otto"]
    assert judge_circle(found, {"otto": person("otto")}, circle, day(95)) == []
    assert judge_circle(found, WISH, circle, day(80)) == []


def test_who_belongs_stays_at_nine_tenths() -> None:
    """Fifty-five of sixty points a year later keep somebody in who was in, and let nobody in who was not."""
    first = [accepted(who, "otto", 20 * n) for n, who in enumerate("abcd")]
    rules = [Rules()]
    later = [said(f"m{n}", "otto", 367 + n) for n in range(28)]
    circle = Circle(points=60, people=4, days=365)
    found = standing(first + later, rules=rules)
    alone = standing(later, rules=rules)
    assert judge_circle(found, WISH, circle, day(460)) == ["otto"]
    assert judge_circle(alone, WISH, circle, day(460)) == []
