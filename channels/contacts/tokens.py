"""A customer token: what the server of a web session says of its customer, signed, for programs to
hand on with a question. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.contacts.words import BadPop, moment, proof_from
from kb.access import Verification

VERSION = "granule-customer-1"
MOST_CHARACTERS = 1_000
MOST_CUSTOMER = 64
MOST_LIFETIME = timedelta(minutes=15)


class BadToken(ValueError):
    """`code`: why, in one short word."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class TokenWords:
    """`handle`: by which the directory knows the customer."""

    handle: str
    verification: Verification
    verified_until: datetime | None


def make_token(said: Mapping[str, Any], *, key: str) -> str:
    """As the server of the web session makes it; here for the demo and the tests."""
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return f"{VERSION}.{body}.{_signature(body, key=key)}"


def read_token(token: str, *, keys: Iterable[str], now: datetime) -> TokenWords:
    """Raises BadToken. No verification outlives its token."""
    version, _dot, rest = token.partition(".")
    body, _dot, signature = rest.partition(".")
    if version != VERSION or len(token) > MOST_CHARACTERS or not token.isascii():
        raise BadToken("token")
    if not _is_signed(body, signature, keys=keys):
        raise BadToken("signature")
    said = _words(body)
    expires = moment(str(said.get("expires", "")))
    if expires is None or not now < expires <= now + MOST_LIFETIME:
        raise BadToken("expired")
    try:
        level, until = proof_from(_texts(said), now=now)
    except BadPop as bad:
        raise BadToken(bad.code) from None
    handle = said.get("customer")
    if not isinstance(handle, str) or not 0 < len(handle) <= MOST_CUSTOMER:
        raise BadToken("customer")
    return TokenWords(handle, level, min(until, expires) if until else expires)


def _is_signed(body: str, signature: str, *, keys: Iterable[str]) -> bool:
    checks = [
        hmac.compare_digest(_signature(body, key=key).encode(), signature.encode()) for key in keys
    ]
    return any(checks)


def _signature(body: str, *, key: str) -> str:
    return hmac.new(key.encode(), f"{VERSION}.{body}".encode(), hashlib.sha256).hexdigest()


def _words(body: str) -> Mapping[str, Any]:
    try:
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise BadToken("token") from None
    if not isinstance(said, dict):
        raise BadToken("token")
    return said


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    names = ("verification", "verified_until")
    return {name: str(said[name]) for name in names if said.get(name) not in (None, "")}
