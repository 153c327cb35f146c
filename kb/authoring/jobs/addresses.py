"""Where each screen of background work is."""

from __future__ import annotations

from django.urls import reverse

from kb.authoring.jobs.models import Job

LIST, JOB, PROGRESS, CANCEL, FILE = (
    "jobs", "job", "job_progress", "job_cancel", "job_file",
)  # fmt: skip


def address_of(job: Job) -> str:
    """To send somebody to who has just started it."""
    return reverse(JOB, args=[job.pk])
