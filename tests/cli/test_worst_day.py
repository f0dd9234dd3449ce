"""The worst day from a terminal: declared, told, ended, explained, apologised for, put right and promised."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import Tree
from tests.sources.ledger_world import COMMUNITY, LEDGER, load_world

from candor.cli import incident, main, new, saying
from candor.model.incidents import PromiseState, RemedyState, UpdateState
from candor.standing.clocks import assess_apology, assess_status, incident_state, judge_promises, remedy_state

Run = Callable[..., Result]
EPOCH = 1773802500  # 2026-03-18T02:55:00Z
SLUG = "2026-03-18-cards-fail-at-checkout"
MESSAGE = "The bank's certificate ran out."

WORLD = {
    "mkdocs.yml": "site_name: Fernhill\ndocs_dir: content\n",
    "content/community.yml": COMMUNITY,
    **{name: LEDGER[name] for name in LEDGER if name.startswith("content/members/")},
    "content/crisis-plan.yml": LEDGER["content/crisis-plan.yml"],
}


@pytest.fixture
def candor(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in the community's folder, `minutes` after the first word; fails if it ends otherwise."""
    root = tree(WORLD)
    monkeypatch.chdir(root)

    def run(*arguments: str, minutes: int = 0, code: int = 0) -> Result:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + 60 * minutes))
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == code, result.output
        return result

    return run


DECLARE = ("incident", "declare", "Cards fail at checkout", "--component", "api", "--impact", "major")


def test_from_declaration_to_kept_promise(candor: Run, tmp_path: Path) -> None:
    """The whole story, each step one command; what comes out has no fault and says what was said."""
    candor(*DECLARE, "--next", "30m", "--category", "billing", "--liaison", "mara", "--author", "mara")
    candor(
        "incident", "update", "--state", "identified", "--next", "45m", "-m", MESSAGE, "--author", "mara", minutes=28
    )
    candor("incident", "update", "--corrects", "last", "--next", "30m", "-m", "It was ours.", minutes=40)
    candor("incident", "resolve", "-m", "Cards work again.", "--author", "mara", minutes=65)
    candor("promise", "make", "Certificates renew themselves.", "--owner", "devi", "--due", "60d", "--source", SLUG,
           "--slug", "certificates", minutes=600)  # fmt: skip
    candor("remedy", "propose", "Failed orders", "--for", SLUG, "--kind", "refund", "--slug", "failed-orders",
           "--option", "refund=Pay it back", "--option", "voucher=A voucher", minutes=620)  # fmt: skip
    candor("remedy", "ballot", "failed-orders", "--thread", "github/150", "--comment", "refund=11", minutes=630)
    candor("remedy", "choose", "failed-orders", "refund", "--because", "It had most votes.", minutes=12000)
    candor(
        "remedy", "commit", "failed-orders", "--who", "everybody", "--how", "to the card", "--by", "14d",
        "--approved-by", "mara", minutes=12010,
    )  # fmt: skip
    candor("remedy", "deliver", "failed-orders", "--n", "40", "--of", "40", minutes=13000)
    candor("apology", "draft", SLUG, "--speaker", "mara", "--role", "Customer care", "--promise", "certificates",
           "--approved-by", "mara", "-m", "We let it lapse.", minutes=700)  # fmt: skip
    candor("incident", "postmortem", SLUG, "--author", "devi", "--approved-by", "mara", minutes=9000)
    candor("promise", "amend", "certificates", "--due", "70d", "--because", "The bank is slow.", minutes=20000)
    candor("promise", "keep", "certificates", "--evidence", "https://fernhill.example/tls", minutes=60000)
    candor("check", "--strict", minutes=60010)

    corpus, _ = load_world(tmp_path)
    said = corpus.transparency
    [incident] = said.incidents
    assert incident.slug == SLUG
    assert incident_state(incident) is UpdateState.RESOLVED
    assert [update.record.components[0].new.value for update in incident.updates if update.record.components] == [
        "operational"
    ]
    assert incident.updates[2].record.corrects == incident.updates[1].name
    [judged] = judge_promises(said.promises, incident.updates[0].record.at)
    assert judged.state is PromiseState.KEPT
    assert judged.original_due < judged.due_at
    [remedy] = said.remedies
    assert remedy_state(remedy.record, judged.due_at) is RemedyState.DELIVERED
    assert incident.apology is not None
    assert incident.apology.record.remedies == ["failed-orders"]
    assert assess_apology(incident.apology, {"certificates": judged}).fulfilled
    assert assess_status(said, corpus.community, judged.due_at).open == []


def test_an_update_without_a_next_time_is_refused_with_the_line_to_add(candor: Run, tmp_path: Path) -> None:
    """On the command line and in the file; nothing is written."""
    candor(*DECLARE, "--next", "30m")
    before = sorted(tmp_path.rglob("*.md"))
    told = candor("incident", "update", "-m", "Still looking.", minutes=20, code=2).output
    assert "add `--next 30m` (in the file: `next_update_due: 2026-03-18T03:45:00Z`)" in told
    assert sorted(tmp_path.rglob("*.md")) == before
    candor("incident", "update", "--no-further-updates", "The bank tells us on Monday.", minutes=20)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--component", "apii"), 'There is no component "apii" – did you mean api or app?'),
        (("--impact", "huge"), 'There is no impact "huge" – did you mean'),
        (("--category", "biling"), 'There is no category "biling" – did you mean billing'),
        (("--next", "soon"), '"soon" is no time – write 45m, 14:30 (UTC) or 2026-03-18T14:30:00Z'),
        (("--next", "2026-03-18T01:00:00Z"), "cannot be due before this one"),
    ],
)
def test_a_slip_of_the_finger_is_answered(candor: Run, arguments: tuple[str, str], told: str) -> None:
    """With what is near, and nothing is published."""
    assert told in candor(*DECLARE, "--next", "30m", *arguments, code=2).output


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("promise keep nosuch", "promise"),
        ("promise break nosuch", "promise"),
        ("promise withdraw nosuch", "promise"),
        ("promise amend nosuch", "promise"),
        ("remedy ballot nosuch", "remedy"),
        ("remedy choose nosuch refund", "remedy"),
        ("remedy commit nosuch", "remedy"),
        ("remedy deliver nosuch --n 1 --of 2", "remedy"),
        ("remedy withdraw nosuch", "remedy"),
        ("remedy propose Refunds --for nosuch", "incident or post"),
        ("incident update nosuch", "incident"),
        ("incident resolve nosuch", "incident"),
        ("incident postmortem nosuch", "incident"),
        ("apology draft nosuch", "incident"),
        ("maintenance update nosuch completed", "maintenance"),
        ("drill score nosuch", "incident"),
        ("inbox --acknowledge nosuch", "post"),
        ("incident declare Late --component nosuch", "component"),
        ("incident declare Late --impact minor --next 30m --liaison nosuch", "member"),
        ("incident declare Late --impact minor --next 30m --author nosuch", "member"),
        ("promise make This --owner nosuch", "member"),
        ("maintenance plan Disks --component nosuch", "component"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_before_anything_else_is_asked(
    candor: Run, tmp_path: Path, command: str, what: str
) -> None:
    """Nobody looks for evidence of a promise that does not exist; nothing is written."""
    before = sorted(tmp_path.rglob("*"))
    assert f'There is no {what} "nosuch"' in candor(*command.split(), code=2).output
    assert sorted(tmp_path.rglob("*")) == before


def test_on_a_terminal_a_slip_is_asked_for_again(candor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question in turn, each answered wrongly first; what was answered before need not be typed again."""
    for module in (new, saying, incident):
        monkeypatch.setattr(module, "on_terminal", lambda: True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    typed = ["Cards fail", "apii", "api", "huge", "major", "biling", "billing", "soon", "45m", "We see it."]
    told = CliRunner().invoke(main, ["incident", "declare"], input="\n".join(typed) + "\n")
    assert told.exit_code == 0, told.output
    assert 'Error: There is no component "apii" – did you mean api or app?' in told.output
    [declared] = tmp_path.glob("content/incidents/2026/*/index.md")
    assert "category: billing\nimpact: major\n" in declared.read_text(encoding="utf-8")
    [first] = tmp_path.glob("content/incidents/2026/*/updates/*.md")
    assert "next_update_due: 2026-03-18T03:40:00Z" in first.read_text(encoding="utf-8")
    assert first.read_text(encoding="utf-8").endswith("---\nWe see it.\n")


def test_a_promise_is_not_kept_twice(candor: Run) -> None:
    """Nor broken or withdrawn; that it was broken first and kept then is something else."""
    candor("promise", "make", "It works.", "--owner", "devi", "--due", "60d", "--slug", "it")
    candor("promise", "break", "it", "--because", "It took longer.", minutes=10)
    keep = ("promise", "keep", "it", "--evidence", "https://fernhill.example/it")
    candor(*keep, minutes=20)
    assert "it is kept already" in candor(*keep, minutes=30, code=2).output


def test_a_remedy_is_committed_by_whom_the_plan_names(candor: Run, tmp_path: Path) -> None:
    """Who, how and by when are a commitment, wherever they are said; a proposal needs nobody."""
    candor(*DECLARE, "--next", "30m")
    propose = ("remedy", "propose", "Refunds", "--for", SLUG, "--slug", "refunds")
    whole = ("--who", "everybody", "--how", "to the card", "--by", "14d")
    assert "the crisis plan asks for mara" in candor(*propose, *whole, code=2).output
    candor(*propose)
    commit = ("remedy", "commit", "refunds", *whole, "--approved-by")
    assert "asks for mara, and for nobody else" in candor(*commit, "devi", code=2).output
    candor(*commit, "mara")
    [written] = tmp_path.glob("content/remedies/2026/refunds.md")
    candor("check", "--strict", minutes=1)
    written.write_text(written.read_text(encoding="utf-8").replace("approved_by: mara\n", ""), encoding="utf-8")
    told = candor("check", minutes=1, code=1).output
    assert "approved_by: is approved by nobody – the crisis plan asks for `approved_by: mara`" in told


def test_the_plans_own_words_are_used(candor: Run, tmp_path: Path) -> None:
    """Who has no words at three in the morning gets those that were written in daylight."""
    candor(*DECLARE, "--category", "delivery", "--next", "30m")
    [first] = tmp_path.glob("content/incidents/*/*/updates/*.md")
    assert "Orders are late. We are looking." in first.read_text(encoding="utf-8")


def test_two_updates_in_one_minute_are_two_files(candor: Run, tmp_path: Path) -> None:
    """Nothing said is overwritten."""
    candor(*DECLARE, "--next", "30m")
    for _ in range(2):
        candor("incident", "update", "--next", "30m", minutes=10)
    assert len(list(tmp_path.glob("content/incidents/*/*/updates/*.md"))) == 3
    candor("incident", "declare", "Cards fail at checkout", "--impact", "minor", "--next", "1h", code=2)


def test_a_drill_is_played_with_the_same_commands(candor: Run, tmp_path: Path) -> None:
    """Started, updated, resolved and scored; the status never hears of it."""
    candor("drill", "start", "Bricked hubs", "--scenario", "A release stops hubs.", "--component", "app")
    candor("incident", "update", "bricked-hubs", "--next", "20m", minutes=25)
    assert "All Systems Operational" in candor("status", minutes=30).output
    candor("incident", "resolve", "bricked-hubs", minutes=50)
    candor("drill", "score", "bricked-hubs", "--improve", "Nobody knew who may resolve.", minutes=60)
    candor("check", "--strict", minutes=61)
    assert load_world(tmp_path)[0].transparency.drills[0].score is not None


def test_maintenance_is_announced_and_told(candor: Run, tmp_path: Path) -> None:
    candor("maintenance", "plan", "Moving the database", "--starts", "7d", "--ends", "2h", "--component", "api")
    candor("maintenance", "update", "moving-the-database", "in_progress", minutes=7 * 1440)
    candor("maintenance", "update", "moving-the-database", "completed", minutes=7 * 1440 + 100)
    candor("check", "--strict", minutes=7 * 1440 + 101)
    assert "did you mean moving-the-database?" in candor("maintenance", "update", "moving", "completed", code=2).output


def test_status_says_whom_to_call(candor: Run) -> None:
    """The promised time has passed by a quarter of an hour: the plan's first step is reached."""
    candor(*DECLARE, "--next", "30m", "--liaison", "mara")
    assert "in 30 min" in candor("status").output
    told = candor("status", "--exit-code", minutes=46, code=1).output
    assert "Major problem" in told
    assert "ran out 16 min ago" in told
    assert "mara; call Devi Nair" in told
    [clock] = json.loads(candor("status", "--json", minutes=46).output)["clocks"]
    assert (clock["kind"], clock["run_out"], clock["call"]) == ("update", True, ["devi"])


def test_the_inbox_is_acknowledged_in_one_line(candor: Run, tree: Tree) -> None:
    """A complaint waits by the reply clock; acknowledged, by the time that was named."""
    tree({"content/questions/2026/late/index.md": LEDGER["content/questions/2026/late/index.md"]})
    assert "23 h 45 min left, nobody  complaint: Where is my order?" in candor("inbox").output
    candor("inbox", "--acknowledge", "late", "--by", "mara", "--answer-by", "2h", minutes=5)
    assert "2 h left, seen by mara" in candor("inbox", minutes=5).output
    assert "overdue by 1 h" in candor("inbox", minutes=185).output
    [line] = json.loads(candor("inbox", "--json", minutes=185).output)
    assert (line["slug"], line["overdue"], line["owner"]) == ("late", True, "mara")


HOOKS = """\
webhooks:
  - {form: json, url_env: HOOK, secret_env: KEY}
  - {form: slack, url_env: SLACK}
  - {form: discord, url_env: DC}
"""


Listener = Callable[[], tuple[str, list[tuple[dict[str, str], bytes]]]]


def test_escalation_reaches_who_is_named(
    candor: Run,
    tree: Tree,
    monkeypatch: pytest.MonkeyPatch,
    listener: Listener,
) -> None:
    """Three shapes, one signed; a hostile title commands and notifies nobody; what did not arrive is said."""
    import hashlib
    import hmac

    tree({"content/crisis-plan.yml": WORLD["content/crisis-plan.yml"] + HOOKS})
    title = "Cards <!channel> @everyone [x](http://evil.example) fail"
    candor("incident", "declare", title, "--component", "api", "--impact", "major", "--next", "30m", "--slug", "x")
    assert "No clock has run out." in candor("escalate").output
    assert "No clock has run out." in candor("escalate", "--since", "10m", minutes=42).output
    address, heard = listener()
    for name in ("HOOK", "SLACK", "DC"):
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("KEY", "secret")
    assert "1 clock ran out." in candor("escalate", "--since", "10m", minutes=46).output
    (headers, body), (_, slack), (_, discord) = heard
    assert headers["X-Candor-Signature-256"] == "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    event = json.loads(body)
    assert event["event"] == "clock.run_out"
    assert event["clocks"][0]["call"] == ["devi"]
    assert "&lt;!channel&gt;" in json.loads(slack)["text"]
    assert "<!channel>" not in json.loads(slack)["text"]
    assert json.loads(discord)["allowed_mentions"] == {"parse": []}
    assert "\\@everyone \\[x\\]" in json.loads(discord)["content"]
    monkeypatch.setenv("SLACK", "http://127.0.0.1:9/")
    told = candor("escalate", minutes=46, code=75).output
    assert "slack: no answer" in told
    assert "127.0.0.1" not in told


def test_a_draft_of_an_apology_says_what_belongs_below_each_heading_and_is_no_apology_yet(
    candor: Run, tmp_path: Path
) -> None:
    """The next step is to fill it in; the check warns of what is still empty, and no hint reaches the page's text."""
    candor(*DECLARE, "--next", "30m", "--author", "mara")
    candor("incident", "resolve", "-m", "Over.", minutes=20)
    drafted = candor("apology", "draft", SLUG, "--speaker", "mara", "--role", "Customer care", "--approved-by", "mara")
    assert "Next: fill it in, then `candor apology lint content/incidents/2026/" in drafted.output
    assert 'says nothing below "What happened"' in drafted.output
    [text] = [path.read_text() for path in tmp_path.rglob("apology.md") if SLUG in str(path)]
    assert "<!-- Sorry that we …" in text


def test_a_draft_that_nobody_has_approved_says_who_has_to(candor: Run) -> None:
    """It is written all the same; until then the check keeps it from being published."""
    candor(*DECLARE, "--next", "30m")
    drafted = candor("apology", "draft", SLUG, "--speaker", "mara", "--role", "Customer care", minutes=20, code=1)
    assert "approved_by: is approved by nobody" in drafted.output
    assert "Next: fill it in, have it approved (`approved_by: mara`), then `candor apology lint" in drafted.output


def test_a_post_mortem_without_its_approval_is_not_written(candor: Run, tmp_path: Path) -> None:
    """The crisis plan names who approves it; what is missing is named with the flag to add."""
    candor(*DECLARE, "--next", "30m", "--author", "mara")
    candor("incident", "resolve", "-m", "Over.", minutes=20)
    refused = candor("incident", "postmortem", SLUG, "-m", "## What happened\n\nIt lapsed.", minutes=30, code=2)
    assert "Give --approved-by: who approved it (the crisis plan asks for mara)" in refused.output
    assert not [path for path in tmp_path.rglob("postmortem.md") if SLUG in str(path)]
