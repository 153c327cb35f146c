"""All complaints that somebody oversees, as a list and as a file, the late ones first."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from kb.empty_lists import SaysWhatBelongsHere
from kb.feedback.complaints.mails import ITEM
from kb.feedback.complaints.models import Cause, Complaint
from kb.feedback.complaints.queries import CLOSED, OPEN, in_order
from kb.feedback.complaints.seeing import oversees, visible

NAME = "complaint_list"
LATE = "late"
STATES = [(OPEN, _("Open")), (LATE, _("Late")), (CLOSED, _("Closed"))]


class ComplaintFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=STATES, label=_("State"), method="of_state")
    cause = django_filters.ChoiceFilter(choices=Cause.choices, label=_("Cause"))
    team = django_filters.CharFilter(label=_("Team"), lookup_expr="icontains")
    owner = django_filters.CharFilter(label=_("Owner"), lookup_expr="icontains")
    taken_at = django_filters.DateFromToRangeFilter(label=_("Taken"), widget=DateRangePickerWidget)

    class Meta:
        model = Complaint
        fields = ["state", "cause", "team", "owner", "taken_at"]

    def of_state(self, found: QuerySet[Complaint], _name: str, state: str) -> QuerySet[Complaint]:
        if state == CLOSED:
            return found.filter(closed_at__isnull=False)
        is_open = found.filter(closed_at=None)
        return is_open.filter(due_at__lt=timezone.now()) if state == LATE else is_open


class ComplaintsView(SaysWhatBelongsHere, ReportView):
    model = Complaint
    page_title = _("Complaints")
    empty = _("Nobody has complained yet. Agents take complaints at the desk with Alt+T.")
    header_icon = "warning"
    filterset_class = ComplaintFilters
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    list_export = [
        "number", "taken_at", "team", "taken_by", "owner", "helper", "cause", "reason", "words",
        "due_at", "closed_at", "outcome", "answered", "result", "closed_by",
    ]  # fmt: skip
    columns = [
        TitleColumn("number", label=_("Number"), get_url=lambda row: row.item_url),
        Column("state_told", label=_("State")),
        Column("due_told", label=_("Due")),
        Column("cause_told", label=_("Cause")),
        Column("owner", label=_("Owner")),
        Column("team", label=_("Team")),
        DateColumn("taken_at", label=_("Taken")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not oversees(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> QuerySet[Complaint]:
        found = visible(self.request.user, now=timezone.now()).select_related("reason")
        return in_order(found, state="")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        rows: list[Any] = list(object_list)
        now = timezone.now()
        for row in rows:
            row.item_url = reverse(ITEM, args=[row.pk])
            row.due_told = date_format(timezone.localtime(row.due_at), "SHORT_DATETIME_FORMAT")
            row.state_told = _told(row, is_late=row.is_open and row.due_at < now)
            row.cause_told = f"{row.get_cause_display()} · {row.reason}" if row.reason else (
                row.get_cause_display()
            )  # fmt: skip
        return rows


def _told(row: Complaint, *, is_late: bool) -> Any:
    if not row.is_open:
        return f"{_('Closed')} · {row.get_outcome_display()}"
    return _("Late") if is_late else _("Open")


def urls() -> list[Any]:
    results = ComplaintsView.as_view(results_only=True)
    return [
        path("complaints/", ComplaintsView.as_view(), name=NAME),
        path("complaints/results/", results, name=f"{NAME}_results"),
    ]
