"""Care listens to what authoring announces, and answers what its forms ask."""

from __future__ import annotations

from kb.authoring import same_wordings
from kb.authoring.announcements import announced
from kb.care import bulk_jobs, clashes, conflict_jobs, health_lists, wordings


def connect() -> None:
    announced.connect(wordings.follow, dispatch_uid="granule-care-wordings")
    same_wordings.register(clashes.find)
    conflict_jobs.connect()
    bulk_jobs.connect()
    health_lists.connect()
