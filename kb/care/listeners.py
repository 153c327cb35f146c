"""Care listens to what authoring announces, and answers what its forms ask."""

from __future__ import annotations

from kb.authoring import same_wordings
from kb.authoring.announcements import announced
from kb.care import clashes, conflict_jobs, wordings


def connect() -> None:
    announced.connect(wordings.follow, dispatch_uid="granule-care-wordings")
    same_wordings.register(clashes.find)
    conflict_jobs.connect()
