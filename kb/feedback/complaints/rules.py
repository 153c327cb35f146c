"""When a complaint is due, who may work on it, and how what is written of it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from kb.approval.working_time import due_at
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.seeing import oversees
from kb.masking import mask_numbers
from kb.text import clean


class CannotDo(Exception):
    """`message` says what to do, in the reader's language; nothing was changed."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def due_from(start: datetime) -> datetime:
    return due_at(start=start, hours=settings.COMPLAINT_HOURS)


def escalates_at(due: datetime) -> datetime:
    """When the complaint team is told that nobody has closed it."""
    return due_at(start=due, hours=settings.COMPLAINT_ESCALATION_HOURS)


def kept(text: str, *, most: int) -> str:
    """Without what nobody sees, and without numbers of customers."""
    return mask_numbers(clean(text).text).strip()[:most]


def may_work_on(user: Any, complaint: Complaint) -> bool:
    """Of those they can see: the owner, the helper, whoever leads."""
    return user.pk in (complaint.owner_id, complaint.helper_id) or oversees(user)
