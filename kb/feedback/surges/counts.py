"""What the store of calls knows of half hours: now, and on days before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kb.approval.working_time import working_time
from kb.feedback.misses.halves import half_of
from kb.feedback.misses.store import Session
from kb.feedback.surges.subjects import Calls, Place, Subject
from kb.feedback.surges.windows import DAYS, alike, same_time


def calls_in(session: Session, halves: Collection[int]) -> Calls:
    """On all channels together."""
    found: dict[Subject, dict[int, int]] = defaultdict(dict)
    if not halves:
        return found
    for half, kind, name, locale, calls in session.rows(
        "SELECT half, kind, subject, locale, sum(calls) FROM kb_surge_half"
        f" WHERE half IN ({_places(halves)}) GROUP BY half, kind, subject, locale",
        sorted(halves),
    ):
        found[Subject(kind, name, locale)][int(half)] = int(calls)
    return found


def by_place(
    session: Session, subject: Subject, halves: Collection[int]
) -> Mapping[Place, Mapping[int, int]]:
    """Of one subject, each channel and audience by itself."""
    found: dict[Place, dict[int, int]] = defaultdict(dict)
    for half, channel, audience, calls in session.rows(
        "SELECT half, channel, audience, calls FROM kb_surge_half WHERE kind = %s AND subject = %s"
        f" AND locale = %s AND half IN ({_places(halves)})",
        [subject.kind, subject.name, subject.locale, *sorted(halves)],
    ):
        found[Place(channel, int(audience))][int(half)] = int(calls)
    return found


def like_days(session: Session, *, now: datetime) -> tuple[date, ...]:
    """Days of the last four weeks of the same kind as today, on which anything was counted: what
    nobody counted tells nothing of what is usual. Empty while there are too few."""
    today = timezone.localdate(now)
    counted = [day for n in range(1, DAYS + 1) if _is_counted(session, day := _before(today, n))]
    return alike(today, counted=counted, is_working=working_time().is_working_day)


def like_halves(half: int, *, now: datetime, days: Sequence[date]) -> tuple[int, ...]:
    """The same time of day on each of these days."""
    today, zone = timezone.localdate(now), timezone.get_current_timezone()
    return tuple(same_time(half, days=(today - day).days, zone=zone) for day in days)


def _is_counted(session: Session, day: date) -> bool:
    midnight = datetime.combine(day, time(), timezone.get_current_timezone())
    ends = half_of(midnight + timedelta(days=1))
    row = session.rows(
        "SELECT 1 FROM kb_surge_half WHERE half >= %s AND half < %s LIMIT 1",
        [half_of(midnight), ends],
    )
    return bool(row)


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days)


def _places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))
