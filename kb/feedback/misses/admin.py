"""The menu of misses, and where its screens are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from kb.feedback.misses import group_admin, list_admin
from kb.feedback.misses.seeing import VIEW


class MissMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    name = _("Misses")
    return MissMenuItem(name, reverse(list_admin.NAME), name="misses", icon_name="help", order=165)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [*list_admin.urls(), *group_admin.urls()]
