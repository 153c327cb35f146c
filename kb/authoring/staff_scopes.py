"""What a member of staff may read: the union of their groups' grants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from kb.access import ALL_TOPICS, Audience, Scope, Verification
from kb.access.models import AccessGrant
from kb.authoring.label_values import choices_for
from kb.locales import OUTSIDE_TO_DJANGO

EVERYTHING = "*"


def staff_scope(user: Any, *, now: datetime) -> Scope | None:
    """The person's scope, or None where no group of theirs has a grant: they see nothing.

    Superusers have no reading rights of their own; they are given a group like anybody else.
    """
    if not user.is_active:
        return None
    grants = list(AccessGrant.objects.filter(group__user=user))
    return scope_of_grants(grants, now=now) if grants else None


def scope_of_grants(grants: Iterable[AccessGrant], *, now: datetime) -> Scope:
    grants = list(grants)

    def union(name: str) -> set[str]:
        return {value for grant in grants for value in getattr(grant, name)}

    topics = union("topics")
    return Scope(
        channels=expand(union("channels"), settings.KB_CHANNELS),
        audience=max((grant.audience_rank for grant in grants), default=Audience.PUBLIC),
        topics=ALL_TOPICS if EVERYTHING in topics else frozenset(topics),
        locales=frozenset(OUTSIDE_TO_DJANGO),
        now=now,
        # By themselves; whom they serve narrows it.
        verification=Verification.FULL,
        **{
            name: expand(union(name), known_codes(name))
            for name in ("regions", "segments", "products")
        },
    )


def expand(held: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """`*` stands for every known value."""
    values = frozenset(held)
    return frozenset(known) if EVERYTHING in values else values


def known_codes(dimension: str) -> list[str]:
    return [code for code, _name in choices_for(dimension)]
