"""Small changes to the order that words give: for an answer whose topic the question names, one
that has changed lately, one that readers found helpful. Each is told, with its size.

They look only at what was authorised for this reader, and answers trade places only within a block
of ten: so every page is cut from the same order, and what fits badly by its words stays behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from kb.access import Scope
from kb.publication.queries import Authorized
from kb.publication.topic_tree import titles_of
from kb.search.candidates import Boost, By, Ranked, Ranking
from kb.search.likest import in_blocks
from kb.search.segmentation import is_han, normalise

# Shares of the score. Together less than what one more word of the question is worth.
FOR_TOPIC = 0.03
FOR_FRESHNESS = 0.02
FOR_FEEDBACK = 0.04
# Fresh in the first week, and less each day until nothing is left of it.
WHOLLY_FRESH_DAYS, NO_LONGER_FRESH_DAYS = 7, 60
# So many verdicts of either kind are thought to be there from the start: the first few move little.
VERDICTS_BEFOREHAND = 5
SHORTEST_TITLE = 2

Answer = tuple[str, str]
# (key, locale) → helpful, unhelpful.
Verdicts = Mapping[Answer, tuple[int, int]]
Count = Callable[..., Verdicts]


@dataclass(slots=True)
class _Registered:
    count: Count | None = None


_registered = _Registered()


def register_verdicts(count: Count) -> None:
    """`count(answers, channels=…)`: what readers on these channels have said. Feedback stands
    downstream, so it tells search where to ask."""
    _registered.count = count


def boosted(found: Ranking, *, text: str, scope: Scope, locale: str) -> Ranking:
    """`text`: normalised. The same answers, with what moved each."""
    if len(found) < 2:
        return found
    named = _topics_named(found, text=text, scope=scope, locale=locale)
    verdicts = _verdicts(found, scope=scope)
    moved = [
        _moved(one, tuple(_boosts(one.answer, named=named, verdicts=verdicts, scope=scope)))
        for one in found
    ]
    return replace(found, answers=tuple(in_blocks(moved)))


def _moved(one: Ranked, boosts: tuple[Boost, ...]) -> Ranked:
    factor = 1 + sum(boost.share for boost in boosts)
    return replace(one, score=one.score * factor, boosts=boosts)


def _boosts(
    answer: Authorized, *, named: frozenset[str], verdicts: Verdicts, scope: Scope
) -> Iterator[Boost]:
    if not named.isdisjoint(answer.lineage):
        yield Boost(By.TOPIC, FOR_TOPIC)
    fresh = freshness(scope.now - answer.published_at)
    if fresh:
        yield Boost(By.FRESHNESS, FOR_FRESHNESS * fresh)
    liked = helpfulness(*verdicts.get((answer.key, answer.locale), (0, 0)))
    if liked:
        yield Boost(By.FEEDBACK, FOR_FEEDBACK * liked)


def freshness(age: timedelta) -> float:
    """1 for what has changed just now, 0 for what has stood for long; the same all day."""
    left = (NO_LONGER_FRESH_DAYS - age.days) / (NO_LONGER_FRESH_DAYS - WHOLLY_FRESH_DAYS)
    return max(0.0, min(1.0, left))


def helpfulness(helpful: int, unhelpful: int) -> float:
    """From -1 to 1, near 0 while few have said anything."""
    return (helpful - unhelpful) / (helpful + unhelpful + 2 * VERDICTS_BEFOREHAND)


def _verdicts(found: Ranking, *, scope: Scope) -> Verdicts:
    if _registered.count is None:
        return {}
    answers = [(one.answer.key, one.answer.locale) for one in found]
    return _registered.count(answers, channels=scope.channels)


def _topics_named(found: Ranking, *, text: str, scope: Scope, locale: str) -> frozenset[str]:
    """Topics whose title stands in the question, among those that the answers stand in."""
    keys = {key for one in found for key in one.answer.lineage}
    titles = titles_of(keys, scope=scope, locale=locale)
    return frozenset(key for key, title in titles.items() if _names(text, title))


def _names(text: str, title: str) -> bool:
    words = normalise(title)
    if len(words) < SHORTEST_TITLE:
        return False
    if is_han(words):
        return words in text
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
