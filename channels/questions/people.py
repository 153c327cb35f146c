"""Who asks and who replies: teams, and the rights of those who lead them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kb.publication.readers import team_numbers_of, team_of

REPLY, OVERSEE = "channels.reply_leaderquestion", "channels.oversee_leaderquestion"


@dataclass(frozen=True, slots=True)
class Asker:
    """`teams`: the numbers of all they are in; `team`: by which what they ask is counted."""

    user_id: int
    name: str
    teams: frozenset[int]
    team: str


@dataclass(frozen=True, slots=True)
class Leader:
    """`oversees`: sees what waits too long in other teams as well."""

    user_id: int
    name: str
    teams: frozenset[int]
    oversees: bool

    @property
    def own(self) -> Q:
        """Questions of the own teams; leaders of no team have those of people without one."""
        found = Q(pk__in=()) if self.teams else Q(teams="")
        for team in sorted(self.teams):
            found |= Q(teams__contains=f"|{team}|")
        return found & ~Q(asker_id=self.user_id)


def asker_of(user: Any) -> Asker:
    return Asker(int(user.pk), user.get_username(), team_numbers_of(user), team_of(user))


def leader_of(user: Any) -> Leader | None:
    """None for people who may not reply."""
    if not user.has_perm(REPLY):
        return None
    teams = team_numbers_of(user)
    return Leader(int(user.pk), user.get_username(), teams, user.has_perm(OVERSEE))
