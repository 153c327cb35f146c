"""Somebody brings a file in through the admin, and the work is done elsewhere: whoever
does it may be killed in the middle, and all of it is there in the end, once."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import private
from tests.workers.house import House, Office, soon

# On a machine that does much else at the time.
SECONDS = 150.0
# Three batches: one is done when the work is killed, one is at work, one waits.
ANSWERS = 600


@pytest.mark.long
def test_with_a_broker(broker: str, build: Callable[..., House]) -> None:
    house = build(broker)
    house.start("workers")
    house.start("beat")

    def kill() -> None:
        house.kill("workers")
        house.start("workers")

    start_and_kill(house.open_office(), kill)
    assert "Traceback" not in house.said()


def test_with_the_clock_of_the_server(build: Callable[..., House]) -> None:
    house = build("", PORT=str(private.free_port()), WEB_WORKERS="1")
    house.start("web", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application")
    server = house.running["web"].pid
    start_and_kill(house.open_office(), lambda: os.kill(at_work(server), signal.SIGKILL))
    assert "Traceback" not in house.said()


def start_and_kill(editor: Office, kill: Callable[[], None]) -> None:
    """`kill` ends whoever does the work."""
    check = editor.hand_in_file(ANSWERS)
    soon(lambda: editor.see(check)["is_over"], within=SECONDS)
    assert editor.see(check)["state"] == "done" and editor.drafts() == 0
    page = editor.import_checked(check)
    soon(editor.drafts, within=SECONDS)
    kill()
    before, seen = editor.drafts(), editor.see(page)
    assert 0 < before < ANSWERS and not seen["is_over"], seen
    ended = soon(lambda: editor.see(page)["is_over"], within=SECONDS)
    seen = editor.see(page)
    assert (seen["state"], seen["percent"], editor.drafts()) == ("done", 100, ANSWERS), seen
    print(f"killed with {before} drafts, done {ended:.1f} s after that: {seen['said']}")


def at_work(server: int) -> int:
    """The process beside the server's clock that does what waits."""
    below = [server]
    for process in below:
        for thread in Path(f"/proc/{process}/task").iterdir():
            below += map(int, (thread / "children").read_text().split())
        if b"run_jobs" in Path(f"/proc/{process}/cmdline").read_bytes():
            return process
    raise AssertionError("nobody is at work")
