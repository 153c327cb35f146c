"""Wagtail's own index of pages, for the lists and choosers of the admin, without its slow part.

After each page saved Wagtail reads every title to find their mean length, and writes the weight of
all rows that still have none: each save takes longer the more pages there are, and on PostgreSQL
two who save wait for each other's rows. The weight only orders what a search in the admin finds, so
it is taken when the index is built anew (`manage.py update_index`).
See docs/decisions/0028-titles-are-weighed-when-the-index-is-built.md.
"""

from __future__ import annotations

from typing import Any

from wagtail.search.backends import database


class WeighedWhenBuilt:
    """For an index of `modelsearch.backends.database`."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:
    """What Wagtail asks a module for that it is told to search with: the backend of the database
    in use."""
    backend = database.SearchBackend(params)
    backend.index_class = type("Index", (WeighedWhenBuilt, backend.index_class), {})
    return backend
