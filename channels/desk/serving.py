"""Whom the agent serves with this request, what is known of them, and what is noted of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest

from channels.aside import write_aside
from channels.contacts.calls import proof_of
from channels.contacts.models import Caller, Contact
from channels.contacts.operations import (
    Step,
    current_contact,
    go_on_or_begin,
    is_noted,
    note_step,
)
from channels.contacts.queries import was_ended_by_hand
from kb.customers.context import UNKNOWN, CustomerContext
from kb.customers.looking import look_up

PLACE = "serving"


@dataclass(slots=True)
class Serving:
    """`contact`: the agent's own, None between two; `customer`: what may be known now of whom it
    is with; `is_called`: somebody said who it is; `is_down`: the directory does not answer."""

    contact: Contact | None
    customer: CustomerContext = UNKNOWN
    is_called: bool = False
    is_down: bool = False


def take_up(request: HttpRequest, *, now: datetime) -> Serving:
    """Once a request; templates find it as `request.serving`."""
    serving = _serving(current_contact(int(request.user.pk or 0), now=now), now=now)
    vars(request)[PLACE] = serving
    return serving


def serving_of(request: HttpRequest) -> Serving:
    """Of a request that `for_staff` let in."""
    serving: Serving = vars(request)[PLACE]
    return serving


def customer_of(request: HttpRequest, *, now: datetime) -> CustomerContext:
    """What may be known of them now; nothing of nobody."""
    return serving_of(request).customer.as_of(now)


def note(request: HttpRequest, step: Step, *, at: datetime) -> bool:
    """The first step of a customer's matter begins the contact. A database that is busy loses a
    step and holds nobody up; so does a call that comes while it is on its way: it was not made for
    that customer. True where it is the first such step of the contact."""
    serving = serving_of(request)
    if serving.contact is not None and is_noted(serving.contact, step, at=at):
        return False
    is_new = False

    def write() -> None:
        nonlocal is_new
        contact = contact_of(request, at=at)
        is_new = contact is not None and note_step(contact, step, at=at)
        serving.contact = contact

    return write_aside("a step of a contact", write) and is_new


def contact_of(request: HttpRequest, *, at: datetime) -> Contact | None:
    """The one this request is for, begun now where there was none. None where a call has come since
    the request did: what is shown and done here is not for that customer."""
    if (serving := serving_of(request)).contact is not None:
        return serving.contact
    contact = go_on_or_begin(request.user, at=at)
    return contact if contact.via == Contact.Via.DESK else None


def is_for_another(request: HttpRequest) -> bool:
    """What is posted was begun for somebody else than who is on the line now. The forms of the desk
    name the contact they were drawn for (`desk/for_contact.html`), with nothing where there was
    none. One begun since by a search of the desk itself is the same, unless the former was ended by
    hand; a call never is."""
    contact, named = serving_of(request).contact, request.POST.get("contact")
    if contact is None or named is None or named == str(contact.pk):
        return False
    return contact.via != Contact.Via.DESK or was_ended_by_hand(
        named, user_id=int(request.user.pk or 0)
    )


def _serving(contact: Contact | None, *, now: datetime) -> Serving:
    caller: Caller | None = getattr(contact, "caller", None)
    if contact is None or caller is None:
        return Serving(contact)
    looked = look_up(caller.handle, proof=proof_of(caller), now=now)
    # One name for one customer as long as the contact lasts, whether the directory answers or not;
    # none at all where it did not when the call came.
    is_unnamed = bool(caller.handle) and not contact.customer_ref
    customer = replace(looked.context, ref=contact.customer_ref, is_unnamed=is_unnamed)
    return Serving(contact, customer, is_called=True, is_down=looked.is_down)
