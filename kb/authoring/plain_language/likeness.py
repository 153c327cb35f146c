"""How much two texts have in common, by pairs of characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

NO_WORD = re.compile(r"[\W_]+")
# Shorter texts are alike by chance.
LEAST, LEAST_ALIKE = 8, 16
ALIKE, ROOM = 0.85, 0.9


@dataclass(frozen=True)
class Shape:
    """A text without blanks, marks, and differences of case and width."""

    bare: str

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(map("".join, zip(self.bare, self.bare[1:], strict=False)))

    def is_like(self, other: Shape) -> bool:
        """Equal, or nearly."""
        if self.bare == other.bare:
            return True
        if min(len(self.bare), len(other.bare)) < LEAST_ALIKE:
            return False
        common = len(self.pairs & other.pairs)
        return common >= ALIKE * (len(self.pairs) + len(other.pairs) - common)

    @property
    def lengths_in_question(self) -> tuple[float, float]:
        """What is shorter or longer cannot be like it; repeated pairs leave some room."""
        return len(self.bare) * ALIKE * ROOM, len(self.bare) / (ALIKE * ROOM)


@lru_cache(maxsize=4096)
def shape_of(text: str) -> Shape:
    return Shape(NO_WORD.sub("", unicodedata.normalize("NFKC", text)).lower())


def have_a_word_in_common(one: str, other: str, *, is_chinese: bool) -> bool:
    """Two characters in a row, or an English word of four letters or more."""
    if is_chinese:
        return bool(shape_of(one).pairs & shape_of(other).pairs)
    words = (set(re.findall(r"[a-z]{4,}", text.lower())) for text in (one, other))
    return bool(next(words) & next(words))
