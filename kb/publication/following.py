"""How far the answers have followed a change of what they use: stored, so that anybody can be told
at any moment, whoever does the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from kb.publication.models import Dirty, FanOut, FanOutWait


@dataclass(frozen=True, slots=True)
class Progress:
    """`parked`: of those that still wait, the ones that cannot be assembled as things stand."""

    id: int
    ref: str
    at: datetime
    total: int
    done: int
    parked: int

    @property
    def is_over(self) -> bool:
        """Nothing more will happen by itself."""
        return self.done + self.parked >= self.total


_begun: ContextVar[list[int] | None] = ContextVar("begun", default=None)


def begin(*, seq: int, ref: str, at: datetime, page_ids: Sequence[int]) -> None:
    """These answers follow the change at `seq`; in the transaction of the change."""
    if not page_ids:
        return
    fan_out = FanOut.objects.create(seq=seq, ref=ref, at=at, total=len(page_ids))
    FanOutWait.objects.bulk_create(
        (FanOutWait(fan_out=fan_out, page_id=page_id) for page_id in page_ids), batch_size=500
    )
    noted = _begun.get()
    if noted is not None:
        noted.append(fan_out.pk)


def note_done(page_ids: Iterable[int]) -> None:
    """These answers have been assembled since, or are gone: whatever they waited for, they have
    it. One assembly serves every change before it."""
    FanOutWait.objects.filter(page_id__in=list(page_ids)).delete()


@contextmanager
def noted() -> Iterator[list[int]]:
    """The ids of all that begin within."""
    ids: list[int] = []
    token = _begun.set(ids)
    try:
        yield ids
    finally:
        _begun.reset(token)


def progress_of(ids: Iterable[int]) -> tuple[Progress, ...]:
    return _progress(FanOut.objects.filter(pk__in=list(ids)))


def progress_of_source(ref: str) -> tuple[Progress, ...]:
    """The changes of one source that answers still follow, the newest first."""
    return _progress(FanOut.objects.filter(ref=ref, waits__isnull=False).distinct())


def newest(limit: int) -> tuple[Progress, ...]:
    return _progress(FanOut.objects.all(), limit=limit)


def _progress(rows: Any, *, limit: int = 100) -> tuple[Progress, ...]:
    stuck = Dirty.objects.exclude(parked="").values("page_id")
    waiting = Count("waits", distinct=True)
    parked = Count("waits", filter=Q(waits__page_id__in=stuck), distinct=True)
    counted = rows.annotate(waiting=waiting, parked=parked).order_by("-seq")[:limit]
    return tuple(
        Progress(row.pk, row.ref, row.at, row.total, row.total - row.waiting, row.parked)
        for row in counted
    )
