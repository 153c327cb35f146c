"""Problems as RFC 9457 says them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from channels.api.problem_types import PROBLEMS
from kb.locales import to_outside

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One of several things wrong: a `parameter` of the address or a `pointer` into the body."""

    detail: Any
    code: str
    parameter: str = ""
    pointer: str = ""

    def to_json(self) -> dict[str, str]:
        place = {"parameter": self.parameter} if self.parameter else {"pointer": self.pointer}
        return place | {"detail": str(self.detail), "code": self.code}


class ApiProblem(Exception):
    """`code` is one of PROBLEMS; `params` fill its detail."""

    def __init__(
        self,
        code: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> None:
        self.code = code
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.params = params
        super().__init__(code)


def bad_parameter(parameter: str, detail: Any, code: str = "invalid") -> ApiProblem:
    return ApiProblem("bad-parameter", faults=[Fault(detail, code, parameter=parameter)])


def problem_response(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """In the language that is active. It says nothing that could tell forbidden from absent: the
    trace id is a header only."""
    kind = PROBLEMS[problem.code]
    content: dict[str, Any] = {
        "type": f"urn:granule:problem:{problem.code}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.detail) % problem.params if problem.params else str(kind.detail),
        "instance": request.path,
        "code": problem.code,
    }
    if problem.faults:
        content["errors"] = [fault.to_json() for fault in problem.faults]
    # `instance` may hold anything that was asked for, a lone surrogate too.
    body = json.dumps(content, ensure_ascii=False).encode(errors="replace")
    headers = {
        "Content-Language": to_outside(get_language() or settings.LANGUAGE_CODE),
        "Cache-Control": "no-store",
    }
    return HttpResponse(
        body, status=kind.status, content_type=CONTENT_TYPE, headers=headers | problem.headers
    )
