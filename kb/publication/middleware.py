"""Tells the log who acts in a request, and turns what is refused into a message."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kb.approval.errors import ApprovalRefused
from kb.problem import Problem, say
from kb.publication import following
from kb.publication.acting import acting
from kb.publication.errors import Refused
from kb.publication.notices import tell_following

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ActingMiddleware:
    """Only unsafe methods can publish, so only they pay for a look at the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if request.method in SAFE_METHODS or user is None or not user.is_authenticated:
            return self.get_response(request)
        cause = f"web {request.path}"
        with (
            acting(cause=cause, user_id=user.pk, name=user.get_username()),
            following.noted() as begun,
        ):
            response = self.get_response(request)
        if begun and _is_in_admin(request):
            tell_following(request, begun)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        problems = _problems_in(error)
        if not problems or not _is_in_admin(request):
            return None
        for problem in problems:
            messages.error(request, say(problem))
        back = _where_from(request)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What the admin's dialogs understand: close, and go there.
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)


def _is_in_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _problems_in(error: Exception) -> tuple[Problem, ...]:
    if isinstance(error, Refused):
        return error.problems
    return (error.problem,) if isinstance(error, ApprovalRefused) else ()


def _where_from(request: HttpRequest) -> str:
    """The page the form was on, which need not be where it was sent."""
    came_from = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return came_from
    return reverse("wagtailadmin_home")
