"""The search index: what it holds, when it is made anew, and that two parts together answer as one would."""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import cbor2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from tests.conftest import Tree
from tests.press.search_world import Indexing, ask, counted
from tests.serving import serve

from candor.cli.build import run_press
from candor.errors import PressError
from candor.model.corpus import Words
from candor.model.html import Fragment
from candor.pages.plan import Searchable
from candor.press import search_pagefind
from candor.press.report import no_progress
from candor.press.search import MOST_CHANGED, SMALL_SITE
from candor.press.search_format import Entry, Part, join_entries, read_entries, read_filter, read_meta
from candor.press.search_making import scratch_name
from candor.press.search_packing import cut_entries, just_before
from candor.press.search_pages import REPLIES_CHARACTERS, REPLY_CHARACTERS, compose_page, plain_text, split_words
from candor.press.search_words import LAST, dead_ends, new_beginnings

VOCABULARY = [
    f"{a}{b}{c}" for a in ("hub", "tar", "met", "fro") for b in ("in", "ab", "ol") for c in ("xy", "der", "mat")
]


def page(number: int, text: str = "", **values: str) -> Searchable:
    """The n-th page, its words drawn from `VOCABULARY` unless told."""
    chance = random.Random(number)
    return Searchable(
        url=f"questions/post-{number}/",
        title=values.get("title", f"{chance.choice(VOCABULARY)} {chance.choice(VOCABULARY)}"),
        kind=values.get("kind", chance.choice(["question", "idea"])),
        answered=chance.choice(["yes", "no", ""]),
        topics=tuple(sorted(chance.sample(["Billing", "Hub", "Sensors & more"], chance.randint(0, 2)))),
        text=text or " ".join(chance.choices(VOCABULARY, k=30)),
    )


SITE = [page(number) for number in range(SMALL_SITE + 50)]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexing:
    """`SITE`, indexed once."""
    indexing = Indexing(tmp_path_factory.mktemp("indexed"))
    indexing.build(SITE)
    return indexing


@pytest.fixture
def indexing(indexed: Indexing, tmp_path: Path) -> Indexing:
    """One that goes on from there."""
    return indexed.copy(tmp_path / "project")


# What is indexed


def words(body: str, **comments: str) -> Words:
    return Words(body=Fragment((body,)), comments={name: Fragment((html,)) for name, html in comments.items()})


def test_a_tag_ends_where_it_ends_whatever_its_attributes_hold() -> None:
    html = '<p title="a > b" class="x">One<em>two</em></p><pre><code><span class="k">if</span> a &lt; b</code></pre>'
    assert plain_text(Fragment((html,))) == "Onetwo if a &lt; b"


def test_words_of_letters_and_digits_are_found_by_their_parts() -> None:
    assert split_words("urho3d and LNK2019").split() == ["urho", "3", "d", "3d", "LNK", "2019"]
    assert split_words("plain 2019 words") == ""


def test_replies_are_searchable_as_far_as_the_limits_and_the_accepted_one_whole() -> None:
    long = {f"t/1/{number}": f"<p>{'reply ' * 1000}end{number}</p>" for number in range(9)}
    made = compose_page(page(1), words("<p>Body</p>", **long))
    assert len(made) < REPLIES_CHARACTERS + 1000
    assert max(len(part) for part in re.findall("<p>([^<]*)", made)) <= REPLY_CHARACTERS
    chosen = msgspec.structs.replace(page(1), accepted="t/1/8")
    assert "end8" in compose_page(chosen, words("<p>Body</p>", **long))


def test_what_is_folded_away_on_the_page_is_found_by_nobody() -> None:
    """Nor does it take room from what is not."""
    said = {f"t/1/{number}": f"<p>{'reply ' * 1000}end</p>" for number in range(9)} | {"t/1/9": "<p>Last</p>"}
    folded = msgspec.structs.replace(page(1), folded=tuple(said)[:9])
    made = compose_page(folded, words("<p>Body</p>", **said))
    assert ("reply" in made, "Last" in made) == (False, True)


def test_the_base_keeps_no_words_that_were_taken_away(indexing: Indexing) -> None:
    """A comment was hidden, deleted or its author erased: its words lie in no file of the index any more."""
    before = page(3, text="She lives in Zwickgasse.")
    indexing.build([before, *SITE[4:]])
    base = indexing.manifest()["base"]
    assert indexing.holds("zwickgasse")
    after = msgspec.structs.replace(before, text="Somebody answered.", withdrawn=("t/1/2",))
    indexing.build([after, *SITE[4:]])
    second = indexing.manifest()
    assert second["base"] != base
    assert "fresh" not in second
    assert not indexing.holds("zwickgasse")
    changed = msgspec.structs.replace(after, text="Somebody answered again.")
    indexing.build([changed, *SITE[4:]])
    assert indexing.manifest()["base"] == second["base"]
    indexing.build([changed, *SITE[4:]], erased="1")
    assert indexing.manifest()["base"] != second["base"]


def test_nothing_that_a_member_writes_becomes_markup_of_the_indexed_page() -> None:
    hostile = '"><script data-pagefind-ignore="all">'
    made = compose_page(page(1, title=hostile, text=hostile), None)
    assert "<script" not in made


# Two indexes that know each other's words


SOME = st.lists(st.text("abc", min_size=1, max_size=5), max_size=12).map(lambda each: sorted(set(each)))


@given(SOME, SOME)
def test_each_word_that_is_missing_begins_at_the_longest_with_a_dead_end(mine: list[str], others: list[str]) -> None:
    ends = dead_ends(mine, others)
    assert ends == sorted(set(ends))
    assert not set(ends) & set(mine)
    for word in others:
        known = any(own.startswith(word) for own in mine)
        longest = max((each for each in (*mine, *ends) if word.startswith(each)), key=len, default="")
        assert known or longest in ends


@given(SOME, SOME)
def test_each_word_that_is_new_has_one_beginning_and_no_known_word_does(mine: list[str], others: list[str]) -> None:
    beginnings = new_beginnings(mine, others)
    assert beginnings == sorted(set(beginnings))
    assert not any(word.startswith(each) for word in mine for each in beginnings)
    for word in others:
        known = any(own.startswith(word) for own in mine)
        assert [word.startswith(each) for each in beginnings].count(True) == (0 if known else 1)
    for each in beginnings:
        assert len(each) == 1 or any(own.startswith(each[:-1]) for own in mine), f"{each} could be shorter"


@given(st.text(min_size=1), st.text())
def test_no_word_lies_between_a_start_and_what_is_just_before_it(start: str, word: str) -> None:
    assert just_before(start) < start
    assert word <= just_before(start) or word >= start


# How words lie in files


def test_each_term_leads_to_one_file_and_no_file_is_much_larger_than_it_should_be(indexing: Indexing) -> None:
    indexing.build([page(7, "Now about zigbeefrobnication."), *SITE[:7], *SITE[8:]])
    for part in ("base", "fresh"):
        (folder,) = indexing.site.glob(f"search/{part}-*")
        (path,) = folder.glob("pagefind.*.pf_meta")
        _, _, files, *_ = cbor2.loads(unzipped(path))
        words = {name: list(read_words(folder / f"index/{name}.pf_index")) for _, _, name in files}
        assert words.keys() == {path.stem for path in (folder / "index").iterdir()}
        for word in (*VOCABULARY, "", "zz", "zigbeefrobnication", "é", LAST[:-1]):
            assert len([name for start, end, name in files if start <= word <= end]) == 1, word
        for start, end, name in files:
            assert any(start <= word <= end for word in words[name])
            assert all(start <= word <= end or start.startswith(word) for word in words[name])
        starts = json.loads((folder / "starts.json").read_bytes()) if part == "base" else indexing.manifest()["starts"]
        assert starts == [start for start, *_ in files[1:]]


@given(
    st.lists(
        st.tuples(st.text("abc", min_size=1, max_size=4), st.integers(1, 40)), max_size=30, unique_by=lambda x: x[0]
    )
)
def test_words_are_cut_into_runs_that_are_not_too_long_and_lack_nothing(sizes: list[tuple[str, int]]) -> None:
    entries = [Entry(word, bytes(size), [], []) for word, size in sorted(sizes)]
    runs = list(cut_entries(entries, 50))
    assert [entry for run in runs for entry in run] == entries
    assert all(len(run) == 1 or sum(len(entry.raw) for entry in run) <= 50 for run in runs)
    assert all(sum(len(entry.raw) for entry in (*one, *other[:1])) > 25 for one, other in pairwise(runs)), (
        "and no run ends before its middle without need"
    )


def read_words(path: Path) -> list[str]:
    return [entry.word for entry in read_entries(unzipped(path), path.name)]


def test_an_index_in_a_form_that_is_not_known_is_told() -> None:
    for content in (
        b"\x81\x81\x82\x61a\x80",
        b"\x81\x81\x83\x61a\x80\x80\x00",
        b"\x82\x81\x83\x61a\x80\x80",
        b"\x81\x82\x83",
    ):
        with pytest.raises(PressError, match="form that is not known"):
            list(read_entries(content, "x"))


# Pagefind at work in parts

PLACES = st.lists(st.integers(0, 300), min_size=1, max_size=4)
PAGES = st.dictionaries(st.integers(0, 70_000), PLACES, max_size=30)


def entry(pages: dict[int, list[int]], spelled: dict[int, list[int]]) -> Entry:
    """A word on these pages, and in another spelling on those."""

    def listed(pages: dict[int, list[int]]) -> list[object]:
        numbers = sorted(pages)
        return [[after - before, pages[after], [-1, 3]] for before, after in pairwise([0, *numbers])]

    value = ["ete", listed(pages), [["été", listed(spelled)]] if spelled else []]
    return Entry("ete", cbor2.dumps(value), *value[1:])


@given(st.lists(st.tuples(PAGES, PAGES), min_size=1, max_size=3))
def test_a_word_of_several_parts_stands_on_the_pages_of_all(found: list[tuple[dict[int, list[int]], ...]]) -> None:
    size = 70_001
    joined = join_entries("ete", [(Part(n * size, [0]), entry(*each)) for n, each in enumerate(found)])
    whole = [
        {n * size + page: at for n, each in enumerate(found) for page, at in each[kind].items()} for kind in (0, 1)
    ]
    assert joined.raw == entry(*whole).raw


def test_a_field_keeps_its_name_where_a_part_has_others() -> None:
    joined = join_entries("ete", [(Part(0, [0, 1]), entry({1: [2]}, {})), (Part(5, [1]), entry({1: [2]}, {}))])
    assert cbor2.loads(joined.raw)[1] == [[1, [2], [-1, 3]], [5, [2], [-2, 3]]]


def test_an_index_made_in_parts_holds_what_one_made_at_once_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = [
        *SITE[:60],
        page(60, "Un été à Paris"),
        page(61, "hubinxy ete", title="The 3d hub2go"),
        page(62, f"{'tarabder ' * 300} Été"),
    ]
    at_once, in_parts = Indexing(tmp_path / "at-once"), Indexing(tmp_path / "in-parts")
    at_once.build(site)
    monkeypatch.setattr("candor.press.search_making.PART", 20)
    monkeypatch.setattr("candor.press.search_making.workers", lambda: 3)
    monkeypatch.setattr("candor.press.search_packing.CHUNKS", 2)
    monkeypatch.setattr("candor.press.search.FEW", 20)
    in_parts.build(site)
    assert meaning(in_parts) == meaning(at_once)
    assert len(meaning(at_once)["answered"]) >= 2


def meaning(indexing: Indexing) -> dict[str, object]:
    """All that the base says of pages: where each word stands, and which have each value of a filter."""
    (base,) = indexing.site.glob("search/base-*")
    meta = read_meta(base)
    urls = [json.loads(unzipped(base / f"fragment/{id_}.pf_fragment"))["url"] for id_, _ in meta.pages]

    def named(pages: list[Any]) -> dict[str, object]:
        numbers = accumulate(page[0] for page in pages)
        return {urls[number]: (at, others) for number, (_, at, others) in zip(numbers, pages, strict=True)}

    said: dict[str, object] = {"version": meta.version, "fields": meta.fields}
    said["lengths"] = {url: length for url, (_, length) in zip(urls, meta.pages, strict=True)}
    said["count"] = json.loads((base / "pagefind-entry.json").read_bytes())["languages"]["en"]["page_count"]
    for name, file in meta.filters:
        values = read_filter(base / f"filter/{file}.pf_filter")
        said[name] = {value: sorted(urls[number] for number in numbers) for value, numbers in values}
    for path in (base / "index").iterdir():
        for each in read_entries(unzipped(path), path.name):
            said[f"word {each.word}"] = named(each.pages), {key: named(pages) for key, pages in each.spellings}
    return said


# When which index is made


def test_a_site_that_did_not_change_needs_no_index(indexing: Indexing) -> None:
    assert indexing.build(SITE).making is None
    assert "fresh" not in indexing.manifest()
    assert indexing.manifest()["pages"] == []


def test_an_edit_makes_a_fresh_index_and_leaves_every_file_of_the_base_alone(indexing: Indexing) -> None:
    before = indexing.files("base")
    edited = page(7, "Now about zigbeefrobnication.")
    indexing.build([*SITE[:7], edited, *SITE[8:]])
    assert indexing.files("base") == before
    manifest = indexing.manifest()
    ids = {json.loads(unzipped(path))["url"]: path.stem for path in indexing.site.glob("search/fresh-*/fragment/*")}
    assert ids.keys() == {f"/{edited.url}"}, "what changed, and nothing else"
    assert {row[2] for row in manifest["pages"]} == set(ids.values())
    assert len(gzip.compress((indexing.site / "search/manifest.json").read_bytes())) <= 6_000
    assert any(edited.text.split()[-1].startswith(end) for end in manifest["new"])
    assert indexing.build([*SITE[:7], edited, *SITE[8:]]).making is None, "and the next build makes nothing"


def unzipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())[len(search_pagefind.SIGNATURE) :]


def test_a_page_that_is_gone_is_named_and_in_no_fresh_index(indexing: Indexing) -> None:
    indexing.build(SITE[1:])
    gone = [row for row in indexing.manifest()["pages"] if not row[2]]
    ids = {json.loads(unzipped(path))["url"]: path.stem for path in indexing.site.glob("search/base-*/fragment/*")}
    assert [row[0] for row in gone] == [ids["/questions/post-0/"]]


def test_the_fresh_index_goes_when_everything_is_again_as_it_was(indexing: Indexing) -> None:
    indexing.build([page(0, "other words"), *SITE[1:]])
    assert indexing.files("fresh")
    indexing.build(SITE)
    assert not indexing.files("fresh")
    assert "fresh" not in indexing.manifest()


def test_the_base_is_made_anew_when_more_has_changed_than_a_fresh_index_may_hold(indexing: Indexing) -> None:
    before = indexing.manifest()["base"]
    indexing.build([page(each, "other words") for each in range(MOST_CHANGED + 1)] + SITE[MOST_CHANGED + 1 :])
    assert indexing.manifest()["base"] != before
    assert not indexing.files("fresh")


def test_a_small_site_has_one_index_only(tmp_path: Path) -> None:
    small = Indexing(tmp_path)
    small.build(SITE[:5])
    small.build([*SITE[:4], page(4, "other words")])
    assert small.manifest()["pages"] == []
    assert len(list(small.site.glob("search/*/pagefind-entry.json"))) == 1


def test_a_base_with_a_file_less_is_made_anew(indexing: Indexing) -> None:
    dest = next(name for name in indexing.edition.printed if "/fragment/" in name)
    del indexing.edition.printed[dest]
    assert indexing.build(SITE).making
    assert (indexing.site / "search" / indexing.manifest()["base"] / "pagefind.js").is_file()


def test_no_result_of_one_index_bears_the_id_of_one_in_the_other(indexing: Indexing) -> None:
    indexing.build([page(0, "other words"), *SITE[1:]])
    old, new = (
        {Path(name).stem for name in indexing.files(part) if "/fragment/" in name} for part in ("base", "fresh")
    )
    assert old
    assert new
    assert old.isdisjoint(new)


# When Pagefind fails


def test_what_a_killed_build_left_is_cleared_away(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("candor.press.search_making.MEMORY", tmp_path)
    cache = indexing.folder / "cache"
    left = [cache / "work-1-abc/pages", tmp_path / f"{scratch_name(cache)}-abc/pages"]
    others = tmp_path / f"{scratch_name(tmp_path)}-abc"
    for folder in (*left, others):
        folder.mkdir(parents=True)
    indexing.build([page(0, "other words"), *SITE[1:]])
    assert not any(folder.exists() for folder in left)
    assert list(tmp_path.glob("candor-*")) == [others], "and this build leaves nothing"


@pytest.mark.skipif(sys.platform != "linux", reason="where else should a file system in memory be")
def test_what_only_pagefind_reads_lies_in_memory_if_there_is_room(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr("candor.press.search_making.MEMORY", memory)
    places = []
    for text, spare in (("one", 0), ("other", 1 << 60)):
        monkeypatch.setattr("candor.press.search_making.SPARE_BYTES", spare)
        making = indexing.build([page(0, text), *SITE[1:]]).making
        assert making
        places.append(Path(making.order.scratch).parent)
        assert list(indexing.site.glob("search/fresh-*/fragment/*"))
    assert places == [memory, indexing.folder / "cache"]


def test_pagefind_is_not_waited_for_without_end(tmp_path: Path) -> None:
    (tmp_path / "pagefind").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "pagefind").chmod(0o755)
    process = search_pagefind.start_pagefind(str(tmp_path / "pagefind"), tmp_path, tmp_path / "index", "en")
    with pytest.raises(PressError, match=r"longer than 0\.1 seconds"):
        search_pagefind.end_pagefind(process, tmp_path / "index", 1, seconds=0.1)
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    "fault", ["exit 3", "exit 0", "mkdir -p $4; echo '{\"languages\":{}}' > $4/pagefind-entry.json"]
)
def test_the_search_of_before_stays_where_pagefind_fails(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    use_program(fault, tmp_path, monkeypatch)
    before = indexing.manifest()
    search = indexing.build([page(0, "other words"), *SITE[1:]])
    assert [problem.path for problem in search.problems] == ["search/manifest.json"]
    assert indexing.manifest() == before
    monkeypatch.undo()
    assert indexing.build([page(0, "other words"), *SITE[1:]]).problems == []
    assert "fresh" in indexing.manifest()


@pytest.mark.parametrize("kind", [".pf_index", ".pf_fragment", ".pf_filter", ".pf_meta"])
def test_a_damaged_index_is_not_published(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    cut = f"find $4 -name '*{kind}' -exec truncate -s -9 {{}} +"
    use_program(f"{search_pagefind.find_pagefind()} $@ && {cut}", tmp_path, monkeypatch)
    (problem,) = indexing.build([page(0, "other words"), *SITE[1:]]).problems
    assert "does not unzip" in problem.problem
    assert not indexing.files("fresh")


def use_program(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the shell script take Pagefind's place; its fourth argument is the folder of the index."""
    program = folder / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr("candor.press.search.find_pagefind", lambda: str(program))


def test_a_missing_pagefind_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: Path("/nowhere").stat())
    search_pagefind.find_pagefind.cache_clear()
    try:
        with pytest.raises(PressError, match=r"pip install 'pagefind\[bin\]'"):
            search_pagefind.find_pagefind()
    finally:
        monkeypatch.undo()
        search_pagefind.find_pagefind.cache_clear()


# A whole build


SETTINGS = """\
site_name: Fernhill
site_url: https://community.fernhill.example/
docs_dir: content
theme: {name: material, font: false}
plugins: [candor/questions]
"""
POST = '---\ntitle: Where does the hub go?\nauthor: "github:1"\nat: 2026-04-02T09:12:00Z\n---\nInto the **hallway**.\n'
WORLD = {
    "mkdocs.yml": SETTINGS,
    "content/community.yml": "name: Fernhill\n",
    "content/guide.md": "# Guide\n\n## Writing\n\nHow to write<br>well.\n",
    "content/secret.md": "---\nsearch: {exclude: true}\n---\n# Left out\n",
    "content/questions/2026/hub/index.md": POST,
}


def found(site: Path) -> dict[str, str]:
    """What the index holds: text by address."""
    fragments = map(json.loads, map(unzipped, site.glob("search/*/fragment/*")))
    return {fragment["url"]: fragment["content"] for fragment in fragments}


def test_a_build_indexes_posts_and_ordinary_pages_and_nothing_else(tree: Tree) -> None:
    root = tree(WORLD)
    report = run_press(root / "mkdocs.yml", False, False, no_progress)
    assert report.problems == []
    assert found(root / "site") == {
        "/questions/hub/": "Where does the hub go? Into the hallway.",
        "/guide/": "Guide. Writing How to write well.",
    }


def test_a_build_with_nothing_to_do_leaves_the_search_alone(tree: Tree) -> None:
    root = tree(WORLD)
    run_press(root / "mkdocs.yml", False, False, no_progress)
    before = {path: path.stat().st_mtime_ns for path in (root / "site/search").rglob("*")}
    tree({"content/members/otto.yml": "name: Otto\naccounts: [github:2]\n"})
    run_press(root / "mkdocs.yml", False, False, no_progress)
    assert {
        path: path.stat().st_mtime_ns for path in (root / "site/search").rglob("*") if path.is_file()
    }.items() <= before.items()


def test_a_site_may_do_without_search(tree: Tree) -> None:
    root = tree(WORLD | {"mkdocs.yml": SETTINGS.replace("candor/questions", "candor/questions: {search: false}")})
    run_press(root / "mkdocs.yml", False, False, no_progress)
    assert not (root / "site/search").exists()
    assert not (root / "site/ask").exists()
    assert "candor-find" not in (root / "site/index.html").read_text()


# Two indexes answer as one


def compare(old: list[Searchable], new: list[Searchable], queries: list[str], tmp_path: Path, browser: Browser) -> int:
    """How many of `queries` are answered, once base and fresh index together have answered each as a full one does."""
    both, full = Indexing(tmp_path / "both"), Indexing(tmp_path / "full")
    both.build(old)
    both.build(new)
    full.build(new)
    assert "fresh" in both.manifest()
    assert "fresh" not in full.manifest()
    answers = []
    for indexing in (both, full):
        context = browser.new_context()
        with serve(indexing.site) as address:
            answers.append(ask(context.new_page(), address, queries))
        context.close()
    for query, mine, theirs in zip(queries, *answers, strict=True):
        assert counted(mine) == counted(theirs), query
        assert len(mine["urls"]) == min(10, mine["count"])
    return sum(answer["count"] > 0 for answer in answers[0])


@pytest.mark.browser
def test_counts_and_facets_are_those_of_one_full_index(tmp_path: Path, browser: Browser) -> None:
    """Also for words that only one of the two indexes has, and for beginnings of words."""
    rare = {3: "zigbee pairing", 9: "quaternion math", 40: "lonely walrus"}
    old = [page(n, f"{SITE[n].text} {rare[n]}") if n in rare else SITE[n] for n in range(len(SITE))]
    changed = {5: "zigbee dimmer", 9: "hubinxy only", 60: "brandnewword hubinxy"}
    new = [page(n, changed[n]) if n in changed else each for n, each in enumerate(old)]
    new = [*new[1:], page(1000, "brandnewword mesh")]
    queries = [
        "zigbee",
        "quaternion",
        "walrus",
        "lonely hubinxy",
        "brandnewword",
        "brandnewword hubinxy",
        "hub",
        "tarin",
    ]
    queries += ["hubinxy tarabder", "mesh", "quatern", "pairing zigbee", *VOCABULARY[:12]]
    assert compare(old, new, queries, tmp_path, browser) >= 20


@pytest.mark.browser
@pytest.mark.data
def test_counts_and_facets_of_a_real_forum_are_those_of_one_full_index(
    data: Path, tmp_path: Path, browser: Browser
) -> None:
    with gzip.open(data / "forum-5046-topics.jsonl.gz", "rt", encoding="utf-8") as lines:
        topics = [json.loads(line) for line, _ in zip(lines, range(700), strict=False)]
    pages = [
        Searchable(
            url=f"questions/t-{topic['id']}/",
            title=topic["title"],
            kind="question",
            answered="yes" if any(post["accepted_answer"] for post in topic["posts"]) else "no",
            topics=(f"Category {topic['category_id']}",),
            text=" ".join(post["raw"] or "" for post in topic["posts"])[:5000],
        )
        for topic in topics
    ]
    chance = random.Random(11)
    old, new = pages[:680], list(pages)
    for number in chance.sample(range(680), 20):
        new[number] = msgspec.structs.replace(new[number], text=new[number].text[::2] + chance.choice(pages).text[:800])
    del new[chance.randrange(600)]
    titles = [re.findall(r"[A-Za-z]\w{3,}", each.title) for each in new]
    sampled = [chance.sample(title, min(len(title), chance.choice((1, 2, 3)))) for title in chance.sample(titles, 60)]
    assert compare(old, new, [" ".join(query) for query in sampled if query], tmp_path, browser) >= 50


def test_the_words_of_a_chunk_are_read_as_pagefind_wrote_them(indexing: Indexing) -> None:
    read = {word for path in indexing.site.glob("search/base-*/index/*") for word in read_words(path)}
    assert {"hubinxi", "tarabd"} & read
    assert all(any(word.startswith(each[:5]) for word in read) for each in VOCABULARY)
