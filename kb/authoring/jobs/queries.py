"""Who sees which work: its starter and superusers, nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kb.authoring.jobs.models import Job


def jobs_of(user: Any) -> QuerySet[Job]:
    """The newest first."""
    jobs = Job.objects.select_related("starter").order_by("-pk")
    return jobs if user.is_superuser else jobs.filter(starter_id=user.pk)


def finished_untold(user: Any) -> QuerySet[Job]:
    """What this person started and has not been told the end of."""
    over = (Job.State.DONE, Job.State.FAILED)
    return Job.objects.filter(starter_id=user.pk, is_told=False, state__in=over).order_by("pk")
