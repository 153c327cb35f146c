"""JSON is all there is, so negotiation is a yes or a no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from channels.api.problems import ApiProblem


class OneFormat(BaseContentNegotiation):
    """The first renderer whose media type is accepted."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Raises ApiProblem."""
        renderers = list(renderers)
        accepted = request.META.get("HTTP_ACCEPT", "*/*")
        for renderer in renderers:
            if accepts(accepted, renderer.media_type):
                return renderer, renderer.media_type
        formats = ", ".join(renderer.media_type for renderer in renderers)
        raise ApiProblem("not-acceptable", formats=formats)


def accepts(header: str, media_type: str) -> bool:
    """Does an Accept header allow this type? An empty one allows everything; `q=0` is a refusal."""
    if not header.strip():
        return True
    main = media_type.partition("/")[0]
    best = (0, False)
    for item in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in item.split(";"))
        exactness = {media_type: 3, f"{main}/*": 2, "*/*": 1}.get(name, 0)
        best = max(best, (exactness, not _is_refusal(parameters)))
    return best[0] > 0 and best[1]


def _is_refusal(parameters: Sequence[str]) -> bool:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value) <= 0
            except ValueError:
                return True
    return False
