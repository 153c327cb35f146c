"""What of all knowledge goes out to somebody: what they may read or edit, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.access import ALL_TOPICS, Audience, Labels, Scope, Verification
from kb.access.rules import fits
from kb.authoring.exchange.raw import LISTS, UNVERIFIED, audience_of
from kb.authoring.exchange.records import Element, Item
from kb.authoring.models import KnowledgePage, TopicPage
from kb.authoring.staff_scopes import staff_scope

EXPORT, IMPORT = "kb.export_knowledge", "kb.import_knowledge"
NOTHING = Q(pk__in=())
SNIPPETS = {"fact": "fact", "term": "term", "shared": "sharedelement"}


@dataclass(frozen=True, slots=True)
class Sight:
    """`scope` None sees everything. `topics`: keys of topics to go no further than."""

    user: Any = None
    scope: Scope | None = None
    topics: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        return self.scope is None and not self.topics

    def answers(self) -> Any:
        """Pages that may be looked at, second places aside."""
        pages = KnowledgePage.objects.filter(alias_of__isnull=True)
        if self.topics:
            pages = pages.filter(below(self.topics))
        if self.scope is None:
            return pages
        if self.scope.topics == ALL_TOPICS:
            return pages
        return pages.filter(below(self.scope.topics) | Q(pk__in=self._editable()))

    def _editable(self) -> Any:
        policy = PagePermissionPolicy(KnowledgePage)
        pages = policy.instances_user_has_any_permission_for(self.user, {"change"})
        return pages.order_by().values("pk")

    def editable_ids(self) -> frozenset[int]:
        return frozenset() if self.scope is None else frozenset(
            row["pk"] for row in self._editable()
        )  # fmt: skip

    def shows(self, item: Item) -> bool:
        """Of a shared element, fact or term, and of an answer that the person may not edit."""
        if self.scope is None or self._edits(item):
            return True
        return all(fits(self.scope, labels) for labels in labels_in(item))

    def _edits(self, item: Item) -> bool:
        model = SNIPPETS.get(item.subject)
        return model is not None and bool(self.user.has_perm(f"kb.change_{model}"))


def sight_of(user: Any, *, now: datetime, topics: Iterable[str] = ()) -> Sight | None:
    """None for whoever sees nothing. `user` None is the operator at the machine."""
    if user is None or user.is_superuser:
        return Sight(topics=frozenset(topics))
    scope = staff_scope(user, now=now)
    return Sight(user, scope, frozenset(topics)) if scope is not None else None


def below(keys: Iterable[str]) -> Q:
    """Pages in and under these topics, in every language."""
    paths = TopicPage.objects.filter(key__in=keys).values_list("path", flat=True)
    return reduce(or_, (Q(path__startswith=path) for path in paths), NOTHING)


def labels_in(item: Item) -> list[Labels]:
    variants = item.fields.get("variants", ())
    return [*map(_labels_of, item.elements), *(_labels(row, "public") for row in variants)]


def _labels_of(element: Element) -> Labels:
    return _labels(element.fields, audience_of(element.kind))


def _labels(fields: Mapping[str, Any], audience: str) -> Labels:
    sets: dict[str, Any] = {name: frozenset(fields.get(name, ())) for name in LISTS}
    verification = Verification.from_code(fields.get("verification", UNVERIFIED))
    rank = Audience.from_code(fields.get("audience", audience))
    return Labels(audience=rank, verification=verification, **sets)
