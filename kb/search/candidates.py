"""What the engine names, checked against what the scope may see: nothing else leaves search."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from kb.access import Scope, as_filter
from kb.publication import log
from kb.publication.queries import Authorized, Candidate, authorize
from kb.search.engine import (
    Hit,
    IndexName,
    IndexUnavailable,
    Query,
    ServerUnreachable,
    open_engine,
)

# Asked for beyond what is wanted, since some of it may be hidden or gone by now; checking costs
# more than finding, so only as many are checked as are needed.
SPARE = 10
# Where that was not enough, so many times more are asked for.
GROWTH = 4
MOST_ASKED = 2_000
# A server that did not answer is left in peace for so long, where another index can be asked.
REST_SECONDS = 5.0
logger = logging.getLogger(__name__)
_resting_until: dict[str, float] = {}


class By(StrEnum):
    TOPIC = "topic"
    FRESHNESS = "freshness"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Boost:
    """`share` of the score that was added; below zero, taken away."""

    by: By
    share: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """An answer the scope may see, and what moved it (kb/search/boosts.py). The score compares
    answers of one query, and stays inside."""

    answer: Authorized
    score: float
    boosts: tuple[Boost, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best first. `degraded`: the search server does not answer, the fallback did. `by_words`:
    the embedder that is to help with the order does not answer, so words alone gave it."""

    answers: tuple[Ranked, ...] = ()
    degraded: bool = False
    by_words: bool = False

    def __iter__(self) -> Iterator[Ranked]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)


def ranked(*, scope: Scope, query: Query, locale: str, wanted: int) -> Ranking:
    """The best `wanted` answers that the scope may see, fewer only where there are no more.

    Raises IndexUnavailable.
    """
    if locale not in scope.locales:
        return Ranking()
    found: list[Ranked] = []
    checked: set[tuple[str, str]] = set()
    asked = wanted + SPARE
    while True:
        hits, degraded = _hits(scope=scope, query=query, locale=locale, limit=asked)
        for several in _portions(hits, checked=checked, size=wanted):
            found += _authorized(several, scope=scope)
            if len(found) >= wanted:
                return Ranking(tuple(found[:wanted]), degraded)
        if len(hits) < asked or asked >= MOST_ASKED:
            return Ranking(tuple(found), degraded)
        asked = min(asked * GROWTH, MOST_ASKED)


def _portions(
    hits: Sequence[Hit], *, checked: set[tuple[str, str]], size: int
) -> Iterator[list[Hit]]:
    """What has not been checked yet, in order; a second, longer list begins like the first."""
    fresh = [hit for hit in hits if (hit.key, hit.locale) not in checked]
    for start in range(0, len(fresh), size):
        several = fresh[start : start + size]
        checked.update((hit.key, hit.locale) for hit in several)
        yield several


def _hits(*, scope: Scope, query: Query, locale: str, limit: int) -> tuple[tuple[Hit, ...], bool]:
    """And whether the fallback gave them."""
    index, allowed = IndexName(locale, scope.audience), as_filter(scope)
    try:
        _respect_rest()
        engine = open_engine(settings.SEARCH_URL)
        return engine.search(index, query, allowed=allowed, limit=limit), False
    except IndexUnavailable as error:
        if log.head() == 0:
            # Nothing was ever published, so there is nothing to have an index of.
            return (), False
        if not settings.SEARCH_FALLBACK_URL:
            raise
        _let_rest(error)
        fallback = open_engine(settings.SEARCH_FALLBACK_URL)
        return fallback.search(index, query, allowed=allowed, limit=limit), True


def _respect_rest() -> None:
    if time.monotonic() < _resting_until.get(settings.SEARCH_URL, 0.0):
        raise ServerUnreachable("the search server did not answer a moment ago")


def _let_rest(error: IndexUnavailable) -> None:
    now = time.monotonic()
    if isinstance(error, ServerUnreachable) and now >= _resting_until.get(settings.SEARCH_URL, 0.0):
        logger.warning("search: %s; the fallback is asked", error)
        _resting_until[settings.SEARCH_URL] = now + REST_SECONDS


def _authorized(hits: Sequence[Hit], *, scope: Scope) -> tuple[Ranked, ...]:
    scores = {Candidate(hit.key, hit.locale): hit.score for hit in hits}
    answers = authorize(scope=scope, candidates=list(scores))
    return tuple(Ranked(a, scores[Candidate(a.key, a.locale)]) for a in answers)
