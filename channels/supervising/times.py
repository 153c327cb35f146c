"""How long until the first answer: kept as a count for each step of time, so that days add up.

Steps are of one second up to two minutes, then wider; a percentile is a time that really came up,
rounded down to its step. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

# From, width; both in seconds.
STEPS = ((0, 1), (120, 5), (600, 15), (1800, 60))
MOST = 7200


def step_of(seconds: float) -> int:
    """Two hours stand for all that is longer."""
    whole = min(max(int(seconds), 0), MOST)
    start, width = [one for one in STEPS if one[0] <= whole][-1]
    return start + (whole - start) // width * width


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
