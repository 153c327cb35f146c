"""Weeks that are made up, looked at as the clock would: next to nothing is told on ordinary days
and in a rush on everything, and what rises is told soon. The larger case: bench/surges.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench import surges
from bench.surges import FIRST, HISTORY, RUSH_DAY, Made
from kb.feedback.surges import judging

RUSH = RUSH_DAY - HISTORY


@pytest.fixture(scope="module")
def made() -> Made:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surges, "RUSH", 3.5)
        return surges.make(100, calls_a_day=6_000, days=RUSH_DAY + 1, seed=3)


def test_next_to_nothing_is_told_on_ordinary_days_and_in_a_rush(made: Made) -> None:
    assert len(surges.false_alerts(made, days=(0, RUSH), every=15)) <= 1


def test_without_the_growth_of_all_the_rush_would_be_told(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "growth", lambda looked: 1.0)
    assert len(surges.false_alerts(made, days=(RUSH,), every=60)) > 5


@pytest.mark.parametrize(("times", "most"), [(10.0, 15), (4.0, 60)])
def test_a_rise_is_told_soon(made: Made, times: float, most: int) -> None:
    for hour, minute in ((10, 0), (14, 47)):
        begins = FIRST + timedelta(days=HISTORY, hours=hour, minutes=minute)
        wait = surges.minutes_until_told(made, number=0, times=times, begins=begins)
        assert wait is not None and wait <= most, f"{hour}:{minute:02} {wait}"


def test_the_rush_is_a_rush(made: Made) -> None:
    first = surges.first_half() + RUSH_DAY * surges.A_DAY
    days = [
        sum(halves.get(half - back * surges.A_DAY, 0) for halves in made.calls.values()
            for half in range(first, first + surges.A_DAY))
        for back in (0, 7)
    ]  # fmt: skip
    assert 3 < days[0] / days[1] < 4
