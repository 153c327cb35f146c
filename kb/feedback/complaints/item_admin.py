"""One complaint in the admin: the same acts as at the desk, and naming a version that came of
it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_denied

from kb.authoring.staff_scopes import staff_scope
from kb.feedback.complaints.acts import ACTS
from kb.feedback.complaints.knowledge import knowledge_of, name_version
from kb.feedback.complaints.list_admin import NAME
from kb.feedback.complaints.mails import ITEM
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.ports import messages_of
from kb.feedback.complaints.queries import find_complaint, reasons_by_cause
from kb.feedback.complaints.rules import CannotDo
from kb.feedback.complaints.seeing import oversees
from kb.feedback.complaints.steps import By
from kb.locales import OUTSIDE_TO_DJANGO, locale_name

ACT = "complaint_act_admin"


@require_safe
def item(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if not oversees(request.user):
        return _refused(request)
    return _show(request, _found(request, pk))


@require_POST
def act(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """What cannot be done comes back with what was typed and what to do."""
    if not oversees(request.user):
        return _refused(request)
    one = _found(request, pk)
    try:
        _do(name, one, request, by=By(request.user, timezone.now()))
    except CannotDo as refusal:
        one.refresh_from_db()
        return _show(request, one, problem=refusal.message, opened=name, status=422)
    messages.success(request, _("Done."))
    return redirect(ITEM, pk)


def _do(name: str, one: Complaint, request: HttpRequest, *, by: By) -> None:
    if name == "version":
        _name_version(one, request, by=by)
    elif name in ACTS:
        ACTS[name](one, request.POST, by)
    else:
        raise Http404


def _name_version(one: Complaint, request: HttpRequest, *, by: By) -> None:
    scope = staff_scope(request.user, now=by.at)
    locale, key = request.POST.get("locale", ""), request.POST.get("key", "").strip()[:80]
    if scope is None or locale not in OUTSIDE_TO_DJANGO or "\0" in key:
        raise CannotDo(_("There is no such answer here: check its code and its language."))
    name_version(one, key=key, locale=locale, scope=scope, by=by)


def _refused(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = permission_denied(request)
    return response


def _found(request: HttpRequest, pk: uuid.UUID) -> Complaint:
    found = find_complaint(pk, user=request.user, now=timezone.now())
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, one: Complaint, *, problem: str = "", opened: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "page_title": one.number,
        "header_icon": "warning",
        "breadcrumbs_items": _way(one),
        "one": one,
        "is_late": one.is_open and one.due_at < now,
        "knowledge": knowledge_of(one, scope=staff_scope(request.user, now=now)),
        "sent": messages_of([one.pk]).get(one.pk, ()),
        "events": one.events.all(),
        "causes": reasons_by_cause(),
        "cause_now": str(one.reason_id or one.cause),
        "outcomes": Complaint.Outcome.choices,
        "answered": Complaint.Answered.choices,
        "locales": [(tag, locale_name(tag)) for tag in OUTSIDE_TO_DJANGO],
        "problem": problem,
        "opened": opened,
        "said": request.POST,
    }
    return render(request, "complaints/item.html", context, status=status)


def _way(one: Complaint) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(NAME), "label": _("Complaints")},
        {"url": "", "label": one.number},
    ]


def urls() -> list[Any]:
    return [
        path("complaints/<uuid:pk>/", item, name=ITEM),
        path("complaints/<uuid:pk>/<slug:name>/", act, name=ACT),
    ]
