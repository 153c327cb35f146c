"""What the clock does for replies, in the first seconds of each day and when a clock starts."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from channels.delivery.replies import forget_old

_forgot_on: date | None = None


def look(*, now: datetime) -> None:
    global _forgot_on
    today = timezone.localdate(now)
    if _forgot_on != today:
        forget_old(now=now)
        _forgot_on = today
