"""Puts a task into its queue, and never lets anybody wait or fail for it.

A task says “look at your log” and nothing else, so one that is lost costs the seconds until the
next look (kb/tasks.py).
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings

# So long nothing is sent after a failure: an import of thousands would wait for each bell.
QUIET_SECONDS = 5.0
# One more try at once, since a connection kept open may have died with the broker's last restart.
RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
logger = logging.getLogger(__name__)


class _Line:
    """The way to the broker, as this process last found it."""

    def __init__(self) -> None:
        self.is_down = False
        self.quiet_until = 0.0

    def send(self, task: Any) -> bool:
        if time.monotonic() < self.quiet_until:
            return False
        try:
            task.apply_async(retry=True, retry_policy=RETRY)
        except Exception as error:
            self._failed(error)
            return False
        if self.is_down:
            self.is_down = False
            logger.info("the broker takes tasks again")
        return True

    def _failed(self, error: Exception) -> None:
        """Said once; its text could hold the broker's address."""
        self.quiet_until = time.monotonic() + QUIET_SECONDS
        if not self.is_down:
            self.is_down = True
            logger.warning(
                "the broker takes no tasks (%s): nothing is lost, workers catch up once it is back",
                type(error).__name__,
            )


_line = _Line()


def is_used() -> bool:
    """False where this process does the work itself."""
    return not settings.CELERY_TASK_ALWAYS_EAGER


def send(task: Any) -> bool:
    """False, within a second or two and without an error, where the broker does not take it."""
    return _line.send(task)
