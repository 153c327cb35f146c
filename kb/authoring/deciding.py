"""Approving and sending back in the admin: whoever decides writes nothing, and is left where they
may be."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
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

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Also where the form is locked, and its panels with it."""
        found: list[Button] = super().header_more_buttons
        return [*found, *self.own_buttons()]

    def own_buttons(self) -> list[Button]:
        """Of what answers use."""
        place = [self.object._meta.label_lower, self.object.pk]
        used, effects = reverse("kb_where_used", args=place), reverse("kb_impact", args=place)
        return [
            Button(_("Where used"), url=used, icon_name="link", priority=14),
            Button(_("Impact on every channel"), url=effects, icon_name="view", priority=15),
        ]


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
