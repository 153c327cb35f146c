"""What the clock does for complaints each minute: late ones are told upwards, those of people who
have left get another owner, versions that came of them are named, and customers are forgotten."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kb.feedback.complaints import mails
from kb.feedback.complaints.knowledge import attach_versions
from kb.feedback.complaints.models import Complaint, ComplaintEvent
from kb.feedback.complaints.ports import forget_messages
from kb.feedback.complaints.rules import escalates_at
from kb.feedback.complaints.steps import By, write_down
from kb.feedback.complaints.teams import leader_of, possible_leaders

Act = ComplaintEvent.Act
LEADER, COMPLAINT_TEAM = 1, 2
# What is closed may still be asked about for a while; then nothing leads back to the customer.
LEADS_BACK_FOR = timedelta(days=90)
A_TIME = 500
logger = logging.getLogger(__name__)


def run(*, now: datetime) -> None:
    """A failure of one stops nothing else."""
    for act in (follow_leavers, escalate, attach_versions, forget_customers):
        try:
            act(now=now)
        except Exception as error:
            # What customers say may stand in the message.
            logger.error("complaints were not looked at: %s", type(error).__name__)


def escalate(*, now: datetime) -> int:
    """Gives how many were told one step further up."""
    late = Complaint.objects.filter(closed_at=None, due_at__lt=now)
    first = [one for one in late.filter(escalated_to=0) if _raise(one, LEADER, now=now)]
    told = list(late.filter(escalated_to=LEADER))
    second = [
        one for one in told
        if escalates_at(one.due_at) < now and _raise(one, COMPLAINT_TEAM, now=now)
    ]  # fmt: skip
    return len(first) + len(second)


def _raise(complaint: Complaint, level: int, *, now: datetime) -> bool:
    act = Act.LATE if level == LEADER else Act.ESCALATED
    with transaction.atomic():
        rows = Complaint.objects.filter(pk=complaint.pk, closed_at=None, escalated_to=level - 1)
        if not rows.update(escalated_to=level):
            return False
        write_down(complaint, act, by=By(None, now))
        if level == LEADER:
            mails.tell_leader(complaint, now=now)
        else:
            mails.tell_complaint_team(complaint)
    return True


def follow_leavers(*, now: datetime) -> int:
    """Open ones whose owner is not here any more. Gives how many moved."""
    here = get_user_model().objects.filter(is_active=True).values("pk")
    left = Complaint.objects.filter(closed_at=None).exclude(owner_id__in=here)
    return sum(_follow(one, now=now) for one in left)


def _follow(complaint: Complaint, *, now: datetime) -> int:
    """To whoever leads the team; where nobody does, to anybody who leads."""
    heir: Any = leader_of(complaint.team, now=now) or next(iter(possible_leaders()), None)
    if heir is None:
        return 0
    with transaction.atomic():
        rows = Complaint.objects.filter(
            pk=complaint.pk, closed_at=None, owner_id=complaint.owner_id
        )
        if not rows.update(owner_id=heir.pk, owner=heir.get_username()):
            return 0
        note = f"{complaint.owner} → {heir.get_username()}"
        write_down(complaint, Act.MOVED, note=note, by=By(None, now))
    return 1


def forget_customers(*, now: datetime) -> int:
    """Gives of how many complaints nothing leads back to the customer any more; many are for the
    next minute. To whom a message went stands at its approval, so that tells where one is left."""
    told = ComplaintEvent.objects.filter(act=Act.APPROVED).exclude(note="")
    leads_back = ~Q(customer_ref="", contact=None) | Exists(told.filter(complaint=OuterRef("pk")))
    with transaction.atomic():
        old = Complaint.objects.filter(leads_back, closed_at__lt=now - LEADS_BACK_FOR)
        found = list(old.values_list("pk", flat=True)[:A_TIME])
        forget_messages(found)
        told.filter(complaint__in=found).update(note="")
        return Complaint.objects.filter(pk__in=found).update(customer_ref="", contact=None)
