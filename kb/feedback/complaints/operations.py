"""The only writers of complaints. Each keeps who did what."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kb.authoring.teams import team_of
from kb.feedback.complaints.models import (
    MAX_NOTE,
    MAX_WORDS,
    Cause,
    Complaint,
    ComplaintEvent,
    ComplaintReason,
)
from kb.feedback.complaints.ports import messages_of
from kb.feedback.complaints.rules import CannotDo, due_from, kept, may_work_on
from kb.feedback.complaints.steps import (
    By,
    change,
    check_may_work,
    closed_words,
    others_words,
    write_down,
)
from kb.transactions import in_one_transaction

Act = ComplaintEvent.Act
PREFIX = "TS"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known when a complaint is taken. `request`: the same for each try of one wish;
    `soothing`: the rendition of what was said first; `contact`: the matter at the desk."""

    words: str
    cause: str
    locale: str
    request: uuid.UUID
    topic: str = ""
    reason: ComplaintReason | None = None
    soothing: str = ""
    contact: uuid.UUID | None = None
    customer_ref: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    outcome: str
    answered: str
    result: str


def take(told: Told, by: By) -> Complaint:
    """Whoever takes it owns it. The same wish a second time gives the first complaint. Raises
    CannotDo."""
    words = kept(told.words, most=MAX_WORDS)
    if not words:
        raise CannotDo(_("Write down what the customer says."))
    return in_one_transaction(lambda: _take(told, words, by))


def _take(told: Told, words: str, by: By) -> Complaint:
    name = by.user.get_username()
    complaint, is_new = Complaint.objects.get_or_create(
        taken_by_id=by.user.pk,
        request=told.request,
        defaults={
            "number": _number_of(told.request),
            "taken_at": by.at,
            "taken_by": name,
            "owner_id": by.user.pk,
            "owner": name,
            "team": team_of(by.user),
            "contact": told.contact,
            "customer_ref": told.customer_ref,
            "locale": told.locale,
            "topic": told.topic,
            "soothing": told.soothing,
            "words": words,
            "cause": Cause(told.cause),
            "reason": told.reason,
            "due_at": due_from(by.at),
        },
    )
    if is_new:
        write_down(complaint, Act.TAKEN, by=by)
    return complaint


def _number_of(request: uuid.UUID) -> str:
    """To be read out to the customer; it tells nothing of how many there are. With a dash in it, so
    that nobody takes it for the number of a passport, which would be masked."""
    for turn in count():
        drawn = salted_hmac("granule.complaints", f"{request} {turn}", algorithm="sha256")
        digits = f"{int(drawn.hexdigest(), 16) % 10**8:08d}"
        number = f"{PREFIX}{digits[:4]}-{digits[4:]}"
        if not Complaint.objects.filter(number=number).exists():
            return number
    raise AssertionError("there is always another number")


def note(complaint: Complaint, text: str, by: By) -> None:
    """Raises CannotDo, as all the following do."""
    check_may_work(complaint, by)
    if not kept(text, most=MAX_NOTE):
        raise CannotDo(_("Write what was done."))
    write_down(complaint, Act.NOTED, note=text, by=by)


def note_reply(complaint_id: uuid.UUID, text: str, *, at: datetime) -> bool:
    """What the customer answered to a message about it; for a closed one, too. False where there is
    no such complaint, or nothing was said."""
    complaint = Complaint.objects.filter(pk=complaint_id).first()
    said = kept(text, most=MAX_NOTE)
    if complaint is None or not said:
        return False
    write_down(complaint, Act.REPLIED, note=said, by=By(None, at))
    return True


def set_cause(complaint: Complaint, *, cause: str, reason: ComplaintReason | None, by: By) -> None:
    check_may_work(complaint, by)
    if reason is not None and reason.cause != cause:
        raise CannotDo(_("This reason belongs to another cause: choose one of the cause's own."))
    if (complaint.cause, complaint.reason_id) == (cause, reason.pk if reason else None):
        return
    said = f"{Cause(cause).label} · {reason}" if reason else str(Cause(cause).label)
    with transaction.atomic():
        change(complaint, cause=Cause(cause), reason=reason)
        write_down(complaint, Act.CAUSE, note=said, by=by)


def join(complaint: Complaint, by: By) -> None:
    """A colleague works on it too; it stays on its owner's list."""
    if not complaint.is_open:
        raise CannotDo(closed_words())
    if by.user.pk in (complaint.owner_id, complaint.helper_id):
        return
    with transaction.atomic():
        change(complaint, helper_id=by.user.pk, helper=by.user.get_username())
        write_down(complaint, Act.JOINED, by=by)


def approve_message(complaint: Complaint, *, shown_as: str, by: By) -> None:
    """The text itself stands with the message."""
    check_may_work(complaint, by)
    write_down(complaint, Act.APPROVED, note=f"→ {shown_as}", by=by)


def close(complaint: Complaint, ending: Ending, by: By) -> None:
    """It must be answered: by a message that is out or in a conversation, or nobody was reached."""
    check_may_work(complaint, by)
    result = kept(ending.result, most=MAX_NOTE)
    if not result:
        raise CannotDo(_("Write what came of it: the customer will ask, and so will audits."))
    is_out = any(one.is_out for one in messages_of([complaint.pk]).get(complaint.pk, ()))
    if ending.answered == Complaint.Answered.MESSAGE and not is_out:
        raise CannotDo(
            _("No message to the customer is out yet: send one first, or say how they were told.")
        )
    with transaction.atomic():
        change(
            complaint,
            outcome=Complaint.Outcome(ending.outcome),
            answered=Complaint.Answered(ending.answered),
            result=result,
            closed_by=by.user.get_username(),
            closed_at=by.at,
        )
        write_down(complaint, Act.CLOSED, note=result, by=by)


def reopen(complaint: Complaint, why: str, by: By) -> None:
    """It goes back to its owner, due anew."""
    if complaint.is_open:
        return
    if not may_work_on(by.user, complaint):
        raise CannotDo(others_words())
    if not kept(why, most=MAX_NOTE):
        raise CannotDo(_("Say why it is opened again."))
    with transaction.atomic():
        changes = {"closed_at": None, "closed_by": "", "outcome": "", "answered": "", "result": ""}
        rows = Complaint.objects.filter(pk=complaint.pk, closed_at=complaint.closed_at)
        if rows.update(**changes, due_at=due_from(by.at), escalated_to=0):
            write_down(complaint, Act.REOPENED, note=why, by=by)
    complaint.refresh_from_db()
