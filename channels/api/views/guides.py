"""One step of a guide, in the words of the key's channel."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from channels import registry
from channels.api import descriptions as described
from channels.api.guide_shapes import step_json
from channels.api.key_scopes import ANSWERS_READ
from channels.api.parameters import path_in
from channels.api.problems import ApiProblem
from channels.api.responses import tagged_response
from channels.api.views.base import KeyedView
from channels.guides import walk
from channels.renditions.queries import find_rendition

WALK = "walk"


class GuideView(KeyedView):
    key_scopes = (ANSWERS_READ,)
    parameters = frozenset({"locale", WALK})

    @described.walk_guide
    def get(self, request: Request, key: str, element: str) -> HttpResponse:
        """A way that is not offered, whatever the reason, is as unknown as any other."""
        query, caller = self.http_request.GET, self.caller
        locale = self.locale(query.get("locale"))
        path = path_in(query, WALK)
        served = find_rendition(scope=caller.scope, channel=caller.channel, key=key, locale=locale)
        parts = {part.element: part for part in served.parts} if served else {}
        part = parts.get(element)
        if served is None or part is None or part.guide is None:
            raise ApiProblem("not-found")
        at = walk(part.guide, path)
        if not at.is_whole:
            raise ApiProblem("not-found")
        channel = registry.get(caller.channel)
        content = step_json(served, part, at, channel=channel, parts=parts)
        return tagged_response(self.http_request, content, locale=locale)
