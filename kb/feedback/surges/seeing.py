"""Who sees which surges, and with which numbers.

A surge is seen by those for whom it is one: only the channels and the audience of their own grants
are added up, and where these alone come to less than its bounds there is nothing to see. One of an
answer is for those who may read the answer; one of a question without an answer for those who may
see misses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.access import Scope
from kb.authoring.staff_scopes import staff_scope
from kb.feedback.misses import seeing as misses
from kb.feedback.surges.models import Surge
from kb.feedback.surges.subjects import Place

VIEW, KNOW = "kb.view_surge", "kb.know_surge"


@dataclass(frozen=True, slots=True)
class Sight:
    """`misses`: what of questions without an answer this person may see, perhaps nothing."""

    scope: Scope
    misses: misses.Sight

    def holds(self, place: Place) -> bool:
        return place.channel in self.scope.channels and place.audience <= self.scope.audience


@dataclass(frozen=True, slots=True)
class Figures:
    """`calls` at the height, where there are usually `usual`; `channels`: the busiest first."""

    calls: int
    usual: float
    channels: tuple[tuple[str, int], ...]

    @property
    def times(self) -> float:
        """How many times as many as usual; what nobody asked before counts as asked once."""
        return self.calls / max(1.0, self.usual)


def sight_of(user: Any, *, now: datetime) -> Sight | None:
    """None for whoever may see no surge at all."""
    scope = staff_scope(user, now=now) if user.has_perm(VIEW) else None
    return Sight(scope, misses.sight_of(user, now=now)) if scope is not None else None


def figures_of(surge: Surge, *, sight: Sight) -> Figures | None:
    """None where it is no surge in this sight."""
    mine = [one for one in surge.counts if sight.holds(Place(one["channel"], one["audience"]))]
    calls, usual = sum(one["calls"] for one in mine), sum(one["usual"] for one in mine)
    if calls < max(surge.at_least, surge.times * usual):
        return None
    channels: dict[str, int] = {}
    for one in mine:
        channels[one["channel"]] = channels.get(one["channel"], 0) + one["calls"]
    busiest = sorted(((c, n) for c, n in channels.items() if n), key=lambda item: (-item[1], item))
    return Figures(calls, round(usual, 1), tuple(busiest))
