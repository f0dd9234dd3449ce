"""Incidents from elsewhere become records: nothing is lost, every oddity is told, no time is invented."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from candor.errors import Severity, SourceError
from candor.importers.cstate import added, import_cstate, read_time
from candor.importers.incident_lines import import_lines
from candor.importers.incidents import Report, Wart, flow
from candor.importers.ledger import Outcome
from candor.importers.statuspage import import_statuspage
from candor.model.incidents import UpdateState
from candor.model.transparency import Transparency
from candor.sources.check import check_content
from candor.sources.corpus import load_community, load_members, load_settings
from candor.sources.ledger import load_ledger
from candor.sources.tree import scan_content

ONE = {
    "id": "77",
    "title": 'Trouble: "hub" offline',
    "url": "https://status.example/77",
    "published_at": "2024-05-01T12:00:00Z",
    "started_at": "2024-05-01T10:00:00Z",
    "resolved_at": "2024-05-01T11:00:00Z",
    "impact": "major",
    "components": ["Cloud API"],
    "updates": [
        {"at": "2024-05-01T10:00:00Z", "status": "Investigating", "message": "We look."},
        {"at": "2024-05-01T10:00:00Z", "status": "Update", "message": "--- still looking"},
        {"at": "2024-05-01T11:00:00Z", "status": "Resolved", "message": "Over."},
    ],
}


def read(content: Path) -> Transparency:
    """The imported records as a build reads them; an error in one of them fails the test."""
    tree = scan_content(content)
    community, faults = load_community(content, tree)
    members, _ = load_members(content, tree)
    said, problems = load_ledger(content, tree, load_settings(community, members))
    assert [problem for problem in (*faults, *problems) if problem.severity is Severity.ERROR] == []
    return said


def lines(tmp_path: Path, *incidents: object) -> Path:
    file = tmp_path / "incidents.jsonl"
    file.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in incidents))
    return file


def test_an_incident_keeps_its_words_times_and_order(tmp_path: Path) -> None:
    """Updates that share a minute keep the source's order, and a bare "Update" carries the state before it."""
    report = import_lines(lines(tmp_path, ONE), tmp_path / "content")
    [incident] = read(tmp_path / "content").incidents
    assert incident.record.title == 'Trouble: "hub" offline'
    assert incident.record.imported is not None
    assert incident.record.imported.recorded == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert [(update.record.state, update.body.source.strip()) for update in incident.updates] == [
        (UpdateState.INVESTIGATING, "We look."),
        (UpdateState.INVESTIGATING, "--- still looking"),
        (UpdateState.RESOLVED, "Over."),
    ]
    assert report.counts() == {Wart.SHARED_MINUTE: 1, Wart.BARE_UPDATE: 1}
    assert report.whole


def test_a_line_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    """It is named by its number, and the import says that it is not whole."""
    report = import_lines(
        lines(tmp_path, "{half", ONE, {"id": "78", "updates": [{"at": "never"}]}), tmp_path / "content"
    )
    assert [finding.place for finding in report.findings if finding.wart is Wart.UNREADABLE] == ["line 1", "line 3"]
    assert report.incidents == 1
    assert not report.whole


def test_an_import_may_be_repeated_and_leaves_hand_edits_alone(tmp_path: Path) -> None:
    """Unchanged files stay, an edited one is kept and told, --overwrite replaces it."""
    file, content = lines(tmp_path, ONE), tmp_path / "content"
    import_lines(file, content)
    [index] = content.glob("incidents/*/*/index.md")
    index.write_text(index.read_text() + "Edited.\n")
    again = import_lines(file, content)
    assert again.outcomes == Counter({Outcome.UNCHANGED: 3, Outcome.KEPT: 1})
    assert "Edited" in index.read_text()
    import_lines(file, content, overwrite=True)
    assert "Edited" not in index.read_text()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """But counts what it would write."""
    report = import_lines(lines(tmp_path, ONE), tmp_path / "content", dry_run=True)
    assert report.outcomes[Outcome.WRITTEN] == 4
    assert not (tmp_path / "content").exists()


def test_a_gzip_is_read_and_a_broken_one_is_an_error(tmp_path: Path) -> None:
    """Whatever its name."""
    packed = tmp_path / "incidents"
    packed.write_bytes(gzip.compress(json.dumps(ONE).encode()))
    assert import_lines(packed, tmp_path / "content").incidents == 1
    packed.write_bytes(packed.read_bytes()[:40])
    with pytest.raises(SourceError, match="cannot be read"):
        import_lines(packed, tmp_path / "content")


def test_components_that_the_community_lacks_are_named(tmp_path: Path) -> None:
    """An existing community.yml is never touched."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "community.yml").write_text("name: Fernhill\ncomponents: {hub: {title: Hub}}\n")
    report = import_lines(lines(tmp_path, ONE), content)
    assert list(report.missing_components) == ["cloud-api"]
    assert (content / "community.yml").read_text().startswith("name: Fernhill")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdef_ :'-", min_size=1), inner),
    )
)
def test_any_value_is_written_so_that_yaml_gives_it_back(value: object) -> None:
    """Titles, keys and what sources keep beside are strangers' words."""
    assert yaml.safe_load(f"key: {flow(value)}") == {"key": value}


# cState

FIRST = """\
---
title: Mirror down
date: 2024-05-01 10:00:00
resolved: false
severity: down
affected: [mirror]
section: issue
---
It is down.
"""
SECOND = FIRST.replace("down\naff", "disrupted\naff").replace("It is down", "* Half of it is back.\n\nIt is down")
THIRD = SECOND.replace("resolved: false", "resolved: true\nresolvedWhen: 2024-05-01T12:30:00-00:00")
AT = "2024-05-01T10:00:00Z"


def history(tmp_path: Path, *versions: tuple[str, str | None, str]) -> Path:
    file = tmp_path / "history.jsonl"
    rows = [
        {"path": "content/issues/2024-05-01-mirror.md", "committed_at": at, "status": status, "text": text}
        for at, text, status in versions
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return file


def test_each_version_that_says_something_new_becomes_an_update(tmp_path: Path) -> None:
    """At the time of its commit; the end stands where the issue puts it; a mended word is no news."""
    file = history(
        tmp_path,
        ("2024-05-01T12:05:00+02:00", FIRST, "A"),
        ("2024-05-01T12:06:00+02:00", FIRST.replace("It is down.", "It is down!"), "M"),
        ("2024-05-01T13:00:00+02:00", SECOND, "M"),
        ("2024-05-01T15:00:00+02:00", THIRD, "M"),
    )
    report = import_cstate([], tmp_path / "content", history=file)
    [incident] = read(tmp_path / "content").incidents
    assert [
        (f"{update.record.at:%H:%M}", update.record.state, update.body.source.strip()) for update in incident.updates
    ] == [
        ("10:05", UpdateState.INVESTIGATING, "It is down."),
        ("11:00", UpdateState.INVESTIGATING, "* Half of it is back."),
        ("12:30", UpdateState.RESOLVED, ""),
    ]
    assert [(change.id, change.new) for update in incident.updates for change in update.record.components] == [
        ("mirror", "partial_outage"),
        ("mirror", "operational"),
    ]
    assert report.counts() == {Wart.NAIVE_TIME: 1, Wart.SAID_NOTHING: 1}


def test_a_file_alone_gives_its_beginning_and_its_end(tmp_path: Path) -> None:
    """And a name that matches --maintenance makes it one."""
    folder = tmp_path / "issues"
    folder.mkdir()
    (folder / "2024-05-01-mirror.md").write_text(THIRD)
    import_cstate([folder], tmp_path / "a")
    [incident] = read(tmp_path / "a").incidents
    assert [f"{update.record.at:%H:%M} {update.record.state}" for update in incident.updates] == [
        "10:00 investigating",
        "12:30 resolved",
    ]
    import_cstate([folder], tmp_path / "b", maintenance="mirror")
    [maintenance] = read(tmp_path / "b").maintenance
    assert f"{maintenance.record.starts_at:%H:%M}–{maintenance.record.ends_at:%H:%M}" == "10:00–12:30"


def test_a_version_that_does_not_parse_is_passed_over_and_a_lost_file_is_an_error(tmp_path: Path) -> None:
    """Only the last version's loss loses the incident."""
    broken = "---\ntitle: [\n---\n"
    passed = import_cstate(
        [],
        tmp_path / "a",
        history=history(tmp_path, ("2024-05-01T10:00:00Z", broken, "A"), ("2024-05-01T11:00:00Z", FIRST, "M")),
    )
    assert passed.counts()[Wart.BAD_VERSION] == 1
    assert passed.whole
    lost = import_cstate([], tmp_path / "b", history=history(tmp_path, (AT, broken, "A")))
    assert not lost.whole
    gone = import_cstate(
        [],
        tmp_path / "c",
        history=history(tmp_path, ("2024-05-01T10:00:00Z", FIRST, "A"), ("2024-05-02T10:00:00Z", None, "D")),
    )
    assert (gone.incidents, gone.counts()[Wart.NEVER_LIVE]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "moment", "warts"),
    [
        ("2021-03-21 10:00", "2021-03-21T10:00:00+00:00", {Wart.NAIVE_TIME}),
        ("2023-12-04T8:00:00-00:00", "2023-12-04T08:00:00+00:00", {Wart.BAD_TIME}),
        ("2021-05-03T011:00:00-00:00", "2021-05-03T11:00:00+00:00", {Wart.BAD_TIME}),
        ("2023-02-03T16:00:00-05:00", "2023-02-03T21:00:00+00:00", set()),
        ("2021-02-30T10:00:00Z", None, {Wart.BAD_TIME}),
        ("soon", None, {Wart.BAD_TIME}),
        ("", None, set()),
    ],
)
def test_times_are_read_as_they_are_written(text: str, moment: str | None, warts: set[Wart]) -> None:
    """One reading or none; what had to be mended is told."""
    report = Report()
    found = read_time(text, "place", report)
    assert (found.isoformat() if found else None) == moment
    assert {finding.wart for finding in report.findings} == warts


def test_only_what_is_new_is_an_update() -> None:
    """Moved and mended lines are not."""
    assert added("a line\nanother line", "* a line\nnews of today\nanother lime") == "news of today"


# the real ones


@pytest.mark.data
def test_819_real_incidents_become_records(tmp_path: Path, data: Path) -> None:
    """801 incidents, 18 maintenance, 4,570 updates; a check finds no error."""
    report = import_lines(data / "incidents-github-819.jsonl.gz", tmp_path / "content")
    assert (report.incidents, report.maintenance, report.updates) == (801, 18, 4570)
    assert report.whole
    said = read(tmp_path / "content")
    assert (len(said.incidents), len(said.maintenance)) == (801, 18)
    assert sum(len(each.updates) for each in (*said.incidents, *said.maintenance)) == 4570
    problems = check_content(tmp_path, tmp_path / "content")
    assert [problem for problem in problems if problem.severity is not Severity.NOTE] == []


@pytest.mark.data
def test_every_version_of_a_real_cstate_page_is_read(tmp_path: Path, data: Path) -> None:
    """297 of 297 live files, and the 26 that are gone are named."""
    file = data / "incidents-cstate-jenkins-history.jsonl.gz"
    report = import_cstate([], tmp_path / "content", history=file)
    assert report.incidents == 297
    assert report.counts()[Wart.NEVER_LIVE] == 26
    assert report.whole
    assert len(read(tmp_path / "content").incidents) == 297


@pytest.mark.data
def test_a_real_statuspage_becomes_records(tmp_path: Path, data: Path) -> None:
    """15 incidents and 50 maintenance; two updates are post-mortems, which have no state of their own here."""
    report = import_statuspage([data / "statuspage-v2"], tmp_path / "content")
    assert (report.incidents, report.maintenance, report.updates) == (15, 50, 239)
    assert report.counts()[Wart.UNKNOWN_STATE] == 2
    said = read(tmp_path / "content")
    assert (len(said.incidents), len(said.maintenance)) == (15, 50)


def test_files_that_are_no_statuspage_are_refused(tmp_path: Path) -> None:
    """With the place."""
    (tmp_path / "other.json").write_text("[]")
    with pytest.raises(SourceError, match="no file of a Statuspage"):
        import_statuspage([tmp_path], tmp_path / "content")
