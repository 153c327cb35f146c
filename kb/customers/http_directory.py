"""The bank's own directory, or a small program before it: one POST for each customer
(docs/reference/customer-directory.md)."""

from __future__ import annotations

import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from kb import calling
from kb.customers.directory import BadDirectoryUrl, DirectoryUnavailable
from kb.customers.records import BadRecord, CustomerRecord, record_from

# An agent waits for it.
PATIENCE = calling.Patience(connect=0.5, read=1.0, listen=1.0, most_bytes=16_384)


class HttpDirectory:
    def __init__(self, url: str, key: str) -> None:
        """Raises BadDirectoryUrl."""
        if not key:
            raise BadDirectoryUrl("a directory needs a key: CUSTOMER_DIRECTORY_KEY")
        self._url = _checked(url)
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def find(self, handle: str) -> CustomerRecord | None:
        # In the body: an address is written into logs on the way.
        body = json.dumps({"caller": handle}).encode()
        try:
            status, read = calling.post(self._url, body, headers=self._headers, patience=PATIENCE)
        except calling.NoAnswer as failure:
            raise DirectoryUnavailable(str(failure)) from None
        if status == 404:
            return None
        if status != 200:
            raise DirectoryUnavailable(f"status {status}")
        return _record(read)


def _record(read: bytes) -> CustomerRecord:
    try:
        said: Any = json.loads(read)
        if not isinstance(said, dict):
            raise BadRecord("an object is expected")
        return record_from(said)
    except BadRecord as bad:
        raise DirectoryUnavailable(f"what it says is no customer: {bad}") from None
    except (ValueError, RecursionError):
        raise DirectoryUnavailable("what it says is no JSON") from None


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise BadDirectoryUrl("use https://host/path, without a name, password or query in it")
    if parts.scheme != "https" and not _is_loopback(parts.hostname):
        raise BadDirectoryUrl("customers are asked for over https, but on this very machine")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_directory(url: str, key: str) -> HttpDirectory:
    return HttpDirectory(url, key)
