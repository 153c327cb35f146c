"""Does a phrase complete what was typed: as it is written, as it sounds, by first letters? Pure."""

from __future__ import annotations

from functools import lru_cache

from kb.search import segmentation, sounds
from kb.search.snippets import KEPT


def spelled(normal: str) -> str:
    """What is compared of a normalised text: its characters without marks."""
    return " ".join(segmentation.runs(normal))


def place_in(phrase: str, *, typed: str) -> int | None:
    """0 where the phrase begins so, 1 where it holds it, None where neither. `typed`: spelled."""
    written = _spelled_phrase(phrase)
    if typed in written:
        return 0 if written.startswith(typed) else 1
    letters = sounds.typed(typed)
    return _heard_in(phrase, letters) if letters else None


def _heard_in(phrase: str, letters: str) -> int | None:
    folded = sounds.folded(letters)[: sounds.LONGEST_SPOKEN]
    starts = [(start, folded) for start in sounds.spoken_starts(phrase)]
    if 1 < len(letters) <= sounds.LONGEST_INITIALS:
        starts += [(start, letters) for start in sounds.initial_starts(phrase)]
    if any(start.startswith(sounds.BEGINNING + wanted) for start, wanted in starts):
        return 0
    return 1 if any(start.startswith(wanted) for start, wanted in starts) else None


@lru_cache(maxsize=KEPT)
def _spelled_phrase(phrase: str) -> str:
    return spelled(segmentation.normalise(phrase))
