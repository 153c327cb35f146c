"""The lists of complaints at the desk: one's own, and those of the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from channels.desk.scopes import for_staff
from kb.access import Scope
from kb.feedback.complaints.queries import CLOSED, MINE, OPEN, TEAM, complaints_for

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Tab:
    whose: str
    state: str
    label: Any
    is_here: bool = False


TABS = (
    (MINE, OPEN, _("Mine")),
    (TEAM, OPEN, _("My team's")),
    (MINE, CLOSED, _("Mine, closed")),
    (TEAM, CLOSED, _("My team's, closed")),
)


@require_safe
@for_staff
def complaints(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    whose = TEAM if request.GET.get("whose") == TEAM else MINE
    state = CLOSED if request.GET.get("state") == CLOSED else OPEN
    found = complaints_for(request.user, whose=whose, state=state, now=scope.now)
    context = {
        "part": "desk/complaints/list.html",
        "tabs": [Tab(w, s, label, (w, s) == (whose, state)) for w, s, label in TABS],
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
        "whose": whose,
        "state": state,
        "now": scope.now,
    }
    return render(request, "desk/complaints/page.html", context)
