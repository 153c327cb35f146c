"""Who sees figures, and of which teams: the own ones, or all.

A team is the group whose name is kept with each contact; somebody's own are the groups they are
in. What is said of answers is said of those that the person may read at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from channels.supervising.models import ALL
from kb.access import ALL_TOPICS, Audience, Scope
from kb.feedback.misses import seeing as misses
from kb.publication.readers import known_codes

SEE, SEE_ALL = "channels.see_overview", "channels.see_overview_of_all"
SEE_OFFERS = "kb.view_madeoffer"
DIMENSIONS = ("regions", "segments", "products")


@dataclass(frozen=True, slots=True)
class Sight:
    """`scope`: as the person reads at the desk; `channels`: all that they may read on; `teams`:
    whose rows are added up; `own`: names to choose from where not all teams are seen; `misses`:
    what of questions without an answer they may see."""

    scope: Scope
    channels: frozenset[str]
    teams: tuple[str, ...]
    own: tuple[str, ...]
    sees_all: bool
    reads_everything: bool
    misses: misses.Sight
    sees_offers: bool = False

    def of(self, team: str) -> Sight | None:
        """One team alone; None where it is none of theirs."""
        if not team:
            return self
        if not self.sees_all and team not in self.own:
            return None
        return replace(self, teams=(team,))


def sight_of(user: Any, *, scope: Scope, desk: Scope) -> Sight | None:
    """`desk`: the same scope as it reads on the screen. None for whoever may see no figures."""
    if not user.has_perm(SEE):
        return None
    sees_all = bool(user.has_perm(SEE_ALL))
    own = tuple(user.groups.order_by("name").values_list("name", flat=True))
    return Sight(
        scope=desk,
        channels=scope.channels,
        teams=(ALL,) if sees_all else own,
        own=own,
        sees_all=sees_all,
        reads_everything=reads_everything(desk),
        misses=misses.sight_of(user, now=scope.now),
        sees_offers=bool(user.has_perm(SEE_OFFERS)),
    )


def reads_everything(scope: Scope) -> bool:
    """No answer is hidden from this scope for what it is about."""
    if scope.topics != ALL_TOPICS or scope.audience < Audience.AGENT:
        return False
    return all(getattr(scope, name) >= set(known_codes(name)) for name in DIMENSIONS)
