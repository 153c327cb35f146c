"""What all screens of notices are drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

LIST, ONE, NEW, CORRECT = "notices", "notice", "notice_new", "notice_correct"
RELEASE, SEND_BACK, END, COUNTS = (
    "notice_release",
    "notice_send_back",
    "notice_end",
    "notice_counts",
)
ICON = "warning"


def show(request: HttpRequest, template: str, *, title: str, **context: Any) -> HttpResponse:
    """A screen with the way back to the list in its head."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if request.path != reverse(LIST):
        crumbs.append({"url": reverse(LIST), "label": _("Emergency notices")})
    crumbs.append({"url": "", "label": title})
    head = {"page_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs}
    return render(request, template, head | context)
