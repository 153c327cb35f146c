"""What every public page has in common: its language from the address, the public's scope, and
an ETag over what is really served."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from channels.help.scopes import public_scope
from kb.locales import to_django

LONGEST_REFERER = 10_000
View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """`view(request, scope=…, locale=…, …)`.

    A cache may keep the page and must ask each time: what is withdrawn is gone on the very next
    read, and no copy outlives `valid_until`.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *, locale: str, **kwargs: Any) -> HttpResponse:
        scope = public_scope(now=timezone.now())
        if scope is None:
            raise Http404
        with translation.override(to_django(locale)):
            try:
                response = view(request, scope=scope, locale=locale, **kwargs)
            except Http404:
                response = render(request, "404.html", status=404)
        response["Content-Language"] = locale
        return revalidated(request, response)

    return wrapped


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or 304 where the reader has the same bytes already."""
    response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code != 200:
        return response
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def searched_before(request: HttpRequest, *, locale: str) -> str:
    """What was searched on the page that the reader comes from, where that is our search."""
    try:
        came = urlsplit(request.headers.get("Referer", "")[:LONGEST_REFERER])
    except ValueError:
        return ""
    ours = (request.get_host(), reverse("help:search", kwargs={"locale": locale}))
    if (came.netloc, came.path) != ours:
        return ""
    return parse_qs(came.query).get("q", [""])[0].strip()
