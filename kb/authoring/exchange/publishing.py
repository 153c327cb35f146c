"""Letting out what arrived, where somebody answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kb.problem import Refused, say

if TYPE_CHECKING:
    from kb.authoring.exchange.settling import Settling


def may_go_out(obj: Any) -> bool:
    """A draft that waits; what was withdrawn since stays where it is."""
    waits = obj.has_unpublished_changes if obj.live else obj.first_published_at is None
    return bool(waits and obj.latest_revision_id and not obj.workflow_in_progress)


def publish_revision(revision: Any, name: tuple[str, str, str], settling: Settling) -> None:
    """What cannot go out stays a draft, and `settling` says why."""
    obj = revision.content_object
    if not obj.live and obj.first_published_at is not None:
        settling.said[name] = _("It was withdrawn here, so it is kept as a draft.")
        return
    try:
        with transaction.atomic():
            revision.publish(user=settling.author)
    except Refused as error:
        words = " ".join(dict.fromkeys(say(problem) for problem in error.problems))
        settling.said[name] = f"{words} {_('Kept as a draft.')}"
    else:
        settling.published += 1
