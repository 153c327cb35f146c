"""The only writer of feedback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kb.access import Scope
from kb.feedback.models import Feedback
from kb.masking import mask_numbers
from kb.publication.queries import find_answer

MAX_COMMENT = 500
_listeners: list[Callable[..., object]] = []


def listen(listener: Callable[..., object]) -> None:
    """`listener(feedback, reporter_id=…)`, in the transaction of each verdict."""
    if listener not in _listeners:
        _listeners.append(listener)


def record_feedback(
    *,
    scope: Scope,
    key: str,
    locale: str,
    channel: str,
    verdict: str,
    source: str,
    at: datetime,
    element: str = "",
    rendition: str = "",
    comment: str = "",
    reporter_id: int | None = None,
) -> Feedback | None:
    """Keeps a verdict on what this scope can see on the channel; None where it cannot see it.

    `verdict`: one of Feedback.Verdict; `source`: who says so, a key's name or a screen;
    `rendition`: the text it is about; `reporter_id`: a member of staff who wants to learn the
    outcome. Numbers of cards, phones and identity papers in the comment
    are masked before it is kept. Raises ChannelNotInScope.
    """
    answer = find_answer(scope=scope.for_channel(channel), key=key, locale=locale)
    if answer is None:
        return None
    if element and all(passage.element != element for passage in answer.document.passages):
        return None
    with transaction.atomic():
        kept = Feedback.objects.create(
            key=key,
            locale=locale,
            element=element,
            channel=channel,
            rendition=rendition,
            verdict=Feedback.Verdict(verdict),
            comment=mask_numbers(comment)[:MAX_COMMENT],
            source=source[:60],
            at=at,
        )
        for listener in _listeners:
            listener(kept, reporter_id=reporter_id)
    return kept
