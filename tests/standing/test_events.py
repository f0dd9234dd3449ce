"""The witnesses: what each has seen becomes events with a lasting id, a time, people and a place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from candor.model.archive import CommentState, Review
from candor.model.corpus import (
    AnswerSummary,
    CommentSummary,
    Marks,
    Person,
    Post,
    ReactionSummary,
    ThreadSummary,
    pack_comments,
)
from candor.model.records import (
    ComplaintState,
    ComplaintStatus,
    IdeaState,
    IdeaStatus,
    Kind,
    PostRecord,
)
from candor.model.standing import EventKind, Revert, Touch, Witnesses
from candor.standing.contributions import accepted_answer
from candor.standing.events import (
    READERS,
    REPOSITORY,
    Event,
    answers_chosen,
    answers_merged,
    answers_verified,
    opinions,
    outcomes,
    reviews_given,
    work_on_records,
    work_taken_back,
)

AT = datetime(2026, 4, 2, tzinfo=UTC)
LATER = datetime(2026, 4, 3, tzinfo=UTC)
HOURS = timedelta(hours=12)
PATH = "questions/2026/hub"


def thread(marks: Marks | None = None, answer: int | None = None) -> ThreadSummary:
    return ThreadSummary(
        key="github/1",
        url=None,
        locked=False,
        changed=AT,
        answer=answer,
        packed=pack_comments(
            [
                CommentSummary(10, "github:7", AT, CommentState.LIVE),
                CommentSummary(11, "github:8", AT, CommentState.MINIMIZED),
                CommentSummary(12, None, AT, CommentState.TOMBSTONE),
            ]
        ),
        marks=marks,
    )


def post(**fields: object) -> Post:
    values: dict[str, object] = {
        "slug": "hub",
        "path": PATH,
        "key": "k",
        "record": PostRecord(title="Hub"),
        "author": "github:1",
        "created": AT,
    }
    return Post(**(values | fields))  # type: ignore[arg-type]


def chosen(found: Post) -> list[Event]:
    return list(answers_chosen(found, accepted_answer(found)))


def test_a_chosen_comment_speaks_for_its_author_by_whoever_marked_it() -> None:
    marks = Marks(answer_at=LATER, answer_by="github:2")
    (event,) = chosen(post(threads=[thread(marks, answer=10)]))
    assert event == Event(LATER, EventKind.ACCEPTED, "github:7", "github:2", "hub", "github/1/10")
    assert event.id == "accepted/hub/github/1/10/github:2"
    assert event.place == "questions/hub/#comment-github-1-10"


def test_the_records_own_mark_speaks_in_the_name_of_its_author() -> None:
    answers = [AnswerSummary(name="otto", author="otto", at=AT)]
    (event,) = chosen(post(record=PostRecord(title="Hub", accepted="answers/otto.md"), answers=answers))
    assert (event.actor, event.member, event.at) == ("github:1", "otto", AT)
    assert event.place == "questions/hub/#answer-otto"


def test_a_promoted_answer_keeps_the_time_of_its_mark_and_counts_once() -> None:
    answers = [AnswerSummary(name="otto", author="otto", at=AT, from_="github/1/10")]
    marks = Marks(answer_at=LATER, answer_by="github:1")
    (event,) = chosen(post(threads=[thread(marks, answer=10)], answers=answers))
    assert (event.object, event.at, event.member) == ("answers/otto.md", LATER, "otto")


def test_nothing_chosen_is_no_event() -> None:
    assert chosen(post(threads=[thread(Marks())])) == []


def test_reactions_speak_for_or_against_with_their_time() -> None:
    marks = Marks(
        reactions=[
            ReactionSummary(10, "github:3", "HEART", LATER),
            ReactionSummary(10, "github:4", "THUMBS_DOWN", LATER),
            ReactionSummary(10, "github:4", "EYES", LATER),
            ReactionSummary(0, "github:3", "ROCKET", LATER),
            ReactionSummary(11, "github:3", "HEART", LATER),
            ReactionSummary(12, "github:3", "HEART", LATER),
        ],
        minimized={11: "SPAM"},
    )
    found = list(opinions(post(), thread(marks)))
    assert [(event.kind, event.member, event.actor, event.object) for event in found] == [
        (EventKind.REACTION, "github:7", "github:3", "github/1/10"),
        (EventKind.OBJECTION, "github:7", "github:4", "github/1/10"),
        (EventKind.REACTION, "github:1", "github:3", ""),
        (EventKind.MINIMIZED, "github:8", REPOSITORY, "github/1/11"),
    ]


def test_reactions_to_a_promoted_comment_speak_for_the_answers_author() -> None:
    answers = [AnswerSummary(name="otto", author="otto", at=AT, from_="github/1/10")]
    marks = Marks(reactions=[ReactionSummary(10, "github:3", "HEART", LATER)])
    (event,) = opinions(post(answers=answers), thread(marks))
    assert event.member == "otto"


def test_upvotes_are_a_count_without_voter_or_time() -> None:
    (event,) = opinions(post(), thread(Marks(upvotes={10: 4})))
    assert (event.actor, event.count, event.at) == (READERS, 3, AT)


def test_nobody_is_upvoted_by_themself() -> None:
    """GitHub gives everybody's words their own vote; other sources count others only."""
    one = thread(Marks(upvotes={10: 1, 0: 1}))
    assert list(opinions(post(), one)) == []
    (event, _) = opinions(post(), msgspec.structs.replace(one, key="discourse/1"))
    assert event.count == 1


def test_tidying_up_is_nothing_against_anybody() -> None:
    assert list(opinions(post(), thread(Marks(minimized={11: "OUTDATED"})))) == []


def test_an_answer_that_stands_was_merged_by_its_reviewer() -> None:
    answers = [AnswerSummary(name="otto", author="otto", at=AT)]
    path = f"content/{PATH}/answers/otto.md"
    reviews = {"github/9": [Review(reviewer="github:5", state="APPROVED", at=AT, files=[path])]}
    (event,) = answers_merged(post(answers=answers), Witnesses(reviews=reviews))
    assert event.actor == "github:5"
    (event,) = answers_merged(post(answers=answers), Witnesses())
    assert event.actor == REPOSITORY


def test_a_strangers_approval_beside_another_takes_nothing_away() -> None:
    """Anybody may approve a proposal on GitHub, and first: whose account is known to be oldest is who merged."""
    answers = [AnswerSummary(name="otto", author="otto", at=AT)]
    files = [f"content/{PATH}/answers/otto.md"]
    given = [("github:8", AT), ("github:7", AT), ("github:5", LATER)]
    reviews = {"github/9": [Review(reviewer=who, state="APPROVED", at=at, files=files) for who, at in given]}
    since = {"github:5": AT.replace(year=2015), "github:7": AT}
    (event,) = answers_merged(post(answers=answers), Witnesses(reviews=reviews, since=since))
    assert event.actor == "github:5"


def test_a_verified_answer_speaks_for_its_author() -> None:
    answers = [AnswerSummary(name="otto", author="otto", at=AT, verified_by="devi", verified_at=LATER)]
    (event,) = answers_verified(post(answers=answers))
    assert (event.kind, event.member, event.actor, event.at) == (EventKind.VERIFIED, "otto", "devi", LATER)


def test_the_brand_acting_on_it_speaks_for_its_author() -> None:
    idea = PostRecord(title="x", kind=Kind.IDEA, idea=IdeaState(status=IdeaStatus.SHIPPED))
    complaint = PostRecord(title="x", kind=Kind.COMPLAINT, complaint=ComplaintState(status=ComplaintStatus.REMEDIED))
    assert [event.detail for event in outcomes(post(record=idea))] == ["idea"]
    assert [event.detail for event in outcomes(post(record=complaint))] == ["complaint"]
    open_idea = PostRecord(title="x", kind=Kind.IDEA, idea=IdeaState(status=IdeaStatus.OPEN))
    assert list(outcomes(post(record=open_idea))) == []


def test_git_tells_who_corrected_and_who_helped_to_write() -> None:
    touches = {
        f"{PATH}/index.md": [
            Touch(AT, "github:1", ("github:2",)),
            Touch(LATER, "github:1"),
            Touch(LATER, "github:3"),
            Touch(LATER, "github:3"),
        ]
    }
    found = list(work_on_records([post()], Witnesses(touches=touches), {}))
    assert [(event.kind, event.member, event.detail) for event in found] == [
        (EventKind.CO_AUTHORED, "github:2", "github:1"),
        (EventKind.CORRECTED, "github:3", "github:1"),
    ]


def test_a_question_and_its_answer_in_one_commit_make_nobody_a_co_author() -> None:
    """The commit that promotes a discussion names both authors, each for their own text; a third one helped."""
    answers = [AnswerSummary(name="priya", author="github:2", at=AT)]
    touch = Touch(AT, "github:9", ("github:1", "github:2", "github:3"))
    touches = {f"{PATH}/index.md": [touch], f"{PATH}/answers/priya.md": [touch, Touch(LATER, None, ("github:1",))]}
    found = list(work_on_records([post(answers=answers)], Witnesses(touches=touches), {}))
    assert [(event.member, event.at, event.object) for event in found] == [
        ("github:3", AT, ""),
        ("github:3", AT, "answers/priya.md"),
        ("github:1", LATER, "answers/priya.md"),
    ]


def test_nobody_corrects_or_reviews_themself_under_another_name() -> None:
    """An account and the slug of the member file that it belongs to are one person."""
    people = dict.fromkeys(["github:1", "otto"], Person(slug="otto", name="Otto", accounts=["github:1"]))
    touches = {f"{PATH}/index.md": [Touch(AT, "github:2"), Touch(LATER, "github:1", ("github:1",))]}
    reviews = {"github/9": [Review(reviewer="github:1", state="APPROVED", at=AT, files=[f"content/{PATH}/index.md"])]}
    witnesses = Witnesses(touches=touches, reviews=reviews)
    assert list(work_on_records([post(author="otto")], witnesses, people)) == []
    assert list(reviews_given([post(author="otto")], witnesses, people)) == []


def test_work_taken_back_speaks_against_its_author_and_corrects_nothing() -> None:
    """Neither the correction that was undone counts as one, nor undoing it."""
    path = f"{PATH}/answers/otto.md"
    touches = {path: [Touch(AT, "github:1"), Touch(AT + HOURS, "github:3"), Touch(LATER, "github:4")]}
    revert = Revert(LATER, "5" * 40, "github:3", AT + HOURS, (path,))
    witnesses = Witnesses(touches=touches, reverts=[revert])
    found = post(answers=[AnswerSummary(name="otto", author="github:1", at=AT)])
    assert list(work_on_records([found], witnesses, {})) == []
    (event,) = work_taken_back([found], witnesses)
    assert (event.kind, event.member, event.at) == (EventKind.REVERTED, "github:3", LATER)
    assert (event.post, event.object) == ("hub", "answers/otto.md")
    assert event.id == "reverted/hub/answers/otto.md/github:3/555555555555"


def test_work_taken_back_on_a_post_that_is_gone_has_no_place() -> None:
    (event,) = work_taken_back([], Witnesses(reverts=[Revert(AT, "5" * 40, "github:3", AT, (f"{PATH}/index.md",))]))
    assert (event.object, event.place) == (f"{PATH}/index.md", "")


def test_two_who_did_the_same_have_events_of_their_own() -> None:
    """Two reviewers of one proposal, two who corrected one text: taking one event back leaves the other."""
    files = [f"content/{PATH}/index.md"]
    reviews = {"github/9": [Review(reviewer=f"github:{n}", state="APPROVED", at=AT, files=files) for n in (5, 6)]}
    touches = {f"{PATH}/index.md": [Touch(AT, "github:1"), Touch(LATER, "github:3"), Touch(LATER, "github:4")]}
    witnesses = Witnesses(reviews=reviews, touches=touches)
    events = [*reviews_given([post()], witnesses, {}), *work_on_records([post()], witnesses, {})]
    assert len(events) == len({event.id for event in events}) == 4


def test_a_review_counts_once_a_proposal_and_never_ones_own() -> None:
    files = [f"content/{PATH}/index.md"]
    reviews = {
        "github/9": [
            Review(reviewer="github:5", state="COMMENTED", at=LATER, files=files),
            Review(reviewer="github:5", state="APPROVED", at=AT, files=files),
            Review(reviewer="github:1", state="COMMENTED", at=AT, files=files),
        ]
    }
    (event,) = reviews_given([post()], Witnesses(reviews=reviews), {})
    assert (event.member, event.at, event.object, event.place) == ("github:5", AT, "pull/github/9", "")


@pytest.mark.parametrize("change", [{"open": True}, {"state": "DISMISSED"}])
def test_a_review_counts_once_it_is_merged_and_unless_it_is_dismissed(change: dict[str, object]) -> None:
    review = Review(reviewer="github:5", state="APPROVED", at=AT, files=[f"content/{PATH}/answers/priya.md"])
    answers = [AnswerSummary(name="priya", author="github:2", at=AT)]
    witnesses = Witnesses(reviews={"github/9": [msgspec.structs.replace(review, **change)]})
    assert list(reviews_given([post()], witnesses, {})) == []
    (event,) = answers_merged(post(answers=answers), witnesses)
    assert event.actor == REPOSITORY


def test_votes_that_need_no_account_earn_nothing() -> None:
    """Whoever reacts is known all the same."""
    marks = Marks(upvotes={10: 9}, reactions=[ReactionSummary(10, "github:3", "HEART", LATER)])
    found = [event.kind for event in opinions(post(), thread(marks), by_account=False)]
    assert found == [EventKind.REACTION]


def test_an_id_does_not_depend_on_time_or_order() -> None:
    marks = Marks(reactions=[ReactionSummary(10, "github:3", "HEART", LATER)])
    (one,) = opinions(post(), thread(marks))
    (other,) = opinions(post(), thread(msgspec.structs.replace(marks, upvotes={})))
    assert one.id == other.id == "reaction/hub/github/1/10/github:3/HEART"
