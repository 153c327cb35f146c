"""What callers send: strictly typed fields, nothing unknown, text that is text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers

from channels.api.problems import Fault
from channels.contacts.tokens import MOST_CHARACTERS as MOST_TOKEN
from kb.feedback.models import Feedback
from kb.feedback.operations import MAX_COMMENT
from kb.offers.models import MadeOffer
from kb.search.asked import MOST_CHARACTERS
from kb.search.decisions import MOST_OPTIONS

MOST_CODES = 20


class StrictText(serializers.CharField):
    """JSON strings only; NUL and lone surrogates are refused by the class above."""

    default_error_messages = {"invalid": _("Send a JSON string.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class StrictNumber(serializers.IntegerField):
    default_error_messages = {"invalid": _("Send a whole JSON number.")}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class StrictBody(serializers.Serializer[Any]):
    """Refuses unknown fields: a misspelt one would be lost without a word."""

    default_error_messages = {"unknown": _("There is no such field; there are: %(names)s.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            names = {"names": ", ".join(self.fields)}
            unknown = {
                name: [exceptions.ErrorDetail(self.error_messages["unknown"] % names, "unknown")]
                for name in data.keys() - set(self.fields)
            }
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


def _codes() -> serializers.ListField:
    return serializers.ListField(
        child=StrictText(max_length=40), required=False, max_length=MOST_CODES
    )


class ContextBody(StrictBody):
    """What the conversation already knows: its topic, how often it was asked back, the keys of
    the options then offered, the answer that has settled it, the caller's own name for it, what the
    customer has or is, and a signed word for who it is."""

    topic = StrictText(required=False, max_length=80)
    clarified = StrictNumber(required=False, min_value=0, max_value=100)
    offered = serializers.ListField(
        child=StrictText(max_length=80), required=False, max_length=MOST_OPTIONS
    )
    solved = StrictText(required=False, max_length=80)
    conversation = StrictText(required=False, max_length=64)
    regions = _codes()
    segments = _codes()
    products = _codes()
    customer = StrictText(required=False, max_length=MOST_TOKEN)


class QuestionBody(StrictBody):
    """A question in the customer's own words."""

    text = StrictText(max_length=MOST_CHARACTERS)
    locale = StrictText(required=False, max_length=10)
    context: Any = ContextBody(required=False)


class FeedbackBody(StrictBody):
    """A verdict on an answer, or on one of its elements."""

    key = StrictText(max_length=80)
    locale = StrictText(required=False, max_length=10)
    element = StrictText(required=False, max_length=36)
    rendition = serializers.RegexField(r"^[0-9a-f]{32}\Z", required=False)
    verdict = serializers.ChoiceField(choices=Feedback.Verdict.choices)
    comment = StrictText(required=False, allow_blank=True, max_length=MAX_COMMENT)


class OutcomeBody(StrictBody):
    """How the customer took the one sentence more."""

    outcome = serializers.ChoiceField(choices=MadeOffer.Outcome.choices)


def faults_of(error: exceptions.ParseError | exceptions.ValidationError) -> list[Fault]:
    """Each fault with a JSON pointer (RFC 6901) to its place."""
    return [
        Fault(str(detail), detail.code or "invalid", pointer=pointer)
        for pointer, detail in _details(error.detail, "")
    ]


def _details(detail: Any, pointer: str) -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = name == "non_field_errors"
            step = "" if own else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from _details(inner, pointer + step)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _details(inner, pointer)
    else:
        yield pointer, detail
