"""Whose complaints a person may see and work on: their own, their team's, those of teams they lead;
the complaint team all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kb.authoring.teams import teams_of
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.teams import LEAD, led_by

VIEW = "kb.view_complaint"


def visible(user: Any, *, now: datetime) -> QuerySet[Complaint]:
    """What is not among these is not there for this person."""
    if not user.is_active:
        return Complaint.objects.none()
    if user.has_perm(VIEW):
        return Complaint.objects.all()
    teams = {*teams_of(user), *led_by(user, now=now)}
    return Complaint.objects.filter(of_person(user) | Q(team__in=teams))


def of_person(user: Any) -> Q:
    """Those on this person's own list."""
    return Q(owner_id=user.pk) | Q(helper_id=user.pk)


def oversees(user: Any) -> bool:
    """Enters the list in the admin."""
    return bool(user.has_perm(VIEW) or user.has_perm(LEAD))
