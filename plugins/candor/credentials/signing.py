"""Signing and checking, offline: RS256 and nothing else, whatever a header claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from candor.credentials.documents import BITS, CONTEXTS, Addresses, decode_bits
from candor.errors import CandorError
from candor.model.records import stamp

ALGORITHM = "RS256"
LEAST_BITS = 2048
CLAIMS = ("iss", "sub", "jti", "nbf")


class BadgeError(CandorError):
    """A credential is not what it should be, or cannot be made."""


def make_key(bits: int = 3072) -> RSAKey:
    """A new private key."""
    return RSAKey.generate_key(bits)


def read_key(pem: str | bytes) -> RSAKey:
    """The private key in a PEM text. Raises BadgeError for anything else."""
    try:
        key = RSAKey.import_key(pem)
    except (JoseError, ValueError, TypeError):
        raise BadgeError("the key cannot be read – a private RSA key in PEM is needed") from None
    if not key.is_private:
        raise BadgeError("the key is a public one – signing needs the private key that candor badges keygen wrote")
    if key.raw_value.key_size < LEAST_BITS:
        raise BadgeError(f"the key is too short – at least {LEAST_BITS} bits are needed")
    return key


def public_jwk(key: RSAKey, where: Addresses) -> dict[str, Any]:
    """The public half as it is published."""
    return {**key.as_dict(private=False), "kid": where.key, "alg": ALGORITHM, "use": "sig"}


def to_bytes(document: Any) -> bytes:
    """A document as canonical JSON: keys sorted, no spaces."""
    return msgspec.json.encode(document, order="sorted")


def sign(payload: dict[str, Any], key: RSAKey, where: Addresses) -> str:
    """The payload as a compact JWT. RS256 has no randomness: equal payloads and keys give equal bytes."""
    header = {"alg": ALGORITHM, "kid": where.key, "typ": "JWT"}
    return jws.serialize_compact(header, to_bytes(payload), key, algorithms=[ALGORITHM])


def open_token(token: str, jwk: dict[str, Any], where: Addresses) -> dict[str, Any]:
    """The payload of a token that our key signed. Raises BadgeError for any other."""
    try:
        found = jws.deserialize_compact(token.strip(), RSAKey.import_key(jwk), algorithms=[ALGORITHM])
        payload = msgspec.json.decode(found.payload)
    except (JoseError, ValueError, TypeError, KeyError, msgspec.DecodeError, UnicodeError) as error:
        raise BadgeError(f"the signature does not hold ({type(error).__name__})") from None
    if found.headers().get("kid") != where.key:
        raise BadgeError("the token names another key")
    if not isinstance(payload, dict):
        raise BadgeError("the token holds no document")
    return payload


def check_credential(
    token: str, jwk: dict[str, Any], where: Addresses, status: str | None, now: datetime
) -> dict[str, Any]:
    """The payload of a credential that is ours, in time and not revoked. Raises BadgeError with the reason otherwise.

    `status` is the signed status list; without one a credential cannot be checked.
    """
    payload = open_token(token, jwk, where)
    try:
        check_claims(payload, where)
        entry = payload["credentialStatus"]
        if payload["validFrom"] > stamp(now) or payload["nbf"] > now.timestamp():
            raise BadgeError("the credential is not valid yet")
        if payload.get("validUntil", "9999") < stamp(now) or payload.get("exp", now.timestamp()) < now.timestamp():
            raise BadgeError("the credential has expired")
        index = int(entry["statusListIndex"])
        if entry["statusListCredential"] != where.status or entry["statusPurpose"] != "revocation":
            raise BadgeError("the credential points at another status list")
        if status is None:
            raise BadgeError("there is no status list to tell whether it was revoked")
        if is_revoked(index, status, jwk, where, now):
            raise BadgeError("the credential was revoked")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadgeError(f"the credential is malformed ({type(error).__name__}: {error})") from None
    return payload


def check_claims(payload: dict[str, Any], where: Addresses) -> None:
    """Raises BadgeError unless the credential is one of ours and its claims agree with it."""
    if payload["@context"] != CONTEXTS:
        raise BadgeError("the credential is written in other contexts")
    if not {"VerifiableCredential", "OpenBadgeCredential"} <= set(payload["type"]):
        raise BadgeError("this is no badge")
    issuer, subject = payload["issuer"]["id"], payload["credentialSubject"]["id"]
    if issuer != where.issuer:
        raise BadgeError("somebody else is named as the issuer")
    expected = {"iss": issuer, "sub": subject, "jti": payload["id"]}
    if any(payload[claim] != value for claim, value in expected.items()):
        raise BadgeError("the claims do not agree with the credential")
    if payload["nbf"] != int(datetime.fromisoformat(payload["validFrom"]).timestamp()):
        raise BadgeError("the dates do not agree with each other")
    if not payload["evidence"] or not all(piece["id"] for piece in payload["evidence"]):
        raise BadgeError("the credential has no evidence")


def is_revoked(index: int, status: str, jwk: dict[str, Any], where: Addresses, now: datetime) -> bool:
    """Whether the signed status list says that a credential was revoked. Raises BadgeError for a list not ours."""
    payload = open_token(status, jwk, where)
    listed = payload["credentialSubject"]
    if payload["id"] != where.status or payload["issuer"] != where.issuer or listed["statusPurpose"] != "revocation":
        raise BadgeError("the status list belongs to somebody else")
    if payload["validFrom"] > stamp(now):
        raise BadgeError("the status list is not valid yet")
    if not 0 <= index < BITS:
        raise BadgeError("the credential has no place in the status list")
    return bool(decode_bits(listed["encodedList"])[index // 8] & (0x80 >> (index % 8)))
