"""Complaints as they are counted: nothing of the customer, and no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kb.feedback.complaints.models import Complaint


@dataclass(frozen=True, slots=True)
class ComplaintTime:
    """`user_id`: of whoever took it, `owner_id`: whose it is now."""

    team: str
    user_id: int
    owner_id: int
    cause: str
    taken_at: datetime
    due_at: datetime
    closed_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        return self.taken_at < at and (self.closed_at is None or self.closed_at >= at)

    def is_late(self, at: datetime) -> bool:
        return self.is_open(at) and self.due_at < at


def complaints_in(start: datetime, end: datetime) -> Sequence[ComplaintTime]:
    """Of everybody: those that were open at any moment from `start` until just before `end`."""
    rows = Complaint.objects.filter(taken_at__lt=end)
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=start)).order_by("taken_at", "pk")
    names = ("team", "taken_by_id", "owner_id", "cause", "taken_at", "due_at", "closed_at")
    return [ComplaintTime(*row) for row in rows.values_list(*names)]
