"""Where a review stands: whose word counts, which one decides, what readers add and what time takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.standing.world import OLD, START, day, person, said, standing

from candor.model.archive import Review
from candor.model.corpus import AnswerSummary, Corpus, Marks, Post, ReactionSummary, ThreadSummary
from candor.model.records import Community, Kind, PostRecord, Reviewing, Topic
from candor.model.review import Command, Word
from candor.model.standing import EventKind, Rules, Witnesses
from candor.standing.contributions import accepted_answer
from candor.standing.review import (
    UNREVIEWED,
    Judgement,
    ReviewState,
    Waiting,
    Why,
    assess_reviews,
    list_waiting,
    review_due,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("otto", "sabine", "mara", "helen", "ann", "bea", "cyd", "dan")
ROLES = {"otto": ["reviewer"], "sabine": ["reviewer"], "mara": ["staff"]}
PEOPLE = {
    name: msgspec.structs.replace(person(name, staff=name == "mara", accounts=[f"x:{n}"]), roles=ROLES.get(name, []))
    for n, name in enumerate(NAMES)
}
EVERYBODY = {**PEOPLE, **{one.accounts[0]: one for one in PEOPLE.values()}}
PATH = "questions/2025/move/answers/priya.md"
ONE_APPROVAL = Reviewing()
Say = tuple[str, Word, float]


def post(
    commands: Iterable[Say] = (),
    reactions: Iterable[tuple[str, str, float]] = (),
    author: str = "helen",
    opened_by: str | None = "ann",
    on: int = 1,
    **record: object,
) -> Post:
    """A question with one accepted answer by `author`, written on the first day, promoted from comment 1."""
    marks = Marks(
        commands=[Command(n, by, word, day(at)) for n, (by, word, at) in enumerate(commands, 2)],
        reactions=[ReactionSummary(on, by, kind, day(at)) for by, kind, at in reactions],
    )
    thread = ThreadSummary(
        key="github/7", url=None, locked=False, changed=START, answer=None, marks=marks, opened_by=opened_by
    )
    values = {"title": "Move", "accepted": "answers/priya.md", "threads": ["github/7"], **record}
    return Post(
        slug="move",
        path="questions/2025/move",
        key="k",
        record=PostRecord(**values),  # type: ignore[arg-type]
        author="ann",
        created=START,
        answers=[AnswerSummary(name="priya", author=author, at=START, from_="github/7/1")],
        threads=[thread],
    )


def corpus_of(
    *posts: Post, reviews: Mapping[str, list[Review]] = {}, rules: Reviewing = ONE_APPROVAL, young: Iterable[str] = ()
) -> Corpus:
    since = {one.accounts[0]: NOW if name in young else OLD for name, one in PEOPLE.items()}
    topics = {"hub": Topic(title="Hub", curators=["sabine", "cyd"])}
    return Corpus(
        community=Community(name="F", review=rules, topics=topics),
        posts=list(posts),
        people=EVERYBODY,
        witnesses=Witnesses(reviews=dict(reviews), since=since),
    )


def judge(found: Post, now: datetime = NOW, events: Iterable[object] = (), **settings: object) -> Judgement:
    corpus = corpus_of(found, **settings)  # type: ignore[arg-type]
    standings = standing(list(events), people=EVERYBODY)  # type: ignore[arg-type]
    judged = assess_reviews(corpus, {found.slug: accepted_answer(found)}, standings, now)
    return judged.get(found.slug, UNREVIEWED)


def approval(
    by: str, at: float, state: str = "APPROVED", path: str = PATH, is_open: bool = False
) -> dict[str, list[Review]]:
    said_open = True if is_open else msgspec.UNSET
    return {"github/9": [Review(reviewer=by, state=state, at=day(at), files=[f"content/{path}"], open=said_open)]}


def proposed(by: str, at: float, state: str) -> dict[str, list[Review]]:
    return approval(by, at, state, is_open=True)


def test_a_comment_or_a_pull_requests_approval_by_a_reviewer_verifies() -> None:
    """Both name who, when and where; a path that only looks alike does not count."""
    by_comment = judge(post([("otto", Word.VERIFIES, 5)]))
    assert (by_comment.state, [one.source for one in by_comment.approvals]) == (ReviewState.VERIFIED, ["github/7/2"])
    by_review = judge(post(), reviews=approval("sabine", 5))
    assert by_review.state is ReviewState.VERIFIED
    assert by_review.verdict is not None
    assert (by_review.verdict.by, by_review.verdict.source) == ("sabine", "pull/github/9")
    assert judge(post(), reviews=approval("sabine", 5, path="questions/2025/moved/answers/priya.md")) is UNREVIEWED
    assert judge(post(), reviews=approval("sabine", 5, "DISMISSED")) is UNREVIEWED


def test_an_open_pull_request_puts_a_text_into_review_or_says_what_it_needs() -> None:
    """What it proposes is not yet there to be read, so it verifies nothing; who said so, when and where is told."""
    for state in ("APPROVED", "COMMENTED"):
        found = judge(post(), reviews=proposed("otto", 5, state))
        assert found.state is ReviewState.IN_REVIEW
        assert found.verdict is not None
        assert (found.verdict.by, found.verdict.source, found.approvals) == ("otto", "pull/github/9", [])
    wanting = judge(post(), reviews=proposed("otto", 5, "CHANGES_REQUESTED"))
    assert wanting.state is ReviewState.NEEDS_WORK
    assert wanting.verdict is not None
    assert judge(post(), reviews=proposed("otto", 5, "DISMISSED")) is UNREVIEWED
    assert [why for _, why in judge(post(), reviews=proposed("ann", 5, "APPROVED")).unheard] == [Why.ROLE]
    objected: list[Say] = [("sabine", Word.NEEDS_WORK, 2)]
    assert judge(post(objected), reviews=proposed("otto", 5, "APPROVED")).state is ReviewState.IN_REVIEW


def test_a_bad_proposal_takes_no_verification_away() -> None:
    """Else anybody could do so, by proposing nonsense that a reviewer turns down."""
    verified: list[Say] = [("otto", Word.VERIFIES, 2)]
    for state in ("APPROVED", "COMMENTED", "CHANGES_REQUESTED"):
        found = judge(post(verified), reviews=proposed("sabine", 5, state))
        assert (found.state, [one.by for one in found.approvals]) == (ReviewState.VERIFIED, ["otto"])


def test_the_last_word_counts() -> None:
    words: list[Say] = [("otto", Word.VERIFIES, 2), ("sabine", Word.OUTDATED, 4)]
    assert judge(post(words)).state is ReviewState.OUTDATED
    assert judge(post([*words, ("mara", Word.LOOKS, 5)])).state is ReviewState.IN_REVIEW
    assert judge(post([*words, ("otto", Word.VERIFIES, 6)])).state is ReviewState.VERIFIED
    assert judge(post(words), reviews=approval("otto", 5, "CHANGES_REQUESTED")).state is ReviewState.NEEDS_WORK


def test_nobody_reviews_their_own_text_but_may_ask_for_a_review() -> None:
    own = post([("otto", Word.VERIFIES, 2)], author="otto")
    assert judge(own).state is ReviewState.UNREVIEWED
    assert [why for _, why in judge(own).unheard] == [Why.OWN]
    answered: list[Say] = [("sabine", Word.NEEDS_WORK, 2), ("x:3", Word.LOOKS, 3)]
    assert judge(post(answered)).state is ReviewState.IN_REVIEW
    assert judge(post(answered[:1]), reviews=approval("helen", 3, "COMMENTED")).state is ReviewState.NEEDS_WORK


def test_whom_no_role_and_no_level_allows_is_not_heard() -> None:
    found = judge(post([("ann", Word.VERIFIES, 2), ("github:404", Word.NEEDS_WORK, 3)]))
    assert found.state is ReviewState.UNREVIEWED
    assert [why for _, why in found.unheard] == [Why.ROLE, Why.ROLE]


def test_a_level_allows_what_the_rules_say_from_the_day_it_was_reached() -> None:
    """With ``review`` an approval is a look, with ``verify`` it verifies; what was said before counts for nothing."""
    rules = Rules()
    helper = [said(f"fan{n}", "ann", n * 20, EventKind.ACCEPTED) for n in range(3)]
    reached = standing(helper, people=EVERYBODY).members["ann"].climb.steps
    assert [step.level for step in reached] == [1]
    on = (reached[0].at - START) / timedelta(days=1)
    assert judge(post([("ann", Word.VERIFIES, on - 1)]), events=helper).state is ReviewState.UNREVIEWED
    assert judge(post([("ann", Word.VERIFIES, on + 1)]), events=helper).state is ReviewState.IN_REVIEW
    assert judge(post([("ann", Word.NEEDS_WORK, on + 1)]), events=helper).state is ReviewState.NEEDS_WORK
    trusted = [said(f"fan{n}", "ann", n * 10, EventKind.ACCEPTED) for n in range(20)]
    assert standing(trusted, people=EVERYBODY).members["ann"].level == 2
    assert len(rules.levels[1].allows) == 2
    assert judge(post([("ann", Word.VERIFIES, 300)]), events=trusted).state is ReviewState.VERIFIED


def test_staff_do_not_review_complaints() -> None:
    complaint = post([("mara", Word.VERIFIES, 2)], kind=Kind.COMPLAINT)
    assert [why for _, why in judge(complaint).unheard] == [Why.STAFF]
    assert judge(post([("otto", Word.VERIFIES, 2)], kind=Kind.COMPLAINT)).state is ReviewState.VERIFIED


def test_a_word_from_before_the_answer_is_about_another_one() -> None:
    found = msgspec.structs.replace(
        post([("otto", Word.VERIFIES, 2)]),
        answers=[AnswerSummary(name="priya", author="helen", at=day(3), from_="github/7/1")],
    )
    assert [why for _, why in judge(found).unheard] == [Why.EARLY]


def test_as_many_must_approve_as_the_community_says() -> None:
    two = Reviewing(approvals=2)
    once: list[Say] = [("otto", Word.VERIFIES, 2), ("otto", Word.VERIFIES, 3)]
    assert judge(post(once), rules=two).state is ReviewState.IN_REVIEW
    twice = judge(post([*once, ("mara", Word.VERIFIES, 4)]), rules=two)
    assert (twice.state, [one.by for one in twice.approvals]) == (ReviewState.VERIFIED, ["otto", "mara"])


def test_a_mark_in_front_matter_counts_only_of_those_who_may() -> None:
    def marked(by: str) -> Post:
        answer = AnswerSummary(name="priya", author="helen", at=START, verified_by=by, verified_at=day(2))
        other = AnswerSummary(name="other", author="bea", at=START, verified_by=by, verified_at=day(2))
        return msgspec.structs.replace(post(), answers=[answer, other])

    assert judge(marked("otto")).state is ReviewState.VERIFIED
    found = judge(marked("cyd"))
    assert found.state is ReviewState.UNREVIEWED
    assert [(one.source, why) for one, why in found.unheard] == [
        ("answers/priya.md", Why.ROLE),
        ("answers/other.md", Why.ROLE),
    ]


# readers


def test_enough_readers_reopen_what_was_verified() -> None:
    """Only after the reviewer's word, only once each, by their last word, and more than it worked for."""
    verified: list[Say] = [("otto", Word.VERIFIES, 10)]
    failed = [(name, "THUMBS_DOWN", 20.0) for name in ("ann", "bea", "cyd")]
    assert judge(post(verified, failed)).state is ReviewState.NEEDS_WORK
    assert judge(post(verified, [(who, kind, 5.0) for who, kind, _ in failed])).state is ReviewState.VERIFIED
    assert judge(post(verified, [*failed[:2], ("bea", "THUMBS_DOWN", 21)])).state is ReviewState.VERIFIED
    better = judge(post(verified, [*failed, ("cyd", "THUMBS_UP", 30)]))
    assert (better.state, better.worked, better.failed) == (ReviewState.VERIFIED, 1, 2)
    aged = [(name, "EYES", 20.0) for name in ("ann", "bea", "cyd")]
    assert judge(post(verified, aged)).state is ReviewState.OUTDATED
    assert judge(post([*verified, ("sabine", Word.VERIFIES, 30)], aged)).state is ReviewState.VERIFIED


def test_readers_speak_by_reacting_to_the_opening_too() -> None:
    """Of an answer that is a file, and of a story; not where the opening is the question, is older than the answer, or
    stands below an opinion."""
    failed = [(name, "THUMBS_DOWN", 5.0) for name in ("bea", "cyd", "dan")]

    def answered(opened_by: str | None, at: float = 2, **record: object) -> Post:
        answer = AnswerSummary(name="priya", author="helen", at=day(at))
        return msgspec.structs.replace(post((), failed, opened_by=opened_by, on=0, **record), answers=[answer])

    assert judge(answered("mara")).state is ReviewState.NEEDS_WORK
    for opened_by in ("ann", "x:4", None):  # the asker, by slug and account; somebody who has left
        assert judge(answered(opened_by)) is UNREVIEWED
    assert judge(answered("mara", at=6)) is UNREVIEWED
    assert judge(answered("ann", kind=Kind.STORY)).failed == 3
    for kind in (Kind.IDEA, Kind.COMPLAINT, Kind.PRAISE, Kind.ASK):
        assert judge(answered("mara", kind=kind)) is UNREVIEWED


def test_authors_staff_and_young_accounts_are_no_readers() -> None:
    found = judge(post((), [(name, "THUMBS_UP", 5) for name in ("helen", "mara", "ann", "dan")]), young=["dan"])
    assert found.worked == 1
    assert judge(post((), [("github:404", "THUMBS_UP", 5)])).worked == 0


# time


def test_what_is_verified_expires_when_its_day_is_over() -> None:
    by = date(2025, 6, 1)
    found = post([("otto", Word.VERIFIES, 2)], review_by=by)
    due = review_due(by)
    before, after = judge(found, due - timedelta(seconds=1)), judge(found, due)
    assert (before.state, before.until, before.next_change) == (ReviewState.VERIFIED, by, due)
    assert (after.state, after.due, after.next_change) == (ReviewState.OUTDATED, by, None)
    again = judge(post([("otto", Word.VERIFIES, 2), ("sabine", Word.VERIFIES, 170)], review_by=by), NOW)
    assert (again.state, again.until) == (ReviewState.VERIFIED, None)


@pytest.mark.parametrize("change", [{"duplicate_of": "other"}, {"accepted": None}])
def test_nothing_is_to_be_reviewed_where_nothing_is_answered(change: dict[str, object]) -> None:
    found = post([("otto", Word.VERIFIES, 2)], **change)
    if "accepted" in change:
        found = msgspec.structs.replace(found, answers=[])
    corpus = corpus_of(found)
    assert assess_reviews(corpus, {"move": accepted_answer(found)}, standing([], people=EVERYBODY), NOW) == {}


# laws

WORDS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(list(Word)), st.integers(1, 300).map(float)), max_size=8
)
OPINIONS = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(["THUMBS_UP", "THUMBS_DOWN", "EYES", "HEART"]), st.integers(1, 300)
    ),
    max_size=12,
)


@given(words=WORDS, opinions=OPINIONS, order=st.randoms(use_true_random=False), author=st.sampled_from(NAMES))
def test_the_order_in_which_words_are_read_changes_nothing(
    words: list[Say], opinions: list[tuple[str, str, float]], order: object, author: str
) -> None:
    found = post(words, opinions, author)
    marks = found.threads[0].marks
    assert marks is not None
    shuffled = Marks(commands=list(marks.commands), reactions=list(marks.reactions))
    order.shuffle(shuffled.commands)  # type: ignore[attr-defined]
    order.shuffle(shuffled.reactions)  # type: ignore[attr-defined]
    thread = msgspec.structs.replace(found.threads[0], marks=shuffled)
    one, other = judge(found), judge(msgspec.structs.replace(found, threads=[thread]))
    assert (one.state, one.approvals, one.unheard) == (other.state, other.approvals, other.unheard)


@given(words=WORDS, opinions=OPINIONS, author=st.sampled_from(NAMES))
def test_only_those_who_may_and_did_not_write_it_verify(
    words: list[Say], opinions: list[tuple[str, str, float]], author: str
) -> None:
    """Whatever is said and by whomever: each approval is a reviewer's or staff's, no author's, and heard."""
    found = judge(post(words, opinions, author))
    assert all(one.by in ROLES and one.by != author for one in found.approvals)
    assert (found.state is ReviewState.VERIFIED) <= bool(found.approvals)
    assert len(found.unheard) + sum(
        1 for by, word, _ in words if (by in ROLES and by != author) or (by == author and word is Word.LOOKS)
    ) == len(words)


@given(words=WORDS, opinions=OPINIONS, by=st.dates(date(2025, 1, 1), date(2026, 6, 1)), wait=st.integers(1, 10**7))
def test_time_alone_changes_it_at_the_announced_moment_only(
    words: list[Say], opinions: list[tuple[str, str, float]], by: date, wait: int
) -> None:
    """Until ``next_change`` the judgement stays; at that moment it is another one, for good."""
    found = post(words, opinions, review_by=by)
    start = day(301)
    first = judge(found, start)
    later = judge(found, start + timedelta(seconds=wait))
    if first.next_change is None or start + timedelta(seconds=wait) < first.next_change:
        assert later == first
    else:
        assert later == judge(found, first.next_change)
        assert later.state is ReviewState.OUTDATED


# who is waited for


def waiting(*posts: Post) -> list[Waiting]:
    corpus = corpus_of(*posts)
    standings = standing([], people=EVERYBODY)
    accepted = {one.slug: accepted_answer(one) for one in posts}
    return list_waiting(corpus, accepted, standings, assess_reviews(corpus, accepted, standings, NOW), NOW)


def named(slug: str, found: Post) -> Post:
    return msgspec.structs.replace(found, slug=slug)


def test_each_post_waits_for_those_whose_turn_it_is() -> None:
    """The most urgent first: curators who may, else reviewers; authors for work; whoever looks for their look."""
    found = waiting(
        named("never", post(topics=["hub"])),
        named("own", post(topics=["hub"], author="sabine")),
        named("look", post([("mara", Word.LOOKS, 2)])),
        named("work", post([("otto", Word.NEEDS_WORK, 2)])),
        named("old", post([("otto", Word.OUTDATED, 2)])),
        named("fine", post([("otto", Word.VERIFIES, 2)])),
        named("asked", post([("helen", Word.LOOKS, 3)])),
    )
    assert [(one.post.slug, one.whom) for one in found] == [
        ("old", ["otto", "sabine"]),
        ("work", ["helen"]),
        ("look", ["mara"]),
        ("asked", ["otto", "sabine"]),
        ("never", ["sabine"]),
        ("own", ["otto"]),
    ]
