"""Others may say that nothing is offered in a contact or to a customer, such as while a complaint
is open: they register here when the app starts."""

from __future__ import annotations

import uuid
from typing import Protocol


class Objection(Protocol):
    """True while nothing may be offered in this contact, or to this customer in any."""

    def __call__(self, contact_id: uuid.UUID, *, customer_ref: str) -> bool: ...


_objections: list[Objection] = []


def register_objection(objection: Objection) -> None:
    if objection not in _objections:
        _objections.append(objection)


def is_objected(contact: uuid.UUID, *, customer_ref: str) -> bool:
    return any(objection(contact, customer_ref=customer_ref) for objection in _objections)
