"""Old questions are forgotten, looked for once an hour by whoever runs errands."""

from __future__ import annotations

from datetime import datetime, timedelta

from channels.questions.operations import forget_old

EVERY = timedelta(hours=1)
_looked_at: datetime | None = None


def look(*, now: datetime) -> None:
    global _looked_at
    if _looked_at is None or now - _looked_at >= EVERY:
        forget_old(now=now)
        _looked_at = now
