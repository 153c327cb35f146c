"""Each window's edge becomes a row in the log once its moment has come.

Nothing has to run at that moment: whoever reads the log next appends what is due first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from kb.acting import acting
from kb.document import Document
from kb.publication import log
from kb.publication.live import core_labels
from kb.publication.models import EdgeMark, Live, LiveTopic
from kb.transactions import in_one_transaction


def are_due(*, as_of: datetime) -> bool:
    """Cheap enough to ask before every read of the feed."""
    mark = EdgeMark.objects.first()
    if mark is None:
        return True
    return mark.through < as_of and _rows_at_edges(mark.through, as_of).exists()


def due_answers(*, as_of: datetime) -> set[tuple[str, str]]:
    """Answers with an edge that is not in the log yet."""
    mark = EdgeMark.objects.first()
    if mark is None:
        return set()
    return set(_rows_at_edges(mark.through, as_of).values_list("key", "locale"))


def record(*, as_of: datetime) -> int:
    """Append one row for every answer at each edge passed since the last look."""
    with acting(cause="window edge"):
        return in_one_transaction(partial(_record, as_of=as_of))


def _record(*, as_of: datetime) -> int:
    log.lock()
    mark = EdgeMark.objects.first()
    if mark is None:
        EdgeMark.objects.create(through=as_of)
        return 0
    if mark.through >= as_of:
        return 0
    rows = sorted(_log_rows(mark.through, as_of), key=lambda row: (row.at, row.key))
    log.append(rows)
    mark.through = as_of
    mark.save()
    return len(rows)


def _rows_at_edges(after: datetime, until: datetime) -> Any:
    starts = Live.objects.filter(valid_from__gt=after, valid_from__lte=until)
    return starts | Live.objects.filter(valid_to__gt=after, valid_to__lte=until)


def _log_rows(after: datetime, until: datetime) -> Iterator[log.NewRow]:
    answers = {(row.key, row.locale) for row in _rows_at_edges(after, until)}
    for key, locale in sorted(answers):
        rows = list(Live.objects.filter(key=key, locale=locale).order_by("valid_from"))
        moments = {m for row in rows for m in (row.valid_from, row.valid_to) if after < m <= until}
        for moment in sorted(moments):
            yield _log_row(rows, moment)


def _log_row(rows: list[Live], moment: datetime) -> log.NewRow:
    old = [row for row in rows if row.valid_from < moment <= row.valid_to]
    new = [row for row in rows if row.valid_from <= moment < row.valid_to]
    before, after = (_passages(found) for found in (old, new))
    changed = [
        passage.labels.to_json()
        for one, other in ((before, after), (after, before))
        for element, passage in one.items()
        if element not in other or other[element].version != passage.version
    ]
    topic = LiveTopic.objects.filter(pk=rows[0].topic_id).first()
    lineage = list(topic.lineage) if topic else []
    return log.NewRow(
        kind="edge", at=moment, key=rows[0].key, locale=rows[0].locale, page_id=rows[0].page_id,
        touched=changed, core_before=core_labels(Document.from_json(r.document) for r in old),
        lineage_before=lineage, lineage=lineage,
    )  # fmt: skip


def _passages(rows: list[Live]) -> dict[str, Any]:
    return {p.element: p for row in rows for p in Document.from_json(row.document).passages}
