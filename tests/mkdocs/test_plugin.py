"""The plugin in real builds of both hosts."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree
from tests.mkdocs.world import CONFIG, WORLD, Build, files_of, find_probes

from candor.errors import ConfigError, PressError
from candor.mkdocs.host import find_cause, run_host
from candor.mkdocs.plugin import explained


def read(site: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("host", ["mkdocs", "properdocs"])
def test_a_build_prints_the_community_inside_the_theme(tree: Tree, build: Build, host: str) -> None:
    """Posts, lists and ordinary pages come out with the theme around them, and nothing that is not meant to."""
    root = tree(WORLD)
    said = build(root, host=host)
    site = root / "site"

    page = read(site, "questions/move-hub/index.html")
    assert page.css_first("title").text() == 'Move <b>the hub</b> & "me"? - Fernhill'
    assert page.css_first("h1").text() == 'Move <b>the hub</b> & "me"?'
    assert page.css_first("title b") is None
    assert page.css_first(".md-header__topic b") is None
    assert page.css_first('link[rel="canonical"]').attributes["href"] == (
        "https://fernhill.example/community/questions/move-hub/"
    )
    assert [link.attributes["href"] for link in page.css("a.md-content__button")] == [
        "https://git.example/edit/main/content/questions/2026/move-hub/index.md",
        "https://git.example/raw/main/content/questions/2026/move-hub/index.md",
    ]
    assert page.css_first("#content em").text() == "hub"
    skip = page.css_first("a.md-skip").attributes["href"]
    assert skip is not None
    assert page.css_first(skip) is not None

    guide = read(site, "guide/index.html")
    assert [link.attributes["href"] for link in guide.css("article p a")] == [
        "../questions/move-hub/#top",
        "../questions/",
    ]
    assert read(site, "index.html").css_first("candor-block") is None
    assert "move-hub" in (read(site, "index.html").css_first("article").html or "")

    assert find_probes(site) == []
    published = files_of(site)
    assert not [name for name in published if name.endswith((".md", ".yml", ".jsonl", ".jinja"))]
    assert "move-hub" not in (site / "search/search_index.json").read_text()
    assert "WARNING" not in said.stderr


def test_both_hosts_print_the_same_pages(tree: Tree, build: Build) -> None:
    """Apart from the host's name in one meta element every byte is equal."""
    root = tree(WORLD)
    sites = []
    for host in ("mkdocs", "properdocs"):
        build(root, "build", "-d", host, host=host)
        folder = root / host
        pages = {name: (folder / name).read_text() for name in files_of(folder) if name.endswith(".html")}
        sites.append({name: without_generator(page) for name, page in pages.items()})
    assert sites[0] == sites[1]


def without_generator(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if '<meta name="generator"' not in line)


def test_an_override_of_the_brand_shows_in_printed_pages(tree: Tree, build: Build) -> None:
    """Partials, blocks, extra style sheets, hooks and body templates of the brand reach every page."""
    config = CONFIG.replace("  name: material", "  name: material\n  custom_dir: brand")
    root = tree(
        {
            **WORLD,
            "mkdocs.yml": config + "extra_css: [brand.css]\nhooks: [hook.py]\n",
            "hook.py": "def on_post_page(output, **_):\n    return output.replace('</body>', '<i>hooked</i></body>')\n",
            "content/brand.css": "b {}",
            "brand/partials/footer.html": "<footer>Our own footer for {{ page.title }}</footer>",
            "brand/main.html": (
                '{% extends "base.html" %}{% block extrahead %}<meta property="og:title" content="{{ page.title }}">'
                '<meta property="og:url" content="{{ page.canonical_url }}">'
                '<script type="application/ld+json">{"name": {{ page.title | d("") | tojson }}}</script>{% endblock %}'
            ),
            "brand/candor/member.jinja": "<h1>A member of ours</h1>",
        }
    )
    build(root)
    page = read(root / "site", "questions/move-hub/index.html")
    assert page.css_first("footer").text() == 'Our own footer for Move <b>the hub</b> & "me"?'
    assert page.css_first('meta[property="og:title"]').attributes["content"] == 'Move <b>the hub</b> & "me"?'
    assert page.css_first('meta[property="og:url"]').attributes["content"] == (
        "https://fernhill.example/community/questions/move-hub/"
    )
    assert '{"name": "Move \\u003cb\\u003ethe hub' in page.css_first('script[type="application/ld+json"]').text()
    assert page.css_first('link[href="../../brand.css"]') is not None
    assert page.css_first("body > i").text() == "hooked"
    assert read(root / "site", "members/otto/index.html").css_first("h1").text() == "A member of ours"
    assert (root / "site/brand.css").read_text() == "b {}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>{{ page.title | upper }}</p>", "title is changed"),
        ("<script>let title = '{{ page.title }}'</script>", "title stands in an element"),
        ("{% if page %}<p>{{ page.file.src_uri }}</p>{% endif %}", "path or name of the page's file"),
        ("<p>{{ page.title | length }}</p>", "two renderings"),
        ("{% if page.url == 'x' %}{% endif %}<p>{{ range(10 ** 9) | random }}</p>", "two renderings"),
        ("<p>{{ page.content | striptags }}</p>", "body"),
    ],
)
def test_an_override_that_no_slot_can_carry_stops_the_build(tree: Tree, build: Build, template: str, said: str) -> None:
    root = tree(
        {
            **WORLD,
            "mkdocs.yml": CONFIG.replace("  name: material", "  name: material\n  custom_dir: brand"),
            "brand/partials/footer.html": template,
        }
    )
    done = build(root, code=1)
    assert said in done.stderr
    assert "candor/" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("use_directory_urls: false\n", "use_directory_urls"),
        ("theme: readthedocs\n", "the theme must be material"),
    ],
)
def test_settings_that_candor_cannot_work_with_are_refused(tree: Tree, build: Build, settings: str, said: str) -> None:
    key = settings.partition(":")[0]
    config = CONFIG if key != "theme" else "site_name: F\ndocs_dir: content\nplugins: [candor/questions]\n"
    done = build(tree({**WORLD, "mkdocs.yml": config + settings}), code=1)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_live_block_is_an_error_with_file_and_line(tree: Tree, build: Build) -> None:
    page = "---\ntitle: T\n---\n\n# T\n\n::: candor newest\ncolour: red\n:::\n"
    done = build(tree({**WORLD, "content/guide.md": page}), code=1)
    assert "content/guide.md:8: this candor block has no option 'colour'" in done.stderr


def test_a_broken_link_to_a_post_is_reported_and_a_symbolic_link_is_not_followed(tree: Tree, build: Build) -> None:
    root = tree({**WORLD, "secret/plan.md": "# Secret", "content/guide.md": "[x](questions/2026/gone/index.md)\n"})
    (root / "content/more").symlink_to(root / "secret")
    (root / "content/loop").symlink_to(root / "content")
    (root / "content/plan.md").symlink_to(root / "secret/plan.md")
    done = build(root)
    assert "questions/2026/gone/index.md" in done.stderr
    for name in ("content/more", "content/loop", "content/plan.md"):
        assert f"{name}: " in done.stderr
    assert not [name for name in files_of(root / "site") if "plan" in name or "more" in name or "loop" in name]
    assert "questions/move-hub/index.html" in files_of(root / "site")


@pytest.mark.parametrize("arguments", [("build", "--strict"), ("build", "--strict", "--quiet")])
def test_a_fault_in_the_content_fails_a_strict_build_after_printing(
    tree: Tree, build: Build, arguments: tuple[str, ...]
) -> None:
    root = tree({**WORLD, "content/questions/2026/broken/index.md": "---\ntitle: [\n---\n"})
    build(root)
    build(root, *arguments, code=1)
    assert (root / "site/questions/move-hub/index.html").is_file()


def test_a_community_without_pages_of_its_own_gets_a_home_page_and_a_navigation(tree: Tree, build: Build) -> None:
    names = {name: text for name, text in WORLD.items() if name not in ("content/index.md", "content/guide.md")}
    root = tree(names)
    build(root)
    home = read(root / "site", "index.html")
    tabs = {link.text().strip(): link.attributes["href"] for link in home.css("a.md-tabs__link")}
    assert tabs == {
        "Questions": "questions/",
        "Topics": "topics/",
        "You said, we did": "outcomes/",
        "Standing": "standing/",
        "Members": "members/",
        "Ways to help": "help-wanted/",
    }
    page = read(root / "site", "questions/move-hub/index.html")
    assert page.css_first(".md-tabs__item--active").text().strip() == "Questions"
    assert page.css_first("a.md-logo").attributes["href"] == "../.."
    assert find_probes(root / "site") == []


def test_a_navigation_may_name_candors_lists(tree: Tree, build: Build) -> None:
    nav = "nav:\n  - Home: index.md\n  - Ask: questions/index.md\n  - People: [members/index.md, guide.md]\n"
    root = tree({**WORLD, "mkdocs.yml": CONFIG + nav})
    assert "WARNING" not in build(root).stderr
    tabs = [link.attributes["href"] for link in read(root / "site", "guide/index.html").css("a.md-tabs__link")]
    assert tabs == ["..", "../questions/", "../members/"]
    member = read(root / "site", "members/otto/index.html")
    assert member.css_first(".md-tabs__item--active").text().strip() == "People"
    assert member.css_first(".md-nav__link--active, .md-nav__item--active") is not None


def test_the_page_not_found_works_in_a_sub_path(tree: Tree, build: Build) -> None:
    root = tree(WORLD)
    build(root)
    page = (root / "site/404.html").read_text()
    assert 'href="/community/assets/' in page
    assert 'href="assets/' not in page
    links = [link.attributes["href"] for link in LexborHTMLParser(page).css("article li a")]
    assert links == [f"/community/{place}" for place in ("questions/", "unanswered/", "topics/", ".")]


def test_the_second_build_keeps_what_has_not_changed(tree: Tree, build: Build) -> None:
    root = tree(WORLD)
    build(root)
    before = {name: (root / "site" / name).stat().st_mtime_ns for name in files_of(root / "site")}
    tree({"content/guide.md": "# Guide\n\nNew words.\n"})
    build(root)
    after = {name: (root / "site" / name).stat().st_mtime_ns for name in files_of(root / "site")}
    changed = {name for name in after if before.get(name) != after[name]}
    assert {name for name in changed if not name.startswith(("search/", "sitemap"))} == {"guide/index.html"}


def test_a_dirty_build_prints_the_community_too(tree: Tree, build: Build) -> None:
    root = tree(WORLD)
    build(root)
    build(root, "build", "--dirty")
    assert "questions/move-hub/index.html" in files_of(root / "site")


def test_gh_deploy_publishes_the_printed_site(tree: Tree, build: Build, tmp_path: Path) -> None:
    """The branch holds the site, not the folder that the host wrote to."""
    root = tree(WORLD)
    git = ["git", "-c", "user.name=otto", "-c", "user.email=1+otto@users.noreply.github.com"]
    (root / ".gitignore").write_text("/.cache/\n/site/\n")
    subprocess.run(["git", "init", "-q", "--bare", "remote.git"], cwd=root, check=True)
    for command in (["init", "-q"], ["add", "mkdocs.yml", "content"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    subprocess.run(["git", "remote", "add", "origin", str(root / "remote.git")], cwd=root, check=True)
    subprocess.run(["git", "config", "user.name", "otto"], cwd=root, check=True)
    subprocess.run(["git", "config", "user.email", "1+otto@users.noreply.github.com"], cwd=root, check=True)
    build(root, "gh-deploy")
    listing = ["git", "-C", str(root / "remote.git"), "ls-tree", "-r", "--name-only", "gh-pages"]
    published = set(subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split())
    assert published == files_of(root / "site") | {".nojekyll"}
    assert "questions/move-hub/index.html" in published


def test_serve_shows_a_new_answer_and_leaves_nothing_behind(tree: Tree) -> None:
    """A change of a record is on the served page soon after, without a loop of builds, and Ctrl-C cleans up."""
    root = tree(WORLD)
    scratch = root / "scratch"
    scratch.mkdir()
    port = 8000 + os.getpid() % 1000
    log = (root / "serve.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(scratch)},
        stdout=log,
        stderr=log,
    )
    try:
        url = f"http://127.0.0.1:{port}/community/questions/move-hub/"
        assert "hall" in wait_for(url, "hall")
        answer = "content/questions/2026/move-hub/answers/otto.md"
        tree({answer: "---\nauthor: otto\nat: 2026-04-03T09:12:00Z\n---\nCellar.\n"})
        assert "Cellar" in wait_for(url, "Cellar")
        time.sleep(1.5)
        assert (root / "serve.log").read_text().count("Building documentation...") == 2
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        log.close()
    assert list(scratch.iterdir()) == []
    assert not (root / "site").exists()


DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks no proxy, whatever the environment says."""


def wait_for(url: str, text: str, seconds: float = 60) -> str:
    """The page at `url` once it holds `text`, or as it is when the time is over."""
    end = time.monotonic() + seconds
    page = ""
    while time.monotonic() < end:
        try:
            with DIRECT.open(url, timeout=5) as answer:
                page = answer.read().decode()
        except OSError:
            page = ""
        if text in page:
            break
        time.sleep(0.2)
    return page


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<footer>\n{{ nope.x }}</footer>", "brand/partials/footer.html:2: 'nope' is undefined – mend this template"),
        ("{% if %}", "brand/partials/footer.html:1: Expected an expression"),
        ("{% include 'gone.html' %}", "brand/partials/footer.html:1: 'gone.html' not found"),
    ],
)
def test_a_broken_override_is_named_with_its_line(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, template: str, said: str
) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    config = CONFIG.replace("  name: material", "  name: material\n  custom_dir: brand")
    root = tree({**WORLD, "mkdocs.yml": config, "brand/partials/footer.html": template})
    with pytest.raises(ConfigError, match=re.escape(said)):
        run_host(root / "mkdocs.yml")


def test_a_wrong_block_is_named_with_its_page(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    root = tree({**WORLD, "content/news.md": "---\ntitle: News\n---\n# News\n\n::: candor newst\n:::\n"})
    with pytest.raises(ConfigError, match=re.escape("content/news.md:6: there is no candor block 'newst'")):
        run_host(root / "mkdocs.yml")


def test_what_the_system_refuses_is_no_fault_of_the_settings() -> None:
    with pytest.raises(PluginError) as caught, explained():
        raise OSError(errno.ENOSPC, "No space left on device")
    cause = find_cause(caught.value)
    assert isinstance(cause, PressError)
    assert str(cause) == "No space left on device – make room on the disk"
