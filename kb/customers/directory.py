"""The port to whoever knows the bank's customers (CIF, CRM). An adapter is one small file with
`open_directory(url, key)`; the setting names it by the scheme of its URL."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from kb.customers.records import CustomerRecord

DIRECTORIES = {
    "file": "kb.customers.file_directory",
    "http": "kb.customers.http_directory",
    "https": "kb.customers.http_directory",
}


class BadDirectoryUrl(ValueError):
    """CUSTOMER_DIRECTORY names no directory of ours, or lacks something: change the setting."""


class DirectoryUnavailable(Exception):
    """Perhaps later. Why, in our words: the directory's own may hold the customer."""


class CustomerDirectory(Protocol):
    def find(self, handle: str) -> CustomerRecord | None:
        """`handle`: a phone number or a token, as the telephone system or the web session names
        the customer. None: it knows nobody by that. Raises DirectoryUnavailable."""


def configured() -> CustomerDirectory | None:
    """None where there is none. Raises BadDirectoryUrl."""
    url = settings.CUSTOMER_DIRECTORY
    return open_directory(url, settings.CUSTOMER_DIRECTORY_KEY) if url else None


@cache
def open_directory(url: str, key: str) -> CustomerDirectory:
    scheme = urlsplit(url).scheme
    if scheme not in DIRECTORIES:
        raise BadDirectoryUrl(f"{scheme or url}: choose one of {', '.join(sorted(DIRECTORIES))}")
    directory: CustomerDirectory = import_module(DIRECTORIES[scheme]).open_directory(url, key)
    return directory
