"""Who leads which team where complaints are late or their owner has left: people lead their own
teams, and those whose reading lies within theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from kb.access import ALL_TOPICS, Scope
from kb.access.models import AccessGrant
from kb.authoring.staff_scopes import known_codes, scope_of_grants, staff_scope
from kb.authoring.teams import teams_of

LEAD = "kb.lead_complaint"
DIMENSIONS = ("regions", "segments", "products")


def led_by(user: Any, *, now: datetime) -> tuple[str, ...]:
    """None for whoever may not lead."""
    if not user.has_perm(LEAD):
        return ()
    return tuple(sorted({*teams_of(user), *_within_reach(user, now=now)}))


def _within_reach(user: Any, *, now: datetime) -> Iterable[str]:
    mine = staff_scope(user, now=now)
    if mine is None:
        return ()
    grants: dict[str, list[AccessGrant]] = {}
    for grant in AccessGrant.objects.select_related("group"):
        grants.setdefault(grant.group.name, []).append(grant)
    return [name for name, some in grants.items() if _lies_in(some, mine, now=now)]


def leader_of(team: str, *, now: datetime) -> Any:
    """Of several the first by name, of those who lead only little before those who lead all; None
    where nobody leads it."""
    found = [(led_by(person, now=now), person) for person in possible_leaders()]
    leaders = [(len(teams), person.username, person) for teams, person in found if team in teams]
    return min(leaders, key=lambda one: one[:2])[2] if leaders else None


def possible_leaders() -> Sequence[Any]:
    right = Permission.objects.filter(codename="lead_complaint", content_type__app_label="kb")
    people = get_user_model().objects.filter(is_active=True)
    return list(people.filter(groups__permissions__in=right).distinct().order_by("username"))


def _lies_in(grants: Iterable[AccessGrant], outer: Scope, *, now: datetime) -> bool:
    inner = scope_of_grants(grants, now=now)
    return (
        inner.audience <= outer.audience
        and inner.channels <= outer.channels
        and (outer.topics == ALL_TOPICS or inner.topics <= outer.topics)
        and all(_known(inner, name) <= getattr(outer, name) for name in DIMENSIONS)
    )


def _known(scope: Scope, name: str) -> frozenset[str]:
    """A label that is gone lets nobody read anything."""
    held: frozenset[str] = getattr(scope, name)
    return held.intersection(known_codes(name))
