"""What one wording says together comes before what several say in parts: the engine adds up the
words of the question over all that an answer holds, and cannot tell. Pure.

Chosen and measured by bench/retrieval.py; why so stands in
docs/decisions/0033-one-wording-that-holds-the-question-together.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from kb.search.engines.asking import LITTLE_WEIGHT, LITTLE_WORDS
from kb.search.snippets import pieces_of, weight_of, without_ending

if TYPE_CHECKING:
    from kb.search.candidates import Ranking

# A wording that is the whole question adds so much of the score.
SHARE = 0.8
# Looked at of an answer, its question first; it may have two hundred.
MOST_PHRASES = 30
# Answers trade places only among so many neighbours: every page is cut from the same order.
BLOCK = 10
_LITTLE = frozenset(map(without_ending, LITTLE_WORDS.split()))
# Pieces, and what they weigh.
Weighed = tuple[frozenset[str], float]


class Scored(Protocol):
    @property
    def score(self) -> float: ...


Found = TypeVar("Found", bound=Scored)


def whole_blocks(wanted: int) -> int:
    """So many are needed to put the first `wanted` in order."""
    return -(-wanted // BLOCK) * BLOCK


def likest_first(found: Ranking, *, said: Sequence[str]) -> Ranking:
    """The same answers. `said`: the normalised question, and the same in other words."""
    likened = [
        replace(one, score=one.score * factor(said, one.answer.document.phrases)) for one in found
    ]
    return replace(found, answers=tuple(in_blocks(likened)))


def in_blocks(found: Sequence[Found]) -> list[Found]:
    """The best first within each block; equals stay as they are."""
    blocks = (found[start : start + BLOCK] for start in range(0, len(found), BLOCK))
    return [one for block in blocks for one in sorted(block, key=lambda one: -one.score)]


def factor(said: Sequence[str], phrases: Sequence[str]) -> float:
    """What the score of an answer with these phrases is multiplied with."""
    asked = [weighed(text) for text in said]
    known = [weighed(phrase) for phrase in phrases[:MOST_PHRASES]]
    return 1 + SHARE * max((_likeness(one, other) for one in asked for other in known), default=0.0)


def _likeness(one: Weighed, other: Weighed) -> float:
    """Dice's coefficient, as in snippets, with little words counting little."""
    both = one[1] + other[1]
    return 2 * _weight(one[0] & other[0]) / both if both else 0.0


@lru_cache(maxsize=8192)  # answers that are asked for often come often
def weighed(text: str) -> Weighed:
    pieces = frozenset(pieces_of(text))
    return pieces, _weight(pieces)


def _weight(pieces: frozenset[str]) -> float:
    little = pieces & _LITTLE
    if not little:
        return weight_of(pieces)
    return weight_of(pieces - little) + LITTLE_WEIGHT * weight_of(little)
