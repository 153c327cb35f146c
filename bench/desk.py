"""A contact centre on one machine: agents log in, type a question every half minute, open what is
found and send some of it; the server is killed on the way and started again.

    python -m bench.desk [--seats 400] [--login-seconds 300] [--seconds 600] [--every 30]
                         [--answers 10000] [--workers 2] [--kills 1] [--keep DIR]

Prints Markdown tables. The agents' browsers run in one process on the same cores as the server.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench import api
from bench.seats import Away, Noted, Seat
from bench.server import Restartable
from bench.tables import as_table

MOST_P95_SECONDS = 0.3
PASSWORD = "a password for measuring"
QUESTIONS = 2_000
# What a page of the desk that stands open asks by itself, and how often.
POLLS = (("/desk/notices/", 4.0),)


@dataclass(frozen=True, slots=True)
class Day:
    """How many agents come within how many seconds; each asks once in `every` seconds, for
    `seconds` after the last has come."""

    seats: int
    login_seconds: float
    seconds: float
    every: float
    kills: int

    @property
    def whole(self) -> float:
        return self.login_seconds + self.seconds


def main() -> int:
    options = read_options()
    day = Day(options.seats, options.login_seconds, options.seconds, options.every, options.kills)
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place = options.keep or Path(made)
        prepare(place)
        api.fill(options.answers)
        names = make_agents(day.seats)
        with Restartable(place, workers=options.workers) as server:
            noted = asyncio.run(live_through(day, server, names))
        lost = count_lost(noted)
    print(table(noted, day, workers=options.workers, answers=options.answers, lost=lost))
    return 0 if is_good(noted, lost=lost) else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures a contact centre at work.")
    parser.add_argument("--seats", type=int, default=400)
    parser.add_argument("--login-seconds", type=float, default=300)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=float, default=30)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a directory to fill, or to use again")
    return parser.parse_args()


def prepare(place: Path) -> None:
    """Pages for people need the files that stand beside them."""
    api.prepare(place)
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def make_agents(count: int) -> list[str]:
    """Agents as any bank has them; one hash for all, checked at each login like any other."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import Group

    users, agents = get_user_model(), Group.objects.get(name="Agents")
    names = [f"seat-{number:04}" for number in range(count)]
    hashed = make_password(PASSWORD)
    users.objects.filter(username__startswith="seat-").delete()
    users.objects.bulk_create(users(username=name, password=hashed) for name in names)
    agents.user_set.add(*users.objects.filter(username__in=names))
    return names


async def live_through(day: Day, server: Restartable, names: Sequence[str]) -> Noted:
    from bench.sayings import make_queries

    noted, texts, began = Noted(), make_queries(QUESTIONS), time.monotonic()
    seats = [Seat(server.address, name, noted) for name in names]
    works = [
        asyncio.create_task(work(seat, texts, day=day, place=place, ends_at=began + day.whole))
        for place, seat in enumerate(seats)
    ]
    for moment in moments_to_kill(day):
        await asyncio.sleep(began + moment - time.monotonic())
        noted.is_away = True
        await asyncio.to_thread(server.kill_and_start)
        noted.is_away = False
    await asyncio.gather(*works)
    return noted


def moments_to_kill(day: Day) -> Iterator[float]:
    """Spread over the time in which all are there."""
    for number in range(day.kills):
        yield day.login_seconds + day.seconds * (number + 1) / (day.kills + 1)


async def work(seat: Seat, texts: Sequence[str], *, day: Day, place: int, ends_at: float) -> None:
    """One agent, who comes when it is their turn and asks at a moment of their own."""
    await asyncio.sleep(day.login_seconds * place / day.seats)
    try:
        await seat.log_in(PASSWORD)
    except Away:
        return
    polls = [asyncio.create_task(seat.poll(path, every=every)) for path, every in POLLS]
    try:
        while (now := time.monotonic()) < ends_at:
            with suppress(Away):
                await seat.search(texts[(place * 31 + seat.searches) % len(texts)])
            await asyncio.sleep(max(now + day.every - time.monotonic(), 0))
    finally:
        for poll in polls:
            poll.cancel()


def count_lost(noted: Noted) -> int:
    """Messages that the server had confirmed and does not have."""
    from channels.delivery.models import Delivery

    kept = {str(each) for each in Delivery.objects.values_list("request", flat=True)}
    return len(noted.sent - kept)


def is_good(noted: Noted, *, lost: int) -> bool:
    searches = noted.spent.get("search", [])
    return (
        bool(searches) and at(searches, 0.95) <= MOST_P95_SECONDS and not noted.wrong and not lost
    )


def at(spent: Sequence[float], share: float) -> float:
    ordered = sorted(spent)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def table(noted: Noted, day: Day, *, workers: int, answers: int, lost: int) -> str:
    heads = ("what", "how often", "p50 ms", "p95 ms", "p99 ms", "most ms")
    rows = [
        (deed, len(spent), *(1000 * at(spent, share) for share in (0.5, 0.95, 0.99, 1)))
        for deed, spent in sorted(noted.spent.items())
    ]
    wrong = "; ".join(f"{what}: {number}" for what, number in noted.wrong.most_common(10))
    return (
        f"{day.seats} agents log in within {day.login_seconds:g} s and ask once in {day.every:g} "
        f"s, for {day.seconds:g} s more; {answers} answers, {workers} workers; killed {day.kills} "
        f"times on the way: {noted.lost_contact} requests met no server.\n\n"
        f"{as_table(heads, rows)}\n\n"
        f"Needed: search p95 ≤ {1000 * MOST_P95_SECONDS:g} ms. Wrong: {wrong or 'nothing'}. "
        f"Messages confirmed {len(noted.sent)}, lost {lost}."
    )


if __name__ == "__main__":
    sys.exit(main())
