"""What stands now or will stand: a handful of rows at most, which every read asks about.

A start may come a second late, so each process looks into the database once a second for
everybody; an end may not, so whoever finds something here asks for the rows themselves
(docs/decisions/0038-notices-stand-beside-answers.md).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kb.notices.tables import NoticeVersion

SECONDS = 1.0


@dataclass(slots=True)
class _Glance:
    rows: tuple[NoticeVersion, ...] | None = None
    looked_at: float = 0.0


_glance = _Glance()


def standing(at: datetime) -> tuple[NoticeVersion, ...]:
    """Released and not over, those to come too, the newest first. One query."""
    rows = NoticeVersion.objects.filter(state=NoticeVersion.State.RELEASED, until_at__gt=at)
    return tuple(rows.select_related("notice").order_by("-from_at", "-pk"))


def glance(at: datetime) -> tuple[NoticeVersion, ...]:
    """The same as it was within the last second; only to see whether anything is there at all."""
    now = time.monotonic()
    rows = _glance.rows
    if rows is None or now - _glance.looked_at >= SECONDS:
        rows = standing(at)
        remember(rows)
    return rows


def remember(rows: tuple[NoticeVersion, ...]) -> None:
    _glance.rows, _glance.looked_at = rows, time.monotonic()


def stamp_of(rows: Sequence[NoticeVersion], *, at: datetime) -> str:
    """Changes whenever something begins, ends or is corrected."""
    held = [f"{row.pk}:{row.until_at}" for row in rows if row.holds(at)]
    return hashlib.sha256("|".join(held).encode()).hexdigest()[:16]


def forget() -> None:
    """This process looks again at once: now, and when what it is about to write is committed."""
    forget_now()
    transaction.on_commit(forget_now)


def forget_now() -> None:
    _glance.rows = None
