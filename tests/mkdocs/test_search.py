"""The search's forms in a reader's browser: typing, keys, the page of results, the page for asking, and what fails."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.serving import serve

from candor.cli.build import run_press
from candor.press.report import no_progress

pytestmark = pytest.mark.browser

DRIVER = Path(__file__).with_name("firefox.mjs")

SETTINGS = """\
site_name: Fernhill
site_url: https://fernhill.example/community/
docs_dir: content
theme: {name: material, font: false}
plugins: [candor/questions]
"""

POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'"
"""Stricter than Material's own inline scripts bear: they are refused, and the search works all the same."""

TITLES = {
    "move-hub": ("How do I move the hub to a new house?", "question", "hub"),
    "night-tariff": ("Which tariff is cheapest at night?", "question", "billing"),
    "tariff-wish": ("Show the <b>tariff</b> & its name", "idea", "billing"),
    "hub-noise": ("The hub hums at night", "complaint", "hub"),
}


def post(title: str, kind: str, topic: str) -> str:
    state = {"idea": "idea: {status: planned}\n", "complaint": "complaint: {status: open}\n"}.get(kind, "")
    quoted = title.replace('"', '\\"')
    return (
        f'---\ntitle: "{quoted}"\nkind: {kind}\nauthor: github:1\nat: 2026-04-02T09:12:00Z\n'
        f"topics: [{topic}]\n{state}---\n"
        f"It began last week, with nothing changed but the weather; {topic} is all I know.\n"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("search")
    files = {
        "mkdocs.yml": SETTINGS,
        "content/community.yml": "name: F\ntopics: {hub: {title: The hub}, billing: {title: Billing & tariffs}}\n",
        "content/guide.md": "# Reading the meter\n\nThe meter shows kilowatt hours.\n",
        "content/questions/2026/move-hub/answers/otto.md": (
            "---\nauthor: github:2\nat: 2026-04-03T09:12:00Z\n---\nUnplug it.\n"
        ),
        **{f"content/questions/2026/{slug}/index.md": post(*values) for slug, values in TITLES.items()},
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    assert run_press(root / "mkdocs.yml", False, False, no_progress).problems == []
    return root / "site"


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    with serve(site, {"Content-Security-Policy": POLICY}) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_slash_leads_to_the_box_and_keys_to_a_result(page: Page, address: str) -> None:
    """As the combobox of the ARIA authoring practices, in a sub-path and under a strict policy."""
    page.goto(f"{address}questions/move-hub/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("tariff")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox")).to_contain_text("Show the <b>tariff</b> & its name")
    page.keyboard.press("ArrowDown")
    first = options.first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", "x")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("tariff")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url in {f"{address}questions/night-tariff/", f"{address}questions/tariff-wish/"}


def test_enter_without_a_choice_leads_to_the_page_of_results(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("hub")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{address}search/?q=hub"
    expect(page.locator(".candor-results li")).to_have_count(2)
    expect(page.locator(".candor-found")).to_have_text("Results: 2")
    expect(page.locator(".candor-results li", has_text="The hub hums")).to_contain_text("Complaint")


def test_filters_are_loaded_when_they_are_opened_and_their_choice_can_be_sent_to_somebody(
    page: Page, address: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}search/?q=tariff")
    expect(page.locator(".candor-results li")).to_have_count(2)
    assert not any(".pf_filter" in url for url in asked)
    page.get_by_text("Filter", exact=True).click()
    kind = page.get_by_label("Kind")
    expect(kind.locator("option")).to_have_text(["All", "Idea (1)", "Question (1)"])
    assert any(".pf_filter" in url for url in asked)
    kind.select_option("idea")
    expect(page.locator(".candor-results li")).to_have_count(1)
    expect(kind.locator("option")).to_have_count(3)
    assert page.url == f"{address}search/?q=tariff&kind=idea"
    page.reload()
    expect(page.locator(".candor-results li")).to_have_count(1)
    expect(page.get_by_label("Kind")).to_have_value("idea")
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Answered").select_option("no")
    expect(page.locator(".candor-results li")).to_have_count(1)


def test_guide_pages_are_found_too(page: Page, address: str) -> None:
    page.goto(f"{address}search/?q=kilowatt")
    found = page.locator(".candor-results li")
    expect(found).to_contain_text("Reading the meter")
    expect(found).to_contain_text("Guide")
    assert found.get_by_role("link").get_attribute("href") == "/community/guide/"


def test_a_query_of_which_no_page_has_all_words_shows_those_that_have_some(page: Page, address: str) -> None:
    page.goto(f"{address}search/?q=kilowatt+hums")
    expect(page.locator(".candor-found")).to_contain_text("some of them")
    expect(page.locator(".candor-results li")).to_have_count(2)
    page.goto(f"{address}search/?q=xylophone")
    expect(page.locator(".candor-found")).to_have_text("Nothing was found.")


def test_likely_answers_appear_while_a_title_is_being_written(page: Page, address: str) -> None:
    page.goto(f"{address}ask/")
    page.get_by_label("Your question in one line").press_sequentially("Moving my hub to another house")
    expect(page.locator(".candor-results li").first).to_contain_text("How do I move the hub")
    expect(page.locator(".candor-found")).to_have_text("Perhaps this answers it already:")


def test_on_a_phone_a_link_leads_to_the_page_of_results(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(address)
    expect(page.get_by_role("combobox", name="Search", exact=True)).to_be_hidden()
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.locator("#candor-query")).to_be_focused()
    page.keyboard.type("hub")
    expect(page.locator(".candor-results li")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_where_the_index_cannot_be_had_the_box_leads_to_the_lists(page: Page, address: str) -> None:
    page.route("**/manifest.json", lambda route: route.abort())
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("hub")
    option = page.get_by_role("option")
    expect(option).to_contain_text("cannot be reached")
    option.click()
    page.get_by_role("link", name="Unanswered").last.click()
    page.wait_for_url("**/unanswered/")


def test_without_javascript_the_form_leads_to_the_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}questions/move-hub/")
    page.get_by_role("searchbox", name="Search").fill("hub")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=hub")
    page.get_by_role("link", name="Everything").click()
    page.wait_for_url("**/questions/")
    context.close()


def test_firefox_finds_the_same(address: str) -> None:
    """Driven over WebDriver BiDi, which Firefox speaks itself."""
    firefox = shutil.which("firefox") or shutil.which("firefox-esr")
    if firefox is None:
        pytest.skip("Firefox is not installed: sudo apt-get install firefox-esr")
    if not (DRIVER.parents[1] / "node_modules/puppeteer-core").is_dir():
        pytest.skip("puppeteer-core is missing: make test installs it")
    seen = subprocess.run(["node", DRIVER, firefox, address], check=True, capture_output=True, text=True, timeout=60)
    told = json.loads(seen.stdout)
    assert len(told["options"]) == 3
    assert told["active"] == "candor-search-header-results-0"
    assert told["kinds"] == ["All", "Idea (1)", "Question (1)"]
    assert told["found"] == "Results: 2"
