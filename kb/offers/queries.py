"""What others may know of offers that were made."""

from __future__ import annotations

import uuid

from kb.offers.models import MadeOffer


def made_in(contact: uuid.UUID) -> MadeOffer | None:
    """The one offer of a contact."""
    return MadeOffer.objects.filter(contact=contact).select_related("wording").first()
