"""The lists on screen: filters, what to take along, and what can be done to many at once."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.reports import ReportView

from kb.authoring.jobs import operations as jobs
from kb.authoring.jobs.addresses import address_of
from kb.authoring.models import KnowledgePage, TopicPage
from kb.authoring.names import name_and_number
from kb.authoring.same_wordings import label_options
from kb.care import bulk, operations
from kb.care.bulk_jobs import BULK
from kb.care.lists import list_named
from kb.care.models import Care
from kb.care.people import possible_owners, present_owners
from kb.care.rows import settle
from kb.care.screens import go_back, tell_done
from kb.care.seeing import VIEW, editable, visible
from kb.care.subjects import Shown, edit_url, shown
from kb.care.tables import LONGEST_DAYS
from kb.empty_lists import SaysWhatBelongsHere

NAME, ACT = "care_list", "care_act"
A_PAGE = 50
# What changes no answer takes a moment; everything else is done in the background.
AT_ONCE = frozenset({"reviewed", "owner", "days"})
GONE = Shown(title="–", locale="", place="", is_live=False)


class CareFilters(WagtailFilterSet):
    owner = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Owner"), queryset=lambda request: present_owners(visible(request.user))
    )
    subject = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=Care.Subject.choices)
    topic = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Topic"), method="below", queryset=lambda request: topics_to_choose()
    )

    class Meta:
        model = Care
        fields = ["owner", "subject"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["owner"].label_from_instance = name_and_number
        self.form.fields["topic"].label_from_instance = topic_name

    def below(self, rows: Any, name: str, topic: Any) -> Any:
        pages = KnowledgePage.objects.filter(path__startswith=topic.path).order_by().values("pk")
        answers = rows.filter(subject="answer", object_id__in=pages)
        return answers | rows.filter(team__path__startswith=topic.path)


def topics_to_choose() -> Any:
    return TopicPage.objects.filter(depth__gt=2).order_by("path")


def topic_name(topic: Any) -> str:
    return f"{'— ' * (topic.depth - 3)}{topic.title}"


class ItemPaginator(WagtailPaginator):
    """Counts what is cared for: a row of care is no word for people."""

    verbose_name = gettext_lazy("item")
    verbose_name_plural = gettext_lazy("items")


class CareListView(SaysWhatBelongsHere, ReportView):
    """One list; which one says the address."""

    model = Care
    paginator_class = ItemPaginator
    header_icon = "calendar-check"
    permission_required = "view"
    filterset_class = CareFilters
    template_name = "care/list.html"
    results_template_name = "care/list_results.html"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    list_export = ["title", "get_subject_display", "locale", "place", "owner_name", "reviewed_on",
                   "due_on"]  # fmt: skip
    export_headings = {
        "title": gettext_lazy("Title"),
        "get_subject_display": gettext_lazy("Kind"),
        "locale": gettext_lazy("Language"),
        "place": gettext_lazy("Topic or team"),
        "owner_name": gettext_lazy("Owner"),
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = list_named(kwargs["code"])
        if found is None:
            raise Http404
        self.list = found
        self.page_title, self.empty = found.label, found.empty

    def get_index_url(self) -> str:
        return reverse(NAME, args=[self.list.code])

    def get_index_results_url(self) -> str:
        return reverse(f"{NAME}_results", args=[self.list.code])

    def get_queryset(self) -> Any:
        settle(today=timezone.localdate())
        rows = visible(self.request.user).select_related("owner", "team")
        return self.list.narrow(rows, timezone.now()).order_by("due_on", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Care]:
        rows = list(object_list)
        describe(rows, mine=_mine(self.request.user, rows))
        return rows

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> Any:
        """Wagtail decorates the rows last of all."""
        context["can_tick"] = any(row.is_mine for row in context["object_list"])
        return super().render_to_response(context, **response_kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {
            "list": self.list,
            "act_url": reverse(ACT),
            "labels": label_options(),
            "filters_text": self.request.GET.urlencode(),
            "people": [(person.pk, name_and_number(person)) for person in possible_owners()],
            "back": self.request.get_full_path(),
        }
        return context


def _mine(user: Any, rows: list[Care]) -> set[int]:
    found = editable(user).filter(pk__in=[row.pk for row in rows])
    return set(found.values_list("pk", flat=True))


def describe(rows: list[Care], *, mine: set[int]) -> None:
    """What the table shows beside what is stored."""
    known = shown(rows)
    for row in rows:
        words = known.get(row.pk, GONE)
        row.title, row.locale, row.place = words.title, words.locale, words.place  # type: ignore[attr-defined]
        row.owner_name = name_and_number(row.owner) if row.owner else ""  # type: ignore[attr-defined]
        row.is_mine = row.pk in mine  # type: ignore[attr-defined]
        row.url = edit_url(row) if row.pk in mine else None  # type: ignore[attr-defined]


@require_POST
@permission_required(VIEW)
def act(request: HttpRequest) -> HttpResponse:
    """One action for the ticked rows, or for all that the list shows with its filters. Short work
    is done at once, long work in the background."""
    action = request.POST.get("action", "")
    if action not in bulk.ACTIONS:
        raise Http404
    wish = _wish(request, action)
    if isinstance(wish, str):
        messages.error(request, wish)
        return _back(request)
    ids = _chosen(request)
    if action in AT_ONCE and len(ids) <= A_PAGE:
        report = bulk.run(action, ids, wish, operations.Act(request.user, timezone.now()))
        tell_done(request, report.done, left=len(report.refused))
        return _back(request)
    if not ids:
        tell_done(request, 0)
        return _back(request)
    plain = {name: getattr(value, "pk", value) for name, value in wish.items()}
    given = {"action": action, "ids": ids, "wish": plain}
    return redirect(address_of(jobs.start(BULK, user=request.user, arguments=given)))


def _back(request: HttpRequest) -> HttpResponse:
    return go_back(request, reverse(NAME, args=["review-due"]))


def _chosen(request: HttpRequest) -> list[int]:
    """Numbers of rows; those a person may not edit are refused one by one later."""
    found = list_named(request.POST.get("list", ""))
    if request.POST.get("everything") and found is not None:
        rows = found.narrow(editable(request.user), timezone.now())
        filters = CareFilters(QueryDict(request.POST.get("filters", "")), rows, request=request)
        return list(filters.qs.order_by("due_on", "pk").values_list("pk", flat=True))
    ticked = request.POST.getlist("row")[:1000]
    return [int(text) for text in dict.fromkeys(ticked) if text.isdecimal()]


def _wish(request: HttpRequest, action: str) -> dict[str, Any] | str:
    """What was chosen with the action, or what is missing."""
    if action == "owner":
        number = request.POST.get("owner", "")
        owner = possible_owners().filter(pk=number).first() if number.isdecimal() else None
        return {"owner": owner} if owner else _("Choose the new owner first.")
    if action == "days":
        text = request.POST.get("days", "")
        is_good = text.isdecimal() and 1 <= int(text) <= LONGEST_DAYS
        return {"days": int(text)} if is_good else _("Say first in how many days.")
    if action == "label":
        known = {value for _name, options in label_options() for value, _label in options}
        label = request.POST.get("label", "")
        return {"label": label} if label in known else _("Choose the label first.")
    return {}


def urls() -> list[Any]:
    results = CareListView.as_view(results_only=True)
    return [
        path("care/lists/<slug:code>/", CareListView.as_view(), name=NAME),
        path("care/lists/<slug:code>/results/", results, name=f"{NAME}_results"),
        path("care/act/", act, name=ACT),
    ]
