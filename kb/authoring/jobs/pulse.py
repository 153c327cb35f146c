"""The pulse of a run: writes how far it is, and learns whether it should go on.

A thread with a connection of its own beats, so that everybody sees the progress of a run that is
in the middle of a transaction, and one that says nothing for minutes is not taken for dead. Where
there is one writer at a time, a run that writes much leaves the thread no turn; so it beats itself
as well, between its transactions.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from kb.authoring.jobs.models import Job

SECONDS = 1.0


class Stopped(Exception):
    """The run ends here: it was cancelled, or its process is told to end."""


class Lost(Stopped):
    """Somebody else has taken this job up: this run was silent for too long."""


class Pulse:
    """Within, the job shows what `note` says."""

    def __init__(self, job: Job, *, should_stop: Callable[[], bool]) -> None:
        self._job, self._should_stop = job, should_stop
        self.done = self.total = 0
        self._message: dict[str, Any] = {}
        self._is_lost = self._is_cancelled = False
        self._over = threading.Event()
        self._beaten_at = time.monotonic()
        # Inside somebody's transaction a second connection would wait for the first.
        self._is_alone = connection.in_atomic_block
        self._thread = threading.Thread(target=self._keep_beating, name="pulse", daemon=True)

    def __enter__(self) -> Pulse:
        if not self._is_alone:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._over.set()
        if not self._is_alone:
            self._thread.join()

    def note(self, *, done: int, total: int, message: dict[str, Any]) -> None:
        self.done, self.total = done, total
        self._message = message or self._message
        if self._is_alone:
            self._beat()
        elif self._is_due() and not connection.in_atomic_block:
            self._try_to_beat()
        self.check()

    def _is_due(self) -> bool:
        return time.monotonic() - self._beaten_at >= SECONDS

    def check(self) -> None:
        """Raises where the run should not go on."""
        if self._is_lost:
            raise Lost
        if self._is_cancelled or self._should_stop():
            raise Stopped

    def _keep_beating(self) -> None:
        try:
            while not self._over.wait(SECONDS):
                self._try_to_beat()
        finally:
            connection.close()

    def _try_to_beat(self) -> None:
        try:
            self._beat()
        except DatabaseError:
            # The run itself is writing, or the database is away: the next beat comes.
            connection.close()

    def _beat(self) -> None:
        self._beaten_at = time.monotonic()
        mine = Job.objects.filter(pk=self._job.pk, run=self._job.run, state=Job.State.RUNNING)
        self._is_lost = not mine.update(
            beat=timezone.now(), done=self.done, total=self.total, message=self._message
        )
        self._is_cancelled = mine.filter(is_cancelled=True).exists()
