"""Which version of an answer, shared element, fact or term is looked at: the draft, one that is
scheduled, or, where nothing waits, what is live with the changes it has planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from wagtail.models import Revision


@dataclass(frozen=True, slots=True)
class Proposal:
    """`draft`: the object as it would go out at `starts_at`; `revision` None: it is live already,
    and only what it has planned is a change."""

    draft: Any
    starts_at: datetime
    revision: int | None = None
    is_scheduled: bool = False

    @property
    def is_change(self) -> bool:
        return self.revision is not None


def proposals_of(obj: Any, *, now: datetime) -> tuple[Proposal, ...]:
    """All that can be looked at, the newest draft first."""
    has_draft = obj.latest_revision_id and (obj.has_unpublished_changes or not obj.live)
    wanted = Q(approved_go_live_at__isnull=False)
    if has_draft:
        wanted |= Q(pk=obj.latest_revision_id)
    rows: Sequence[Revision] = Revision.objects.filter(
        wanted, base_content_type=obj.get_base_content_type(), object_id=str(obj.pk)
    ).order_by("-pk")
    return tuple(_proposal(row, now=now) for row in rows) or (_as_it_is(obj, now=now),)


def proposal_of(obj: Any, *, revision: str, now: datetime) -> Proposal | None:
    """The one that was asked for, or without a wish the first; None for a revision that is not
    waiting."""
    found = proposals_of(obj, now=now)
    if not revision:
        return found[0]
    return next((one for one in found if str(one.revision) == revision), None)


def _proposal(row: Revision, *, now: datetime) -> Proposal:
    draft = row.as_object()
    wish = row.approved_go_live_at or draft.go_live_at
    starts_at = wish if wish and wish > now else now
    return Proposal(draft, starts_at, row.pk, is_scheduled=row.approved_go_live_at is not None)


def _as_it_is(obj: Any, *, now: datetime) -> Proposal:
    """Saved without any revision, as the shell does, it may still be no more than a draft."""
    return Proposal(obj, now, None if obj.live else 0)
