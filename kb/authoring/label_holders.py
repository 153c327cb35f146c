"""Who else holds a label, beside elements and facts, or names a topic: told by whoever knows them
when the app starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

# Gives the names of the holders, for people.
Holders = Callable[[str, str, datetime], list[str]]
_known: list[Holders] = []


def register_holders(holders: Holders) -> None:
    """`holders(dimension, code, now)`; for a topic the dimension is `topics`, the code its key."""
    _known.append(holders)


def others_who_hold(dimension: str, code: str, *, now: datetime) -> list[str]:
    return [name for holders in _known for name in holders(dimension, code, now)]
