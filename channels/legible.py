"""Browsers' requests with NUL characters are refused at the door: nobody can type one, and
PostgreSQL takes none in any text. The API says the same in its own words (api/legibility.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

NUL = "\0"


class LegibleMiddleware:
    """Stands before the session, whose name comes in a cookie and goes to the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if holds_nul(request):
            return bad_request(request, SuspiciousOperation())
        return self.get_response(request)


def holds_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    if "%00" in query or NUL in query or NUL in request.path_info:
        return True
    return any(NUL in value for value in request.COOKIES.values())
