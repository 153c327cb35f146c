"""The production server: gunicorn -c config/gunicorn.py config.wsgi:application."""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

# gunicorn runs this file by its path, before it puts the folder on the module path.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config import environment as env
from config import logs

host = env.text("HOST", "127.0.0.1")
port = env.number("PORT", default=8000)
bind = f"{host}:{port}"
workers = env.number("WEB_WORKERS", default=2)
threads = env.number("WEB_THREADS", default=4)
worker_class = "gthread"
# Connections stay open between requests: opening a database connection costs more than an answer.
keepalive = 30
timeout = 60
graceful_timeout = 30
# A question of 500 Chinese characters is 4,500 letters in an address. Longer ones never reach us.
limit_request_line = 8190
# Workers must start after the fork: index readers and database connections do not survive one.
preload_app = False
# The heartbeat file belongs in memory; on a slow disk a busy worker would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# One socket in the home directory for all servers of a user would clash between two of them.
control_socket_disable = True
CLOCK_REST_SECONDS = 5.0
# What Python warns of takes the form of all other lines.
logging.captureWarnings(True)
loglevel = env.text("LOG_LEVEL", "INFO").lower()
# The line of each request is written by WatchMiddleware, which knows its route and its key.
logconfig_dict = logs.configuration(
    form=env.one_of("LOG_FORMAT", ("line", "json"), default="line"),
    level=loglevel.upper(),
    whole_errors=False,
)


# Workers count for /metrics in files of their own, which the one that is asked adds up. The place
# belongs to this server alone: processes of another machine or container have the same numbers.
metrics_place = env.text("PROMETHEUS_MULTIPROC_DIR")


def on_starting(server: Any) -> None:
    """Before any worker is there, since the place is read when the library is imported."""
    if not metrics_place:
        made = tempfile.mkdtemp(prefix="granule-metrics-", dir=worker_tmp_dir)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.metrics_place = made


def child_exit(server: Any, worker: Any) -> None:
    """What it counted stays; what it was just doing is over."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def when_ready(server: Any) -> None:
    """Without a broker there is no beat either, so a clock runs beside the workers."""
    if not env.text("CELERY_BROKER_URL"):
        server.clock = Clock()
        server.clock.start()


def on_exit(server: Any) -> None:
    clock = getattr(server, "clock", None)
    if clock is not None:
        clock.stop()
    if place := getattr(server, "metrics_place", None):
        shutil.rmtree(place, ignore_errors=True)


class Clock(threading.Thread):
    """Runs the command keep_time, and again where it ends before it is told to."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        manage = Path(__file__).resolve().parent.parent / "manage.py"
        while not self._stopped.is_set():
            self._process = subprocess.Popen([sys.executable, str(manage), "keep_time"])
            self._process.wait()
            self._stopped.wait(CLOCK_REST_SECONDS)

    def stop(self) -> None:
        self._stopped.set()
        if self._process is not None:
            self._process.terminate()
        self.join(timeout=graceful_timeout)
