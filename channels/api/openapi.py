"""The description of the API as OpenAPI 3.1, made once for each language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import include, path
from django.utils.translation import get_language, gettext
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

from channels.api import examples
from channels.api.key_scopes import KEY_SCOPES
from channels.api.problem_types import PROBLEMS
from channels.api.problems import CONTENT_TYPE
from channels.api.schemas import SCHEMAS, ref

Description = dict[str, Any]
# What can happen to any call; each names more of its own.
EVERYWHERE = (400, 401, 403, 406, 413, 429, 500)
OF_OPERATION = {
    "search": (503,),
    "suggest": (304, 503),
    "ask": (415, 503),
    "read_answer": (304, 404),
    "read_element": (304, 404),
    "walk_guide": (304, 400, 404),
    "read_topics": (304,),
    "follow_changes": (304, 409, 410),
    "report_feedback": (404, 415),
    "report_outcome": (404, 415),
}
LIMITS = {
    "RateLimit-Policy": {"schema": {"type": "string", "examples": ['"default";q=600;w=60']}},
    "RateLimit": {"schema": {"type": "string", "examples": ['"default";r=599;t=37']}},
}
IDENTITY = {"schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}
TRACE = {"Trace-Id": IDENTITY, "X-Request-ID": IDENTITY}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Each call names the scopes its key needs, as roles of a bearer scheme."""

    target_class = "channels.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        return {self.name: list(auto_schema.view.key_scopes)}

    def get_security_definition(self, auto_schema: Any) -> Description:
        lines = [f"- `{name}`: {what}" for name, what in KEY_SCOPES.items()]
        words = gettext("A key, made by the operators with “manage.py apikey create”. Its scopes:")
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "granule_…",
            "description": "\n".join([words, "", *lines]),
            "x-scopes": {name: str(what) for name, what in KEY_SCOPES.items()},
        }


def describe_api() -> Description:
    """In the language that is active now."""
    return _describe_in(get_language() or "")


@lru_cache(maxsize=8)
def _describe_in(language: str) -> Description:
    patterns = [path("api/v1/", include("channels.api.urls"))]
    generator = SchemaGenerator(patterns=patterns)  # type: ignore[no-untyped-call]
    description: Description = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    components = description["components"]
    components["schemas"] = SCHEMAS
    components["responses"] = {str(status): _problem(status) for status in _statuses()}
    for operation in _operations(description):
        _complete(operation)
    return description


def _operations(description: Description) -> list[Description]:
    return [operation for calls in description["paths"].values() for operation in calls.values()]


def _statuses() -> list[int]:
    return sorted({kind.status for kind in PROBLEMS.values()})


def _complete(operation: Description) -> None:
    """Adds what the views' base does for every call."""
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for response in operation["responses"].values():
        response["headers"] = LIMITS | TRACE
    for status in (*EVERYWHERE, *OF_OPERATION[operation["operationId"]]):
        if status == 304:
            operation["responses"]["304"] = {"description": gettext("You have this already.")}
        else:
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}


def _problem(status: int) -> Description:
    kinds = {code: kind for code, kind in PROBLEMS.items() if kind.status == status}
    titles = "; ".join(f"{kind.title} (`{code}`)" for code, kind in kinds.items())
    example = examples.PROBLEM if status == 404 else None
    content: Description = {"schema": ref("Problem")}
    if example:
        content["example"] = example
    return {"description": titles, "content": {CONTENT_TYPE: content}, "headers": TRACE}
