"""A process that publishes into the test's own database, and what it has been told is done."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests import database

ROOT = Path(__file__).resolve().parents[2]


class Publisher:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.acknowledged: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.acknowledged.append(line.strip())

    def wait_for(self, count: int, *, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while len(self.acknowledged) < count:
            assert time.monotonic() < until and self.process.poll() is None, self.acknowledged
            time.sleep(0.01)


def environment() -> dict[str, str]:
    """For a program that works with the test's database."""
    return os.environ | {
        "VAR_DIR": str(settings.VAR_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database.address(),
        "SEARCH_URL": settings.SEARCH_URL,
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@contextmanager
def publishing(prefix: str, count: int = 100_000) -> Iterator[Publisher]:
    command = [sys.executable, "-m", "tests.backup.publisher", prefix, str(count)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        publisher = Publisher(process)
        try:
            yield publisher
        finally:
            process.kill()
            process.wait()
            publisher.reader.join()
