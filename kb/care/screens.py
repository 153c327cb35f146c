"""What all screens of care are drawn with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOME = "care_home"


def show(
    request: HttpRequest, template: str, *, title: str, icon: str, **context: Any
) -> HttpResponse:
    """A screen with the way back to care in its head."""
    crumbs = [{"url": reverse(HOME), "label": _("Care")}, {"url": "", "label": title}]
    head = {"page_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}
    return render(request, template, head | context)


def go_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    wish = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()})
    return redirect(wish if is_ours else otherwise)


def tell_done(request: HttpRequest, done: int, *, left: int = 0) -> None:
    if done:
        text = ngettext("Done for %(count)s item.", "Done for %(count)s items.", done)
        messages.success(request, text % {"count": done})
    if left:
        text = ngettext(
            "%(count)s was left as it is: you may not edit it, or it is gone.",
            "%(count)s were left as they are: you may not edit them, or they are gone.",
            left,
        )
        messages.warning(request, text % {"count": left})
    if not done and not left:
        messages.error(request, _("Tick what you mean first."))
