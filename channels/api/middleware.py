"""The one middleware of everything under /api/."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

from channels.api.legibility import MAX_BODY_BYTES, find_illegible
from channels.api.problem_types import BY_STATUS
from channels.api.problems import CONTENT_TYPE, ApiProblem, problem_response
from channels.watch import request_ids

PREFIX = "/api/"
VARY = "Accept, Accept-Language, Accept-Encoding, Authorization"
Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)


class ApiMiddleware:
    """Refuses what no view should have to read, and gives every error beneath it one shape.

    Programs bring no session, no cookies, no forms and no messages, so what stands below this one
    in MIDDLEWARE is passed by; it would cost a third of a read (docs/benchmarks.md).
    """

    def __init__(self, get_response: Handler) -> None:
        self.for_browsers = get_response
        self.for_programs = innermost(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.for_browsers(request)
        trace = request.META[request_ids.PLACE]
        with translation.override(language_of(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))):
            response = self._answer(request)
        if response.status_code >= 500:
            logger.error("request %s was answered with %s", trace, response.status_code)
        response["Trace-Id"] = trace
        response["Vary"] = VARY
        if not response.has_header("Content-Length") and not response.streaming:
            response["Content-Length"] = str(len(response.content))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        problem = find_illegible(request)
        if problem is not None:
            return problem_response(request, problem)
        response = self.for_programs(request)
        if response.status_code >= 400 and response["Content-Type"] != CONTENT_TYPE:
            return problem_response(request, problem_of(response))
        return response


def innermost(get_response: Handler) -> Handler:
    """What the last middleware calls. Django wraps each one in a function that remembers it; where
    that is not so, as under ASGI, requests take the long way."""
    while True:
        middleware = getattr(get_response, "__wrapped__", None)
        inner = getattr(middleware, "get_response", None)
        if inner is None:
            return get_response
        get_response = inner


@lru_cache(maxsize=256)
def language_of(accepted: str) -> str:
    """The first of the accepted languages that the house speaks, or the house's own."""
    for tag, _quality in parse_accept_lang_header(accepted):
        try:
            return get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def problem_of(response: HttpResponse) -> ApiProblem:
    """For what comes from beneath our views, where nothing more is known."""
    status = response.status_code
    code = BY_STATUS.get(status, "server-error" if status >= 500 else "bad-request")
    later = {name: response[name] for name in ("Retry-After",) if name in response}
    return ApiProblem(code, headers=later, most=MAX_BODY_BYTES)
