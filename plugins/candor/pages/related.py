"""Related posts: older ones that share rare words of the title, or topics.

Only older posts are related to a post. A new post therefore changes no page but its own, and the
whole computation is one walk from the oldest post to the newest.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from candor.model.corpus import Post

MOST = 4
"""How many related posts a page names."""

SHARE, LEAST, WORDS, HELD = 20, 3, 5, 12
"""A word counts while at most one older title in `SHARE` held it, or `LEAST` of a few; of a title the `WORDS` rarest
count, and each is looked up in the latest `HELD` titles that hold it. That bounds the work for each post."""

WORD = re.compile(r"[^\W_]{3,}")
SHARED_TOPIC = 0.25
"""Worth of a shared topic; a shared word that one older title held is worth 1."""


class Subject(NamedTuple):
    """What a post is about: its title and topics, and whether others may name it."""

    title: str
    topics: Sequence[str]
    named: bool


def list_subjects(posts: Sequence[Post]) -> list[Subject]:
    """What `relate_subjects` must know of posts. Duplicates and stubs are never named."""
    return [
        Subject(record.title, record.topics, not (record.duplicate_of or post.stub))
        for post in posts
        for record in (post.record,)
    ]


def relate_posts(posts: Sequence[Post]) -> Iterator[tuple[Post, list[Post]]]:
    """Each post with the older posts most like it, best first; `posts` from the oldest."""
    return pair_posts(posts, relate_subjects(list_subjects(posts)))


def pair_posts(posts: Sequence[Post], related: Iterable[Sequence[int]]) -> Iterator[tuple[Post, list[Post]]]:
    """Each post with the others at the places given for it."""
    for post, places in zip(posts, related, strict=True):
        yield post, [posts[place] for place in places]


def relate_subjects(subjects: Sequence[Subject]) -> Iterator[list[int]]:
    """For each subject the places of the older ones most like it, best first; `subjects` from the oldest.

    A word counts the more, the fewer older titles hold it; a single word across topics is chance
    and counts for nothing. Where titles share nothing, a post still gets the latest older ones of
    its first topic.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)  # most words have one holder: a deque would be large
    frequent: dict[str, int] = {}  # how many titles held a word, once they are more than `holders` lists
    topics_of: list[frozenset[str]] = []
    by_topic: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=MOST))
    for place, (title, topics, named) in enumerate(subjects):
        words = set(WORD.findall(title.lower()))
        most = max(LEAST, place // SHARE)
        known = [(frequent.get(word) or len(holders[word]), word) for word in words if word in holders]
        rare = sorted(pair for pair in known if pair[0] <= most)[:WORDS]
        scores: dict[int, float] = {}
        twice: set[int] = set()
        for times, word in rare:
            worth = 1 / times
            for other in holders[word]:
                if other in scores:
                    twice.add(other)
                    scores[other] += worth
                else:
                    scores[other] = worth
        own = frozenset(topics)
        ranked: list[tuple[float, int]] = []
        if own:
            for other, score in scores.items():
                shared = len(own) if topics_of[other] == own else len(own & topics_of[other])
                if shared or other in twice:
                    ranked.append((score + SHARED_TOPIC * shared, other))
            ranked += [(0, other) for other in by_topic[topics[0]] if other not in scores]
        else:
            ranked = [(score, other) for other, score in scores.items()]
        yield [other for _, other in sorted(ranked, reverse=True)[:MOST]]
        topics_of.append(own)
        if not named:
            continue
        for word in words:
            held = holders[word]
            held.append(place)
            if len(held) > HELD:
                del held[0]
                frequent[word] = frequent.get(word, HELD) + 1
        for topic in topics:
            by_topic[topic].append(place)
