"""The list of surges on screen and as a file: those that go on first, then the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from kb.feedback.surges import queries
from kb.feedback.surges.models import SurgeEvent
from kb.feedback.surges.queries import Seen
from kb.feedback.surges.screens import channels_told, show, sight_for, state_of
from kb.feedback.surges.seeing import VIEW
from kb.locales import locale_name
from kb.spreadsheets import IS_UTF8, csv_line

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """`notice_id`: the emergency notice that was begun from it last."""

    seen: Seen
    state: str
    label: str
    channels: str
    notice_id: int | None


@require_safe
@permission_required(VIEW)
def surges(request: HttpRequest) -> HttpResponse:
    sight = sight_for(request)
    page: Any = Paginator(queries.surges(sight=sight), A_PAGE).get_page(request.GET.get("p"))
    return show(
        request,
        "surges/list.html",
        title=_("Surges"),
        page=page,
        rows=rows_of(list(page), now=sight.scope.now),
        at_least=settings.SURGE_AT_LEAST,
        times=settings.SURGE_TIMES,
    )


@require_safe
@permission_required(VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """All that the list shows."""
    sight = sight_for(request)
    rows = rows_of(queries.surges(sight=sight), now=sight.scope.now)
    heads = [_("What is asked"), _("Kind"), _("Language"), _("Since"), _("Until"), _("Calls"),
             _("Minutes"), _("Usually"), _("Channels"), _("State")]  # fmt: skip
    text = IS_UTF8 + csv_line(heads) + "".join(csv_line(_cells(row)) for row in rows)
    response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="surges.csv"'
    return response


def rows_of(found: Sequence[Seen], *, now: datetime) -> list[Row]:
    """One query for all of them."""
    events = SurgeEvent.objects.filter(
        surge__in=[one.surge.pk for one in found], notice_id__isnull=False
    )
    notices = dict(events.values_list("surge_id", "notice_id"))
    return [
        Row(
            one,
            *state_of(one.surge, now=now),
            channels_told(one.figures),
            notices.get(one.surge.pk),
        )
        for one in found
    ]


def _cells(row: Row) -> list[str]:
    surge, figures = row.seen.surge, row.seen.figures
    return [
        row.seen.called, str(surge.get_kind_display()), locale_name(surge.locale),
        _moment(surge.began_at), _moment(surge.ended_at), str(figures.calls), str(surge.minutes),
        f"{figures.usual:g}", row.channels, row.label,
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
