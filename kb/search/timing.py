"""Tells whoever listens how long finding took: the kind of question and its time, no more."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Listener = Callable[[str, float], object]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """`listener(kind, seconds)` after each; said when the app starts."""
    if listener not in _listeners:
        _listeners.append(listener)


def timed(kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Also where it raises: an engine that times out is what is looked for."""

    def around(find: Callable[P, R]) -> Callable[P, R]:
        @wraps(find)
        def found(*args: P.args, **kwargs: P.kwargs) -> R:
            began = time.perf_counter()
            try:
                return find(*args, **kwargs)
            finally:
                for listener in _listeners:
                    listener(kind, time.perf_counter() - began)

        return found

    return around
