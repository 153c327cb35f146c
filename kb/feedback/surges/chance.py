"""How likely it is that chance alone brings so many calls, given how many there usually are. Pure.

Before anything is known, the calls of a half hour are taken for half a call, worth one half hour of
looking (a Gamma prior with shape 0.5 and rate 1). What like half hours held is added to that. Days
differ from each other by more than chance makes calls differ, by about a third: a Gamma with shape
10. What is still uncertain of the two together is near a Gamma whose squared spread is the sum of
both, so calls to come are negative binomial with that shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

PRIOR_CALLS, PRIOR_HALVES = 0.5, 1.0
SHAPE_OF_DAYS = 10.0
# Terms beyond this share of the sum change nothing that is looked at.
ENOUGH = 1e-12


@dataclass(frozen=True, slots=True)
class Usual:
    """`calls` together in `windows` like the one that is looked at, as far as that has passed."""

    calls: float
    windows: float

    @property
    def mean(self) -> float:
        """What was seen, and nothing else: the number that people are told."""
        return self.calls / self.windows if self.windows else 0.0

    @property
    def expected(self) -> float:
        return (PRIOR_CALLS + self.calls) / (PRIOR_HALVES + self.windows)

    @property
    def shape(self) -> float:
        return 1 / (1 / (PRIOR_CALLS + self.calls) + 1 / SHAPE_OF_DAYS)


def chance_of(calls: int, *, usual: Usual, times: float = 1.0) -> float:
    """Of so many calls or more; `times`: as everything else has grown."""
    return tail(calls, mean=usual.expected * times, shape=usual.shape)


def tail(calls: int, *, mean: float, shape: float) -> float:
    """P(X ≥ calls) of a negative binomial; the larger `shape`, the nearer to Poisson."""
    if calls <= 0:
        return 1.0
    if calls <= mean:
        return max(0.0, 1.0 - sum(_term(n, mean, shape) for n in range(calls)))
    ratio = mean / (mean + shape)
    term = total = _term(calls, mean, shape)
    while term > ENOUGH * total:
        # From here on each is a fixed share smaller than the one before, or more.
        term *= (calls + shape) / (calls + 1) * ratio
        total += term
        calls += 1
    return min(1.0, total)


def _term(calls: int, mean: float, shape: float) -> float:
    """P(X = calls)."""
    return exp(
        lgamma(calls + shape) - lgamma(calls + 1) - lgamma(shape)
        + shape * log(shape / (mean + shape)) + calls * log(mean / (mean + shape))
    )  # fmt: skip
