"""A source was withdrawn or narrowed: every read obeys from now on, and whoever keeps a copy of an
answer is told in the same transaction, since the slow lane may be late or unable to follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kb.access import Labels
from kb.document import Document
from kb.publication import live, log
from kb.publication.models import Live, LiveUse, Publication, Withheld


def withhold(ref: str, *, labels: Labels | None, seq: int, now: datetime) -> None:
    """`labels` None: wholly; else nothing wider than these. `seq`: the row of the source."""
    Withheld.objects.create(ref=ref, seq=seq, labels=None if labels is None else labels.to_json())
    log.append(list(_rows(ref, now=now)))


def _rows(ref: str, *, now: datetime) -> Iterator[log.NewRow]:
    """One for each answer, naming who could see what is gone."""
    users = set(LiveUse.objects.filter(ref=ref).values_list("page_id", flat=True))
    lost = _labels_of_uses(ref, users)
    for found in live.rows_of_pages(users):
        yield log.NewRow(
            kind=Publication.Kind.WITHHOLD, at=now, key=found.key, locale=found.locale, ref=ref,
            page_id=found.page_id, touched=lost.get(found.page_id, []),
            core_before=found.core_labels, lineage_before=found.lineage, lineage=found.lineage,
        )  # fmt: skip


def _labels_of_uses(ref: str, page_ids: set[int]) -> dict[int, list[Any]]:
    found: dict[int, dict[Labels, None]] = {}
    rows = Live.objects.filter(page_id__in=page_ids).values_list("page_id", "document")
    for page_id, document in rows:
        for passage in Document.from_json(document).passages:
            if ref in passage.uses:
                found.setdefault(page_id, {})[passage.labels] = None
    return {pk: [labels.to_json() for labels in kinds] for pk, kinds in found.items()}
