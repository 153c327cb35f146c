"""What the engine names, checked against what the scope may see: nothing else leaves search."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from kb.access import Scope, as_filter
from kb.publication import log
from kb.publication.queries import Authorized, Candidate, authorize
from kb.search.engine import Hit, IndexName, IndexUnavailable, Query, open_engine

# Asked for beyond what is wanted, since some of it may be hidden or gone by now.
SPARE = 10
# Where that was not enough, so many times more each time, up to the most.
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
    asked = wanted + SPARE
    while True:
        hits = _hits(scope=scope, query=query, locale=locale, limit=asked)
        found = _authorized(hits, scope=scope)
        if len(found) >= wanted or len(hits) < asked or asked >= MOST_ASKED:
            return found[:wanted]
        asked = min(asked * GROWTH, MOST_ASKED)


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


def _authorized(hits: tuple[Hit, ...], *, scope: Scope) -> tuple[Ranked, ...]:
    scores = {Candidate(hit.key, hit.locale): hit.score for hit in hits}
    answers = authorize(scope=scope, candidates=list(scores))
    return tuple(Ranked(a, scores[Candidate(a.key, a.locale)]) for a in answers)
