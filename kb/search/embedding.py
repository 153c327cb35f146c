"""What turns texts into vectors, near each other where their meanings are. Optional: embedders.py
says whether there is one, and without it answers are ordered by their words alone."""

from __future__ import annotations

import logging
import math
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from operator import mul
from queue import Empty, SimpleQueue
from typing import Protocol, TypeAlias

Vector: TypeAlias = "array[float]"
# A server that did not answer is left in peace for so long; nobody waits for it meanwhile.
REST_SECONDS = 10.0
# Threads that still listen to a server that hangs; beyond these it is not asked.
MOST_AT_ONCE = 4
LONGEST_NAME = 100
logger = logging.getLogger(__name__)


class EmbedderUnavailable(Exception):
    """It is down, slow, busy, or says what is no vector. Never holds a text or the key."""


class TextsRefused(Exception):
    """It answers, and does not take these texts."""


class Embedder(Protocol):
    @property
    def name(self) -> str:
        """Of its model: vectors of different names are never compared."""

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[Vector]:
        """One of length 1 for each text, all with as many numbers. `seconds`: for each step of
        the way. Raises EmbedderUnavailable, TextsRefused."""


def identity(embedder: Embedder, vector: Vector) -> str:
    """What vectors must share to be compared: the model's name, and how many numbers."""
    return f"{embedder.name[:LONGEST_NAME]}:{len(vector)}"


class Patience:
    """Asks for one vector, and waits at most so long; after a failure not at all for a while."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._resting_until = -math.inf
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def vector(self, text: str, *, embedder: Embedder, seconds: float) -> Vector:
        """Raises EmbedderUnavailable."""
        if self._clock() < self._resting_until:
            raise EmbedderUnavailable("it did not answer a moment ago")
        try:
            return self._asked(text, embedder, seconds)
        except EmbedderUnavailable as error:
            logger.warning("search: ordered by words alone for a while: %s", error)
            self._resting_until = self._clock() + REST_SECONDS
            raise
        except TextsRefused:
            # This text's fault, not the server's.
            raise EmbedderUnavailable("it does not take this question") from None

    def _asked(self, text: str, embedder: Embedder, seconds: float) -> Vector:
        """In a thread, as a server can make each single step just quick enough."""
        if not self._places.acquire(blocking=False):
            raise EmbedderUnavailable("others still wait for it")
        said: SimpleQueue[Vector | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                said.put(embedder.embed([text], seconds=seconds)[0])
            except Exception as error:
                said.put(error)
            finally:
                self._places.release()

        threading.Thread(target=ask, daemon=True).start()
        try:
            result = said.get(timeout=seconds)
        except Empty:
            raise EmbedderUnavailable("it takes too long") from None
        if isinstance(result, Exception):
            raise result
        return result


def unit(numbers: Sequence[float]) -> Vector:
    """Raises ValueError for what has no direction."""
    length = math.sqrt(math.fsum(number * number for number in numbers))
    if not math.isfinite(length) or length == 0.0:
        raise ValueError("no direction")
    return array("f", (number / length for number in numbers))


def mean(vectors: Sequence[Vector]) -> Vector:
    """Raises ValueError where they cancel each other out, or there are none."""
    return unit([math.fsum(column) for column in zip(*vectors, strict=True)])


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two of length 1."""
    return float(sum(map(mul, one, other)))
