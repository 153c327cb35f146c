"""Answers that were opened in vain: the same was asked again within minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from kb.authoring.staff_scopes import staff_scope
from kb.feedback.misses import queries
from kb.feedback.misses.queries import Wish
from kb.feedback.misses.seeing import Sight, sight_of
from kb.feedback.misses.store import StoreBusy
from kb.publication.queries import Candidate, authorize

SHOWN = 10


@dataclass(frozen=True, slots=True)
class InVain:
    key: str
    locale: str
    question: str
    calls: int


def opened_in_vain(user: Any, *, sight: Sight, wish: Wish, now: datetime) -> Sequence[InVain]:
    """Of answers that this person may read, the most first. Raises StoreBusy."""
    scope = staff_scope(user, now=now)
    if scope is None:
        return ()
    found = queries.in_vain(sight=sight, wish=wish, limit=5 * SHOWN)
    wanted = [Candidate(key, locale) for key, locale, _calls in found]
    answers = {(a.key, a.locale): a for a in authorize(scope=scope, candidates=wanted)}
    rows = [
        InVain(key, locale, answers[key, locale].document.question, calls)
        for key, locale, calls in found
        if (key, locale) in answers
    ]
    return rows[:SHOWN]


def times_in_vain(user: Any, *, key: str, locale: str, now: datetime) -> int:
    """How often in the last days that was so of one answer, as far as this person may know; 0
    while the store gives nothing."""
    wish = Wish(timezone.localdate(now), locale=locale)
    try:
        found = queries.in_vain(sight=sight_of(user, now=now), wish=wish, limit=1, answer=key)
    except StoreBusy:
        return 0
    return sum(calls for _key, _locale, calls in found)
