"""What the desk shows of the customer on the line, and that it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from channels.desk.scopes import for_staff
from channels.desk.serving import Serving, serving_of
from kb.access import Scope, Verification
from kb.canonical import digest_of
from kb.customers.context import CustomerContext
from kb.locales import to_outside
from kb.publication.readers import label_names

# Seconds until the desk asks again: a verification is waited for, its end is not missed, and else
# hundreds of desks would ask for nothing.
SOON, LATER = 8, 30


@dataclass(frozen=True, slots=True)
class CustomerBar:
    """Names in the language of the screen, empty where it is not known. `state`: changes when an
    answer on the screen may read otherwise for this customer; `next_look`: in so many seconds."""

    segment: str
    region: str
    products: tuple[str, ...]
    locale: str
    level: str
    until: datetime | None
    is_down: bool
    is_known: bool
    state: str
    next_look: int

    @property
    def is_verified(self) -> bool:
        return self.level == Verification.FULL.code


def bar_of(serving: Serving, *, now: datetime) -> CustomerBar | None:
    """None where nobody said who it is."""
    if not serving.is_called:
        return None
    known = serving.customer
    names = label_names() if known.segment or known.region or known.products else {}
    language = to_outside(get_language() or "")

    def name(dimension: str, code: str) -> str:
        return dict(names.get((dimension, code), ())).get(language, code)

    return CustomerBar(
        segment=name("segments", known.segment),
        region=name("regions", known.region),
        products=tuple(name("products", code) for code in sorted(known.products or ())),
        locale=known.locale,
        level=known.verification.code,
        until=known.verified_until,
        is_down=serving.is_down,
        is_known=bool(known.segment or known.locale),
        state=_state(serving),
        next_look=_next_look(known, now=now),
    )


@require_safe
@for_staff
def customer(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Asked for every few seconds while somebody is on the line, and now and then with nobody: the
    next call may open in another tab."""
    bar = bar_of(serving_of(request), now=scope.now)
    return render(request, "desk/customer.html", {"bar": bar, "is_part": True})


def _next_look(known: CustomerContext, *, now: datetime) -> int:
    if known.verification is not Verification.FULL or known.verified_until is None:
        return SOON
    return max(1, min(LATER, ceil((known.verified_until - now).total_seconds())))


def _state(serving: Serving) -> str:
    known = serving.customer
    contact = str(serving.contact.pk) if serving.contact else ""
    facts = [
        contact, known.segment, known.region, sorted(known.products or ()), known.verification.code,
    ]  # fmt: skip
    return str(digest_of(facts)[:16])
