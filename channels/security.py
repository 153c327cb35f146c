"""What browsers are told to refuse on our pages: nothing inline, nothing from other places."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
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
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
