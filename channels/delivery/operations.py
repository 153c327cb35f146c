"""The only way a message to a customer comes into being, and the only one for its receipts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from channels.delivery.bell import ring_after_commit
from channels.delivery.models import FORGOTTEN, Delivery
from channels.delivery.opting_out import recipient_ref, wants_none
from channels.delivery.recipients import check_recipient, shown
from channels.delivery.told import code_told
from channels.renditions.queries import ServedAnswer, find_rendition
from kb.access import ChannelNotInScope, Scope

State = Delivery.State
AN_HOUR = timedelta(hours=1)


class NothingToSend(LookupError):
    """This scope has no such answer on that channel, or the channel has no words for it."""


class TooManySent(Exception):
    """This person has sent as many messages within the hour as one may."""


class AnswerChanged(Exception):
    """What was on the sender's screen is not what the channel says any more."""


class OptedOut(Exception):
    """The recipient has asked for no more messages on this channel."""


class WishUsed(Exception):
    """Another message was sent by this wish already. `shown_as`: to whom."""

    def __init__(self, shown_as: str) -> None:
        self.shown_as = shown_as
        super().__init__()


@dataclass(frozen=True, slots=True)
class Wish:
    """`rendition`: of the text that the sender has seen; `request`: the same for each try of one
    and the same wish."""

    channel: str
    key: str
    locale: str
    rendition: str
    recipient: str
    request: uuid.UUID


@dataclass(frozen=True, slots=True)
class Sender:
    user_id: int
    name: str


def send(wish: Wish, *, scope: Scope, sender: Sender, at: datetime) -> Delivery:
    """Kept now, sent after the commit. The same wish a second time gives the first message.

    Raises BadRecipient, NothingToSend, AnswerChanged, WishUsed, OptedOut, TooManySent.
    """
    recipient = check_recipient(wish.channel, wish.recipient)
    served = _served(wish, scope=scope)
    if served.rendition != wish.rendition:
        raise AnswerChanged
    said = {"rendition": served.rendition, "text": served.message.copyable}
    place = {"channel": wish.channel, "key": wish.key, "locale": wish.locale}
    reader = scope.narrowing()
    return keep(
        place | said, reader=reader, request=wish.request, recipient=recipient, sender=sender, at=at
    )


def keep(
    said: Mapping[str, Any], *, reader: Any, request: uuid.UUID, recipient: str, sender: Sender,
    at: datetime,
) -> Delivery:  # fmt: skip
    """Every message of every way comes through here. `said`: what is sent, by the names of its
    columns; `reader`: for whom it was read; `recipient`: checked. Raises WishUsed, OptedOut,
    TooManySent."""
    _refuse_too_many(request, sender=sender, at=at)
    ref = recipient_ref(str(said["channel"]), recipient)
    if wants_none(str(said["channel"]), ref):
        raise OptedOut
    about = {
        "recipient": recipient,
        "recipient_ref": ref,
        "reader": reader,
        "shown_as": shown(recipient),
        "sender_name": sender.name,
    }
    with transaction.atomic():
        delivery, is_new = Delivery.objects.get_or_create(
            sender_id=sender.user_id,
            request=request,
            defaults={**said, **about, "next_at": at, "created_at": at},
        )
        if is_new:
            ring_after_commit(delivery.pk)
    # The recipient itself may be forgotten by now.
    is_same = all(getattr(delivery, name) == value for name, value in said.items())
    if not (is_same and delivery.shown_as == shown(recipient)):
        raise WishUsed(delivery.shown_as)
    return delivery


def _refuse_too_many(request: uuid.UUID, *, sender: Sender, at: datetime) -> None:
    """A slip, a script or a stolen session sends no thousands. A wish that was sent before counts
    no second time."""
    mine = Delivery.objects.filter(sender_id=sender.user_id)
    recent = mine.filter(created_at__gt=at - AN_HOUR).exclude(request=request)
    most = settings.MESSAGES_PER_HOUR
    if most and recent.count() >= most and not mine.filter(request=request).exists():
        raise TooManySent


def _served(wish: Wish, *, scope: Scope) -> ServedAnswer:
    try:
        served = find_rendition(scope=scope, channel=wish.channel, key=wish.key, locale=wish.locale)
    except (ChannelNotInScope, KeyError):
        raise NothingToSend from None
    if served is None or not served.message.copyable:
        raise NothingToSend
    return served


def note_receipt(
    delivery_id: uuid.UUID, *, channel: str, arrived: bool, code: str, at: datetime
) -> bool:
    """What became of a message, by the word of its channel's gateway. A receipt that comes twice,
    late or before the gateway's answer changes nothing that is over; False where nothing was
    changed."""
    open_states = (State.WAITING, State.SENT)
    rows = Delivery.objects.filter(pk=delivery_id, channel=channel, state__in=open_states)
    state, why = (State.DELIVERED, "") if arrived else (State.FAILED, code_told(code))
    return bool(rows.update(state=state, code=why, ended_at=at, **FORGOTTEN))
