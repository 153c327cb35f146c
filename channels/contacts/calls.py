"""The only writers of who is on the line, and of how sure the bank is of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from channels.contacts.models import Caller, Contact, UsedPop
from channels.contacts.operations import begin_contact, end_contact
from channels.contacts.words import Pop
from kb.access import Verification
from kb.customers.looking import Proof, look_up


class PopUsed(Exception):
    """It has worked once already."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the telephone system says of a call later; `at`: by its clock."""

    call: str
    verification: Verification
    until: datetime | None
    at: datetime


def take_pop(pop: Pop, *, user: Any, at: datetime) -> Contact:
    """Begins the contact of this call, ends the agent's former one, and the one that another agent
    had with the same call: it was passed on. For the call that is on already it only says how sure
    the bank is now. Raises PopUsed."""
    with transaction.atomic():
        _use_up(pop)
        mine = Contact.objects.filter(user_id=user.pk, ended_at=None, caller__call=_named(pop.call))
        if contact := mine.select_related("caller").first():
            _keep(contact, pop, at=at)
            return contact
        for other in Contact.objects.filter(ended_at=None, caller__call=_named(pop.call)):
            end_contact(other, at=at, outcome=Contact.Outcome.HANDED_OVER)
        ref = look_up(pop.handle, proof=Proof(), now=at).context.ref
        contact = begin_contact(user, at=at, via=pop.via, customer_ref=ref)
        _keep(contact, pop, at=at)
        return contact


def tell_verification(told: Told, *, now: datetime) -> bool:
    """False where no desk has such a call, or something newer was said of it already."""
    level, until = limited(told.verification, told.until, at=now)
    is_newest = Q(told_at=None) | Q(told_at__lte=told.at)
    rows = Caller.objects.filter(is_newest, call=_named(told.call), contact__ended_at=None)
    return bool(rows.update(verification=level, verified_until=until, told_at=told.at))


def limited(
    level: Verification, until: datetime | None, *, at: datetime
) -> tuple[Verification, datetime | None]:
    """No verification is for ever: it ends after VERIFICATION_MINUTES, or before."""
    latest = at + timedelta(minutes=settings.VERIFICATION_MINUTES)
    if level is Verification.NONE:
        return level, None
    return level, min(until, latest) if until else latest


def proof_of(caller: Caller) -> Proof:
    return Proof(Verification(caller.verification), caller.verified_until)


def forget_used(*, now: datetime) -> None:
    UsedPop.objects.filter(until__lt=now).delete()


def _keep(contact: Contact, pop: Pop, *, at: datetime) -> None:
    level, until = limited(pop.verification, pop.verified_until, at=at)
    told = {
        "handle": pop.handle,
        "call": _named(pop.call),
        "verification": level,
        "verified_until": until,
    }
    Caller.objects.update_or_create(contact=contact, defaults=told)


def _use_up(pop: Pop) -> None:
    try:
        with transaction.atomic():
            UsedPop.objects.create(digest=pop.digest, until=pop.expires)
    except IntegrityError:
        raise PopUsed from None


def _named(call: str) -> str:
    return salted_hmac("granule.calls", call, algorithm="sha256").hexdigest()
