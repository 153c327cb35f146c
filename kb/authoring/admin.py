"""The admin's screens for what answers share: shared elements, facts, terms and labels."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.action_menu import SubmitForModerationMenuItem as PageSubmitMenuItem
from wagtail.admin.action_menu import UnpublishMenuItem as PageUnpublishMenuItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.admin.views.pages.unpublish import UnpublishView as PageUnpublishView
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem
from wagtail.snippets.action_menu import SubmitForModerationMenuItem, UnpublishMenuItem
from wagtail.snippets.views.snippets import (
    EditView,
    RevisionsUnscheduleView,
    SnippetViewSet,
    SnippetViewSetGroup,
    UnpublishView,
)

from kb.authoring.choosers import GovernedChooserViewSet
from kb.authoring.deciding import DecidingEditView
from kb.authoring.models import BasisRecord, Fact, LabelValue, SharedElement, Term
from kb.authoring.uses.queries import reach_of


class WithdrawView(UnpublishView):
    """Withdrawing needs one person who may edit; Wagtail asks for the right to publish."""

    permission_required = "change"
    page_title = _("Withdraw")
    success_message = _("“%(object)s” is withdrawn.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Asked first: nobody is refused, but told what readers lose."""
        if reach := reach_of(self.object):
            text = ngettext(
                "%(count)s live answer uses it: what stands in it is held back from readers at "
                "once.",
                "%(count)s live answers use it: what stands in them is held back from readers at "
                "once.",
                reach,
            )
            messages.warning(request, text % {"count": reach})
        return super().get(request, *args, **kwargs)


class UnscheduleView(RevisionsUnscheduleView):
    permission_required = "change"


class WithdrawMenuItem(UnpublishMenuItem):
    """Shown to whoever may edit, also while approval is waiting."""

    label = _("Withdraw")

    def is_shown(self, context: dict[str, Any]) -> bool:
        instance: Any = context.get("instance")
        if context["view"] != "edit" or not getattr(instance, "live", False):
            return False
        user = context["request"].user
        return bool(user.has_perm(f"kb.change_{instance._meta.model_name}"))


class WithdrawPageMenuItem(PageUnpublishMenuItem):
    label = _("Withdraw")

    def is_shown(self, context: dict[str, Any]) -> bool:
        if context["view"] != "edit":
            return False
        return bool(self.get_user_page_permissions_tester(context).can_unpublish())


def _label_of_handing_in(instance: Any) -> Any:
    """What is asked for stands in the rules; the workflow's name would tell an editor nothing."""
    state = instance.current_workflow_state if instance is not None and instance.pk else None
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        return _("Hand in again")
    return _("Hand in for approval")


class HandInMenuItem(SubmitForModerationMenuItem):
    def get_context_data(self, parent_context: Any) -> Any:
        context = SnippetActionMenuItem.get_context_data(self, parent_context)
        return context | {"label": _label_of_handing_in(parent_context.get("instance"))}


class HandInPageMenuItem(PageSubmitMenuItem):
    def get_context_data(self, parent_context: Any) -> Any:
        context = ActionMenuItem.get_context_data(self, parent_context)
        return context | {"label": _label_of_handing_in(parent_context.get("page"))}


# Wagtail's restart stands beside handing in again, and does the same where there is one task.
LEFT_OUT = frozenset({"action-publish", "action-unpublish", "action-restart-workflow"})
TAKE_BACK = "action-cancel-workflow"
# Behind all others, the note that it is locked too: the first is the main button.
WITHDRAW_ORDER = 10001


def arrange_snippet_actions(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """For Wagtail's hook construct_snippet_action_menu: no “publish” for superusers either."""
    _arrange(items, HandInMenuItem, WithdrawMenuItem(order=WITHDRAW_ORDER), context)


def arrange_page_actions(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """For Wagtail's hook construct_page_action_menu."""
    _arrange(items, HandInPageMenuItem, WithdrawPageMenuItem(order=WITHDRAW_ORDER), context)


def _arrange(items: list[Any], hand_in: Any, withdraw: Any, context: dict[str, Any]) -> None:
    kept = [_in_our_words(item, hand_in) for item in items if item.name not in LEFT_OUT]
    if withdraw.is_shown(context):
        kept.append(withdraw)
    items[:] = sorted(kept, key=lambda item: item.order)


def _in_our_words(item: Any, hand_in: Any) -> Any:
    if item.name == hand_in.name:
        return hand_in(order=item.order)
    if item.name == TAKE_BACK:
        # One item serves every request of the process: what is changed is a copy.
        item = copy(item)
        item.label = _("Take back from approval")
    return item


def say_withdraw() -> None:
    """One word for one thing: Wagtail calls it unpublishing, for many at once and where it asks."""
    UnpublishBulkAction.display_name = _("Withdraw")
    UnpublishBulkAction.aria_label = _("Withdraw the chosen answers")
    PageUnpublishView.page_title = _("Withdraw")


def hide_bulk_publishing() -> None:
    """It is refused always: what goes out is handed in and approved."""
    PublishBulkAction.classes = {"w-hidden"}


class ReadingPages(PagesAdminAPIViewSet):
    """The choosers read pages here; Wagtail lets the same address publish, copy and delete."""

    actions: ClassVar[dict[str, Any]] = {}


def only_read_pages(router: Any) -> None:
    """For Wagtail's hook construct_admin_api."""
    router.register_endpoint("pages", ReadingPages)


HIDDEN_MENU_ITEMS = frozenset({"documents", "help"})


def arrange_menu(request: Any, items: list[Any]) -> None:
    """For Wagtail's hook construct_main_menu: what editors have here, in their words."""
    items[:] = [item for item in items if item.name not in HIDDEN_MENU_ITEMS]
    for item in items:
        if item.name == "explorer":
            item.label = _("Knowledge")


# Wagtail would fix their names in the language in which the house starts.
LANGUAGE, STATUS = LocaleColumn(label=_("Language")), LiveStatusTagColumn(label=_("Status"))
UPDATED = UpdatedAtColumn(label=_("Updated"))


class GovernedViewSet(SnippetViewSet):
    """Goes out by approval only."""

    edit_view_class = DecidingEditView
    chooser_viewset_class = GovernedChooserViewSet
    unpublish_view_class = WithdrawView
    revisions_unschedule_view_class = UnscheduleView
    search_backend_name = None
    list_per_page = 50


class SharedElementViewSet(GovernedViewSet):
    model = SharedElement
    icon = "snippet"
    menu_label = _("Shared elements")
    list_display = ["title", "key", LANGUAGE, STATUS, UPDATED]
    search_fields = ["title", "key"]


VALUE = Column("value_over_time", label=_("Value"), sort_key="value")


class FactViewSet(GovernedViewSet):
    model = Fact
    icon = "pick"
    menu_label = _("Facts")
    list_display = ["name_here", "key", "type", VALUE, STATUS, UPDATED]
    list_filter = ["type"]
    search_fields = ["name", "name_en", "key"]


class TermViewSet(GovernedViewSet):
    model = Term
    icon = "openquote"
    menu_label = _("Terms")
    list_display = ["jargon", "plain", "key", LANGUAGE, STATUS]
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


class BasisEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Ending it is found where it is read, as in the list."""
        found: list[Button] = super().header_more_buttons
        if self.object.state == BasisRecord.State.IN_FORCE:
            url = reverse("care_basis_end", args=[self.object.pk])
            found.append(Button(_("Repeal or replace"), url=url, icon_name="cross", priority=50))
        return found


class BasisViewSet(SnippetViewSet):
    model = BasisRecord
    edit_view_class = BasisEditView
    chooser_viewset_class = GovernedChooserViewSet
    icon = "doc-full"
    menu_label = _("Bases")
    list_display = ["title", "number", "issuer", "kind", "valid_to", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["title", "number", "issuer", "key"]
    search_backend_name = None
    copy_view_enabled = False


class SharedContentGroup(SnippetViewSetGroup):
    menu_label = _("Shared content")
    menu_icon = "snippet"
    menu_name = "shared-content"
    menu_order = 150
    items = (SharedElementViewSet, FactViewSet, TermViewSet, BasisViewSet, LabelViewSet)
