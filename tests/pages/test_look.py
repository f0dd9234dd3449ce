"""The stylesheet's tokens: words can be read on whatever they stand on, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import candor

SHEET = (Path(candor.__file__).parent / "theme" / "assets" / "candor.css").read_text(encoding="utf-8")
TINTS = ("tint", "good-tint", "wait-tint", "busy-tint", "bad-tint")
WORDS = ("ink", "soft", "link", "brand", "good", "wait", "busy", "bad")
PAIRS = [(word, under) for word in WORDS for under in ("paper", "card", "tint")]
PAIRS += [(state, f"{state}-tint") for state in ("good", "wait", "busy", "bad")]
PAIRS += [("ink", tint) for tint in TINTS] + [("on-brand", "brand"), ("card", "ink")]
OUTLINES = [(line, under) for line in ("edge", "focus") for under in ("paper", "card")]

CONTRAST = """
pairs => {
  const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const luminance = (token) => {
    document.body.style.color = `var(--candor-${token})`;
    context.fillStyle = getComputedStyle(document.body).color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return pairs.map(([one, other]) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
}
"""


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_words_stand_out_from_what_is_below_them(browser: Browser, scheme: str) -> None:
    """4.5:1 for words and 3:1 for outlines, as WCAG 2.2 has it (1.4.3, 1.4.11)."""
    page = browser.new_page()
    dark = "dark" if scheme == "slate" else "light"
    page.set_content(f"<style>{SHEET} body {{ color-scheme: {dark} }}</style><body data-md-color-scheme={scheme}>")
    found = page.evaluate(CONTRAST, PAIRS + OUTLINES)
    page.close()
    needed = [4.5] * len(PAIRS) + [3.0] * len(OUTLINES)
    assert len(set(found)) > len(PAIRS) / 2
    weak = [
        (pair, round(ratio, 2))
        for pair, ratio, least in zip(PAIRS + OUTLINES, found, needed, strict=True)
        if ratio < least
    ]
    assert weak == []


def test_the_sheet_asks_nobody_else_for_anything_and_uses_no_unknown_token() -> None:
    """Icons stand in it, the typeface beside it; what a rule uses is declared, by a rule or on an element."""
    addresses = re.findall(r'url\(["\']?([^"\')]+)', SHEET)
    assert {address.partition(":")[0] for address in addresses if not address.startswith("candor/")} == {"data"}
    assert "@import" not in SHEET
    declared = set(re.findall(r"(--candor-[a-z0-9-]+)\s*:", SHEET))
    assert set(re.findall(r"var\((--candor-[a-z0-9-]+)", SHEET)) <= declared
