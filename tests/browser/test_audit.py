"""What takes minutes: Lighthouse on a phone, and axe on every form of page in every setting. Run by `make audit`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .conftest import find_module
from .test_pages import DESKTOP, LAYOUTS, PHONE, judge_by_axe

pytestmark = [pytest.mark.browser, pytest.mark.audit]

LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 0.95, "seo": 1.0}


@pytest.mark.parametrize("layout", ["home", "question", "list", "topic"])
def test_lighthouse_on_a_phone(layout: str, root: str, chromium: str, tmp_path: Path) -> None:
    """The phone profile as it comes: a slow phone on slow 4G, simulated."""
    command = [
        "node", str(find_module("lighthouse/cli/index.js")), root + LAYOUTS[layout], "--quiet", "--output=json",
        f"--output-path={tmp_path / 'report.json'}", f"--only-categories={','.join(LEAST)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    scores = {name: category["score"] for name, category in report["categories"].items()}
    measured = {
        name: report["audits"][name]["displayValue"]
        for name in (
            "first-contentful-paint",
            "largest-contentful-paint",
            "total-blocking-time",
            "cumulative-layout-shift",
        )
    }
    print(f"\n/{LAYOUTS[layout]}", {name: round(score * 100) for name, score in scores.items()}, measured)
    missed = [
        f"{name}: {audit['title']}"
        for name, category in report["categories"].items()
        if name != "performance"
        for reference in category["auditRefs"]
        if (audit := report["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    assert [name for name, least in LEAST.items() if scores[name] < least] == [], missed


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_on_every_form_of_page(
    scheme: str, size: dict[str, int], browser: Browser, root: str, axe: str, sample: list[str]
) -> None:
    assert judge_by_axe(browser, root, axe, sorted({*sample, *LAYOUTS.values()}), scheme, size) == []
