"""One question to the one host that the setting names, and what is said as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from channels.delivery.gateways import BadGatewayUrl, Unavailable
from kb import calling

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0
# What is said piece by piece is listened to for so long.
LISTEN_SECONDS = 5.0
MOST_BYTES = 65_536


def check_address(url: str) -> str:
    """Raises BadGatewayUrl."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise BadGatewayUrl("use https://host/path, without a name or password in it")
    return url


def post(url: str, body: bytes, *, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """The status, and what is said as JSON: empty where that is none. Raises Unavailable."""
    sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    patience = calling.Patience(CONNECT_SECONDS, READ_SECONDS, LISTEN_SECONDS, MOST_BYTES)
    try:
        status, read = calling.post(url, body, headers=sent, patience=patience)
    except calling.NoAnswer as failure:
        raise Unavailable(str(failure)) from None
    return status, _said(read)


def _said(read: bytes) -> dict[str, Any]:
    try:
        said = json.loads(read)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
