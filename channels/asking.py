"""What is asked at each door, and what came of it, told to the counting of misses.

Names, addresses and keys of nobody go along: only where it was asked, by which audience, and for
some minutes a seat that tells one typing person from another.
"""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kb.access import Scope
from kb.feedback.misses import counting
from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.halves import Asked, Kind, half_of
from kb.search.queries import Choice, Reason

BY_REASON = {
    Reason.NOTHING_FOUND.value: Outcome.NOTHING,
    Reason.UNSURE.value: Outcome.WEAK,
    Reason.PERSON_ONLY.value: Outcome.TO_PERSON,
    Reason.ASKED_FOR_PERSON.value: Outcome.TO_PERSON,
}


class Served(Protocol):
    """An answer as it was given, in one channel's words."""

    @property
    def key(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def channel(self) -> str: ...


def note_search(
    text: str, *, scope: Scope, channel: str, locale: str, found: bool, seat: str = "",
    is_shared: bool = False,
) -> None:  # fmt: skip
    """`seat`: of whoever may search with every key, empty where a search is sent once."""
    outcome = Outcome.FOUND if found else Outcome.NOTHING
    _note(outcome, scope, channel, locale, text=text, seat=seat, is_shared=is_shared)


def note_opened(
    text: str, *, scope: Scope, channel: str, locale: str, key: str, seat: str = ""
) -> None:
    """One of the answers to this was looked at."""
    _note(Outcome.OPENED, scope, channel, locale, text=text, seat=seat, answer=key)


def note_answer(served: Served, *, scope: Scope) -> None:
    """Somebody wanted just this answer, on whatever way they came to it: what is wanted much more
    than usual is told to those who can do something about it."""
    counting.count_answer(
        Asked(
            half=half_of(scope.now),
            kind=Kind.ANSWER.value,
            name=served.key,
            locale=served.locale,
            channel=served.channel,
            audience=int(scope.for_channel(served.channel).audience),
        )
    )


def note_decision(
    text: str, *, scope: Scope, channel: str, locale: str, decision: str, reason: str
) -> None:
    """As it was told to whoever asked."""
    if decision == Choice.HANDOVER.value:
        outcome = BY_REASON.get(reason, Outcome.HANDED_OVER)
    else:
        is_answer = decision == Choice.ANSWER.value
        outcome = Outcome.ANSWERED if is_answer else Outcome.CLARIFIED
    _note(outcome, scope, channel, locale, text=text)


def note_verdict(verdict: str, *, scope: Scope, channel: str, locale: str) -> None:
    is_good = verdict == "helpful"
    _note(Outcome.HELPFUL if is_good else Outcome.UNHELPFUL, scope, channel, locale)


def note_gap(text: str, *, scope: Scope, channel: str, locale: str) -> None:
    """Somebody who knows the answers says that there is none to this."""
    _note(Outcome.HANDED_OVER, scope, channel, locale, text=text)


def seat_of(request: HttpRequest) -> str:
    """Tells sessions apart, and nothing of them."""
    key = request.session.session_key or ""
    return salted_hmac("granule.seats", key).hexdigest()[:16] if key else ""


def _note(
    outcome: Outcome, scope: Scope, channel: str, locale: str, *, text: str = "", seat: str = "",
    is_shared: bool = False, answer: str = "",
) -> None:  # fmt: skip
    counting.count(
        Call(
            at=scope.now,
            channel=channel,
            audience=int(scope.for_channel(channel).audience),
            locale=locale,
            outcome=outcome,
            text=text,
            seat=seat,
            is_shared=is_shared,
            is_typed=bool(seat),
            answer=answer,
        )
    )
