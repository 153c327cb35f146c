"""The menu's entry, and where the screens are."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from kb.authoring.granulating.screens import drafts, review, upload
from kb.authoring.granulating.screens.addresses import ACT, DRAFTS, FORGET, LIST, REVIEW
from kb.authoring.granulating.seeing import may_granulate


class GranulatingMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return may_granulate(request.user)


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    return GranulatingMenuItem(
        _("Split documents"), reverse(LIST), name="granulating", icon_name="cut", order=155
    )


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("split-documents/", upload.documents, name=LIST),
        path("split-documents/<int:pk>/", review.review, name=REVIEW),
        path("split-documents/<int:pk>/drafts/", drafts.drafts, name=DRAFTS),
        path("split-documents/<int:pk>/forget/", upload.forget, name=FORGET),
        path("split-documents/<int:pk>/answers/<int:point>/", review.act, name=ACT),
    ]
