"""What browsers are told to refuse on our pages: nothing inline, nothing from other places."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

RULES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
# What agents work with may stand in the frame of another system (FRAME_ANCESTORS).
FRAMED_PAGES = "/desk/"
# Wagtail's screens and the API's own documentation page work with inline scripts.
OTHERS_PAGES = ("/admin/", "/api/")


class PagePolicyMiddleware:
    """Sends the policy with every page of ours, error pages included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The page with which DEBUG explains an error brings its own styles.
        is_explanation = settings.DEBUG and response.status_code >= 400
        if not (is_explanation or request.path.startswith(OTHERS_PAGES)):
            policy = "; ".join((*RULES, frame_ancestors(request.path)))
            response.headers.setdefault("Content-Security-Policy", policy)
        if is_framed(request.path):
            # It knows no list; browsers that know the other header do not look at it.
            response.headers.pop("X-Frame-Options", None)
        return response


def frame_ancestors(path: str) -> str:
    allowed = settings.FRAME_ANCESTORS if is_framed(path) else ()
    return " ".join(("frame-ancestors 'self'", *allowed))


def is_framed(path: str) -> bool:
    return bool(settings.FRAME_ANCESTORS) and path.startswith(FRAMED_PAGES)
