"""How long a proposed element is at most, by language: short enough to be one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """In characters: the first answer, any other text, and all of one answer."""

    answer: int
    answer_sentences: int
    text: int
    point: int


CHINESE = Sizes(answer=160, answer_sentences=3, text=500, point=1200)
OTHER = Sizes(answer=450, answer_sentences=3, text=1200, point=3000)


def sizes_for(locale: str) -> Sizes:
    """`locale`: outside tag."""
    return CHINESE if locale.startswith("zh") else OTHER
