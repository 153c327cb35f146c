"""All that is live, for those who look after it and not for readers: no scope is asked here, so
whoever shows any of it says first which pages a person may see (kb/care/seeing.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from kb.document import Document
from kb.publication.models import Dirty, Live, LiveElement, Parked

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


def seqs() -> dict[int, int]:
    """Each live answer's page with the log position it was last published at."""
    return dict(Live.objects.order_by("seq").values_list("page_id", "seq"))


def ending(since: datetime, until: datetime) -> tuple[Any, Any]:
    """Two query sets of page ids: answers that end within, and answers of which an element does."""
    within = {"valid_to__gt": since, "valid_to__lte": until}
    lasting = Live.objects.filter(valid_to__gt=until, page_id=OuterRef("page_id"))
    answers = Live.objects.filter(~Exists(lasting), **within).values("page_id")
    elements = LiveElement.objects.filter(**within).values("live__page_id")
    return answers, elements


def parked_pages() -> tuple[Any, Any]:
    """Two query sets of page ids: what the slow lane could not assemble, and what a projection
    could not take."""
    same = Parked.objects.filter(key=OuterRef("key"), locale=OuterRef("locale"))
    return (
        Dirty.objects.exclude(parked="").values("page_id"),
        Live.objects.filter(Exists(same)).values("page_id"),
    )


def pages_with_newer(rows: Any) -> Any:
    """Page ids of answers to which a row of this query set (`key`, `locale`, `at`) is newer than
    their last publication."""
    newer = rows.filter(
        key=OuterRef("key"), locale=OuterRef("locale"), at__gt=OuterRef("published_at")
    )
    return Live.objects.filter(Exists(newer)).values("page_id")
