"""Figures beside days that were counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from channels.supervising.counting import count_day, days_due, forget_old
from channels.supervising.days import Period, hours_of
from channels.supervising.models import (
    ALL,
    OTHERS,
    WHOLE_DAY,
    AnswerFigures,
    CountedDay,
    DeskFigures,
    VerdictFigures,
)
from channels.supervising.queries import by_hour, desk_view
from kb.feedback.models import Feedback
from tests import library
from tests.supervising.stories import Kind, Outcome, note, serve, sight

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=BEIJING)
LATER = NINE + timedelta(days=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def everybody_counts(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1


def figures(team: str = ALL, *, day: date = DAY) -> DeskFigures:
    return DeskFigures.objects.get(day=day, hour=WHOLE_DAY, team=team)


def test_a_morning_is_counted_as_by_hand() -> None:
    serve(NINE, answer=Kind.COPIED, seconds=20, solved=True)
    serve(NINE + MINUTE, answer=Kind.SENT, channel="sms", seconds=40)
    serve(NINE + HOUR, agent=2, outcome=Outcome.HANDED_OVER)
    serve(NINE + HOUR, agent=3, answer=Kind.COPIED, seconds=130, is_over=False)
    count_day(DAY, now=LATER)
    row = figures("Team cards")
    assert (row.agents, row.contacts, row.ended, row.solved, row.handed_over) == (3, 4, 3, 1, 1)
    assert row.times == {"20": 1, "40": 1, "130": 1}
    assert (row.copied, row.sent) == ({"": 2}, {"sms": 1})
    opened = AnswerFigures.objects.get(team=ALL, kind=Kind.OPENED)
    assert (opened.key, opened.number) == ("cards.lost", 4)


def test_time_runs_from_the_first_search_to_the_first_answer() -> None:
    called = serve(NINE, opened="")
    called.steps.all().delete()
    note(called, Kind.SEARCHED, NINE + 2 * MINUTE)
    note(called, Kind.SEARCHED, NINE + 4 * MINUTE, key="again")
    note(called, Kind.COPIED, NINE + 3 * MINUTE)
    note(called, Kind.SENT, NINE + 5 * MINUTE)
    unasked = serve(NINE, opened="")
    unasked.steps.all().delete()
    note(unasked, Kind.SOLVED, NINE + 90 * timedelta(seconds=1))
    count_day(DAY, now=LATER)
    assert figures().times == {"60": 1, "90": 1}


def test_half_and_nine_of_ten(db: None) -> None:
    for seconds in (10, 20, 30, 40, 50, 60, 70, 80, 90, 400):
        serve(NINE, answer=Kind.COPIED, seconds=seconds)
    count_day(DAY, now=LATER)
    view = desk_view(Period(DAY, DAY), sight=sight(library.staff("s", "Supervisors"), now=LATER))
    assert (view.now.median, view.now.p90) == (50, 90)


def test_who_comes_back_about_the_same_was_not_helped(settings: Any) -> None:
    settings.FIRST_CONTACT_DAYS = 2
    cards = library.publish_topic("cards", "银行卡")
    for key in ("cards.lost", "cards.limit"):
        library.publish_answer(cards, key, f"{key}？", library.block("answer", "答案。"))
    served = {"solved": True, "answer": Kind.COPIED}
    serve(NINE, customer="stays-away", **served)
    serve(NINE, customer="same-topic", **served)
    serve(NINE + HOUR, customer="same-topic", opened="cards.limit")
    serve(NINE, customer="other-topic", **served)
    serve(NINE + HOUR, customer="other-topic", opened="loans.rate")
    serve(NINE, customer="too-late", **served)
    serve(NINE + timedelta(days=2, hours=1), customer="too-late")
    serve(NINE, customer="nothing-opened", opened="", **served)
    serve(NINE + timedelta(days=1), customer="nothing-opened", opened="loans.rate")
    serve(NINE, **served)
    count_day(DAY, now=NINE + timedelta(days=9))
    row = figures()
    assert (row.contacts, row.solved) == (8, 6)
    assert (row.named, row.named_solved, row.back) == (7, 5, 2)


def test_a_day_is_the_bank_s_own() -> None:
    serve(datetime(2026, 11, 20, 0, 0, tzinfo=BEIJING))
    serve(datetime(2026, 11, 20, 23, 59, tzinfo=BEIJING))
    serve(datetime(2026, 11, 21, 0, 0, tzinfo=BEIJING))
    serve(datetime(2026, 11, 19, 23, 59, tzinfo=BEIJING))
    count_day(DAY, now=LATER)
    assert figures().contacts == 2


def test_a_day_of_25_hours_and_one_of_23(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        berlin = ZoneInfo("Europe/Berlin")
        long_day, short_day = date(2026, 10, 25), date(2026, 3, 29)
        assert (len(hours_of(long_day)), len(hours_of(short_day))) == (25, 23)
        serve(datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=berlin))
        serve(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin))
        serve(datetime(2026, 10, 25, 23, 30, tzinfo=berlin))
        serve(datetime(2026, 10, 26, 0, 0, tzinfo=berlin))
        count_day(long_day, now=datetime(2026, 10, 27, tzinfo=berlin))
        assert figures(day=long_day).contacts == 3
        boss = sight(library.staff("s", "Supervisors"), now=LATER)
        assert by_hour(long_day, sight=boss) == {2: 1, 3: 1, 24: 1}
        labels = [f"{at:%H:%M}" for at in hours_of(long_day)]
        assert (labels[2], labels[3], labels[24]) == ("02:00", "02:00", "23:00")
    finally:
        timezone.get_default_timezone.cache_clear()


def test_no_figure_stands_for_fewer_people_than_three(settings: Any) -> None:
    settings.SMALLEST_TEAM = 3
    for agent in (1, 2, 3):
        serve(NINE, agent=agent, team="Team cards")
    for agent in (4, 5):
        serve(NINE, agent=agent, team="Team loans")
    count_day(DAY, now=LATER)
    assert set(DeskFigures.objects.values_list("team", "contacts")) == {
        ("Team cards", 3),
        (ALL, 3),
    }, "all minus the one team would tell of two people"
    serve(NINE, agent=6, team="")
    count_day(DAY, now=LATER)
    rows = DeskFigures.objects.filter(hour=WHOLE_DAY).values_list("team", "contacts")
    assert dict(rows) == {"Team cards": 3, OTHERS: 3, ALL: 6}
    assert set(AnswerFigures.objects.values_list("team", "number")) == {
        ("Team cards", 3),
        (OTHERS, 3),
        (ALL, 6),
    }


def test_many_contacts_of_one_person_are_one_person_s(settings: Any) -> None:
    settings.SMALLEST_TEAM = 2
    for _ in range(9):
        serve(NINE)
    count_day(DAY, now=LATER)
    assert not DeskFigures.objects.exists()
    assert not AnswerFigures.objects.exists()


def test_counting_twice_changes_nothing_and_what_is_gone_goes() -> None:
    kept = serve(NINE, answer=Kind.COPIED)
    gone = serve(NINE, opened="cards.limit")
    count_day(DAY, now=LATER)
    before = list(DeskFigures.objects.order_by("pk").values())
    count_day(DAY, now=LATER)
    assert list(DeskFigures.objects.order_by("pk").values()) == before
    gone.delete()
    count_day(DAY, now=LATER)
    assert figures().contacts == 1
    assert set(AnswerFigures.objects.values_list("key", flat=True)) == {"cards.lost"}
    kept.delete()
    count_day(DAY, now=LATER)
    assert not DeskFigures.objects.exists()


def test_verdicts_of_a_day() -> None:
    said = {"key": "cards.lost", "locale": "zh-Hans", "channel": "web", "source": "help"}
    for verdict in ("helpful", "helpful", "wrong", "unclear"):
        Feedback.objects.create(**said, verdict=verdict, element="e1", at=NINE)
    Feedback.objects.create(**said, verdict="unhelpful", element="e1", at=NINE - 10 * HOUR)
    count_day(DAY, now=LATER)
    row = VerdictFigures.objects.get()
    assert (row.element, row.helpful, row.unhelpful) == ("e1", 2, 1)


def test_each_day_is_looked_at_until_nothing_of_it_can_change(settings: Any) -> None:
    settings.FIRST_CONTACT_DAYS = 2
    serve(NINE)
    assert days_due(now=NINE + HOUR) == [DAY]
    count_day(DAY, now=NINE + HOUR)
    next_days = [NINE + timedelta(days=n) for n in range(1, 7)]
    looked = []
    for now in next_days:
        if DAY in days_due(now=now):
            looked.append(now)
            count_day(DAY, now=now)
    assert looked == next_days[:4]
    assert DAY not in days_due(now=NINE + timedelta(days=30))


def test_yesterday_is_looked_at_each_hour() -> None:
    serve(NINE)
    count_day(DAY, now=LATER)
    assert DAY not in days_due(now=LATER + 59 * MINUTE)
    assert DAY in days_due(now=LATER + HOUR)


def test_figures_outlive_the_contacts(settings: Any) -> None:
    settings.CONTACT_DAYS = 30
    contact = serve(NINE)
    count_day(DAY, now=LATER)
    contact.delete()
    much_later = NINE + timedelta(days=31)
    assert DAY not in days_due(now=much_later)
    count_day(DAY, now=much_later)
    assert figures().contacts == 1
    forget_old(now=NINE + timedelta(days=16))
    assert not DeskFigures.objects.exclude(hour=WHOLE_DAY).exists()
    forget_old(now=NINE + timedelta(days=401))
    assert not DeskFigures.objects.exists() and not CountedDay.objects.exists()
