"""What every server of a test needs: a port, a directory, a moment to get ready, and an end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"


class NotReady(Exception):
    """The server did not come up in time; says what it wrote."""


def free_port() -> int:
    """Free a moment ago; nothing else on this machine is given it for a while."""
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


@contextmanager
def directory(name: str, *, owner: str | None = None, below: Path | None = None) -> Iterator[Path]:
    """A private one that is removed at the end, whatever is in it; `owner` as `unprivileged`
    gives it."""
    place = Path(tempfile.mkdtemp(prefix=f"granule-{name}-", dir=below))
    try:
        _give(place, owner)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def keep(path: Path, text: str, *, owner: str | None = None) -> Path:
    """A file that only the server can read."""
    path.touch(mode=0o600)
    path.write_text(text)
    _give(path, owner)
    return path


def _give(path: Path, owner: str | None) -> None:
    if owner:
        shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)


def unprivileged(*names: str) -> str | None:
    """Whom a server that refuses root runs as: the first of these users that exists, else nobody.
    None where the tests are not root's: then it runs as whoever runs them."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in names if name in known), "nobody")


def as_user(user: str | None) -> dict[str, Any]:
    """Arguments for `subprocess` that make the program run as this user and nothing more."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def process(
    command: list[str], *, log: Path, end_with: signal.Signals = signal.SIGTERM, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs it in a group of its own, so that its children end with it, and nobody's Ctrl-C
    reaches it first; what it says goes to `log`."""
    with log.open("wb") as says:
        started = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=says, stderr=says, process_group=0, **options
        )
    try:
        yield started
    finally:
        started.send_signal(end_with)
        with suppress(subprocess.TimeoutExpired):
            started.wait(timeout=20)
        end_group(started)


def end_group(started: subprocess.Popen[bytes]) -> None:
    """Whatever is left of it."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def wait_until_ready(
    is_ready: Callable[[], bool],
    *,
    started: subprocess.Popen[bytes],
    log: Path,
    within: float = 60.0,
) -> None:
    """Raises NotReady where the program ended, or took longer than so many seconds."""
    deadline = time.monotonic() + within
    while not is_ready():
        if started.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace")[-2000:]
            raise NotReady(f"{started.args!r} is not ready (ended: {started.poll()}):\n{said}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Somebody listens there."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
