"""One screen of numbers; each opens its list."""

from __future__ import annotations

from typing import Any

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.jobs import operations as jobs
from kb.authoring.jobs.addresses import address_of
from kb.care.bulk_jobs import LOOK
from kb.care.lists import all_lists
from kb.care.models import Health
from kb.care.rows import settle
from kb.care.screens import show
from kb.care.seeing import VIEW, visible

NAME, RUN = "care_health", "care_health_look"
# What is no fault is no number here.
NOT_SHOWN = frozenset({"everything"})


@require_safe
@permission_required(VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    settle(today=timezone.localdate(now))
    rows = visible(request.user)
    tiles = [
        (one, one.narrow(rows, now).count(), reverse("care_list", args=[one.code]))
        for one in all_lists()
        if one.code not in NOT_SHOWN
    ]
    return show(
        request,
        "care/health.html",
        title=_("Health of the knowledge"),
        icon="history",
        tiles=tiles,
        total=rows.count(),
        looked=Health.objects.aggregate(first=Min("at"))["first"],
    )


@require_POST
@permission_required(VIEW)
def look(request: HttpRequest) -> HttpResponse:
    return redirect(address_of(jobs.start(LOOK, user=request.user, arguments={})))


def urls() -> list[Any]:
    return [
        path("care/health/", dashboard, name=NAME),
        path("care/health/look/", look, name=RUN),
    ]
