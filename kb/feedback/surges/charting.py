"""The half hours around a surge, each beside what is usual at that time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.feedback.misses import store
from kb.feedback.misses.halves import half_of
from kb.feedback.surges.counts import by_place, like_days, like_halves
from kb.feedback.surges.models import Surge
from kb.feedback.surges.seeing import Sight
from kb.feedback.surges.windows import start_of

BEFORE, AFTER = timedelta(hours=6), timedelta(hours=1)
MOST = 48
HEIGHT, PLACE = 100, 10
# Where each day brought the same, a line is seen all the same.
THINNEST = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One half hour in a drawing: what was asked, and between what that usually lies."""

    at: datetime
    calls: int
    low: int
    high: int
    left: int
    top: float
    height: float
    band_top: float
    band_height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`days`: as many days before tell what is usual."""

    bars: tuple[Bar, ...]
    most: int
    days: int

    @property
    def width(self) -> int:
        return PLACE * len(self.bars)


def chart_of(surge: Surge, *, sight: Sight) -> Chart | None:
    """Of the channels in this sight alone; None where nothing of it is kept any more, or cannot be
    read now."""
    halves = _halves(surge, now=sight.scope.now)
    try:
        with store.reading() as session:
            days = like_days(session, now=surge.noticed_at)
            likes = {h: like_halves(h, now=surge.noticed_at, days=days) for h in halves}
            wanted = {*halves, *(like for found in likes.values() for like in found)}
            seen = by_place(session, surge.subject, wanted)
    except store.StoreBusy:
        return None
    calls: dict[int, int] = {}
    for place in (place for place in seen if sight.holds(place)):
        for half, number in seen[place].items():
            calls[half] = calls.get(half, 0) + number
    if not any(calls.get(half) for half in halves):
        return None
    return _drawn(halves, calls, likes, days=len(days))


def _halves(surge: Surge, *, now: datetime) -> Sequence[int]:
    last = half_of(min(now, surge.last_at + AFTER))
    first = max(half_of(surge.began_at - BEFORE), last - MOST + 1)
    return range(first, last + 1)


def _drawn(
    halves: Sequence[int], calls: Mapping[int, int], likes: Mapping[int, Sequence[int]], *,
    days: int,
) -> Chart:  # fmt: skip
    bands = {half: _band([calls.get(like, 0) for like in likes[half]]) for half in halves}
    most = max(
        1, *(calls.get(half, 0) for half in halves), *(high for _low, high in bands.values())
    )
    scale = HEIGHT / most
    bars = [
        _bar(half, number, calls.get(half, 0), bands[half], scale=scale)
        for number, half in enumerate(halves)
    ]
    return Chart(tuple(bars), most, days)


def _bar(half: int, number: int, asked: int, band: tuple[int, int], *, scale: float) -> Bar:
    low, high = band
    tall = (high - low) * scale
    thick = max(THINNEST, tall)
    top = HEIGHT - high * scale - (thick - tall) / 2
    return Bar(
        start_of(half), asked, low, high, left=number * PLACE, top=HEIGHT - asked * scale,
        height=asked * scale, band_top=top, band_height=thick,
    )  # fmt: skip


def _band(values: Sequence[int]) -> tuple[int, int]:
    return (min(values), max(values)) if values else (0, 0)
