"""What people come for, step by step: with JavaScript and without, and with GitHub out of reach."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.serving import serve

from .conftest import ADDRESS

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(browser: Browser, root: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a reader who can reach nothing but the site itself; whoever asks elsewhere fails the test."""
    context = browser.new_context(java_script_enabled=request.param, color_scheme="light")
    page = context.new_page()
    strayed: list[str] = []
    page.on("request", lambda asked: strayed.append(asked.url) if not asked.url.startswith(root) else None)
    page.route(re.compile(rf"^(?!{re.escape(root)})"), lambda route: route.abort())
    yield page
    context.close()
    assert strayed == []


def test_browse_a_topic(page: Page, root: str) -> None:
    """From the home page over the topics to a question, and read its accepted answer."""
    page.goto(root)
    page.locator("main a[href$='topics/'], nav a[href$='topics/']").first.click()
    page.locator("main a[href$='/hub/']").first.click()
    expect(page.locator("h1")).to_have_text("The hub")
    page.locator("main a[href*='questions/move-hub/']").first.click()
    expect(page.locator("h1")).to_contain_text("move the hub")
    expect(page.locator("#accepted-answer")).to_be_visible()


def test_follow_a_member(page: Page, root: str) -> None:
    """From their answer to their page, and from there to something else they wrote."""
    page.goto(f"{root}questions/move-hub/")
    page.locator("#accepted-answer a.candor-author").first.click()
    name = page.locator("h1").inner_text()
    link = page.locator("#content a[href*='questions/']:not([href*='move-hub'])").first
    link.click()
    expect(page.locator("main")).to_contain_text(name)


def test_the_way_to_ask_is_explained_and_reaches_nobody(page: Page, root: str) -> None:
    """In a demonstration: every way to take part is there, none is a link."""
    page.goto(f"{root}questions/move-hub/")
    ways = page.locator(".candor-way")
    assert ways.count() == 3
    assert page.locator(".candor-way a").count() == 0
    expect(page.locator("main")).to_contain_text("This is a demonstration")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme="light")
    yield context.new_page()
    context.close()


def test_find_an_answer(reader: Page, root: str) -> None:
    reader.goto(root)
    reader.keyboard.press("/")
    reader.keyboard.type("move hub house")
    result = reader.locator("a[href*='questions/move-hub/']:visible").last
    result.click()
    expect(reader.locator("#accepted-answer")).to_be_visible()


def test_without_javascript_the_search_leads_to_the_lists(browser: Browser, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}404.html")
    page.locator("main input[name=q]").fill("hub")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.locator("#content a[href$='questions/']").first.click()
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_switch_to_dark_and_stay_there(reader: Page, root: str) -> None:
    reader.goto(root)
    body = reader.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    reader.locator("[data-candor-palette] label:visible").first.click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    reader.goto(f"{root}questions/")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    reader.locator("[data-candor-palette] input:checked").press("Enter")
    expect(body).to_have_attribute("data-md-color-scheme", "default")


PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_colours_follow_the_system_until_the_reader_chooses(script: bool, browser: Browser, root: str) -> None:
    context = browser.new_context(java_script_enabled=script, color_scheme="dark")
    page = context.new_page()
    page.goto(root)
    dark = page.evaluate(PAPER)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(PAPER)
    assert light != dark
    if script:
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
        page.locator("[data-candor-palette] label:visible").click()
        assert page.evaluate(PAPER) == dark
        page.locator("[data-candor-palette] label:visible").click()
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(PAPER) == light
        page.route("**/*.js", lambda route: route.abort())  # nor does the page wait for a script to show it
        page.reload()
        assert page.evaluate(PAPER) == light
    context.close()


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One small community, built once in English and once in German, each leading to the other."""
    folder = tmp_path_factory.mktemp("bilingual")
    files = {
        "content/community.yml": "name: Fernhill\ndemo: true\ntopics: {hub: {title: The hub}}\n",
        "content/questions/2026/move-hub/index.md": (
            "---\ntitle: Where does it go?\nauthor: github:1\nat: 2026-04-02T09:12:00Z\ntopics: [hub]\n---\nWhere?\n"
        ),
        "mkdocs.yml": (
            f"site_name: Fernhill\nsite_url: {ADDRESS}\ndocs_dir: content\n"
            "theme: {name: material, language: en, font: false}\n"
            "plugins: [{candor/questions: {cards: false, languages: {de: mkdocs.de.yml}}}]\n"
            "extra:\n  alternate:\n"
            "    - {name: English, link: ./, lang: en}\n"
            "    - {name: Deutsch, link: de/, lang: de}\n"
        ),
        "mkdocs.de.yml": "INHERIT: mkdocs.yml\ntheme: {language: de}\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790812800", "NO_MKDOCS_2_WARNING": "1"}
    command = [str(Path(sys.executable).parent / "candor"), "build", "--quiet"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with serve(folder / "site") as root:
        yield root


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_switch_the_language_and_stay_on_the_page(script: bool, bilingual: str, browser: Browser) -> None:
    """The words, the dates and the page's own language change; what members wrote does not."""
    context = browser.new_context(java_script_enabled=script, timezone_id="UTC", locale="de-DE")
    page = context.new_page()
    for path in ("questions/move-hub/", "questions/", ""):
        page.goto(bilingual + path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.locator(".md-select button").focus()
        page.locator("a[hreflang=de]:visible").click()
        assert page.url == f"{bilingual}de/{path}"
        expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto(f"{bilingual}de/questions/move-hub/")
    expect(page.locator("h1")).to_have_text("Where does it go?")
    for words in ("Unbeantwortet", "2. April 2026"):
        expect(page.locator("main")).to_contain_text(words)
    page.locator(".md-select button").focus()
    page.locator("a[hreflang=en]:visible").click()
    assert page.url == f"{bilingual}questions/move-hub/"
    context.close()
