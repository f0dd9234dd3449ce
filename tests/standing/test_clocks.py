"""Where things stand and which clock runs: rules as examples, and laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Tree
from tests.sources.ledger_world import LEDGER, NOW, load_world

from candor.model.corpus import Corpus
from candor.model.incidents import (
    CLOSED,
    AffectedComponent,
    Category,
    ComponentStatus,
    Delivered,
    Impact,
    Imported,
    IncidentRecord,
    MaintenanceState,
    PromiseRecord,
    PromiseState,
    PromiseTurn,
    PromiseTurnRecord,
    RemedyKind,
    RemedyRecord,
    RemedyState,
    UpdateRecord,
    UpdateState,
)
from candor.model.records import Community, Component
from candor.model.transparency import (
    Incident,
    Promise,
    PromiseStep,
    Prose,
    Trail,
    Transparency,
    Update,
    Version,
)
from candor.standing.clocks import (
    ClockKind,
    Indicator,
    assess_apology,
    assess_inbox,
    assess_silence,
    assess_status,
    due_calls,
    incident_ended,
    incident_state,
    is_open,
    judge_promise,
    judge_promises,
    lateness,
    maintenance_state,
    remedy_state,
    running_clocks,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def update(number: int, state: UpdateState, corrects: str | None = None, due: datetime | None = None) -> Update:
    at = START + number * HOUR
    record = UpdateRecord(at=at, state=state, corrects=corrects, next_update_due=due)
    return Update(name=f"{number}.md", path=f"updates/{number}.md", record=record, body=Prose())


def incident(
    *updates: Update, impact: Impact = Impact.MAJOR, components: tuple[AffectedComponent, ...] = ()
) -> Incident:
    record = IncidentRecord(title="x", category=Category.DELIVERY, impact=impact, components=list(components))
    return Incident(slug="x", path="incidents/2026/x", record=record, body=Prose(), updates=list(updates))


def promise(*turns: tuple[int, PromiseTurn, int | None]) -> Promise:
    """A promise made on day 0 and due on day 10, and its turns: day, kind, new due day."""
    steps = [
        PromiseStep(
            name=f"{number}.md",
            path=f"p/{number}.md",
            record=PromiseTurnRecord(
                at=START + day * DAY,
                turn=turn,
                due_at=START + due * DAY if due else None,
                evidence=["https://x.example/"] if turn is PromiseTurn.KEPT else [],
            ),
            body=Prose(),
        )
        for number, (day, turn, due) in enumerate(turns)
    ]
    record = PromiseRecord(text="x", owner="mara", due_at=START + 10 * DAY, at=START)
    return Promise(slug="x", path="p.md", record=record, body=Prose(), made=START, steps=steps)


KEPT, BROKEN, WITHDRAWN, AMENDED = PromiseTurn.KEPT, PromiseTurn.BROKEN, PromiseTurn.WITHDRAWN, PromiseTurn.AMENDED


@pytest.mark.parametrize(
    ("turns", "day", "state"),
    [
        ([], 9, PromiseState.OPEN),
        ([], 10, PromiseState.OVERDUE),
        ([(9, KEPT, None)], 20, PromiseState.KEPT),
        ([(11, KEPT, None)], 20, PromiseState.KEPT_LATE),
        ([(11, BROKEN, None)], 20, PromiseState.BROKEN),
        ([(5, WITHDRAWN, None)], 20, PromiseState.WITHDRAWN),
        ([(5, AMENDED, 15)], 14, PromiseState.OPEN),
        ([(5, AMENDED, 15)], 15, PromiseState.OVERDUE),
        ([(5, AMENDED, 15), (14, KEPT, None)], 20, PromiseState.KEPT),
        ([(11, AMENDED, 15), (14, KEPT, None)], 20, PromiseState.KEPT_LATE),
        ([(11, AMENDED, 15)], 12, PromiseState.OVERDUE),
    ],
)
def test_a_promise_stands_where_its_files_say(
    turns: list[tuple[int, PromiseTurn, int | None]], day: int, state: PromiseState
) -> None:
    """Moving the date helps only while it has not passed; the original date is never forgotten."""
    judged = judge_promise(promise(*turns), START + day * DAY)
    assert judged.state is state
    assert judged.original_due == START + 10 * DAY


def test_the_ledger_has_one_order(tree: Tree) -> None:
    """Broken first, then overdue, open, kept late, kept, withdrawn."""
    every = [
        promise(), promise((9, KEPT, None)), promise((11, KEPT, None)), promise((5, BROKEN, None)),
        promise((5, WITHDRAWN, None)), promise((5, AMENDED, 90)),
    ]  # fmt: skip
    judged = judge_promises(every, START + 20 * DAY)
    assert [each.state for each in judged] == list(PromiseState)


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    """A wrong "resolved" that was corrected never ended anything."""
    told = incident(
        update(0, UpdateState.INVESTIGATING),
        update(1, UpdateState.RESOLVED),
        update(2, UpdateState.IDENTIFIED, corrects="1.md"),
    )
    assert incident_state(told) is UpdateState.IDENTIFIED
    assert incident_ended(told) is None
    assert is_open(told)


def test_an_incident_that_comes_back_ends_when_it_ends_again() -> None:
    """Resolved, reopened, resolved: the last one counts, and repeating it later does not move it."""
    told = incident(
        update(0, UpdateState.RESOLVED), update(1, UpdateState.MONITORING), update(2, UpdateState.RESOLVED),
        update(3, UpdateState.RESOLVED),
    )  # fmt: skip
    assert incident_ended(told) == START + 2 * HOUR


def test_silence_is_measured_against_what_was_promised() -> None:
    """Before the time there is no fault, at it there is; a resolved incident owes nothing."""
    told = incident(update(0, UpdateState.INVESTIGATING, due=START + HOUR))
    assert not assess_silence(told, START + HOUR - timedelta(seconds=1)).missed
    silence = assess_silence(told, START + HOUR)
    assert silence.missed
    assert (silence.last, silence.promised) == (START, START + HOUR)
    over = incident(update(0, UpdateState.INVESTIGATING, due=START + HOUR), update(3, UpdateState.RESOLVED))
    assert assess_silence(over, START + 9 * HOUR).over


def test_ten_minutes_are_granted(tree: Tree) -> None:
    """Later than that the page says so; an import's times are its source's, and no history is no claim."""

    def trail(late: timedelta) -> Trail:
        return Trail(authored=START, versions=[Version(commit="c", at=START + late, blob="b")])

    assert lateness(START, trail(timedelta(minutes=10)), None) is None
    assert lateness(START, trail(timedelta(minutes=11)), None) == timedelta(minutes=11)
    assert lateness(START, trail(DAY), Imported(source="cstate")) is None
    assert lateness(START, None, None) is None


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-06-02T00:59", MaintenanceState.SCHEDULED),
        ("2026-06-02T01:00", MaintenanceState.IN_PROGRESS),
        ("2026-06-02T03:00", MaintenanceState.OVERRUN),
    ],
)
def test_maintenance_moves_with_the_clock(tree: Tree, now: str, state: MaintenanceState) -> None:
    """And it makes nothing worse before its window."""
    corpus, _ = load_world(tree(LEDGER))
    [maintenance] = corpus.transparency.maintenance
    moment = datetime.fromisoformat(f"{now}:00+00:00")
    assert maintenance_state(maintenance, moment) is state
    status = assess_status(corpus.transparency, corpus.community, moment)
    worse = status.components["api"] is ComponentStatus.UNDER_MAINTENANCE
    assert worse == (state is not MaintenanceState.SCHEDULED)
    assert status.indicator is (Indicator.NONE if state is MaintenanceState.SCHEDULED else Indicator.MAINTENANCE)


REMEDY = RemedyRecord(for_="x", kind=RemedyKind.REFUND, title="x")


def test_a_remedy_is_what_its_record_holds() -> None:
    """Who, how and by when make a commitment; a number reached makes a delivery."""
    replace = msgspec.structs.replace
    assert remedy_state(REMEDY, NOW) is RemedyState.PROPOSED
    committed = replace(REMEDY, who="all", how="card", by_when=NOW)
    assert remedy_state(committed, NOW) is RemedyState.COMMITTED
    some, all_ = Delivered(n=3, of=4, at=NOW), Delivered(n=4, of=4, at=NOW)
    assert remedy_state(replace(committed, delivered=some), NOW) is RemedyState.DELIVERING
    assert remedy_state(replace(committed, delivered=all_), NOW) is RemedyState.DELIVERED
    assert remedy_state(replace(committed, withdrawn="no"), NOW) is RemedyState.WITHDRAWN


def test_an_apology_is_fulfilled_by_kept_promises_with_evidence(tree: Tree) -> None:
    """Not before, and not by a promise that nobody finds."""
    corpus, _ = load_world(tree(LEDGER))
    apology = corpus.transparency.incidents[0].apology
    assert apology is not None
    judged = {each.promise.slug: each for each in judge_promises(corpus.transparency.promises, NOW)}
    assert assess_apology(apology, judged).fulfilled
    assert assess_apology(apology, {}).waiting == ["second-carrier"]
    bare = {"second-carrier": msgspec.structs.replace(judged["second-carrier"], evidence=[])}
    assert not assess_apology(apology, bare).fulfilled


def test_the_inbox_runs_by_what_was_acknowledged(tree: Tree) -> None:
    """A complaint waits until staff reply; who acknowledged it owns it and named the time."""
    corpus, _ = load_world(tree(LEDGER))
    [waiting] = assess_inbox(corpus)
    assert (waiting.slug, waiting.owner) == ("late", "mara")
    assert waiting.due_at == datetime(2026, 3, 19, 17, tzinfo=UTC)
    answered = "content/questions/2026/late/answers/mara.md"
    tree({answered: "---\nauthor: mara\nat: 2026-03-18T09:00:00Z\n---\nOn its way.\n"})
    corpus, _ = load_world(tree({}))
    assert assess_inbox(corpus) == []


def test_clocks_run_out_in_order_and_the_plan_says_whom_to_call(tree: Tree) -> None:
    """The open promise, and whoever the crisis plan names after its first step."""
    corpus, _ = load_world(tree(LEDGER))
    clocks = running_clocks(corpus, NOW)
    assert [clock.kind for clock in clocks] == [ClockKind.REPLY, ClockKind.REMEDY, ClockKind.PROMISE]
    assert [clock.due_at for clock in clocks] == sorted(clock.due_at for clock in clocks)
    plan = corpus.transparency.plan
    assert due_calls(plan, clocks[0], NOW) == ["devi"]
    assert due_calls(plan, clocks[0], clocks[0].due_at + timedelta(minutes=14)) == []


IMPACTS = st.sampled_from(list(Impact))
STATES = st.sampled_from(list(UpdateState))
STATUSES = st.sampled_from(list(ComponentStatus))


@given(st.lists(st.tuples(IMPACTS, st.lists(STATES, max_size=3), STATUSES), max_size=4))
def test_the_whole_is_as_bad_as_its_worst_open_part(
    told: list[tuple[Impact, list[UpdateState], ComponentStatus]],
) -> None:
    """Whatever is open: the state is not better than any of it, closed incidents count for nothing, and the order in
    which incidents are read does not matter."""
    community = Community(name="x", components={"api": Component(title="API")})
    incidents = [
        msgspec.structs.replace(
            incident(
                *(update(number, state) for number, state in enumerate(states)),
                impact=impact,
                components=(AffectedComponent(id="api", status=status),),
            ),
            slug=f"i{number}",
        )
        for number, (impact, states, status) in enumerate(told)
    ]
    status = assess_status(Transparency(incidents=incidents), community, NOW)
    turned = assess_status(Transparency(incidents=incidents[::-1]), community, NOW)
    assert (status.indicator, status.components) == (turned.indicator, turned.components)
    open_ones = [each for each in incidents if not each.updates or each.updates[-1].record.state not in CLOSED]
    assert {each.slug for each in status.open} == {each.slug for each in open_ones}
    order = list(Indicator)
    for each in open_ones:
        assert order.index(status.indicator) >= order.index(Indicator(each.record.impact.value))
    if not open_ones:
        assert status.indicator is Indicator.NONE


def test_nothing_said_is_nothing_wrong() -> None:
    """A community without records is well."""
    corpus = Corpus(community=Community(name="x"), posts=[], people={})
    assert assess_status(corpus.transparency, corpus.community, NOW).indicator is Indicator.NONE
    assert running_clocks(corpus, NOW) == []
