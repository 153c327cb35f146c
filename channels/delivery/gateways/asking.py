"""One question to the one host that the setting names: no redirects, no second tries, no proxies,
and no more read or waited for than said here."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import urllib3

from channels.delivery.gateways import BadGatewayUrl, Unavailable

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0
# What is said piece by piece is listened to for so long.
LISTEN_SECONDS = 5.0
MOST_BYTES = 65_536
_pool = urllib3.PoolManager(
    retries=False, timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
)


def check_address(url: str) -> str:
    """Raises BadGatewayUrl."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise BadGatewayUrl("use https://host/path, without a name or password in it")
    return url


def post(url: str, body: bytes, *, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """The status, and what is said as JSON: empty where that is none. Raises Unavailable, without
    the error's own words, which may hold the address or what was sent."""
    sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    try:
        reply = _pool.request(
            "POST", url, body=body, headers=sent, redirect=False, preload_content=False
        )
        try:
            read = _read(reply, until=time.monotonic() + LISTEN_SECONDS)
        finally:
            reply.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unavailable(type(error).__name__) from None
    return reply.status, _said(read)


def _read(reply: urllib3.BaseHTTPResponse, *, until: float) -> bytes:
    read = b""
    while piece := reply.read1(MOST_BYTES, decode_content=True):
        read += piece
        if len(read) > MOST_BYTES:
            raise Unavailable("it says too much")
        if time.monotonic() > until:
            raise Unavailable("it speaks too slowly")
    return read


def _said(read: bytes) -> dict[str, Any]:
    try:
        said = json.loads(read)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
