"""How much two texts have in common, by pairs of characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

NO_WORD = re.compile(r"[\W_]+")
# Shorter texts are alike by chance.
LEAST = 8
ALIKE = 0.85


@dataclass(frozen=True)
class Shape:
    """A text without blanks, marks, and differences of case and width."""

    bare: str

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(map("".join, zip(self.bare, self.bare[1:], strict=False)))

    def is_like(self, other: Shape) -> bool:
        """Equal, or nearly: lengths first, since they are cheap."""
        if self.bare == other.bare:
            return True
        short, long = sorted((len(self.bare), len(other.bare)))
        if short < LEAST * 2 or short < ALIKE * long * 0.9:
            return False
        common = len(self.pairs & other.pairs)
        return common >= ALIKE * (len(self.pairs) + len(other.pairs) - common)


def shape_of(text: str) -> Shape:
    return Shape(NO_WORD.sub("", unicodedata.normalize("NFKC", text)).lower())


def have_a_word_in_common(one: str, other: str, *, is_chinese: bool) -> bool:
    """Two characters in a row, or an English word of four letters or more."""
    if is_chinese:
        return bool(shape_of(one).pairs & shape_of(other).pairs)
    words = (set(re.findall(r"[a-z]{4,}", text.lower())) for text in (one, other))
    return bool(next(words) & next(words))
