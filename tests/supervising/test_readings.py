"""Required reading: what is to be read, and how far people have come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.supervising.counting import count_day
from channels.supervising.days import Period, day_of
from channels.supervising.models import ALL, CountedDay
from channels.supervising.queries import counted_days
from channels.supervising.readings import ReadingView, reading_view
from channels.supervising.sums import Share
from channels.supervising.team_tables import ReadingFigures
from kb.access.models import AccessGrant
from kb.reading import asking
from kb.reading.asking import Person, confirm
from kb.reading.due import readings_of
from tests import library
from tests.library import block
from tests.noon import NOW, TODAY
from tests.reading.stories import asked, scope_of, team
from tests.supervising.stories import sight

pytestmark = pytest.mark.django_db
PERIOD = Period(TODAY, TODAY)


@pytest.fixture(autouse=True)
def everybody_counts(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1
    cards = library.publish_topic("cards", "银行卡")
    for key in ("cards.lost", "cards.fee"):
        library.publish_answer(cards, key, f"{key}？", block("answer", "先挂失。"))


@pytest.fixture
def boss() -> Any:
    return library.staff("boss", "Supervisors")


def people(group: Group, number: int) -> list[Any]:
    return [library.staff(f"{group.name}-{n}", group.name) for n in range(number)]


def read(user: Any, reading: Any) -> None:
    scope = scope_of(user)
    (found,) = [one for one in readings_of(user.pk, scope=scope) if one.pk == reading.pk]
    digests = [one.digest for one in found.due]
    confirm(reading.pk, digests, person=Person(user.pk, user.username), scope=scope)


def view(user: Any, *, period: Period = PERIOD) -> ReadingView:
    seen = sight(user, now=timezone.now())
    counted = counted_days(period.before.first, period.last)
    found = reading_view(period, sight=seen, counted=counted)
    assert found is not None
    return found


def figures() -> dict[str, tuple[int, int]]:
    rows = ReadingFigures.objects.filter(day=TODAY)
    return {row.team: (row.people, row.done) for row in rows}


def test_shares_are_told_by_team(boss: Any) -> None:
    north, south = team("Team north"), team("Team south")
    readers = people(north, 3)
    people(south, 2)
    reading = asked("cards.lost", north, south)
    for one in readers[:2]:
        read(one, reading)
    count_day(TODAY, now=timezone.now())
    assert figures() == {"Team north": (3, 2), "Team south": (2, 0), ALL: (5, 2)}
    seen = view(boss)
    assert seen.now == Share(2, 5)
    assert seen.by_team == {"Team north": Share(2, 3), "Team south": Share(0, 2)}
    (one,) = seen.asked
    assert (one.question, one.done, one.is_late) == ("cards.lost？", Share(2, 5), False)
    assert seen.oldest == one


def test_somebody_in_two_teams_that_are_asked_is_one_reader(boss: Any) -> None:
    north, south = team("Team north"), team("Team south")
    both = people(north, 1)[0]
    both.groups.add(south)
    asked("cards.lost", north, south)
    count_day(TODAY, now=timezone.now())
    assert figures() == {"Team north": (1, 0), ALL: (1, 0)}


def test_the_oldest_open_one_is_named_and_what_is_over_due_says_so(boss: Any) -> None:
    north = team("Team north")
    (reader,) = people(north, 1)
    done = asked("cards.lost", north)
    asked("cards.fee", north, due_in=-timedelta(hours=1))
    read(reader, done)
    count_day(TODAY, now=timezone.now())
    seen = view(boss)
    assert [(one.key, one.is_open, one.is_late) for one in seen.asked] == [
        ("cards.fee", True, True),
        ("cards.lost", False, False),
    ]
    assert seen.oldest is not None and seen.oldest.key == "cards.fee"


def test_nobody_stands_alone(boss: Any, settings: Any) -> None:
    settings.SMALLEST_TEAM = 3
    north, south = team("Team north"), team("Team south")
    people(north, 3)
    people(south, 2)
    asked("cards.lost", north, south)
    count_day(TODAY, now=timezone.now())
    assert figures() == {"Team north": (3, 0), ALL: (3, 0)}, "all less north would be two people"


def test_of_an_answer_that_cannot_be_read_nothing_is_told(boss: Any) -> None:
    north = team("Team north")
    people(north, 1)
    asked("cards.lost", north)
    count_day(TODAY, now=timezone.now())
    grant = AccessGrant.objects.get(group__name="Supervisors")
    grant.topics = ["loans"]
    grant.save()
    seen = view(boss)
    assert (seen.now, list(seen.asked), seen.by_team) == (Share(0, 0), [], {})


def test_a_leader_sees_the_own_team(boss: Any) -> None:
    north, south = team("Team north"), team("Team south")
    people(north, 1)
    people(south, 1)
    asked("cards.lost", north, south)
    rights = Permission.objects.filter(codename__in=["see_overview", "oversee_reading"])
    north.permissions.add(*rights)
    count_day(TODAY, now=timezone.now())
    leader = library.staff("leader", "Team north")
    seen = view(leader)
    assert seen.now == Share(0, 1)
    assert seen.by_team == {}


def test_whoever_does_not_oversee_reading_sees_no_figures_of_it(boss: Any) -> None:
    boss.groups.get().permissions.remove(Permission.objects.get(codename="oversee_reading"))
    boss = type(boss).objects.get(pk=boss.pk)
    assert reading_view(PERIOD, sight=sight(boss, now=NOW), counted=()) is None


def test_days_that_are_over_keep_what_was_so_then(boss: Any) -> None:
    """Nobody knows any more who was in which group."""
    north = team("Team north")
    (reader,) = people(north, 1)
    reading = asked("cards.lost", north)
    count_day(TODAY, now=timezone.now())
    read(reader, reading)
    count_day(TODAY, now=timezone.now() + timedelta(days=1))
    assert figures()["Team north"] == (1, 0)


def test_what_nobody_is_asked_any_more_is_gone_from_the_next_day_on(boss: Any) -> None:
    north = team("Team north")
    people(north, 1)
    reading = asked("cards.lost", north)
    count_day(TODAY, now=timezone.now())
    asking.end(reading, by="boss", at=timezone.now())
    tomorrow = timezone.now() + timedelta(days=1)
    count_day(day_of(tomorrow), now=tomorrow)
    both = Period(TODAY, day_of(tomorrow))
    assert view(boss, period=both).asked == []
    assert view(boss).now == Share(0, 1)


def test_many_people_and_requests_ask_no_more_often(boss: Any) -> None:
    north = team("Team north")
    people(north, 1)
    asked("cards.lost", north)
    count_day(TODAY, now=timezone.now())

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            view(boss)
        return len(found)

    queries()
    before = queries()
    for name in ("Team south", "Team west"):
        group = team(name)
        people(group, 3)
        asked("cards.fee", group, north)
    count_day(TODAY, now=timezone.now())
    assert CountedDay.objects.count() == 1
    assert queries() == before
