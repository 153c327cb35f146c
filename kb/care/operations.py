"""The only writers of owners and reviews. All of them take rows that were checked for rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from kb.care.intervals import batches, redate
from kb.care.models import Care, CareEvent
from kb.transactions import in_one_transaction

Progress = Callable[[int, int], object]


def say_nothing(done: int, total: int) -> None:
    """For short work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, and when."""

    by: Any
    at: datetime

    def event(self, care_id: int, kind: str, detail: str = "") -> CareEvent:
        return CareEvent(
            care_id=care_id,
            kind=kind,
            by_id=self.by.pk,
            by_name=self.by.get_username(),
            at=self.at,
            detail=detail[:200],
        )


def mark_reviewed(rows: Iterable[Care], act: Act, *, progress: Progress = say_nothing) -> int:
    """Still right: the next review is an interval away from today."""

    def write(ids: list[int]) -> None:
        found = Care.objects.filter(pk__in=ids)
        found.update(reviewed_on=timezone.localdate(act.at))
        redate(found)
        _note(ids, act, CareEvent.Kind.REVIEWED)

    return _each_batch(rows, write, progress=progress)


def give_owner(
    rows: Iterable[Care], owner: Any, act: Act, *, progress: Progress = say_nothing
) -> int:
    """`owner` None leaves them to nobody."""
    name = owner.get_username() if owner else ""

    def write(ids: list[int]) -> None:
        Care.objects.filter(pk__in=ids).update(owner=owner)
        _note(ids, act, CareEvent.Kind.OWNER, name)

    return _each_batch(rows, write, progress=progress)


def set_due(rows: Iterable[Care], days: int, act: Act, *, progress: Progress = say_nothing) -> int:
    """An interval of their own, counted from the last review."""

    def write(ids: list[int]) -> None:
        found = Care.objects.filter(pk__in=ids)
        found.update(review_days=days)
        redate(found)
        _note(ids, act, CareEvent.Kind.INTERVAL, str(days))

    return _each_batch(rows, write, progress=progress)


def change_care(row: Care, *, owner: Any, team: Any, review_days: int | None, act: Act) -> None:
    """What the form of one thing says."""
    events = []
    if row.owner_id != (owner.pk if owner else None):
        name = owner.get_username() if owner else ""
        events.append(act.event(row.pk, CareEvent.Kind.OWNER, name))
    if row.review_days != review_days:
        events.append(act.event(row.pk, CareEvent.Kind.INTERVAL, str(review_days or "")))
    row.owner, row.team, row.review_days = owner, team, review_days
    with transaction.atomic():
        row.save(update_fields=["owner", "team", "review_days"])
        redate(Care.objects.filter(pk=row.pk))
        CareEvent.objects.bulk_create(events)


def _each_batch(
    rows: Iterable[Care], write: Callable[[list[int]], None], *, progress: Progress
) -> int:
    ids = [row.pk for row in rows]
    done = 0
    for batch in batches(ids):
        in_one_transaction(partial(write, batch))
        done += len(batch)
        progress(done, len(ids))
    return done


def _note(ids: list[int], act: Act, kind: str, detail: str = "") -> None:
    CareEvent.objects.bulk_create(act.event(pk, kind, detail) for pk in ids)
