"""The past of answers that were deleted: the log keeps what they said, and this shows it to whoever
would still find them in their part of the tree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.authoring.models import KnowledgePage, TopicPage
from kb.locales import to_outside
from kb.publication.impact.viewers import Viewer, viewer_of
from kb.publication.models import Publication
from kb.publication.showing.asking import AskForm, asked_of
from kb.publication.showing.moments import Answer, AtMoment, as_it_was
from kb.publication.showing.telling import tell

NAME, LOG = "kb_shown_gone", "publication_log"
# A language, and the keys of topics from the root down.
Place = tuple[str, tuple[str, ...]]
WORKS_THERE = {"add", "change", "publish"}


@dataclass(frozen=True, slots=True)
class GoneAnswer:
    """`lineage`: keys of the topics it last stood in, the root first."""

    answer: Answer
    question: str
    lineage: tuple[str, ...]

    @property
    def place(self) -> Place:
        return self.answer.locale, self.lineage


@require_safe
@require_admin_access
def shown_gone(request: HttpRequest, locale: str, key: str) -> HttpResponse:
    """Forbidden and absent look alike; an answer that is there has a screen of its own."""
    pages = KnowledgePage.objects.filter(key=key, alias_of=None).select_related("locale")
    page = next((p for p in pages if to_outside(p.locale.language_code) == locale), None)
    if page is not None:
        return redirect("kb_shown", page.pk)
    gone = find_gone(key, locale=locale)
    if gone is None or not own_places([gone.place], request.user):
        raise Http404
    now = timezone.now()
    viewer = viewer_of(request.user, [], now=now)
    context = _head(gone) | _answered(request, gone, viewer=viewer, now=now)
    return render(request, "publication/shown.html", context)


def find_gone(key: str, *, locale: str) -> GoneAnswer | None:
    """None: nothing was ever published under this key."""
    rows = Publication.objects.filter(key=key, locale=locale, kind="publish")
    row = rows.order_by("-seq").first()
    if row is None:
        return None
    question = row.documents[0]["question"] if row.documents else key
    return GoneAnswer(Answer(key, locale, row.page_id or 0), question, tuple(row.lineage))


def own_places(places: Collection[Place], user: Any) -> set[Place]:
    """Those where the person works in the nearest topic that is still there."""
    keys = {key for _locale, lineage in places for key in lineage}
    topics = TopicPage.objects.filter(key__in=keys)
    own = PagePermissionPolicy(TopicPage).instances_user_has_any_permission_for(user, WORKS_THERE)
    is_own = dict.fromkeys(_placed(topics), False) | dict.fromkeys(_placed(topics & own), True)

    def works_at(place: Place) -> bool:
        locale, lineage = place
        there = (is_own[locale, key] for key in reversed(lineage) if (locale, key) in is_own)
        return bool(user.is_superuser or next(there, False))

    return {place for place in places if works_at(place)}


def _placed(topics: Any) -> list[tuple[str, str]]:
    rows = topics.order_by().values_list("locale__language_code", "key")
    return [(to_outside(language), key) for language, key in rows]


def _answered(
    request: HttpRequest, gone: GoneAnswer, *, viewer: Viewer, now: datetime
) -> dict[str, Any]:
    if viewer.scope is None or not viewer.scope.covers_topics(gone.lineage):
        return {}
    form = AskForm(request.GET, scope=viewer.scope, proposals=[], now=now)
    if not form.is_valid():
        return {"form": form}
    asked = asked_of(form, locale=gone.answer.locale)
    scope = viewer.cap(asked.scope, channel=asked.outlet.code)
    if scope is None:
        return {"form": form}
    moment = as_it_was(gone.answer, at=asked.at) if asked.at < now else AtMoment(None)
    told = tell(gone.answer, asked, moment, scope=scope, viewer=viewer)
    return {"form": form, "is_past": asked.at < now} | told


def _head(gone: GoneAnswer) -> dict[str, Any]:
    url = f"{reverse(LOG)}?key={gone.answer.key}"
    return {
        "page_title": _("As read on a day"),
        "page_subtitle": gone.question,
        "header_icon": "calendar-alt",
        "is_deleted": True,
        "subject_url": url,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": url, "label": _("Publication log")},
            {"url": "", "label": _("As read on a day")},
        ],
    }
