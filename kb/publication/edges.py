"""Until when may a reader keep what was read?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from kb.access import Labels, Scope, fits

Edge = tuple[datetime, Labels]


def edges_to_json(edges: Iterable[Edge]) -> list[Any]:
    return [[moment.isoformat(), labels.to_json()] for moment, labels in edges]


def edges_from_json(data: Sequence[Any]) -> tuple[Edge, ...]:
    return tuple((datetime.fromisoformat(at), Labels.from_json(labels)) for at, labels in data)


def next_edge(edges: Iterable[Edge], *, scope: Scope) -> datetime | None:
    """The next moment at which something this scope can see changes; None if none is planned."""
    coming = [at for at, labels in edges if at > scope.now and fits(scope, labels)]
    return min(coming, default=None)
