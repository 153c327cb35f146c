"""`make worker` and `make beat`: what runs beside the web servers where there is a broker.

python -m tools.worker          the workers, quick, slow, jobs and sending, until one of them ends
python -m tools.worker beat     the clock that rings them
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
CELERY = [sys.executable, "-m", "celery", "--app", "config.celery"]
NO_BROKER = """CELERY_BROKER_URL is not set, so there is nothing for a worker to listen to: without
a broker the web server does the work itself (make run). docs/operate/workers.md"""
PATIENCE_SECONDS = 30.0


def main(arguments: Sequence[str]) -> int:
    os.chdir(BASE_DIR)
    if not env.text("CELERY_BROKER_URL"):
        print(NO_BROKER, file=sys.stderr)
        return 1
    level = f"--loglevel={env.text('LOG_LEVEL', 'INFO')}"
    if "beat" in arguments:
        os.execv(sys.executable, [*CELERY, "beat", level])
    from config import celery

    return run_until_one_ends(
        [worker(name, queues=queues, level=level) for name, queues in celery.QUEUES.items()]
    )


def worker(name: str, *, queues: Sequence[str], level: str) -> list[str]:
    """One process each: what follows a change is done in order anyway."""
    return [
        *CELERY, "worker", level, f"--hostname={name}@%h", f"--queues={','.join(queues)}",
        "--concurrency=1", "--without-mingle", "--without-gossip",
    ]  # fmt: skip


def run_until_one_ends(commands: Sequence[Sequence[str]]) -> int:
    """Whoever watches this process starts it again: half the workers would look like all."""
    running = [subprocess.Popen(command) for command in commands]

    def end(*_: object) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while all(process.poll() is None for process in running):
        time.sleep(0.2)
    end()
    try:
        return max(abs(process.wait(timeout=PATIENCE_SECONDS)) for process in running)
    except subprocess.TimeoutExpired:
        for process in running:
            process.kill()
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
