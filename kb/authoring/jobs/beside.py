"""Without a broker: a process beside the clock does what was started in the background, so that
neither the clock nor whoever publishes waits for it."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings
from django.utils import timezone

from kb.authoring.jobs import running


class Beside:
    """At most one such process, begun where something waits; it ends by itself."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._process = None
        if running.is_waiting(now=timezone.now()):
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_jobs"]
            self._process = subprocess.Popen(command)
