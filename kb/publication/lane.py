"""The slow lane: answers that use a changed fact, term or shared element are assembled again, a few
in each transaction, so that a fresh publication never waits long for them."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from kb.acting import acting
from kb.authoring.models import KnowledgePage
from kb.problem import Problem, say
from kb.publication import answers, following, log, parking
from kb.publication.models import Dirty, FanOut, Live, LiveUse, Withheld
from kb.transactions import in_one_transaction

# Answers of one transaction, which a fresh publication may have to wait for: a few hundredths of a
# second. After so many, the projections are told.
BATCH, STRIDE = 10, 40
# What may be done while somebody waits.
SHORT = 20
# A writer who waits for SQLite looks every tenth of a second; the lane leaves it time to.
GAP_SECONDS = 0.12
logger = logging.getLogger(__name__)


def is_waiting() -> bool:
    """Are there answers to assemble again?"""
    return Dirty.objects.filter(parked="").exists()


def is_short() -> bool:
    """Do so few answers wait that they may be assembled while somebody waits for it? The last ones
    of many are left to whoever is at them."""
    waiting = Dirty.objects.filter(parked="").values("page_id")
    if FanOut.objects.filter(total__gt=SHORT, waits__page_id__in=waiting).exists():
        return False
    return 0 < waiting[: SHORT + 1].count() <= SHORT


def drain(*, limit: int | None = None, until: float | None = None) -> int:
    """Assemble waiting answers again, those that wait longest first: at most `limit`, and after
    `until` (of `time.monotonic`) no more are begun. Returns how many were assembled.

    One that cannot be assembled is parked with its reason and keeps its last good state, without
    what is withheld. Raises only what is wrong with no single answer.
    """
    done = taken = 0
    while limit is None or taken < limit:
        size = BATCH if limit is None else min(BATCH, limit - taken)
        batch = _next(size)
        if not batch:
            break
        if taken:
            give_way()
        taken += len(batch)
        done += _assemble(batch)
        if until is not None and time.monotonic() >= until:
            break
    clear_withheld()
    return done


def give_way() -> None:
    """Let whoever waits to write go first. PostgreSQL queues them by itself."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(GAP_SECONDS)


def _next(size: int) -> list[int]:
    """Answers that follow the same change, as the log names one cause for each row."""
    waiting = Dirty.objects.filter(parked="").order_by("since", "pk")
    first = waiting.first()
    if first is None:
        return []
    same = waiting.filter(ref=first.ref, since=first.since)
    return list(same.values_list("pk", flat=True)[:size])


def try_again(parked: Dirty) -> bool:
    """Now, whoever else is waiting; True where the answer was assembled and is parked no more."""
    Dirty.objects.filter(pk=parked.pk).update(parked="")
    return _assemble([parked.pk]) == 1


def _assemble(batch: Sequence[int]) -> int:
    """Together, or one by one where one of them fails; that one is tried a few times."""
    tries = parking.TRIES if len(batch) == 1 else 1
    for attempt in range(1, tries + 1):
        try:
            return in_one_transaction(partial(_assemble_together, batch))
        except parking.PASSING:
            raise
        except Exception as error:
            place = f"{type(error).__name__} {parking.where(error)}"
            logger.error("slow lane: %d answers failed: %s", len(batch), place)
            if len(batch) == 1 and attempt == tries:
                Dirty.objects.filter(pk__in=batch).update(parked=place)
    return sum(_assemble([pk]) for pk in batch) if len(batch) > 1 else 0


def _assemble_together(batch: Sequence[int]) -> int:
    """In the caller's transaction."""
    log.lock()
    rows = list(Dirty.objects.filter(pk__in=batch, parked="").order_by("pk"))
    if not rows:
        return 0
    with acting(cause=f"follows {rows[0].ref}"):
        refused = answers.follow(_pages(rows), now=timezone.now())
    done = [row for row in rows if row.page_id not in refused]
    _settle(done)
    _park([row for row in rows if row.page_id in refused], refused)
    return len(done)


def _pages(rows: Sequence[Dirty]) -> Any:
    ids = [row.page_id for row in rows]
    pages = KnowledgePage.objects.filter(pk__in=ids, live=True, alias_of__isnull=True)
    return pages.select_related("locale").order_by("pk")


def _settle(rows: Sequence[Dirty]) -> None:
    """These know of the change now, also where nothing visible came of it."""
    ids = [row.page_id for row in rows]
    newest = max((row.since for row in rows), default=0)
    Live.objects.filter(page_id__in=ids, seq__lt=newest).update(seq=log.head())
    Dirty.objects.filter(pk__in=[row.pk for row in rows]).delete()
    following.note_done(ids)


def _park(rows: Sequence[Dirty], refused: Mapping[int, Sequence[Problem]]) -> None:
    for row in rows:
        row.parked = " ".join(say(problem) for problem in refused[row.page_id])
    Dirty.objects.bulk_update(rows, ["parked"])


def clear_withheld() -> None:
    """Drop what no answer published earlier uses any more."""
    for withheld in Withheld.objects.all():
        users = LiveUse.objects.filter(ref=withheld.ref).values("page_id")
        if not Live.objects.filter(page_id__in=users, seq__lt=withheld.seq).exists():
            withheld.delete()
