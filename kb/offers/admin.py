"""Where offers are written; who would get one is tried from here."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView

from kb.authoring.admin import LANGUAGE, STATUS, UPDATED, GovernedViewSet
from kb.authoring.deciding import DecidingEditView
from kb.authoring.models import Offer
from kb.offers.trying import NAME as TRY


class OfferIndexView(IndexView):
    @property
    def header_buttons(self) -> list[Any]:
        label, url = _("Who gets what"), reverse(TRY)
        return [*super().header_buttons, HeaderButton(label, url, icon_name="view")]


class OfferEditView(DecidingEditView):
    def own_buttons(self) -> list[Button]:
        """The draft is tried where it is written; no answer uses it."""
        url = f"{reverse(TRY)}?offer={self.object.pk}"
        return [Button(_("Who would get this?"), url=url, icon_name="view", priority=14)]


class OfferViewSet(GovernedViewSet):
    model = Offer
    icon = "openquote"
    index_view_class = OfferIndexView
    edit_view_class = OfferEditView
    menu_label = _("Offers")
    menu_name = "offers"
    menu_order = 155
    add_to_admin_menu = True
    list_display = [
        "title", "key",
        Column("get_purpose_display", label=pgettext_lazy("of an offer", "Purpose")),
        "priority", LANGUAGE, STATUS, UPDATED,
    ]  # fmt: skip
    list_filter = ["purpose"]
    search_fields = ["title", "key"]
