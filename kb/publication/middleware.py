"""Tells the log who acts in a request, and turns a refused publication into a message."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kb.problem import say
from kb.publication.acting import acting
from kb.publication.errors import Refused

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ActingMiddleware:
    """Only unsafe methods can publish, so only they pay for a look at the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if request.method in SAFE_METHODS or user is None or not user.is_authenticated:
            return self.get_response(request)
        with acting(cause=f"web {request.path}", user_id=user.pk, name=user.get_username()):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or not request.path.startswith("/admin/"):
            return None
        for problem in error.problems:
            messages.error(request, say(problem))
        return redirect(request.path if request.method == "POST" else "wagtailadmin_home")
