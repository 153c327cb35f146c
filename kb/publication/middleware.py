"""Tells the log who acts in a request, makes what it does in the admin one transaction, and turns
what is refused into a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kb.acting import acting
from kb.approval.errors import ApprovalRefused
from kb.authoring.deletion import tell_protected
from kb.problem import Problem, say
from kb.publication import following
from kb.publication.errors import Refused
from kb.publication.notices import tell_following
from kb.transactions import in_one_transaction

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = Callable[..., HttpResponse]


class ActingMiddleware:
    """Only unsafe methods can publish, so only they pay for a look at the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_act(request):
            return self.get_response(request)
        user: Any = request.user
        cause = f"web {request.path}"
        with (
            acting(cause=cause, user_id=user.pk, name=user.get_username()),
            following.noted() as begun,
        ):
            response = self.get_response(request)
        if begun and _is_in_admin(request):
            tell_following(request, begun)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Wagtail saves and publishes in several transactions; here they become one, which can be
        done again where it met a deadlock."""
        if not (_is_act(request) and _is_in_admin(request)):
            return None
        act = partial(_answer, request, partial(view, request, *args, **kwargs))
        return in_one_transaction(act, before_again=partial(_begin_again, request))


def _is_in_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _is_act(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return request.method not in SAFE_METHODS and user is not None and user.is_authenticated


def _answer(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What is refused undoes itself; what the view did before, such as keeping a draft, stays."""
    try:
        return act()
    except (Refused, ApprovalRefused) as error:
        return _refusal(request, error)
    except ProtectedError as error:
        tell_protected(request, error)
        return _back(request)


def _begin_again(request: HttpRequest) -> None:
    """As the view found it the first time."""
    files: Any = request.FILES
    for file in files.values():
        file.seek(0)
    said: Any = messages.get_messages(request)
    said._queued_messages.clear()


def _refusal(request: HttpRequest, error: Refused | ApprovalRefused) -> HttpResponse:
    for problem in _problems_in(error):
        messages.error(request, say(problem))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    back = _where_from(request)
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # What the admin's dialogs understand: close, and go there.
        return JsonResponse({"step": "success", "redirect": back})
    return redirect(back)


def _problems_in(error: Refused | ApprovalRefused) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, Refused) else (error.problem,)


def _where_from(request: HttpRequest) -> str:
    """The page the form was on, which need not be where it was sent."""
    came_from = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return came_from
    return reverse("wagtailadmin_home")
