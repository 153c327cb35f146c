"""What a team is: a group that says with whom somebody works, not what they do. The groups that
Granule makes itself are roles; every other group is a team.

Somebody of no team is counted with the others of their role. What was done is kept with the name of
the team as it was then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q

from kb.access.models import AccessGrant

# Teams of the staff list are named so.
TEAM_PREFIX = "Team "
ROLES = (
    "Editors", "Approvers", "Business owners", "Compliance", "Consumer protection", "Agents",
    "Supervisors", "Integrators",
)  # fmt: skip
_IS_TEAM = ~Q(name__in=ROLES)


def team_of(user: Any) -> str:
    """The one team that counts what somebody does: named as one, else one by which they read (such
    as *Agents Beijing*), else any; of several the first by name. For somebody in none the role by
    which they read; empty without that."""
    return _counting(_groups().filter(user=user))


def teams_of(user: Any) -> frozenset[str]:
    """All that somebody is in; for people of none what `team_of` says, if anything. One query."""
    groups = list(_groups().filter(user=user))
    teams = {group.name for group in groups if group.name not in ROLES}
    return frozenset(teams or {_counting(groups)} - {""})


def team_numbers_of(user: Any) -> frozenset[int]:
    """Teams alone: people of none have none. Numbers stay when a team gets another name."""
    return frozenset(user.groups.filter(_IS_TEAM).values_list("pk", flat=True))


def teams_by_person() -> Mapping[int, str]:
    """What `team_of` says of everybody who is active. Two queries."""
    groups = {group.pk: group for group in _groups()}
    users: Any = get_user_model()
    theirs: dict[int, list[Any]] = {
        pk: [] for pk in users.objects.filter(is_active=True).values_list("pk", flat=True)
    }
    members = users.groups.through.objects.filter(user__is_active=True)
    for user_id, group_id in members.values_list("user_id", "group_id"):
        theirs[user_id].append(groups[group_id])
    return {user_id: _counting(some) for user_id, some in theirs.items()}


def told_as(user: Any) -> frozenset[str]:
    """As what somebody can be told something: their teams, and the roles by which they read."""
    return frozenset(_told().filter(user=user).values_list("name", flat=True))


def who_can_be_told() -> list[str]:
    """To choose from, by name."""
    return list(_told().order_by("name").values_list("name", flat=True))


def _told() -> Any:
    return _groups().filter(_IS_TEAM | Q(reads=True))


def _groups() -> Any:
    return Group.objects.annotate(reads=Exists(AccessGrant.objects.filter(group=OuterRef("pk"))))


def _counting(groups: Iterable[Any]) -> str:
    ranked = [(rank, group.name) for group in groups if (rank := _rank(group)) is not None]
    return min(ranked)[1] if ranked else ""


def _rank(group: Any) -> int | None:
    if group.name in ROLES:
        return 3 if group.reads else None
    return 0 if group.name.startswith(TEAM_PREFIX) else 1 if group.reads else 2
