"""Under which name a team's figures stand: its own where enough people are behind them, else with
those of other small teams, else nowhere. So no sum and no difference tells of fewer people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from channels.supervising.models import ALL, OTHERS


class OfTeam(Protocol):
    @property
    def team(self) -> str: ...


class ByTeam(OfTeam, Protocol):
    """What somebody of a team did."""

    @property
    def user_id(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in a team, whatever they do."""

    team: str
    user_id: int


Done = TypeVar("Done", bound=ByTeam)
Thing = TypeVar("Thing", bound=OfTeam)
Shown = TypeVar("Shown")


def in_order(by_team: Mapping[str, Shown]) -> Mapping[str, Shown]:
    """By name; those that are only shown together come last."""
    return dict(sorted(by_team.items(), key=lambda item: (item[0] == OTHERS, item[0])))


def standing(people: Iterable[ByTeam], *, smallest: int) -> frozenset[str]:
    """Names of teams that stand alone, and OTHERS where the rest together is large enough."""
    teams: dict[str, set[object]] = defaultdict(set)
    for one in people:
        teams[one.team].add(one.user_id)
    large = {t for t, some in teams.items() if t != OTHERS and len(some) >= smallest}
    rest = set().union(*(some for team, some in teams.items() if team not in large))
    return frozenset(large | ({OTHERS} if len(rest) >= max(smallest, 1) else set()))


def gathered(things: Iterable[Thing], names: frozenset[str]) -> Mapping[str, list[Thing]]:
    """Name → what stands under it, with ALL; what has no name is left out."""
    kept: dict[str, list[Thing]] = defaultdict(list)
    for one in things:
        name = one.team if one.team in names else OTHERS
        if name in names:
            kept[name].append(one)
    return kept | {ALL: [one for some in kept.values() for one in some]} if kept else {}


def kept_together(done: Iterable[Done], *, smallest: int) -> Mapping[str, list[Done]]:
    """Team → what it did, with OTHERS and ALL; nothing of fewer than `smallest` people."""
    done = list(done)
    return gathered(done, standing(done, smallest=smallest))
