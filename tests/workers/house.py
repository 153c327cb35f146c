"""A whole house with a broker, each part in a process of its own, as where it is at home."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests import database
from tests.search import engines
from tests.servers import private

ROOT = Path(__file__).resolve().parents[2]
_numbers = itertools.count()


@contextmanager
def _search_of(place: Path) -> Iterator[str]:
    """In its own directory, as by default, or where this run has a search server."""
    if engines.of_this_run() == "tantivy":
        yield f"tantivy://{place}/index"
        return
    with engines.empty_index(engines.of_this_run(), directory=place) as url:
        yield url


class Office:
    """Somebody at work in another process (tests/workers/office.py)."""

    def __init__(self, process: subprocess.Popen[str], *, log: Path) -> None:
        self._process, self._log = process, log

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *values: self._ask(name, values)

    def _ask(self, name: str, values: tuple[Any, ...]) -> Any:
        assert self._process.stdin and self._process.stdout
        print(json.dumps([name, values]), file=self._process.stdin, flush=True)
        said = self._process.stdout.readline()
        assert said, f"{name}{values}: {self._log.read_text()[-3000:]}"
        return json.loads(said)


class House:
    """`broker`: its address, or empty for a house without."""

    def __init__(self, place: Path, *, broker: str, stack: ExitStack, **settings: str) -> None:
        self.place, self._stack = place, stack
        name = f"house{next(_numbers)}"
        self.variables = (
            os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "VAR_DIR": str(place),
                "DATABASE_URL": database.copy_for_others(name),
                "CELERY_BROKER_URL": broker,
                "DEBUG": "1",
                "SEARCH_URL": stack.enter_context(_search_of(place)),
            }
            | settings
        )
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def open_office(self, **settings: str) -> Office:
        """`settings`: where it is another machine than the house's own."""
        log = self.place / f"office-{next(_numbers)}.log"
        with log.open("wb") as says:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.workers.office"],
                cwd=ROOT, env=self.variables | settings, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=says,
            )  # fmt: skip
        self._stack.callback(process.kill)
        return Office(process, log=log)

    def start(self, name: str, *arguments: str) -> None:
        """`workers` or `beat`, or another program under that name."""
        command = [sys.executable, "-m", *(arguments or ("tools.worker", name))]
        inner = self._stack.enter_context(ExitStack())
        log = self.place / f"{name}-{len(self.running)}.log"
        self.running[name] = inner.enter_context(
            private.process(command, log=log, end_with=signal.SIGKILL, cwd=ROOT, env=self.variables)
        )

    def stop(self, name: str) -> None:
        """As it should be stopped."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)

    def kill(self, name: str) -> None:
        """With all its children, in the middle of whatever they do."""
        private.end_group(self.running.pop(name))

    def said(self) -> str:
        """Everything its programs wrote."""
        return "\n".join(path.read_text(errors="replace") for path in self.place.glob("*.log"))


def soon(asked: Callable[[], Any], *, within: float) -> float:
    """Seconds until it was so; fails where they are more than `within`."""
    began = time.monotonic()
    while not asked():
        assert time.monotonic() - began < within, f"not within {within} s"
        time.sleep(0.05)
    return time.monotonic() - began


def in_step(office: Office) -> bool:
    return not any(office.lag().values()) and not office.waiting()
