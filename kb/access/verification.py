"""核身: how sure the bank is of whom it speaks with."""

from __future__ import annotations

from enum import IntEnum


class Verification(IntEnum):
    """From the least to the most; whoever is fully verified may have what a partial one may."""

    NONE = 0
    PARTIAL = 1
    FULL = 2

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> Verification:
        """`none`, `partial` or `full`; anything else raises ValueError."""
        try:
            return cls[code.upper()]
        except KeyError:
            raise ValueError(f"unknown verification {code!r}: use none, partial or full") from None
