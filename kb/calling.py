"""One question to one host outside: no redirects, no second tries, no proxies, and no more read or
waited for than said."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import urllib3

PIECE_BYTES = 65_536


class NoAnswer(Exception):
    """Why, without the error's own words, which may hold the address or what was sent."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to be connected, until the next piece comes, and in all for what comes in pieces."""

    connect: float
    read: float
    listen: float
    most_bytes: int = PIECE_BYTES


def post(
    url: str, body: bytes, *, headers: Mapping[str, str], patience: Patience
) -> tuple[int, bytes]:
    """The status, and what is said. Raises NoAnswer."""
    pool = _pool(patience.connect, patience.read)
    try:
        reply = pool.request(
            "POST", url, body=body, headers=dict(headers), redirect=False, preload_content=False
        )
        try:
            read = _read(reply, patience, until=time.monotonic() + patience.listen)
        finally:
            reply.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise NoAnswer(type(error).__name__) from None
    return reply.status, read


@lru_cache(maxsize=8)
def _pool(connect: float, read: float) -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=connect, read=read)
    return urllib3.PoolManager(retries=False, timeout=timeout)


def _read(reply: urllib3.BaseHTTPResponse, patience: Patience, *, until: float) -> bytes:
    read = b""
    while piece := reply.read1(PIECE_BYTES, decode_content=True):
        read += piece
        if len(read) > patience.most_bytes:
            raise NoAnswer("it says too much")
        if time.monotonic() > until:
            raise NoAnswer("it speaks too slowly")
    return read
