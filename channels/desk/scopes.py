"""Each request at the desk gets its scope once, and views take it by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from channels.contacts.words import is_pop
from channels.desk.kept_pop import keep_pop, said_by
from channels.desk.serving import take_up
from kb.access import Scope
from kb.customers.context import UNKNOWN
from kb.publication.readers import staff_scope

CHANNEL, OWN = "agent_desk", "own_scope"
View = Callable[..., HttpResponse]


def for_staff(view: View) -> View:
    """`view(request, scope=…, …)` for whoever may read at the desk, narrowed to what is known of
    the customer on the line; others are asked to log in or told whom to ask. Nothing of it is kept
    by any cache."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _ask_to_log_in(request)
        now = timezone.now()
        scope = staff_scope(request.user, now=now)
        if scope is None or CHANNEL not in scope.channels:
            response = render(request, "desk/no_access.html", status=403)
        else:
            vars(request)[OWN] = scope
            serving = take_up(request, now=now)
            response = view(request, *args, scope=serving.customer.narrow(scope), **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapped


def scope_on_the_line(request: HttpRequest, *, now: datetime) -> Scope | None:
    """What staff are served with while a customer is on the line, for what is fetched by itself
    (a picture, a file): an element that is locked keeps its own as well. None for whoever may read
    nothing."""
    scope = staff_scope(request.user, now=now) if request.user.is_authenticated else None
    return scope and take_up(request, now=now).customer.narrow(scope)


def own_scope(request: HttpRequest) -> Scope:
    """At the desk, of a request that `for_staff` let in: what this person may read, whoever is on
    the line."""
    own: Scope = vars(request)[OWN]
    return at_desk(own)


def nobodys_scope(request: HttpRequest) -> Scope:
    """Of such a request, on every channel: what this person may read and send for somebody who is
    not on the line. Whoever is lends nothing to it, neither their verification nor their values."""
    own: Scope = vars(request)[OWN]
    return UNKNOWN.narrow(own)


def at_desk(scope: Scope) -> Scope:
    """What is read on the screen; the wider scope is kept for what is sent on other channels."""
    return scope.for_channel(CHANNEL)


def _ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """A fragment cannot show the login page, so the browser is sent there, and back to where it
    was."""
    login = reverse("desk:login")
    if is_pop(request.GET):
        # It is not used up, and the number does not go along in the address.
        asked = redirect_to_login(reverse("desk:home"), login)
        keep_pop(asked, said_by(request), now=timezone.now())
        return asked
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path(), login)
    shown = HtmxDetails(request).current_url_abs_path
    return HttpResponseClientRedirect(redirect_to_login(shown or reverse("desk:home"), login).url)
