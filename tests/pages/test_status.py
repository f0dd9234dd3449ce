"""What readers see of the brand's own failures: complete without a script, the same everywhere, nothing hidden."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree
from tests.sources.ledger_world import LATE, LEDGER, NOW, SECOND, commit, git, load_world

from candor.model.corpus import Corpus
from candor.model.incidents import Category
from candor.model.limits import FEED_ENTRIES
from candor.pages.directory import open_directory
from candor.pages.plan import Document
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site
from candor.pages.status_feeds import StatusFeeds

SITE = Site(name="Fernhill", url="https://fernhill.example/community/")
RESOLVED = f"{LATE}/updates/20260318T0930Z-resolved.md"
OPEN = {name: text for name, text in LEDGER.items() if name != RESOLVED}
INCIDENT = "incidents/2026-03-18-orders-late/"

Pages = Mapping[str, str]


def printed(corpus: Corpus, now: datetime = NOW, wanted: Callable[[str], bool] = bool) -> Pages:
    """Every document of the community without a plate, by URL."""
    plan = plan_site(corpus, SITE, now, has_home=True)
    return {
        document.url: str(render_body(document.template, document.context, {}))
        for document in plan.documents
        if document.layout is None and wanted(document.url)
    }


def documents(corpus: Corpus, now: datetime = NOW) -> dict[str, Document]:
    return {document.url: document for document in plan_site(corpus, SITE, now, has_home=True).documents}


@pytest.fixture
def closed(tree: Tree) -> Pages:
    return printed(load_world(tree(LEDGER))[0])


@pytest.fixture
def opened(tree: Tree) -> Pages:
    return printed(load_world(tree(OPEN))[0])


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def words(html: str) -> str:
    body = parse(html).body
    assert body is not None
    return re.sub(r" (?=[.,:](?: |$))", "", " ".join(body.text(separator=" ").split()))


MOMENTS = {
    "closed": (LEDGER, NOW),
    "open": (OPEN, NOW),
    "maintenance": (LEDGER, datetime(2026, 6, 2, 2, tzinfo=UTC)),
    "both": (OPEN, datetime(2026, 6, 2, 2, tzinfo=UTC)),
    "critical": (
        {**OPEN, f"{LATE}/index.md": LEDGER[f"{LATE}/index.md"].replace("impact: major", "impact: critical")},
        NOW,
    ),
    "nothing": ({"content/community.yml": LEDGER["content/community.yml"].replace("roles", "#")}, NOW),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_page_badge_feeds_and_interface_agree(tree: Tree, name: str) -> None:
    """There is one computed state; wherever it is told it is the same, in the same words."""
    files, now = MOMENTS[name]
    pages = printed(load_world(tree(files), now)[0], now)
    heading = parse(pages["status/"]).css_first("h1")
    assert heading is not None
    state = (heading.attributes["data-indicator"], heading.text())
    for name in ("status", "summary"):
        status = json.loads(pages[f"api/v2/{name}.json"])["status"]
        assert (status["indicator"], status["description"]) == state
    assert json.loads(pages["status/badge.json"])["message"] == state[1]
    assert f"<title>Fernhill: {state[1]}</title>" in pages["status/badge.svg"]
    listed = {link.attributes["href"] for link in parse(pages["status/"]).css("#open ~ .cards h3 a")}
    unresolved = json.loads(pages["api/v2/incidents/unresolved.json"])["incidents"]
    assert {f"../incidents/{each['id']}/" for each in unresolved} == listed
    summary = json.loads(pages["api/v2/summary.json"])
    assert summary["incidents"] == unresolved
    rows = {row.css_first("th").text(): row.attributes["class"] for row in parse(pages["status/"]).css("tr[class]")}
    assert rows == {each["name"]: each["status"] for each in summary["components"] if not each["group"]}
    for item in json.loads(pages["status/incidents/feed.json"])["items"]:
        page = pages[item["url"].removeprefix(SITE.url)]
        shown = parse(page).css_first(".tag")
        assert shown is not None
        assert item["title"].endswith(f": {shown.text()}")


def test_the_whole_story_stands_on_one_page(closed: Pages) -> None:
    """From the first word to the apology, with what is known, what may be said, and what was promised."""
    page = words(closed[INCIDENT])
    for told in (
        "Orders from Leeds arrive late", "Over since 18 March 2026, 09:30 UTC", "Orders are late, not lost.",
        "17 March 2026, 22:40 UTC (estimated, carrier scan gap)",
        "orders placed 15–17 March: 1,840 (source: order system)", "first told by a customer",
        "The carrier lost a lorry.", "Cloud API: slow or faulty",
        "next update promised by 18 March 2026, 03:25 UTC", "We had one carrier.", "One carrier, one lorry.",
        "Every promise is kept, with evidence.", "1,800 of 1,840 reached",
    ):  # fmt: skip
        assert told in page
    assert page.index("Everything moves again.") < page.index("Parcels from Leeds show no scans.")


def test_every_open_incident_has_its_clock(opened: Pages) -> None:
    """On its own page, the status page, among known issues, in its year: last word, promise, the build's time."""
    for url in (INCIDENT, "status/", "known-issues/", "incidents/", "incidents/2026/"):
        clock = parse(opened[url]).css_first("[data-silence]")
        assert clock is not None, url
        assert clock.attributes["data-last"] == "2026-03-18T03:25:00Z"
        assert clock.attributes["data-due"] == "2026-03-18T04:25:00Z"
        told = " ".join(clock.text().split())
        assert "Promised 18 March 2026, 04:25 UTC, nothing since 18 March 2026, 03:25 UTC." in told
        assert "This page was made 1 June 2026, 12:00 UTC." in told


def test_before_the_time_the_clock_says_when_to_look_again(tree: Tree) -> None:
    """And the page knows when it must be printed anew."""
    now = datetime(2026, 3, 18, 4, tzinfo=UTC)
    corpus, _ = load_world(tree(OPEN), now)
    page = printed(corpus, now)[INCIDENT]
    assert "Last update 18 March 2026, 03:25 UTC. Next update promised by 18 March 2026, 04:25 UTC." in words(page)
    for url in (INCIDENT, "status/", "known-issues/", "incidents/"):
        assert documents(corpus, now)[url].changes_at == datetime(2026, 3, 18, 4, 25, tzinfo=UTC)


def test_what_changes_with_time_says_when(tree: Tree) -> None:
    """A promise that falls due and a window that opens reprint their pages at that moment, and no other."""
    now = datetime(2026, 4, 20, tzinfo=UTC)
    corpus, _ = load_world(tree(LEDGER), now)
    due = datetime(2026, 5, 1, 17, tzinfo=UTC)
    before, after = documents(corpus, now), documents(corpus, due)
    assert before["promises/phone-line/"].changes_at == due
    assert before["promises/"].changes_at == due
    changed = {url for url in before if before[url].fingerprint != after[url].fingerprint}
    assert {"promises/", "promises/phone-line/", "status/"} <= changed
    assert INCIDENT not in changed
    assert not any(url.startswith("questions/") for url in changed)


def test_lateness_is_said(tree: Tree) -> None:
    """Recorded two hours and ten minutes after the time it claims: the page says exactly that."""
    root = tree(LEDGER)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "All", at="2026-03-18T05:35:00Z")
    page = words(printed(load_world(root)[0])[INCIDENT])
    assert "Cause found 18 March 2026, 03:25 UTC posted 2 h 10 min after the fact" in page
    assert "Resolved 18 March 2026, 09:30 UTC posted" not in page


def test_imports_are_labelled_and_never_late(tree: Tree) -> None:
    """An import's times are its source's."""
    index = f"{LATE}/index.md"
    root = tree({**LEDGER, index: LEDGER[index].replace("---\nOrders", "imported: {source: cstate}\n---\nOrders")})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "All", at="2026-05-18T05:35:00Z")
    pages = printed(load_world(root)[0])
    page = words(pages[INCIDENT])
    assert "Brought along from cstate" in page
    assert "after the fact" not in page.split("Our apology")[0]
    assert "1 of these was brought along" in words(pages["incidents/2026/"])


def test_what_was_changed_or_removed_is_shown_with_its_first_text(tree: Tree) -> None:
    """Old and new text of a changed update; a removed one keeps its place, and a removed promise its line."""
    root = tree(LEDGER)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "All", at="2026-03-18T03:30:00Z")
    tree({SECOND: LEDGER[SECOND].replace("lorry", "van")})
    (root / f"{LATE}/updates/20260318T0255Z-investigating.md").unlink()
    (root / "content/promises/2026/phone-line.md").unlink()
    commit(root, "Tidy up", at="2026-03-19T03:30:00Z")
    pages = printed(load_world(root)[0])
    page = words(pages[INCIDENT])
    assert "This was changed after it was published. 19 March 2026, 03:30 UTC" in page
    assert "The carrier lost a lorry." in page
    assert "The carrier lost a van." in page
    assert "This was published and later removed." in page
    assert "Parcels from Leeds show no scans." in page
    assert "A phone line on Saturdays." in words(pages["promises/"])
    assert "This was published and later removed." in words(pages["promises/phone-line/"])
    integrity = json.loads(pages["integrity.json"])
    assert [each["path"] for each in integrity["tombstones"]] == [
        "incidents/2026/2026-03-18-orders-late/updates/20260318T0255Z-investigating.md",
        "promises/2026/phone-line.md",
    ]
    [edited] = [each for each in integrity["files"] if each["edits"]]
    assert SECOND.endswith(edited["path"])
    assert edited["blob"] == run(root, "rev-parse", f"HEAD:{SECOND}")
    assert edited["last"]["commit"] == run(root, "rev-parse", "HEAD")


def run(root: Path, *arguments: str) -> str:
    import subprocess

    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def test_promises_are_told_worst_first(closed: Pages) -> None:
    """The order of the ledger, and what each came to."""
    states = [tag.text() for tag in parse(closed["promises/"]).css(".card .tag")]
    assert states == ["Overdue", "Kept"]
    assert "https://fernhill.example/carriers" in closed["promises/second-carrier/"]


def test_an_unfulfilled_apology_says_so(tree: Tree) -> None:
    """Without the file that says kept, the same apology is not yet fulfilled, wherever it is named."""
    files = {name: text for name, text in LEDGER.items() if "kept" not in name}
    pages = printed(load_world(tree(files))[0])
    assert "Not yet fulfilled: 1 promise is not kept with evidence." in words(pages[INCIDENT])
    assert "not yet fulfilled" in words(pages["apologies/"])
    assert "Apology: not yet fulfilled" in words(pages["incidents/"])


def test_the_checklist_links_what_is_there(closed: Pages) -> None:
    """Nine elements: those found lead to their place on the page, the others are named as missing."""
    page = parse(closed[INCIDENT])
    lines = page.css(".checklist li")
    assert len(lines) == 9
    for line in lines:
        link = line.css_first("a")
        if link is None:
            assert "not in this apology" in line.text()
        else:
            assert page.css_first(f'[id="{link.attributes["href"][1:]}"]') is not None


def test_a_ballot_shows_its_sum_and_what_does_not_count(closed: Pages) -> None:
    """Votes, turnout, exclusions with their reasons, what was chosen and why."""
    page = words(closed["remedies/late-orders/"])
    for told in ("Pay the charge back chosen", "2 people took part.", "1: from an account made after it happened",
                 "1: outside the time of the ballot", "It had the most votes."):  # fmt: skip
        assert told in page


def test_a_drill_is_marked_everywhere(closed: Pages) -> None:
    """Title, page, list and feed say DRILL; no search engine, no status and no other feed knows of it."""
    for url in ("drills/bricked-hubs/", "drills/"):
        page = parse(closed[url])
        assert page.css_first(".drill-mark") is not None
        assert page.css_first('meta[name="robots"][content="noindex"]') is not None
    title = parse(closed["drills/bricked-hubs/"]).css_first("title")
    assert title is not None
    assert title.text().startswith("DRILL: Firmware that bricks hubs")
    assert all(item["title"].startswith("DRILL") for item in json.loads(closed["status/drills/updates.json"])["items"])
    for url, text in closed.items():
        if not url.startswith(("drills/", "status/drills/", "integrity")):
            assert "bricks hubs" not in text, url
    assert "First word after 10 min" in words(closed["drills/bricked-hubs/"])
    assert "drills/" not in closed["sitemap.xml"]
    assert "/incidents/2026-03-18-orders-late/" in closed["sitemap.xml"]


def test_the_crisis_plan_publishes_its_public_part_only(closed: Pages) -> None:
    """Roles, approvals, clocks and an overdue review; no contact, no internal note, on no page at all."""
    page = words(closed["crisis-plan/"])
    assert "The next review was due 10 April 2026 and has not happened." in page
    assert "Apologise Mara Lindqvist" in page
    assert "Acknowledge nobody: it can be done at once" in page
    for text in closed.values():
        assert "7946" not in text
        assert "night desk" not in text


def test_feeds_of_updates_never_change_an_entry(tree: Tree) -> None:
    """A new update adds an entry and moves the incident's one; entries that were there stay as they were."""
    before = printed(load_world(tree(OPEN))[0], wanted=lambda url: url.startswith("status/"))
    after = printed(load_world(tree(LEDGER))[0], wanted=lambda url: url.startswith("status/"))

    def entries(pages: Pages, url: str) -> dict[str, str]:
        return {item["id"]: json.dumps(item) for item in json.loads(pages[url])["items"]}

    for scope in ("", "components/api/", "kind-delivery/", "incidents/"):
        old, new = entries(before, f"status/{scope}updates.json"), entries(after, f"status/{scope}updates.json")
        assert old.items() < new.items()
        moved = entries(before, f"status/{scope}feed.json"), entries(after, f"status/{scope}feed.json")
        assert moved[0].keys() == moved[1].keys()
        assert moved[0] != moved[1]


def test_a_feed_holds_the_newest_and_builds_no_others(tree: Tree) -> None:
    """Of an incident with more updates than a feed has room for, the latest stand in it, newest first."""
    many = {
        RESOLVED.replace("0930Z-resolved", f"09{minute:02}Z-investigating"): LEDGER[RESOLVED]
        .replace("09:30", f"09:{minute:02}")
        .replace("state: resolved", "state: investigating\nnext_update: none")
        for minute in range(31, 31 + FEED_ENTRIES + 5)
    }
    corpus = load_world(tree({**OPEN, **many}))[0]
    pages = printed(corpus, wanted=lambda url: url == "status/incidents/updates.json")
    items = json.loads(pages["status/incidents/updates.json"])["items"]
    assert len(items) == FEED_ENTRIES
    minutes = [item["date_published"][14:16] for item in items]
    assert minutes == [str(minute) for minute in range(30 + FEED_ENTRIES + 5, 35, -1)]
    feeds = StatusFeeds(open_directory(corpus, SITE, NOW, b""))
    assert all(max(len(scope.moving), len(scope.fixed)) <= FEED_ENTRIES for scope in feeds.scopes())


def test_atom_and_json_say_the_same(closed: Pages) -> None:
    """Every Atom feed is read without complaint, and holds the entries of its JSON twin."""
    feeds = [url for url in closed if url.startswith("status/") and url.endswith(".xml")]
    assert len(feeds) == 2 * (1 + 2 + len(Category) + 1 + 1 + 1 + 3)
    for url in feeds:
        parsed = feedparser.parse(closed[url])
        assert not parsed.bozo, url
        twin = json.loads(closed[url.replace(".xml", ".json")])["items"]
        assert [entry.id for entry in parsed.entries] == [item["id"] for item in twin]
        for entry in parsed.entries:
            address = entry.link.removeprefix(SITE.url)
            page, _, anchor = address.partition("#")
            assert page in closed
            assert not anchor or f'id="{anchor}"' in closed[page] or anchor == "made"


def test_the_calendar_is_read_by_a_calendar(tree: Tree) -> None:
    """Stable UID, a SEQUENCE that grows with every word, CANCELLED for what will not be."""
    cancelled = "content/maintenance/2026/database/updates/20260526T0900Z-cancelled.md"
    files = {**LEDGER, cancelled: "---\nat: 2026-05-26T09:00:00Z\nstate: cancelled\nauthor: devi\n---\nNot needed.\n"}
    seen = []
    for world in (LEDGER, files):
        text = printed(load_world(tree(world))[0], wanted="status/calendar.ics".__eq__)["status/calendar.ics"]
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        events = {str(event["uid"]): event for event in Calendar.from_ical(text).walk("VEVENT")}
        assert len(events) == 3
        seen.append(events["maintenance-database@candor"])
    assert [str(event["status"]) for event in seen] == ["CONFIRMED", "CANCELLED"]
    assert seen[1]["sequence"] > seen[0]["sequence"]


def weight(pages: Pages, url: str) -> int:
    """Bytes of a page and all it loads, gzipped."""
    page = parse(pages[url])
    loaded = [node.attributes["href"] for node in page.css('link[rel="stylesheet"], link[rel="icon"]')]
    loaded += [node.attributes["src"] for node in page.css("script, img, iframe, video")]
    assert all(address and re.fullmatch(r"(\.\./)*status/[a-z.]+", address) for address in loaded), loaded
    assert not page.css("[style], style, script:not([src])")
    names = [url, *(str(address).replace("../", "") for address in loaded)]
    return sum(len(gzip.compress(pages[name].encode(), 9)) for name in names)


def test_the_status_page_loads_on_a_train(tree: Tree) -> None:
    """Nothing open: at most 15 kB. Ten open incidents: at most 40 kB. Nothing comes from elsewhere."""
    pages = printed(load_world(tree(LEDGER))[0])
    assert weight(pages, "status/") <= 15_000
    many = dict(OPEN)
    for number in range(1, 11):
        for name, text in OPEN.items():
            if name.startswith(LATE):
                words = " ".join(
                    f"{number}-{word}-{index}" for index, word in enumerate(text.split("---")[2].split() * 9)
                )
                copy = f"{text.rpartition('---')[0]}---\n{words}\n" if "apology" not in name else text
                many[name.replace("-orders-late", f"-orders-late-{number}")] = copy
    pages = printed(load_world(tree(many))[0])
    assert len(parse(pages["status/"]).css('section[aria-labelledby="open"] li.card')) == 10
    assert weight(pages, "status/") <= 40_000


HOSTILE = '"><script>alert(1)</script>&<b>'


def test_hostile_words_are_only_words(tree: Tree) -> None:
    """A title, a reason, a member's name, a component: wherever a stranger's words stand, they are no markup."""
    quoted = json.dumps(HOSTILE)
    index = f"{LATE}/index.md"
    files = {
        **OPEN,
        index: OPEN[index].replace("title: Orders from Leeds arrive late", f"title: {quoted}").replace(
            "say: Orders are late, not lost. We know of all of them.", f"say: {quoted}"
        ),
        "content/members/mara.yml": f"name: {quoted}\naccounts: [github:1]\n",
        "content/community.yml": OPEN["content/community.yml"].replace("title: Cloud API", f"title: {quoted}"),
        "content/promises/2026/phone-line.md": OPEN["content/promises/2026/phone-line.md"].replace(
            "text: A phone line on Saturdays.", f"text: {quoted}"
        ),
    }  # fmt: skip
    pages = printed(load_world(tree(files))[0])
    for url, text in pages.items():
        if url.endswith((".json", ".ics")):
            continue
        assert "<script>alert" not in text, url
        if url.endswith("/"):
            assert not parse(text).css("script:not([src]), b")
    for url in (url for url in pages if url.endswith(".json")):
        json.loads(pages[url])


def test_a_community_without_parts_or_words_has_no_status(tree: Tree) -> None:
    """Nobody gets pages about incidents who never asked for them."""
    pages = printed(load_world(tree({"content/community.yml": "name: x\n"}))[0])
    assert not any(url.startswith(("status", "incidents", "api", "promises")) for url in pages)


def test_a_shallow_clone_is_told(tree: Tree, tmp_path: Path) -> None:
    """Where history is not at hand the page says that nothing is claimed, and claims nothing."""
    import subprocess

    root = tree(LEDGER)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "All", at="2026-05-18T05:35:00Z")
    commit(root, "More", at="2026-05-19T05:35:00Z")
    clone = tmp_path / "clone"
    command = ["git", "clone", "--quiet", "--depth=1", root.as_uri(), str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    page = words(printed(load_world(clone)[0])[INCIDENT])
    assert "its history is not at hand" in page
    assert "after the fact" not in page


WAIT = timedelta(days=14)


def test_what_is_over_leaves_the_front_after_two_weeks(tree: Tree) -> None:
    """And the page says when that will be."""
    ended = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
    corpus, _ = load_world(tree(LEDGER))
    for now, shown in ((ended + WAIT, True), (ended + WAIT + timedelta(seconds=1), False)):
        page = parse(printed(corpus, now, "status/".__eq__)["status/"])
        assert bool(page.css("#recent ~ .cards")) == shown


def test_the_words_of_an_apology_decide_its_checklist_not_its_headings(tree: Tree) -> None:
    """A heading may be named for an element that the text below it does not have."""
    path = f"{LATE}/apology.md"
    claimed = LEDGER[path].replace('{responsibility: "#what', '{regret: "#what-we-got-wrong", responsibility: "#what')
    page = parse(printed(load_world(tree({**LEDGER, path: claimed}))[0])[INCIDENT])
    found = {item.text().strip() for item in page.css(".checklist .found")}
    missing = {item.text().strip() for item in page.css(".checklist .missing")}
    assert any("esponsibility" in words for words in found)
    assert any("egret" in words for words in missing)


def test_every_kind_and_component_has_its_feeds_from_the_start(tree: Tree) -> None:
    """Whoever follows a kind of incident before there was one gets an empty feed, not an error."""
    quiet = {"content/community.yml": LEDGER["content/community.yml"].replace("roles", "#")}
    corpus, _ = load_world(tree(quiet))
    pages = printed(corpus)
    scopes = [f"kind-{kind}" for kind in Category] + [f"components/{slug}" for slug in corpus.community.components]
    assert len(scopes) > 11
    for scope in scopes:
        for name in ("feed", "updates"):
            assert feedparser.parse(pages[f"status/{scope}/{name}.xml"]).entries == []
            assert json.loads(pages[f"status/{scope}/{name}.json"])["items"] == []
        if scope.startswith("kind-"):
            assert parse(pages["incidents/"]).css(f'a[href="../status/{scope}/feed.xml"]')


def test_charts_stand_in_the_rows_of_a_table_that_tells_the_same(tree: Tree) -> None:
    """Days by component, the longest silences, promises by outcome; drawn for nobody who hears the page."""
    corpus, _ = load_world(tree(LEDGER))
    pages = printed(corpus)
    year = parse(pages["incidents/2026/"])
    assert [row.text(separator=" ", strip=True) for row in year.css("#days ~ table tbody tr")] == ["Cloud API 2 days"]
    [run] = year.css("#days ~ table rect")
    first = datetime(2026, 3, 17, tzinfo=UTC).timetuple().tm_yday - 1
    assert (run.attributes["x"], run.attributes["width"]) == (str(first), "2")
    [silence] = year.css("#silences ~ table tbody tr")
    assert silence.text(separator=" ", strip=True) == "Orders from Leeds arrive late 6 h 5 min"
    promises = parse(pages["promises/"])
    rows = {row.css_first("th").text(): row.css("td")[-1].text() for row in promises.css(".chart tbody tr")}
    assert rows == {"Broken": "0", "Overdue": "1", "Open": "0", "Kept late": "0", "Kept": "1", "Withdrawn": "0"}
    for page in pages.values():
        if page.startswith("<!doctype html>"):
            assert all(svg.attributes["aria-hidden"] == "true" for svg in parse(page).css("table svg"))


def test_the_status_page_shows_ninety_days_and_is_made_anew_when_one_drops_out(tree: Tree) -> None:
    """The ninetieth day back is drawn at the left edge; the day after, it is gone."""
    corpus, _ = load_world(tree(LEDGER))
    last = datetime(2026, 3, 18, tzinfo=UTC) + timedelta(days=89, hours=12)
    drawn = parse(printed(corpus, last)["status/"]).css("#days ~ table rect")
    assert [(rect.attributes["x"], rect.attributes["width"]) for rect in drawn] == [("0", "1")]
    assert documents(corpus, last)["status/"].changes_at == last.replace(hour=0) + timedelta(days=1)
    assert not parse(printed(corpus, last + timedelta(days=1))["status/"]).css("#days ~ table rect")
