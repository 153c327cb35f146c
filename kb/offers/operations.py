"""The only writers of what was offered, and of how it was taken."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from kb.canonical import digest_of
from kb.customers.context import CustomerContext
from kb.offers.choosing import Chosen
from kb.offers.models import MadeOffer, OfferWording

# Of the advisory locks of PostgreSQL, beside that of the log.
CORRECTED_WITHIN = timedelta(hours=1)
LOCK_SPACE = 0x6F66


@dataclass(frozen=True, slots=True)
class Said:
    """What leaves the house: the sentence as one channel says it."""

    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it: `user:5` or `key:3`, and the team of that person as it is now."""

    name: str
    team: str = ""


def make(
    chosen: Chosen,
    said: Said,
    *,
    contact: uuid.UUID,
    customer: CustomerContext,
    speaker: Speaker,
    at: datetime,
) -> MadeOffer | None:
    """In the transaction in which it was chosen. None where the contact has one already."""
    offer = chosen.offer
    try:
        with transaction.atomic():
            return MadeOffer.objects.create(
                contact=contact,
                key=offer.key,
                locale=offer.locale,
                purpose=offer.purpose,
                channel=said.channel,
                wording=_keep(chosen, said, at=at),
                customer=customer.ref,
                segment=customer.segment,
                team=speaker.team,
                by=speaker.name,
                made_at=at,
                forget_after=at + timedelta(days=_days_remembered(chosen)),
            )
    except IntegrityError:
        return None


def answer(made: uuid.UUID, *, outcome: str, by: str, at: datetime) -> MadeOffer | None:
    """How it was taken; whoever made it may correct a slip of the hand within `CORRECTED_WITHIN`,
    later what was said first stays. None for another's, as for one that is not there."""
    row = MadeOffer.objects.filter(pk=made, by=by).select_related("wording").first()
    if row is None:
        return None
    if row.answered_at is not None and at - row.made_at > CORRECTED_WITHIN:
        return row
    row.outcome, row.answered_at = MadeOffer.Outcome(outcome), at
    row.save(update_fields=["outcome", "answered_at"])
    return row


def take_turn(customer: str) -> None:
    """Two contacts of one customer at a time are counted one after the other. SQLite has one writer
    anyway."""
    if customer and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, customer])


def forget(*, now: datetime) -> int:
    """Whom it was said to, once no limit asks for it any more. Returns how many were forgotten."""
    rows = MadeOffer.objects.filter(forget_after__lte=now)
    return rows.update(customer="", forget_after=None) if rows.exists() else 0


def _days_remembered(chosen: Chosen) -> int:
    offer = chosen.offer
    return max(offer.shown_days, offer.declined_days, settings.OFFERS_CUSTOMER_DAYS)


def rendition_of(chosen: Chosen, said: Said) -> str:
    """Names the exact words, and the approved version they are from."""
    offer = chosen.offer
    return digest_of([offer.key, offer.locale, said.channel, said.text, chosen.source])


def _keep(chosen: Chosen, said: Said, *, at: datetime) -> OfferWording:
    """The exact words, in the transaction in which they leave."""
    offer = chosen.offer
    wording, _is_new = OfferWording.objects.get_or_create(
        rendition=rendition_of(chosen, said),
        defaults={
            "key": offer.key,
            "locale": offer.locale,
            "channel": said.channel,
            "text": said.text,
            "source": chosen.source,
            "first_said_at": at,
        },
    )
    return wording
