"""Related posts: older ones that share rare words of the title, or topics.

Only older posts are related to a post. A new post therefore changes no page but its own, and the
whole computation is one walk from the oldest post to the newest.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from candor.model.corpus import Post

MOST = 4
"""How many related posts a page names."""

SHARE, LEAST, WORDS, HELD = 20, 3, 5, 12
"""A word counts while at most one older title in `SHARE` held it, or `LEAST` of a few; of a title the `WORDS` rarest
count, and each is looked up in the latest `HELD` titles that hold it. That bounds the work for each post."""

WORD = re.compile(r"[^\W_]{3,}")
SHARED_TOPIC = 0.25
"""Worth of a shared topic; a shared word that one older title held is worth 1."""


def relate_posts(posts: Sequence[Post]) -> Iterator[tuple[Post, list[Post]]]:
    """Each post with the older posts most like it, best first; `posts` from the oldest.

    A word counts the more, the fewer older titles hold it; a single word across topics is chance
    and counts for nothing. Where titles share nothing, a post still gets the latest older ones of
    its first topic. Duplicates and stubs are never named.
    """
    seen: defaultdict[str, int] = defaultdict(int)
    holders: defaultdict[str, list[int]] = defaultdict(list)  # most words have one holder: a deque would be large
    topics_of: list[frozenset[str]] = []
    by_topic: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=MOST))
    for place, post in enumerate(posts):
        words = set(WORD.findall(post.record.title.lower()))
        most = max(LEAST, place // SHARE)
        rare = sorted((seen[word], word) for word in words if 0 < seen[word] <= most)[:WORDS]
        scores: dict[int, float] = {}
        twice: set[int] = set()
        for times, word in rare:
            for other in holders[word]:
                if other in scores:
                    twice.add(other)
                scores[other] = scores.get(other, 0) + 1 / times
        topics = post.record.topics
        own = frozenset(topics)
        ranked: list[tuple[float, int]] = []
        for other, score in scores.items():
            shared = len(own & topics_of[other]) if own else 0
            if shared or other in twice or not own:
                ranked.append((score + SHARED_TOPIC * shared, other))
        for topic in topics[:1]:
            ranked += [(0, other) for other in by_topic[topic] if other not in scores]
        yield post, [posts[other] for _, other in heapq.nlargest(MOST, ranked)] if ranked else []
        topics_of.append(own)
        if post.record.duplicate_of or post.stub:
            continue
        for word in words:
            seen[word] += 1
            holders[word].append(place)
            del holders[word][:-HELD]
        for topic in topics:
            by_topic[topic].append(place)
