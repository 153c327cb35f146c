"""Does what was started in the background, until nothing has waited for a minute. The clock begins
it where no broker is used; an operator may begin another at any time."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from django.core.management import BaseCommand, CommandParser

from kb.tasks import work_on_jobs

LINGER_SECONDS, LOOK_SECONDS = 60.0, 1.0
# Readers and publications go first.
NICE = 10


class Command(BaseCommand):
    help = "Do the work that waits in the background, until there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do not wait for more")

    def handle(self, *, once: bool, **_options: Any) -> None:
        self.is_told_to_end, self.parent = False, os.getppid()
        signal.signal(signal.SIGTERM, self._end)
        os.nice(NICE)
        idle_since = time.monotonic()
        while not self.should_stop() and time.monotonic() - idle_since < LINGER_SECONDS:
            if work_on_jobs(should_stop=self.should_stop):
                idle_since = time.monotonic()
            if once:
                break
            time.sleep(LOOK_SECONDS)

    def should_stop(self) -> bool:
        """The server that began this is gone when another process has become the parent."""
        return self.is_told_to_end or os.getppid() != self.parent

    def _end(self, *_: object) -> None:
        self.is_told_to_end = True
