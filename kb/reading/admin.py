"""What teams were asked to read: who has not confirmed, for whoever asked and for who oversees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from openpyxl import Workbook
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from kb.publication.impact.screens import kind_name
from kb.publication.queries import Candidate, authorize
from kb.reading import asking, asking_admin
from kb.reading.asking_admin import RIGHT
from kb.reading.models import ReadVersion, RequiredReading
from kb.reading.overview import TeamStanding, standings
from kb.reading.people import scope_of, teams_within
from kb.reading.screens import LIST, show
from kb.spreadsheets import IS_UTF8, csv_line, harmless

ONE, END, EXPORT = "reading_one", "reading_end", "reading_export"
OVERSEE = "kb.oversee_reading"
A_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permission_required(RIGHT)
def reading_list(request: HttpRequest) -> HttpResponse:
    whose = request.GET.get("whose", "")
    found = _visible(request).filter(ended_at__isnull=whose != "ended")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    rows = list(_rows(request, list(page)))
    title = _("Required reading")
    return show(request, "reading/list.html", title=title, rows=rows, page=page, whose=whose)


def _visible(request: HttpRequest) -> Any:
    """One's own, and for who oversees those of others too."""
    rows = RequiredReading.objects.prefetch_related("teams")
    if not request.user.has_perm(OVERSEE):
        rows = rows.filter(asked_by_id=int(request.user.pk or 0))
    return rows.order_by("due_at", "pk")


def _rows(request: HttpRequest, readings: Sequence[RequiredReading]) -> Iterator[dict[str, Any]]:
    """Of answers that the person may still see, and of teams within their own view."""
    now = timezone.now()
    scope = scope_of(request.user, now=now)
    wanted = [Candidate(one.key, one.locale) for one in readings]
    seen = authorize(scope=scope, candidates=wanted) if scope else ()
    answers = {(a.key, a.locale): a.document for a in seen}
    known = [one for one in readings if (one.key, one.locale) in answers]
    teams = {team.pk for team in teams_within(request.user, now=now)}
    found = standings(known, teams=teams, now=now)
    for one in known:
        yield {
            "reading": one,
            "document": answers[one.key, one.locale],
            "teams": found[one.pk],
            "done": sum(team.done for team in found[one.pk]),
            "asked": sum(len(team.people) for team in found[one.pk]),
            "is_late": one.ended_at is None and one.due_at < now,
        }


def _row(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Forbidden and absent look the same."""
    reading = _visible(request).filter(pk=pk).first()
    row = next(_rows(request, [reading]), None) if reading else None
    if row is None:
        raise Http404
    return row


@require_safe
@permission_required(RIGHT)
def one_reading(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    title = _("Who has read it")
    return show(request, "reading/one.html", title=title, row=row, versions=_versions(row))


def _versions(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The words that were confirmed, the newest last; not those of an element that this person may
    not see now."""
    people = [one.member.user_id for team in row["teams"] for one in team.people]
    of_it = ReadVersion.objects.filter(
        confirmations__reading=row["reading"], confirmations__user_id__in=people
    )
    seen = {passage.element for passage in row["document"].passages}
    counted = of_it.annotate(people=Count("confirmations__user_id", distinct=True)).order_by("pk")
    return [
        {"version": one, "kind": kind_name(one.kind), "people": one.people}
        for one in counted
        if one.element in seen
    ]


@require_POST
@permission_required(RIGHT)
def end_reading(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    asking.end(row["reading"], by=request.user.get_username(), at=timezone.now())
    messages.success(request, _("Nobody is asked any more. What was confirmed is kept."))
    return redirect(LIST)


@require_safe
@permission_required(RIGHT)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """By team and staff number, as CSV or as a workbook."""
    lines = list(_lines(_row(request, pk)["teams"]))
    if request.GET.get("format") == "xlsx":
        return _file(_workbook(lines), XLSX, f"reading-{pk}.xlsx")
    text = IS_UTF8 + "".join(csv_line(line) for line in lines)
    return _file(text.encode(), "text/csv; charset=utf-8", f"reading-{pk}.csv")


def _lines(teams: Iterable[TeamStanding]) -> Iterator[list[str]]:
    yield [str(head) for head in HEADS]
    for team in teams:
        for one in team.people:
            at = timezone.localtime(one.confirmed_at) if one.confirmed_at else None
            yield [
                team.team.name,
                one.member.name,
                one.member.shown,
                str(DONE if one.is_done else NOT_DONE),
                at.strftime("%Y-%m-%d %H:%M:%S") if at else "",
                " ".join(digest[:12] for digest in one.versions),
            ]


def _workbook(lines: Iterable[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append([harmless(cell) for cell in line])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ReadingMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(RIGHT))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    title = gettext_lazy("Required reading")
    return ReadingMenuItem(title, reverse(LIST), icon_name="view", order=165)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("reading/", reading_list, name=LIST),
        *asking_admin.urls(),
        path("reading/<int:pk>/", one_reading, name=ONE),
        path("reading/<int:pk>/end/", end_reading, name=END),
        path("reading/<int:pk>/export/", export, name=EXPORT),
    ]


HEADS = (
    gettext_lazy("Team"), gettext_lazy("Staff number"), pgettext_lazy("person", "Name"),
    gettext_lazy("State"), pgettext_lazy("reading", "Confirmed"),
    pgettext_lazy("reading", "Versions"),
)  # fmt: skip
DONE, NOT_DONE = gettext_lazy("confirmed"), gettext_lazy("not yet")
