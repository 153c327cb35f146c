"""What became of messages, for those who may know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from channels.delivery.models import Delivery

# Some gateways never tell whether a message arrived.
FOLLOWED_FOR = timedelta(hours=1)
SOON, LATER = 1, 5


def find_delivery(delivery_id: uuid.UUID, *, sender_id: int) -> Delivery | None:
    """To its sender alone."""
    return Delivery.objects.filter(pk=delivery_id, sender_id=sender_id).first()


def next_look(delivery: Delivery, *, now: datetime) -> int:
    """Seconds until its sender's screen asks again, the more the older it is; 0 for never."""
    age = now - delivery.created_at
    if delivery.is_over or age > FOLLOWED_FOR:
        return 0
    least = SOON if delivery.state == Delivery.State.WAITING else LATER
    return max(least, age // timedelta(seconds=10))


def recent_deliveries(*, sender_id: int, limit: int) -> Sequence[Delivery]:
    """Newest first."""
    rows = Delivery.objects.filter(sender_id=sender_id).order_by("-created_at", "pk")
    return list(rows[:limit])


def sent_since(moment: datetime, *, sender_id: int, limit: int) -> Sequence[Delivery]:
    """What this person has sent since then, newest first."""
    rows = Delivery.objects.filter(sender_id=sender_id, created_at__gte=moment)
    return list(rows.order_by("-created_at", "pk")[:limit])


def is_kept(request: uuid.UUID, *, sender_id: int) -> bool:
    """This wish was sent before."""
    return Delivery.objects.filter(sender_id=sender_id, request=request).exists()
