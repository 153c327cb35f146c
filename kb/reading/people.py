"""Who is in which team and what each may read: for whoever asks teams to read something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from kb.access import ALL_TOPICS, Audience, Scope
from kb.access.labels import DIMENSIONS
from kb.access.models import AccessGrant
from kb.authoring.names import name_and_number
from kb.authoring.staff_scopes import scope_of_grants, staff_scope
from kb.publication.ports import outlets


@dataclass(frozen=True, slots=True)
class Member:
    """An active person. `name`: the staff number; `scope`: on the channel where staff read, None
    for those who may not."""

    user_id: int
    name: str
    shown: str
    groups: frozenset[int]
    scope: Scope | None


def staff_channel() -> str:
    """Where agents read: the first channel that may carry what is for them alone; empty where none
    is switched on."""
    return next((o.code for o in outlets() if o.ceiling is Audience.AGENT), "")


def members_of(teams: Collection[int], *, now: datetime) -> tuple[Member, ...]:
    """By staff number. A fixed number of queries; people of the same groups read alike."""
    users = get_user_model().objects.filter(is_active=True, groups__in=teams).distinct()
    people = list(users.order_by("username").prefetch_related("groups"))
    groups = {user.pk: frozenset(group.pk for group in user.groups.all()) for user in people}
    scopes = _scopes(set(groups.values()), now=now)
    return tuple(
        Member(
            user.pk, user.get_username(), name_and_number(user), groups[user.pk],
            scopes[groups[user.pk]],
        )
        for user in people
    )  # fmt: skip


def _scopes(
    together: Iterable[frozenset[int]], *, now: datetime
) -> Mapping[frozenset[int], Scope | None]:
    grants: dict[int, list[AccessGrant]] = {}
    for grant in AccessGrant.objects.all():
        grants.setdefault(grant.group_id, []).append(grant)
    return {
        groups: _at_their_channel([g for pk in groups for g in grants.get(pk, ())], now=now)
        for groups in together
    }


def _at_their_channel(grants: list[AccessGrant], *, now: datetime) -> Scope | None:
    channel, scope = staff_channel(), scope_of_grants(grants, now=now) if grants else None
    if scope is None or channel not in scope.channels:
        return None
    return scope.for_channel(channel)


def scope_of(user: Any, *, now: datetime) -> Scope | None:
    """What this person reads where staff read."""
    channel, scope = staff_channel(), staff_scope(user, now=now)
    return scope.for_channel(channel) if scope and channel in scope.channels else None


def teams_within(user: Any, *, now: datetime) -> tuple[Group, ...]:
    """Groups with people in them, by name: those this person is in, and those in which nobody may
    read more than this person."""
    scope = scope_of(user, now=now)
    if scope is None:
        return ()
    groups = list(Group.objects.filter(user__is_active=True).distinct().order_by("name"))
    own = set(user.groups.values_list("pk", flat=True))
    wider = {
        group
        for member in members_of([group.pk for group in groups], now=now)
        if member.scope is not None and not _lies_within(member.scope, scope)
        for group in member.groups
    }
    return tuple(group for group in groups if group.pk in own or group.pk not in wider)


def _lies_within(inner: Scope, outer: Scope) -> bool:
    topics = outer.topics == ALL_TOPICS or inner.topics <= outer.topics
    labels = all(getattr(inner, name) <= getattr(outer, name) for name in DIMENSIONS)
    return topics and labels and inner.audience <= outer.audience
