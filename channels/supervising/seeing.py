"""Who sees figures, and of which teams: the own ones, or all.

Teams are those of kb/authoring/teams.py, as they were when something was done. What is said of
answers is said of those that the person may read at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from channels.questions.people import OVERSEE, REPLY
from channels.supervising.models import ALL
from kb.access import ALL_TOPICS, Audience, Scope
from kb.feedback.complaints.seeing import oversees
from kb.feedback.misses import seeing as misses
from kb.publication.readers import known_codes, teams_of

SEE, SEE_ALL = "channels.see_overview", "channels.see_overview_of_all"
SEE_OFFERS, SEE_READING = "kb.view_madeoffer", "kb.oversee_reading"
Row = TypeVar("Row", bound=Model)
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
    sees_questions: bool = False
    sees_complaints: bool = False
    sees_reading: bool = False

    @property
    def sees_several(self) -> bool:
        return self.teams == (ALL,) or len(self.teams) > 1

    def each_team(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those that stand beside each other; none where one team alone is looked at."""
        if not self.sees_several:
            return rows.none()
        seen = rows.exclude(team=ALL) if self.sees_all else rows.filter(team__in=self.own)
        return seen.order_by()

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
    own = tuple(sorted(teams_of(user)))
    return Sight(
        scope=desk,
        channels=scope.channels,
        teams=(ALL,) if sees_all else own,
        own=own,
        sees_all=sees_all,
        reads_everything=reads_everything(desk),
        misses=misses.sight_of(user, now=scope.now),
        sees_offers=bool(user.has_perm(SEE_OFFERS)),
        sees_questions=bool(user.has_perm(REPLY) or user.has_perm(OVERSEE)),
        sees_complaints=oversees(user),
        sees_reading=bool(user.has_perm(SEE_READING)),
    )


def reads_everything(scope: Scope) -> bool:
    """No answer is hidden from this scope for what it is about."""
    if scope.topics != ALL_TOPICS or scope.audience < Audience.AGENT:
        return False
    return all(getattr(scope, name) >= set(known_codes(name)) for name in DIMENSIONS)
