"""The API described for programs and for people; no key is needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerView
from rest_framework.request import Request

from channels.api.openapi import describe_api
from channels.api.parameters import check_names
from channels.api.rates import spend_by_address
from channels.api.responses import tagged_response
from channels.api.views.base import ApiView
from kb.locales import to_outside


class OpenView(ApiView):
    """For anybody; counted by address."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.allowance = spend_by_address(self.http_request, now=timezone.now())
        check_names(self.http_request.GET, ())


class DescriptionView(OpenView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        locale = to_outside(get_language() or settings.LANGUAGE_CODE)
        return tagged_response(self.http_request, describe_api(), locale=locale)


class DocumentsView(OpenView, SpectacularSwaggerView):
    """Swagger UI from our own static files."""

    renderer_classes: Any = SpectacularSwaggerView.renderer_classes
    url_name = "api:schema"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Any:
        return super().get(request)  # type: ignore[no-untyped-call]
