"""Starting, cancelling and clearing away work in the background."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from kb.authoring.jobs import kinds
from kb.authoring.jobs.models import Job

KEEPS_FILES, KEEPS_JOBS = timedelta(days=1), timedelta(days=30)
# Bytes; most disks take 255, and the storage adds some where a name is taken.
LONGEST_NAME = 200
OPEN = (Job.State.WAITING, Job.State.RUNNING)
_listeners: list[Callable[[], object]] = []


def listen(listener: Callable[[], object]) -> None:
    """Told after the commit of each start; a bell that is lost costs a few seconds."""
    if listener not in _listeners:
        _listeners.append(listener)


def start(
    kind: str, *, user: Any, arguments: Mapping[str, Any], upload: File[bytes] | None = None
) -> Job:
    """Begins by itself after the commit. `user` None is the system; the run finds `upload`."""
    if not kinds.is_known(kind):
        raise LookupError(kind)
    job = Job(
        kind=kind,
        arguments=dict(arguments),
        starter=user,
        language=get_language() or "",
        created=timezone.now(),
    )
    if upload is not None:
        job.upload.save(name_on_disk(upload.name or ""), upload, save=False)
    job.save()
    transaction.on_commit(_ring, robust=True)
    return job


def name_on_disk(name: str) -> str:
    """As its owner calls a file, where it can be called so here: disks take short names alone."""
    own = PurePath(name).name
    is_short = 0 < len(os.fsencode(own)) <= LONGEST_NAME
    return own if is_short else f"upload{PurePath(own).suffix.lower()}"


def _ring() -> None:
    for listener in _listeners:
        listener()


def cancel(job: Job, *, now: datetime) -> bool:
    """One that waits never begins; one that runs ends at its next step. False where it is over."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if waiting.update(state=Job.State.CANCELLED, finished=now, is_cancelled=True, is_told=True):
        return True
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
    return bool(running.update(is_cancelled=True))


def clear(*, now: datetime) -> None:
    """Files go after a day, the rest after a month."""
    over = Job.objects.exclude(state__in=OPEN)
    has_files = ~Q(upload="") | ~Q(file="")
    for job in over.filter(has_files, finished__lt=now - KEEPS_FILES)[:100]:
        _drop_files(job)
    over.filter(upload="", file="", finished__lt=now - KEEPS_JOBS).delete()


def _drop_files(job: Job) -> None:
    for field in (job.upload, job.file):
        if field:
            field.delete(save=False)
    Job.objects.filter(pk=job.pk).update(upload="", file="")
