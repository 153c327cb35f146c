"""“Show me channel X for audience Y in region Z on day D”: for staff, never more than their own
grants let them read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.widgets.button import Button

from kb.authoring.models import KnowledgePage
from kb.authoring.uses.rights import answers_told
from kb.locales import to_outside
from kb.publication.impact.proposals import proposal_of, proposals_of
from kb.publication.impact.reached import may_see_drafts
from kb.publication.impact.viewers import Viewer, covers, viewer_of
from kb.publication.showing import gone
from kb.publication.showing.asking import LIVE, Asked, AskForm, asked_of
from kb.publication.showing.coming import foresee, reads_every_schedule
from kb.publication.showing.moments import (
    Answer,
    AtMoment,
    as_it_is,
    as_it_was,
    as_it_will_be,
    as_proposed,
)
from kb.publication.showing.telling import tell

NAME = "kb_shown"


@require_safe
@require_admin_access
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Forbidden and absent look alike."""
    now = timezone.now()
    page = KnowledgePage.objects.filter(pk=pk, alias_of=None).select_related("locale").first()
    if page is None:
        raise Http404
    with_drafts = may_see_drafts(page, request.user, now=now)
    if not with_drafts and not answers_told(request.user, [page.pk], now=now):
        raise Http404
    viewer = viewer_of(request.user, [page.pk], now=now)
    context = _head(page, title=page.draft_title if with_drafts else page.title)
    if viewer.scope is None or not covers(viewer, page):
        return render(request, "publication/shown.html", context)
    waiting = [p for p in proposals_of(page, now=now) if p.is_change] if with_drafts else []
    form = AskForm(request.GET, scope=viewer.scope, proposals=waiting, now=now)
    context |= {"form": form}
    if form.is_valid():
        asked = asked_of(form, locale=to_outside(page.locale.language_code))
        by = Asker(request.user, viewer, with_drafts)
        context |= _told(page, asked, by=by, now=now)
    return render(request, "publication/shown.html", context)


@dataclass(frozen=True, slots=True)
class Asker:
    """`with_drafts`: may see what of the answer is not live."""

    user: Any
    viewer: Viewer
    with_drafts: bool


def _told(page: Any, asked: Asked, *, by: Asker, now: datetime) -> dict[str, Any]:
    scope = by.viewer.cap(asked.scope, channel=asked.outlet.code)
    if scope is None:
        return {}
    answer = Answer(page.key, to_outside(page.locale.language_code), page.pk)
    moment = _moment(page, answer, asked, by=by, now=now)
    is_live = asked.version == LIVE
    return tell(answer, asked, moment, scope=scope, viewer=by.viewer) | {
        "is_past": asked.at < now and is_live,
        "may_lack_versions": asked.at >= now
        and is_live
        and not reads_every_schedule(by.user, with_drafts=by.with_drafts),
    }


def _moment(page: Any, answer: Answer, asked: Asked, *, by: Asker, now: datetime) -> AtMoment:
    if asked.version != LIVE:
        proposal = proposal_of(page, revision=asked.version, now=now)
        if proposal is None:
            raise Http404
        return as_proposed(proposal, at=asked.at)
    if asked.at < now:
        return as_it_was(answer, at=asked.at)
    foreseen = foresee(page, at=asked.at, user=by.user, with_drafts=by.with_drafts)
    if foreseen is None:
        return as_it_is(answer, at=asked.at)
    return as_it_will_be(foreseen, topic_id=page.get_parent().pk, at=asked.at)


def _head(page: Any, *, title: str) -> dict[str, Any]:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return {
        "page_title": _("As read on a day"),
        "page_subtitle": title,
        "header_icon": "calendar-alt",
        "subject_url": url,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": url, "label": title},
            {"url": "", "label": _("As read on a day")},
        ],
    }


def page_button(page: Any, user: Any, **_kwargs: Any) -> Iterator[Button]:
    """For Wagtail's hooks register_page_header_buttons and register_page_listing_more_buttons."""
    if page.specific_class is KnowledgePage and not page.alias_of_id:
        url = reverse(NAME, args=[page.pk])
        yield Button(_("As read on a day"), url, icon_name="calendar-alt", priority=16)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("shown/<int:pk>/", shown, name=NAME),
        path("shown/deleted/<str:locale>/<str:key>/", gone.shown_gone, name=gone.NAME),
    ]
