"""What callers report about an answer or an element they can see."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from channels.api import descriptions as described
from channels.api.bodies import FeedbackBody
from channels.api.key_scopes import FEEDBACK_WRITE
from channels.api.problems import ApiProblem
from channels.api.responses import json_response, moment
from channels.api.views.base import KeyedView
from channels.asking import note_verdict
from kb.feedback.operations import record_feedback


class FeedbackView(KeyedView):
    key_scopes = (FEEDBACK_WRITE,)

    @described.report
    def post(self, request: Request) -> HttpResponse:
        body = FeedbackBody(data=request.data)
        body.is_valid(raise_exception=True)
        said = dict(body.validated_data)
        caller = self.caller
        said["locale"] = self.locale(said.get("locale"))
        kept = record_feedback(
            scope=caller.scope,
            channel=caller.channel,
            source=f"key:{caller.name}"[:60],
            at=caller.scope.now,
            **said,
        )
        if kept is None:
            raise ApiProblem("not-found")
        note_verdict(kept.verdict, scope=caller.scope, channel=caller.channel, locale=kept.locale)
        content = {
            "key": kept.key,
            "locale": kept.locale,
            "element": kept.element or None,
            "verdict": kept.verdict,
            "comment": kept.comment,
            "at": moment(kept.at),
        }
        return json_response(content, locale=kept.locale, status=201)
