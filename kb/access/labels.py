"""Who an element is for: the labels it carries, and what becomes of them when it is reused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

from kb.access.verification import Verification

DIMENSIONS = ("channels", "regions", "segments", "products")


class Audience(IntEnum):
    """From the widest to the narrowest; a reader sees what is at or below their own."""

    PUBLIC = 0
    CUSTOMER = 1
    AGENT = 2

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> Audience:
        """`public`, `customer` or `agent`; anything else raises ValueError."""
        try:
            return cls[code.upper()]
        except KeyError:
            raise ValueError(f"unknown audience {code!r}: use public, customer or agent") from None


@dataclass(frozen=True, slots=True)
class Labels:
    """An empty set means everywhere; the window is half open, `valid_from <= now < valid_to`.
    `verification`: how sure the bank must be of who reads it."""

    audience: Audience = Audience.PUBLIC
    channels: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    verification: Verification = Verification.NONE
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    @property
    def is_empty_window(self) -> bool:
        both = self.valid_from is not None and self.valid_to is not None
        return both and self.valid_from >= self.valid_to  # type: ignore[operator]

    def intersect(self, other: Labels) -> Labels | None:
        """What is no wider than either; None where nobody could see it."""
        sets: dict[str, frozenset[str]] = {}
        for name in DIMENSIONS:
            mine, theirs = getattr(self, name), getattr(other, name)
            sets[name] = mine & theirs if mine and theirs else mine | theirs
            if mine and theirs and not sets[name]:
                return None
        both = Labels(
            audience=max(self.audience, other.audience),
            verification=max(self.verification, other.verification),
            valid_from=_latest(self.valid_from, other.valid_from),
            valid_to=_earliest(self.valid_to, other.valid_to),
            **sets,
        )
        return None if both.is_empty_window else both

    def without_window(self) -> Labels:
        return replace(self, valid_from=None, valid_to=None)

    def to_json(self) -> dict[str, Any]:
        """Only what is set, lists sorted, so that equal labels give equal JSON."""
        data: dict[str, Any] = {"audience": self.audience.code}
        data |= {name: sorted(getattr(self, name)) for name in DIMENSIONS if getattr(self, name)}
        if self.verification:
            data["verification"] = self.verification.code
        for name in ("valid_from", "valid_to"):
            if moment := getattr(self, name):
                data[name] = moment.isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Labels:
        if len(data) == 1 and (known := _AUDIENCE_ALONE.get(data.get("audience", ""))):
            return known  # most elements have no other label
        sets = tuple(tuple(data.get(name, ())) for name in DIMENSIONS)
        window = data.get("valid_from"), data.get("valid_to")
        return _labels(
            data.get("audience", "public"), sets, *window, data.get("verification", "none")
        )


_AUDIENCE_ALONE = {audience.code: Labels(audience=audience) for audience in Audience}


@lru_cache(maxsize=4096)
def _labels(
    audience: str,
    sets: tuple[tuple[str, ...], ...],
    valid_from: str | None,
    valid_to: str | None,
    verification: str,
) -> Labels:
    """A bank has few distinct ones, and a search reads a hundred."""
    return Labels(
        audience=Audience.from_code(audience),
        verification=Verification.from_code(verification),
        valid_from=_moment(valid_from),
        valid_to=_moment(valid_to),
        **dict(zip(DIMENSIONS, map(frozenset, sets), strict=True)),
    )


def combine(parts: Iterable[Labels]) -> Labels | None:
    """The intersection of all; None where it is empty."""
    total: Labels | None = Labels()
    for part in parts:
        total = total.intersect(part) if total is not None else None
    return total


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
