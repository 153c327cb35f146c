"""What was approved for a later moment goes out when it comes, and what expires goes.

Wagtail's command publish_scheduled does the same and stops at the first that cannot go out; here
each is on its own, and one that is refused is tried again until somebody has put it right.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from kb.authoring.models import Fact, SharedElement, Term
from kb.publication.acting import acting
from kb.publication.errors import Refused

logger = logging.getLogger(__name__)


def run(*, now: datetime) -> int:
    """Does all that is due; returns how many were done."""
    done = 0
    for obj in _expired(now):
        done += _one(obj, obj.unpublish, cause="expiry", set_expired=True,
                     log_action="wagtail.unpublish.scheduled")  # fmt: skip
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    for revision in due:
        done += _one(revision, revision.publish, cause="schedule",
                     log_action="wagtail.publish.scheduled")  # fmt: skip
    return done


def _expired(now: datetime) -> Iterator[Any]:
    for model in (Page, Fact, SharedElement, Term):
        yield from list(model.objects.filter(live=True, expire_at__lte=now))


def _one(subject: Any, act: Callable[..., Any], *, cause: str, **options: Any) -> int:
    try:
        with transaction.atomic(), acting(cause=cause):
            act(**options)
    except Refused as refused:
        logger.warning("%s: %s waits: %s", cause, subject, refused)
        return 0
    except Exception:
        logger.exception("%s: %s failed", cause, subject)
        return 0
    return 1
