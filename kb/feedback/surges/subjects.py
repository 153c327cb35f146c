"""What is asked, and where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """An answer by its key, or a group of misses by its name, in one language."""

    kind: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where, and by which audience."""

    channel: str
    audience: int


# Half hour → calls.
Halves = Mapping[int, int]
Calls = Mapping[Subject, Halves]
