"""Reading answers and single elements by name, on the key's channel."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from rest_framework.request import Request

from channels.api import descriptions as described
from channels.api.key_scopes import ANSWERS_READ, WORDINGS_READ
from channels.api.parameters import words_in
from channels.api.problems import ApiProblem
from channels.api.responses import tagged_response
from channels.api.shapes import answer_json, element_json
from channels.api.views.base import KeyedView
from channels.asking import note_answer
from channels.reads import counting
from channels.renditions.queries import find_element_rendition, find_rendition
from kb.document import Kind
from kb.publication.queries import find_element

KINDS = tuple(kind.value for kind in Kind)
WORDINGS = "wordings"


class AnswerView(KeyedView):
    key_scopes = (ANSWERS_READ,)
    parameters = frozenset({"locale", "kinds", "include"})

    @described.read_answer
    def get(self, request: Request, key: str) -> HttpResponse:
        query = self.http_request.GET
        locale = self.locale(query.get("locale"))
        kinds = words_in(query, "kinds", KINDS)
        with_wordings = WORDINGS in words_in(query, "include", (WORDINGS,))
        if with_wordings:
            self.require(WORDINGS_READ)
        caller = self.caller
        served = find_rendition(
            scope=caller.scope, channel=caller.channel, key=key, locale=locale, kinds=kinds
        )
        if served is None:
            raise ApiProblem("not-found")
        counting.count(served, at=caller.scope.now)
        content = answer_json(served, with_wordings=with_wordings)
        response = tagged_response(self.http_request, content, locale=locale)
        # Whoever only asks whether a copy still holds has no customer waiting.
        if response.status_code == HTTPStatus.OK:
            note_answer(served, scope=caller.scope)
        return response


class ElementView(KeyedView):
    key_scopes = (ANSWERS_READ,)
    parameters = frozenset({"locale"})

    @described.read_element
    def get(self, request: Request, element: str) -> HttpResponse:
        caller = self.caller
        locale = self.locale(self.http_request.GET.get("locale"))
        scope = caller.scope.for_channel(caller.channel)
        found = find_element(scope=scope, element=element, locale=locale)
        served = found and find_element_rendition(
            scope=scope,
            channel=caller.channel,
            key=found[0].key,
            locale=locale,
            element=element,
        )
        if not served:
            raise ApiProblem("not-found")
        counting.count(served, at=scope.now)
        return tagged_response(self.http_request, element_json(served), locale=locale)
