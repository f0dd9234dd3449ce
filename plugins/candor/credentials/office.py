"""Keeping ``content/credentials/``: who gets a credential, which are revoked, and the files of all that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from joserfc.jwk import RSAKey

from candor.credentials.documents import (
    BITS,
    Addresses,
    describe_achievement,
    describe_credential,
    describe_issuer,
    describe_status_list,
    first_index,
)
from candor.credentials.signing import BadgeError, check_credential, open_token, public_jwk, sign, to_bytes
from candor.model.badges import BADGES
from candor.model.corpus import Corpus
from candor.sources.archive import thread_path
from candor.standing.assess import Standings
from candor.standing.badges import Held, bar_of
from candor.standing.events import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Revocation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``<member>/<badge>.revoked``: that a credential holds no longer."""

    at: datetime
    because: str


class Office:
    """The folder of one community's credentials. `site` is the site's address with a trailing slash."""

    def __init__(self, content: Path, site: str) -> None:
        if not site.startswith("https://"):
            raise BadgeError("site_url must be an https address – credentials name it, and nobody fetches any other")
        self.content, self.folder, self.where = content, content / "credentials", Addresses(site)

    # reading

    def jwk(self) -> dict[str, Any]:
        """The published key. Raises BadgeError where there is none."""
        try:
            key: dict[str, Any] = msgspec.json.decode((self.folder / "key.json").read_bytes())
        except (OSError, msgspec.DecodeError):
            raise BadgeError("there is no key yet – candor badges keygen makes one") from None
        return key

    def status(self) -> str | None:
        path = self.folder / "status.jwt"
        return path.read_text(encoding="ascii") if path.is_file() else None

    def issued(self) -> Iterator[tuple[str, str, Path]]:
        """Every credential: the member, the badge, the file."""
        for path in sorted(self.folder.glob("*/*.jwt")):
            yield path.parent.name, path.stem, path

    def check(self, token: str, now: datetime) -> dict[str, Any]:
        """The payload of a credential that holds. Raises BadgeError with the reason otherwise."""
        return check_credential(token, self.jwk(), self.where, self.status(), now)

    # writing

    def publish_key(self, key: RSAKey, name: str) -> None:
        """Writes who issues and the public key. Raises BadgeError where another key was published before."""
        jwk = public_jwk(key, self.where)
        if (self.folder / "key.json").exists() and self.jwk() != jwk:
            raise BadgeError(
                "content/credentials/key.json holds another key, and what it signed would hold no longer "
                "– remove the folder content/credentials if you mean to begin anew"
            )
        self.write("key.json", to_bytes(jwk))
        self.write("issuer.json", to_bytes({"@context": context_of_profiles(), **describe_issuer(self.where, name)}))

    def issue(self, corpus: Corpus, standings: Standings, key: RSAKey, commit: str) -> tuple[list[str], list[str]]:
        """Signs every badge of everybody who asked for credentials, and revokes those whose evidence is gone.

        Gives the credentials that are new or changed, and those revoked, each as ``member/badge``.
        `commit` is what evidence links to. Raises BadgeError where the key is not the published one.
        """
        self.must_be_ours(key)
        taken = {self.index_of(path): (member, badge) for member, badge, path in self.issued()}
        kept: set[tuple[str, str]] = set()
        written = []
        for slug, standing in sorted(standings.members.items()):
            person = corpus.people.get(slug)
            if person is None or not person.credentials:
                continue
            for held in standing.badges:
                kept.add((slug, held.badge))
                if self.has_revocation(slug, held.badge):
                    continue
                index = free_index(slug, held.badge, taken)
                taken[index] = (slug, held.badge)
                if self.issue_one(corpus, standings, slug, held, key, commit, index):
                    written.append(f"{slug}/{held.badge}")
        gone = []
        for member, badge, _ in self.issued():
            if (member, badge) not in kept and not self.has_revocation(member, badge):
                self.note_revocation(member, badge, standings_end(standings, member), "its evidence is gone")
                gone.append(f"{member}/{badge}")
        self.sign_status(key)
        return written, gone

    def issue_one(
        self, corpus: Corpus, standings: Standings, slug: str, held: Held, key: RSAKey, commit: str, index: int
    ) -> bool:
        """Writes one credential; one that says the same already stays as it is, whatever commit it links to."""
        bar = bar_of(held.badge, standings.rules)
        criterion = BADGES[held.badge].one if bar == 1 else BADGES[held.badge].criterion % {"num": bar}
        achievement = describe_achievement(self.where, held.badge, criterion)
        evidence = [(permalink(corpus, event, commit), event.id) for event in held.evidence]
        payload = describe_credential(
            self.where,
            describe_issuer(self.where, corpus.community.name),
            achievement,
            slug,
            held.badge,
            held.at,
            evidence,
            index,
        )
        path = self.folder / slug / f"{held.badge}.jwt"
        if path.is_file() and says_the_same(open_token(path.read_text(), self.jwk(), self.where), payload):
            return False
        self.write(f"achievements/{held.badge}.json", to_bytes({"@context": context_of_profiles(), **achievement}))
        self.write(f"{slug}/{held.badge}.jwt", sign(payload, key, self.where).encode())
        return True

    def revoke(self, member: str, badge: str, because: str, key: RSAKey, now: datetime) -> None:
        """Sets the bit of one credential. Raises BadgeError where there is none, or it was revoked before."""
        self.must_be_ours(key)
        if not (self.folder / member / f"{badge}.jwt").is_file():
            raise BadgeError(f"{member} has no credential for {badge}")
        if self.has_revocation(member, badge):
            raise BadgeError(f"the credential of {member} for {badge} was revoked before")
        self.note_revocation(member, badge, now, because)
        self.sign_status(key)

    def sign_status(self, key: RSAKey) -> None:
        """Writes the status list: it holds from the last revocation on, so that equal states give equal bytes."""
        revoked, last = [], EPOCH
        for member, badge, path in self.issued():
            if self.has_revocation(member, badge):
                noted = msgspec.json.decode((path.with_suffix(".revoked")).read_bytes(), type=Revocation)
                revoked.append(self.index_of(path))
                last = max(last, noted.at)
        self.write("status.jwt", sign(describe_status_list(self.where, revoked, last), key, self.where).encode())

    # pieces

    def must_be_ours(self, key: RSAKey) -> None:
        if public_jwk(key, self.where) != self.jwk():
            raise BadgeError("this is not the key in content/credentials/key.json")

    def has_revocation(self, member: str, badge: str) -> bool:
        return (self.folder / member / f"{badge}.revoked").exists()

    def note_revocation(self, member: str, badge: str, at: datetime, because: str) -> None:
        self.write(f"{member}/{badge}.revoked", to_bytes(Revocation(at=at.replace(microsecond=0), because=because)))

    def index_of(self, path: Path) -> int:
        payload = open_token(path.read_text(encoding="ascii"), self.jwk(), self.where)
        return int(payload["credentialStatus"]["statusListIndex"])

    def write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def context_of_profiles() -> list[str]:
    from candor.credentials.documents import CONTEXTS

    return CONTEXTS


def free_index(member: str, badge: str, taken: dict[int, tuple[str, str]]) -> int:
    """The credential's own bit, or the next that nobody has."""
    index = first_index(member, badge)
    while taken.get(index, (member, badge)) != (member, badge):
        index = (index + 1) % BITS
    return index


def standings_end(standings: Standings, member: str) -> datetime:
    """The last moment anything is known of a member: a revocation is dated by the records, not by the clock."""
    standing = standings.members.get(member)
    return standing.awards[-1].event.at if standing and standing.awards else EPOCH


def says_the_same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two payloads differ in nothing but the commit that their evidence links to."""

    def plain(payload: dict[str, Any]) -> dict[str, Any]:
        return {**payload, "evidence": [piece["name"] for piece in payload["evidence"]]}

    return plain(old) == plain(new)


def permalink(corpus: Corpus, event: Event, commit: str) -> str:
    """Where the evidence stands in the repository, at one commit for ever."""
    repository = corpus.community.repository
    if repository is None:
        raise BadgeError("community.yml names no repository – evidence links to files in it")
    if event.object.count("/") == 2 and not event.object.startswith("answers/"):
        path = thread_path(event.object.rpartition("/")[0])
    else:
        post = next((post for post in corpus.posts if post.slug == event.post), None)
        path = f"{post.path}/{event.object or 'index.md'}" if post else event.object
    return f"https://{repository.host}/{repository.owner}/{repository.name}/blob/{commit}/content/{path}"
