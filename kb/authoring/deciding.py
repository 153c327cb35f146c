"""Approving and sending back in the admin: whoever decides writes nothing, and is left where they
may be."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.views.snippets import EditView

DECISION = "workflow-action"


class DecidingEditView(EditView):
    """Wagtail saves a snippet's form before every decision, changed or not, as it does not for
    pages: a revision in the approver's name would make an author of everybody who approves."""

    def save_instance(self) -> Any:
        if self.action == DECISION and not self.form.has_changed():
            self.new_revision = None
            return self.object
        return super().save_instance()


def leave_decided_page(request: HttpRequest, page: Any) -> HttpResponse | None:
    """For Wagtail's hook after_edit_page: approvers have no place in the tree to go back to."""
    if f"action-{DECISION}" not in request.POST or request.GET.get("next"):
        return None
    if request.POST.get("next") or _may_explore(request.user, page.get_parent()):
        return None
    return redirect("wagtailadmin_home")


def _may_explore(user: Any, topic: Any) -> bool:
    explorable = PagePermissionPolicy().explorable_instances(user)
    return bool(explorable.filter(pk=topic.pk).exists())
