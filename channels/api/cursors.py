"""Positions in a list: opaque, signed, and good only for the same question by the same key."""

from __future__ import annotations

import hashlib
import hmac

from django.core import signing

from channels.api.callers import Caller
from channels.api.problems import ApiProblem

SIGNER = signing.Signer(salt="granule.cursor")
LONGEST = 200


def write_cursor(position: str, *, caller: Caller, question: tuple[str, ...]) -> str:
    content = [position, _fingerprint(caller, question)]
    return SIGNER.sign_object(content)


def read_cursor(cursor: str, *, caller: Caller, question: tuple[str, ...]) -> str:
    """The position that was written. Raises ApiProblem."""
    try:
        if len(cursor) > LONGEST:
            raise signing.BadSignature
        position, fingerprint = SIGNER.unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        raise ApiProblem("bad-cursor") from None
    if not hmac.compare_digest(fingerprint, _fingerprint(caller, question)):
        raise ApiProblem("bad-cursor")
    return str(position)


def _fingerprint(caller: Caller, question: tuple[str, ...]) -> str:
    text = "\0".join([str(caller.id), *question])
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
