"""What stands of contacts, for those who may know."""

from __future__ import annotations

from collections.abc import Sequence

from channels.contacts.models import Contact, ContactStep


def steps_of(contact: Contact) -> Sequence[ContactStep]:
    """In their order."""
    return list(contact.steps.order_by("at", "pk"))
