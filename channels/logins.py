"""Too many wrong passwords close a staff number to one address for a while, at both logins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from channels.api.rates import address_of

__all__ = ["address_of", "show_locked"]


def show_locked(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    """The login that was used, saying so; the same words whether there is such an account."""
    minutes = settings.LOGIN_LOCK_MINUTES
    told: dict[str, Any] = {"locked_minutes": minutes}
    if not isinstance(response, TemplateResponse):
        return HttpResponse(status=429, headers={"Retry-After": str(minutes * 60)})
    context = response.context_data or {}
    if form := context.get("form"):
        # Without the error of the form: the password may have been right.
        told["form"] = type(form)(request, initial={"username": credentials.get("username", "")})
    shown = TemplateResponse(request, response.template_name, context | told, status=429)
    shown.headers["Retry-After"] = str(minutes * 60)
    shown.headers["Cache-Control"] = "no-store"
    return shown.render()
