"""What the clock does for contacts."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from channels.contacts.calls import forget_used
from channels.contacts.operations import end_idle, forget_old

_forgot_on: date | None = None


def look(*, now: datetime) -> None:
    """Every few seconds; what is old is looked for once a day, and when a clock starts."""
    global _forgot_on
    end_idle(now=now)
    today = timezone.localdate(now)
    if _forgot_on != today:
        forget_old(now=now)
        forget_used(now=now)
        _forgot_on = today
