"""Levels: what they take, how they are kept, and when they go."""

from __future__ import annotations

import msgspec
from tests.standing.world import NOW, day, person, said, standing

from candor.model.standing import Allowance, Breadth, EventKind, Keeping, Level, Rules
from candor.standing.events import REPOSITORY, Event
from candor.standing.levels import Tally

LEVEL = Level(id="helper", title="Helper", points=10, ratio=0.6, endorsers=2)
RULES = [Rules(levels=[LEVEL], breadth=Breadth(endorsers=0.25, days=0.33))]


def level(events: list[Event], on: float = 365) -> int:
    return standing(events, rules=RULES, now=day(on)).members["otto"].level


def praised(*people: str, on: float = 1) -> list[Event]:
    return [said(who, "otto", on + number) for number, who in enumerate(people)]


def objected(count: int, on: float) -> list[Event]:
    return [said(f"critic{n}", "otto", on + n / 10, EventKind.OBJECTION) for n in range(count)]


def test_everybody_starts_with_two_good_and_two_bad() -> None:
    assert Tally().ratio == 0.5
    assert Tally(good=8, bad=0).ratio == 10 / 12


def test_points_people_and_ratio_make_a_level() -> None:
    assert level(praised("a", "b", "c", "d", "e")) == 1


def test_points_alone_do_not() -> None:
    """Fifteen points by one person are praise of one person."""
    assert level([said("a", "otto", kind=EventKind.ACCEPTED)]) == 0


def test_merges_are_good_but_no_breadth() -> None:
    merges = [said(REPOSITORY, "otto", n, EventKind.MERGED) for n in range(4)]
    assert level(merges) == 0


def test_too_much_that_is_bad_keeps_a_level_away() -> None:
    assert level(objected(8, 0) + praised("a", "b", "c", "d", "e", on=30)) == 0


def test_all_praise_on_one_day_is_no_breadth() -> None:
    assert level([said(who, "otto", 1 + n / 100) for n, who in enumerate("abcde")]) == 0


def test_one_person_again_and_again_is_no_breadth() -> None:
    events = [said("a", "otto", n) for n in range(30)] + praised("b", "c", "d", "e", on=40)
    assert level(events) == 0


def test_nobody_is_praised_out_of_a_level() -> None:
    """Breadth is asked for when a level is reached; one who praises day after day cannot take it away."""
    events = praised("a", "b", "c", "d", "e") + [said("a", "otto", 10 + n) for n in range(30)]
    rules = [Rules(levels=[LEVEL], keeping=Keeping(share=1, grace_days=0))]
    assert standing(events, rules=rules).members["otto"].level == 1


def test_one_person_objecting_again_and_again_objects_once() -> None:
    """Within the period; after it, and by somebody else, an objection counts anew."""
    events = [said("critic", "otto", 10 + n, EventKind.OBJECTION) for n in range(40)]
    again = [said("critic", "otto", 101, EventKind.OBJECTION), said("another", "otto", 20, EventKind.OBJECTION)]
    assert standing(events).members["otto"].climb.tally.bad == 1
    assert standing(events + again).members["otto"].climb.tally.bad == 3


def test_a_level_is_kept_for_the_grace_period_and_then_lost() -> None:
    events = praised("a", "b", "c", "d", "e") + objected(9, 50)
    assert level(events, on=60) == 1
    assert level(events, on=79) == 1
    assert level(events, on=81) == 0


def test_the_moment_it_would_be_lost_is_told() -> None:
    events = praised("a", "b", "c", "d", "e") + objected(9, 50)
    climb = standing(events, rules=RULES, now=day(60)).members["otto"].climb
    assert climb.lost_at is not None
    assert day(79) < climb.lost_at < day(81)


def test_slightly_below_the_bar_is_no_loss() -> None:
    """Nine tenths of the bar are enough to stay."""
    events = praised("a", "b", "c", "d", "e") + objected(3, 50)
    tally = standing(events, rules=RULES).members["otto"].climb.tally
    assert 0.54 <= tally.ratio < 0.6
    assert level(events) == 1


def test_praise_within_the_grace_period_saves_it() -> None:
    saved = praised("a", "b", "c", "d", "e") + objected(9, 50) + praised(*"fghijklmno", on=55)
    assert level(saved, on=300) == 1


def test_what_went_is_told_in_steps() -> None:
    events = praised("a", "b", "c", "d", "e") + objected(9, 50)
    steps = standing(events, rules=RULES).members["otto"].climb.steps
    assert [step.level for step in steps] == [1, 0]


def test_a_level_allows_what_the_rules_say() -> None:
    """To whoever held it at the moment, by account or slug; to nobody else, known or not."""
    rules = [Rules(levels=[msgspec.structs.replace(LEVEL, allows=[Allowance.VERIFY])])]
    otto = person("otto", accounts=["x:otto"])
    found = standing(praised("a", "b", "c", "d", "e"), rules=rules, people={"otto": otto, "x:otto": otto})
    for name in ("otto", "x:otto"):
        assert found.allowed(name, NOW) == {Allowance.VERIFY}
        assert found.allowed(name, day(-1)) == set()
    assert found.allowed("a", NOW) == found.allowed("github:404", NOW) == set()
