"""Both sides of a gateway sign what they send with one key: HMAC-SHA256 over the time and the
body, so that nobody can change either or send it again later."""

from __future__ import annotations

import hashlib
import hmac

TIME, SIGNATURE = "X-Granule-Time", "X-Granule-Signature"
# Clocks may differ by so much; a receipt that is sent again within it changes nothing.
MOST_SECONDS = 300


def sign(body: bytes, *, key: str, at: int) -> str:
    """`at`: seconds since 1970. As sixty-four hexadecimal digits."""
    return hmac.new(key.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, *, key: str, signature: str, time: str, now: int) -> bool:
    """Never where there is no key: then nobody can have signed it."""
    if not key or not (time.isascii() and time.isdigit() and len(time) <= 12):
        return False
    wanted = sign(body, key=key, at=int(time))
    is_ours = hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
    return is_ours and abs(now - int(time)) <= MOST_SECONDS
