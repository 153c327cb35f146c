"""How long until something was done: kept as a count for each step of time, so that days add up.

A percentile is a time that really came up, rounded down to its step. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HOUR, DAY = 3600, 86_400
MOST = 2 * HOUR


@dataclass(frozen=True, slots=True)
class Scale:
    """`steps`: from, width, both in seconds; `most` stands for all that is longer."""

    steps: tuple[tuple[int, int], ...]
    most: int


# Of one second up to two minutes, then wider.
WHILE_A_CUSTOMER_WAITS = Scale(((0, 1), (120, 5), (600, 15), (1800, 60)), MOST)
# Of an hour up to three days, then wider.
OVER_DAYS = Scale(((0, HOUR), (3 * DAY, 6 * HOUR), (14 * DAY, DAY)), 180 * DAY)


def step_of(seconds: float, scale: Scale = WHILE_A_CUSTOMER_WAITS) -> int:
    whole = min(max(int(seconds), 0), scale.most)
    start, width = [one for one in scale.steps if one[0] <= whole][-1]
    return start + (whole - start) // width * width


def steps_of(seconds: Iterable[float], scale: Scale = WHILE_A_CUSTOMER_WAITS) -> dict[str, int]:
    """As they are kept."""
    return dict(Counter(str(step_of(one, scale)) for one in seconds))


def add_up(kept: Iterable[Mapping[str, int]]) -> Counter[int]:
    total: dict[str, int] = {}
    for one in kept:
        for step, number in one.items():
            total[step] = total.get(step, 0) + number
    return Counter({int(step): number for step, number in total.items()})


def percentile(times: Mapping[int, int], share: float) -> int | None:
    """The least time within which at least this share lies; None where there is none."""
    wanted, so_far = share * sum(times.values()), 0
    for step in sorted(times):
        so_far += times[step]
        if so_far >= wanted:
            return step
    return None
