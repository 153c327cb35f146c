"""Figures of several days or teams added up, and what follows from them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from channels.supervising.models import DeskFigures
from channels.supervising.times import add_up, percentile

NUMBERS = ("contacts", "ended", "solved", "handed_over", "named", "named_solved", "back")


@dataclass(frozen=True, slots=True)
class Share:
    """`good` of `of`."""

    good: int
    of: int

    @property
    def rate(self) -> float | None:
        return self.good / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Sums:
    """As in DeskFigures; `times`: seconds → contacts."""

    contacts: int = 0
    ended: int = 0
    solved: int = 0
    handed_over: int = 0
    named: int = 0
    named_solved: int = 0
    back: int = 0
    times: Mapping[int, int] = field(default_factory=dict)
    copied: Mapping[str, int] = field(default_factory=dict)
    sent: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """Contacts in which something was copied, sent or marked as solved."""
        return sum(self.times.values())

    @property
    def median(self) -> int | None:
        return percentile(self.times, 0.5)

    @property
    def p90(self) -> int | None:
        return percentile(self.times, 0.9)

    @property
    def solved_share(self) -> Share:
        return Share(self.solved, self.ended)

    @property
    def knows_customers(self) -> bool:
        """Of at least half of the contacts we know whose they were."""
        return self.named * 2 >= self.ended > 0

    @property
    def first_contact(self) -> Share:
        """Solved, and not back about the same: of the contacts whose customer we know; where these
        are too few, solved of all."""
        if self.knows_customers:
            return Share(self.named_solved - self.back, self.named)
        return self.solved_share


def sum_up(rows: Iterable[DeskFigures], *, with_texts: bool = True) -> Sums:
    """Without texts, their columns need not have been read."""
    rows = list(rows)
    return Sums(
        **{name: sum(getattr(row, name) for row in rows) for name in NUMBERS},
        times=add_up(row.times for row in rows),
        copied=_by_channel(row.copied for row in rows) if with_texts else {},
        sent=_by_channel(row.sent for row in rows) if with_texts else {},
    )


def _by_channel(kept: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in kept:
        total.update(one)
    return total
