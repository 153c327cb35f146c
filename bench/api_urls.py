"""Our own doors, and beside them Wagtail's API v3 and a bare view of Django REST framework."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.api.v3.urls import api

from kb.publication.models import Live


class OneRow(APIView):
    """No key, no rights, no limits, no ETag: one row by its index, as JSON."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, key: str) -> Response:
        rows = Live.objects.filter(key=key, locale="zh-Hans")
        row = rows.values("key", "locale", "question", "document", "seq").get()
        return Response(row)


urlpatterns = [
    path("", include("config.urls")),
    path("bench/v3/", api.urls),
    path("bench/one-row/<str:key>", OneRow.as_view()),
]
