"""The badges there are: what each stands for, in four families. What earns one is counted in `candor.standing.badges`.

None is given for a first click, a streak or bare volume: each counts different people, or what
somebody else confirmed.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


def mark(message: str) -> str:
    """The message itself: says of words in a table that they are to be looked up where they are printed."""
    return message


class Family(StrEnum):
    """What a badge is about; each family has a shape of its own."""

    HELP = "help"
    KNOWLEDGE = "knowledge"
    HONESTY = "honesty"
    COMMUNITY = "community"


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """A badge: ``mark`` is the one letter in its shape, ``bar`` how many it takes unless the rules say otherwise.

    ``criterion`` says what is counted, with ``%(num)s`` for the number, ``one`` the same of one; ``why`` what it
    is worth to others.
    """

    id: str
    title: str
    family: Family
    mark: str
    bar: int
    one: str
    criterion: str
    why: str


BADGES: dict[str, Badge] = {
    badge.id: badge
    for badge in (
        Badge(
            id="lifeline",
            title=mark("Lifeline"),
            family=Family.HELP,
            mark="L",
            bar=5,
            one=mark("An answer accepted by at least one person."),
            criterion=mark("Answers accepted by at least %(num)s different people."),
            why=mark("Help that reached many, in the judgement of those who asked."),
        ),
        Badge(
            id="late-rescue",
            title=mark("Late rescue"),
            family=Family.HELP,
            mark="R",
            bar=2,
            one=mark("An accepted answer to somebody whose question had waited two weeks or longer."),
            criterion=mark(
                "Accepted answers to at least %(num)s people whose question had waited two weeks or longer."
            ),
            why=mark("Nobody had answered any more; this member did."),
        ),
        Badge(
            id="welcome",
            title=mark("Welcome"),
            family=Family.HELP,
            mark="W",
            bar=3,
            one=mark("An answer accepted by somebody for the first question they ever asked here."),
            criterion=mark("Answers accepted by at least %(num)s people for the first question they ever asked here."),
            why=mark("Whoever is helped the first time comes back."),
        ),
        Badge(
            id="proven",
            title=mark("Proven"),
            family=Family.KNOWLEDGE,
            mark="P",
            bar=3,
            one=mark("At least one answer that somebody else has verified."),
            criterion=mark("At least %(num)s answers that somebody else has verified."),
            why=mark("Others tried it, and it holds."),
        ),
        Badge(
            id="gardener",
            title=mark("Gardener"),
            family=Family.KNOWLEDGE,
            mark="G",
            bar=3,
            one=mark("A post or answer of somebody else corrected or improved."),
            criterion=mark("Posts or answers of at least %(num)s other people corrected or improved."),
            why=mark("Old answers stay right because somebody looks after them."),
        ),
        Badge(
            id="evergreen",
            title=mark("Evergreen"),
            family=Family.KNOWLEDGE,
            mark="E",
            bar=1,
            one=mark("At least one answer verified by somebody else a year or longer after it was written."),
            criterion=mark(
                "At least %(num)s answers verified by somebody else a year or longer after they were written."
            ),
            why=mark("Written so that it lasts."),
        ),
        Badge(
            id="second-pair",
            title=mark("Second pair of eyes"),
            family=Family.KNOWLEDGE,
            mark="S",
            bar=5,
            one=mark("A proposal by somebody else reviewed."),
            criterion=mark("Proposals by at least %(num)s different people reviewed."),
            why=mark("What is published has been read by somebody first."),
        ),
        Badge(
            id="straight-talk",
            title=mark("Straight talk"),
            family=Family.HONESTY,
            mark="T",
            bar=1,
            one=mark("At least one complaint that led to a remedy."),
            criterion=mark("At least %(num)s complaints that led to a remedy."),
            why=mark("Saying what went wrong, so that it was put right for everybody."),
        ),
        Badge(
            id="heard",
            title=mark("Heard"),
            family=Family.HONESTY,
            mark="H",
            bar=1,
            one=mark("At least one idea that was shipped."),
            criterion=mark("At least %(num)s ideas that were shipped."),
            why=mark("The product is better for what this member asked for."),
        ),
        Badge(
            id="witness",
            title=mark("Witness"),
            family=Family.HONESTY,
            mark="O",
            bar=1,
            one=mark("Helped to choose or to check at least one remedy or promise."),
            criterion=mark("Helped to choose or to check at least %(num)s remedies or promises."),
            why=mark("Promises are worth what somebody checks."),
        ),
        Badge(
            id="bridge",
            title=mark("Bridge"),
            family=Family.COMMUNITY,
            mark="B",
            bar=3,
            one=mark("Answers accepted, by two people or more, in at least one topic."),
            criterion=mark("Answers accepted, by two people or more each, in at least %(num)s topics."),
            why=mark("Knows more than one corner, and links them."),
        ),
        Badge(
            id="give-back",
            title=mark("Give back"),
            family=Family.COMMUNITY,
            mark="K",
            bar=2,
            one=mark("Was helped first, and has had an answer accepted by somebody else since."),
            criterion=mark("Was helped first, and has had answers accepted by at least %(num)s other people since."),
            why=mark("Pays help forward."),
        ),
    )
}
"""By id, in the order in which two are chosen to stand beside a name."""
