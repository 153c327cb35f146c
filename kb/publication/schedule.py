"""What was approved for a later moment goes out when it comes, and what expires goes.

Wagtail's command publish_scheduled does the same and stops at the first that cannot go out; here
each is on its own, and one that is refused is tried again until somebody has put it right. Two
clocks at once do each thing once: whoever comes second finds that nothing is due any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.core.cache import cache
from wagtail.models import Page, Revision

from kb.acting import acting
from kb.approval import verifying
from kb.approval.errors import ApprovalRefused
from kb.authoring.models import Fact, Offer, SharedElement, Term
from kb.publication import log
from kb.publication.errors import Refused
from kb.transactions import in_one_transaction

# The end of the log at the last look: what is scheduled can only be outdated by a row.
CHECKED = "schedule-checked"
logger = logging.getLogger(__name__)


def run(*, now: datetime) -> int:
    """Does all that is due; returns how many were done."""
    _send_back_outdated()
    done = 0
    for expired in _expired(now):
        done += _each(expired, _expire, cause="expiry")
    done += _each(_due(now), _go_live, cause="schedule")
    return done


def _send_back_outdated() -> None:
    """As soon as it is known, not when the moment has come: somebody has time to read it again."""
    head = log.head()
    if cache.get(CHECKED) == head:
        return
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        if verifying.is_outdated(revision):
            _send_back(revision)
    cache.set(CHECKED, head)


def _send_back(revision: Revision) -> None:
    """Where nobody could decide it stays where it is, and does not go out."""
    logger.warning("schedule: %s goes back to approval: a part has changed", _name(revision))
    try:
        with acting(cause="schedule"):
            in_one_transaction(partial(verifying.send_back, revision))
    except ApprovalRefused as refused:
        logger.warning("schedule: %s waits: %s", _name(revision), refused)


def _expired(now: datetime) -> Iterator[Any]:
    for model in (Page, Fact, SharedElement, Term, Offer):
        yield model.objects.filter(live=True, expire_at__lte=now).order_by("pk")


def _due(now: datetime) -> Any:
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    return due.order_by("approved_go_live_at", "pk")


def _expire(obj: Any) -> None:
    obj.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _go_live(revision: Any) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _each(due: Any, act: Callable[[Any], None], *, cause: str) -> int:
    subjects = list(due.values_list("pk", flat=True))
    return sum(_one(due.filter(pk=pk), act, cause=cause) for pk in subjects)


def _one(due: Any, act: Callable[[Any], None], *, cause: str) -> int:
    """Looked up again where nobody else can do it at the same time."""
    subject = None

    def once() -> int:
        nonlocal subject
        log.lock()
        subject = due.first()
        if subject is None:
            return 0
        act(subject)
        return 1

    try:
        with acting(cause=cause):
            return in_one_transaction(once)
    except (Refused, ApprovalRefused) as refused:
        logger.warning("%s: %s waits: %s", cause, _name(subject), refused)
        return 0
    except Exception:
        logger.exception("%s: %s failed", cause, _name(subject))
        return 0


def _name(subject: Any) -> str:
    """For the program's own log: what it is called there is nobody's business."""
    return f"{subject._meta.model_name} {subject.pk}" if subject else "the next that is due"
