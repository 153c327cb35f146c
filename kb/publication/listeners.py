"""Publication listens to authoring; everything it does commits or fails with the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from kb.approval import digests
from kb.authoring import usage
from kb.authoring.announcements import Change, announced, change_began
from kb.authoring.forms import register_check
from kb.publication import answers, bell, log, sources, topics


def connect() -> None:
    from kb.publication import approved, where_used
    from kb.publication.checks import problems_before_approval

    digests.register(approved.digest_of_unsaved)
    announced.connect(respond, dispatch_uid="granule-publication")
    change_began.connect(_lock_first, dispatch_uid="granule-publication-begin")
    register_check(problems_before_approval)
    usage.register(
        find=where_used.find, foresee=where_used.foresee, progress=where_used.progress,
        visible=where_used.visible,
    )  # fmt: skip


def respond(changes: Sequence[Change], **_: Any) -> None:
    """Topics before the answers in them, then the sources that answers use."""
    log.lock()
    now = timezone.now()
    by_subject: dict[str, list[Change]] = {}
    for change in changes:
        by_subject.setdefault(change.subject, []).append(change)
    written = topics.settle(by_subject.get("topic", ()), now=now)
    written |= answers.settle(by_subject.get("answer", ()), now=now)
    for subject in ("shared", "fact", "term", "offer"):
        written |= sources.settle(by_subject.get(subject, ()), now=now)
    if written:
        bell.ring_after_commit()


def _lock_first(**_: Any) -> None:
    """Rows are about to be locked; taking the log's lock after them invites deadlock."""
    log.lock()
