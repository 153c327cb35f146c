"""Wagtail's tables against the log, every minute: what went past every announcement (`.update()`,
raw SQL, a deleted queryset) is told to the log, with the cause `reconciled`.

To assemble all answers each minute would cost too much. So topics, second places and sources are
compared as a whole, but of the answers only those whose own columns have changed since they were
last compared, those that lack what should be live, and a few of the others, so that each has its
turn once a day (docs/decisions/0019-what-is-compared-each-minute.md).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from kb.alone import alone
from kb.authoring.models import KnowledgePage
from kb.publication import repair, verification
from kb.publication.differences import Difference
from kb.publication.models import Compared, Dirty, Live
from kb.version import VERSION

CAUSE = "reconciled"
MINUTES_A_DAY = 24 * 60
LEAST_IN_TURN = 5
# After a bulk import the rest waits for the next minutes.
MOST_AT_ONCE = 1_000
COLUMNS = ("pk", "title", "path", "locale_id", "translation_key", "key", "wordings", "expire_at")
logger = logging.getLogger(__name__)


def run(*, now: datetime) -> int:
    """Returns how many things were taken in hand. Never raises: the clock has more to do."""
    try:
        with alone("reconciler") as is_mine:
            return _reconcile(now=now) if is_mine else 0
    except Exception:
        logger.exception("pages could not be compared with the log; tried again in a minute")
        return 0


def _reconcile(*, now: datetime) -> int:
    found = [
        *verification.of_topics(),
        *verification.without_page(),
        *verification.of_places(),
        *verification.of_sources(),
    ]
    marks = dict(_current_marks())
    suspects = _suspects(marks)
    found += _compare(suspects)
    for difference in found:
        logger.warning("past the log: %s: %s", difference.kind.value, difference.name)
    mended = repair.mend(found, now=now, cause=CAUSE)
    _note(suspects, marks, now=now)
    return mended


def _current_marks() -> Iterator[tuple[int, str]]:
    """A digest of each live answer's own columns, read and not assembled. Another version of the
    program may assemble them otherwise, so after an upgrade all are compared."""
    pages = KnowledgePage.objects.filter(live=True, alias_of__isnull=True)
    # As it is stored: to parse the elements of all would cost ten times as much.
    raw = pages.annotate(stored=Cast("elements", TextField())).order_by()
    for row in raw.values_list(*COLUMNS, "stored").iterator(chunk_size=500):
        text = "\0".join(map(str, (VERSION, *row)))
        yield row[0], hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def _suspects(marks: dict[int, str]) -> list[int]:
    """What is missing comes first, then what has changed, then whose turn it is."""
    known = dict(Compared.objects.values_list("page_id", "mark"))
    live = set(Live.objects.values_list("page_id", flat=True).distinct())
    waiting = set(Dirty.objects.values_list("page_id", flat=True))
    missing = [pk for pk in marks if pk not in live]
    changed = [pk for pk, mark in marks.items() if known.get(pk) != mark]
    turn = max(LEAST_IN_TURN, len(marks) // MINUTES_A_DAY + 1)
    oldest = Compared.objects.order_by("at").values_list("page_id", flat=True)[:turn]
    chosen = dict.fromkeys([*missing, *changed][:MOST_AT_ONCE]) | dict.fromkeys(oldest)
    Compared.objects.filter(page_id__in=known.keys() - marks.keys()).delete()
    return [pk for pk in chosen if pk in marks and pk not in waiting]


def _compare(ids: Sequence[int]) -> list[Difference]:
    """One page that cannot even be planned is named in our log and holds nobody up."""
    found: list[Difference] = []
    for start in range(0, len(ids), verification.CHUNK):
        found += _compare_together(ids[start : start + verification.CHUNK])
    return found


def _compare_together(ids: Sequence[int]) -> list[Difference]:
    try:
        return list(verification.of_pages(ids))
    except Exception:
        if len(ids) == 1:
            logger.exception("page %s cannot be compared", ids[0])
            return []
    middle = len(ids) // 2
    return _compare_together(ids[:middle]) + _compare_together(ids[middle:])


def _note(ids: Sequence[int], marks: dict[int, str], *, now: datetime) -> None:
    """With the mark of before the comparison: what changed during it is compared again."""
    rows: list[Any] = [Compared(page_id=pk, mark=marks[pk], at=now) for pk in ids]
    Compared.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["page_id"],
        update_fields=["mark", "at"],
    )  # fmt: skip
