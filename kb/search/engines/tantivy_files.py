"""Opening tantivy's files, and telling its errors from others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from kb.search.engine import IndexBusy, IndexUnavailable
from kb.search.engines import recipe
from kb.search.engines import tantivy_fields as fields

META = "meta.json"


class WriterFailed(Exception):
    """tantivy could not write."""


def open_index(path: Path) -> tantivy.Index:
    index = tantivy.Index(fields.schema, str(path))
    index.register_tokenizer(fields.STEMS, recipe.stems)
    return index


@contextmanager
def as_unavailable(place: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not _is_tantivys(error):
            raise
        raise IndexUnavailable(f"the index in {place} cannot be read: rebuild search") from error


@contextmanager
def as_failed() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not _is_tantivys(error):
            raise
        if "LockBusy" in str(error):
            raise IndexBusy(f"another program holds tantivy's own lock: {error}") from error
        raise WriterFailed(str(error)) from error


def _is_tantivys(error: BaseException) -> bool:
    """Damaged files also make it panic; that class stands outside Exception, in no module."""
    return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"
