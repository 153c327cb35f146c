"""The half hours that are looked at, and which of earlier days are like them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from kb.feedback.misses.halves import SECONDS, half_of

DAYS = 28
# Of the same kind of day; with fewer, every day counts.
LEAST_ALIKE = 3
# However little of the running half hour has passed, it is taken for so much.
LEAST_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Window:
    """The last of `halves` is still running; `share`: how much of it has passed."""

    halves: tuple[int, ...]
    share: float

    @property
    def begins(self) -> datetime:
        return start_of(self.halves[0])

    def weight(self, half: int) -> float:
        """How much of a like half hour stands against this one."""
        return self.share if half == self.halves[-1] else 1.0


def start_of(half: int) -> datetime:
    return datetime.fromtimestamp(half * SECONDS, UTC)


def windows_at(now: datetime) -> tuple[Window, Window]:
    """The running half hour, and it with the one before."""
    half = half_of(now)
    share = now.timestamp() / SECONDS - half
    return Window((half,), max(share, LEAST_SHARE)), Window((half - 1, half), share)


def same_time(half: int, *, days: int, zone: tzinfo) -> int:
    """So many days before, at the same time of day."""
    return half_of(start_of(half).astimezone(zone) - timedelta(days=days))


def alike(
    today: date, *, counted: Sequence[date], is_working: Callable[[date], bool]
) -> tuple[date, ...]:
    """Of the days that were counted, those of today's kind: working days, or the others. All where
    those are too few; none where even these are."""
    kind = is_working(today)
    same = tuple(day for day in counted if is_working(day) == kind)
    found = same if len(same) >= LEAST_ALIKE else tuple(counted)
    return found if len(found) >= LEAST_ALIKE else ()
