"""The only writers of contacts. All of them take an agent's own: another's is never reached."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from channels.contacts.models import Caller, Contact, ContactStep
from channels.contacts.signals import matter_solved
from kb.publication.readers import team_of

Via, Outcome, Kind = Contact.Via, Contact.Outcome, ContactStep.Kind
# `used_at` is moved at most so often: each search would else be a write.
STEP = timedelta(minutes=1)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """`channel`: where the text went or what it was copied as; `element`: where it was only one."""

    kind: str
    key: str = ""
    locale: str = ""
    element: str = ""
    channel: str = ""


def current_contact(user_id: int, *, now: datetime) -> Contact | None:
    """The agent's open one; one that was left lying is ended and is none."""
    searches = ContactStep.objects.filter(contact=OuterRef("pk"), kind=Kind.SEARCHED)
    rows = Contact.objects.select_related("caller").filter(user_id=user_id, ended_at=None)
    contact = rows.annotate(has_searched=Exists(searches)).first()
    if contact is None or not _is_idle(contact, now=now):
        return contact
    end_contact(contact, at=contact.used_at, outcome=Outcome.IDLE)
    return None


def begin_contact(
    user: Any, *, at: datetime, via: str = Via.DESK, customer_ref: str = ""
) -> Contact:
    """Ends the agent's former one. Of two at the same moment both get the one that is there."""
    try:
        with transaction.atomic():
            return begin_anew(user, at=at, via=via, customer_ref=customer_ref)
    except IntegrityError:
        return Contact.objects.get(user_id=user.pk, ended_at=None)


def begin_anew(user: Any, *, at: datetime, via: str, customer_ref: str) -> Contact:
    """Ends the agent's former one. Raises IntegrityError where another begins at this moment: it
    is with somebody else."""
    for former in Contact.objects.filter(user_id=user.pk, ended_at=None):
        end_contact(former, at=at)
    wanted = {"team": team_of(user), "via": via, "customer_ref": customer_ref}
    return Contact.objects.create(user_id=user.pk, started_at=at, used_at=at, **wanted)


def go_on_or_begin(user: Any, *, at: datetime) -> Contact:
    """The agent's open one, whoever began it; where there is none, one begun at the desk. It never
    ends any."""
    wanted = {"team": team_of(user), "started_at": at, "used_at": at}
    mine = Contact.objects.filter(user_id=user.pk, ended_at=None).first()
    if mine is not None:
        return mine
    try:
        with transaction.atomic():
            return Contact.objects.create(user_id=user.pk, **wanted)
    except IntegrityError:
        return Contact.objects.get(user_id=user.pk, ended_at=None)


def is_noted(contact: Contact, step: Step, *, at: datetime) -> bool:
    """There is nothing to write for this step."""
    if at - contact.used_at >= STEP:
        return False
    if step == Step(Kind.SEARCHED) and hasattr(contact, "has_searched"):
        return bool(contact.has_searched)
    return contact.steps.filter(**asdict(step)).exists()


def note_step(contact: Contact, step: Step, *, at: datetime) -> bool:
    """False where the same stands there already, or the contact is over."""
    if contact.ended_at is not None:
        return False
    _note_use(contact, at=at)
    if step.kind == Kind.OPENED and contact.first_opened_at is None:
        contact.first_opened_at = at
        Contact.objects.filter(pk=contact.pk, first_opened_at=None).update(first_opened_at=at)
    _row, is_new = contact.steps.get_or_create(**asdict(step), defaults={"at": at})
    return is_new


def mark_solved(contact: Contact, *, key: str, at: datetime) -> bool:
    """Announces it (`matter_solved`) the first time; False where it was marked before, or is over.
    `key`: of the answer that solved it, empty where it was solved without one."""
    rows = Contact.objects.filter(pk=contact.pk, solved_at=None, ended_at=None)
    with transaction.atomic():
        if not rows.update(solved_at=at, solved_key=key):
            return False
        contact.solved_at, contact.solved_key = at, key
        note_step(contact, Step(Kind.SOLVED, key=key), at=at)
    for receiver, outcome in matter_solved.send_robust(Contact, contact=contact, key=key, at=at):
        if isinstance(outcome, Exception):
            logger.error("%r failed: %s", receiver, type(outcome).__name__)
    return True


def end_contact(contact: Contact, *, at: datetime, outcome: str = "") -> None:
    """`outcome`: where it does not follow from its steps. One in which nothing was done, and which
    nobody called for, was none."""
    is_used = contact.via != Via.DESK or contact.steps.exists()
    open_one = Contact.objects.filter(pk=contact.pk, ended_at=None)
    if not is_used:
        open_one.delete()
        return
    # Who was on the line is forgotten with the end.
    Caller.objects.filter(contact=contact).delete()
    contact.ended_at, contact.outcome = at, outcome_of(contact, otherwise=outcome or Outcome.LEFT)
    open_one.update(ended_at=at, outcome=contact.outcome)


def outcome_of(contact: Contact, *, otherwise: str) -> str:
    if contact.solved_at is not None:
        return Outcome.SOLVED
    is_handed_over = contact.steps.filter(kind=Kind.HANDED_OVER).exists()
    return Outcome.HANDED_OVER if is_handed_over else otherwise


def end_idle(*, now: datetime) -> int:
    """Those that nobody came back to. Returns how many."""
    before = now - timedelta(minutes=settings.CONTACT_IDLE_MINUTES)
    idle = list(Contact.objects.filter(ended_at=None, used_at__lte=before))
    for contact in idle:
        end_contact(contact, at=contact.used_at, outcome=Outcome.IDLE)
    return len(idle)


def forget_old(*, now: datetime) -> int:
    """Contacts are kept for CONTACT_DAYS. Returns how many were forgotten."""
    before = now - timedelta(days=settings.CONTACT_DAYS)
    _rows, of_each = Contact.objects.filter(started_at__lt=before).delete()
    return of_each.get(Contact._meta.label, 0)


def _is_idle(contact: Contact, *, now: datetime) -> bool:
    return now - contact.used_at >= timedelta(minutes=settings.CONTACT_IDLE_MINUTES)


def _note_use(contact: Contact, *, at: datetime) -> None:
    if at - contact.used_at >= STEP:
        contact.used_at = at
        Contact.objects.filter(pk=contact.pk, used_at__lt=at).update(used_at=at)
