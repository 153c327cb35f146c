"""Whose care a person may see, and whose they may change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.access import ALL_TOPICS
from kb.authoring.models import KnowledgePage, TopicPage
from kb.authoring.staff_scopes import staff_scope
from kb.authoring.uses.rights import answers_told
from kb.care.models import Care
from kb.care.subjects import SNIPPETS
from kb.document import Document

VIEW, OVERSEE = "kb.view_care", "kb.oversee_care"
NOTHING = Q(pk__in=())


def editable(user: Any) -> Any:
    """Rows whose answer stands in a subtree of theirs, or whose kind of shared content they may
    change."""
    return Care.objects.filter(_of(editable_answers(user)) | _snippets(user, "change"))


def visible(user: Any) -> Any:
    """Those, and for whoever oversees all knowledge what their grants let them read."""
    rows = _of(visible_answers(user)) | _snippets(user, "change") | _snippets(user, "view")
    return Care.objects.filter(rows)


def editable_answers(user: Any) -> Any:
    policy = PagePermissionPolicy(KnowledgePage)
    return policy.instances_user_has_any_permission_for(user, {"change"})


def visible_answers(user: Any) -> Any:
    mine = editable_answers(user)
    if user.is_superuser or not user.has_perm(OVERSEE):
        return mine
    return KnowledgePage.objects.filter(_keys(mine) | _keys(_readable_answers(user)))


def told_answers(user: Any, page_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those of these that the person sees here, or may read: what where-used names too."""
    seen = visible_answers(user).filter(pk__in=page_ids).values_list("pk", flat=True)
    return set(seen) | answers_told(user, page_ids, now=now)


def as_told(documents: dict[int, Document], user: Any, *, now: datetime) -> dict[int, Document]:
    """Whole where the person sees it here; of what they may only read, what they may read of it."""
    seen = set(visible_answers(user).filter(pk__in=documents).values_list("pk", flat=True))
    scope = staff_scope(user, now=now) if documents.keys() - seen else None
    return {
        pk: document if pk in seen or scope is None else document.narrowed_to(scope)
        for pk, document in documents.items()
    }


def _readable_answers(user: Any) -> Any:
    scope = staff_scope(user, now=timezone.now())
    if scope is None:
        return KnowledgePage.objects.none()
    if scope.topics == ALL_TOPICS:
        return KnowledgePage.objects.all()
    topics = TopicPage.objects.filter(key__in=scope.topics).values_list("path", flat=True)
    below = [Q(path__startswith=path) for path in topics]
    return KnowledgePage.objects.filter(reduce(or_, below, NOTHING))


def _keys(pages: Any) -> Q:
    return Q(pk__in=pages.order_by().values("pk"))


def _of(pages: Any) -> Q:
    return Q(subject="answer", object_id__in=pages.order_by().values("pk"))


def _snippets(user: Any, verb: str) -> Q:
    kinds = [kind for kind, model in SNIPPETS.items() if _may(user, verb, model)]
    return Q(subject__in=kinds) if kinds else NOTHING


def _may(user: Any, verb: str, model: Any) -> bool:
    return bool(user.has_perm(f"kb.{verb}_{model._meta.model_name}"))
