"""The menu of emergency notices, and where its screens are."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from kb.notices import list_admin, notice_admin, write_admin
from kb.notices.screens import (
    CORRECT,
    COUNTS,
    END,
    ICON,
    LIST,
    NEW,
    ONE,
    RELEASE,
    SEND_BACK,
)
from kb.notices.seeing import VIEW
from kb.notices.template_admin import MENU


class NoticeMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


class NoticeMenu(SubmenuMenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    items = [NoticeMenuItem(_("Emergency notices"), reverse(LIST), icon_name=ICON, order=10)]
    menu = Menu(register_hook_name=MENU, items=items)
    return NoticeMenu(_("Emergency"), menu, name="emergency", icon_name=ICON, order=140)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("notices/", list_admin.notices, name=LIST),
        path("notices/new/", write_admin.new, name=NEW),
        path("notices/<int:pk>/", notice_admin.notice, name=ONE),
        path("notices/<int:pk>/correct/", write_admin.correct, name=CORRECT),
        path("notices/<int:pk>/counts/", notice_admin.counts, name=COUNTS),
        path("notices/<int:pk>/release/", notice_admin.release, name=RELEASE),
        path("notices/<int:pk>/send-back/", notice_admin.send_back, name=SEND_BACK),
        path("notices/<int:pk>/end/", notice_admin.end, name=END),
    ]
