"""Who can own something: active staff who may enter the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from kb.care.models import Care


def possible_owners(*, also: int | None = None) -> Any:
    """`also`: the number of somebody who stays choosable, though they may have left."""
    may_enter = Q(
        groups__permissions__codename="access_admin",
        groups__permissions__content_type__app_label="wagtailadmin",
    )
    here = Q(is_active=True) & (may_enter | Q(is_superuser=True))
    return get_user_model().objects.filter(here | Q(pk=also)).distinct().order_by("username")


def present_owners(rows: Any) -> Any:
    """Whoever owns one of these rows, whether still here or not."""
    owners = rows.order_by().values("owner")
    return get_user_model().objects.filter(pk__in=owners).order_by("username")


def owned_by(person: Any) -> Any:
    return Care.objects.filter(owner=person)
