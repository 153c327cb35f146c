"""Doors that Wagtail's admin leaves open to everybody who may enter it: choosers name drafts of
other teams, and one of them makes workflow tasks. Here they ask what their screen would ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

May = Callable[[HttpRequest, Mapping[str, Any], str], bool]
VERBS = ("add", "change", "view")


def _keeps_workflows(request: HttpRequest, _kwargs: Mapping[str, Any], _view: str) -> bool:
    return bool(request.user.has_perm("wagtailcore.add_task"))


def _own_pages(request: HttpRequest) -> Any:
    return PagePermissionPolicy().explorable_instances(request.user)


def _writes_pages(request: HttpRequest, _kwargs: Mapping[str, Any], _view: str) -> bool:
    return bool(_own_pages(request).exists())


def _owns_all(request: HttpRequest, kwargs: Mapping[str, Any], _view: str) -> bool:
    """The question before a bulk action names what may not be done; it must not name others'."""
    if kwargs["model_name"] != "page":
        return any(request.user.has_perm(f"kb.{verb}_{kwargs['model_name']}") for verb in VERBS)
    ids = {pk for pk in request.GET.getlist("id") if pk.isdecimal()}
    return bool(_own_pages(request).filter(pk__in=ids).count() == len(ids))


def _may_move(request: HttpRequest, kwargs: Mapping[str, Any], _view: str) -> bool:
    page = Page.objects.filter(pk=kwargs["page_to_move_id"]).first()
    return page is None or bool(page.specific.permissions_for_user(request.user).can_move())


def _may_edit(request: HttpRequest, kwargs: Mapping[str, Any], _view: str) -> bool:
    page = Page.objects.filter(pk=kwargs["page_id"]).first()
    return page is None or bool(page.specific.permissions_for_user(request.user).can_edit())


def _nobody(_request: HttpRequest, _kwargs: Mapping[str, Any], _view: str) -> bool:
    return False


def _looks_alone(request: HttpRequest, _kwargs: Mapping[str, Any], _view: str) -> bool:
    """The form of a copy is sent to where new ones are made. Sent back to its own address, Wagtail
    would write it over the original, past approval."""
    return request.method in ("GET", "HEAD")


def _knows_model(request: HttpRequest, _kwargs: Mapping[str, Any], view: str) -> bool:
    """`…_kb_fact:name` is about facts."""
    model = view.partition(":")[0].rpartition("_")[2]
    return any(request.user.has_perm(f"kb.{verb}_{model}") for verb in VERBS)


GUARDED: dict[str, May] = {
    "wagtail_bulk_action": _owns_all,
    "wagtailadmin_workflows:task_cho*": _keeps_workflows,
    "wagtailadmin_choose_page": _writes_pages,
    "wagtailadmin_choose_page_child": _writes_pages,
    "wagtailadmin_choose_page_search": _writes_pages,
    "wagtailadmin_choose_page_chosen_multiple": _writes_pages,
    "wagtailadmin_pages:move_confirm": _may_move,
    "wagtailadmin_pages:confirm_workflow_cancellation": _may_edit,
    "wagtailsnippets_kb_*:confirm_workflow_cancellation": _knows_model,
    "wagtailsnippets_kb_*:copy": _looks_alone,
    # No chooser of ours makes what it offers; Wagtail's view fails where there is no form.
    "wagtailsnippetchoosers_kb_*:create": _nobody,
    "wagtailsnippetchoosers_kb_*:*": _knows_model,
    # Wagtail's admin cannot be without its documents, but no address serves one: files hang on
    # bases, and reach readers through a scope.
    "wagtaildocs*": _nobody,
    "wagtailadmin_api:documents:*": _nobody,
}


class GuardMiddleware:
    """Stands behind the one that knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Mapping[str, Any]
    ) -> None:
        """Whoever is not logged in is sent to do so by the view itself."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        # Asked first: who reads a public page is nobody's business, and costs a question.
        if not name.startswith("wagtail"):
            return
        user: Any = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return
        for pattern, may in GUARDED.items():
            if fnmatchcase(name, pattern) and not may(request, kwargs, name):
                raise PermissionDenied


def only_own_pages(pages: Any, request: HttpRequest) -> Any:
    """For Wagtail's hook construct_page_chooser_queryset: others' drafts have no name here."""
    return pages.filter(
        pk__in=PagePermissionPolicy().explorable_instances(request.user).values("pk")
    )
