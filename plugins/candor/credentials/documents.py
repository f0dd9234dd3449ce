"""What is signed: credentials, the status list, and the documents that both point at.

Open Badges 3.0 (1EdTech, section 8.2.4 on VC-JWT), Verifiable Credentials Data Model 2.0 and
Bitstring Status List 1.0 (W3C).
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from candor.model.badges import BADGES
from candor.model.records import stamp

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGE_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = [VC_CONTEXT, BADGE_CONTEXT]
BITS = 131_072
"""Entries of the status list: the least that its specification allows, so that one holder hides among many."""


class Addresses:
    """Where the documents of one site are published; `site` is its address with a trailing slash."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.base = f"{site}credentials/"
        self.issuer = f"{self.base}issuer.json"
        self.key = f"{self.base}key.json"
        self.status = f"{self.base}status.jwt"

    def achievement(self, badge: str) -> str:
        return f"{self.base}achievements/{badge}.json"

    def credential(self, member: str, badge: str) -> str:
        return f"{self.base}{member}/{badge}.jwt"

    def subject(self, member: str) -> str:
        return f"{self.site}members/{member}/"


def describe_issuer(where: Addresses, name: str) -> dict[str, Any]:
    """The issuer's profile."""
    return {"id": where.issuer, "type": ["Profile"], "name": name, "url": where.site}


def describe_achievement(where: Addresses, badge: str, criterion: str) -> dict[str, Any]:
    """What a badge stands for; `criterion` says what it takes."""
    found = BADGES[badge]
    return {
        "id": where.achievement(badge),
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": found.title,
        "description": found.why,
        "criteria": {"id": f"{where.site}standing/badges/#{badge}", "narrative": criterion},
        "tag": [str(found.family)],
    }


def describe_credential(
    where: Addresses,
    issuer: dict[str, Any],
    achievement: dict[str, Any],
    member: str,
    badge: str,
    since: datetime,
    evidence: Sequence[tuple[str, str]],
    index: int,
) -> dict[str, Any]:
    """The payload of a credential: the credential itself with the registered claims beside it.

    It is valid from the moment the badge was reached; `evidence` holds permalinks, each with what it
    shows; `index` is its bit in the status list.
    """
    identity, subject = where.credential(member, badge), where.subject(member)
    return {
        "@context": CONTEXTS,
        "id": identity,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": issuer,
        "validFrom": stamp(since),
        "name": achievement["name"],
        "credentialSubject": {"id": subject, "type": ["AchievementSubject"], "achievement": achievement},
        "evidence": [{"id": url, "type": ["Evidence"], "name": name} for url, name in evidence],
        "credentialStatus": {
            "id": f"{where.status}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": where.status,
        },
        "iss": where.issuer,
        "sub": subject,
        "jti": identity,
        "nbf": int(since.timestamp()),
    }


def describe_status_list(where: Addresses, revoked: Iterable[int], since: datetime) -> dict[str, Any]:
    """The payload of the status list, valid from `since`: the bits of `revoked` are set."""
    return {
        "@context": [VC_CONTEXT],
        "id": where.status,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": where.issuer,
        "validFrom": stamp(since),
        "credentialSubject": {
            "id": f"{where.status}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_bits(revoked),
        },
        "iss": where.issuer,
        "jti": where.status,
        "nbf": int(since.timestamp()),
    }


def encode_bits(indices: Iterable[int]) -> str:
    """The list as its specification wants it: gzip, then base64url without padding, after a ``u``."""
    bits = bytearray(BITS // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> (index % 8)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)  # gzip without a time or a name: equal bits, equal bytes
    packed = packer.compress(bytes(bits)) + packer.flush()
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_bits(encoded: str) -> bytes:
    """The bits of an encoded list. Raises ValueError for one that is none, or unpacks to more than it may."""
    if not encoded.startswith("u"):
        raise ValueError("the list is not in base64url")
    packed = base64.b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj(31)
    try:
        bits = unpacker.decompress(packed, BITS // 8 + 1)
    except zlib.error as error:
        raise ValueError(f"the list cannot be unpacked: {error}") from None
    if len(bits) != BITS // 8 or not unpacker.eof:
        raise ValueError(f"the list does not hold {BITS} bits")
    return bits


def first_index(member: str, badge: str) -> int:
    """The bit a credential takes unless another has it already: everybody finds the same one, without a list."""
    digest = blake2b(f"{member}/{badge}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % BITS
