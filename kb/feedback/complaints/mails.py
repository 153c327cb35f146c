"""Who is written to about a complaint that is late: its number and where to look, and nothing of
the customer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.teams import leader_of
from kb.mailing import send_after_commit, with_right
from kb.problem import msgid as _

ITEM = "complaint_item"
LATE = _("Complaint over due, please look after it with its owner: %(title)s")
ESCALATED = _("Complaint over due and still not closed: %(title)s")


def tell_leader(complaint: Complaint, *, now: datetime) -> None:
    """Whoever leads the team that took it."""
    if settings.EMAIL_HOST:
        leader = leader_of(complaint.team, now=now)
        _tell([leader] if leader else [], LATE, complaint)


def tell_complaint_team(complaint: Complaint) -> None:
    """Everybody who sees all complaints."""
    if settings.EMAIL_HOST:
        _tell(list(with_right("view_complaint")), ESCALATED, complaint)


def _tell(people: list[object], subject: str, complaint: Complaint) -> None:
    path = reverse(ITEM, args=[complaint.pk])
    send_after_commit(people, subject, title=complaint.number, path=path)
