"""Counting days: read first, then only what has changed is written, in one short transaction with
the note that the day was counted. However often and wherever it is done, the same stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Min

from channels.contacts.models import Contact
from channels.supervising.at_work import DayAtWork, day_at_work
from channels.supervising.complained import complaints_of_day
from channels.supervising.days import DAY, day_of
from channels.supervising.folding import fold
from channels.supervising.models import (
    AnswerFigures,
    CountedDay,
    DeskFigures,
    OfferFigures,
    VerdictFigures,
)
from channels.supervising.offered import offers_of_day
from channels.supervising.questioned import questions_of_day
from channels.supervising.readings import readings_of_day
from channels.supervising.team_tables import ComplaintFigures, QuestionFigures, ReadingFigures
from channels.supervising.verdicts import verdicts_of_day
from channels.supervising.weeks import forget_week_of

# Contacts that ran past midnight end within hours.
YESTERDAY_EVERY = timedelta(hours=1)
KEPT = timedelta(days=400)
HOURS_KEPT = timedelta(days=15)
PORTION = 500
PLACES: dict[type[models.Model], tuple[str, ...]] = {
    DeskFigures: ("hour", "team"),
    AnswerFigures: ("kind", "team", "key", "locale", "channel"),
    VerdictFigures: ("key", "locale", "element", "channel"),
    OfferFigures: ("team", "key", "locale"),
    QuestionFigures: ("team",),
    ComplaintFigures: ("team", "cause"),
    ReadingFigures: ("team", "reading"),
}
Rows = Iterable[Any] | None


def count_day(day: date, *, now: datetime) -> None:
    """A day whose contacts are forgotten already keeps the figures it has."""
    if _is_forgotten(day, now=now):
        return
    counted = _counted(day_at_work(day, now=now))
    changes = [_change(t, rows, day) for t, rows in counted.items() if rows is not None]
    with transaction.atomic():
        for change in changes:
            change()
        forget_week_of(day)
        CountedDay.objects.update_or_create(day=day, defaults={"counted_at": now})


def _counted(at: DayAtWork) -> dict[type[models.Model], Rows]:
    """Table → rows not yet saved; None where those that stand there stay."""
    folded = fold(at.matters, day=at.day, smallest=at.smallest)
    return {
        DeskFigures: folded.desk,
        AnswerFigures: folded.answers,
        VerdictFigures: verdicts_of_day(at),
        OfferFigures: offers_of_day(at),
        QuestionFigures: questions_of_day(at),
        ComplaintFigures: complaints_of_day(at),
        ReadingFigures: readings_of_day(at),
    }


def days_due(*, now: datetime) -> Sequence[date]:
    """Today always; earlier days until nothing of them can change any more. The newest first."""
    today = day_of(now)
    counted = dict(CountedDay.objects.values_list("day", "counted_at"))
    first = _first_day(now=now)
    past = (today - timedelta(days=n) for n in range(1, (today - first).days + 1))
    return [today, *(day for day in past if _is_due(day, counted.get(day), now=now))]


def forget_old(*, now: datetime) -> None:
    oldest = day_of(now) - KEPT
    tables: tuple[type[Any], ...] = (*PLACES, CountedDay)
    for table in tables:
        table.objects.filter(day__lt=oldest).delete()
    hours = DeskFigures.objects.filter(hour__gte=0)
    hours.filter(day__lt=day_of(now) - HOURS_KEPT).delete()


def _is_due(day: date, counted_at: datetime | None, *, now: datetime) -> bool:
    """Customers come back for days, so each day is looked at again on each of these."""
    if counted_at is None:
        return True
    if day == day_of(now) - DAY and now - counted_at >= YESTERDAY_EVERY:
        return True
    settled = day + timedelta(days=settings.FIRST_CONTACT_DAYS + 2)
    return day_of(counted_at) < min(day_of(now), settled)


def _first_day(*, now: datetime) -> date:
    first = Contact.objects.aggregate(first=Min("started_at"))["first"]
    kept = day_of(now) - timedelta(days=settings.CONTACT_DAYS - 1)
    return max(day_of(first), kept) if first else day_of(now)


def _is_forgotten(day: date, *, now: datetime) -> bool:
    return day <= day_of(now) - timedelta(days=settings.CONTACT_DAYS)


def _change(table: type[Any], rows: Iterable[Any], day: date) -> Callable[[], None]:
    """What is to be written, found before anything is locked."""
    place, values = PLACES[table], _values(table)
    known = {_of(row, place): row for row in table.objects.filter(day=day)}
    wanted = {_of(row, place): row for row in rows}
    gone = [row.pk for at, row in known.items() if at not in wanted]
    fresh = [
        r for at, r in wanted.items() if at not in known or _of(r, values) != _of(known[at], values)
    ]

    def write() -> None:
        for start in range(0, len(gone), PORTION):
            table.objects.filter(pk__in=gone[start : start + PORTION]).delete()
        table.objects.bulk_create(
            fresh,
            batch_size=PORTION,
            update_conflicts=True,
            unique_fields=["day", *place],
            update_fields=list(values),
        )

    return write


def _values(table: type[models.Model]) -> tuple[str, ...]:
    """Its columns besides those that say what is counted."""
    names = (field.name for field in table._meta.concrete_fields)
    return tuple(n for n in names if n not in {"id", "day", *PLACES[table]})


def _of(row: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
