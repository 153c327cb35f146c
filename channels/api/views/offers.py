"""One sentence more through a program, and how the customer took it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from channels.api import descriptions as described
from channels.api.bodies import OutcomeBody
from channels.api.callers import Caller
from channels.api.key_scopes import OFFERS_READ, OFFERS_WRITE
from channels.api.problems import ApiProblem
from channels.api.responses import json_response, moment
from channels.api.views.base import KeyedView
from channels.next_sentence import NextSentence, next_sentence
from kb.access import Scope
from kb.customers.context import CustomerContext
from kb.offers import operations
from kb.offers.choosing import Matter
from kb.offers.operations import Speaker
from kb.publication.queries import Candidate

# Conversations of programs are named by what they call them, which is not kept.
CONVERSATIONS = uuid.UUID("0f2d8a0c-6b8e-4a53-9b39-3a1f4c7b5e60")


def sentence_for(
    known: Mapping[str, Any],
    *,
    caller: Caller,
    scope: Scope,
    customer: CustomerContext,
    locale: str,
) -> NextSentence | None:
    """Once the caller says which answer has settled the conversation; `scope`: the key's, narrowed
    to what it says of the customer."""
    solved, conversation = known.get("solved", ""), known.get("conversation", "")
    if not (solved and conversation and caller.may(OFFERS_READ)):
        return None
    contact = uuid.uuid5(CONVERSATIONS, f"{caller.id}:{conversation}")
    return next_sentence(
        scope=scope,
        channel=caller.channel,
        customer=customer,
        matter=Matter(contact, Candidate(solved, locale)),
        speaker=Speaker(_name_of(caller)),
    )


def sentence_json(sentence: NextSentence) -> dict[str, Any]:
    """Why it was chosen is for staff, and stays in the house."""
    return {
        "id": str(sentence.id),
        "key": sentence.key,
        "locale": sentence.locale,
        "purpose": sentence.purpose,
        "text": sentence.text,
        "rendition": sentence.rendition,
    }


class OutcomeView(KeyedView):
    key_scopes = (OFFERS_WRITE,)

    @described.report_outcome
    def post(self, request: Request, sentence: str) -> HttpResponse:
        body = OutcomeBody(data=request.data)
        body.is_valid(raise_exception=True)
        caller = self.caller
        made = _as_id(sentence) and operations.answer(
            uuid.UUID(sentence),
            outcome=body.validated_data["outcome"],
            by=_name_of(caller),
            at=caller.scope.now,
        )
        if not made:
            raise ApiProblem("not-found")
        content = {
            "id": str(made.pk),
            "key": made.key,
            "locale": made.locale,
            "outcome": made.outcome,
            "at": moment(caller.scope.now),
        }
        return json_response(content, locale=made.locale)


def _as_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _name_of(caller: Caller) -> str:
    return f"key:{caller.id}"
