"""Questions to team leaders, by team and day."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, Permission

from channels.questions.models import LeaderQuestion
from channels.questions.operations import Asking, ask
from channels.questions.people import asker_of
from channels.supervising.counting import count_day
from channels.supervising.days import Period
from channels.supervising.models import ALL
from channels.supervising.questioned import questions_view
from channels.supervising.team_tables import QuestionFigures
from tests import library
from tests.supervising.stories import serve, sight

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=BEIJING)
LATER = NINE + timedelta(days=1)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def two_teams(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1
    for name in ("Team cards", "Team loans"):
        Group.objects.create(name=name)
        library.staff(f"of-{name}", name)


def asked(
    at: datetime, *, by: int = 1, team: str = "Team cards", wait: int = 0, closed: int = 0
) -> LeaderQuestion:
    """Replied to after `wait` seconds, taken back after `closed`."""
    return LeaderQuestion.objects.create(
        request=uuid.uuid4(), asker_id=by, asker_name=f"agent-{by}", team=team, locale="zh-Hans",
        query="外币", asked_at=at, due_at=at + 120 * SECOND, changed_at=at,
        replied_at=at + wait * SECOND if wait else None,
        closed_at=at + closed * SECOND if closed else None,
    )  # fmt: skip


def figures(team: str = ALL, day: date = DAY) -> tuple[int, ...]:
    row = QuestionFigures.objects.get(day=day, team=team)
    return (row.asked, row.replied, row.waiting, row.late)


def test_a_day_is_counted_as_by_hand() -> None:
    for wait in (20, 40, 60, 400):
        asked(NINE, wait=wait)
    asked(NINE, closed=30)
    asked(NINE + HOUR, by=2, team="Team loans")
    count_day(DAY, now=NINE + HOUR + 60 * SECOND)
    assert figures() == (6, 4, 1, 0)
    assert figures("Team loans") == (1, 0, 1, 0)
    count_day(DAY, now=NINE + HOUR + 121 * SECOND)
    assert figures() == (6, 4, 1, 1), "it waits too long"
    row = QuestionFigures.objects.get(team=ALL)
    assert row.times == {"20": 1, "40": 1, "60": 1, "400": 1}


def test_the_middle_and_the_95th() -> None:
    for number in range(1, 21):
        asked(NINE, wait=number * 5)
    count_day(DAY, now=LATER)
    boss = sight(library.staff("boss", "Supervisors"), now=LATER)
    view = questions_view(Period(DAY, DAY), sight=boss)
    assert view is not None
    assert (view.now.median, view.now.p95) == (50, 95)
    assert view.by_team.keys() == {"Team cards"}


def test_a_question_of_last_night_waits_this_morning_and_is_asked_once() -> None:
    asked(datetime(2026, 11, 19, 23, 59, tzinfo=BEIJING))
    count_day(DAY, now=NINE)
    assert figures() == (0, 0, 1, 1)
    count_day(DAY - timedelta(days=1), now=NINE)
    assert figures(day=DAY - timedelta(days=1)) == (1, 0, 1, 0)
    count_day(DAY, now=LATER)
    assert not QuestionFigures.objects.filter(day=DAY).exists(), "after hours it waits no more"


def test_nobody_stands_alone(settings: Any) -> None:
    settings.SMALLEST_TEAM = 3
    asked(NINE, by=1)
    asked(NINE, by=2)
    count_day(DAY, now=LATER)
    assert not QuestionFigures.objects.exists()
    serve(NINE, agent=3)
    count_day(DAY, now=LATER)
    assert figures("Team cards") == (2, 0, 0, 0), "three of the team were at work"
    asked(NINE, by=4, team="Team loans")
    count_day(DAY, now=LATER)
    assert figures() == (2, 0, 0, 0), "all less the one team would tell of one person"


def test_days_keep_their_figures_when_questions_are_forgotten(settings: Any) -> None:
    settings.QUESTION_DAYS = 5
    question = asked(NINE, wait=9)
    count_day(DAY, now=LATER)
    question.delete()
    count_day(DAY, now=NINE + timedelta(days=6))
    assert figures() == (1, 1, 0, 0)


def test_a_question_is_counted_for_the_team_of_its_asker() -> None:
    wang = library.staff("wang", "Agents")
    ask(Asking(uuid.uuid4(), "zh-Hans", query="外币"), asker=asker_of(wang), at=NINE)
    count_day(DAY, now=LATER)
    assert figures("Agents") == (1, 0, 0, 0)


def test_whoever_has_nothing_to_do_with_questions_sees_no_figures_of_them() -> None:
    boss = library.staff("boss", "Supervisors")
    assert questions_view(Period(DAY, DAY), sight=sight(boss, now=LATER)) is not None
    right = Permission.objects.get(codename="reply_leaderquestion")
    boss.groups.get().permissions.remove(right)
    boss = type(boss).objects.get(pk=boss.pk)
    assert questions_view(Period(DAY, DAY), sight=sight(boss, now=LATER)) is None
