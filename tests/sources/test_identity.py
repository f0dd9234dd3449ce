"""Names that only look like somebody else's, and characters that cannot be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.errors import Severity
from candor.model.archive import AccountLine
from candor.model.records import Community, MemberRecord
from candor.sources.identity import check_people, gather_people, hidden_characters, skeleton, without_hidden

COMMUNITY = Community(name="F", roles={"staff": ["mara"]})
MARA = MemberRecord(name="Mara Lindqvist", accounts=["github:12"])


@pytest.mark.parametrize(
    "name",
    [
        "Mara Lindqvist",
        "mara-lindqvist",
        "MARA  LINDQVIST",
        "Маrа Lindqvist",  # Cyrillic М and а
        "Mara Lіndqvіst",  # Cyrillic і
        "Μara Lindqvist",  # Greek capital Mu
        "Ｍａｒａ Ｌｉｎｄｑｖｉｓｔ",
        "Mára Líndqvíst",
        "Mara L1ndqv1st",
        "Mara\u200b Lindqvist",
        "Mara \u202eLindqvist",
        "M\u00adara Lindqvist",
        "𝐌𝐚𝐫𝐚 Lindqvist",
        "Мага Lindqvist",  # Cyrillic а, г, а
    ],
)
def test_whoever_looks_like_a_staff_member_is_flagged(name: str) -> None:
    members = {"mara": MARA, "x": MemberRecord(name=name)}
    people = gather_people(COMMUNITY, members, {}, [])
    problems = check_people("content", COMMUNITY, members, people)
    flagged = [problem for problem in problems if "looks like Mara Lindqvist (members/mara.yml)" in problem.problem]
    assert [(problem.path, problem.severity) for problem in flagged] == [("content/members/x.yml", Severity.ERROR)]
    assert flagged[0].problem.isprintable()


@pytest.mark.parametrize("name", ["Mara", "Lindqvist", "Marta Lindqvist", "Otto Brandt", "王芳", "Мария"])
def test_other_names_are_left_in_peace(name: str) -> None:
    community = Community(name="F", roles={"staff": ["m-lindqvist"]})
    members = {"m-lindqvist": MARA, "x": MemberRecord(name=name)}
    assert check_people("content", community, members, gather_people(community, members, {}, [])) == []


@pytest.mark.parametrize(("login", "flagged"), [("maralindqvist", True), ("mara-Iindqvist", True), ("otto", False)])
def test_a_login_that_looks_like_staff_is_a_warning_at_the_accounts(login: str, flagged: bool) -> None:
    """A login cannot be forbidden here, so it is a warning; the staff member's own is none."""
    accounts = {
        "github:66": AccountLine(id="github:66", login=login),
        "github:12": AccountLine(id="github:12", login="maralindqvist"),
    }
    members = {"mara": MARA}
    people = gather_people(COMMUNITY, members, accounts, accounts)
    problems = check_people("content", COMMUNITY, members, people)
    places = [(problem.path, problem.severity) for problem in problems]
    assert places == [("content/.discussions/github/accounts.jsonl", Severity.WARNING)] * flagged


def test_a_member_file_cannot_take_the_page_of_an_account() -> None:
    members = {"github-77": MemberRecord(name="Somebody")}
    community = Community(name="F")
    people = gather_people(community, members, {}, ["github:77"])
    (problem,) = check_people("content", community, members, people)
    assert str(problem).startswith("content/members/github-77.yml: the slug is that of the account github:77 – rename")
    assert len({person.slug for person in people.values()}) == 2


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Plain", ""),
        ("Zürich – 王芳 – مرحبا", ""),
        ("👩\u200d💻 family 🏴\U000e0067\U000e0062\U000e007f", ""),
        ("می\u200cخواهم", ""),
        ("a\u200db", "U+200D"),
        ("a\u202eb\u2066", "U+202E, U+2066"),
        ("\ufeffa\u200b", "U+FEFF, U+200B"),
        ("a\nb\x1b", "U+000A, U+001B"),
        ("x\U000e0041", "U+E0041"),
    ],
)
def test_hidden_characters_are_named_and_needed_joiners_left(text: str, hidden: str) -> None:
    assert hidden_characters(text) == hidden
    assert hidden_characters(without_hidden(text)) == ""


@given(st.text())
def test_no_text_crashes_and_cleaning_is_complete(text: str) -> None:
    skeleton(text)
    assert hidden_characters(without_hidden(text)) == ""


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32)))
def test_a_skeleton_ignores_case(name: str) -> None:
    assert skeleton(name) == skeleton(name.upper()) == skeleton(name.lower())
