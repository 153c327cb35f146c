"""Asking teams to read something, and confirming it: the only writers of both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from kb.access import Scope
from kb.reading.due import Reading, readings_of
from kb.reading.models import Confirmation, ReadVersion, RequiredReading


@dataclass(frozen=True, slots=True)
class Wish:
    """`elements`: their ids; none for whatever in the answer is acted on. `teams`: groups."""

    key: str
    locale: str
    teams: Sequence[Any]
    due_at: datetime
    elements: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    user_id: int
    name: str


def ask(wish: Wish, *, by: Person, at: datetime) -> RequiredReading:
    with transaction.atomic():
        reading = RequiredReading.objects.create(
            key=wish.key, locale=wish.locale, elements=list(wish.elements), why=wish.why,
            asked_by_id=by.user_id, asked_by=by.name, asked_at=at, due_at=wish.due_at,
        )  # fmt: skip
        reading.teams.set(wish.teams)
    return reading


def end(reading: RequiredReading, *, by: str, at: datetime) -> None:
    """Nobody is asked any more; what was confirmed is kept."""
    waiting = RequiredReading.objects.filter(pk=reading.pk, ended_at=None)
    waiting.update(ended_at=at, ended_by=by)


def confirm(pk: int, digests: Collection[str], *, person: Person, scope: Scope) -> Reading | None:
    """`digests`: of the words that stood before this person. What changed meanwhile stays due. None
    where this person is asked nothing of the kind."""
    reading = next((one for one in readings_of(person.user_id, scope=scope) if one.pk == pk), None)
    if reading is None:
        return None
    with transaction.atomic():
        for one in reading.due:
            if one.digest in digests:
                version, _is_new = ReadVersion.objects.get_or_create(
                    element=one.element, locale=reading.answer.locale, digest=one.digest,
                    defaults={"kind": one.kind, "text": one.text},
                )  # fmt: skip
                Confirmation.objects.get_or_create(
                    reading_id=pk, user_id=person.user_id, version=version,
                    defaults={"name": person.name, "at": scope.now},
                )  # fmt: skip
    return next((one for one in readings_of(person.user_id, scope=scope) if one.pk == pk), None)


def forget_old(*, now: datetime) -> None:
    """Evidence of requests that ended long ago, and words that nobody's confirmation names."""
    cutoff = now - timedelta(days=settings.READING_EVIDENCE_DAYS)
    old = RequiredReading.objects.filter(ended_at__lt=cutoff)
    if old.exists():
        old.delete()
        ReadVersion.objects.filter(confirmations=None).delete()
