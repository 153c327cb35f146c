"""Sums of weeks say what their days say, and give way as soon as one of these is counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels.supervising.counting import count_day, forget_old
from channels.supervising.days import DAY, Period
from channels.supervising.models import WHOLE_WEEK, DeskFigures
from channels.supervising.queries import by_hour, desk_view, team_sums
from channels.supervising.sums import Sums
from channels.supervising.weeks import sum_weeks
from tests import library
from tests.supervising.stories import Kind, serve, sight

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")
# A Wednesday; five weeks from it on.
FIRST = date(2026, 9, 2)
PERIOD = Period(FIRST, FIRST + 34 * DAY)
LATER = datetime(2026, 11, 20, 9, 0, tzinfo=BEIJING)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def five_weeks(settings: Any) -> None:
    settings.SMALLEST_TEAM, settings.FIRST_CONTACT_DAYS = 1, 7
    for n, day in enumerate(PERIOD):
        for agent in range(1 + n % 3):
            serve(at(day), agent=agent, team=f"Team {agent}", answer=Kind.COPIED,
                  seconds=10 + n, solved=agent == 0)  # fmt: skip
        count_day(day, now=LATER)


@pytest.fixture
def boss() -> Any:
    return sight(library.staff("boss", "Supervisors"), now=LATER)


def weeks() -> set[date]:
    return set(DeskFigures.objects.filter(hour=WHOLE_WEEK).values_list("day", flat=True))


def told(period: Period, boss: Any) -> Mapping[str, Sums]:
    return team_sums(period, sight=boss)


@pytest.mark.parametrize("first", range(9))
@pytest.mark.parametrize("days", [1, 13, 14, 20, 26])
def test_they_change_nothing_of_what_is_said(boss: Any, first: int, days: int) -> None:
    period = Period(FIRST + first * DAY, FIRST + (first + days - 1) * DAY)
    by_days = told(period, boss)
    sum_weeks(now=LATER)
    assert len(weeks()) == 6
    assert told(period, boss) == by_days
    assert desk_view(period, sight=boss).now.contacts == sum(s.contacts for s in by_days.values())


def test_fewer_rows_are_read(boss: Any) -> None:
    def read() -> str:
        with CaptureQueriesContext(connection) as found:
            told(PERIOD, boss)
        return found[-1]["sql"]

    without = read()
    sum_weeks(now=LATER)
    assert without.count("2026-") == 35
    # Four whole weeks, and the days on both sides of them.
    assert read().count("2026-") == 4 + 7


def test_a_day_that_is_counted_anew_ends_its_week_s_sum(boss: Any) -> None:
    sum_weeks(now=LATER)
    day = FIRST + 8 * DAY
    before = told(PERIOD, boss)["Team 0"].contacts
    serve(at(day), agent=0, team="Team 0")
    count_day(day, now=LATER)
    assert date(2026, 9, 7) not in weeks()
    assert told(PERIOD, boss)["Team 0"].contacts == before + 1
    sum_weeks(now=LATER)
    assert date(2026, 9, 7) in weeks()
    assert told(PERIOD, boss)["Team 0"].contacts == before + 1


def test_weeks_that_may_still_change_have_no_sum() -> None:
    """Customers may come back for seven days, and each day is counted again for that long."""
    sum_weeks(now=at(date(2026, 9, 13)) + 9 * DAY)
    assert weeks() == {date(2026, 8, 31)}
    sum_weeks(now=at(date(2026, 9, 13)) + 10 * DAY)
    assert weeks() == {date(2026, 8, 31), date(2026, 9, 7)}


def test_sums_are_no_hours_and_are_kept_as_long_as_days(boss: Any) -> None:
    sum_weeks(now=LATER)
    assert by_hour(date(2026, 9, 7), sight=boss) == {9: 3}
    forget_old(now=LATER)
    assert len(weeks()) == 6
    forget_old(now=LATER + timedelta(days=400))
    assert not DeskFigures.objects.exists()
