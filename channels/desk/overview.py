"""The supervisor's view: figures of today as they come in, and of any days that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from channels.desk.scopes import at_desk, for_staff
from channels.supervising.asked import LENGTHS, Asked, asked_of, last_days
from channels.supervising.cells import Table
from channels.supervising.days import day_of
from channels.supervising.drawing import Drawn, draw
from channels.supervising.overview import Overview, overview
from channels.supervising.queries import team_names
from channels.supervising.seeing import Sight, sight_of
from channels.supervising.tables import tables_of
from channels.supervising.team_drawing import draw_matters
from kb.access import Scope
from kb.spreadsheets import IS_UTF8, Sheet, csv_line, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Preset:
    label: str
    address: str
    is_chosen: bool


@require_safe
@for_staff
def show(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    asked, sight = _asked(request, scope=scope), chosen_sight(request, scope=scope)
    view = overview(asked.period, sight=sight)
    context = _context(asked, view) | {"team": request.GET.get("team", "")}
    context |= {
        "presets": _presets(asked, context["team"], scope=scope),
        "teams": team_names(asked.period, sight=own_sight(request, scope=scope)),
        "today": day_of(scope.now).isoformat(),
    }
    return render(request, "desk/overview/overview.html", context)


@require_safe
@for_staff
def live(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """The figures of today alone, asked for by the page itself each minute."""
    asked = asked_of({}, today=day_of(scope.now))
    view = overview(asked.period, sight=chosen_sight(request, scope=scope))
    context = _context(asked, view) | {"team": request.GET.get("team", "")}
    return render(request, "desk/overview/figures.html", context)


@require_safe
@for_staff
def export(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """All tables as one XLSX file, or one of them (`table`) as CSV."""
    asked, sight = _asked(request, scope=scope), chosen_sight(request, scope=scope)
    tables = tables_of(overview(asked.period, sight=sight))
    code = request.GET.get("table", "")
    name = f"overview-{asked.period.first}-{asked.period.last}"
    if not code:
        return _file(_sheets(tables.values()), name=f"{name}.xlsx", kind=XLSX)
    if code not in tables:
        raise Http404
    lines = IS_UTF8 + "".join(_csv(tables[code]))
    return _file(lines.encode(), name=f"{name}-{code}.csv", kind="text/csv; charset=utf-8")


def own_sight(request: HttpRequest, *, scope: Scope) -> Sight:
    """404 for whoever sees no figures."""
    sight = sight_of(request.user, scope=scope, desk=at_desk(scope))
    if sight is None:
        raise Http404
    return sight


def chosen_sight(request: HttpRequest, *, scope: Scope) -> Sight:
    """Of the team that was chosen; one that is not theirs is as absent as one that is nowhere."""
    sight = own_sight(request, scope=scope).of(request.GET.get("team", ""))
    if sight is None:
        raise Http404
    return sight


def _asked(request: HttpRequest, *, scope: Scope) -> Asked:
    return asked_of(request.GET, today=day_of(scope.now))


def _context(asked: Asked, view: Overview) -> dict[str, Any]:
    tables = tables_of(view)
    drawn: Drawn = draw(view)
    return {
        "asked": asked,
        "view": view,
        "tables": tables,
        "drawn": drawn,
        "matters": draw_matters(view),
        "least": settings.SMALLEST_TEAM,
        "query": urlencode({"from": asked.first, "to": asked.last}) if asked.first else "",
    }


def _presets(asked: Asked, team: str, *, scope: Scope) -> Sequence[Preset]:
    today = day_of(scope.now)
    periods = [last_days(days, today=today) for days in LENGTHS]
    found = [
        Preset(pgettext("supervisor", "Today"), _address(team), asked.is_live and not asked.problem)
    ]
    for period in periods:
        said = {"from": period.first.isoformat(), "to": period.last.isoformat()}
        label = _("%(days)s days") % {"days": period.days}
        found.append(Preset(label, _address(team, **said), period == asked.period))
    return found


def _address(team: str, **said: str) -> str:
    return "?" + urlencode(said | ({"team": team} if team else {}))


def _sheets(tables: Any) -> bytes:
    return workbook(Sheet(table.title, table.heads, table.rows) for table in tables)


def _csv(table: Table) -> Sequence[str]:
    rows = [["" if cell is None else _text(cell) for cell in row] for row in table.rows]
    return [csv_line(row) for row in ([*table.heads], *rows)]


def _text(cell: Any) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)


def _file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
