"""gunicorn with our own configuration, for as long as something is measured."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
START_SECONDS = 60


@contextmanager
def server(place: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """On a free port of this machine; what it says goes to a file in `place`. `settings`: variables
    it gets beside those of this process."""
    with Restartable(place, **settings) as started:
        yield started.address


class Restartable:
    """The same, which can be killed and started again where it was."""

    def __init__(self, place: Path, *, workers: int = WORKERS, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address: tuple[str, int] = free.getsockname()[:2]
        at = {"PORT": str(self.address[1]), "WEB_WORKERS": str(workers)}
        self._environment = os.environ | at | settings
        self._log = place / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=40)

    def kill_and_start(self) -> None:
        """Master and workers at once, as where the machine loses its power."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [*command, "config.wsgi:application"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self.address)


def wait_for(address: tuple[str, int]) -> None:
    url = f"http://{address[0]}:{address[1]}/healthz"
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
