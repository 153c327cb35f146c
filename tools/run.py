"""`make run`: from whatever is there to a served Granule, saying each step in plain words.

A start with the demo bank is a start in DEBUG, since demo users are refused without it;
DEMO=0 leaves DEBUG as it is set, off if it is not.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do before serving, and what to tell whoever waits for it."""

    says: str
    command: tuple[str, ...]


def main() -> int:
    os.chdir(BASE_DIR)
    try:
        host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", default=8000)
        demo = env.flag("DEMO", default=True)
    except env.BadSetting as problem:
        return _refuse(str(problem))
    if words := why_not(host, port):
        return _refuse(words)
    set_defaults(host=host, port=port, demo=demo)
    failed = take(steps(demo=demo))
    return failed or serve()


def why_not(host: str, port: int) -> str:
    """What keeps us from listening there, and what to do; empty where nothing does."""
    if not 0 < port < 65536:
        return f"PORT={port}: use a number from 1 to 65535, for example make run PORT=8001."
    try:
        # As the server does it, so that a port just closed counts as free.
        socket.create_server((host, port), reuse_port=False).close()
    except PermissionError:
        return f"This user may not listen on port {port}: use one above 1023, as in PORT=8001."
    except OSError as error:
        return (
            f"Cannot listen on {host} port {port}: {error.strerror}.\n"
            f"If another program has taken the port (lsof -i :{port} names it), stop that program\n"
            f"or choose another port: make run PORT={port + 1 if port < 65535 else 8001}"
        )
    return ""


def set_defaults(*, host: str, port: int, demo: bool) -> None:
    """What is not set already becomes what this start needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PUBLIC_URL", f"http://{host}:{port}")
    if demo:
        os.environ.setdefault("DEBUG", "1")


def steps(*, demo: bool) -> Iterator[Step]:
    from django.conf import settings

    yield Step("Bringing the database up to date", ("migrate", "--no-input", "--verbosity=0"))
    if demo:
        yield Step("Loading the demo bank", ("load_demo",))
    yield Step("Running the pipeline", ("rebuild", "--all"))
    if not settings.DEBUG:
        yield Step("Collecting static files", ("collectstatic", "--no-input", "--verbosity=0"))
    yield Step("One answer on every channel", ("show_answer",))


def take(all_steps: Iterator[Step]) -> int:
    """Takes the steps in order, in one process; returns what to exit with, 0 for go on."""
    import django
    from django.core.management import CommandError, call_command

    started = time.monotonic()
    django.setup()
    for step in all_steps:
        print(f"\n— {step.says} …", flush=True)
        try:
            call_command(*step.command)
        except CommandError as error:
            return _refuse(f"{step.says}: {error}")
    print(f"\nReady after {time.monotonic() - started:.0f} s.", flush=True)
    return 0


def serve() -> int:
    """Becomes the server; returns only where that fails."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    os.execv(sys.executable, command)


def _refuse(words: str) -> int:
    print(f"\n{words}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
