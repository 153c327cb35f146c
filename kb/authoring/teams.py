"""Which team somebody works in, for counting: the value is kept with what was done, as it was."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q

from kb.access.models import AccessGrant
from kb.authoring.staff_list import TEAM_PREFIX


def team_of(user: Any) -> str:
    """The group named as a team, else the one that says what the person may read (*Agents
    Beijing*); of several the first by name. Empty for somebody in none."""
    reads = Exists(AccessGrant.objects.filter(group=OuterRef("pk")))
    groups = list(Group.objects.filter(user=user).annotate(reads=reads).order_by("name"))
    teams = [group.name for group in groups if group.name.startswith(TEAM_PREFIX)]
    readers = [group.name for group in groups if group.reads]
    return next(iter([*teams, *readers]), "")


def teams_of(user: Any) -> frozenset[str]:
    """All of them, for what is meant for a team. One query."""
    return frozenset(_teams().filter(user=user).values_list("name", flat=True))


def all_teams() -> list[str]:
    """By name."""
    return list(_teams().order_by("name").values_list("name", flat=True))


def _teams() -> Any:
    reads = Exists(AccessGrant.objects.filter(group=OuterRef("pk")))
    return Group.objects.filter(Q(reads) | Q(name__startswith=TEAM_PREFIX))
