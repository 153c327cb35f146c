"""Care listens to what authoring announces, and answers what its forms ask."""

from __future__ import annotations

from wagtail.signals import copy_for_translation_done, page_published

from kb.authoring import same_wordings
from kb.authoring import translating as translation_port
from kb.authoring.announcements import announced
from kb.care import (
    bulk_jobs,
    clashes,
    comparing,
    conflict_jobs,
    corrections,
    health_lists,
    translating,
    wordings,
)
from kb.feedback import operations as feedback


def connect() -> None:
    announced.connect(wordings.follow, dispatch_uid="granule-care-wordings")
    same_wordings.register(clashes.find)
    conflict_jobs.connect()
    bulk_jobs.connect()
    health_lists.connect()
    comparing.connect()
    feedback.listen(corrections.open_for)
    translation_port.register(original=translating.original_of, level=translating.level_now)
    copy_for_translation_done.connect(
        translating.note_translation, dispatch_uid="granule-care-translation"
    )
    page_published.connect(translating.follow_publication, dispatch_uid="granule-care-published")
