"""The witnesses: what each has seen becomes events with a lasting id, a time, people and a place."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from candor.model.archive import CommentState, Review
from candor.model.corpus import (
    AnswerSummary,
    CommentSummary,
    Marks,
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
from candor.model.standing import EventKind, Touch, Witnesses
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
)

AT = datetime(2026, 4, 2, tzinfo=UTC)
LATER = datetime(2026, 4, 3, tzinfo=UTC)
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
    assert (event.actor, event.count, event.at) == (READERS, 4, AT)


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
    found = list(work_on_records([post()], Witnesses(touches=touches)))
    assert [(event.kind, event.member, event.detail) for event in found] == [
        (EventKind.CO_AUTHORED, "github:2", "github:1"),
        (EventKind.CORRECTED, "github:3", "github:1"),
    ]


def test_a_review_counts_once_a_proposal_and_never_ones_own() -> None:
    files = [f"content/{PATH}/index.md"]
    reviews = {
        "github/9": [
            Review(reviewer="github:5", state="COMMENTED", at=LATER, files=files),
            Review(reviewer="github:5", state="APPROVED", at=AT, files=files),
            Review(reviewer="github:1", state="COMMENTED", at=AT, files=files),
        ]
    }
    (event,) = reviews_given([post()], Witnesses(reviews=reviews))
    assert (event.member, event.at, event.object, event.place) == ("github:5", AT, "pull/github/9", "")


def test_an_id_does_not_depend_on_time_or_order() -> None:
    marks = Marks(reactions=[ReactionSummary(10, "github:3", "HEART", LATER)])
    (one,) = opinions(post(), thread(marks))
    (other,) = opinions(post(), thread(msgspec.structs.replace(marks, upvotes={})))
    assert one.id == other.id == "reaction/hub/github/1/10/github:3/HEART"
