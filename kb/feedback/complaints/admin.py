"""The menu of complaints, where its screens are, and the list of finer reasons."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.snippets.views.snippets import SnippetViewSet

from kb.feedback.complaints import item_admin, list_admin
from kb.feedback.complaints.models import ComplaintReason
from kb.feedback.complaints.seeing import oversees


class ReasonViewSet(SnippetViewSet):
    model = ComplaintReason
    icon = "list-ul"
    menu_label = _("Reasons for complaints")
    menu_order = 900
    add_to_settings_menu = True
    list_display = ["name_zh", "name_en", "cause", "code", "active"]
    list_filter = ["cause", "active"]
    search_fields = ["name_zh", "name_en", "code"]
    search_backend_name = None
    copy_view_enabled = False


class ComplaintMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return oversees(request.user)


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    url = reverse(list_admin.NAME)
    return ComplaintMenuItem(
        _("Complaints"), url, name="complaints", icon_name="warning", order=163
    )


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [*list_admin.urls(), *item_admin.urls()]
