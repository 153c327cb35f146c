"""Working hours: the days and hours of the setting WORKING_TIME, without those of HOLIDAYS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

PATTERN = re.compile(r"([1-7])-([1-7]) (\d\d:\d\d)-(\d\d:\d\d)")
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Weekdays count from Monday, 1; a day has one stretch of work."""

    first_weekday: int
    last_weekday: int
    begins: time
    ends: time
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        weekday = day.isoweekday()
        return self.first_weekday <= weekday <= self.last_weekday and day not in self.holidays


def parse(text: str, *, holidays: list[str]) -> WorkingTime:
    """`1-5 09:00-17:00`; raises ValueError with what to write."""
    found = PATTERN.fullmatch(text.strip())
    if found is None or found[3] >= found[4] or found[1] > found[2]:
        raise ValueError(f"WORKING_TIME={text!r}: write it as 1-5 09:00-17:00.")
    days = frozenset(date.fromisoformat(day) for day in holidays)
    begins, ends = time.fromisoformat(found[3]), time.fromisoformat(found[4])
    return WorkingTime(int(found[1]), int(found[2]), begins, ends, days)


def working_time() -> WorkingTime:
    return parse(settings.WORKING_TIME, holidays=settings.HOLIDAYS)


def due_at(*, start: datetime, hours: int, by: WorkingTime | None = None) -> datetime:
    """The moment at which so many working hours have passed since `start`, in local time. A year
    without work ends the count: nobody waits longer than that."""
    by = by or working_time()
    local = timezone.localtime(start)
    left, day = timedelta(hours=hours), local.date()
    while day <= local.date() + LONGEST_WAIT:
        opens, closes = _stretch(day, by=by)
        opens = max(opens, local)
        if by.is_working_day(day) and opens < closes:
            if opens + left <= closes:
                return opens + left
            left -= closes - opens
        day += timedelta(days=1)
    return local + LONGEST_WAIT


def _stretch(day: date, *, by: WorkingTime) -> tuple[datetime, datetime]:
    return tuple(timezone.make_aware(datetime.combine(day, at)) for at in (by.begins, by.ends))  # type: ignore[return-value]
