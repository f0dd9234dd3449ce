"""Related posts: older ones that share rare words of the title, or topics.

Only older posts are related to a post. A new post therefore changes no page but its own, and the
whole computation is one walk from the oldest post to the newest.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence

from candor.model.corpus import Post

MOST = 4
"""How many related posts a page names."""

RARE, WORDS, HELD = 40, 5, 24
"""A word counts while at most `RARE` older titles held it; of a title the `WORDS` rarest count, and each is looked up
in the latest `HELD` titles that hold it. That bounds the work for each post, however many there are."""

WORD = re.compile(r"[^\W_]{3,}")
SHARED_TOPIC = 0.25
"""Worth of a shared topic; a shared word that one older title held is worth 1."""


def find_related(posts: Sequence[Post]) -> dict[str, list[Post]]:
    """For each post by slug the older posts most like it, best first; `posts` from the oldest.

    A word counts the more, the fewer older titles hold it. Where titles share nothing, a question
    still gets the latest older posts of its first topic. Duplicates and stubs are never named.
    """
    related: dict[str, list[Post]] = {}
    seen: defaultdict[str, int] = defaultdict(int)
    holders: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=HELD))
    by_topic: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=MOST))
    for place, post in enumerate(posts):
        words = set(WORD.findall(post.record.title.lower()))
        rare = sorted((seen[word], word) for word in words if 0 < seen[word] <= RARE)[:WORDS]
        scores: defaultdict[int, float] = defaultdict(float)
        for times, word in rare:
            for other in holders[word]:
                scores[other] += 1 / times
        topics = post.record.topics
        for other in scores:
            scores[other] += SHARED_TOPIC * sum(topic in topics for topic in posts[other].record.topics)
        for topic in topics[:1]:
            for other in by_topic[topic]:
                scores.setdefault(other, 0)
        best = sorted(scores, key=lambda other: (scores[other], other), reverse=True)
        if best:
            related[post.slug] = [posts[other] for other in best[:MOST]]
        if post.record.duplicate_of or post.stub:
            continue
        for word in words:
            seen[word] += 1
            holders[word].append(place)
        for topic in topics:
            by_topic[topic].append(place)
    return related
