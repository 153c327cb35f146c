"""The digest of what would go out. What goes out is put together downstream, so publication
registers here when the app starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MakeDigest = Callable[[Any], str]
_make: list[MakeDigest] = []


def register(make: MakeDigest) -> None:
    """`make(unsaved)`: SHA-256 of what would go out if this went out now, as it stands."""
    _make[:] = [make]


def digest_of(unsaved: Any) -> str:
    (make,) = _make
    return make(unsaved)
