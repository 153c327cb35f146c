"""What all screens of approval are drawn with, and who may open them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

QUEUE, MINE, DEPUTIES, TRY = (
    "approval_queue",
    "approval_mine",
    "approval_deputies",
    "approval_try",
)
TASK, DECIDE, BULK, REMARK = (
    "approval_task",
    "approval_decide",
    "approval_bulk",
    "approval_remark",
)
SEE_RULES = "kb.view_approvalrule"


def show(
    request: HttpRequest, template: str, *, title: str, icon: str = "tasks", **context: Any
) -> HttpResponse:
    """A screen with the way back to the queue in its head, and the others one click away."""
    crumbs = [{"url": reverse(QUEUE), "label": _("Approval")}, {"url": "", "label": title}]
    head = {"page_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}
    return render(request, template, head | {"places": places(request)} | context)


def places(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Address, name and whether it is here."""
    named = [
        (QUEUE, _("Waiting for me")),
        (MINE, _("What I handed in")),
        (DEPUTIES, _("Deputies")),
    ]
    if request.user.has_perm(SEE_RULES):
        named.append((TRY, _("Try the rules")))
    urls = ((reverse(name), label) for name, label in named)
    return [(url, label, url == request.path) for url, label in urls]


def go_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    wish = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()})
    return redirect(wish if is_ours else otherwise)


def may_edit(user: Any, obj: Any) -> bool:
    """By the subtree for pages, by the model for what is shared; a lock does not matter."""
    if hasattr(obj, "permissions_for_user"):
        return bool(obj.permissions_for_user(user).can_edit())
    return bool(user.has_perm(f"kb.change_{obj._meta.model_name}"))


def edit_url(obj: Any, user: Any) -> str:
    """Empty where they have no business there."""
    return AdminURLFinder(user).get_edit_url(obj) or ""
