"""Keeping a copy in step: the tree of topics and the change feed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from channels.api import descriptions as described
from channels.api.key_scopes import CHANGES_READ, TOPICS_READ
from channels.api.parameters import WHOLE_NUMBER, number_in
from channels.api.problems import ApiProblem, bad_parameter
from channels.api.responses import tagged_response
from channels.api.shapes import changes_json, topic_json
from channels.api.views.base import KeyedView
from kb.publication import log
from kb.publication.changes import BeyondHead, changes_after
from kb.publication.topic_tree import topic_tree

DEFAULT_CHANGES = 100
MOST_CHANGES = 500
# No log is longer; a larger number would not fit a database's integers.
FARTHEST = 2**63 - 1


class TopicsView(KeyedView):
    key_scopes = (TOPICS_READ,)
    parameters = frozenset({"locale"})

    @described.read_topics
    def get(self, request: Request) -> HttpResponse:
        locale = self.locale(self.http_request.GET.get("locale"))
        nodes = topic_tree(scope=self.caller.scope, locale=locale)
        content = {"topics": [topic_json(node) for node in nodes]}
        return tagged_response(self.http_request, content, locale=locale)


class ChangesView(KeyedView):
    key_scopes = (CHANGES_READ,)
    parameters = frozenset({"after", "limit", "epoch"})

    @described.follow_changes
    def get(self, request: Request) -> HttpResponse:
        query = self.http_request.GET
        after = _position(query.get("after", "0"))
        limit = number_in(query, "limit", default=DEFAULT_CHANGES, least=1, most=MOST_CHANGES)
        _check_history(query.get("epoch"), after=after)
        try:
            page = changes_after(scope=self.caller.scope, after=after, limit=limit)
        except BeyondHead:
            raise ApiProblem("beyond-head") from None
        locale = self.locale(None)
        return tagged_response(self.http_request, changes_json(page), locale=locale)


def _check_history(epoch: str | None, *, after: int) -> None:
    """Positions of two histories look alike, so after a restore each has to name its own."""
    if epoch is None:
        if after and log.is_restored():
            raise ApiProblem("epoch-needed")
    elif epoch != log.epoch():
        raise ApiProblem("foreign-epoch")


def _position(text: str) -> int:
    if not WHOLE_NUMBER.fullmatch(text):
        raise bad_parameter("after", _("Pass on “next” of the page before, or 0."), "invalid")
    if int(text) > FARTHEST:
        raise ApiProblem("beyond-head")
    return int(text)
