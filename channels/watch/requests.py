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
            # Django would write another line for what was refused, with the address in it.
            response._has_been_logged = True  # type: ignore[attr-defined]
            self._note(request, status=response.status_code, began=began)
        except Exception:
            # Not even the page that says so could be made; the server answers by itself.
            self._note(request, status=500, began=began)
            raise
        finally:
            request_ids.current.reset(token)
        return response

    def _note(self, request: HttpRequest, *, status: int, began: float) -> None:
        seconds = time.perf_counter() - began
        route, method = route_of(request), request.method or ""
        metrics.count_request(route=route, method=method, status=status, seconds=seconds)
        if logger.isEnabledFor(logging.INFO):
            logger.handle(line_of(request, status=status, route=route, seconds=seconds))


def line_of(request: HttpRequest, *, status: int, route: str, seconds: float) -> logging.LogRecord:
    """The address is told by its name: the path holds keys, and what was asked for."""
    said = {"method": request.method, "route": route, "status": status}
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
