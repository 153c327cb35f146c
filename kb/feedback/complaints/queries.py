"""Complaints as lists and counts, of those that a person may see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from kb.feedback.complaints.models import Cause, Complaint, ComplaintReason
from kb.feedback.complaints.seeing import of_person, visible

MINE, TEAM = "mine", "team"
OPEN, CLOSED = "open", "closed"


def has_open_complaint(contact_id: uuid.UUID | None, *, customer_ref: str = "") -> bool:
    """Of this matter at the desk, or of this customer at any: then nothing is offered."""
    found = Complaint.objects.filter(closed_at=None)
    of_contact = contact_id is not None and found.filter(contact=contact_id).exists()
    return of_contact or (bool(customer_ref) and found.filter(customer_ref=customer_ref).exists())


def find_complaint(complaint_id: uuid.UUID, *, user: Any, now: datetime) -> Complaint | None:
    """None for what this person may not see, and for what is not there."""
    found = visible(user, now=now).filter(pk=complaint_id).select_related("reason")
    return found.first()


def complaints_for(user: Any, *, whose: str, state: str, now: datetime) -> QuerySet[Complaint]:
    """`whose`: MINE or TEAM, which is all that the person may see; the late ones first, then by
    when they are due; closed ones newest first."""
    found = visible(user, now=now).select_related("reason")
    if whose == MINE:
        found = found.filter(of_person(user))
    return in_order(found.filter(closed_at__isnull=state == OPEN), state=state)


def in_order(found: QuerySet[Complaint], *, state: str) -> QuerySet[Complaint]:
    if state == OPEN:
        return found.order_by("due_at", "number")
    # Of open and closed ones together, the open first.
    is_over = Case(When(closed_at=None, then=Value(0)), default=Value(1))
    return found.order_by(is_over, F("closed_at").desc(nulls_first=True), "due_at", "number")


def count_late(user: Any, *, now: datetime) -> int:
    """On the person's own list."""
    mine = Complaint.objects.filter(of_person(user), closed_at=None, due_at__lt=now)
    return mine.count()


def reasons_by_cause() -> Sequence[tuple[str, Any, Sequence[ComplaintReason]]]:
    """Code and name of each cause, with the reasons in use."""
    found = list(ComplaintReason.objects.filter(active=True))
    return [(one.value, one.label, [r for r in found if r.cause == one.value]) for one in Cause]
