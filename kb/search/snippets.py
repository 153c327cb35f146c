"""Which element of an answer says most about what was asked, and the piece of it to show. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.document import CORE_KINDS, Document, Kind, Passage
from kb.formats import BadValue, neutral_text
from kb.search import segmentation

SNIPPET_LENGTH = 120
# Characters shown before the first match, so that it is read in its sentence.
LEAD = 24
# An English word of this many letters is compared without its ending.
SHORTEST_STEM = 4
WHOLE, SINGLE = 1.0, 0.2
ENDINGS = ("ing", "ies", "ed", "es", "s", "y", "e")
# Texts whose normalised form and pieces are kept: an answer may have 200 wordings.
KEPT = 32_768
# What stands in every English sentence: compared like all else, but not worth a mark.
SMALL_WORDS = (
    "a about an and any are as at be been but by can could did do does for from had has have he her"
    " his how i if in is it its just like me my no not of on or our she so some that the their them"
    " then there they this to was we were what when where which who why will with would you"
    " your"
)
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Plain text of one element, empty where the answer has only pictures. `matches`: the
    places in `text` to highlight, in order, not overlapping."""

    element: str
    kind: Kind
    text: str
    matches: tuple[Range, ...] = ()


@lru_cache(maxsize=KEPT)
def pieces_of(text: str) -> tuple[str, ...]:
    """What to look for in texts: words and bigrams of the query, English without endings."""
    normal = segmentation.normalise(text)
    found = [without_ending(word) for word in segmentation.words(normal)]
    found += segmentation.bigrams(normal)
    return tuple(dict.fromkeys(found))


def best_snippet(document: Document, *, pieces: Sequence[str]) -> Snippet:
    """From a document as a reader may see it; never what must not be said."""
    sayable = [passage for passage in document.passages if passage.kind is not Kind.NEVER_SAY]
    # `max` keeps the first of equals, and what answers comes before the rest.
    sayable.sort(key=lambda passage: passage.kind not in CORE_KINDS)
    best = max(sayable, key=lambda passage: score_of(_written(passage), pieces=pieces))
    return _snippet(best, plain_text(best, locale=document.locale), pieces)


def score_of(text: str, *, pieces: Sequence[str]) -> float:
    """How much of what was asked for is in the text; single characters count little."""
    normal = _normal(text)
    return weight_of(piece for piece in pieces if _place_of(piece).search(normal))


def weight_of(pieces: Iterable[str]) -> float:
    """Single characters say little. The same in whatever order a set hands out its pieces: a
    question asked in exactly an answer's words is exactly alike in every process."""
    return math.fsum(WHOLE if len(piece) > 1 else SINGLE for piece in pieces)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Of two phrases' pieces: Dice's coefficient, by weight, from 0 to 1."""
    both = weight_of(one) + weight_of(other)
    return 2 * weight_of(one & other) / both if both else 0.0


def plain_text(passage: Passage, *, locale: str) -> str:
    try:
        text = neutral_text(passage.standard, locale=locale)
    except BadValue:
        text = ""
    return text or passage.title or (passage.image.alt if passage.image else "")


def _written(passage: Passage) -> str:
    """What the editor wrote, values left out: good enough to compare, and far cheaper than what
    readers get of it."""
    typed = [run for run in passage.standard.runs if isinstance(run, str)]
    shown = [passage.image.alt] if passage.image else []
    return " ".join([passage.title, *typed, *shown])


def _snippet(passage: Passage, text: str, pieces: Sequence[str]) -> Snippet:
    flat = " ".join(text.split())
    shown = _window(flat, _ranges(flat, pieces))
    return Snippet(passage.element, passage.kind, shown, _ranges(shown, pieces))


def _window(text: str, matches: tuple[Range, ...]) -> str:
    if len(text) <= SNIPPET_LENGTH:
        return text
    first = matches[0][0] if matches else 0
    start = max(0, min(first - LEAD, len(text) - SNIPPET_LENGTH))
    if start and " " in text[start : start + LEAD]:
        start = text.index(" ", start) + 1
    end = start + SNIPPET_LENGTH
    return ("…" if start else "") + text[start:end].rstrip() + ("…" if end < len(text) else "")


def _ranges(text: str, pieces: Sequence[str]) -> tuple[Range, ...]:
    """Where pieces of two and more characters stand, neighbours and overlaps as one range; of
    small words alone nothing, so that what was asked for is what the eye finds."""
    small = text.lower()
    if len(small) != len(text):
        return ()
    longer = (_place_of(piece) for piece in pieces if len(piece) > 1 and piece not in SMALL_PIECES)
    return _merged(sorted(m.span() for place in longer for m in place.finditer(small)))


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges in order, with those that touch or overlap made one."""
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def without_ending(word: str) -> str:
    if not word.isascii():
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            stem = word[: -len(ending)]
            # transferr(ing) is to be found in transfers.
            return stem[:-1] if stem[-1] == stem[-2] else stem
    return word


SMALL_PIECES = frozenset(without_ending(word) for word in SMALL_WORDS.split())


@lru_cache(maxsize=4096)
def _place_of(piece: str) -> re.Pattern[str]:
    """Han anywhere, a Latin word at its beginning only: `art` is not in `card`."""
    return re.compile(("(?<![a-z0-9])" if piece.isascii() else "") + re.escape(piece))


@lru_cache(maxsize=KEPT)
def _normal(text: str) -> str:
    return segmentation.normalise(text)
