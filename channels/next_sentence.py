"""The one sentence more, once a matter is settled: chosen, said by one channel, kept as said."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from channels import registry
from channels.channel import Channel
from kb.access import Scope
from kb.customers.context import CustomerContext
from kb.formats import BadValue
from kb.locales import UnknownLocale
from kb.offers import operations
from kb.offers.choosing import Chosen, Matter, possible_offers
from kb.offers.models import MadeOffer
from kb.offers.operations import Said, Speaker
from kb.offers.queries import made_in


@dataclass(frozen=True, slots=True)
class NextSentence:
    """`id`: by which it is told how the customer took it; `reasons`: why, for staff; `rest_days`:
    so long it is not said again to a customer who has answered it."""

    id: uuid.UUID
    key: str
    locale: str
    purpose: str
    title: str
    text: str
    reasons: tuple[str, ...]
    rendition: str
    rest_days: int
    outcome: str = ""


def next_sentence(
    *, scope: Scope, channel: str, customer: CustomerContext, matter: Matter, speaker: Speaker
) -> NextSentence | None:
    """At most one in a contact; asked again, the same one, for as long as it holds. Nothing of it
    may be shown before the matter is settled. Raises ChannelNotInScope."""
    here, adapter = scope.for_channel(channel), registry.get(channel)
    with transaction.atomic():
        operations.take_turn(customer.ref)
        made = made_in(matter.contact)
        for chosen in possible_offers(scope=here, customer=customer, matter=matter):
            said = _said(chosen, adapter)
            if said is None:
                continue
            if made is None:
                made = operations.make(
                    chosen, said, contact=matter.contact, customer=customer, speaker=speaker,
                    at=scope.now,
                )  # fmt: skip
            if made is not None and made.wording_id == operations.rendition_of(chosen, said):
                return _next(chosen, made, said)
        return None


def _said(chosen: Chosen, adapter: Channel) -> Said | None:
    """None where the channel has no words for it."""
    try:
        text = adapter.render(chosen.document).text
    except (BadValue, UnknownLocale):
        return None
    fits = not any(problem.severity == "error" for problem in adapter.check(chosen.document))
    return Said(adapter.code, text) if text and fits else None


def _next(chosen: Chosen, made: MadeOffer, said: Said) -> NextSentence:
    return NextSentence(
        id=made.pk,
        key=made.key,
        locale=made.locale,
        purpose=made.purpose,
        title=chosen.offer.title,
        text=said.text,
        reasons=chosen.reasons,
        rendition=made.wording_id,
        rest_days=chosen.offer.declined_days,
        outcome=made.outcome,
    )
