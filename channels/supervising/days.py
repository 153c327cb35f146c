"""Days and hours as the house's own clock has them: a day may have 23 or 25 hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone

DAY = timedelta(days=1)
MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` belong to it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """As long, and just before."""
        return Period(self.first - timedelta(days=self.days), self.first - DAY)

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def day_of(at: datetime) -> date:
    return timezone.localdate(at)


def start_of(day: date) -> datetime:
    return _start(day, timezone.get_default_timezone_name())


def hour_of(at: datetime) -> int:
    """Whole hours since midnight as they pass, not as clocks show them when they are changed."""
    return int((at - start_of(day_of(at))) / timedelta(hours=1))


def hours_of(day: date) -> tuple[datetime, ...]:
    """The beginning of each hour, in the house's zone."""
    start = start_of(day)
    hours = int((start_of(day + DAY) - start) / timedelta(hours=1))
    return tuple(timezone.localtime(start + timedelta(hours=n)) for n in range(hours))


class OfDay(Protocol):
    @property
    def day(self) -> date: ...


Row = TypeVar("Row", bound=OfDay)


def by_day(rows: Iterable[Row]) -> dict[date, list[Row]]:
    """In the order of days."""
    found: dict[date, list[Row]] = {}
    for row in rows:
        found.setdefault(row.day, []).append(row)
    return dict(sorted(found.items()))


@lru_cache(maxsize=512)
def _start(day: date, zone: str) -> datetime:
    """Where clocks skip midnight, the first moment after it."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
