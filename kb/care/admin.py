"""The menu of care, and where its screens are."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from kb.care import (
    basis_admin,
    conflict_admin,
    correction_admin,
    handover_admin,
    health_admin,
    interval_admin,
    item_admin,
    list_admin,
    templates_admin,
)
from kb.care.screens import HOME
from kb.care.seeing import VIEW


class CareMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


class CareMenu(SubmenuMenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    items = [
        CareMenuItem(_("Health"), reverse(health_admin.NAME), icon_name="history", order=10),
        CareMenuItem(
            _("Due for review"),
            reverse(list_admin.NAME, args=["review-due"]),
            icon_name="calendar-check",
            order=20,
        ),
        CareMenuItem(
            _("Corrections"), reverse(correction_admin.LIST), icon_name="comment", order=25
        ),
        CareMenuItem(_("Conflicts"), reverse(conflict_admin.NAME), icon_name="warning", order=30),
        CareMenuItem(
            _("Bases that ended"), reverse(basis_admin.TASKS), icon_name="doc-full", order=40
        ),
        CareMenuItem(_("Templates"), reverse(templates_admin.LIST), icon_name="copy", order=70),
        CareMenuItem(
            _("Everything and its owners"),
            reverse(list_admin.NAME, args=["everything"]),
            icon_name="list-ul",
            order=80,
        ),
        CareMenuItem(_("Hand over"), reverse(handover_admin.CHOOSE), icon_name="group", order=90),
        CareMenuItem(
            _("Review intervals"), reverse(interval_admin.NAME), icon_name="calendar-alt", order=95
        ),
    ]
    return CareMenu(
        _("Care"), Menu(items=items), name="care", icon_name="calendar-check", order=160
    )


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    home = RedirectView.as_view(pattern_name=health_admin.NAME)
    return [
        path("care/", home, name=HOME),
        *list_admin.urls(),
        *item_admin.urls(),
        *handover_admin.urls(),
        *interval_admin.urls(),
        *conflict_admin.urls(),
        *basis_admin.urls(),
        *correction_admin.urls(),
        *health_admin.urls(),
        *templates_admin.urls(),
    ]
