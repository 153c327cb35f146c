"""Tells whoever sends that something waits. A bell that is lost costs the seconds until the next
look."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from channels.delivery import outbox
from kb import broker

logger = logging.getLogger(__name__)


def ring_after_commit(delivery_id: uuid.UUID) -> None:
    """A failure there never reaches the person who has sent."""
    transaction.on_commit(partial(_send_now, delivery_id))


def _send_now(delivery_id: uuid.UUID) -> None:
    """Without a broker whoever has sent waits for their own message, and for nobody else's."""
    try:
        if broker.is_used():
            _ring()
        else:
            outbox.send_one(delivery_id, now=timezone.now())
    except Exception as error:
        # Its own words may hold the recipient or the text.
        logger.error("sending failed: %s; it is tried again", type(error).__name__)


def look(*, now: datetime) -> None:
    """With a broker a worker of its own sends, as gateways may be slow; without, this process."""
    if not broker.is_used():
        outbox.send_due(now=now)
    elif outbox.is_due(now=now):
        outbox.give_up_late(now=now)
        _ring()


def _ring() -> None:
    from channels.tasks import send_messages

    broker.send(send_messages)
