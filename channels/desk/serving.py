"""Whom the agent serves with this request, and what is noted of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest

from channels.aside import write_aside
from channels.contacts.models import Contact
from channels.contacts.operations import (
    Step,
    begin_contact,
    current_contact,
    is_noted,
    note_step,
)
from kb.customers.context import UNKNOWN, CustomerContext

PLACE = "serving"


@dataclass(slots=True)
class Serving:
    """`contact`: the agent's own, None between two."""

    contact: Contact | None


def take_up(request: HttpRequest, *, now: datetime) -> Serving:
    """Once a request; templates find it as `request.serving`."""
    serving = Serving(current_contact(int(request.user.pk or 0), now=now))
    vars(request)[PLACE] = serving
    return serving


def serving_of(request: HttpRequest) -> Serving:
    """Of a request that `for_staff` let in."""
    serving: Serving = vars(request)[PLACE]
    return serving


def customer_of(request: HttpRequest, *, now: datetime) -> CustomerContext:
    """What may be known of them now; nothing of nobody."""
    contact = serving_of(request).contact
    return replace(UNKNOWN, ref=contact.customer_ref) if contact else UNKNOWN


def note(request: HttpRequest, step: Step, *, at: datetime) -> None:
    """The first step of a customer's matter begins the contact. A database that is busy loses a
    step and holds nobody up."""
    serving = serving_of(request)
    if serving.contact is not None and is_noted(serving.contact, step, at=at):
        return

    def write() -> None:
        contact = serving.contact or begin_contact(request.user, at=at)
        note_step(contact, step, at=at)
        serving.contact = contact

    write_aside("a step of a contact", write)
