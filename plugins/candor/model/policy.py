"""The comment policy: its rules as data, and what a rule may know of a comment."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Rule(StrEnum):
    """By which rule a comment is folded, the heavier first."""

    PROMOTION = "promotion"
    LINKS = "links"
    SECOND_LOOK = "second_look"
    SUBSTANCE = "substance"


class TextFacts(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a comment's text is like, whoever wrote it.

    ``words`` are its author's own, quotes left out; ``links`` lead away from the community. ``carries`` says that it
    shows code, a picture or a number, ``asks`` that it asks something, ``critical`` that something is wrong.
    ``referral`` says that a link pays whoever set it, ``promotes`` that its words sell something, ``second_look`` that
    it holds one of the community's own words.
    """

    words: int = 0
    links: int = 0
    carries: bool = False
    asks: bool = False
    critical: bool = False
    referral: bool = False
    promotes: bool = False
    second_look: bool = False
