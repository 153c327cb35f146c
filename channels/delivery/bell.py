"""Tells whoever sends that something waits. A bell that is lost costs the seconds until the next
look."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from channels.delivery import outbox
from kb import broker


def ring_after_commit() -> None:
    """Once for each transaction; a failure there never reaches the person who has sent."""
    if look_now not in {entry[1] for entry in connection.run_on_commit}:
        transaction.on_commit(look_now, robust=True)


def look_now() -> None:
    look(now=timezone.now())


def look(*, now: datetime) -> None:
    """With a broker a worker of its own sends, as gateways may be slow; without, this process."""
    if not broker.is_used():
        outbox.send_due(now=now)
    elif outbox.is_due(now=now):
        from channels.tasks import send_messages

        broker.send(send_messages)
