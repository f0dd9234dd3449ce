"""Interfaces that others already speak: equal in shape to real bodies, and given back as they came."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Tree
from tests.pages.test_status import OPEN, SITE, printed
from tests.sources.ledger_world import LATE, LEDGER, NOW, load_world

from candor.pages.render import render_body
from candor.pages.site_plan import plan_site

FILES = {
    "summary": "summary",
    "status": "status",
    "components": "components",
    "incidents": "incidents",
    "incidents-unresolved": "incidents/unresolved",
    "scheduled-maintenances": "scheduled-maintenances",
    "scheduled-maintenances-active": "scheduled-maintenances/active",
    "scheduled-maintenances-upcoming": "scheduled-maintenances/upcoming",
}
"""Real bodies by file name, and where the same is published."""

OPTIONAL = {"reminder_intervals", "components", "group_id"}
"""Keys that real bodies hold in some objects of a kind only; ours hold them wherever they are in any."""

Shapes = dict[str, tuple[set[str], set[frozenset[str]]]]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside, by its place; the entries of a list share one."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, f"{path}[]")


def shapes(bodies: list[Any]) -> Shapes:
    """For each place the JSON types found there, and the sets of keys of the objects."""
    types: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, set[frozenset[str]]] = defaultdict(set)
    for body in bodies:
        for path, value in walk(body):
            types[path].add(type(value).__name__)
            if isinstance(value, dict):
                keys[path].add(frozenset(value))
    return {path: (types[path], keys[path]) for path in types}


@pytest.mark.data
def test_v2_files_have_the_shape_of_real_ones(data: Path, tree: Tree) -> None:
    """Every object of ours holds exactly the keys that a real one of its kind holds, and every value is of a type that
    is found in its place; where real bodies know only null, null is what we say or a text."""
    real_bodies = [json.loads((data / "statuspage-v2" / f"{name}.json").read_bytes()) for name in FILES]
    real = shapes(real_bodies)
    pages = printed(load_world(tree(OPEN))[0])
    ours_bodies = [json.loads(pages[f"api/v2/{name}.json"]) for name in FILES.values()]
    for name, ours, theirs in zip(FILES, ours_bodies, real_bodies, strict=True):
        assert ours.keys() == theirs.keys(), name
    for path, (types, key_sets) in shapes(ours_bodies).items():
        assert path in real, path
        real_types, real_keys = real[path]
        if real_types != {"NoneType"}:
            assert types <= real_types | {"NoneType"}, (path, types, real_types)
        if path:
            for keys in key_sets:
                assert any(keys ^ known <= OPTIONAL for known in real_keys), (path, keys)
    for body in (body for body in ours_bodies if "incidents" in body):
        assert all({"id", "incident_updates", "impact", "shortlink"} <= each.keys() for each in body["incidents"])


def test_an_import_is_given_back_as_it_came(tree: Tree) -> None:
    """What its source called by the same name wins over what we would say."""
    index, first = f"{LATE}/index.md", f"{LATE}/updates/20260318T0255Z-investigating.md"
    own = 'imported: {source: statuspage, id: %s, original: {created_at: "2026-03-18T02:54:00.123Z", %s}}\n---\n'
    files = {
        **LEDGER,
        index: LEDGER[index].replace("---\nOrders", own % ("ypr5f65wbzrw", "shortlink: https://stspg.io/x") + "Orders"),
        first: LEDGER[first].replace(
            "---\nParcels", own % ("1sbhl8nzwp3p", "deliver_notifications: false") + "Parcels"
        ),
    }
    [incident] = json.loads(printed(load_world(tree(files))[0])["api/v2/incidents.json"])["incidents"]
    assert (incident["id"], incident["shortlink"]) == ("ypr5f65wbzrw", "https://stspg.io/x")
    assert incident["created_at"] == "2026-03-18T02:54:00.123Z"
    told = incident["incident_updates"][-1]
    assert (told["id"], told["incident_id"], told["deliver_notifications"]) == ("1sbhl8nzwp3p", "ypr5f65wbzrw", False)
    assert told["body"] == "Parcels from Leeds show no scans."


def test_our_own_history_tells_three_clocks(tree: Tree) -> None:
    """Claimed, authored, recorded: the last two only where Git knows them."""
    pages = printed(load_world(tree(LEDGER))[0])
    [incident] = json.loads(pages["history/2026.json"])["incidents"]
    assert incident["slug"] == "2026-03-18-orders-late"
    assert [each["at"] for each in incident["updates"]] == [
        "2026-03-18T02:55:00.000Z", "2026-03-18T03:25:00.000Z", "2026-03-18T09:30:00.000Z",
    ]  # fmt: skip
    assert {each["recorded_at"] for each in incident["updates"]} == {None}
    assert incident["ended_at"] == "2026-03-18T09:30:00.000Z"


def test_no_template_of_a_brand_takes_the_clock_away(tree: Tree, tmp_path: Path) -> None:
    """Whatever lies in its folder of templates, the status pages are printed as they are: a theme that is broken
    breaks nothing here, and no override hides how long nothing was said."""
    brand = tmp_path / "brand" / "status"
    brand.mkdir(parents=True)
    for name in ("base.jinja", "parts.jinja", "incident.jinja", "status.jinja"):
        (brand / name).write_text("{% broken", encoding="utf-8")
    folders = (str(brand.parent),)
    corpus, _ = load_world(tree(OPEN))
    plan = plan_site(corpus, SITE, NOW, has_home=True, template_dirs=folders)
    for document in plan.documents:
        if document.template.startswith("status/") and document.url in ("status/", "incidents/2026-03-18-orders-late/"):
            page = render_body(document.template, document.context, {}, template_dirs=folders)
            assert "data-silence" in page
