"""What came of offers, by script, segment and team, and every sentence that was said: lists to look
at and to take along."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from kb.authoring.channel_names import name_of
from kb.authoring.label_values import choices_for
from kb.authoring.models import Offer
from kb.empty_lists import SaysWhatBelongsHere
from kb.locales import locale_name
from kb.offers.models import MadeOffer, OfferWording
from kb.offers.queries import offer_titles

VIEW = "kb.view_madeoffer"
NAME, SAID = "offer_results", "offers_said"
BY = ("key", "locale", "segment", "team")
Outcome = MadeOffer.Outcome


class ResultFilters(WagtailFilterSet):
    made_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    key = django_filters.CharFilter(label=_("Key"), lookup_expr="icontains")
    purpose = django_filters.ChoiceFilter(
        choices=Offer.Purpose.choices, label=pgettext_lazy("of an offer", "Purpose")
    )
    team = django_filters.CharFilter(label=_("Team"), lookup_expr="icontains")

    class Meta:
        model = MadeOffer
        fields: ClassVar[list[str]] = ["made_at", "key", "purpose", "team"]


class ResultsView(SaysWhatBelongsHere, ReportView):
    """One row for each script, segment and team that it was said to and by."""

    model = MadeOffer
    page_title = _("Results of offers")
    empty = _("No offer has been made yet. How customers take them is counted here.")
    header_icon = "clipboard-list"
    filterset_class = ResultFilters
    permission_required = "view"
    any_permission_required: ClassVar[list[str]] = ["view"]
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    default_ordering = "key"
    list_export = [*BY, "made", "accepted", "declined", "unsuitable", "open", "accepted_percent"]
    export_headings = {
        "key": _("Key"), "locale": _("Language"), "segment": _("Customer segment"),
        "team": _("Team"), "made": pgettext_lazy("offer", "Said"),
        "accepted": Outcome.ACCEPTED.label,
        "declined": Outcome.DECLINED.label, "unsuitable": Outcome.UNSUITABLE.label,
        "open": _("Without an answer"), "accepted_percent": _("Accepted, in percent"),
    }  # fmt: skip
    columns = [
        Column("title", label=pgettext_lazy("knowledge", "Offer"), classname="name-whole"),
        Column("language", label=_("Language")),
        Column("segment_name", label=_("Customer segment")),
        Column("team", label=_("Team")),
        Column("made", label=pgettext_lazy("offer", "Said")),
        Column("accepted", label=Outcome.ACCEPTED.label),
        Column("declined", label=Outcome.DECLINED.label),
        Column("unsuitable", label=Outcome.UNSUITABLE.label),
        Column("open", label=_("Without an answer")),
        Column("percent", label=_("Accepted, in percent")),
    ]

    def get_queryset(self) -> Any:
        rows = MadeOffer.objects.order_by(*BY).values(*BY)
        counted = {name: Count("pk", filter=Q(outcome=name)) for name in Outcome.values}
        return rows.annotate(made=Count("pk"), open=Count("pk", filter=Q(outcome="")), **counted)

    def order_queryset(self, queryset: Any) -> Any:
        return queryset

    def decorate_paginated_queryset(self, object_list: Any) -> list[dict[str, Any]]:
        rows = list(object_list)
        titles = offer_titles({row["key"] for row in rows})
        segments = dict(choices_for("segments"))
        for row in rows:
            row["title"] = titles.get((row["key"], row["locale"]), row["key"])
            row["language"] = locale_name(row["locale"])
            row["segment_name"] = segments.get(row["segment"], row["segment"]) or "–"
            row["percent"] = f"{percent(row)} %"
        return rows

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        return dict(super().to_row_dict(item | {"accepted_percent": percent(item)}))


def percent(row: dict[str, Any]) -> int:
    """Of those that were said."""
    made: int = row["made"]
    accepted: int = row["accepted"]
    return round(100 * accepted / made)


class SaidFilters(WagtailFilterSet):
    first_said_at = django_filters.DateFromToRangeFilter(
        label=_("First said"), widget=DateRangePickerWidget
    )
    key = django_filters.CharFilter(label=_("Key"), lookup_expr="icontains")

    class Meta:
        model = OfferWording
        fields: ClassVar[list[str]] = ["first_said_at", "key"]


class SaidView(SaysWhatBelongsHere, ReportView):
    """Every sentence as it left, with the digest of the approved version behind it."""

    model = MadeOffer
    page_title = _("What was offered, word for word")
    empty = _("No offer has been made yet. Each sentence that was said is kept here.")
    header_icon = "openquote"
    filterset_class = SaidFilters
    permission_required = "view"
    any_permission_required: ClassVar[list[str]] = ["view"]
    index_url_name = SAID
    index_results_url_name = f"{SAID}_results"
    default_ordering = "-first_said_at"
    list_export = [
        "first_said_at", "key", "locale", "channel", "text", "times", "rendition", "source",
    ]  # fmt: skip
    export_headings = {
        "first_said_at": _("First said"), "key": _("Key"), "locale": _("Language"),
        "channel": _("Channel"), "text": _("Words"), "times": _("Times"),
        "rendition": _("Digest of the words"), "source": _("Digest in the log"),
    }  # fmt: skip
    columns = [
        DateColumn("first_said_at", label=_("First said")),
        Column("key", label=_("Key")),
        Column("language", label=_("Language")),
        Column("outlet", label=_("Channel")),
        Column("text", label=_("Words"), classname="name-whole"),
        Column("times", label=_("Times")),
        Column("source_start", label=_("Digest in the log")),
    ]

    def get_queryset(self) -> Any:
        rows = OfferWording.objects.annotate(times=Count("made"))
        return rows.order_by("-first_said_at", "rendition")

    def decorate_paginated_queryset(self, object_list: Any) -> list[OfferWording]:
        rows: Any = list(object_list)
        for row in rows:
            row.language = locale_name(row.locale)
            row.outlet = name_of(row.channel)
            row.source_start = row.source[:12]
        return list(rows)


class ResultsMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def results_item() -> MenuItem:
    """For Wagtail's hook register_reports_menu_item."""
    name = _("Results of offers")
    return ResultsMenuItem(name, reverse(NAME), icon_name="clipboard-list", order=65)


def said_item() -> MenuItem:
    """For Wagtail's hook register_reports_menu_item."""
    name = _("What was offered, word for word")
    return ResultsMenuItem(name, reverse(SAID), icon_name="openquote", order=66)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    views = ((NAME, "results", ResultsView), (SAID, "said", SaidView))
    return [
        route
        for name, place, view in views
        for route in (
            path(f"reports/offers/{place}/", view.as_view(), name=name),
            path(
                f"reports/offers/{place}/results/",
                view.as_view(results_only=True),
                name=f"{name}_results",
            ),
        )
    ]
