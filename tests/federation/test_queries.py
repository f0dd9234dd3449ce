"""Everything that is sent to GitHub, held against the schema that GitHub publishes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse, validate
from tests.github.schema import published_schema, weigh

from candor.federation.github import queries
from candor.federation.github.queries import ALL, THREADS, Query


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_every_query_is_one_that_github_understands(query: Query) -> None:
    """GitHub's published schema has nothing against it, and it asks what it costs."""
    document = parse(query.text)
    assert validate(published_schema(), document) == []
    [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    assert operation.name is not None
    assert operation.name.value == query.name
    assert operation.operation.value == "mutation" or "rateLimit { cost limit remaining resetAt }" in query.text


def test_no_deprecated_field_is_asked_for() -> None:
    """GitHub removes what it calls deprecated."""
    from graphql import NoDeprecatedCustomRule

    for query in ALL:
        assert validate(published_schema(), parse(query.text), [NoDeprecatedCustomRule]) == []


def test_every_query_is_listed() -> None:
    """The list of all queries lacks none, so none goes untested; and no other module writes one."""
    assert set(ALL) == {value for value in vars(queries).values() if isinstance(value, Query)}
    package = Path(queries.__file__).parents[1]
    for path in package.rglob("*.py"):
        if path.name != "queries.py":
            assert not re.search(r"\b(query|mutation) \w+\(\$|\{ *\w+\(first", path.read_text(encoding="utf-8")), path


def test_the_schema_refuses_what_does_not_exist() -> None:
    """The test above can fail."""
    assert validate(published_schema(), parse(THREADS.text.replace("lastEditedAt", "lastEditedOn")))


def test_reading_many_small_threads_costs_less_than_a_point_each() -> None:
    """Twenty threads with ten comments each are one question of five points."""
    cost = weigh(parse(THREADS.text), {"ids": [f"D_{n}" for n in range(20)], "size": 10})
    assert cost.points == 5
