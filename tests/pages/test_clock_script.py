"""The silence clock in a browser: it counts from the times on the page, and asks nobody for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Tree
from tests.pages.test_status import INCIDENT, OPEN, printed
from tests.serving import serve
from tests.sources.ledger_world import load_world

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("clock", "told", "missed"),
    [
        ("2026-03-18T03:55:00Z", "Last update 30 minutes ago · next update in 30 minutes", False),
        ("2026-03-18T04:25:00Z", "Promised 04:25 AM, nothing since 03:25 AM", True),
        ("2026-03-18T09:25:00Z", "Promised 04:25 AM, nothing since 03:25 AM", True),
    ],
)
def test_it_counts_and_says_when_a_promise_was_missed(
    browser: Any, tree: Tree, tmp_path: Path, clock: str, told: str, missed: bool
) -> None:
    """Printed before the time was missed, opened after it: the page says so without a new build."""
    from datetime import UTC, datetime

    now = datetime(2026, 3, 18, 3, 30, tzinfo=UTC)
    site = tmp_path / "site"
    for url, text in printed(load_world(tree(OPEN), now)[0], now).items():
        if url.startswith(("status/", INCIDENT)):
            path = site / (f"{url}index.html" if url.endswith("/") else url)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    with serve(site) as address:
        page = browser.new_page(timezone_id="UTC", locale="en-US")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.clock.install(time=clock)
        page.goto(f"{address}{INCIDENT}")
        assert page.locator("[data-silence] .count").inner_text() == told
        assert ("missed" in page.locator("[data-silence]").get_attribute("class")) == missed
        assert all(url.startswith(address) for url in asked)
        page.close()
