"""`make run`: from whatever is there to a served Granule, saying each step in plain words.

A start with the demo bank is a start in DEBUG, since demo users are refused without it;
DEMO=0 leaves DEBUG as it is set, off if it is not (docs/decisions/make-run.md).
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as _
from django.utils.translation import override

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
QUIETLY = ("--no-input", "--verbosity=0")
DOORS = ("/desk/", "/help/", "/admin/", "/api/v1/docs/")


class CannotStart(Exception):
    """Says why not, and what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do before serving, and what to tell whoever waits for it. Where one that is
    not `needed` cannot be done, that is said, and the server starts all the same."""

    says: str
    act: Callable[[], object]
    needed: bool = True


def main() -> int:
    os.chdir(BASE_DIR)
    try:
        host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", default=8000)
        demo = env.flag("DEMO", default=True)
        set_defaults(host=host, port=port, demo=demo)
        django.setup()
        with override(terminal_language(os.environ)):
            prepare(host=host, port=port, demo=demo)
    except (CannotStart, env.BadSetting) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    sys.stdout.flush()
    # This process becomes the server, so that Ctrl-C and the exit code are the server's own.
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    os.execv(sys.executable, command)


def set_defaults(*, host: str, port: int, demo: bool) -> None:
    """What is not set already becomes what this start needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PUBLIC_URL", f"http://{host}:{port}")
    if demo:
        os.environ.setdefault("DEBUG", "1")


def terminal_language(environment: Mapping[str, str]) -> str:
    """What the terminal is set to, by the rules of POSIX."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next(filter(None, map(environment.get, names)), "")
    return "zh-hans" if locale.startswith("zh") else "en"


def prepare(*, host: str, port: int, demo: bool) -> None:
    """Everything but serving. Raises CannotStart."""
    started = time.monotonic()
    refuse_busy_port(host, port)
    for step in steps(demo=demo):
        print(f"\n— {step.says}", flush=True)
        take(step)
    seconds = {"seconds": round(time.monotonic() - started)}
    print("\n" + _("Ready after %(seconds)d seconds; Ctrl-C stops the server.") % seconds)
    print("".join(f"  http://{host}:{port}{door}\n" for door in DOORS), flush=True)


def refuse_busy_port(host: str, port: int) -> None:
    """Tried as the server does it, so that a port just closed counts as free."""
    if not 0 < port < 65536:
        raise CannotStart(_("PORT=%(port)d: use a number from 1 to 65535.") % {"port": port})
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise CannotStart(_why_busy(error, host=host, port=port)) from None


def _why_busy(error: OSError, *, host: str, port: int) -> str:
    told = {"host": host, "port": port, "reason": error.strerror, "other": port % 65535 + 1}
    if error.errno == errno.EADDRINUSE:
        return (
            _(
                "Port %(port)d is taken by another program. Stop that one (lsof -i :%(port)d "
                "names it), or choose another port: make run PORT=%(other)d"
            )
            % told
        )
    return (
        _(
            "Cannot listen on %(host)s, port %(port)d: %(reason)s. Choose a port above 1023 and "
            "an address of this machine: make run PORT=8001 HOST=127.0.0.1"
        )
        % told
    )


def steps(*, demo: bool) -> Iterator[Step]:
    from django.conf import settings

    from kb.tasks import keep_time

    yield Step(_("Bringing the database up to date"), command("migrate", *QUIETLY))
    if demo:
        people = () if settings.DEBUG else ("--no-users",)
        yield Step(_("Loading the demo bank"), command("load_demo", *people))
    yield Step(_("Running the pipeline"), keep_time)
    if not settings.DEBUG:
        yield Step(_("Collecting static files"), command("collectstatic", *QUIETLY))
    # In an empty base there is none to show.
    yield Step(_("One answer on every channel"), command("show_answer"), needed=False)


def command(*words: str) -> Callable[[], object]:
    """A management command, in this process: a new one takes longer to start than most to run."""
    return partial(call_command, *words)


def take(step: Step) -> None:
    try:
        step.act()
    except CommandError as error:
        if step.needed:
            raise CannotStart(f"{step.says}: {error}") from error
        print(error)


if __name__ == "__main__":
    sys.exit(main())
