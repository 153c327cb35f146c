"""Customers from a file, for trying and showing: JSON, or CSV with a heading."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kb.customers.directory import BadDirectoryUrl, DirectoryUnavailable
from kb.customers.records import BadRecord, CustomerRecord, record_from

MOST_BYTES = 5_000_000
YES = frozenset({"1", "true", "yes"})
Known = Mapping[str, CustomerRecord]


class FileDirectory:
    """Read again when it has changed."""

    def __init__(self, path: Path) -> None:
        """Raises BadDirectoryUrl."""
        self._path = path
        self._of: tuple[int, int] | None = None
        self._known: Known = {}
        try:
            self._known = self._read()
        except DirectoryUnavailable as failure:
            raise BadDirectoryUrl(f"CUSTOMER_DIRECTORY: {failure}") from None

    def find(self, handle: str) -> CustomerRecord | None:
        self._known = self._read()
        return self._known.get(handle)

    def _read(self) -> Known:
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp == self._of:
                return self._known
            if found.st_size > MOST_BYTES:
                raise DirectoryUnavailable(f"the file has more than {MOST_BYTES} bytes")
            known = _known(self._path.read_text("utf-8-sig"), is_csv=self._path.suffix == ".csv")
        except (OSError, UnicodeDecodeError) as error:
            raise DirectoryUnavailable(f"the file cannot be read: {type(error).__name__}") from None
        self._of = stamp
        return known


def _known(text: str, *, is_csv: bool) -> Known:
    try:
        rows = _csv_rows(text) if is_csv else json.loads(text)
        return {str(row["caller"]): record_from(row) for row in rows}
    except BadRecord as bad:
        raise DirectoryUnavailable(f"a row has a {bad} that cannot be used") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DirectoryUnavailable("it is no list of customers, each with a caller") from None


def _csv_rows(text: str) -> Iterable[dict[str, Any]]:
    """Products stand in one cell, with blanks between them."""
    for row in csv.DictReader(StringIO(text)):
        told: dict[str, Any] = dict(row)
        told["products"] = (row.get("products") or "").split()
        told["may_be_offered"] = (row.get("may_be_offered") or "").strip().lower() in YES
        yield told


def open_directory(url: str, _key: str) -> FileDirectory:
    parts = urlsplit(url)
    if parts.netloc or not parts.path:
        raise BadDirectoryUrl("use file:///path/to/customers.csv")
    return FileDirectory(Path(unquote(parts.path)))
