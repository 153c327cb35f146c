"""The overview of 400 agents: a range of 92 days beside the 92 before, and counting one day.

python -m bench.supervising [--answers 10000]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench import place
from bench.care import fill, get, timed
from bench.tables import as_table

AGENTS, TEAMS, CONTACTS_A_DAY = 400, 20, 24_000
DAYS, TIMES = 184, 7
# Of answers a day: opened at the desk by all, by one team; so many are copied or sent.
OPENED, OPENED_BY_TEAM, SENT = 3_000, 600, 1_000
# Rows of answers are made for some teams only: the others lie elsewhere in the index.
TEAMS_WITH_ANSWERS = 4
MOST_MS = 300.0
Row = tuple[Any, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the figures for supervisors.")
    parser.add_argument("--answers", type=int, default=10_000)
    count = parser.parse_args().answers
    random.seed(42)
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place.prepare(Path(made))
        rows, is_well = measure(count)
    heads = (f"{AGENTS} agents in {TEAMS} teams, {count} answers", "ms", "needed")
    print(as_table(heads, rows))
    return int(not is_well)


def measure(count: int) -> tuple[list[tuple[Any, ...]], bool]:
    from django.conf import settings
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from channels.supervising.days import DAY, Period, day_of
    from channels.supervising.overview import overview
    from channels.supervising.seeing import sight_of
    from kb.publication.readers import staff_scope

    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(count)
    now = timezone.now()
    last = day_of(now) - DAY
    keys = add_figures(last)
    user = User.objects.create_user("boss")
    user.groups.add(Group.objects.get(name="Supervisors"))
    client = Client()
    client.force_login(user)
    scope = staff_scope(user, now=now)
    assert scope is not None
    sight = sight_of(user, scope=scope, desk=scope.for_channel("agent_desk"))
    assert sight is not None
    one_team = sight.of("Team 0")
    assert one_team is not None
    period = Period(last - 91 * DAY, last)
    asked = f"from={period.first}&to={period.last}"
    found: list[tuple[Any, ...]] = []

    def note(name: str, act: Callable[[], Any], *, most: float = 0) -> float:
        act()
        took = median(timed(act) for _ in range(TIMES))
        found.append((name, f"{took:.0f}", f"≤ {most:g}" if most else ""))
        print(found[-1], file=sys.stderr, flush=True)
        return took

    whole = note("92 days beside 92, all teams: figures", lambda: overview(period, sight=sight),
                 most=MOST_MS)  # fmt: skip
    team = note("the same of one team", lambda: overview(period, sight=one_team), most=MOST_MS)
    note("the same as a page, all teams", lambda: get(client, f"/desk/overview/?{asked}"))
    note("the same as a workbook", lambda: get(client, f"/desk/overview/export/?{asked}"))
    note("today, each minute", lambda: get(client, "/desk/overview/live/"))
    found += counting(now, keys)
    return found, max(whole, team) <= MOST_MS


def counting(now: datetime, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """A whole day from its contacts: read beside everything else, then one transaction."""
    from django.db import connection

    from channels.supervising.counting import count_day
    from channels.supervising.days import DAY, day_of

    day = day_of(now) - DAY
    add_contacts(day, keys)
    waits: list[float] = []

    def watch(execute: Any, statement: str, *rest: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            if not statement.lstrip().upper().startswith("SELECT"):
                waits.append((time.perf_counter() - begun) * 1000)

    with connection.execute_wrapper(watch):
        first = timed(lambda: count_day(day, now=now))
        writes = sum(waits)
        waits.clear()
        again = timed(lambda: count_day(day, now=now))
    return [
        (f"counting a day of {CONTACTS_A_DAY} contacts", f"{first:.0f}", ""),
        ("of which others who write may wait, by the clock", f"{writes:.0f}", ""),
        ("counting it again, nothing changed", f"{again:.0f}", ""),
        ("of which others who write may wait, by the clock", f"{sum(waits):.0f}", ""),
    ]


def add_figures(last: date) -> Sequence[str]:
    """Of so many days up to `last`, as if they were counted. Returns keys, the hottest first."""
    from channels.supervising.models import ALL, AnswerFigures, DeskFigures, VerdictFigures
    from channels.supervising.weeks import sum_weeks
    from kb.publication.models import Live

    keys = sorted(set(Live.objects.values_list("key", flat=True)))
    days = [last - timedelta(days=n) for n in range(DAYS)]
    teams = [ALL, *(f"Team {n}" for n in range(TEAMS))]
    DeskFigures.objects.bulk_create(
        (desk_row(DeskFigures, day, team) for day in days for team in teams), batch_size=500
    )
    columns = "kind, team, day, key, locale, channel, number"
    insert(AnswerFigures, columns, answer_rows(days, teams[: TEAMS_WITH_ANSWERS + 1], keys))
    columns = "day, key, locale, element, channel, helpful, unhelpful"
    insert(VerdictFigures, columns, (
        (day.isoformat(), key, "zh-Hans", "", "web", random.randrange(9), random.randrange(4))
        for day in days for key in random.sample(keys, 300)
    ))  # fmt: skip
    add_matters(days, teams, keys)
    sum_weeks(now=datetime.combine(last, datetime.max.time(), UTC))
    return keys


def add_matters(days: Sequence[date], teams: Sequence[str], keys: Sequence[str]) -> None:
    """Questions to leaders, complaints, and a dozen answers that everybody is asked to read."""
    from channels.supervising.models import CountedDay
    from channels.supervising.team_tables import ComplaintFigures, QuestionFigures, ReadingFigures

    noon = datetime.combine(days[-1], datetime.min.time(), UTC)
    places = [(day, team) for day in days for team in teams]
    QuestionFigures.objects.bulk_create(
        [QuestionFigures(day=day, team=team, asked=200, replied=180, waiting=3, late=1,
                         times={str(step): 2 for step in range(10, 100)})
         for day, team in places], batch_size=500,
    )  # fmt: skip
    ComplaintFigures.objects.bulk_create(
        [ComplaintFigures(day=day, team=team, cause=cause, taken=9, closed=8, still_open=30,
                          late=2, times={str(hour * 3600): 1 for hour in range(1, 9)})
         for day, team in places for cause in ("process", "system", "person")], batch_size=500,
    )  # fmt: skip
    ReadingFigures.objects.bulk_create(
        [ReadingFigures(day=day, team=team, reading=n, key=keys[n], locale="zh-Hans",
                        asked_at=noon, due_at=noon, people=20, done=n)
         for day, team in places for n in range(12)], batch_size=500,
    )  # fmt: skip
    CountedDay.objects.bulk_create([CountedDay(day=day, counted_at=noon) for day in days])


def desk_row(table: Any, day: date, team: str) -> Any:
    share = 1 if team == "*" else 1 / TEAMS
    contacts = int(CONTACTS_A_DAY * share)
    times = {str(step): random.randrange(1, 40) for step in (*range(5, 120), *range(120, 400, 5))}
    solved = int(contacts * 0.7)
    return table(
        day=day, team=team, agents=int(AGENTS * share), contacts=contacts, ended=contacts,
        solved=solved, handed_over=contacts // 9, named=contacts, named_solved=solved,
        back=contacts // 20, times=times, copied={"plain": contacts // 3, "sms": contacts // 9},
        sent={"sms": contacts // 4, "wechat": contacts // 8},
    )  # fmt: skip


def answer_rows(days: Sequence[date], teams: Sequence[str], keys: Sequence[str]) -> Iterator[Row]:
    for day in days:
        for team in teams:
            most = OPENED if team == "*" else OPENED_BY_TEAM
            for rank, key in enumerate(some_of(keys, most)):
                number = 1 + int(most / (rank + 1))
                yield ("opened", team, day.isoformat(), key, "zh-Hans", "", number)
                if rank < SENT * most // OPENED:
                    yield ("copied", team, day.isoformat(), key, "zh-Hans", "plain", 1)
                    yield ("sent", team, day.isoformat(), key, "zh-Hans", "sms", 1)


def some_of(keys: Sequence[str], most: int) -> Sequence[str]:
    """The hottest are the same each day, the others come and go."""
    hot = list(keys[: most // 3])
    rest = keys[most // 3 :]
    return hot + random.sample(rest, min(most - len(hot), len(rest)))


def insert(table: Any, columns: str, rows: Iterator[Row]) -> None:
    from django.db import connection, transaction

    places = ", ".join(["%s"] * len(columns.split(",")))
    statement = f"INSERT INTO {table._meta.db_table} ({columns}) VALUES ({places})"
    with transaction.atomic(), connection.cursor() as cursor:
        while some := list(islice(rows, 5_000)):
            cursor.executemany(statement, some)


def add_contacts(day: date, keys: Sequence[str]) -> None:
    from channels.contacts.models import Contact, ContactStep
    from channels.supervising.days import start_of

    begin = start_of(day) + timedelta(hours=8)
    contacts, steps = [], []
    for number in range(CONTACTS_A_DAY):
        agent = number % AGENTS
        at = begin + timedelta(seconds=random.randrange(10 * 3600))
        end = at + timedelta(seconds=20 + random.randrange(200))
        is_solved = random.random() < 0.7
        contact = Contact(
            user_id=agent, team=f"Team {agent % TEAMS}",
            customer_ref=f"c{random.randrange(20_000)}",
            started_at=at, used_at=end, ended_at=end, solved_at=end if is_solved else None,
            outcome="solved" if is_solved else "left",
        )  # fmt: skip
        contacts.append(contact)
        key = keys[min(int(random.paretovariate(0.7)) - 1, len(keys) - 1)]
        said: dict[str, Any] = {"contact": contact, "key": key, "locale": "zh-Hans"}
        steps += [
            ContactStep(contact=contact, kind="searched", at=at),
            ContactStep(**said, kind="opened", at=at),
            ContactStep(**said, kind="copied", at=end, channel="plain"),
            ContactStep(**said, kind="sent", at=end, channel="sms"),
        ]
    Contact.objects.bulk_create(contacts, batch_size=500)
    ContactStep.objects.bulk_create(steps, batch_size=500)


if __name__ == "__main__":
    sys.exit(main())
