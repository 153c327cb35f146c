"""What the admin's screens of required reading are drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

LIST = "reading_list"


def show(request: HttpRequest, template: str, *, title: str, **context: Any) -> HttpResponse:
    """A screen with the way back to the list in its head."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    crumbs = [home, {"url": reverse(LIST), "label": _("Required reading")}]
    if title != crumbs[-1]["label"]:
        crumbs.append({"url": "", "label": title})
    head = {"page_title": title, "header_icon": "view", "breadcrumbs_items": crumbs}
    return render(request, template, head | context)
