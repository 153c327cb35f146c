"""A session of staff ends after a time without work (SESSION_IDLE_MINUTES).

Its end is moved while somebody works, at most once in a tenth of that time: to write on every
request would make each page of the desk a write.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

SEEN = "seen"
# An open editor asks by itself every few seconds who else is there, and the desk what became of a
# message, a question or the customer on the line, whether there is a notice, and what waits; a
# notice, who has read it; the overview, for newer figures. That is nobody's work.
BY_THEMSELVES = frozenset(
    {
        "wagtailadmin_editing_sessions:ping",
        "desk:customer",
        "desk:message",
        "desk:my_questions",
        "desk:notices",
        "desk:overview_live",
        "desk:questions_rows",
        "desk:questions_waiting",
        "notice_counts",
        "desk:waiting",
    }
)


class IdleMiddleware:
    """Stands inside the session's own middleware, which writes what is changed here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_IDLE_MINUTES and is_work(request):
            note_work(request, now=int(time.time()))
        return response


def is_work(request: HttpRequest) -> bool:
    match, session = request.resolver_match, request.session
    is_asked_for = match is not None and match.view_name not in BY_THEMSELVES
    # A page that never looked at its session has no reader who is known.
    return is_asked_for and session.accessed and SESSION_KEY in session


def note_work(request: HttpRequest, *, now: int) -> None:
    step = max(settings.SESSION_IDLE_MINUTES * 6, 30)
    if now - request.session.get(SEEN, 0) >= step:
        request.session[SEEN] = now
