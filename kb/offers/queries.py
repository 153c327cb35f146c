"""What others may know of offers that were made."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.authoring.models import Offer
from kb.locales import to_outside
from kb.offers.models import MadeOffer


@dataclass(frozen=True, slots=True)
class MadeBy:
    """One offer that a member of staff said, as it is counted. `user_id` tells one from another."""

    team: str
    user_id: str
    key: str
    locale: str
    outcome: str


def made_in(contact: uuid.UUID) -> MadeOffer | None:
    """The one offer of a contact."""
    return MadeOffer.objects.filter(contact=contact).select_related("wording").first()


def made_by_staff(start: datetime, end: datetime) -> Sequence[MadeBy]:
    """From `start` until just before `end`, to be counted; what programs said is left out."""
    rows = MadeOffer.objects.filter(made_at__gte=start, made_at__lt=end, by__startswith="user:")
    names = ("team", "by", "key", "locale", "outcome")
    return [MadeBy(*row) for row in rows.order_by("made_at", "pk").values_list(*names)]


def offer_titles(keys: Iterable[str]) -> dict[tuple[str, str], str]:
    """Key and language → what staff call the offer; for whoever may see results."""
    rows = Offer.objects.filter(key__in=keys).values_list("key", "locale__language_code", "title")
    return {(key, to_outside(code)): title for key, code, title in rows}
