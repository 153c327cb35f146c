"""A call that comes before its agent is logged in: her browser keeps the link until then, no longer
than the link holds. The house keeps nothing of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from channels.contacts.words import SIGNED, BadPop, read_pop

COOKIE = "waiting_call"
Said = dict[str, str]


def said_by(request: HttpRequest) -> Said:
    """What the link itself says."""
    return {name: request.GET.get(name, "") for name in (*SIGNED, "signature")}


def keep_pop(response: HttpResponse, said: Said, *, now: datetime) -> None:
    """Nothing is kept that would be refused."""
    try:
        read = read_pop(said, keys=settings.SCREEN_POP_KEYS, now=now)
    except BadPop:
        return
    response.set_cookie(
        COOKIE,
        urlencode({name: value for name, value in said.items() if value}),
        max_age=int((read.expires - now).total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        **_place(),
    )


def kept_pop(request: HttpRequest) -> Said | None:
    """It is signed, so it is read like any other."""
    kept = request.COOKIES.get(COOKIE, "")
    if not kept:
        return None
    try:
        found = dict(parse_qsl(kept, max_num_fields=2 * len(SIGNED)))
    except ValueError:
        return None
    return {name: found.get(name, "") for name in (*SIGNED, "signature")}


def forget_pop(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, **_place())


def _place() -> dict[str, Any]:
    """Where the browser shows it, as it does the session's cookie: also in a workbench's frame."""
    return {"path": reverse("desk:home"), "samesite": settings.SESSION_COOKIE_SAMESITE}
