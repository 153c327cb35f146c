"""The only way a message to a customer comes into being, and the only one for its receipts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from channels.delivery.bell import ring_after_commit
from channels.delivery.models import FORGOTTEN, Delivery
from channels.delivery.recipients import check_recipient, shown
from channels.delivery.told import code_told
from channels.renditions.queries import ServedAnswer, find_rendition
from kb.access import ChannelNotInScope, Scope

State = Delivery.State


class NothingToSend(LookupError):
    """This scope has no such answer on that channel, or the channel has no words for it."""


class AnswerChanged(Exception):
    """What was on the sender's screen is not what the channel says any more."""


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

    Raises BadRecipient, NothingToSend, AnswerChanged, WishUsed.
    """
    recipient = check_recipient(wish.channel, wish.recipient)
    served = _served(wish, scope=scope)
    if served.rendition != wish.rendition:
        raise AnswerChanged
    with transaction.atomic():
        delivery, is_new = Delivery.objects.get_or_create(
            sender_id=sender.user_id,
            request=wish.request,
            defaults={
                "channel": wish.channel,
                "key": wish.key,
                "locale": wish.locale,
                "rendition": served.rendition,
                "text": served.message.copyable,
                "recipient": recipient,
                "reader": scope.narrowing(),
                "shown_as": shown(recipient),
                "sender_name": sender.name,
                "next_at": at,
                "created_at": at,
            },
        )
        if is_new:
            ring_after_commit(delivery.pk)
    if not _is_for(delivery, wish, recipient):
        raise WishUsed(delivery.shown_as)
    return delivery


def _is_for(delivery: Delivery, wish: Wish, recipient: str) -> bool:
    """The recipient itself may be forgotten by now."""
    same = ("channel", "key", "locale", "rendition")
    is_same = all(getattr(delivery, name) == getattr(wish, name) for name in same)
    return is_same and delivery.shown_as == shown(recipient)


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
