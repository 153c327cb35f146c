"""After commit, tell the projections to look at the log. A bell that is lost changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

_listeners: list[Callable[[], object]] = []


def listen(listener: Callable[[], object]) -> None:
    """Whoever looks at the log says so when the app starts."""
    if listener not in _listeners:
        _listeners.append(listener)


def ring() -> None:
    for listener in _listeners:
        listener()


def ring_after_commit() -> None:
    """Once for each transaction, however many changes it holds; a failure there never reaches
    the person whose change is already committed."""
    waiting = {entry[1] for entry in connection.run_on_commit}
    if ring not in waiting:
        transaction.on_commit(ring, robust=True)
