"""Before and after a day: of an announcement, a campaign, or an answer's last change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.desk.overview import chosen_sight, own_sight
from channels.desk.scopes import for_staff
from channels.supervising.around import (
    LENGTHS,
    Around,
    announced,
    around,
    changed_on,
    find_answer,
    sides,
)
from channels.supervising.asked import parsed
from channels.supervising.days import day_of
from channels.supervising.queries import team_names
from channels.supervising.seeing import Sight
from kb.access import Scope
from kb.publication.queries import Authorized


@dataclass(frozen=True, slots=True)
class Asked:
    """`typed`: the day as it was typed; `day`: None where there is none that can be used."""

    typed: str
    day: date | None
    days: int
    answer: Authorized | None
    problem: str = ""


@require_safe
@for_staff
def show(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    sight, today = chosen_sight(request, scope=scope), day_of(scope.now)
    asked = _asked(request, sight=sight, today=today)
    found = _found(asked, sight=sight, today=today)
    context = {
        "asked": asked,
        "found": found,
        "lengths": LENGTHS,
        "announced": announced(request.user, scope=scope),
        "today": today.isoformat(),
        "team": request.GET.get("team", ""),
        "teams": team_names(found.after, sight=own_sight(request, scope=scope)) if found else (),
    }
    return render(request, "desk/overview/around.html", context)


def _asked(request: HttpRequest, *, sight: Sight, today: date) -> Asked:
    """404 for an answer that the person may not read, as for one that is not there."""
    typed, key = request.GET.get("day", "").strip()[:40], request.GET.get("key", "")
    answer = find_answer(key, request.GET.get("locale", ""), sight=sight) if key else None
    if key and answer is None:
        raise Http404
    days = request.GET.get("days", "")
    length = int(days) if days in {str(n) for n in LENGTHS} else LENGTHS[0]
    day = parsed(typed) if typed else changed_on(answer) if answer else None
    problem = _problem(typed, day, today=today)
    return Asked(typed or (day.isoformat() if day else ""), day, length, answer, problem)


def _problem(typed: str, day: date | None, *, today: date) -> str:
    if day is None:
        return _("This is no day. Write it as in 2026-11-23.") if typed else ""
    if day >= today:
        return _(
            "No whole day has passed since then. Look again tomorrow, or choose an earlier day."
        )
    return ""


def _found(asked: Asked, *, sight: Sight, today: date) -> Around | None:
    both = sides(asked.day, days=asked.days, today=today) if asked.day else None
    if both is None:
        return None
    return around(*both, days=asked.days, sight=sight, answer=asked.answer)
