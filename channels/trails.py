"""The way somebody has come through guides, as it stands in an address: `KEY:ID.ID`, and before it
those of the answers that led here, apart by commas. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PARAMETER = "walk"
LONGEST = 800
MOST_ANSWERS = 6
LEG = re.compile(r"([a-z0-9]+(?:[.-][a-z0-9]+)*):([0-9a-f]{8}(?:\.[0-9a-f]{8}){0,39})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Leg:
    """The choices made in the guide of one answer."""

    key: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """Where somebody is in the guide of `key`, and the legs that led to it."""

    key: str
    before: tuple[Leg, ...] = ()
    path: tuple[str, ...] = ()

    def at(self, path: Sequence[str]) -> str:
        """The address of another place in this answer; empty for its very beginning."""
        own = (Leg(self.key, tuple(path)),) if path else ()
        return write_legs((*self.before, *own))


def read_trail(text: str, *, key: str) -> Trail:
    """`key`: of the answer that is read. What is no trail is none."""
    legs = _legs(text[: LONGEST + 1])
    own = next((leg.path for leg in legs if leg.key == key), ())
    before = tuple(leg for leg in legs if leg.key != key)
    return Trail(key, before, own)


def write_legs(legs: Sequence[Leg]) -> str:
    return ",".join(f"{leg.key}:{'.'.join(leg.path)}" for leg in legs[-MOST_ANSWERS:])


def _legs(text: str) -> tuple[Leg, ...]:
    if len(text) > LONGEST:
        return ()
    found = [LEG.fullmatch(leg) for leg in text.split(",")]
    if not text or not all(found) or len(found) > MOST_ANSWERS:
        return ()
    return tuple(Leg(leg[1], tuple(leg[2].split("."))) for leg in found if leg)
