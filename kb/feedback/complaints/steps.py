"""What every writer of complaints does: ask who may, change what is open, write down what was
done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kb.feedback.complaints.models import MAX_NOTE, Complaint, ComplaintEvent
from kb.feedback.complaints.rules import CannotDo, kept, may_work_on


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, and when."""

    user: Any
    at: datetime


def write_down(complaint: Complaint, act: str, *, note: str = "", by: By) -> ComplaintEvent:
    """`by.user` None: Granule itself."""
    return ComplaintEvent.objects.create(
        complaint=complaint,
        act=act,
        note=kept(note, most=MAX_NOTE),
        by_id=by.user.pk if by.user else None,
        by=by.user.get_username() if by.user else "",
        at=by.at,
    )


def check_may_work(complaint: Complaint, by: By) -> None:
    """Raises CannotDo where it is closed, or others work on it."""
    if not complaint.is_open:
        raise CannotDo(closed_words())
    if not may_work_on(by.user, complaint):
        raise CannotDo(others_words())


def change(complaint: Complaint, **values: Any) -> None:
    """Somebody may have closed it meanwhile; then nothing is changed."""
    if not Complaint.objects.filter(pk=complaint.pk, closed_at=None).update(**values):
        raise CannotDo(closed_words())
    complaint.refresh_from_db()


def closed_words() -> str:
    return _("This complaint is closed. Open it again first, and say why.")


def others_words() -> str:
    return _("Press “Work on it too” first; it stays on its owner's list.")
