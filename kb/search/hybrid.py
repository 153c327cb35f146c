"""Order by words and order by meaning made one. Pure.

The share was measured by bench/meaning.py; why so stands in
docs/decisions/0031-meaning-orders-what-words-find.md.
"""

from __future__ import annotations

from collections.abc import Sequence

# Of the best by words; always as many, so that every page is cut from the same order.
POOL = 50
# Of the order by words; the rest is nearness of meaning.
WORDS_SHARE = 0.35


def order(
    scores: Sequence[float], nearness: Sequence[float | None], *, share: float = WORDS_SHARE
) -> list[int]:
    """Places in `scores`, best first. Both are stretched to 0 … 1 and added; who has no nearness
    yet goes by its score alone."""
    words = _stretched(scores)
    known = iter(_stretched([near for near in nearness if near is not None]))
    both = [
        word if near is None else share * word + (1 - share) * next(known)
        for word, near in zip(words, nearness, strict=True)
    ]
    return sorted(range(len(both)), key=lambda place: -both[place])


def _stretched(values: Sequence[float]) -> list[float]:
    """Where all are alike they say nothing."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
