"""Laws: standing is a function of the set of events and the rules, and of nothing else."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.standing.world import NOW, day, standing

from candor.model.standing import EventKind, Rules, Weights
from candor.standing.assess import Standings
from candor.standing.events import READERS, REPOSITORY, Event

EXAMPLES = int(os.environ.get("CANDOR_LAW_EXAMPLES", "500"))
law = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

PEOPLE = ["ann", "bea", "cyd", "dan", "eve", REPOSITORY, READERS]
KINDS = list(EventKind)


def event_of(code: int) -> Event:
    """One of many thousand events, told by a number: small worlds in which people meet again and again."""
    code, actor = divmod(code, len(PEOPLE))
    code, member = divmod(code, 5)
    code, kind = divmod(code, len(KINDS))
    code, post = divmod(code, 6)
    return Event(day(code % 300 + 10), KINDS[kind], PEOPLE[member], PEOPLE[actor], f"post-{post}", "", "", code % 4 + 1)


events = st.lists(st.integers(0, 7 * 5 * len(KINDS) * 6 * 300), max_size=40).map(
    lambda codes: [event_of(code) for code in codes]
)


def told(found: Standings) -> list[object]:
    return [found.members, found.rings]


@law
@given(events, st.randoms(use_true_random=False))
def test_order_does_not_matter(some: list[Event], dice: object) -> None:
    """The same events in another order give the same standing."""
    other = list(some)
    dice.shuffle(other)  # type: ignore[attr-defined]
    assert told(standing(some)) == told(standing(other))


@law
@given(events, st.integers(1, 4))
def test_saying_it_again_does_not_matter(some: list[Event], times: int) -> None:
    """Events that arrive more than once count once."""
    assert told(standing(some)) == told(standing(some * times))


@law
@given(events, st.integers(0, 40), st.integers(0, 40))
def test_batches_do_not_matter(some: list[Event], first: int, second: int) -> None:
    """However the events came in, in batches that overlap or not, their union gives the same standing."""
    batches = [some[:first], some[min(first, second) :], some[second:], some[: max(first, second)]]
    union = {event for batch in batches for event in batch}
    assert told(standing(union)) == told(standing(some))


@law
@given(events, st.integers(1, 30))
def test_a_new_version_leaves_the_past_alone(some: list[Event], factor: int) -> None:
    """Rules that come to hold after the last event change nobody's points."""
    later = Rules(since=date(2025, 12, 30), points=Weights(accepted=factor, reaction=factor, merged=factor))
    before, after = standing(some), standing(some, rules=[Rules(), later])
    assert {slug: one.points for slug, one in before.members.items()} == {
        slug: one.points for slug, one in after.members.items()
    }


@law
@given(events, st.integers(0, 10))
def test_what_is_revoked_never_was(some: list[Event], post: int) -> None:
    """When everything on a post goes, points, levels and badges are those of a world without it."""
    gone = [event for event in some if event.post != f"post-{post}"]
    found = standing(gone)
    for one in found.members.values():
        assert all(event.post != f"post-{post}" for held in one.badges for event in held.evidence)
    assert told(found) == told(standing([event for event in some if event in set(gone)]))


@law
@given(events)
def test_evidence_is_all_a_badge_is(some: list[Event]) -> None:
    """Without the events that are a badge's evidence, nobody holds that badge on them."""
    for slug, one in standing(some).members.items():
        for held in one.badges:
            evidence = {event.id for event in held.evidence}
            rest = [event for event in some if event.id not in evidence]
            kept = standing(rest).members.get(slug)
            for again in kept.badges if kept else []:
                assert not evidence & {event.id for event in again.evidence}


@law
@given(events)
def test_no_one_person_gives_more_than_one_accepted_answer(some: list[Event]) -> None:
    """Within 90 days, all of one endorser's praise of one member gives at most 15 points."""
    found = standing(some)
    for one in found.members.values():
        given_by: dict[str, list[tuple[object, int]]] = {}
        for award in one.awards:
            given_by.setdefault(award.event.actor, []).append((award.event.at, award.points))
        for gifts in given_by.values():
            for at, _ in gifts:
                window = [p for when, p in gifts if at <= when < at + timedelta(days=90)]  # type: ignore[operator]
                assert sum(window) <= 1500


@law
@given(events)
def test_points_are_the_sum_of_what_is_shown(some: list[Event]) -> None:
    """Every event appears once for its member, with its points; nothing else adds to the total."""
    found = standing(some)
    for one in found.members.values():
        assert one.points == sum(award.points for award in one.awards) == one.climb.tally.points
    shown = Counter(award.event for one in found.members.values() for award in one.awards)
    assert shown == Counter(set(some))


@law
@given(events, st.integers(0, 400))
def test_the_past_stands_still(some: list[Event], on: int) -> None:
    """Standing at an earlier moment is that of the events until then."""
    moment = min(day(on), NOW)
    early = [event for event in some if event.at <= moment]
    assert told(standing(some, now=moment, until=moment)) == told(standing(early, now=moment))
