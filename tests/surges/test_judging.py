"""What stands out, and what only grows as everything does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.feedback.misses.halves import half_of
from kb.feedback.surges.chance import Usual
from kb.feedback.surges.judging import Bounds, Looked, growth, judge, look, worst
from kb.feedback.surges.subjects import Subject
from kb.feedback.surges.windows import LEAST_SHARE, Window, alike, same_time, windows_at

BOUNDS = Bounds(20, 3)
WINDOW = Window((100,), 1.0)
DAYS = 20
SHANGHAI = ZoneInfo("Asia/Shanghai")


def one(name: str, calls: int, usual: float) -> Looked:
    return Looked(Subject("answer", name, "zh-Hans"), WINDOW, calls, Usual(usual * DAYS, DAYS))


def told(*looked: Looked) -> list[str]:
    return sorted(s.name for s, j in judge(looked, bounds=BOUNDS).items() if j.is_surge)


CALM = tuple(one(f"calm.{n}", 5, 5) for n in range(20))


@pytest.mark.parametrize(
    ("calls", "usual", "is_told"),
    [
        (19, 0, False), (20, 0, True), (20, 1, True), (60, 5, True), (20, 6.6, False),
        (29, 10, False), (45, 10, True), (250, 100, False), (400, 100, True), (0, 0, False),
    ],
)  # fmt: skip
def test_enough_many_times_as_many_and_no_chance(calls: int, usual: float, is_told: bool) -> None:
    assert told(*CALM, one("login", calls, usual)) == (["login"] if is_told else [])


def test_several_at_once_are_all_told() -> None:
    assert told(*CALM, one("login", 80, 8), one("crash", 60, 3), one("sms", 30, 0)) == [
        "crash", "login", "sms",
    ]  # fmt: skip


@given(st.floats(2, 8), st.lists(st.floats(0.2, 60), min_size=5, max_size=40))
def test_a_day_on_which_everything_grows_alike_tells_nothing(
    times: float, usual: list[float]
) -> None:
    rows = [one(f"answer.{n}", round(times * mean), mean) for n, mean in enumerate(usual)]
    if sum(usual) > 60:
        assert told(*rows) == []


def test_on_such_a_day_what_grows_more_still_is() -> None:
    busy = [one(f"busy.{n}", 20, 5) for n in range(20)]
    assert told(*busy, one("login", 250, 8)) == ["login"]


def test_a_small_bank_measures_nothing_by_its_own_growth() -> None:
    assert told(one("login", 60, 1), one("other", 1, 1)) == ["login"]
    assert told(one("login", 60, 1)) == ["login"]


def test_nothing_counts_as_less_than_usual() -> None:
    """A quiet day makes the usual no surge."""
    quiet = [one(f"quiet.{n}", 0, 10) for n in range(20)]
    assert growth(quiet) == 1.0
    assert told(*quiet, one("as-ever", 30, 12)) == []


def test_it_goes_on_until_it_is_half_as_much() -> None:
    kept = judge((*CALM, one("login", 18, 10), one("old", 9, 1)), bounds=BOUNDS)
    assert {s.name for s in kept} == {"login"} and not any(j.is_surge for j in kept.values())


def test_the_window_that_tells_most_is_taken() -> None:
    short = judge((*CALM, one("login", 30, 2)), bounds=BOUNDS)
    long = judge((*CALM, one("login", 90, 5)), bounds=BOUNDS)
    login = Subject("answer", "login", "zh-Hans")
    assert worst([short[login], long[login]]).looked.calls == 90


def test_the_running_half_hour_stands_against_as_much_of_those_before() -> None:
    now = datetime(2026, 11, 23, 9, 45, tzinfo=SHANGHAI)
    short, long = windows_at(now)
    assert (short.halves, short.share) == ((long.halves[-1],), 0.5)
    assert long.begins == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    half = short.halves[0]
    subject = Subject("answer", "fee", "en")
    before = {subject: {half - 48: 10, half - 49: 6}}
    likes = {half: (half - 48,), half - 1: (half - 49,)}
    seen = look(long, now={subject: {half: 3, half - 1: 4}}, before=before, likes=likes)
    assert [(row.calls, row.usual) for row in seen] == [(7, Usual(11.0, 1))]


def test_the_first_minutes_count_as_ten() -> None:
    short, _long = windows_at(datetime(2026, 11, 23, 9, 30, 30, tzinfo=SHANGHAI))
    assert short.share == LEAST_SHARE


def test_the_same_time_of_day_is_that_of_the_place() -> None:
    """Also over the night in which clocks are put back."""
    berlin = ZoneInfo("Europe/Berlin")
    after = half_of(datetime(2026, 10, 26, 9, tzinfo=berlin))
    for days in (1, 2):
        before = half_of(datetime(2026, 10, 26 - days, 9, tzinfo=berlin))
        assert same_time(after, days=days, zone=berlin) == before


def test_days_of_the_same_kind_are_like_each_other() -> None:
    def is_working(day: date) -> bool:
        return day.isoweekday() <= 5

    monday = date(2026, 11, 23)
    counted = [monday - timedelta(days=n) for n in range(1, 29)]
    assert len(alike(monday, counted=counted, is_working=is_working)) == 20
    saturday = alike(monday - timedelta(days=2), counted=counted, is_working=is_working)
    assert {day.isoweekday() for day in saturday} == {6, 7}
    # In the first week every day counts, and before the third nothing does.
    assert len(alike(monday, counted=counted[:3], is_working=is_working)) == 3
    assert alike(monday, counted=counted[:2], is_working=is_working) == ()


def test_moments_are_moments_wherever_the_server_stands() -> None:
    assert half_of(datetime(2026, 11, 23, 1, 30, tzinfo=UTC)) == half_of(
        datetime(2026, 11, 23, 9, 45, tzinfo=SHANGHAI)
    )
