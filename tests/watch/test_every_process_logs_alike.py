"""Server, clock, worker and commands write one form, also where they fail, and leave nothing."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.house.sources import ROOT

CANARY = "13800138000"


def environment(place: Path, **more: str) -> dict[str, str]:
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(place),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    return os.environ | settings | more


def as_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@contextmanager
def server(place: Path, log: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    with log.open("w") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(place, PORT=str(port), WEB_WORKERS="1"),
            stdout=file, stderr=file,
        )  # fmt: skip
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=40)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return ask(port, "/healthz")
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def ask(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def send(port: int, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(raw)
        connection.recv(1000)


def counting_places() -> set[Path]:
    return set(Path("/dev/shm").glob("granule-metrics-*"))


def test_all_that_a_server_writes_is_one_form_and_none_of_it_was_typed(tmp_path: Path) -> None:
    """Without tables and static files, so that much fails, the pages that say so too."""
    before = counting_places()
    log = tmp_path / "log"
    with server(tmp_path, log) as port:
        (ours,) = counting_places() - before or {None}
        ask(port, f"/{CANARY}?q={CANARY}")
        ask(port, f"/api/v1/search?q={CANARY}")
        ask(port, f"/help/zh-Hans/answers/a{CANARY}/")
        send(port, f"GET /{CANARY}?q={CANARY} HTTP/9.9\r\n\r\n".encode())
        send(port, f"GET /{'x' * 9000}{CANARY} HTTP/1.1\r\n\r\n".encode())
    written = log.read_text()
    lines = as_lines(written)
    assert {"gunicorn.error", "requests"} <= {line["logger"] for line in lines}
    statuses = [line["status"] for line in lines if line["logger"] == "requests"]
    assert statuses[-3:] == [500, 401, 500]
    assert any(line.get("errors") for line in lines)
    assert CANARY not in written
    assert ours is None or not ours.exists()


WORKER = """
import logging, django
django.setup()
from config import celery_app
celery_app.log.setup(loglevel="INFO")
import warnings
warnings.warn("beware")
logging.getLogger("kb.publication").warning("two\\nlines")
try:
    raise ValueError("13800138000")
except ValueError:
    logging.getLogger("celery.app.trace").error("a task failed", exc_info=True)
"""


def test_a_worker_keeps_to_our_form(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=ROOT, env=environment(tmp_path), capture_output=True,
        text=True, timeout=120, check=True,
    )  # fmt: skip
    warned, first, second = as_lines(done.stderr)
    assert warned["logger"] == "py.warnings"
    assert first["message"] == "two\\x0alines"
    assert second["errors"][0]["type"] == "builtins.ValueError"
    assert CANARY not in done.stderr


def test_a_command_keeps_to_our_form(tmp_path: Path) -> None:
    """The clock over tables that nobody made: it says so, and does not end."""
    code = "from kb.management.commands.keep_time import Command; import logging;" \
           "logging.getLogger('kb').info('kept')"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=ROOT,
        env=environment(tmp_path), capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert [line["message"] for line in as_lines(done.stderr)] == ["kept"]
