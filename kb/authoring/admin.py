"""The admin's screens for what answers share: shared elements, facts, terms and labels."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.action_menu import UnpublishMenuItem
from wagtail.snippets.views.snippets import (
    RevisionsUnscheduleView,
    SnippetViewSet,
    SnippetViewSetGroup,
    UnpublishView,
)

from kb.authoring.models import Fact, LabelValue, SharedElement, Term


class WithdrawView(UnpublishView):
    """Withdrawing needs one person who may edit; Wagtail asks for the right to publish."""

    permission_required = "change"


class UnscheduleView(RevisionsUnscheduleView):
    permission_required = "change"


class WithdrawMenuItem(UnpublishMenuItem):
    """Shown to whoever may edit, also while approval is waiting."""

    label = _("Withdraw")

    def is_shown(self, context: dict[str, Any]) -> bool:
        instance, user = context.get("instance"), context["request"].user
        if context["view"] != "edit" or not instance.live:
            return False
        return bool(user.has_perm(f"kb.change_{instance._meta.model_name}"))


def replace_publishing(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """For Wagtail's hook construct_snippet_action_menu: no “publish” for superusers either."""
    kept = [item for item in items if item.name not in {"action-publish", "action-unpublish"}]
    withdraw = WithdrawMenuItem(order=20)
    if hasattr(context["model"], "live_revision") and withdraw.is_shown(context):
        kept.append(withdraw)
    items[:] = sorted(kept, key=lambda item: item.order)


class GovernedViewSet(SnippetViewSet):
    """Goes out by approval only."""

    unpublish_view_class = WithdrawView
    revisions_unschedule_view_class = UnscheduleView
    search_backend_name = None
    list_per_page = 50


class SharedElementViewSet(GovernedViewSet):
    model = SharedElement
    icon = "snippet"
    menu_label = _("Shared elements")
    list_display = ["title", "key", LocaleColumn(), LiveStatusTagColumn(), UpdatedAtColumn()]
    search_fields = ["title", "key"]


class FactViewSet(GovernedViewSet):
    model = Fact
    icon = "pick"
    menu_label = _("Facts")
    list_display = ["name", "key", "type", "value", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_filter = ["type"]
    search_fields = ["name", "name_en", "key"]


class TermViewSet(GovernedViewSet):
    model = Term
    icon = "openquote"
    menu_label = _("Terms")
    list_display = ["jargon", "plain", "key", LocaleColumn(), LiveStatusTagColumn()]
    search_fields = ["jargon", "plain", "key", "customer_words"]


class LabelViewSet(SnippetViewSet):
    model = LabelValue
    icon = "tag"
    menu_label = _("Labels")
    list_display = ["name_zh", "name_en", "code", "dimension"]
    list_filter = ["dimension"]
    search_fields = ["name_zh", "name_en", "code"]
    search_backend_name = None
    copy_view_enabled = False


class SharedContentGroup(SnippetViewSetGroup):
    menu_label = _("Used by many answers")
    menu_icon = "snippet"
    menu_name = "shared-content"
    menu_order = 150
    items = (SharedElementViewSet, FactViewSet, TermViewSet, LabelViewSet)
