"""The process that works in the background is killed in the middle, again and again: the work is
done in the end, and everybody sees meanwhile how far it is."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from kb.authoring.jobs import operations, running
from kb.authoring.jobs.models import Job
from tests.authoring.making import fresh
from tests.backup.working import environment

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
DEADLINE_SECONDS = 60.0


def begin(program: str = "tests.jobs.worker") -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", program], cwd=ROOT, env=environment())


def soon(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "not in time"
        time.sleep(0.05)


def test_a_killed_run_is_taken_up_at_once(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    job = operations.start(
        "count", user=None, arguments={"many": 30, "pause": 0.1, "notes": str(notes)}
    )
    worker = begin()
    soon(lambda: fresh(job).done > 3)
    assert not running.is_waiting(now=timezone.now()), "it lives"
    worker.kill()
    worker.wait()
    assert fresh(job).state == Job.State.RUNNING and running.is_waiting(now=timezone.now())
    assert begin().wait(timeout=DEADLINE_SECONDS) == 0
    job = fresh(job)
    assert (job.state, job.tries, job.done) == (Job.State.DONE, 2, 30)
    assert notes.read_text().split().count("begun") == 2


def test_a_run_is_cancelled_from_elsewhere(tmp_path: Path) -> None:
    job = operations.start("count", user=None, arguments={"many": 600, "pause": 0.1})
    worker = begin()
    soon(lambda: fresh(job).done > 1)
    assert operations.cancel(fresh(job), now=timezone.now())
    assert worker.wait(timeout=DEADLINE_SECONDS) == 0
    assert fresh(job).state == Job.State.CANCELLED and fresh(job).done < 600


@pytest.mark.long
def test_two_processes_share_the_work(tmp_path: Path) -> None:
    """Each job is begun once."""
    notes = [tmp_path / f"notes{number}" for number in range(6)]
    for path in notes:
        operations.start(
            "count", user=None, arguments={"many": 5, "pause": 0.05, "notes": str(path)}
        )
    workers = [begin(), begin()]
    assert [worker.wait(timeout=DEADLINE_SECONDS) for worker in workers] == [0, 0]
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
    assert all(path.read_text().split().count("begun") == 1 for path in notes)
