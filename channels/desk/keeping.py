"""Pins and favourites of teams: the only writers of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from channels.desk.models import Kept
from kb.publication.queries import Candidate

# No more than anybody finds again without searching.
MOST_PINS, MOST_FAVOURITES = 30, 30
Kind = Kept.Kind


class TooMany(Exception):
    """Something must be taken away first."""


def pin(user_id: int, answer: Candidate, *, at: datetime) -> None:
    """At the end of the person's own. Raises TooMany."""
    _add({"kind": Kind.PIN, "user_id": user_id}, answer, most=MOST_PINS, at=at)


def unpin(user_id: int, answer: Candidate) -> None:
    Kept.objects.filter(kind=Kind.PIN, user_id=user_id, **_named(answer)).delete()


def add_favourite(team_id: int, answer: Candidate, *, at: datetime) -> None:
    """At the end of the team's. Raises TooMany."""
    _add({"kind": Kind.FAVOURITE, "team_id": team_id}, answer, most=MOST_FAVOURITES, at=at)


def drop_favourite(team_id: int, answer: Candidate) -> None:
    Kept.objects.filter(kind=Kind.FAVOURITE, team_id=team_id, **_named(answer)).delete()


def move_pin(user_id: int, answer: Candidate, *, among: Sequence[Candidate], step: int) -> None:
    """Before its neighbour, or after. `among`: the pins as the person sees them, so that one that
    is hidden from them is passed over."""
    place = next((n for n, one in enumerate(among) if one == answer), None)
    if place is None or not 0 <= place + step < len(among):
        return
    order = list(among)
    order[place], order[place + step] = order[place + step], order[place]
    _place(user_id, order)


def _place(user_id: int, order: Sequence[Candidate]) -> None:
    with transaction.atomic():
        rows = list(Kept.objects.filter(kind=Kind.PIN, user_id=user_id).select_for_update())
        places = {answer: n for n, answer in enumerate(order)}
        rows.sort(key=lambda row: places.get(Candidate(row.key, row.locale), len(order)))
        for position, row in enumerate(rows):
            row.position = position
        Kept.objects.bulk_update(rows, ["position"])


def _add(owner: dict[str, Any], answer: Candidate, *, most: int, at: datetime) -> None:
    with transaction.atomic():
        theirs = Kept.objects.filter(**owner)
        if theirs.filter(**_named(answer)).exists():
            return
        if theirs.count() >= most:
            raise TooMany
        last = theirs.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        Kept.objects.get_or_create(
            **owner, **_named(answer), defaults={"position": position, "at": at}
        )


def _named(answer: Candidate) -> dict[str, str]:
    return {"key": answer.key, "locale": answer.locale}
