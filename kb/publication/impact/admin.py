"""What a change would do, shown before it is handed in and before it is approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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

from kb.authoring.label_values import choices_for
from kb.authoring.models import KnowledgePage
from kb.authoring.uses.listing import edit_url
from kb.publication.impact.effects import effects_on
from kb.publication.impact.proposals import proposals_of
from kb.publication.impact.reached import DAYS, Reached, find_reached, find_subject
from kb.publication.impact.screens import EffectShown, shown

NAME, ROWS, ANSWER = "kb_impact", "kb_impact_rows", "kb_impact_answer"
# The first rows come at once, further ones in larger steps.
FIRST, STEP, MOST = 8, 100, 100


@require_safe
@require_admin_access
def impact(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Head and first numbers; the rows of a source's answers follow one by one (impact.js)."""
    now = timezone.now()
    subject = find_subject(label, pk, user=request.user)
    reached = _reached(request, subject, now=now)
    is_answer = isinstance(subject, KnowledgePage)
    context = _head(subject) | {
        "proposal": reached.proposal,
        "others": proposals_of(subject, now=now),
        "wait": reached.proposal.starts_at if reached.proposal.starts_at > now else None,
        "total": len(reached.page_ids),
        "hidden": reached.hidden,
        "days": DAYS,
        "label": label,
        "subject": subject,
        "first": FIRST,
        "step": STEP,
        "reads": sum(sum(by.values()) for by in reached.reads.values()),
        "effect": next(_shown(reached, reached.page_ids, now=now), None) if is_answer else None,
        "is_answer": is_answer,
        "regions": _regions(reached),
        "region": reached.viewer.region,
    }
    return render(request, "publication/impact.html", context)


@require_safe
@require_admin_access
def rows(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """The next rows of the table."""
    now = timezone.now()
    reached = _reached(request, find_subject(label, pk, user=request.user), now=now)
    begin, count = _number(request, "offset", 0), min(_number(request, "count", STEP), MOST)
    ids = reached.page_ids[begin : begin + count]
    context = {
        "effects": list(_shown(reached, ids, now=now)),
        "label": label,
        "pk": pk,
        "revision": request.GET.get("revision", ""),
        "region": reached.viewer.region,
    }
    return _fragment(request, "publication/impact_rows.html", context)


@require_safe
@require_admin_access
def answer(request: HttpRequest, label: str, pk: int, page: int) -> HttpResponse:
    """One answer on every channel, old and new side by side."""
    now = timezone.now()
    reached = _reached(request, find_subject(label, pk, user=request.user), now=now)
    if page not in reached.page_ids:
        raise Http404
    effect = next(_shown(reached, (page,), now=now), None)
    return _fragment(request, "publication/impact_answer.html", {"effect": effect})


def _reached(request: HttpRequest, subject: Any, *, now: datetime) -> Reached:
    revision = request.GET.get("revision", "")
    reached = find_reached(subject, user=request.user, revision=revision, now=now)
    region = request.GET.get("region", "")
    if region not in dict(_regions(reached)):
        return reached
    return replace(reached, viewer=replace(reached.viewer, region=region))


def _regions(reached: Reached) -> list[tuple[str, str]]:
    """Those that the person may ask for."""
    return [
        (code, name) for code, name in choices_for("regions") if reached.viewer.may_ask_for(code)
    ]


def _shown(reached: Reached, ids: tuple[int, ...], *, now: datetime) -> Iterator[EffectShown]:
    for effect in effects_on(reached.proposal, ids, viewer=reached.viewer):
        yield shown(effect, reads=reached.reads.get(effect.page_id, {}), now=now)


def _fragment(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else default


def _head(subject: Any) -> dict[str, Any]:
    url = edit_url(subject)
    name = subject.draft_title if isinstance(subject, KnowledgePage) else str(subject)
    return {
        "page_title": _("Impact"),
        "page_subtitle": name,
        "header_icon": "view",
        "subject_url": url,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": url, "label": name},
            {"url": "", "label": _("Impact")},
        ],
    }


def page_button(page: Any, user: Any, view_name: str, **_kwargs: Any) -> Iterator[Button]:
    """For Wagtail's hook register_page_header_buttons."""
    if page.specific_class is KnowledgePage and view_name == "edit":
        url = reverse(NAME, args=["kb.knowledgepage", page.pk])
        yield Button(_("Impact on every channel"), url, icon_name="view", priority=15)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    start = "impact/<str:label>/<int:pk>/"
    return [
        path(start, impact, name=NAME),
        path(f"{start}rows/", rows, name=ROWS),
        path(f"{start}answers/<int:page>/", answer, name=ANSWER),
    ]
