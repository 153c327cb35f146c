"""Who may see which misses, and who may decide about them.

A miss has no answer, so no topic: it belongs to the channel and the audience of whoever asked. A
person sees those of the channels in their grants, up to the audience of their grants; somebody
whose grants are of some topics only sees them too, as nobody can say of a question without an
answer where it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.access import ALL_TOPICS
from kb.authoring.models import KnowledgePage, TopicPage
from kb.authoring.staff_scopes import staff_scope
from kb.locales import to_django

VIEW, DECIDE = "kb.view_missgroup", "kb.decide_missgroup"
# Drafts under every topic of their grants, where they may otherwise write nothing.
DRAFT = "kb.draft_missgroup"


@dataclass(frozen=True, slots=True)
class Sight:
    """Misses of these channels, asked by at most this audience."""

    channels: tuple[str, ...]
    audience: int


NOTHING = Sight((), -1)


def sight_of(user: Any, *, now: datetime) -> Sight:
    scope = staff_scope(user, now=now) if user.has_perm(VIEW) else None
    if scope is None:
        return NOTHING
    return Sight(tuple(sorted(scope.channels)), int(scope.audience))


def topics_for(user: Any, *, locale: str, now: datetime) -> Any:
    """Where this person may begin an answer in the group's language, in the order of the tree."""
    mine = PagePermissionPolicy(TopicPage).instances_user_has_any_permission_for(user, {"add"})
    topics = TopicPage.objects.filter(_numbers(mine) | _read(user, now=now), depth__gt=2)
    return topics.filter(locale__language_code=to_django(locale)).order_by("path")


def answers_for(user: Any, *, locale: str, now: datetime) -> Any:
    """To which this person may add a wording."""
    policy = PagePermissionPolicy(KnowledgePage)
    mine = policy.instances_user_has_any_permission_for(user, {"change"})
    answers = KnowledgePage.objects.filter(_numbers(mine) | _read(user, now=now))
    return answers.filter(alias_of__isnull=True, locale__language_code=to_django(locale))


def _read(user: Any, *, now: datetime) -> Q:
    scope = staff_scope(user, now=now) if user.has_perm(DRAFT) else None
    if scope is None:
        return Q(pk__in=())
    if scope.topics == ALL_TOPICS:
        return Q(path__startswith="")
    roots = TopicPage.objects.filter(key__in=scope.topics).values_list("path", flat=True)
    return reduce(or_, (Q(path__startswith=path) for path in roots), Q(pk__in=()))


def _numbers(pages: Any) -> Q:
    return Q(pk__in=pages.order_by().values("pk"))
