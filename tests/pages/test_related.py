"""Related posts: like ones, older ones, and the same ones whatever comes later."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from candor.model.corpus import Post
from candor.model.records import PostRecord
from candor.pages.related import MOST, relate_posts

TITLES = st.lists(
    st.lists(st.sampled_from(["hub", "clamp", "solar", "export", "zero", "again"]), min_size=1), max_size=30
)


def posted(*titles: str, topics: list[str] | None = None, duplicates: tuple[int, ...] = ()) -> list[Post]:
    return [
        Post(
            slug=f"p{number}",
            path=f"questions/2026/p{number}",
            key="",
            record=PostRecord(title=title, topics=topics or [], duplicate_of="p0" if number in duplicates else None),
        )
        for number, title in enumerate(titles)
    ]


def find_related(posts: list[Post]) -> dict[str, list[Post]]:
    return {post.slug: related for post, related in relate_posts(posts) if related}


def slugs(related: dict[str, list[Post]], slug: str) -> list[str]:
    return [post.slug for post in related.get(slug, [])]


def test_a_rare_word_in_common_counts_more_than_a_frequent_one() -> None:
    related = find_related(posted("Hub hums", "Hub blinks", "Hub and the clamp", "A clamp on my hub"))
    assert slugs(related, "p3")[0] == "p2"


def test_posts_that_share_nothing_are_not_related() -> None:
    assert find_related(posted("Heat pump noise", "Invoice of March")) == {}


def test_a_post_without_like_titles_gets_the_latest_of_its_topic() -> None:
    related = find_related(posted("Heat pump noise", "Invoice of March", "Moving house", topics=["hub"]))
    assert slugs(related, "p2") == ["p1", "p0"]


def test_duplicates_are_never_recommended() -> None:
    related = find_related(posted("Clamp size", "Which clamp size", "Clamp size again", duplicates=(1,)))
    assert slugs(related, "p2") == ["p0"]


@given(TITLES)
def test_what_comes_later_changes_nothing_that_is_there(titles: list[list[str]]) -> None:
    """So that a new post makes no older page print again."""
    posts = posted(*(" ".join(words) for words in titles))
    whole = find_related(posts)
    for count in range(len(posts)):
        assert find_related(posts[:count]) == {
            post.slug: whole[post.slug] for post in posts[:count] if post.slug in whole
        }


@given(TITLES)
def test_only_a_few_older_posts_are_named_and_each_once(titles: list[list[str]]) -> None:
    posts = posted(*(" ".join(words) for words in titles))
    places = {post.slug: place for place, post in enumerate(posts)}
    for slug, related in find_related(posts).items():
        assert 0 < len(related) <= MOST
        assert len({post.slug for post in related}) == len(related)
        assert all(places[post.slug] < places[slug] for post in related)


def test_a_single_word_across_topics_is_chance() -> None:
    posts = [*posted("What the migration did", topics=["hub"]), *posted("What a bill", topics=["billing"])]
    posts[1] = msgspec.structs.replace(posts[1], slug="p1")
    assert find_related(posts) == {}
