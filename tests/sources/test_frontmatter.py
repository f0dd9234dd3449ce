"""Front matter read strictly: values by YAML 1.2, every fault with its line, and never an exception."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.errors import Severity
from candor.model import limits
from candor.model.records import AnswerRecord, Community, Kind, MemberRecord, PostRecord
from candor.sources.frontmatter import (
    EVENTS,
    PLAIN_LINE,
    Composer,
    Fault,
    c_events,
    decode_text,
    find_line,
    parse_plain,
    parse_yaml,
    pure_events,
    read_record,
    split_text,
)


def faults_of(text: str, record: type[msgspec.Struct] = PostRecord) -> list[str]:
    """The faults of a YAML text as a record, as they are printed."""
    value, faults = parse_yaml(text)
    read_record(value, faults, record, text)
    return [str(fault.at("f")) for fault in faults]


class TestValues:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("2026-04-02T09:12:00Z", "2026-04-02T09:12:00Z"),
            ("2026-04-02", "2026-04-02"),
            ("yes", "yes"),
            ("no", "no"),
            ("on", "on"),
            ("true", True),
            ("False", False),
            ("~", None),
            ("", None),
            ("012", 12),
            ("0o14", 12),
            ("0xff", 255),
            ("-7", -7),
            ("1_000", "1_000"),
            ("12:30:45", "12:30:45"),
            ("1.5e3", 1500.0),
            (".inf", float("inf")),
            ("'12'", "12"),
            ('"true"', "true"),
            ("|\n  a\n  b", "a\nb\n"),
            ("[github:583231, discourse:77]", ["github:583231", "discourse:77"]),
            ("{by: devi, at: 2026-04-03T08:05:00Z}", {"by": "devi", "at": "2026-04-03T08:05:00Z"}),
            ("1" * 40, "1" * 40),
        ],
    )
    @pytest.mark.parametrize("events", [c_events, pure_events])
    def test_scalars_follow_yaml_1_2_core_rules(self, text: str, value: object, events: Any) -> None:
        """A time and a ``yes`` stay text; both parsers agree."""
        assert parse_yaml(f"key: {text}\n", events=events) == ({"key": value}, [])

    def test_the_fast_parser_is_in_use(self) -> None:
        assert EVENTS is c_events


NEARLY_PLAIN = st.text(alphabet="ab7_:-#,.'\"[]{}&*!|>%@`?=+/() \t\né’\x85\u2028", max_size=30)


class TestPlainFrontMatter:
    """Most front matter is so plain that it needs no YAML parser, and is then read as the parser would read it."""

    @given(st.lists(st.from_regex(PLAIN_LINE, fullmatch=True), min_size=1, max_size=6).map("".join))
    def test_what_counts_as_plain_is_what_both_parsers_say(self, text: str) -> None:
        found = parse_plain(text)
        for events in (c_events, pure_events):
            value, faults = parse_yaml(text, events=events)
            assert found is None or (repr(found), []) == (repr(value), faults)

    @given(st.lists(st.tuples(st.sampled_from(["a", "at", "on", "null"]), NEARLY_PLAIN), max_size=3))
    def test_what_is_not_plain_is_left_to_the_parser(self, lines: list[tuple[str, str]]) -> None:
        text = "".join(f"{key}: {value}\n" for key, value in lines)
        if (found := parse_plain(text)) is not None:
            faults: list[Fault] = []
            assert repr(found) == repr(Composer(c_events(text), faults, None).document())
            assert not faults

    def test_a_post_is_read_so(self) -> None:
        assert parse_plain('title: "Two: three"\nat: 2026-04-02T09:12:00Z\nthreads: [github/128, discourse/7]\n') == {
            "title": "Two: three",
            "at": "2026-04-02T09:12:00Z",
            "threads": ["github/128", "discourse/7"],
        }


REFUSED = [
    ("a: 1\nb: 2\na: 3\n", {"a": 1, "b": 2}, 3, 'gives the key "a" twice'),
    ("a: &x 1\n", {"a": 1}, 1, "sets an anchor (&x)"),
    ("a: &x 1\nb: *x\n", {"a": 1, "b": None}, 2, "uses an alias (*x)"),
    ("a: !!python/name:os.system b\n", {"a": "b"}, 1, "uses a tag (!!python/name:os.system)"),
    ("a: !env x\n", {"a": "x"}, 1, "uses a tag (!env)"),
    ("1: a\nb: 2\n", {"b": 2}, 1, "has a key that is no text (1)"),
    ("? [a, b]\n: 1\nc: 2\n", {"c": 2}, 1, "has a key that is no text"),
    ("a: 1\n---\nb: 2\n", None, 2, "holds more than one YAML document"),
    ("a: " + "[" * 9 + "]" * 9, None, 1, "is nested too deeply"),
    ("a: [\n", None, None, "is broken YAML"),
    ("a: b: c\n", None, 1, "is broken YAML"),
    ("x: 1\na: @b\n", None, 2, "is broken YAML"),
    ('x: 1\na: "b\n', None, None, "is broken YAML"),
    ("a: \x07\n", None, 1, "holds a control character (U+0007)"),
]


class TestStrictness:
    @pytest.mark.parametrize(("text", "value", "line", "problem"), REFUSED)
    @pytest.mark.parametrize("events", [c_events, pure_events])
    def test_what_makes_a_line_ambiguous_is_a_fault_with_its_line(
        self, text: str, value: object, line: int | None, problem: str, events: Any
    ) -> None:
        got, faults = parse_yaml(text, events=events)
        assert got == value
        assert problem in [fault.problem for fault in faults]
        assert all(fault.hint for fault in faults)
        if line is not None:
            assert line in [fault.line for fault in faults if fault.problem == problem]

    def test_an_alias_bomb_is_read_without_growing(self) -> None:
        """Every alias is a fault and stands for nothing."""
        bomb = "a0: &a0 [lol, lol]\n" + "".join(
            f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
        )
        value, faults = parse_yaml(bomb)
        assert value["a19"] == [None] * 9
        assert len(faults) == 20 + 19 * 9

    def test_every_fault_of_every_field_is_reported_with_line_and_way_out(self) -> None:
        assert faults_of(
            "title: 2026\n"
            "kind: complain\n"
            "at: 2026-04-02T09:12:00\n"
            "topcs: [hub]\n"
            "topics: [hub, Bad Slug]\n"
            "idea:\n"
            "  status: plannd\n"
            "review_by: 2026-02-31\n"
            "threads: github/128\n"
            "ask: {options: [a]}\n"
            "discussion: 0\n"
        ) == [
            'f:1: title: must be text, and 2026 reads as something else – put it in quotes: title: "2026"',
            'f:2: kind: unknown kind "complain" – did you mean "complaint"?',
            'f:3: at: the time "2026-04-02T09:12:00" has no time zone – add Z or an offset, as in 2026-04-02T09:12:00Z',
            'f:4: topcs: unknown key – did you mean "topics"?',
            'f:5: topics[1]: "Bad Slug" is not lower-case words joined by -',
            'f:7: idea.status: unknown status "plannd" – did you mean "planned"?',
            'f:8: review_by: "2026-02-31" is no date – write it as 2027-04-01',
            "f:9: threads: must be a list – write `threads: [github/128]`",
            "f:10: ask.options: has 1 entries – at least 2 are needed",
            "f:10: ask.until: is missing – add `until: …`",
            'f:11: discussion: "0" is out of range – it must be at least 1',
        ]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("title: yes\nkind: 3\n", "choose one of question, idea, complaint, praise, story, inside, ask"),
            ("title: true\n", 'put it in quotes: title: "true"'),
            ("title:\n", "title: has no value – write one, or remove the key"),
            ("kind: idea\n", "title: is missing – add `title: …`"),
            ("title: x\nat: 2026-13-40T09:12:00Z\n", "is no time – write it as 2026-04-02T09:12:00Z"),
            ("title: x\nat: yesterday\n", "is no time"),
            ("title: x\nauthor: Mara L.\n", "an account (github:583231) or a member's slug (otto)"),
            (f"title: {'x' * 201}\n", "is 201 characters long – at most 200 are allowed"),
            ("title: ''\n", "is empty"),
            ("title: x\nidea: planned\n", "must hold keys of its own"),
            ("title: [x]\n", "must be text"),
            (
                "title: x\ntopics: [hub, 7]\n",
                'topics[1]: must be text, and 7 reads as something else – put it in quotes: "7"',
            ),
        ],
    )
    def test_a_fault_says_in_plain_words_what_to_do(self, text: str, fault: str) -> None:
        assert fault in " | ".join(faults_of(text))

    def test_sound_fields_survive_a_faulty_one(self) -> None:
        text = "title: Kept\nkind: complain\ntopics: [hub, Bad Slug]\n"
        assert read_record(*parse_yaml(text), PostRecord, text) == PostRecord(title="Kept", topics=["hub"])

    def test_what_stands_instead_of_a_faulty_value_saves_the_rest(self) -> None:
        text = "title: 2026\nkind: idea\n"
        value, faults = parse_yaml(text)
        assert read_record(value, faults, PostRecord, text) is None
        record = read_record(value, faults, PostRecord, text, instead={"title": "From the slug"})
        assert record == PostRecord(title="From the slug", kind=Kind.IDEA)

    def test_a_setting_that_cannot_be_used_is_told_what_it_should_be(self) -> None:
        text = (
            "name: A\nimages: {hosts: [https://x.example/]}\ncname: http://x\npolicy: {minimum_words: 99}\n"
            "repository: {owner: a b, name: ../x}\n"
        )
        assert faults_of(text, Community) == [
            'f:2: images.hosts[0]: "https://x.example/" is not a host\'s name, as in img.example.org',
            'f:3: cname: "http://x" is not a host\'s name, as in img.example.org',
            'f:4: policy.minimum_words: "99" is out of range – it must be at least 0 and at most 50',
            'f:5: repository.owner: "a b" is not an account\'s name, as in fernhill',
            'f:5: repository.name: "../x" is not a repository\'s name, as in community',
        ]

    def test_a_yes_where_true_is_meant_is_explained(self) -> None:
        assert faults_of("name: A\nlisted: yes\n", MemberRecord) == [
            'f:2: listed: "yes" is neither true nor false – write true or false'
        ]

    def test_faults_inside_mappings_name_their_path(self) -> None:
        text = "name: A\ntopics:\n  hub: {title: Hub, curators: [Otto]}\n  B_d: {title: x}\nroles: {staff: mara}\n"
        assert faults_of(text, Community) == [
            'f:3: topics.hub.curators[0]: "Otto" is not lower-case words joined by -',
            'f:4: topics.B_d: "B_d" is not lower-case words joined by -',
            "f:5: roles.staff: must be a list – write `staff: [mara]`",
        ]

    @pytest.mark.parametrize("value", ["text", "[a, b]", "12"])
    def test_front_matter_that_is_no_mapping_is_a_fault(self, value: str) -> None:
        assert faults_of(value + "\n") == [
            "f:1: must hold keys of its own – indent them below it: " + ", ".join(PostRecord.__struct_encode_fields__)
        ]


class TestFiles:
    @pytest.mark.parametrize(
        ("raw", "line", "problem"),
        [
            (b"", 0, "is empty"),
            (b" \n\n", 0, "is empty"),
            (b"---\ntitle: a\0b\n---\n", 2, "holds a NUL byte, so it is no text"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3, "holds a NUL byte, so it is no text"),
            (b"---\ntitle: \xff\n---\n", 2, "holds bytes that UTF-8 does not allow"),
            (b"---\ntitle: \xed\xa0\x80\n---\n", 2, "holds a lone surrogate that UTF-8 does not allow"),
            (b"x" * (limits.POST_BYTES + 1), 0, "is larger than 64 KiB"),
        ],
    )
    def test_what_is_no_text_is_told_apart(self, raw: bytes, line: int, problem: str) -> None:
        text, faults = decode_text(raw, limits.POST_BYTES)
        assert text is None
        assert [(fault.line, fault.problem) for fault in faults] == [(line, problem)]
        assert faults[0].hint

    def test_a_byte_order_mark_and_windows_line_ends_are_read_with_a_warning(self) -> None:
        text, faults = decode_text(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nBody\r\n", 1000)
        assert text == "---\ntitle: A\n---\nBody\n"
        assert [(fault.line, fault.problem, fault.severity) for fault in faults] == [
            (1, "starts with a byte order mark", Severity.WARNING),
            (1, "has Windows line ends (CRLF)", Severity.WARNING),
        ]

    def test_a_merge_conflict_is_found_at_its_line_unless_it_is_shown_as_code(self) -> None:
        conflict = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"
        assert [f.line for f in decode_text(f"---\ntitle: A\n{conflict}---\n".encode(), 1000)[1]] == [3]
        assert decode_text(f"---\ntitle: A\n---\n```\n{conflict}```\n".encode(), 1000)[1] == []

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("Just text\n", "has no front matter"),
            ("----\ntitle: A\n---\n", "has no front matter"),
            ("---\ntitle: A\n", "has front matter that never ends"),
            (f"---\ntitle: A\nx: {'y' * limits.FRONT_MATTER_BYTES}\n---\n", "has front matter larger than 16 KiB"),
        ],
    )
    def test_missing_front_matter_is_a_fault(self, text: str, problem: str) -> None:
        parts, faults = split_text(text)
        assert parts is None
        assert [fault.problem for fault in faults] == [problem]

    def test_the_body_knows_its_line(self) -> None:
        parts, _ = split_text("---\ntitle: A\n---\n\nBody\n---\nmore\n")
        assert parts is not None
        assert (parts.front, parts.body, parts.body_line) == ("title: A\n", "\nBody\n---\nmore\n", 4)

    def test_a_field_is_found_by_its_path(self) -> None:
        text = "title: A\ntopics:\n  - a\n  - b\nidea:\n  status: open\n"
        assert [find_line(text, field, 2) for field in ("topics[1]", "idea.status", "topics[9]", "no")] == [5, 7, 3, 0]


class TestLaws:
    @given(st.binary(max_size=300))
    def test_no_bytes_crash_the_reader(self, raw: bytes) -> None:
        self.read(raw)

    @given(st.text(max_size=200), st.sampled_from([PostRecord, AnswerRecord, MemberRecord, Community]))
    def test_no_text_crashes_the_reader(self, text: str, record: type[msgspec.Struct]) -> None:
        self.read(f"---\n{text}\n---\nbody".encode("utf-8", "surrogatepass"), record)

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["title", "kind", "at", "topics", "idea", "ask", "1", "?", "&a b"]),
                st.sampled_from(["", "x", "[a, b]", "{a: b}", "{status: open}", "*a", "!!x y", "1e999", "'", "|"]),
            ),
            max_size=6,
        )
    )
    def test_no_arrangement_of_yaml_crashes_the_reader(self, pairs: list[tuple[str, str]]) -> None:
        self.read(("---\n" + "".join(f"{key}: {value}\n" for key, value in pairs) + "---\n").encode())

    def read(self, raw: bytes, record: type[msgspec.Struct] = PostRecord) -> None:
        text, faults = decode_text(raw, limits.POST_BYTES)
        if text is None:
            assert faults
            return
        parts, faults = split_text(text)
        if parts is None:
            assert faults
            return
        value, faults = parse_yaml(parts.front)
        if read_record({} if value is None else value, faults, record, parts.front) is None:
            assert faults
        assert all(isinstance(fault, Fault) and fault.problem and "\n" not in fault.problem for fault in faults)
        for fault in faults:
            str(fault.at("f")).encode()
