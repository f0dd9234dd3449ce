"""``candor schema``: what editors check with agrees with what the reader accepts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from candor.cli import main
from candor.cli.new import write_yaml
from candor.cli.schema import RECORDS, record_schema
from candor.model.records import PostRecord
from candor.sources.frontmatter import parse_yaml, read_record


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Whether a value satisfies a schema, for the keywords that `candor schema` uses; another keyword is an error."""
    known = {
        "$schema", "$defs", "title", "description", "default", "examples", "format", "type", "properties", "required",
        "additionalProperties", "propertyNames", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern",
        "minimum", "maximum", "enum", "anyOf", "$ref",
    }  # fmt: skip
    assert schema.keys() <= known, schema.keys() - known
    if "$ref" in schema:
        return accepts(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
    if "anyOf" in schema:
        return any(accepts(each, value, root) for each in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    types = {
        "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
        "null": type(None),
    }  # fmt: skip
    if "type" not in schema:
        return True
    if not isinstance(value, types[schema["type"]]) or (
        schema["type"] in ("integer", "number") and isinstance(value, bool)
    ):
        return False
    if isinstance(value, str):
        return (
            schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
            and (re.search(schema.get("pattern", ""), value) is not None)
            and ("format" not in schema or re.match(r"\d{4}-\d\d-\d\d", value) is not None)
        )
    if isinstance(value, int | float):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if isinstance(value, list):
        fits = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
        return fits and all(accepts(schema.get("items", {}), item, root) for item in value)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        return all(name in value for name in schema.get("required", ())) and all(
            accepts(schema.get("propertyNames", {}), key, root)
            and (
                accepts(properties[key], inner, root)
                if key in properties
                else others is True or (isinstance(others, dict) and accepts(others, inner, root))
            )
            for key, inner in value.items()
        )
    return True


def reads(name: str, value: object) -> bool:
    faults: list[Any] = []
    read_record(value, faults, RECORDS[name][0], "x: 1\n")
    return not faults


@pytest.mark.parametrize("name", RECORDS)
def test_a_schema_has_a_title_and_an_example_that_the_reader_reads(name: str) -> None:
    """Also after it was written as YAML."""
    schema = json.loads(record_schema(name))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]
    (example,) = schema["examples"]
    assert accepts(schema, example, schema)
    text = write_yaml(example)
    value, faults = parse_yaml(text)
    assert value == example
    assert read_record(value, faults, RECORDS[name][0], text)
    assert faults == []


SCHEMAS = {name: json.loads(record_schema(name)) for name in RECORDS}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.sampled_from(["", "hub", "Bad Slug", "question", "github:1", "github/1", "github/1/2", "answers/a.md"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["status", "title", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.data(), st.sampled_from(sorted(RECORDS)))
def test_the_schema_accepts_exactly_what_the_reader_accepts(data: st.DataObject, name: str) -> None:
    """Times aside, whose form JSON Schema only hints at: an example with any field changed is judged alike by both."""
    schema = SCHEMAS[name]
    fields = [key for key in schema["properties"] if key not in {"at", "review_by", "verified", "ask"}]
    key = data.draw(st.sampled_from([*fields, "unknown"]))
    value = {**schema["examples"][0], key: data.draw(VALUES)}
    assert accepts(schema, value, schema) == reads(name, value)


def test_one_schema_is_printed_and_all_are_written(tmp_path: Path) -> None:
    printed = CliRunner().invoke(main, ["schema", "post"])
    assert (printed.exit_code, printed.output) == (0, record_schema("post"))
    written = CliRunner().invoke(main, ["schema", "--dir", str(tmp_path / "s")])
    assert written.exit_code == 0
    assert {path.name for path in (tmp_path / "s").iterdir()} == {f"{name}.json" for name in RECORDS}


@pytest.mark.parametrize("arguments", [[], ["poem"], ["post", "--dir", "x"]])
def test_a_usage_error_exits_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["schema", *arguments])
    assert result.exit_code == 2
    assert "post" in result.output


def test_a_schema_is_closed_to_unknown_keys() -> None:
    assert json.loads(record_schema("post"))["additionalProperties"] is False
    assert msgspec.json.schema(PostRecord)["$defs"]["PostRecord"]["additionalProperties"] is False
