"""gunicorn with our own configuration, for as long as something is measured."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
START_SECONDS = 60


@contextmanager
def server(place: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """On a free port of this machine; what it says goes to a file in `place`. `settings`: variables
    it gets beside those of this process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "WEB_WORKERS": str(WORKERS)} | settings
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
    with (place / "server.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "config.wsgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(("127.0.0.1", port))
            yield "127.0.0.1", port
        finally:
            process.terminate()
            process.wait(timeout=40)


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
