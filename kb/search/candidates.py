"""What the engine names, checked against what the scope may see: nothing else leaves search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from kb.access import Scope, as_filter
from kb.publication import log
from kb.publication.queries import Authorized, Candidate, authorize
from kb.search.engine import Hit, IndexName, IndexUnavailable, Query, open_engine

# Asked for beyond what is wanted, since some of it may be hidden or gone by now; checking costs
# more than finding, so only as many are checked as are needed.
SPARE = 10
# Where that was not enough, so many times more are asked for.
GROWTH = 4
MOST_ASKED = 2_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """An answer the scope may see. The score compares answers of one query, and stays inside."""

    answer: Authorized
    score: float


def ranked(*, scope: Scope, query: Query, locale: str, wanted: int) -> tuple[Ranked, ...]:
    """The best `wanted` answers that the scope may see, fewer only where there are no more.

    Raises IndexUnavailable.
    """
    if locale not in scope.locales:
        return ()
    found: list[Ranked] = []
    checked: set[tuple[str, str]] = set()
    asked = wanted + SPARE
    while True:
        hits = _hits(scope=scope, query=query, locale=locale, limit=asked)
        for several in _portions(hits, checked=checked, size=wanted):
            found += _authorized(several, scope=scope)
            if len(found) >= wanted:
                return tuple(found[:wanted])
        if len(hits) < asked or asked >= MOST_ASKED:
            return tuple(found)
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


def _hits(*, scope: Scope, query: Query, locale: str, limit: int) -> tuple[Hit, ...]:
    index = IndexName(locale, scope.audience)
    engine = open_engine(settings.SEARCH_URL)
    try:
        return engine.search(index, query, allowed=as_filter(scope), limit=limit)
    except IndexUnavailable:
        if log.head() == 0:
            # Nothing was ever published, so there is nothing to have an index of.
            return ()
        raise


def _authorized(hits: Sequence[Hit], *, scope: Scope) -> tuple[Ranked, ...]:
    scores = {Candidate(hit.key, hit.locale): hit.score for hit in hits}
    answers = authorize(scope=scope, candidates=list(scores))
    return tuple(Ranked(a, scores[Candidate(a.key, a.locale)]) for a in answers)
