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
from channels.contacts.operations import begin_anew, end_contact
from channels.contacts.words import Pop
from kb.access import Verification
from kb.customers.looking import Proof, look_up

# Of two pops at one desk at the same moment the later one holds.
MOST_ATTEMPTS = 3
# So long what is told of one second may still be in the order in which it is heard.
JUST_NOW = timedelta(seconds=3)


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
    had with the same call: it was passed on. For the call and the caller that are on already it
    only says how sure the bank is now. Raises PopUsed."""
    # Before the transaction: while a slow directory is waited for, others can write.
    ref = look_up(pop.handle, proof=Proof(), now=at).context.ref
    for _attempt in range(MOST_ATTEMPTS - 1):
        try:
            return _take(pop, ref, user=user, at=at)
        except IntegrityError:
            # Another began at this very moment; now it is there to be ended.
            continue
    return _take(pop, ref, user=user, at=at)


def tell_verification(told: Told, *, now: datetime) -> bool:
    """False where no desk has such a call, or something newer was said of it already. What was said
    at the same second can only make the bank less sure once that second is over, so a message that
    is repeated changes nothing."""
    level, until = limited(told.verification, told.until, at=now)
    rows = Caller.objects.filter(call=_named(told.call), contact__ended_at=None)
    is_newer = Q(told_at=None) | Q(told_at__lt=told.at) | Q(told_at=told.at, verification__gt=level)
    if abs(now - told.at) < JUST_NOW:
        is_newer |= Q(told_at=told.at) & ~Q(verification=level)
    if rows.filter(is_newer).update(verification=level, verified_until=until, told_at=told.at):
        return True
    return rows.filter(told_at=told.at, verification=level).exists()


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


@transaction.atomic
def _take(pop: Pop, ref: str, *, user: Any, at: datetime) -> Contact:
    """Raises PopUsed, and IntegrityError where another contact or call begins at this moment."""
    _use_up(pop)
    of_call = Caller.objects.filter(call=_named(pop.call), contact__ended_at=None)
    former = of_call.select_related("contact").first()
    if former and former.contact.user_id == user.pk and former.handle == pop.handle:
        _keep(former.contact, pop, former, at=at)
        return former.contact
    if former and former.contact.user_id != user.pk:
        end_contact(former.contact, at=at, outcome=Contact.Outcome.HANDED_OVER)
    contact = begin_anew(user, at=at, via=pop.via, customer_ref=ref)
    _keep(contact, pop, former, at=at)
    return contact


def _keep(contact: Contact, pop: Pop, former: Caller | None, *, at: datetime) -> None:
    """`former`: what was said of this call before, at whichever desk."""
    level, until = _newest(pop, former, at=at)
    told = {
        "handle": pop.handle,
        "call": _named(pop.call),
        "verification": level,
        "verified_until": until,
        "told_at": _just_after(pop.said_after, former.told_at if former else None),
    }
    Caller.objects.update_or_create(contact=contact, defaults=told)


def _newest(
    pop: Pop, former: Caller | None, *, at: datetime
) -> tuple[Verification, datetime | None]:
    """A pop that comes late can make the bank less sure, never surer."""
    level, until = limited(pop.verification, pop.verified_until, at=at)
    is_late = pop.at and former and former.told_at and pop.at <= former.told_at
    if former is None or not is_late or level < former.verification:
        return level, until
    return Verification(former.verification), former.verified_until


def _just_after(said: datetime, former: datetime | None) -> datetime:
    """Messages tell whole seconds: one that was heard before this pop is older than it, and not of
    the same moment."""
    return (max(said, former) if former else said) + timedelta.resolution


def _use_up(pop: Pop) -> None:
    try:
        with transaction.atomic():
            UsedPop.objects.create(digest=pop.digest, until=pop.expires)
    except IntegrityError:
        raise PopUsed from None


def _named(call: str) -> str:
    return salted_hmac("granule.calls", call, algorithm="sha256").hexdigest()
