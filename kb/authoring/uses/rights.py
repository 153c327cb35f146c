"""What of a list of uses a person may be told by name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_permission_codename
from wagtail.images import get_image_model
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from kb.authoring.staff_scopes import staff_scope
from kb.authoring.usage import visible_to

VERBS = ("view", "change", "add", "delete")


def may_look_up(user: Any, model: type[Any]) -> bool:
    """Has anything to do with snippets of this kind, or with pictures, in the admin."""
    if model is get_image_model():
        policy = policy_registry.get(model)
        return bool(policy.user_has_any_permission(user, {"add", "change", "delete", "choose"}))
    codes = (get_permission_codename(verb, model._meta) for verb in VERBS)
    return any(user.has_perm(f"{model._meta.app_label}.{code}") for code in codes)


def answers_told(user: Any, page_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those in a subtree where the person works, drafts too, and live ones they may read."""
    if not page_ids:
        return set()
    own = own_answers(user, page_ids)
    rest = set(page_ids) - own
    scope = staff_scope(user, now=now) if rest else None
    return own | (visible_to(scope, rest) if scope else set())


def own_answers(user: Any, page_ids: Collection[int]) -> set[int]:
    """Those that the person finds in their part of the tree."""
    explorable = PagePermissionPolicy().explorable_instances(user)
    return set(explorable.filter(pk__in=page_ids).values_list("pk", flat=True))
