"""Which badges a member holds, each with the events that are its evidence.

A badge is nothing but its evidence: when that goes, the badge goes, because both are read from the
records anew. What each badge stands for is written in `candor.model.badges`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from candor.model.badges import BADGES
from candor.model.corpus import Post
from candor.model.standing import EventKind, Rules
from candor.standing.events import Event
from candor.standing.levels import COUNTED
from candor.standing.points import Award, Why

WAITED = timedelta(days=14)
LASTED = timedelta(days=365)
STANDS = COUNTED | {Why.SAME_POST}


class Held(msgspec.Struct, frozen=True, gc=False):
    """A badge that somebody holds, when the last needed piece of evidence came, and all of it from the oldest."""

    badge: str
    at: datetime
    evidence: list[Event]


class Case(msgspec.Struct, frozen=True):
    """What a badge is judged by: a member's events that count, by kind and from the oldest, the posts, and who
    endorsers are.

    ``asked`` is when each person first asked a question, by slug, and on which post.
    """

    slug: str
    events: Mapping[EventKind, list[Event]]
    posts: Mapping[str, Post]
    asked: Mapping[str, tuple[datetime, str]]
    slug_of: Mapping[str, str]

    def of(self, kind: EventKind) -> list[Event]:
        return self.events.get(kind, [])

    def actor(self, event: Event) -> str:
        return self.slug_of.get(event.actor, event.actor)


Pieces = Iterable[tuple[str, Event]]
"""What is counted (a person, a topic, an event) and the event that shows it."""


def lifeline(case: Case) -> Pieces:
    return ((case.actor(event), event) for event in case.of(EventKind.ACCEPTED))


def late_rescue(case: Case) -> Pieces:
    for event in case.of(EventKind.ACCEPTED):
        post, answered = case.posts[event.post], written(case, event)
        if post.created and answered and answered - post.created >= WAITED:
            yield case.actor(event), event


def welcome(case: Case) -> Pieces:
    for event in case.of(EventKind.ACCEPTED):
        if case.asked.get(case.actor(event), (None, ""))[1] == event.post:
            yield case.actor(event), event


def proven(case: Case) -> Pieces:
    return ((event.id, event) for event in case.of(EventKind.VERIFIED))


def gardener(case: Case) -> Pieces:
    return ((case.slug_of.get(event.detail, event.detail), event) for event in case.of(EventKind.CORRECTED))


def evergreen(case: Case) -> Pieces:
    for event in case.of(EventKind.VERIFIED):
        answered = written(case, event)
        if answered and event.at - answered >= LASTED:
            yield event.id, event


def second_pair(case: Case) -> Pieces:
    return ((case.slug_of.get(event.detail, event.detail or event.id), event) for event in case.of(EventKind.REVIEWED))


def straight_talk(case: Case) -> Pieces:
    return ((event.id, event) for event in case.of(EventKind.SHIPPED) if event.detail == "complaint")


def heard(case: Case) -> Pieces:
    return ((event.id, event) for event in case.of(EventKind.SHIPPED) if event.detail == "idea")


def witness(case: Case) -> Pieces:
    return ((event.id, event) for event in case.of(EventKind.HELPED))


def bridge(case: Case) -> Pieces:
    """Topics in which two different people accepted an answer, each shown by the second of them."""
    people: dict[str, set[str]] = {}
    for event in case.of(EventKind.ACCEPTED):
        for topic in case.posts[event.post].record.topics:
            helped = people.setdefault(topic, set())
            if case.actor(event) not in helped:
                helped.add(case.actor(event))
                if len(helped) == 2:
                    yield topic, event


def give_back(case: Case) -> Pieces:
    """People helped after the member's own first question was asked."""
    if case.slug in case.asked:
        first = case.asked[case.slug][0]
        for event in case.of(EventKind.ACCEPTED):
            if event.at > first:
                yield case.actor(event), event


def written(case: Case, event: Event) -> datetime | None:
    """When the answer that an event is about was written."""
    post = case.posts[event.post]
    for answer in post.answers:
        if event.object in (f"answers/{answer.name}.md", answer.from_):
            return answer.at
    for thread in post.threads:
        if event.object.startswith(f"{thread.key}/"):
            number = int(event.object.rpartition("/")[2])
            return next((comment.at for comment in thread.comments if comment.num == number), None)
    return None


JUDGES: dict[str, tuple[EventKind, Callable[[Case], Pieces]]] = {
    "lifeline": (EventKind.ACCEPTED, lifeline),
    "late-rescue": (EventKind.ACCEPTED, late_rescue),
    "welcome": (EventKind.ACCEPTED, welcome),
    "proven": (EventKind.VERIFIED, proven),
    "gardener": (EventKind.CORRECTED, gardener),
    "evergreen": (EventKind.VERIFIED, evergreen),
    "second-pair": (EventKind.REVIEWED, second_pair),
    "straight-talk": (EventKind.SHIPPED, straight_talk),
    "heard": (EventKind.SHIPPED, heard),
    "witness": (EventKind.HELPED, witness),
    "bridge": (EventKind.ACCEPTED, bridge),
    "give-back": (EventKind.ACCEPTED, give_back),
}
"""How each badge is judged, and the kind of event that it rests on; in the order of the catalogue."""

BEARING = frozenset(kind for kind, _ in JUDGES.values())
"""Events that badges rest on."""


def bar_of(badge: str, rules: Rules) -> int:
    """How many the rules ask for; 0 where they give the badge to nobody."""
    return rules.badges.get(badge, BADGES[badge].bar)


def award_badges(case: Case, rules: Rules) -> list[Held]:
    """Every badge whose bar is reached, in the order of the catalogue, with the first event for each thing counted."""
    held: list[Held] = []
    for badge, (kind, judge) in JUDGES.items() if case.events else ():
        bar = bar_of(badge, rules)
        if not bar or kind not in case.events:
            continue
        found: dict[str, Event] = {}
        for name, event in judge(case):
            found.setdefault(name, event)
        if len(found) >= bar:
            evidence = sorted(found.values())
            held.append(Held(badge, evidence[bar - 1].at, evidence))
    return held


def events_that_stand(awards: Iterable[Award]) -> dict[EventKind, list[Event]]:
    """The events that a badge may rest on, by kind: all that count, from the oldest."""
    found: dict[EventKind, list[Event]] = {}
    for award in awards:
        event = award.event
        if event.kind in BEARING and award.why in STANDS:
            found.setdefault(event.kind, []).append(event)
    return found
