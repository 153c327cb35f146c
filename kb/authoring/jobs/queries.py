"""Who sees which work: its starter and superusers, nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kb.authoring.jobs.models import Job

# The clock looks each minute.
LONG_WAIT = timedelta(minutes=2)


def jobs_of(user: Any) -> QuerySet[Job]:
    """The newest first."""
    jobs = Job.objects.select_related("starter").order_by("-pk")
    return jobs if user.is_superuser else jobs.filter(starter_id=user.pk)


def is_left_waiting(job: Job, *, now: datetime) -> bool:
    """Nothing takes it up although nothing else is being done: no clock and no worker runs."""
    if job.state != Job.State.WAITING or now - job.created < LONG_WAIT:
        return False
    return not Job.objects.filter(state=Job.State.RUNNING).exists()


def finished_untold(user: Any) -> QuerySet[Job]:
    """What this person started and has not been told the end of."""
    over = (Job.State.DONE, Job.State.FAILED)
    return Job.objects.filter(starter_id=user.pk, is_told=False, state__in=over).order_by("pk")
