"""Finding answers: search, completions, and a question that wants an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from channels.api import descriptions as described
from channels.api.bodies import QuestionBody
from channels.api.callers import DIMENSIONS
from channels.api.cursors import read_cursor, write_cursor
from channels.api.key_scopes import ANSWERS_READ, CUSTOMERS_SERVE, SEARCH_READ
from channels.api.parameters import number_in
from channels.api.problems import ApiProblem, Fault, bad_parameter
from channels.api.responses import json_response, tagged_response
from channels.api.shapes import answer_json, result_json, suggestion_json
from channels.api.views.base import KeyedView
from channels.api.views.offers import sentence_for, sentence_json
from channels.asking import note_answer, note_decision, note_search
from channels.contacts.tokens import BadToken, read_token
from channels.reads import counting
from channels.renditions.queries import ServedAnswer, find_rendition
from kb.access import Scope
from kb.customers.context import UNKNOWN, CustomerContext
from kb.customers.looking import Proof, look_up
from kb.publication.topic_tree import topic_titles
from kb.search.asked import MOST_RESULTS_A_PAGE, check_text
from kb.search.queries import BadQuery, Choice, Context, Decision, decide, search, suggest

NOTHING_TO_SAY = "nothing_to_say_here"


class FindingView(KeyedView):
    """`check_topic` tells nothing: a topic the key may not see is as unknown as one that is not."""

    def check_topic(self, topic: str, *, locale: str) -> bool:
        return not topic or topic in topic_titles(scope=self.caller.scope, locale=locale)

    @contextmanager
    def asking(self) -> Iterator[str]:
        """The text in the address; what search refuses becomes a problem with it."""
        text = self.http_request.GET.get("q")
        if text is None:
            raise bad_parameter("q", _("Say what to look for."), "required")
        try:
            yield text
        except BadQuery as error:
            raise bad_parameter("q", error.message, error.code) from None


class SearchView(FindingView):
    key_scopes = (SEARCH_READ,)
    parameters = frozenset({"q", "locale", "topic", "limit", "cursor"})

    @described.search
    def get(self, request: Request) -> HttpResponse:
        query, caller = self.http_request.GET, self.caller
        locale, topic = self.locale(query.get("locale")), query.get("topic", "")
        limit = number_in(query, "limit", default=10, least=1, most=MOST_RESULTS_A_PAGE)
        if not self.check_topic(topic, locale=locale):
            raise bad_parameter("topic", UNKNOWN_TOPIC, "unknown")
        with self.asking() as text:
            question = (text, locale, topic)
            cursor = query.get("cursor", "")
            before = cursor and read_cursor(cursor, caller=caller, question=question)
            page = search(
                scope=caller.scope,
                text=text,
                locale=locale,
                topic=topic,
                limit=limit,
                cursor=before,
            )
        if not cursor:
            note_search(
                text,
                scope=caller.scope,
                channel=caller.channel,
                locale=locale,
                found=bool(page.results),
                seat=f"key {caller.id}",
                is_shared=True,
            )
        after = page.cursor and write_cursor(page.cursor, caller=caller, question=question)
        content = {
            "results": [result_json(result) for result in page.results],
            "next": after or None,
            "took_ms": page.took_ms,
            "degraded": page.degraded or page.by_words,
        }
        return json_response(content, locale=locale)


class SuggestView(FindingView):
    key_scopes = (SEARCH_READ,)
    parameters = frozenset({"q", "locale"})

    @described.suggest
    def get(self, request: Request) -> HttpResponse:
        locale = self.locale(self.http_request.GET.get("locale"))
        with self.asking() as text:
            found = suggest(scope=self.caller.scope, text=text, locale=locale)
        content = {"suggestions": [suggestion_json(one) for one in found]}
        return tagged_response(self.http_request, content, locale=locale)


class QuestionView(FindingView):
    key_scopes = (SEARCH_READ, ANSWERS_READ)

    @described.ask
    def post(self, request: Request) -> HttpResponse:
        body = QuestionBody(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        locale = self.locale(asked.get("locale"))
        known = asked.get("context", {})
        customer = self._customer_of(known)
        scope = self._scope_of(known, customer=customer)
        context = _context_of(known)
        if not self.check_topic(context.topic, locale=locale):
            raise _bad_body("/context/topic", UNKNOWN_TOPIC, "unknown")
        try:
            decision = decide(scope=scope, text=asked["text"], locale=locale, context=context)
            normalised = check_text(asked["text"])
        except BadQuery as error:
            raise _bad_body("/text", error.message, error.code) from None
        served = self._served(decision, scope=scope, locale=locale)
        content = _decision_json(decision, normalised, served)
        if known.get("solved"):
            # “Thank you, that was it” is no question that nobody has an answer to.
            content["next_sentence"] = self._one_more(
                known, scope=scope, customer=customer, locale=locale
            )
        else:
            self._note(asked["text"], content, locale=locale)
            if served is not None:
                note_answer(served, scope=self.caller.scope)
        return json_response(content, locale=locale)

    def _note(self, text: str, content: Mapping[str, Any], *, locale: str) -> None:
        note_decision(
            text,
            scope=self.caller.scope,
            channel=self.caller.channel,
            locale=locale,
            decision=content["decision"],
            reason=content["trace"]["reason"],
        )

    def _one_more(
        self, known: Mapping[str, Any], *, scope: Scope, customer: CustomerContext, locale: str
    ) -> dict[str, Any] | None:
        sentence = sentence_for(
            known, caller=self.caller, scope=scope, customer=customer, locale=locale
        )
        return sentence_json(sentence) if sentence else None

    def _customer_of(self, known: Mapping[str, Any]) -> CustomerContext:
        """Whom the question is asked for, by the signed word of who let them in."""
        if not (token := known.get("customer", "")):
            return UNKNOWN
        self.require(CUSTOMERS_SERVE)
        now = self.caller.scope.now
        try:
            said = read_token(token, keys=settings.CUSTOMER_TOKEN_KEYS, now=now)
        except BadToken as bad:
            raise _bad_body("/context/customer", BAD_TOKEN, bad.code) from None
        proof = Proof(said.verification, said.verified_until)
        return look_up(said.handle, proof=proof, now=now).context

    def _scope_of(self, known: Mapping[str, Any], *, customer: CustomerContext) -> Scope:
        """The key's, narrowed to what is known of the customer, and to what the caller says of
        them. A code it does not hold is as unknown as one that is not there: misspelt, it would
        hide what holds for them."""
        scope = self.caller.scope
        for name in DIMENSIONS:
            for place, code in enumerate(known.get(name, ())):
                if code not in getattr(scope, name):
                    raise _bad_body(f"/context/{name}/{place}", UNKNOWN_CODE, "unknown")
        claimed = {name: known[name] for name in DIMENSIONS if name in known}
        return self.caller.scope_for(customer).narrowed(**claimed)

    def _served(self, decision: Decision, *, scope: Scope, locale: str) -> ServedAnswer | None:
        """What the channel says; None where it has no words for it or a person must say it."""
        if decision.answer is None:
            return None
        channel, key = self.caller.channel, decision.answer.key
        served = find_rendition(scope=scope, channel=channel, key=key, locale=locale)
        if served is None or served.needs_person or not served.message.text:
            return None
        counting.count(served, at=scope.now)
        return served


def _decision_json(
    decision: Decision, normalised: str, served: ServedAnswer | None
) -> dict[str, Any]:
    choice, reason = decision.choice.value, decision.reason.value
    if decision.choice is Choice.ANSWER and served is None:
        choice, reason = Choice.HANDOVER.value, NOTHING_TO_SAY
    return {
        "decision": choice,
        "confidence": decision.confidence,
        "answer": answer_json(served) if served else None,
        "options": [result_json(option) for option in decision.options],
        "next_sentence": None,
        "degraded": decision.degraded,
        "trace": {
            "normalised": normalised,
            "reason": reason,
            "considered": list(decision.considered),
            "matched": list(decision.matched),
        },
    }


def _context_of(known: Mapping[str, Any]) -> Context:
    return Context(
        topic=known.get("topic", ""),
        clarified=known.get("clarified", 0),
        offered=tuple(known.get("offered", ())),
    )


def _bad_body(pointer: str, detail: Any, code: str) -> ApiProblem:
    return ApiProblem("bad-body", faults=[Fault(detail, code, pointer=pointer)])


UNKNOWN_CODE = _("Your key holds no such value: leave it out, or have it added to the key.")
BAD_TOKEN = _("This customer token cannot be used: have the web session's server make a new one.")
UNKNOWN_TOPIC = _("There is no such topic that your key may see: /api/v1/topics lists them.")
