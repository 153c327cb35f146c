"""Who acts, and why: set by the middleware, commands and tasks, read when the log is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`user_id` None is the system; `cause` is a route in the admin, a command or a task."""

    user_id: int | None = None
    name: str = "system"
    cause: str = "system"


SYSTEM = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def current_actor() -> Actor:
    return _actor.get()


@contextmanager
def acting(*, cause: str, user_id: int | None = None, name: str = "system") -> Iterator[None]:
    """Everything written to the log inside carries this actor and cause."""
    token = _actor.set(Actor(user_id=user_id, name=name[:150], cause=cause[:120]))
    try:
        yield
    finally:
        _actor.reset(token)
