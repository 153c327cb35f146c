"""What customers say for what the bank says: terms, both ways, for the words of a question.

A term's words are only looked for, never shown: what they lead to is text that the reader sees
anyway, so a term tells nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max

from kb.authoring.models import Term
from kb.locales import OUTSIDE_TO_DJANGO
from kb.search import segmentation

# Words looked for beyond those of the question, and the shortest that mean anything.
MOST_ALSO = 6
SHORTEST = 2
Stamp = tuple[int, datetime | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Meanings:
    """Normalised word → all that mean the same. `place`: finds the longest of them in a text."""

    words: dict[str, tuple[str, ...]]
    place: re.Pattern[str] | None

    def of(self, normal: str) -> tuple[str, ...]:
        """What means the same as some words of a normalised text, without what it says itself."""
        found = dict.fromkeys(other for _said, other in self._pairs(normal))
        return tuple(other for other in found if other not in normal)[:MOST_ALSO]

    def reworded(self, normal: str) -> tuple[str, ...]:
        """The text with one of its words said in another way, for each such way."""
        pairs = [(said, other) for said, other in self._pairs(normal) if other != said]
        return tuple(normal.replace(said, other) for said, other in pairs[:MOST_ALSO])

    def _pairs(self, normal: str) -> Iterator[tuple[str, str]]:
        for match in self.place.finditer(normal) if self.place else ():
            yield from ((match[0], other) for other in self.words[match[0]])


def meanings(locale: str) -> Meanings:
    """Of the terms that are live now. One small question to the database."""
    code = OUTSIDE_TO_DJANGO.get(locale, "")
    live = Term.objects.filter(live=True, locale__language_code=code)
    newest = live.aggregate(
        n=Count("pk"), at=Max("last_published_at"), revision=Max("live_revision"), pk=Max("pk")
    )
    return meanings_at(code, (newest["n"], newest["at"], newest["revision"], newest["pk"]))


@lru_cache(maxsize=8)
def meanings_at(code: str, stamp: Stamp) -> Meanings:
    """Kept as long as the stamp stays."""
    words: dict[str, tuple[str, ...]] = {}
    rows = Term.objects.filter(live=True, locale__language_code=code) if stamp[0] else ()
    for term in rows:
        said = (term.jargon, term.plain, *term.customer_words.splitlines())
        alike = dict.fromkeys(map(segmentation.normalise, said))
        group = tuple(word for word in alike if len(word) >= SHORTEST)
        for word in group:
            words[word] = tuple(dict.fromkeys((*words.get(word, ()), *group)))
    return Meanings(words, _place_of(sorted(words, key=len, reverse=True)))


def _place_of(words: list[str]) -> re.Pattern[str] | None:
    """Han anywhere; letters as whole words: `apr` is not in `april`."""
    whole = [
        rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)
        for word in words
    ]
    return re.compile("|".join(whole)) if whole else None
