"""The log as a report: what went out, when, by whose hands, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from kb.authoring.models import KnowledgePage
from kb.empty_lists import SaysWhatBelongsHere
from kb.locales import locale_name
from kb.publication.models import Publication, PublicationPerson
from kb.publication.showing.gone import NAME as GONE
from kb.publication.showing.gone import own_places

VIEW = "kb.view_publication"
NAME = "publication_log"


class LogFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    kind = django_filters.ChoiceFilter(choices=Publication.Kind.choices, label=_("What happened"))
    key = django_filters.CharFilter(label=_("Key"), lookup_expr="icontains")

    class Meta:
        model = Publication
        fields = ["at", "kind", "key"]


class LogView(SaysWhatBelongsHere, ReportView):
    """Newest first; nothing here can be changed."""

    model = Publication
    page_title = _("Publication log")
    empty = _(
        "Nothing has gone out yet. What is published or withdrawn stands here, with who did it."
    )
    header_icon = "history"
    filterset_class = LogFilters
    permission_required = "view"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    list_export = ["seq", "at", "kind", "key", "ref", "locale", "cause", "digest", "hash"]
    columns = [
        Column("seq", label=_("No.")),
        DateColumn("at", label=_("Date")),
        Column("get_kind_display", label=_("What happened")),
        TitleColumn(
            "name", label=_("Of what"), get_url=lambda row: row.edit_url, classname="name-whole"
        ),
        Column("language", label=_("Language")),
        Column("people", label=_("People")),
        Column("cause", label=_("Cause")),
    ]

    def get_queryset(self) -> Any:
        return Publication.objects.defer("documents").order_by("-seq")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Publication]:
        rows = list(object_list)
        _add_names(rows, user=self.request.user)
        return rows


def _add_names(rows: list[Publication], *, user: Any) -> None:
    """For the table: the people of each row, and where it leads: to where it is edited, or to what
    it said while it was there."""
    people = _people_of(row.seq for row in rows)
    ids = [row.page_id for row in rows if row.page_id]
    there = set(KnowledgePage.objects.filter(pk__in=ids).values_list("pk", flat=True))
    # A topic has a page, too, and no key here.
    gone = [row for row in rows if row.key and row.page_id and row.page_id not in there]
    own = own_places({_place(row) for row in gone}, user) if gone else set()
    addresses = {row.seq: reverse(GONE, args=[row.locale, row.key]) for row in gone
                 if _place(row) in own}  # fmt: skip
    for row in rows:
        row.name = row.key or row.ref  # type: ignore[attr-defined]
        row.language = locale_name(row.locale)  # type: ignore[attr-defined]
        row.people = people.get(row.seq, "")  # type: ignore[attr-defined]
        row.edit_url = (  # type: ignore[attr-defined]
            reverse("wagtailadmin_pages:edit", args=[row.page_id])
            if row.page_id in there
            else addresses.get(row.seq)
        )


def _place(row: Publication) -> tuple[str, tuple[str, ...]]:
    return row.locale, tuple(row.lineage or row.lineage_before)


def _people_of(seqs: Iterable[int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for person in PublicationPerson.objects.filter(seq__in=list(seqs)).order_by("pk"):
        found.setdefault(person.seq, []).append(
            f"{person.get_role_display()}{_(': ')}{person.name}"
        )
    return {seq: str(_("; ")).join(names) for seq, names in found.items()}


class LogMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_reports_menu_item."""
    return LogMenuItem(_("Publication log"), reverse(NAME), icon_name="history", order=50)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    results = LogView.as_view(results_only=True)
    return [
        path("reports/publication-log/", LogView.as_view(), name=NAME),
        path("reports/publication-log/results/", results, name=f"{NAME}_results"),
    ]
