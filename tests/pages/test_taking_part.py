"""Addresses on GitHub: each opens the right form, filled in with what the checker would accept."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from candor.errors import Severity
from candor.model.corpus import Post, ThreadSummary
from candor.model.records import Community, Kind, PostRecord, Repository
from candor.pages.catalogue import Catalogue, load_catalogue
from candor.pages.contexts import Way, WayKind
from candor.pages.site import Site
from candor.pages.taking_part import ways_to_answer, ways_to_begin
from candor.sources.check import check_content

HOME = "https://github.com/fernhill/community"
COMMUNITY = Community(
    name="Fernhill",
    repository=Repository(owner="fernhill", name="community", branch="next/main"),
    categories={"questions": "Q&A", "ideas": "Ideas & wishes"},
)
SITE = Site(name="Fernhill", url="https://fernhill.example/", content="docs/content")
POST = Post(
    slug="move-hub",
    path="questions/2026/move-hub",
    key="k",
    record=PostRecord(title="Does it cost £5 & more? 100%"),
    author=None,
    created=None,
)


def by_kind(ways: list[Way]) -> dict[WayKind, str]:
    return {way.kind: way.url for way in ways}


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def post_of(kind: Kind) -> Post:
    return msgspec.structs.replace(POST, record=PostRecord(title="T", kind=kind))


def thread(key: str, *, locked: bool = False) -> ThreadSummary:
    return ThreadSummary(key=key, url=f"https://forum.example/{key}", locked=locked, changed=msgspec.UNSET, answer=None)  # type: ignore[arg-type]


def test_an_answer_is_a_new_file_beside_the_post() -> None:
    url = by_kind(ways_to_answer(POST, COMMUNITY, SITE))[WayKind.ANSWER]
    assert url.startswith(f"{HOME}/new/next/main?")
    assert query_of(url)["filename"] == "docs/content/questions/2026/move-hub/answers/your-name.md"


def test_a_correction_opens_the_posts_own_file() -> None:
    url = by_kind(ways_to_answer(POST, COMMUNITY, SITE))[WayKind.EDIT]
    assert url == f"{HOME}/edit/next/main/docs/content/questions/2026/move-hub/index.md"


def test_a_discussion_that_is_open_is_joined_and_else_a_new_one_names_the_post() -> None:
    joined = msgspec.structs.replace(
        POST, threads=[thread("discourse/1"), thread("github/2", locked=True), thread("github/3")]
    )
    assert by_kind(ways_to_answer(joined, COMMUNITY, SITE))[WayKind.DISCUSS] == "https://forum.example/github/3"
    url = by_kind(ways_to_answer(POST, COMMUNITY, SITE))[WayKind.DISCUSS]
    assert url.startswith(f"{HOME}/discussions/new?")
    assert query_of(url) == {
        "category": "q-a",
        "title": "Does it cost £5 & more? 100%",
        "body": "https://fernhill.example/questions/move-hub/\n\n",
    }


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (Kind.QUESTION, "new?category=q-a&"),
        (Kind.IDEA, "new?category=ideas-wishes&"),
        (Kind.COMPLAINT, "new/choose"),
        (Kind.STORY, "new/choose"),
    ],
)
def test_each_kind_is_discussed_in_the_category_the_community_names_for_it(kind: Kind, where: str) -> None:
    """A kind without a category leaves the choice to the writer."""
    url = by_kind(ways_to_answer(post_of(kind), COMMUNITY, SITE))[WayKind.DISCUSS]
    assert url.startswith(f"{HOME}/discussions/{where}")


def test_something_new_begins_as_a_file_in_the_years_folder_or_as_a_discussion() -> None:
    ways = by_kind(ways_to_begin(COMMUNITY, SITE, 2027))
    assert query_of(ways[WayKind.ASK])["filename"] == "docs/content/questions/2027/your-question/index.md"
    assert ways[WayKind.DISCUSS] == f"{HOME}/discussions/new?category=q-a"


def test_a_post_that_cannot_be_read_can_be_corrected_but_not_answered() -> None:
    ways = by_kind(ways_to_answer(msgspec.structs.replace(POST, stub="no front matter"), COMMUNITY, SITE))
    assert set(ways) == {WayKind.DISCUSS, WayKind.EDIT}


def test_a_demonstration_offers_the_same_ways_without_an_address() -> None:
    for community, site in (
        (msgspec.structs.replace(COMMUNITY, demo=True), SITE),
        (COMMUNITY, msgspec.structs.replace(SITE, demo=True)),
    ):
        for ways in (ways_to_answer(POST, community, site), ways_to_begin(community, site, 2026)):
            assert ways
            assert {way.url for way in ways} == {""}


def test_without_a_repository_only_a_discussion_that_is_there_can_be_joined() -> None:
    nowhere = msgspec.structs.replace(COMMUNITY, repository=None)
    joined = msgspec.structs.replace(POST, threads=[thread("github/3")])
    assert ways_to_begin(nowhere, SITE, 2026) == ways_to_answer(POST, nowhere, SITE) == []
    assert by_kind(ways_to_answer(joined, nowhere, SITE)) == {WayKind.DISCUSS: "https://forum.example/github/3"}


@pytest.mark.parametrize("title", ['"><script>', "a\nb&c=d", "\ud800", "🦊" * 200])
def test_whatever_a_title_holds_the_address_is_one_address(title: str) -> None:
    """Nothing but characters that an address may hold, and the title in one value of it."""
    post = msgspec.structs.replace(POST, record=PostRecord(title=title))
    url = by_kind(ways_to_answer(post, COMMUNITY, SITE))[WayKind.DISCUSS]
    assert url.isascii()
    assert not set(url) & set(" \n<>\"'`{}|\\^")
    assert query_of(url)["title"] == title.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("catalogue", [load_catalogue("en"), load_catalogue("de")], ids=["en", "de"])
def test_the_filled_in_texts_are_valid_records(tmp_path: Path, catalogue: Catalogue) -> None:
    """Saved as they are and only written under, they pass the checker."""
    site = msgspec.structs.replace(SITE, content="content", catalogue=catalogue)
    begin = query_of(by_kind(ways_to_begin(COMMUNITY, site, 2026))[WayKind.ASK])
    post = msgspec.structs.replace(POST, path="questions/2026/your-question")
    answer = query_of(by_kind(ways_to_answer(post, COMMUNITY, site))[WayKind.ANSWER])
    for form in (begin, answer):
        path = tmp_path / form["filename"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(form["value"] + "We complete on the 20th.\n", encoding="utf-8")
    (tmp_path / "content" / "community.yml").write_text("name: Fernhill\n")
    problems = check_content(tmp_path, tmp_path / "content")
    assert [problem for problem in problems if problem.severity is not Severity.NOTE] == []
