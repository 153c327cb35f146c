"""The agent's screen: a list on one side, an answer on the other; each also comes by itself."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from channels.asking import note_answer, note_opened, note_search, seat_of
from channels.contacts.models import ContactStep
from channels.contacts.operations import Step
from channels.contacts.words import is_pop
from channels.desk import pops
from channels.desk.answers import find_desk_answer, is_locked
from channels.desk.for_reader import for_this_reader
from channels.desk.kept_pop import kept_pop, said_by
from channels.desk.lists import DeskList, empty_desk, found_list, topic_list
from channels.desk.noticed import with_notices
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.screens import draw_desk, draw_list, is_part
from channels.desk.screens import screen_locale as screen_locale
from channels.desk.serving import note
from channels.paths import shown_locales
from channels.trails import PARAMETER
from kb.access import Scope
from kb.masking import mask_numbers

# An answer opened from these lists is learnt from, and for no customer.
STUDIED = {"news", "reading"}


@require_safe
@for_staff
def home(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    said = said_by(request) if is_pop(request.GET) else kept_pop(request)
    if said:
        return pops.pop(request, said, scope=scope)
    listed = _asked_list(request, scope=scope)
    _note_asked(request, listed, scope=scope)
    return draw_desk(request, {"list": listed}, scope=scope)


@require_safe
@for_staff
def results(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """The list alone, while somebody types."""
    listed = _asked_list(request, scope=scope)
    _note_asked(request, listed, scope=scope)
    response = render(request, "desk/list.html", {"list": listed})
    return replace_url(response, _address_of(listed))


@require_safe
@for_staff
def topic(request: HttpRequest, *, scope: Scope, key: str) -> HttpResponse:
    found = topic_list(scope=at_desk(scope), topic=key, locale=screen_locale())
    if found is None:
        return _absent(request, list_of=scope)
    return draw_list(request, _noticed(request, found, scope=scope), scope=scope)


@require_safe
@for_staff
def answer(request: HttpRequest, *, scope: Scope, key: str) -> HttpResponse:
    screen = screen_locale()
    asked = request.GET.get("locale", "")
    locale = asked if asked in shown_locales() else screen
    found = find_desk_answer(
        scope=scope, key=key, locale=locale, named_in=screen,
        walked=request.GET.get(PARAMETER, ""), groups=partial(groups_of, request.user),
    )  # fmt: skip
    if found is None:
        return _absent(request, list_of=scope, is_locked=is_locked(scope=scope, key=key))
    query = request.GET.get("q", "").strip()
    is_studied = bool(STUDIED & request.GET.keys())
    if not is_studied:
        opened = Step(ContactStep.Kind.OPENED, key, found.served.locale)
        # Once for a customer, however often the agent goes back to it.
        if note(request, opened, at=scope.now):
            note_answer(found.served, scope=scope)
    if query:
        note_opened(
            query, scope=scope, channel=CHANNEL, locale=screen, key=key, seat=seat_of(request)
        )
    context: dict[str, Any] = {
        "answer": found,
        "query": mask_numbers(query),
        "is_studied": is_studied,
    }
    context |= for_this_reader(request, found.served, scope=scope)
    if is_part(request):
        return render(request, "desk/answer.html", context)
    return draw_desk(request, context | {"list": _asked_list(request, scope=scope)}, scope=scope)


class Login(LoginView):
    template_name = "desk/login.html"
    redirect_authenticated_user = True


def groups_of(user: Any) -> list[str]:
    return list(user.groups.values_list("name", flat=True))


def _asked_list(request: HttpRequest, *, scope: Scope) -> DeskList:
    query = request.GET.get("q", "").strip()
    if not query:
        user_id = int(request.user.pk or 0)
        listed = empty_desk(scope=at_desk(scope), locale=screen_locale(), user_id=user_id)
    else:
        cursor = request.GET.get("cursor", "")
        listed = found_list(
            scope=at_desk(scope), query=query, locale=screen_locale(), cursor=cursor
        )
    return _noticed(request, listed, scope=scope)


def _noticed(request: HttpRequest, listed: DeskList, *, scope: Scope) -> DeskList:
    return with_notices(listed, user=request.user, scope=scope, locale=screen_locale())


def _note_asked(request: HttpRequest, listed: DeskList, *, scope: Scope) -> None:
    """A question is counted with its first page; what was refused is none."""
    if listed.state in ("found", "nearest") and not request.GET.get("cursor"):
        note_search(
            listed.query,
            scope=scope,
            channel=CHANNEL,
            locale=screen_locale(),
            found=listed.state == "found",
            seat=seat_of(request),
        )
        note(request, Step(ContactStep.Kind.SEARCHED), at=scope.now)


def _address_of(listed: DeskList) -> str:
    """Where the same list is found again."""
    query = f"?{urlencode({'q': listed.kept_query})}" if listed.query else ""
    return reverse("desk:home") + query


def _absent(request: HttpRequest, *, list_of: Scope, is_locked: bool = False) -> HttpResponse:
    """Withdrawn, never there or not for this person: the same words for all three. Only what
    waits for the customer to be verified is told as that."""
    if is_part(request):
        return render(request, "desk/absent.html", {"is_locked": is_locked}, status=404)
    context = {"list": _asked_list(request, scope=list_of), "is_absent": True}
    return draw_desk(request, context | {"is_locked": is_locked}, scope=list_of, status=404)
