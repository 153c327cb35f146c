"""All that is live, for those who look after it and not for readers: no scope is asked here, so
whoever shows any of it says first which pages a person may see (kb/care/seeing.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.document import Document
from kb.publication.models import Live

BATCH = 500


def documents_of(page_ids: Iterable[int]) -> dict[int, Document]:
    """What these answers say by page, each in the latest interval there is of it."""
    rows = Live.objects.filter(page_id__in=list(page_ids)).order_by("valid_from")
    return {
        page: Document.from_json(data) for page, data in rows.values_list("page_id", "document")
    }


def count_of_answers() -> int:
    return Live.objects.values("page_id").distinct().count()


def all_documents() -> Iterator[tuple[int, Document]]:
    """Every live answer once, by page; a few hundred are in memory at a time."""
    latest = dict(Live.objects.order_by("valid_from").values_list("page_id", "pk"))
    ids = sorted(latest.values())
    for start in range(0, len(ids), BATCH):
        rows = Live.objects.filter(pk__in=ids[start : start + BATCH])
        for page, data in rows.values_list("page_id", "document"):
            yield page, Document.from_json(data)
