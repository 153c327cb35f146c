"""Without a broker: vectors are made in a thread beside the clock, which waits for no embedder."""

from __future__ import annotations

import threading

from django.db import connection
from django.utils import timezone

from kb.search import embedders, vector_making


class Aside:
    """At most one such thread; it ends by itself, or with the clock."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        if embedders.configured() is None or (self._thread and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=_make, name="vectors", daemon=True)
        self._thread.start()


def _make() -> None:
    try:
        vector_making.run(now=timezone.now())
    finally:
        connection.close()
