"""Watches each request: its id, one line in the log, and what /metrics counts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from channels.watch import metrics, request_ids

HEADER = "X-Request-ID"
CALLER = "granule.key"
Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("requests")


def note_caller(request: HttpRequest, name: str) -> None:
    """The key that was used, by the name its owner gave it."""
    request.META[CALLER] = name


class WatchMiddleware:
    """Stands outermost, so that it sees what leaves the house, whoever made it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request_id = request_ids.request_id_of(request.META)
        request.META[request_ids.PLACE] = request_id
        token = request_ids.current.set(request_id)
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id
            self._note(request, response, seconds=time.perf_counter() - began)
        finally:
            request_ids.current.reset(token)
        return response

    def _note(self, request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
        # Django would write another line for what was refused, with the address in it.
        response._has_been_logged = True  # type: ignore[attr-defined]
        route, method = route_of(request), request.method or ""
        metrics.count_request(
            route=route, method=method, status=response.status_code, seconds=seconds
        )
        if logger.isEnabledFor(logging.INFO):
            logger.handle(line_of(request, response, route=route, seconds=seconds))


def line_of(
    request: HttpRequest, response: HttpResponse, *, route: str, seconds: float
) -> logging.LogRecord:
    """The address is told by its name: the path holds keys, and what was asked for."""
    said = {"method": request.method, "route": route, "status": response.status_code}
    who = {"key": request.META.get(CALLER, ""), "user": user_id_of(request)}
    took = {"ms": round(seconds * 1000, 1)}
    record = logging.getLogRecordFactory()(
        logger.name, logging.INFO, __file__, 0, "request", (), None
    )
    vars(record).update(said | took | who)
    return record


def route_of(request: HttpRequest) -> str:
    """As config.urls names it; `none` where nothing was found or it was refused before."""
    match = request.resolver_match
    if match is None:
        return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
    return match.view_name or match.route


def user_id_of(request: HttpRequest) -> int | None:
    """Of whoever was looked up for this request anyway: asking here would cost a query."""
    user = vars(request).get("_cached_user")
    return getattr(user, "pk", None)
