"""What the brand says about itself, read: whole, and with every fault in its place."""

from __future__ import annotations

import pytest
from tests.conftest import Tree
from tests.sources.ledger_world import LATE, LEDGER, SECOND, load_world

from candor.model.incidents import ComponentStatus, Element, PromiseTurn, UpdateState


def test_a_whole_ledger_is_read_without_a_fault(tree: Tree) -> None:
    """Every kind of record, with its parts in their order."""
    corpus, problems = load_world(tree(LEDGER))
    assert [str(problem) for problem in problems if "committed yet" not in str(problem)] == []
    said = corpus.transparency
    [incident] = said.incidents
    assert incident.slug == "2026-03-18-orders-late"
    assert [update.record.state for update in incident.updates] == [
        UpdateState.INVESTIGATING, UpdateState.IDENTIFIED, UpdateState.RESOLVED
    ]  # fmt: skip
    assert incident.updates[1].record.components[0].new is ComponentStatus.DEGRADED_PERFORMANCE
    assert incident.updates[0].body.source == "Parcels from Leeds show no scans."
    assert incident.apology is not None
    assert list(incident.apology.record.elements) == [Element.RESPONSIBILITY]
    assert [told.name for told in incident.postmortems] == ["postmortem.md"]
    assert [promise.slug for promise in said.promises] == ["phone-line", "second-carrier"]
    assert [step.record.turn for step in said.promises[1].steps] == [PromiseTurn.KEPT]
    assert [each.slug for each in said.maintenance] == ["database"]
    assert [each.slug for each in said.drills] == ["bricked-hubs"]
    assert said.drills[0].score is not None
    assert [each.slug for each in said.statements] == ["readings"]
    assert said.plan is not None
    assert list(said.acknowledgements) == ["late"]


def test_a_ballot_counts_people_from_before_in_time_once(tree: Tree) -> None:
    """Votes outside the window, by new accounts and by accounts of unknown age are counted apart."""
    corpus, _ = load_world(tree(LEDGER))
    [remedy] = corpus.transparency.remedies
    assert remedy.tally is not None
    assert remedy.tally.votes == {"refund": 2, "voucher": 1}
    assert remedy.tally.turnout == 2
    assert remedy.tally.excluded == {
        "from an account made after it happened": 1,
        "from an account whose age is not known": 1,
        "outside the time of the ballot": 1,
    }


def test_a_ballot_without_its_thread_is_not_a_result(tree: Tree) -> None:
    """Nothing is claimed about votes that nobody can see."""
    corpus, _ = load_world(tree({name: text for name, text in LEDGER.items() if "140.jsonl" not in name}))
    tally = corpus.transparency.remedies[0].tally
    assert tally is not None
    assert not tally.known


FAULTS = {
    "no next update": (
        SECOND, "next_update_due: 2026-03-18T04:25:00Z\n", "",
        f"{SECOND}: next_update_due: is missing: readers cannot know when to look again"
        " – add `next_update_due: 2026-03-18T03:30:00Z`, or `no_further_updates: …` with the reason",
    ),
    "next update in the past": (
        SECOND, "due: 2026-03-18T04:25", "due: 2026-03-18T03:25",
        f"{SECOND}:4: next_update_due: does not lie after `at` – say when the next update will come",
    ),
    "mistyped component": (
        SECOND, "{id: api,", "{id: apii,",
        f'{SECOND}:6: components[0].id: unknown component "apii" – did you mean "api"?',
    ),
    "mistyped state": (
        SECOND, "state: identified", "state: identifed",
        f'{SECOND}:3: state: unknown state "identifed" – did you mean "identified"?',
    ),
    "name and state differ": (
        SECOND, "state: identified", "state: monitoring",
        f'{SECOND}: is "monitoring" and its file is named "identified" – rename the file before it is committed',
    ),
    "unknown category": (
        f"{LATE}/index.md", "category: delivery", "category: deliverry",
        f'{LATE}/index.md:3: category: unknown category "deliverry" – did you mean "delivery"?',
    ),
    "unknown promise": (
        f"{LATE}/apology.md", "promises: [second-carrier]", "promises: [second-carier]",
        f'{LATE}/apology.md:6: promises[0]: there is no promise "second-carier" – did you mean "second-carrier"?',
    ),
    "nobody approved": (
        f"{LATE}/apology.md", "approved_by: mara\n", "",
        f"{LATE}/apology.md: approved_by: is approved by nobody – the crisis plan asks for `approved_by: mara`",
    ),
    "element without its heading": (
        f"{LATE}/apology.md", "#what-we-got-wrong", "#what-went-wrong",
        f"{LATE}/apology.md:4: elements.responsibility: there is no heading #what-went-wrong in this apology"
        " – headings are #what-we-got-wrong",
    ),
    "kept without evidence": (
        "content/promises/2026/second-carrier/20260520T0900Z-kept.md",
        "evidence: [https://fernhill.example/carriers]\n", "",
        "content/promises/2026/second-carrier/20260520T0900Z-kept.md: evidence: a promise is kept with evidence"
        " – add `evidence: [https://…]`",
    ),
    "remedy of nothing": (
        "content/remedies/2026/late-orders.md", "for: 2026-03-18-orders-late", "for: 2026-03-18-order-late",
        'content/remedies/2026/late-orders.md:2: for: there is no incident or post "2026-03-18-order-late"'
        ' – did you mean "2026-03-18-orders-late"?',
    ),
    "an acknowledgement that waits for approval": (
        "content/crisis-plan.yml", "{apology: mara,", "{update: mara, apology: mara,",
        "content/crisis-plan.yml:4: permissions.update: needs nobody's approval"
        " – remove it: who waits for an approval says nothing",
    ),
    "nobody approves apologies": (
        "content/crisis-plan.yml", "{apology: mara, ", "{",
        "content/crisis-plan.yml:4: permissions.apology: names no approver"
        " – add `apology: <member>` below `permissions`, one person who approves it",
    ),
    "unknown key": (
        "content/maintenance/2026/database/index.md", "components: [api]", "component: [api]",
        'content/maintenance/2026/database/index.md:5: component: unknown key – did you mean "components"?',
    ),
    "a link that leads nowhere": (
        SECOND, "The carrier lost a lorry.", "See [the question](../../../../questions/2026/lte/index.md).",
        f"{SECOND}: links to a page that does not exist: questions/2026/lte/index.md"
        " – correct the path, or remove it",
    ),
    "a correction of nothing": (
        SECOND, "author: mara\n", "author: mara\ncorrects: 20260318T0256Z-investigating.md\n",
        f'{SECOND}:6: corrects: there is no file "20260318T0256Z-investigating.md" to correct'
        ' – did you mean "20260318T0255Z-investigating.md"?',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_place_and_way_out(tree: Tree, name: str) -> None:
    """One thing is wrong: it is told once, at its line, and the other records are still read."""
    path, right, wrong, told = FAULTS[name]
    assert right in LEDGER[path]
    corpus, problems = load_world(tree({**LEDGER, path: LEDGER[path].replace(right, wrong)}))
    assert told in [str(problem) for problem in problems]
    assert [promise.slug for promise in corpus.transparency.promises] == ["phone-line", "second-carrier"]


def test_what_has_no_place_is_told(tree: Tree) -> None:
    """A file under a name that no reader looks for would be lost without a word."""
    files = {f"{LATE}/update.md": "x", "content/promises/2026/x/y.md": "x", "content/drills/x.md": "x"}
    _, problems = load_world(tree({**LEDGER, **files}))
    told = [problem.path for problem in problems if problem.problem == "has no place here"]
    assert told == sorted(files)


def test_years_do_not_excuse_a_second_slug(tree: Tree) -> None:
    """Addresses hold no year, so two records of one kind cannot share a slug."""
    twin = {"content/promises/2027/phone-line.md": LEDGER["content/promises/2026/phone-line.md"]}
    corpus, problems = load_world(tree({**LEDGER, **twin}))
    assert any('the slug "phone-line" is taken' in str(problem) for problem in problems)
    assert len(corpus.transparency.promises) == 2


def test_hostile_bytes_cost_nobody_else(tree: Tree) -> None:
    """A file that is no text is a fault; everything beside it is read."""
    corpus, problems = load_world(tree({**LEDGER, SECOND: b"---\n\xff\xfe\n---\n"}))
    assert any(problem.path == SECOND for problem in problems)
    assert len(corpus.transparency.incidents[0].updates) == 2


def test_a_complaint_may_only_name_a_remedy_that_exists(tree: Tree) -> None:
    """With the line, and the nearest one, or how to write the first."""
    post = "content/questions/2026/slow/index.md"
    front = "---\ntitle: Slow\nkind: complaint\nauthor: mara\ncomplaint:\n  status: remedied\n  remedy: {}\n---\n"

    def complained(remedy: str, files: dict[str, str]) -> list[str]:
        _, problems = load_world(tree({**files, post: front.format(remedy)}))
        return [str(problem) for problem in problems if problem.field == "complaint.remedy"]

    none = {name: text for name, text in LEDGER.items() if "remedies/" not in name}
    [first] = complained("voucher", none)
    assert first.endswith("write it first: candor remedy propose --for slow")
    assert complained("late-orders", LEDGER) == []
    [near] = complained("late-order", LEDGER)
    assert near.startswith(f'{post}:7: complaint.remedy: there is no remedy "late-order"')
    assert "late-orders" in near.rpartition("–")[2]


def test_an_apology_with_nothing_below_a_heading_is_a_draft(tree: Tree) -> None:
    """A hint for its author is nothing; a heading above further headings is not empty."""
    path = f"{LATE}/apology.md"
    front = LEDGER[path].partition("---\n## ")[0] + "---\n"
    body = "## What we got wrong\n\n<!-- We, and why. -->\n\n## What happened\n\n### First\n\nA lorry.\n\n## Sorry\n"
    _, problems = load_world(tree({**LEDGER, path: front + body}))
    [problem] = [problem for problem in problems if "says nothing below" in problem.problem]
    assert problem.problem == 'says nothing below "What we got wrong", "Sorry"'
