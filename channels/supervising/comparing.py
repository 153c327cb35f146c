"""What a difference is worth: two figures are called different only where chance alone would
hardly make them so. Pure; docs/decisions/0042-figures-for-supervisors.md says why these measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from channels.supervising.sums import Share

# Chance alone goes beyond this once in twenty times.
Z = 1.96
# Of fewer than this nothing is said.
LEAST = 20


class Verdict(StrEnum):
    MORE = "more"
    LESS = "less"
    SAME = "same"
    FEW = "few"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def likely(share: Share) -> Interval | None:
    """Where the true rate lies, 95 times in 100 (Wilson): 1 of 1 is not all."""
    if not share.of:
        return None
    middle, half = _wilson(share.good, share.of)
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))


def highest_likely(good: int, of: int) -> float:
    """The upper end of what `likely` gives, for many at once."""
    middle, half = _wilson(good, of)
    return min(middle + half, 1.0)


def _wilson(good: int, n: int) -> tuple[float, float]:
    rate = good / n
    middle = (rate + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return middle, half


def compare_counts(before: int, after: int) -> Verdict:
    """Of two stretches of the same length."""
    if before + after < LEAST:
        return Verdict.FEW
    return _by_sign((after - before) / sqrt(before + after))


def compare_shares(before: Share, after: Share) -> Verdict:
    """By the interval of the difference (Newcombe)."""
    one, other = likely(before), likely(after)
    if one is None or other is None or min(before.of, after.of) < LEAST:
        return Verdict.FEW
    p, q = before.good / before.of, after.good / after.of
    low = q - p - sqrt((q - other.low) ** 2 + (one.high - p) ** 2)
    high = q - p + sqrt((other.high - q) ** 2 + (p - one.low) ** 2)
    return Verdict.MORE if low > 0 else Verdict.LESS if high < 0 else Verdict.SAME


def compare_times(before: Mapping[int, int], after: Mapping[int, int]) -> Verdict:
    """By ranks (Mann and Whitney), so that a few endless contacts decide nothing."""
    m, n = sum(before.values()), sum(after.values())
    if min(m, n) < LEAST:
        return Verdict.FEW
    below, wins, ties = 0, 0.0, 0
    for step in sorted({*before, *after}):
        a, b = before.get(step, 0), after.get(step, 0)
        wins += b * (below + a / 2)
        below += a
        ties += (a + b) ** 3 - (a + b)
    total = m + n
    spread = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    return _by_sign((wins - m * n / 2) / sqrt(spread)) if spread > 0 else Verdict.SAME


def _by_sign(z: float) -> Verdict:
    return Verdict.MORE if z > Z else Verdict.LESS if z < -Z else Verdict.SAME
