"""What stands of contacts, for those who may know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from channels.contacts.models import Contact, ContactStep

# Whoever looks for what they opened lately means one of these.
LATELY = 30


def opened_lately(user_id: int) -> Sequence[tuple[str, str]]:
    """Keys and languages of the answers that an agent opened for the last customers, the newest
    first, each once; whoever shows them asks who may see them."""
    mine = Contact.objects.filter(user_id=user_id).order_by("-started_at").values("pk")[:LATELY]
    steps = ContactStep.objects.filter(kind=ContactStep.Kind.OPENED, contact__in=mine)
    return list(dict.fromkeys(steps.order_by("-at", "-pk").values_list("key", "locale")))


def steps_of(contact: Contact) -> Sequence[ContactStep]:
    """In their order."""
    return list(contact.steps.order_by("at", "pk"))


def was_ended_by_hand(named: str, *, user_id: int) -> bool:
    """Not by itself, nor one in which nothing was done; also of what names none at all."""
    if not named:
        return False
    try:
        pk = UUID(named)
    except ValueError:
        return True
    rows = Contact.objects.filter(pk=pk, user_id=user_id)
    return rows.exclude(outcome=Contact.Outcome.IDLE).exists()


def contacts_begun(start: datetime, end: datetime) -> QuerySet[Contact]:
    """Of everybody, to be counted: from `start` until just before `end`."""
    return Contact.objects.filter(started_at__gte=start, started_at__lt=end)


def contacts_of_customers(
    refs: Collection[str], *, after: datetime, until: datetime
) -> Sequence[Contact]:
    """What these customers came with then, to be counted."""
    rows = Contact.objects.filter(customer_ref__in=refs)
    return list(rows.filter(started_at__gt=after, started_at__lte=until))


def steps_by_contact(contacts: QuerySet[Contact]) -> Mapping[UUID, Sequence[ContactStep]]:
    """In their order; contacts without any are left out."""
    rows = ContactStep.objects.filter(contact__in=contacts.order_by().values("pk"))
    ordered = rows.order_by("contact_id", "at", "pk").iterator(chunk_size=5000)
    return {pk: list(some) for pk, some in groupby(ordered, key=lambda step: step.contact_id)}
