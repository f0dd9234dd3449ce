"""Insights in aggregate, where help is wanted, and what staff are known for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from candor.model.archive import CommentState
from candor.model.corpus import AnswerSummary, CommentSummary, Corpus, Person, Post, ThreadSummary, pack_comments
from candor.model.records import Community, Kind, PostRecord
from candor.standing.assess import Standings, assess_standing
from candor.standing.contributions import accepted_answer, assess_contributions
from candor.standing.responses import assess_staff, span_of
from candor.standing.review import assess_reviews
from candor.standing.ties import INTENSE, MARKS, PERIOD, STRONG, Contact, Insights, assess_insights, count_ties
from candor.standing.wanted import find_wanted, topics_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def post(slug: str, author: str, days: float, **fields: object) -> Post:
    record = PostRecord(title=slug.title(), **{"kind": Kind.QUESTION, "topics": ["hub"], **fields})  # type: ignore[arg-type]
    return Post(slug=slug, path=f"questions/2026/{slug}", key=slug, record=record, author=author, created=ago(days))


def answered(found: Post, by: str, days: float) -> Post:
    answers = [AnswerSummary(name=by, author=by, at=ago(days))]
    record = PostRecord(title=found.record.title, topics=found.record.topics, accepted=f"answers/{by}.md")
    return Post(
        slug=found.slug,
        path=found.path,
        key=found.key,
        record=record,
        author=found.author,
        created=found.created,
        answers=answers,
    )


def corpus(*posts: Post, staff: str = "") -> Corpus:
    names = {name for found in posts for name in (found.author, *(answer.author for answer in found.answers)) if name}
    people = {name: Person(slug=name, name=name, accounts=[], staff=name == staff) for name in names | {"mara"}}
    return Corpus(community=Community(name="F"), posts=list(posts), people=people)


def assess(world: Corpus) -> tuple[Standings, dict[str, str]]:
    accepted = {found.slug: accepted_answer(found) for found in world.posts}
    contributions = assess_contributions(world.posts, world.people, accepted)
    return assess_standing(world, accepted, contributions, NOW), accepted


def insights(*posts: Post) -> Insights:
    world = corpus(*posts)
    standings, accepted = assess(world)
    return assess_insights(world, standings, accepted, NOW)


def test_an_empty_community_has_no_shares() -> None:
    found = insights()
    assert (found.answered_share, found.give_back, found.ties) == (None, None, 0)


def test_topics_are_compared_with_the_period_before() -> None:
    found = insights(
        post("a", "ann", 5, topics=["solar"]),
        post("b", "ann", 10, topics=["solar"]),
        post("c", "ann", 100, topics=["hub"]),
    )
    assert [(trend.topic, trend.now, trend.before) for trend in found.topics] == [("solar", 2, 0), ("hub", 0, 1)]


def test_what_keeps_coming_is_counted_at_the_end_of_the_chain() -> None:
    found = insights(post("a", "ann", 9), post("b", "bea", 8, duplicate_of="a"), post("c", "cyd", 7, duplicate_of="b"))
    assert [(one.slug, one.duplicates) for one in found.recurring] == [("a", 2)]
    assert found.deflected == 2


def test_who_rises_and_who_falls_silent() -> None:
    rising = [post(f"r{n}", "ann", n + 1) for n in range(3)]
    silent = [post(f"s{n}", "bea", 100 + n) for n in range(3)]
    found = insights(*rising, *silent)
    assert (found.rising, found.silent) == (["ann"], ["bea"])


def test_help_passed_on_is_give_back_and_help_returned_is_in_kind() -> None:
    """Otto helps Ann; Ann then helps Bea (give back) and Otto (in kind). Bea helps nobody."""
    old = [post(f"old-{name}", name, 900) for name in ("ann", "bea", "otto")]
    found = insights(
        *old,
        answered(post("one", "ann", 500), "otto", 499),
        answered(post("two", "bea", 400), "ann", 399),
        answered(post("three", "otto", 300), "ann", 299),
    )
    assert found.helped == 3
    assert found.give_back == round(1 / 3, 3)
    assert found.reply_in_kind == round(1 / 3, 3)


def test_ties_are_counted_strong_with_three_of_four_marks() -> None:
    def met(by: str, to: str, days: float, trust: bool = False) -> Contact:
        return Contact(ago(days), by, to, "p", trust)

    assert count_ties([met("a", "b", 1)]) == {frozenset(): 1}
    long_and_mutual = [met("a", "b", 200), met("b", "a", 10)]
    assert count_ties(long_and_mutual) == {frozenset({"time", "reciprocity"}): 1}
    trusting = met("a", "b", 9, trust=True)
    assert count_ties([*long_and_mutual, trusting]) == {frozenset({"time", "reciprocity", "trust"}): 1}
    assert count_ties([met("a", "b", days) for days in range(INTENSE)]) == {frozenset({"intensity"}): 1}
    assert (PERIOD.days, STRONG, len(MARKS)) == (90, 3, 4)


def test_no_pair_is_named() -> None:
    """Whoever reads the insights learns how many ties there are, never whose."""
    kinds = {kind for name, kind in Insights.__annotations__.items() if "tie" in name}
    assert kinds == {"int", "dict[str, int]"}
    found = insights(answered(post("a", "ann", 200), "otto", 199))
    assert (found.ties, found.strong_ties, found.weak_ties, set(found.tie_marks)) == (1, 0, 1, set(MARKS))


# where help is wanted


def wanted(*posts: Post, **options: object) -> list[str]:
    world = corpus(*posts)
    accepted = {found.slug: accepted_answer(found) for found in world.posts}
    return [found.slug for found in find_wanted(world, accepted, NOW, {}, **options).unanswered]  # type: ignore[arg-type]


def test_the_longest_waiting_comes_first() -> None:
    assert wanted(post("new", "ann", 1), post("old", "bea", 100), answered(post("done", "cyd", 50), "otto", 49)) == [
        "old",
        "new",
    ]


def test_only_what_fits_and_is_not_ones_own() -> None:
    posts = [post("a", "ann", 3), post("b", "bea", 2), post("c", "cyd", 1, topics=["solar"])]
    assert wanted(*posts, topics=["hub"], own=frozenset({"ann"})) == ["b"]


def test_a_review_is_due_when_its_day_is_over() -> None:
    due = post("due", "ann", 300, review_by=date(2026, 5, 31))
    soon = post("soon", "ann", 300, review_by=date(2026, 6, 1))
    world = corpus(due, soon)
    accepted = {"due": "", "soon": ""}
    judged = assess_reviews(world, accepted, assess(world)[0], NOW)
    found = find_wanted(world, accepted, NOW, judged)
    assert [one.slug for one in found.reviews] == ["due"]
    assert found.next_change == datetime(2026, 6, 2, tzinfo=UTC)


def test_topics_are_those_one_answers_about() -> None:
    world = corpus(
        answered(post("a", "ann", 9, topics=["solar"]), "otto", 8),
        answered(post("b", "ann", 9, topics=["solar", "hub"]), "otto", 8),
        post("c", "otto", 9, topics=["billing"]),
    )
    accepted = {found.slug: accepted_answer(found) for found in world.posts}
    mine = assess_contributions(world.posts, world.people, accepted)
    assert topics_of(mine["otto"]) == ["solar", "hub"]
    assert topics_of(mine["ann"]) == ["solar", "hub"]
    assert topics_of(None) == []


# staff


def test_staff_are_known_for_their_first_replies() -> None:
    comments = [
        CommentSummary(1, "mara", ago(9.5), CommentState.LIVE),
        CommentSummary(2, "mara", ago(9), CommentState.LIVE),
    ]
    spoken = ThreadSummary(
        key="github/1", url=None, locked=False, changed=NOW, answer=None, packed=pack_comments(comments)
    )
    base = post("a", "ann", 10)
    found = Post(
        slug="a", path=base.path, key="a", record=base.record, author="ann", created=base.created, threads=[spoken]
    )
    record = assess_staff(corpus(found, post("b", "mara", 5), staff="mara"), NOW)["mara"]
    assert (record.first_replies, record.median_hours, record.in_time) == (1, 12.0, 1)


def test_a_clock_is_a_span() -> None:
    assert [span_of(text) for text in ("30m", "24h", "2d")] == [
        timedelta(minutes=30),
        timedelta(days=1),
        timedelta(days=2),
    ]
