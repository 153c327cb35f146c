"""Sends what waits. At least once: whoever is killed between the gateway's answer and our note of
it sends again under the same id, by which a gateway knows it."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, QuerySet

from channels.delivery.gateways import Outgoing, Refused, Unavailable, gateway_of
from channels.delivery.models import FORGOTTEN, Delivery
from channels.delivery.opting_out import wants_none
from channels.delivery.told import code_told, id_told
from channels.renditions.queries import ServedAnswer, find_element_rendition, find_rendition
from kb.access import ChannelNotInScope, Scope
from kb.publication.readers import staff_scope

State = Delivery.State
# Whoever takes a message has so long to note what became of it: longer than the passage that began
# with it may go on, and one gateway may take.
LEASE = timedelta(seconds=60)
# After so long no more messages are begun, as `now` grows old: it says what the sender may read.
MOST_SECONDS = 5.0
# Seconds before the second try, the third and so on; a customer waits, so the first come soon.
WAITS = (2, 5, 15, 60, 300, 900)
# What comes later than this helps nobody, and may no longer be expected.
GIVEN_UP_AFTER = timedelta(hours=1)
GIVEN_UP, OPTED_OUT = "gave_up", "opted_out"
logger = logging.getLogger(__name__)


def is_due(*, now: datetime) -> bool:
    return _due(now).exists()


def send_due(*, now: datetime) -> int:
    """Tries each message that is due once, as far as the time goes: who comes next goes on.
    Returns how many that were."""
    until, tried = time.monotonic() + MOST_SECONDS, set[uuid.UUID]()
    give_up_late(now=now)
    while delivery := _take(_due(now).exclude(pk__in=tried), now=now):
        tried.add(delivery.pk)
        _send(delivery, now=now)
        if time.monotonic() >= until:
            break
    return len(tried)


def send_one(delivery_id: uuid.UUID, *, now: datetime) -> None:
    """Whoever has asked for it waits for this one, and for no other."""
    if delivery := _take(_due(now).filter(pk=delivery_id), now=now):
        _send(delivery, now=now)


def give_up_late(*, now: datetime) -> int:
    """Where nobody was there to send them, too: what is late is not sent, and whom it was for is
    forgotten. Returns how many that were."""
    late = _due(now).filter(created_at__lt=now - GIVEN_UP_AFTER)
    return late.update(state=State.FAILED, code=GIVEN_UP, ended_at=now, **FORGOTTEN)


def _due(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=State.WAITING, next_at__lte=now)


def _take(due: QuerySet[Delivery], *, now: datetime) -> Delivery | None:
    """The oldest of them, for this process alone: the first to move `next_at` on has it."""
    for delivery in due.order_by("next_at", "pk")[:20]:
        if (
            _waiting(delivery)
            .filter(next_at=delivery.next_at)
            .update(next_at=now + LEASE, attempts=F("attempts") + 1)
        ):
            delivery.attempts += 1
            return delivery
    return None


def _send(delivery: Delivery, *, now: datetime) -> None:
    if not _still_says_so(delivery, now=now):
        _end(delivery, State.STOPPED, at=now)
        return
    if wants_none(delivery.channel, delivery.recipient_ref):
        _end(delivery, State.FAILED, at=now, code=OPTED_OUT)
        return
    outgoing = Outgoing(
        id=str(delivery.pk),
        recipient=delivery.recipient,
        text=delivery.text,
        locale=delivery.locale,
    )
    try:
        accepted = gateway_of(delivery.channel).send(outgoing)
    except Refused as refusal:
        _end(delivery, State.FAILED, at=now, code=refusal.code)
    except Unavailable as failure:
        _try_again(delivery, str(failure), now=now)
    except Exception as error:
        # Its own words may hold the recipient or the text.
        logger.error("sending by %s failed: %s", delivery.channel, type(error).__name__)
        _try_again(delivery, type(error).__name__, now=now)
    else:
        _note_sent(delivery, accepted.gateway_id, is_arrived=accepted.is_arrived, at=now)


def _still_says_so(delivery: Delivery, *, now: datetime) -> bool:
    """Would the sender see the same words there now? What was withdrawn, changed or taken from the
    sender since is not sent."""
    sender = get_user_model().objects.filter(pk=delivery.sender_id, is_active=True).first()
    own = staff_scope(sender, now=now) if sender else None
    if own is None:
        return False
    scope = own.narrowed_like(delivery.reader)
    try:
        served = _served(delivery, scope=scope)
    except (ChannelNotInScope, KeyError):
        return False
    return served is not None and served.rendition == delivery.rendition


def _served(delivery: Delivery, *, scope: Scope) -> ServedAnswer | None:
    """Raises ChannelNotInScope, KeyError."""
    place = {"key": delivery.key, "locale": delivery.locale}
    if delivery.element:
        # It was made of this element's approved wording, but leaves on another channel.
        scope.for_channel(delivery.channel)
        return find_element_rendition(
            scope=scope, channel=delivery.approved_on, element=delivery.element, **place
        )
    return find_rendition(scope=scope, channel=delivery.channel, **place)


def _try_again(delivery: Delivery, reason: str, *, now: datetime) -> None:
    waits = timedelta(seconds=WAITS[min(delivery.attempts, len(WAITS)) - 1])
    if now + waits > delivery.created_at + GIVEN_UP_AFTER:
        _end(delivery, State.FAILED, at=now, code=GIVEN_UP)
        return
    logger.warning("%s: %s; tried again in %s", delivery.channel, reason, waits)
    _waiting(delivery).update(next_at=now + waits)


def _note_sent(delivery: Delivery, gateway_id: str, *, is_arrived: bool, at: datetime) -> None:
    """A receipt may have come before the gateway's own answer: what it said stays. All or nothing:
    a recipient that is forgotten before the state says so would be sent nothing, once more."""
    state = State.DELIVERED if is_arrived else State.SENT
    ended = at if is_arrived else None
    told = {"gateway_id": id_told(gateway_id), "sent_at": at, **FORGOTTEN}
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**told)
        _waiting(delivery).update(state=state, ended_at=ended)


def _end(delivery: Delivery, state: str, *, at: datetime, code: str = "") -> None:
    _waiting(delivery).update(state=state, code=code_told(code), ended_at=at, **FORGOTTEN)


def _waiting(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
