"""What every screen of the desk is drawn by."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from channels.desk.shifts import note_work
from channels.paths import shown_locales
from kb.access import Scope
from kb.locales import to_outside


def screen_locale() -> str:
    """The language chosen for the screen, which is also the one that is searched first."""
    return to_outside(get_language() or shown_locales()[0])


def is_part(request: HttpRequest) -> bool:
    """Only a piece of the page is asked for."""
    return bool(request.headers.get("HX-Request"))


def draw_list(request: HttpRequest, listed: Any, *, scope: Scope) -> HttpResponse:
    """The list alone, or the desk with it."""
    if is_part(request):
        return render(request, "desk/list.html", {"list": listed})
    return draw_desk(request, {"list": listed}, scope=scope)


def draw_desk(
    request: HttpRequest, context: dict[str, Any], *, scope: Scope, status: int = 200
) -> HttpResponse:
    """The whole desk. Whoever has it before them is at work."""
    note_work(request, scope=scope, locale=screen_locale())
    return render(request, "desk/desk.html", context, status=status)
