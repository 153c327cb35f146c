"""What every call does before its own work: format, key, rate, rights, parameters."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from channels.api.authentication import KeyAuthentication
from channels.api.bodies import faults_of
from channels.api.callers import Caller
from channels.api.legibility import MAX_BODY_BYTES
from channels.api.negotiation import OneFormat
from channels.api.parameters import check_names, locale_in
from channels.api.parsers import StrictJSONParser
from channels.api.problems import ApiProblem, problem_response
from channels.api.rates import Allowance, spend_by_key
from channels.watch.requests import note_caller
from kb.access import ChannelNotInScope
from kb.search.queries import IndexUnavailable


class ApiView(APIView):
    """Problems, headers and methods, the same for every call."""

    content_negotiation_class = OneFormat
    renderer_classes = (JSONRenderer,)
    parser_classes = (StrictJSONParser,)
    authentication_classes: Any = ()
    permission_classes = ()
    throttle_classes = ()
    allowance: Allowance | None = None

    @property
    def default_response_headers(self) -> dict[str, str]:
        """None of Django REST framework's own: `Vary` is the same for all, and only an answer about
        methods names them."""
        return {}

    @property
    def http_request(self) -> HttpRequest:
        return self.request._request

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        response = HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})
        del response["Content-Type"]
        return response

    def handle_exception(self, exc: Exception) -> Any:
        problem = as_problem(exc, methods=", ".join(self.allowed_methods))
        if problem is None:
            raise exc
        return problem_response(self.http_request, problem)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance is not None:
            for name, value in self.allowance.headers.items():
                final[name] = value
        return final


class KeyedView(ApiView):
    """A call for holders of a key. `key_scopes`: what the key must have, all of them;
    `parameters`: what may stand in the address."""

    key_scopes: ClassVar[tuple[str, ...]]
    parameters: ClassVar[frozenset[str]] = frozenset()
    authentication_classes = (KeyAuthentication,)

    @property
    def caller(self) -> Caller:
        return cast(Caller, self.request.auth)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        caller = cast(Caller, request.auth)
        note_caller(self.http_request, caller.name)
        self.allowance = spend_by_key(caller.id, limit=caller.rate_per_minute, now=caller.scope.now)
        for needed in self.key_scopes:
            self.require(needed)
        if request.method in self.allowed_methods and request.method != "OPTIONS":
            check_names(self.http_request.GET, self.parameters)

    def require(self, key_scope: str) -> None:
        if not self.caller.may(key_scope):
            raise ApiProblem("missing-scope", scope=key_scope)

    def locale(self, given: str | None) -> str:
        return locale_in(given, self.caller)


def as_problem(error: Exception, *, methods: str) -> ApiProblem | None:
    """None for what nobody foresaw: that is a 500, with its traceback in the log."""
    match error:
        case ApiProblem():
            return error
        case exceptions.MethodNotAllowed():
            return ApiProblem("method-not-allowed", methods=methods, headers={"Allow": methods})
        case exceptions.UnsupportedMediaType():
            return ApiProblem("unsupported-media-type")
        case exceptions.ParseError() | exceptions.ValidationError():
            return ApiProblem("bad-body", faults=faults_of(error))
        case RequestDataTooBig():
            return ApiProblem("body-too-large", most=MAX_BODY_BYTES)
        case Http404() | ChannelNotInScope():
            return ApiProblem("not-found")
        case IndexUnavailable():
            return ApiProblem("search-unavailable", headers={"Retry-After": "30"})
        case _:
            return None
