"""The place of surges in the admin's menu, and where their screens are."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from kb.feedback.surges import item_admin, list_admin
from kb.feedback.surges.screens import EXPORT, ICON, KNOWN, LIST, ONE
from kb.feedback.surges.seeing import VIEW


class SurgeMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For the hook of the menu of emergencies."""
    return SurgeMenuItem(_("Surges"), reverse(LIST), name="surges", icon_name=ICON, order=30)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("surges/", list_admin.surges, name=LIST),
        path("surges/export/", list_admin.export, name=EXPORT),
        path("surges/<int:pk>/", item_admin.surge, name=ONE),
        path("surges/<int:pk>/known/", item_admin.known, name=KNOWN),
    ]
