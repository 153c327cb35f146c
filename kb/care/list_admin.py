"""The lists on screen: filters, what to take along, and what can be done to many at once."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView

from kb.authoring.models import KnowledgePage, TopicPage
from kb.care import operations
from kb.care.exports import HarmlessExport
from kb.care.lists import list_named
from kb.care.models import Care
from kb.care.people import name_of, possible_owners, present_owners
from kb.care.rows import settle
from kb.care.screens import go_back, tell_done
from kb.care.seeing import VIEW, editable, visible
from kb.care.subjects import Shown, edit_url, shown

NAME, ACT = "care_list", "care_act"
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
        self.form.fields["owner"].label_from_instance = name_of
        self.form.fields["topic"].label_from_instance = topic_name

    def below(self, rows: Any, name: str, topic: Any) -> Any:
        pages = KnowledgePage.objects.filter(path__startswith=topic.path).order_by().values("pk")
        answers = rows.filter(subject="answer", object_id__in=pages)
        return answers | rows.filter(team__path__startswith=topic.path)


def topics_to_choose() -> Any:
    return TopicPage.objects.filter(depth__gt=2).order_by("path")


def topic_name(topic: Any) -> str:
    return f"{'— ' * (topic.depth - 3)}{topic.title}"


class CareListView(HarmlessExport, ReportView):
    """One list; which one says the address."""

    model = Care
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
        self.page_title = found.label

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {
            "list": self.list,
            "no_results_message": self.list.empty,
            "act_url": reverse(ACT),
            "people": [(person.pk, name_of(person)) for person in possible_owners()],
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
        row.owner_name = name_of(row.owner) if row.owner else ""  # type: ignore[attr-defined]
        row.is_mine = row.pk in mine  # type: ignore[attr-defined]
        row.url = edit_url(row) if row.pk in mine else None  # type: ignore[attr-defined]


@require_POST
@permission_required(VIEW)
def act(request: HttpRequest) -> HttpResponse:
    """One action for the ticked rows; those a person may not edit are left and counted."""
    ids = {int(text) for text in request.POST.getlist("row")[:1000] if text.isdecimal()}
    rows = list(editable(request.user).filter(pk__in=ids))
    if _act(request, rows):
        tell_done(request, len(rows), left=len(ids) - len(rows))
    return go_back(request, reverse(NAME, args=["review-due"]))


def _act(request: HttpRequest, rows: list[Care]) -> bool:
    """False where something to choose was not chosen; the person is told."""
    done_by = operations.Act(request.user, timezone.now())
    action = request.POST.get("action", "")
    if action == "reviewed":
        operations.mark_reviewed(rows, done_by)
    elif action == "owner":
        number = request.POST.get("owner", "")
        owner = possible_owners().filter(pk=number).first() if number.isdecimal() else None
        if owner is None:
            messages.error(request, _("Choose the new owner first."))
            return False
        operations.give_owner(rows, owner, done_by)
    else:
        raise Http404
    return True


def urls() -> list[Any]:
    results = CareListView.as_view(results_only=True)
    return [
        path("care/lists/<slug:code>/", CareListView.as_view(), name=NAME),
        path("care/lists/<slug:code>/results/", results, name=f"{NAME}_results"),
        path("care/act/", act, name=ACT),
    ]
