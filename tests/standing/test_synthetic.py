"""A seeded history with rings in it: what the rules make of a whole community."""

from __future__ import annotations

import pytest
from bench.synthetic import draw_history

from candor.standing.points import Why, list_set_aside


@pytest.mark.parametrize("seed", range(3))
def test_every_ring_is_found_and_nobody_else_is_accused(seed: int) -> None:
    history = draw_history(seed, members=120, events=4_000, rings=3)
    found = history.assess()
    drawn = {member for crew in history.rings for member in crew}
    assert {ring.member for ring in found.rings} == drawn
    for crew in history.rings:
        for member in crew if len(crew) <= 3 else ():  # of a larger one the two who gave most
            assert not any(award.points for award in found.members[member].awards if award.event.actor in crew)
    listed = {
        entry.member
        for entry in list_set_aside({s: m.awards for s, m in found.members.items()})
        if entry.why is Why.RING
    }
    assert listed == drawn


def test_the_same_seed_is_the_same_history() -> None:
    one, other = draw_history(7, events=500), draw_history(7, events=500)
    assert one == other
    assert one.assess().members == other.assess().members
    assert draw_history(8, events=500).events != one.events
