"""Complaints by cause, team and day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission

from channels.supervising.complained import complaints_view
from channels.supervising.counting import count_day
from channels.supervising.days import Period
from channels.supervising.models import ALL, OTHERS
from channels.supervising.team_tables import ComplaintFigures
from kb.feedback.complaints import operations
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.steps import By
from tests import library
from tests.complaints.making import agent_of, spoken, taken_by
from tests.supervising.stories import serve, sight

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")
# A Friday.
DAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=BEIJING)
HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
LATER = NINE + 2 * A_DAY


@pytest.fixture(autouse=True)
def everybody_counts(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1


@pytest.fixture
def wang(db: None) -> Any:
    return agent_of("Agents Beijing", "wang")


def close(complaint: Complaint, by: Any, at: datetime) -> None:
    operations.close(complaint, spoken(), By(by, at))


def figures(day: date = DAY, *, team: str = ALL) -> dict[str, tuple[int, ...]]:
    """By cause."""
    rows = ComplaintFigures.objects.filter(day=day, team=team)
    return {r.cause: (r.taken, r.closed, r.still_open, r.late) for r in rows}


def test_days_are_counted_as_by_hand(wang: Any) -> None:
    li = agent_of("Agents Shanghai", "li")
    one = taken_by(wang, at=NINE, cause="person")
    taken_by(wang, at=NINE + HOUR, cause="system")
    taken_by(li, at=NINE + HOUR, cause="system")
    close(one, wang, NINE + A_DAY)
    for back in (0, 1):
        count_day(DAY + back * A_DAY, now=LATER)
    assert figures() == {"person": (1, 0, 1, 0), "system": (2, 0, 2, 0)}
    assert figures(team="Agents Shanghai") == {"system": (1, 0, 1, 0)}
    next_day = DAY + A_DAY
    assert figures(next_day) == {"person": (0, 1, 0, 0), "system": (0, 0, 2, 0)}
    row = ComplaintFigures.objects.get(day=next_day, team=ALL, cause="person")
    assert row.times == {str(24 * 3600): 1}


def test_what_is_over_due_is_told_of_the_end_of_each_day(wang: Any) -> None:
    one = taken_by(wang, at=NINE)
    Complaint.objects.filter(pk=one.pk).update(due_at=NINE + A_DAY)
    close(Complaint.objects.get(), wang, NINE + 2 * A_DAY)
    for back in range(3):
        count_day(DAY + back * A_DAY, now=NINE + 3 * A_DAY)
    told = [figures(DAY + back * A_DAY)["person"] for back in range(3)]
    assert told == [(1, 0, 1, 0), (0, 0, 1, 1), (0, 1, 0, 0)]


def test_sums_take_what_is_open_from_the_last_day(wang: Any) -> None:
    taken_by(wang, at=NINE)
    taken_by(wang, at=NINE + A_DAY, cause="process")
    for back in (0, 1):
        count_day(DAY + back * A_DAY, now=LATER)
    boss = sight(library.staff("boss", "Supervisors"), now=LATER)
    view = complaints_view(Period(DAY, DAY + A_DAY), sight=boss)
    assert view is not None
    assert (view.now.taken, view.now.still_open) == (2, 2)
    assert (view.before.taken, view.before.still_open) == (0, 0)
    assert {cause: one.taken for cause, one in view.by_cause.items()} == {
        "process": 1, "system": 0, "person": 1,
    }  # fmt: skip
    (team,) = view.by_team.items()
    assert (team[0], team[1].taken, team[1].still_open) == ("Agents Beijing", 2, 2)


def test_nobody_stands_alone(wang: Any, settings: Any) -> None:
    settings.SMALLEST_TEAM = 3
    taken_by(wang, at=NINE)
    count_day(DAY, now=LATER)
    assert not ComplaintFigures.objects.exists()
    for agent in (101, 102):
        serve(NINE, agent=agent, team="Agents Beijing")
    count_day(DAY, now=LATER)
    assert figures(team="Agents Beijing") == {"person": (1, 0, 0, 0)}, (
        "three were at work; but the team has one member, so what it has open is not told"
    )
    for name in ("li", "zhao"):
        agent_of("Agents Beijing", name)
    count_day(DAY, now=LATER)
    assert figures(team="Agents Beijing") == {"person": (1, 0, 1, 0)}


def test_what_is_open_of_a_team_that_is_gone_stands_with_the_others(wang: Any) -> None:
    taken_by(wang, at=NINE)
    wang.groups.get().delete()
    count_day(DAY, now=LATER)
    assert figures(team=OTHERS) == {"person": (0, 0, 1, 0)}


def test_figures_need_a_right_on_complaints(wang: Any) -> None:
    boss = library.staff("boss", "Supervisors")
    period = Period(DAY, DAY)
    assert complaints_view(period, sight=sight(boss, now=LATER)) is not None
    boss.groups.get().permissions.remove(Permission.objects.get(codename="lead_complaint"))
    boss = type(boss).objects.get(pk=boss.pk)
    assert complaints_view(period, sight=sight(boss, now=LATER)) is None
