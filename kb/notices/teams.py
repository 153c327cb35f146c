"""Which team somebody belongs to: the groups that are no role of the house
(docs/how-to/users-and-teams.md)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

ROLES = frozenset(
    {
        "Editors",
        "Approvers",
        "Business owners",
        "Compliance",
        "Consumer protection",
        "Agents",
        "Supervisors",
        "Integrators",
    }
)


def teams_of(user: Any) -> frozenset[str]:
    """One query."""
    return frozenset(user.groups.exclude(name__in=ROLES).values_list("name", flat=True))


def first_team(teams: frozenset[str]) -> str:
    """Where one name is wanted; empty for somebody without a team."""
    return min(teams, default="")


def all_teams() -> list[str]:
    return list(
        Group.objects.exclude(name__in=ROLES).order_by("name").values_list("name", flat=True)
    )
