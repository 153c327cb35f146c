"""Sums of the whole weeks of which nothing changes any more, made of their days: a range of months
reads seven times fewer rows of each team. They stand beside the days, on the week's Monday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q, QuerySet

from channels.supervising.days import DAY, Period, day_of
from channels.supervising.models import ALL, WHOLE_DAY, WHOLE_WEEK, DeskFigures
from channels.supervising.sums import NUMBERS
from channels.supervising.times import add_up

WEEK = 7 * DAY
# Of fewer days nothing is saved.
WORTH_IT = 14
Week = date


def week_of(day: date) -> Week:
    """Its Monday."""
    return day - day.weekday() * DAY


def days_of(week: Week) -> Period:
    return Period(week, week + WEEK - DAY)


def sum_weeks(*, now: datetime) -> None:
    """Those that have no sums and are settled; the oldest first."""
    first = DeskFigures.objects.filter(hour=WHOLE_DAY).aggregate(first=Min("day"))["first"]
    if first is None:
        return
    made = set(_sums_of_all().values_list("day", flat=True))
    week, today = week_of(first), day_of(now)
    while is_settled(days_of(week).last, today=today):
        if week not in made:
            _sum_up(week)
        week += WEEK


def is_settled(day: date, *, today: date) -> bool:
    """It is not looked at again."""
    return day + (settings.FIRST_CONTACT_DAYS + 2) * DAY < today


def forget_week_of(day: date) -> None:
    """Something of it is counted anew; in the transaction of that."""
    DeskFigures.objects.filter(hour=WHOLE_WEEK, day=week_of(day)).delete()


def weeks_within(period: Period) -> Sequence[Week]:
    """Whole weeks of the period that have sums."""
    rows = _sums_of_all().filter(day__range=(period.first, period.last - WEEK + DAY))
    return list(rows.values_list("day", flat=True))


def rows_for(period: Period, rows: QuerySet[DeskFigures]) -> Iterable[DeskFigures]:
    """Of the period: weeks where there are sums, days for the rest. At most two queries."""
    weeks = weeks_within(period) if period.days >= WORTH_IT else ()
    in_weeks = {day for week in weeks for day in days_of(week)}
    rest = [day for day in period if day not in in_weeks]
    in_days = Q(hour=WHOLE_DAY, day__in=rest)
    return rows.filter(in_days | Q(hour=WHOLE_WEEK, day__in=weeks) if weeks else in_days)


def _sums_of_all() -> QuerySet[DeskFigures]:
    """Where anything stands of a week, there is a row of all."""
    return DeskFigures.objects.filter(hour=WHOLE_WEEK, team=ALL)


def _sum_up(week: Week) -> None:
    days = days_of(week)
    with transaction.atomic():
        teams: dict[str, list[DeskFigures]] = defaultdict(list)
        rows = DeskFigures.objects.filter(hour=WHOLE_DAY, day__range=(days.first, days.last))
        for row in rows:
            teams[row.team].append(row)
        forget_week_of(week)
        DeskFigures.objects.bulk_create(_sum_of(week, team, some) for team, some in teams.items())


def _sum_of(week: Week, team: str, rows: Sequence[DeskFigures]) -> DeskFigures:
    """`agents`: people at work, added up by days; texts are read by days alone."""
    numbers = {name: sum(getattr(row, name) for row in rows) for name in ("agents", *NUMBERS)}
    times = {str(step): number for step, number in add_up(row.times for row in rows).items()}
    return DeskFigures(day=week, hour=WHOLE_WEEK, team=team, **numbers, times=times)
