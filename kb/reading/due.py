"""What one person is asked to read and has not confirmed, as far as they may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.access import Scope
from kb.publication.queries import Authorized, Candidate, authorize
from kb.reading.material import ElementText, texts_of
from kb.reading.models import Confirmation, ReadVersion, RequiredReading
from kb.reading.standing import DueElement, asked_of, due_of

Confirmed = Mapping[str, Sequence[ReadVersion]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One request, for one person. `due`: empty where all is confirmed, `confirmed_at` then says
    when the last was."""

    pk: int
    answer: Authorized
    why: str
    asked_by: str
    due_at: datetime
    due: tuple[DueElement, ...]
    confirmed_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return bool(self.due) and self.due_at < now


def readings_of(user_id: int, *, scope: Scope, key: str = "") -> tuple[Reading, ...]:
    """The most pressing first. `scope`: of the one channel on which this person reads. Answers in
    which nothing is asked of this reader are left out."""
    rows = RequiredReading.objects.filter(ended_at=None, teams__user=user_id).distinct()
    asked = list(rows.filter(key=key) if key else rows)
    if not asked:
        return ()
    wanted = [Candidate(one.key, one.locale) for one in asked]
    answers = {(a.key, a.locale): a for a in authorize(scope=scope, candidates=wanted)}
    texts = {name: texts_of(a.document, scope=scope) for name, a in answers.items()}
    confirmed = confirmed_by([user_id], asked)
    found = (
        _reading(
            one, answers[one.key, one.locale], texts[one.key, one.locale],
            confirmed.get((one.pk, user_id), ()),
        )
        for one in asked
        if (one.key, one.locale) in answers
    )  # fmt: skip
    return tuple(reading for reading in found if reading is not None)


def count_due(user_id: int, *, scope: Scope) -> int:
    return sum(bool(reading.due) for reading in readings_of(user_id, scope=scope))


def confirmed_by(
    user_ids: Iterable[int], readings: Iterable[RequiredReading]
) -> dict[tuple[int, int], list[Confirmation]]:
    """By reading and person, in the order of time. Two queries."""
    rows = Confirmation.objects.filter(reading__in=list(readings), user_id__in=list(user_ids))
    found: dict[tuple[int, int], list[Confirmation]] = {}
    for row in rows.select_related("version").order_by("at", "pk"):
        found.setdefault((row.reading_id, row.user_id), []).append(row)
    return found


def by_element(rows: Iterable[Confirmation]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.version.element, []).append(row.version)
    return found


def _reading(
    one: RequiredReading,
    answer: Authorized,
    texts: Mapping[str, ElementText],
    rows: Sequence[Confirmation],
) -> Reading | None:
    asked = asked_of(one.elements, texts)
    if not asked:
        return None
    due = due_of(asked, by_element(rows))
    last = max((row.at for row in rows), default=None)
    return Reading(one.pk, answer, one.why, one.asked_by, one.due_at, due, last)
