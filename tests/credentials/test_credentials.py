"""Signed badges: somebody else's verifier accepts them, and both reject whatever was tampered with."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from joserfc.jwk import RSAKey
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3Verifier

from candor.credentials.documents import BITS, decode_bits, encode_bits
from candor.credentials.office import Office
from candor.credentials.signing import BadgeError, make_key, read_key, sign, to_bytes
from candor.sources.check import read_content
from candor.standing.assess import Standings, assess_standing
from candor.standing.contributions import accepted_answer, assess_contributions

SITE = "https://community.fernhill.example/"
COMMIT = "1" * 40
NOW = datetime(2026, 6, 1, tzinfo=UTC)
Tree = Callable[[Mapping[str, str | bytes]], Path]

IDEA = """---
title: Readings as a file
kind: idea
author: {author}
at: 2026-02-14T13:11:47Z
idea: {{status: {status}}}
---
Please.
"""
WORLD = {
    "content/community.yml": (
        "name: Fernhill Energy\nrepository: {host: git.fernhill.example, owner: fernhill, name: community}\n"
    ),
    "content/members/otto.yml": "name: Otto\naccounts: [github:1]\ncredentials: true\n",
    "content/members/priya.yml": "name: Priya\naccounts: [github:2]\n",
    "content/questions/2026/csv/index.md": IDEA.format(author="otto", status="shipped"),
    "content/questions/2026/ods/index.md": IDEA.format(author="priya", status="shipped"),
}


@pytest.fixture(scope="session")
def key() -> RSAKey:
    return make_key(2048)


@pytest.fixture(scope="session")
def stranger() -> RSAKey:
    return make_key(2048)


class Desk:
    """A community with a key, and what it has issued."""

    def __init__(self, root: Path, key: RSAKey) -> None:
        self.content, self.key = root / "content", key
        self.office = Office(self.content, SITE)
        self.office.publish_key(key, "Fernhill Energy")

    def issue(self, commit: str = COMMIT) -> tuple[list[str], list[str]]:
        corpus, _ = read_content(self.content, NOW)
        return self.office.issue(corpus, self.standings(), self.key, commit)

    def standings(self) -> Standings:
        corpus, _ = read_content(self.content, NOW)
        accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
        return assess_standing(corpus, accepted, assess_contributions(corpus.posts, corpus.people, accepted), NOW)

    @property
    def token(self) -> str:
        return (self.content / "credentials/otto/heard.jwt").read_text()

    @property
    def status(self) -> str:
        return (self.content / "credentials/status.jwt").read_text()

    def ask_stranger(self, token: str, status: str | None = None) -> None:
        """What openbadgeslib makes of a token, its own revocation check included. Raises its error."""
        verifier = OB3Verifier(self.key.as_pem(private=False))
        served = (status or self.status).encode()
        credential = verifier.verify(token, check_status=True, download=lambda url: served)
        if credential.issuer.id != f"{SITE}credentials/issuer.json":  # the caller's part, as its documentation says
            raise LibOpenBadgesException("another issuer")

    def ask_us(self, token: str, status: str | None = None) -> None:
        """What we make of it. Raises BadgeError."""
        from candor.credentials.signing import check_credential

        check_credential(token, self.office.jwk(), self.office.where, status or self.status, NOW)


@pytest.fixture
def desk(tree: Tree, key: RSAKey) -> Desk:
    desk = Desk(tree(WORLD), key)
    assert desk.issue() == (["otto/heard"], [])
    return desk


def payload_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def head_of(algorithm: str) -> str:
    return encode(to_bytes({"alg": algorithm}))


def with_payload(token: str, payload: dict[str, Any]) -> str:
    """The token with another payload under the old signature."""
    head, _, signature = token.split(".")
    return f"{head}.{encode(to_bytes(payload))}.{signature}"


def test_an_independent_verifier_accepts_what_we_issue(desk: Desk) -> None:
    desk.ask_stranger(desk.token)
    desk.ask_us(desk.token)


def test_a_credential_says_who_what_when_and_where_it_is_shown(desk: Desk) -> None:
    payload = payload_of(desk.token)
    assert payload["credentialSubject"]["id"] == f"{SITE}members/otto/"
    assert payload["credentialSubject"]["achievement"]["name"] == "Heard"
    assert payload["validFrom"] == "2026-02-14T13:11:47Z"
    assert [piece["id"] for piece in payload["evidence"]] == [
        f"https://git.fernhill.example/fernhill/community/blob/{COMMIT}/content/questions/2026/csv/index.md"
    ]
    assert payload["@context"][1].endswith("context-3.0.3.json")


def test_only_who_asks_gets_one(desk: Desk) -> None:
    assert {held.badge for held in desk.standings().members["priya"].badges} == {"heard"}
    assert [member for member, _, _ in desk.office.issued()] == ["otto"]


def test_the_same_badge_gives_the_same_bytes(desk: Desk, tree: Tree, key: RSAKey, tmp_path: Path) -> None:
    """In another place, with the same key and commit; and a later commit alone changes nothing."""
    before = snapshot(desk.content)
    assert desk.issue("2" * 40) == ([], [])
    assert snapshot(desk.content) == before
    (tmp_path / "again").mkdir()
    for name, text in WORLD.items():
        path = tmp_path / "again" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    other = Desk(tmp_path / "again", key)
    other.issue()
    assert snapshot(other.content) == before


def snapshot(content: Path) -> dict[str, bytes]:
    folder = content / "credentials"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tamperings(desk: Desk, stranger: RSAKey) -> Iterator[tuple[str, str, str | None]]:
    """What was done, the token, and the status list if that is what was tampered with."""
    token, where = desk.token, desk.office.where
    head, body, signature = token.split(".")
    public = desk.key.as_pem(private=False)
    payload = payload_of(token)

    def changed(**fields: Any) -> dict[str, Any]:
        return {**payload, **fields}

    def ours(**fields: Any) -> str:
        return sign(changed(**fields), desk.key, where)

    subject = payload["credentialSubject"]
    other_subject = {**subject, "id": f"{SITE}members/mallory/"}
    other_badge = {**subject, "achievement": {**subject["achievement"], "name": "Lifeline"}}
    elsewhere = {**payload["credentialStatus"], "statusListIndex": "x"}
    yield "payload: another subject", with_payload(token, changed(credentialSubject=other_subject)), None
    yield "payload: another achievement", with_payload(token, changed(credentialSubject=other_badge)), None
    yield "payload: other evidence", with_payload(token, changed(evidence=[{"id": "https://x.example/"}])), None
    yield "payload: an earlier date", with_payload(token, changed(validFrom="2020-01-01T00:00:00Z")), None
    yield "payload: no status", with_payload(token, {k: v for k, v in payload.items() if k != "credentialStatus"}), None
    yield "payload: another status index", with_payload(token, changed(credentialStatus=elsewhere)), None
    yield "header: no algorithm", f"{head_of('none')}.{body}.", None
    yield "header: algorithm none, signature kept", f"{head_of('none')}.{body}.{signature}", None
    yield "header: the public key as a secret", hmac_token(payload, public), None
    yield "header: another RSA algorithm", f"{head_of('RS512')}.{body}.{signature}", None
    yield "key: signed by a stranger", sign(payload, stranger, where), None
    yield "signature: cut", token[:-8], None
    yield "signature: empty", f"{head}.{body}.", None
    yield "signature: one bit", f"{head}.{body}.{flip(signature)}", None
    yield "issuer: claimed by another key", sign(changed(iss="https://evil.example/"), stranger, where), None
    yield "issuer: the claim alone", ours(iss="https://evil.example/"), None
    yield "issuer: the document alone", ours(issuer={**payload["issuer"], "id": "https://evil.example/"}), None
    yield (
        "issuer: both",
        ours(iss="https://evil.example/", issuer={**payload["issuer"], "id": "https://evil.example/"}),
        None,
    )
    yield "subject: the claim alone", ours(sub=f"{SITE}members/mallory/"), None
    yield "identity: the claim alone", ours(jti=f"{SITE}credentials/otto/lifeline.jwt"), None
    yield "dates: not valid yet", ours(validFrom="2199-01-01T00:00:00Z", nbf=7226582400), None
    yield "dates: expired", ours(validUntil="2026-03-01T00:00:00Z", exp=1772323200), None
    yield "dates: no beginning", sign({k: v for k, v in payload.items() if k != "nbf"}, desk.key, where), None
    yield "type: no badge", ours(type=["VerifiableCredential"]), None
    yield "contexts: another vocabulary", ours(**{"@context": ["https://evil.example/"]}), None
    yield "status: the entry points nowhere", ours(credentialStatus=elsewhere), None
    listed = payload_of(desk.status)
    bits = {**listed, "credentialSubject": {**listed["credentialSubject"], "encodedList": encode_bits([])}}
    yield "status list: broken", token, sign({**bits, "credentialSubject": {"type": "x"}}, desk.key, where)
    purpose = {**bits["credentialSubject"], "statusPurpose": "message"}
    yield "status list: another purpose", token, sign({**bits, "credentialSubject": purpose}, desk.key, where)


def hmac_token(payload: dict[str, Any], public: bytes) -> str:
    """The payload signed with the public key as if it were a shared secret."""
    import hashlib
    import hmac

    head = encode(b'{"alg":"HS256","typ":"JWT"}')
    body = encode(to_bytes(payload))
    return f"{head}.{body}.{encode(hmac.new(public, f'{head}.{body}'.encode(), hashlib.sha256).digest())}"


def flip(signature: str) -> str:
    return ("B" if signature[0] == "A" else "A") + signature[1:]


def test_whatever_was_tampered_with_is_rejected(desk: Desk, stranger: RSAKey) -> None:
    """By somebody else's verifier and by ours; there are at least twelve ways."""
    ways = list(tamperings(desk, stranger))
    assert len({what for what, _, _ in ways}) == len(ways) >= 12
    for what, token, status in ways:
        assert is_rejected(desk.ask_stranger, token, status), f"their verifier accepted it: {what}"
        assert is_rejected(desk.ask_us, token, status), f"ours accepted it: {what}"


def is_rejected(ask: Callable[[str, str | None], None], token: str, status: str | None) -> bool:
    try:
        ask(token, status)
    except (LibOpenBadgesException, jwt.PyJWTError, BadgeError):
        return True
    return False


def test_a_status_list_of_somebody_else_un_revokes_nothing(desk: Desk, stranger: RSAKey) -> None:
    """A bit cleared without our key is not believed, by us nor by the other verifier where it checks the list."""
    desk.office.revoke("otto", "heard", "It was a mistake.", desk.key, NOW)
    listed = payload_of(desk.status)
    cleared = {**listed, "credentialSubject": {**listed["credentialSubject"], "encodedList": encode_bits([])}}
    for forged in (sign(cleared, stranger, desk.office.where), with_payload(desk.status, cleared)):
        with pytest.raises(LibOpenBadgesException):
            desk.ask_stranger(desk.token, forged)
        with pytest.raises(BadgeError):
            desk.ask_us(desk.token, forged)


def test_a_revoked_credential_holds_no_longer(desk: Desk) -> None:
    desk.office.revoke("otto", "heard", "It was a mistake.", desk.key, NOW)
    with pytest.raises(LibOpenBadgesException, match="revocation"):
        desk.ask_stranger(desk.token)
    with pytest.raises(BadgeError, match="revoked"):
        desk.ask_us(desk.token)
    with pytest.raises(BadgeError, match="before"):
        desk.office.revoke("otto", "heard", "Again.", desk.key, NOW)
    assert desk.issue() == ([], [])


def test_a_badge_whose_evidence_goes_is_revoked(desk: Desk) -> None:
    path = desk.content / "questions/2026/csv/index.md"
    path.write_text(IDEA.format(author="otto", status="planned"))
    assert desk.issue() == ([], ["otto/heard"])
    with pytest.raises(LibOpenBadgesException, match="revocation"):
        desk.ask_stranger(desk.token)


def test_another_key_signs_nothing(desk: Desk, stranger: RSAKey) -> None:
    with pytest.raises(BadgeError, match="not the key"):
        desk.office.revoke("otto", "heard", "x", stranger, NOW)
    with pytest.raises(BadgeError, match="another key"):
        desk.office.publish_key(stranger, "Fernhill Energy")


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_said(text: str) -> None:
    with pytest.raises(BadgeError):
        read_key(text)


def test_a_public_or_short_key_does_not_sign(key: RSAKey) -> None:
    with pytest.raises(BadgeError, match="public"):
        read_key(key.as_pem(private=False))


def test_bits_are_packed_as_the_specification_wants(desk: Desk) -> None:
    from openbadgeslib.ob3.status import decode_encoded_list, set_indices

    chosen = [0, 7, 8, 4711, BITS - 1]
    assert set_indices(decode_encoded_list(encode_bits(chosen))) == frozenset(chosen)
    assert len(decode_bits(encode_bits([]))) == BITS // 8
    for wrong in ("", "z", "uAAAA", "u" + "A" * 10):
        with pytest.raises(ValueError, match=r"list|base64|padding|characters"):
            decode_bits(wrong)


def test_a_site_without_https_issues_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadgeError, match="https"):
        Office(tmp_path, "http://localhost/")
