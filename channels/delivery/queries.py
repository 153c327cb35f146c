"""What became of messages, for those who may know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from channels.delivery.models import Delivery


def find_delivery(delivery_id: uuid.UUID, *, sender_id: int) -> Delivery | None:
    """To its sender alone."""
    return Delivery.objects.filter(pk=delivery_id, sender_id=sender_id).first()


def recent_deliveries(*, sender_id: int, limit: int) -> Sequence[Delivery]:
    """Newest first."""
    rows = Delivery.objects.filter(sender_id=sender_id).order_by("-created_at", "pk")
    return list(rows[:limit])
