"""How Candor speaks with GitHub, over a real socket: what it asks again, what it waits for, and what it gives up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.federation.isso import direct
from tests.github.server import FAULTS, GitHub, serve
from tests.github.wire import PLACE

from candor.errors import BusyError, ConfigError, RemoteError
from candor.federation.github.forum import GitHubForum
from candor.federation.github.login import Login, log_in
from candor.federation.github.queries import CATEGORIES, SWEEP
from candor.federation.github.transport import GraphQL, TooMuch

HERE = {"owner": "fernhill", "name": "community"}
NEWEST = {"field": "UPDATED_AT", "direction": "DESC"}
SECRET = "ghp_secret0123456789"


@pytest.fixture
def address(github: GitHub) -> Iterator[str]:
    """The test GitHub behind a socket, with one token; whatever needs a proxy would fail here."""
    github.admit(SECRET, "mara")
    forum = github.forum
    for number in range(3):
        discussion = forum.open(forum.repository("fernhill/community"), forum.account("otto"), f"Question {number}")
        forum.comment(discussion, forum.account("mara"), "Yes.")
    with serve(github) as base:
        yield base


class Pauses(list[float]):
    """Every pause that was made, in seconds; none of them took any time."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def speak(address: str, pauses: Pauses, token: str = SECRET, patience: float = 1200.0) -> GraphQL:
    login = log_in("github.com", {"CANDOR_GITHUB_URL": address, "GITHUB_TOKEN": token})
    return GraphQL(login, sleep=pauses, chance=random.Random(1), patience=patience)


def test_an_answer_comes_with_what_it_cost(address: str) -> None:
    """Points are counted, and how many are left is known."""
    transport = speak(address, Pauses())
    data = transport.ask(CATEGORIES, **HERE, after=None)
    assert [each["name"] for each in data["repository"]["discussionCategories"]["nodes"]] == ["Q&A", "General", "Polls"]
    assert "rateLimit" not in data
    budget = transport.budget
    assert (budget.points, budget.requests, budget.limit, budget.remaining) == (1, 1, 5000, 4999)


def test_new_node_ids_are_asked_for(address: str, github: GitHub) -> None:
    """Old ids are still understood, but never given."""
    forum = GitHubForum(speak(address, Pauses()), PLACE)
    ids = [head.id for head in forum.sweep(None)]
    assert [id[:6] for id in ids] == ["D_kwDO"] * 3
    old = github.forum.repositories["fernhill/community"].discussions[0].old_id
    found = forum.find(1, old)
    assert getattr(found, "id", None) == ids[0]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "resource-limits"])
def test_what_passes_is_asked_again(address: str, github: GitHub, fault: str) -> None:
    """Any single fault is got over, and never taken for an answer."""
    github.faults.append(fault)
    pauses = Pauses()
    data = speak(address, pauses).ask(CATEGORIES, **HERE, after=None)
    assert len(data["repository"]["discussionCategories"]["nodes"]) == 3
    assert len(pauses) == 1
    wanted = {"secondary-200": (7, 10), "secondary-bare": (60, 63), "secondary-403": (9, 12), "secondary-429": (9, 12)}
    least, most = wanted.get(fault, (0.5, 1.5))
    assert least <= pauses[0] <= most


def test_pauses_grow_and_differ(address: str, github: GitHub) -> None:
    """Twice as long each time, never exactly so; after six times it is an error that names the last reason."""
    github.faults.extend(["503"] * 6)
    pauses = Pauses()
    with pytest.raises(RemoteError, match="status 503, 6 times – try again later"):
        speak(address, pauses).ask(CATEGORIES, **HERE, after=None)
    assert len(pauses) == 5
    assert all(0.5 <= pause / 2**times <= 1.5 for times, pause in enumerate(pauses))
    assert len(set(pauses)) == 5


def test_the_hourly_limit_is_waited_for_or_named(address: str, github: GitHub) -> None:
    """The Actions token has 1,000 points an hour. Near the end of the hour the run waits, by GitHub's clock;
    else it says when to come back."""
    github.admit("ghs_actions", "github-actions[bot]", limit=1000)
    token = github.tokens["ghs_actions"]
    moment = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
    github.now = lambda: moment
    token.window, token.used = moment - timedelta(minutes=50), 1000
    pauses = Pauses()

    def pass_by(seconds: float) -> None:
        nonlocal moment
        pauses(seconds)
        moment += timedelta(seconds=seconds)

    transport = speak(address, pauses, "ghs_actions")
    transport._sleep = pass_by
    transport.ask(CATEGORIES, **HERE, after=None)
    assert len(pauses) == 1
    assert 600 < pauses[0] < 605
    token.window, token.used = moment - timedelta(minutes=5), 1000
    with pytest.raises(BusyError, match=r"hourly limit is reached – run the same command again after \d\d:\d\d UTC"):
        transport.ask(CATEGORIES, **HERE, after=None)


def test_the_secondary_limit_is_not_waited_for_for_ever(address: str, github: GitHub) -> None:
    """Pauses double as GitHub asks; then the run ends and says so."""
    github.faults.extend(["secondary-bare"] * 9)
    pauses = Pauses()
    with pytest.raises(BusyError, match="secondary limit is reached"):
        speak(address, pauses).ask(CATEGORIES, **HERE, after=None)
    assert [round(pause, -1) for pause in pauses] == [60, 120, 240, 480]


def test_half_an_answer_is_never_taken_for_a_whole(address: str, github: GitHub) -> None:
    """Twice half an answer means that the question is too large; a fault without a way out is an error."""
    github.faults.extend(["partial", "partial"])
    with pytest.raises(TooMuch):
        speak(address, Pauses()).ask(SWEEP, **HERE, size=100, after=None, order=NEWEST)
    github.faults.extend(["partial"] * 6)
    with pytest.raises(RemoteError, match="half an answer"):
        speak(address, Pauses()).ask(CATEGORIES, **HERE, after=None)


def test_a_list_that_is_too_long_is_read_in_shorter_pages(address: str, github: GitHub) -> None:
    """RESOURCE_LIMITS_EXCEEDED keeps the place and halves the page, down to one."""
    github.largest = 1
    sizes = []
    forum = GitHubForum(speak(address, Pauses()), PLACE, page=2)
    assert [head.number for head in forum.sweep(None)] == [1, 2, 3]
    sizes = [variables["size"] for name, variables in github.log if name == "Sweep"]
    assert sizes == [1, 1, 1]
    github.largest = 0
    with pytest.raises(RemoteError, match="a single item"):
        list(forum.sweep(None))


def test_a_refusal_says_what_to_do(address: str) -> None:
    """A wrong token, a repository that is not there, a server that is no GitHub, none at all."""
    with pytest.raises(RemoteError, match="does not accept the token"):
        speak(address, Pauses(), "ghp_wrong").ask(CATEGORIES, **HERE, after=None)
    with pytest.raises(RemoteError, match=r"fernhill/nothing'\. Either it does not exist or the token"):
        speak(address, Pauses()).ask(CATEGORIES, owner="fernhill", name="nothing", after=None)
    login = Login(f"{address}/elsewhere").with_token(SECRET)
    with pytest.raises(RemoteError, match="is this a GitHub server's address"):
        GraphQL(login, sleep=Pauses()).ask(CATEGORIES, **HERE, after=None)
    with pytest.raises(RemoteError, match="no answer"):
        speak("http://127.0.0.1:1", Pauses()).ask(CATEGORIES, **HERE, after=None)


def test_the_token_is_in_no_message(address: str, github: GitHub) -> None:
    """Whatever goes wrong, what is said about it does not hold the token."""
    for fault in FAULTS:
        github.faults.extend([fault] * 9)
        with pytest.raises((RemoteError, BusyError, TooMuch)) as caught:
            speak(address, Pauses()).ask(CATEGORIES, **HERE, after=None)
        github.faults.clear()
        seen: BaseException | None = caught.value
        while seen is not None:
            assert SECRET not in f"{seen} {seen!r} {seen.args}"
            seen = seen.__cause__


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "no token to ask GitHub with – set GITHUB_TOKEN"),
        ({"CANDOR_GITHUB_APP_ID": "1"}, "needs CANDOR_GITHUB_APP_KEY and CANDOR_GITHUB_INSTALLATION_ID"),
        ({"CANDOR_GITHUB_URL": "http://git.example", "GITHUB_TOKEN": "x"}, "is not encrypted"),
        (
            {
                "CANDOR_GITHUB_APP_ID": "1",
                "CANDOR_GITHUB_APP_KEY": "-----BEGIN nothing",
                "CANDOR_GITHUB_INSTALLATION_ID": "2",
            },
            "is no private key",
        ),
    ],
)
def test_settings_that_lead_nowhere_are_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        log_in("github.com", environment)


def test_servers_have_their_graphql_where_github_says() -> None:
    """github.com has a host for it, an Enterprise server a path."""
    assert log_in("github.com", {"GITHUB_TOKEN": "x"}).url == "https://api.github.com/graphql"
    assert log_in("git.fernhill.example", {"GITHUB_TOKEN": "x"}).url == "https://git.fernhill.example/api/graphql"


@pytest.fixture(scope="module")
def key() -> bytes:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_an_app_stays_logged_in(address: str, github: GitHub, key: bytes) -> None:
    """Its token is renewed before it ends, and at once where GitHub has forgotten it."""
    public = serialization.load_pem_private_key(key, None).public_key()
    github.apps["12345"] = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    moment = 0.0
    login = Login(address, clock=lambda: moment).as_app(key, "12345", "77")
    transport = GraphQL(login, sleep=Pauses())

    def tokens() -> list[str]:
        return [name for name in github.tokens if name.startswith("ghs_77")]

    transport.ask(CATEGORIES, **HERE, after=None)
    assert len(tokens()) == 1
    moment = 50 * 60.0
    transport.ask(CATEGORIES, **HERE, after=None)
    assert len(tokens()) == 2
    for name in tokens():
        github.tokens[name].ends = github.now()
    transport.ask(CATEGORIES, **HERE, after=None)
    assert len(tokens()) == 3
    with pytest.raises(RemoteError, match="does not accept the App 999"):
        Login(address).as_app(key, "999", "77")


def test_no_proxy_carries_what_stays_on_this_machine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loopback address is asked directly whatever the environment says."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    speak(address, Pauses()).ask(CATEGORIES, **HERE, after=None)


def test_a_redirect_takes_the_token_nowhere(address: str, github: GitHub) -> None:
    """An answer that sends elsewhere is an error."""
    login = log_in("github.com", {"CANDOR_GITHUB_URL": address, "GITHUB_TOKEN": SECRET})
    login.url = f"{address}/fernhill/community/discussions/1"
    with pytest.raises(RemoteError, match="status 303"):
        GraphQL(login, sleep=Pauses()).ask(CATEGORIES, **HERE, after=None)


def test_people_can_use_it_with_a_browser(address: str, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test GitHub's pages: read, comment, reply, react, mark, minimise, delete; nothing that is written runs."""
    place = f"{address}/fernhill/community/discussions"
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    browser = direct()
    assert "Question 1" in browser.get(place, timeout=5).text
    browser.post(place, {"login": "eve", "title": "<b>New</b>", "body": "<script>x()</script>"}, timeout=5)
    page = browser.get(f"{place}/4", timeout=5).text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    browser.post(f"{place}/4", {"login": "mara", "act": "comment", "body": "Welcome!"}, timeout=5)
    comment = github.forum.repositories["fernhill/community"].discussions[3].comments[0]
    for act in ("react HEART", "upvote", "mark", "minimize OFF_TOPIC"):
        assert browser.post(f"{place}/4", {"login": "eve", "act": act, "on": comment.id}, timeout=5).status_code == 200
    assert (comment.minimized, comment.discussion.answer, len(comment.reactions)) == ("OFF_TOPIC", comment, 1)
    assert browser.post(f"{place}/4", {"act": "fly"}, timeout=5).status_code == 422
    browser.post(f"{place}/4", {"act": "lock"}, timeout=5)
    assert browser.post(f"{place}/4", {"act": "comment", "body": "Hello?"}, timeout=5).status_code == 422
