"""What all screens of surges are drawn with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kb.authoring.channel_names import name_of
from kb.feedback.surges.models import Surge
from kb.feedback.surges.seeing import Figures, Sight, sight_of

LIST, EXPORT, ONE, KNOWN = "surges", "surge_export", "surge", "surge_known"
ICON = "warning"


def sight_for(request: HttpRequest) -> Sight:
    """Raises Http404 for whoever may read nothing."""
    sight = sight_of(request.user, now=timezone.now())
    if sight is None:
        raise Http404
    return sight


def state_of(surge: Surge, *, now: datetime) -> tuple[str, str]:
    """Its code and its name."""
    if surge.ended_at is not None:
        return "over", _("Usual again")
    return ("known", _("Known")) if surge.is_known(now) else ("open", _("Much more than usual"))


def channels_told(figures: Figures) -> str:
    return ", ".join(f"{name_of(code)} {calls}" for code, calls in figures.channels)


def show(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """With the way back to the list in its head."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if request.path != reverse(LIST):
        crumbs.append({"url": reverse(LIST), "label": _("Surges")})
    crumbs.append({"url": "", "label": title})
    head = {"page_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs}
    return render(request, template, head | context, status=status)
