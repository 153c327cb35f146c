"""What readers reported, as a list to work from; nothing here can be changed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from kb.authoring.channel_names import name_of
from kb.authoring.models import KnowledgePage
from kb.empty_lists import SaysWhatBelongsHere
from kb.feedback.models import Feedback
from kb.locales import locale_name, to_outside

VIEW = "kb.view_feedback"
NAME = "feedback_report"


class FeedbackFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    verdict = django_filters.ChoiceFilter(choices=Feedback.Verdict.choices, label=_("Verdict"))
    key = django_filters.CharFilter(label=_("Key"), lookup_expr="icontains")

    class Meta:
        model = Feedback
        fields = ["at", "verdict", "key"]


class FeedbackView(SaysWhatBelongsHere, ReportView):
    model = Feedback
    page_title = _("Feedback")
    empty = _("Nobody has said anything yet. What agents and readers say of an answer stands here.")
    header_icon = "comment"
    filterset_class = FeedbackFilters
    permission_required = "view"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    list_export = ["at", "key", "locale", "element", "channel", "verdict", "comment"]
    columns = [
        DateColumn("at", label=_("Date")),
        TitleColumn("key", label=_("Key"), get_url=lambda row: row.edit_url),
        Column("language", label=_("Language")),
        Column("get_verdict_display", label=_("Verdict")),
        Column("comment", label=pgettext_lazy("feedback", "Comment")),
        Column("outlet", label=_("Channel")),
    ]

    def get_queryset(self) -> Any:
        return Feedback.objects.order_by("-at", "-pk")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Feedback]:
        rows = list(object_list)
        pages = _pages_of({row.key for row in rows})
        for row in rows:
            page = pages.get((row.key, row.locale))
            url = reverse("wagtailadmin_pages:edit", args=[page]) if page else None
            row.edit_url = url
            row.language = locale_name(row.locale)
            row.outlet = name_of(row.channel)
        return rows


def _pages_of(keys: set[str]) -> dict[tuple[str, str], int]:
    found = KnowledgePage.objects.filter(key__in=keys, alias_of__isnull=True)
    rows = found.values_list("pk", "key", "locale__language_code")
    return {(key, to_outside(code)): pk for pk, key, code in rows}


class FeedbackMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_reports_menu_item."""
    return FeedbackMenuItem(_("Feedback"), reverse(NAME), icon_name="comment", order=60)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    results = FeedbackView.as_view(results_only=True)
    return [
        path("reports/feedback/", FeedbackView.as_view(), name=NAME),
        path("reports/feedback/results/", results, name=f"{NAME}_results"),
    ]
