"""Somebody starts long work, and it is done, fails, is cancelled or is taken up again: each with
clear words."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from kb.acting import Actor, current_actor
from kb.alone import alone, place_of_locks
from kb.authoring.jobs import operations, running
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.pulse import SECONDS, Pulse
from kb.tasks import work_on_jobs
from tests.authoring.making import fresh, make_user
from tests.jobs import kinds

pytestmark = pytest.mark.django_db


def start(kind: str = "count", *, user: Any = None, **arguments: Any) -> Job:
    return operations.start(kind, user=user, arguments=arguments)


def work() -> int:
    return work_on_jobs(should_stop=lambda: False)


def dead(job: Job, **fields: Any) -> Job:
    """As a process left it that was killed here in the middle of it."""
    state = {"state": Job.State.RUNNING, "run": "of the dead", "place": place_of_locks(),
             "tries": 1, "beat": timezone.now()}  # fmt: skip
    Job.objects.filter(pk=job.pk).update(**(state | fields))
    return job


def test_work_is_done_once_and_keeps_what_came_of_it() -> None:
    job = start(many=3)
    assert job.state == Job.State.WAITING and running.is_waiting(now=timezone.now())
    assert work() == 1 and work() == 0
    job = fresh(job)
    assert (job.state, job.done, job.total, job.percent) == ("done", 3, 3, 100)
    assert job.result == {"many": 3} and job.said == "Counted to 3."
    assert job.file.read() == b"counted to 3"
    assert job.started and job.finished and not running.is_waiting(now=timezone.now())


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    notes = str(tmp_path / "notes")
    for many in (1, 2):
        start(many=many, notes=notes)
    assert work() == 2
    assert Path(notes).read_text().split() == ["begun", "0", "begun", "0", "1"]


def test_it_is_done_in_the_name_and_language_of_whoever_started_it() -> None:
    seen: list[tuple[Actor, str]] = []

    def look(run: running.Run) -> None:
        seen.append((current_actor(), translation.get_language()))

    kinds.register("who", run=look, label="Who")
    user = make_user("editor", "Editors")
    with translation.override("en"):
        job = start("who", user=user)
    with translation.override("zh-hans"):
        work()
    assert seen == [(Actor(user.pk, "editor", f"job {job.pk} who"), "en")]


def test_what_cannot_be_done_says_why() -> None:
    job = start("refuse")
    work()
    assert (fresh(job).state, fresh(job).said_error) == ("failed", "This cannot be counted.")


def test_what_nobody_foresaw_tells_nothing_of_the_content(caplog: Any) -> None:
    job = start("break-down")
    with caplog.at_level(logging.ERROR):
        work()
    assert fresh(job).state == Job.State.FAILED and fresh(job).error["code"] == "unexpected"
    assert "ValueError" in caplog.text and "Zhang" not in caplog.text + str(fresh(job).error)


def test_an_upload_waits_for_its_run() -> None:
    job = operations.start("read-upload", user=None, arguments={}, upload=ContentFile(b"all", "a"))
    work()
    assert fresh(job).result == {"read": "all"}


def test_an_unknown_kind_is_not_started() -> None:
    with pytest.raises(LookupError):
        start("unheard-of")


def test_a_kind_that_this_version_has_not() -> None:
    job = start()
    Job.objects.update(kind="of-another-version")
    work()
    assert fresh(job).error["code"] == "unknown_kind"


def test_somebody_who_has_left_starts_nothing_more() -> None:
    job = start(user=make_user("leaver", is_active=False))
    work()
    assert fresh(job).error["code"] == "starter_left"


class TestCancelling:
    def test_what_waits_never_begins(self) -> None:
        job = start()
        assert operations.cancel(job, now=timezone.now())
        assert work() == 0 and fresh(job).state == Job.State.CANCELLED

    def test_what_runs_ends_at_its_next_step(self, tmp_path: Path) -> None:
        job = start(many=5, notes=str(tmp_path / "notes"))
        kinds.register("count", run=_cancelled_in_the_middle, label="Counting")
        work()
        assert fresh(job).state == Job.State.CANCELLED
        assert (tmp_path / "notes").read_text().split() == ["begun", "0", "1"]

    def test_what_is_over_stays_as_it_is(self) -> None:
        job = start()
        work()
        assert not operations.cancel(job, now=timezone.now()) and fresh(job).state == "done"

    def test_what_was_cancelled_while_its_process_died(self) -> None:
        job = dead(start(), is_cancelled=True)
        work()
        assert fresh(job).state == Job.State.CANCELLED


def _cancelled_in_the_middle(run: running.Run) -> None:
    kinds.note(run, "begun")
    for number in range(5):
        kinds.note(run, number)
        if number == 1:
            operations.cancel(Job.objects.get(pk=run.job_id), now=timezone.now())
        run.progress(number, 5)


class TestTakingUp:
    def test_one_whose_process_died_here_is_begun_again(self) -> None:
        job = dead(start())
        assert running.is_waiting(now=timezone.now()) and work() == 1
        assert (fresh(job).state, fresh(job).tries) == ("done", 2)

    def test_one_that_lives_here_is_left_alone(self) -> None:
        job = dead(start())
        with alone(running._lock(job.pk)):
            assert not running.is_waiting(now=timezone.now()) and work() == 0
        assert fresh(job).state == Job.State.RUNNING

    def test_one_elsewhere_is_alive_until_it_is_silent(self) -> None:
        job = dead(start(), place="another machine")
        assert not running.is_waiting(now=timezone.now()) and work() == 0
        silent = timezone.now() - running.SILENT_FOR - timedelta(seconds=1)
        dead(job, place="another machine", beat=silent)
        assert running.is_waiting(now=timezone.now()) and work() == 1
        assert fresh(job).state == Job.State.DONE

    def test_one_that_may_not_be_repeated_says_so(self) -> None:
        job = dead(start("count-once"))
        work()
        assert fresh(job).error["code"] == "interrupted"

    def test_one_that_ends_its_process_each_time_is_given_up(self) -> None:
        job = dead(start(), tries=running.MOST_TRIES)
        work()
        assert fresh(job).error["code"] == "interrupted_often" and "5" in fresh(job).said_error

    def test_a_process_that_is_told_to_end_gives_it_back(self, tmp_path: Path) -> None:
        job = start(many=3, notes=str(tmp_path / "notes"))
        asked: list[int] = []
        running.run_waiting(should_stop=lambda: bool(asked) or asked.append(1) is not None)
        assert (fresh(job).state, fresh(job).tries) == ("waiting", 0)
        assert work() == 1 and fresh(job).state == Job.State.DONE

    def test_a_run_that_was_taken_for_dead_keeps_nothing(self) -> None:
        """It slept too long; what the other one keeps is not written over."""
        job = start("count")

        def oversleep(run: running.Run) -> None:
            Job.objects.filter(pk=run.job_id).update(run="another", state=Job.State.DONE, done=7)
            run.progress(1, 2)

        kinds.register("count", run=oversleep, label="Counting")
        work()
        assert (fresh(job).state, fresh(job).run, fresh(job).done) == ("done", "another", 7)


def test_nobody_waits_long_for_the_pulse() -> None:
    """A run may say how far it is thousands of times."""
    job = dead(start())
    with Pulse(fresh(job), should_stop=lambda: False) as pulse:
        pulse._is_alone = False
        for number in range(10_000):
            pulse.note(done=number, total=10_000, message={})
        pulse._is_alone = True


@pytest.mark.django_db(transaction=True)
def test_a_run_that_leaves_its_pulse_no_turn_says_itself_how_far_it_is() -> None:
    """Where there is one writer at a time, and it writes all the time."""
    job = dead(start())
    with Pulse(fresh(job), should_stop=lambda: False) as pulse:
        pulse._over.set()
        pulse._thread.join()
        pulse._beaten_at -= SECONDS
        pulse.note(done=3, total=10, message={})
        assert (fresh(job).done, fresh(job).total) == (3, 10)


class TestClearing:
    def test_files_go_after_a_day_and_the_rest_after_a_month(self) -> None:
        job = start()
        work()
        path = Path(fresh(job).file.path)
        operations.clear(now=timezone.now() + timedelta(hours=23))
        assert path.exists()
        operations.clear(now=timezone.now() + timedelta(hours=25))
        assert not path.exists() and not fresh(job).file and fresh(job).result
        operations.clear(now=timezone.now() + timedelta(days=31))
        assert not Job.objects.exists()

    def test_what_is_not_over_stays(self) -> None:
        job = operations.start(
            "read-upload", user=None, arguments={}, upload=ContentFile(b"all", "a")
        )
        operations.clear(now=timezone.now() + timedelta(days=60))
        assert Path(fresh(job).upload.path).exists()
